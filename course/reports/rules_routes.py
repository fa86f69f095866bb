"""Serve the page on which a group's rules are read, tried out and changed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts.access import acting_user, load_group, refuse
from course.accounts.forms import PressForm
from course.accounts.models import Group
from course.accounts.routes import REFUSED
from course.audit.seen import saw_group
from course.extensions import utc_now
from course.reports import operations, queries, rules_page
from course.reports.forms import RulesForm
from course.reports.routes import asked, bp


@bp.get("/groups/<int:group_id>/rules")
def rules(group_id: int) -> str:
    """Show the rules of a group and whom they name; with thresholds in the address, whom those would name."""
    found = load_group(acting_user(), group_id, lead=True)
    if rules_page.is_trial(request.args):
        tried = RulesForm(request.args, trial=True)
        tried.validate()
        return _page(found, tried)
    used, _set_for = queries.rules_of(found)
    return _page(found, RulesForm(None, used))


def _page(found: Group, form: RulesForm) -> str:
    saw_group(found.id, "rules")
    view = rules_page.view(asked(found), form, may_change=queries.manages(acting_user(), found))
    return render_template("reports/rules.html", **view)


@bp.post("/groups/<int:group_id>/rules")
def change_rules(group_id: int) -> ResponseReturnValue:
    """Keep other rules for a group and those below it, only try them out, or follow those above again."""
    found = _to_change(group_id)
    if request.form.get("act") == "drop":
        return _drop(found)
    form = RulesForm(request.form)
    if not form.validate():
        return _page(found, form), REFUSED
    wanted = form.rules()
    if request.form.get("act") == "try":
        return _to(found, **rules_page.as_query(wanted))
    operations.set_rules(acting_user(), found, wanted, utc_now())
    flash(_("決まりを変えました。このグループと、その下のグループに効きます。"), "success")
    return _to(found)


def _drop(found: Group) -> ResponseReturnValue:
    if not PressForm().validate_on_submit():
        abort(400)
    operations.drop_rules(acting_user(), found)
    flash(_("このグループだけの決まりをやめました。"), "success")
    return _to(found)


def _to_change(group_id: int) -> Group:
    """Find a group whose rules the reader may change: a manager's; a trainer may only read them."""
    found = load_group(acting_user(), group_id, lead=True)
    if not queries.manages(acting_user(), found):
        refuse(f"rules of group {group_id}")
    return found


def _to(found: Group, **query: Any) -> ResponseReturnValue:
    return redirect(url_for("reports.rules", group_id=found.id, **query), 303)
