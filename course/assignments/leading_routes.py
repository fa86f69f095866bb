"""Serve the pages on which leaders assign, follow, change, withdraw and excuse."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from course.accounts.access import acting_user, load_group
from course.accounts.models import Group, User
from course.assignments import operations, pages, queries
from course.assignments.access import load_assignment, load_reached
from course.assignments.days import day_of, usual_due_day
from course.assignments.forms import AssignForm, ExemptForm, PressForm, TermsForm
from course.assignments.models import Assignment
from course.audit.seen import saw_group
from course.extensions import utc_now
from course.live_catalogue import catalogue

bp = Blueprint("assigning", __name__, template_folder="templates")

REFUSED = 422


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


@bp.get("/groups/<int:group_id>/assignments")
def group(group_id: int) -> str:
    """List the assignments of a group one leads, with how its people stand."""
    found = load_group(acting_user(), group_id, lead=True)
    view = pages.group(acting_user(), found, catalogue(), utc_now())
    taken_back = request.args.get("withdrawn", type=int)
    just = next((row for row in view["withdrawn"] if row.item.id == taken_back and row.may_change), None)
    return render_template("assignments/group.html", just=just, **view)


def _assign_form(found: Group, **given: Any) -> AssignForm:
    return AssignForm(
        items=list(pages.offer(catalogue())),
        people=[(person.id, person.name) for person in queries.people_in(found)],
        group_label=_("%(group)sの全員", group=found.name),
        today=day_of(utc_now()),
        **given,
    )


@bp.route("/groups/<int:group_id>/assignments/new", methods=["GET", "POST"])
def new(group_id: int) -> ResponseReturnValue:
    """Choose what to assign and to whom; `item` and `person` in the address are chosen beforehand."""
    found = load_group(acting_user(), group_id, lead=True)
    if request.method == "GET":
        person = request.args.get("person", type=int)
        form = _assign_form(
            found,
            item=request.args.getlist("item"),
            due_on=usual_due_day(day_of(utc_now())),
            **({"whom": str(person)} if person else {}),
        )
    else:
        form = _assign_form(found)
        if form.validate():
            return _assigned(found, form)
    page = render_template(
        "assignments/new.html", group=found, form=form, blocks=pages.blocks(catalogue()), now=utc_now()
    )
    return page, REFUSED if request.method == "POST" else 200


def _assigned(found: Group, form: AssignForm) -> ResponseReturnValue:
    offered = pages.offer(catalogue())
    target: Group | User = found
    if form.person_id is not None:
        target = queries.people_by_id([form.person_id])[form.person_id]
    items = [offered[key] for key in form.item.data or ()]
    made = operations.assign(
        acting_user(), items, target, form.terms, anew=form.anew.data, now=utc_now(), within=found
    )
    if made:
        flash(
            ngettext("課題を %(num)d つ出しました。", "課題を %(num)d つ出しました。", len(made)), "success"
        )
    if len(made) < len(items):
        flash(_("同じ期限でもう出してあったものは、そのままにしました。"), "info")
    return redirect(url_for("assigning.group", group_id=found.id), 303)


@bp.get("/groups/<int:group_id>/assignments/<int:assignment_id>")
def one(group_id: int, assignment_id: int) -> str:
    """Show how each person stands with one assignment."""
    found, item = load_assignment(acting_user(), group_id, assignment_id)
    saw_group(found.id, "assignment")
    return _one(found, item, None)


def _one(found: Group, item: Assignment, exempt: ExemptForm | None) -> str:
    view = pages.one(acting_user(), found, item, catalogue(), utc_now())
    return render_template("assignments/one.html", exempt=exempt, **view)


@bp.route("/groups/<int:group_id>/assignments/<int:assignment_id>/change", methods=["GET", "POST"])
def change(group_id: int, assignment_id: int) -> ResponseReturnValue:
    """Change by when and how well."""
    found, item = load_assignment(acting_user(), group_id, assignment_id, change=True)
    now = utc_now()
    kept = day_of(item.due_at)
    given = {"due_on": kept, "pass_mark": item.pass_mark, "attempts": item.attempts, "note": item.note}
    form = TermsForm(today=day_of(now), kept=kept, **given)
    if form.validate_on_submit():
        offered = pages.offer(catalogue()).get(f"{item.kind}:{item.item_id}")
        passing = offered.passing if offered is not None else None
        try:
            operations.change(acting_user(), item, form.terms, passing=passing, now=now)
        except operations.Taken:
            form.due_on.errors = [_("同じものが、同じ期限でもう出してあります。")]
        else:
            flash(_("課題を変えました。"), "success")
            return redirect(url_for("assigning.one", group_id=found.id, assignment_id=item.id), 303)
    scored = operations.takes_attempts(item.kind)
    page = render_template(
        "assignments/change.html", group=found, item=item, form=form, scored=scored, now=now
    )
    return page, REFUSED if form.is_submitted() else 200


@bp.post("/groups/<int:group_id>/assignments/<int:assignment_id>/withdrawal")
def withdraw(group_id: int, assignment_id: int) -> ResponseReturnValue:
    """Take an assignment back; the list then offers to undo it."""
    found, item = load_assignment(acting_user(), group_id, assignment_id, change=True)
    _pressed()
    operations.withdraw(acting_user(), item, utc_now())
    return redirect(url_for("assigning.group", group_id=found.id, withdrawn=item.id), 303)


@bp.post("/groups/<int:group_id>/assignments/<int:assignment_id>/withdrawal/undo")
def restore(group_id: int, assignment_id: int) -> ResponseReturnValue:
    """Let a withdrawn assignment stand again."""
    found, item = load_assignment(acting_user(), group_id, assignment_id, change=True)
    _pressed()
    try:
        operations.restore(acting_user(), item, utc_now())
        flash(_("取り下げをやめました。課題は元のとおりです。"), "success")
    except operations.Taken:
        flash(_("同じものが、同じ期限でもう出してあります。そちらをお使いください。"), "error")
    return redirect(url_for("assigning.group", group_id=found.id), 303)


@bp.post("/groups/<int:group_id>/assignments/<int:assignment_id>/exemptions")
def exempt(group_id: int, assignment_id: int) -> ResponseReturnValue:
    """Excuse one of one's people, with the reason."""
    found, item = load_assignment(acting_user(), group_id, assignment_id)
    form = ExemptForm()
    if not form.validate():
        if form.person.errors or "csrf_token" in form.errors:
            abort(400)
        return _one(found, item, form), REFUSED
    item, person = load_reached(acting_user(), group_id, assignment_id, form.person.data or 0)
    operations.exempt(acting_user(), item, person, reason=form.reason.data, now=utc_now())
    flash(_("%(name)sさんを免除しました。", name=person.name), "success")
    return redirect(url_for("assigning.one", group_id=found.id, assignment_id=item.id), 303)


@bp.post("/groups/<int:group_id>/assignments/<int:assignment_id>/exemptions/<int:person_id>/end")
def end_exemption(group_id: int, assignment_id: int, person_id: int) -> ResponseReturnValue:
    """Let the assignment hold for somebody again."""
    item, person = load_reached(acting_user(), group_id, assignment_id, person_id)
    _pressed()
    if operations.end_exemption(acting_user(), item, person, utc_now()):
        flash(_("%(name)sさんの免除をやめました。", name=person.name), "success")
    return redirect(url_for("assigning.one", group_id=group_id, assignment_id=item.id), 303)
