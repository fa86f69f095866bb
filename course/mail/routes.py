"""Let people choose the letters they get, and stop a kind of them from within a letter."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts.access import acting_user, hide, public
from course.accounts.models import MANAGER, User
from course.accounts.queries import active_person
from course.extensions import csrf, limiter, utc_now
from course.mail import operations, queries
from course.mail.forms import StopForm, WantedForm
from course.mail.labels import KINDS, WHAT
from course.mail.models import DIGEST
from course.mail.tokens import read_stop_token

bp = Blueprint("mail", __name__, template_folder="templates")


def _kinds_for(person: User) -> list[str]:
    """Name the kinds of letters that can ever come to somebody."""
    manages = any(own.role == MANAGER for own in person.memberships)
    return [kind for kind in KINDS if kind != DIGEST or manages]


@bp.route("/mail", methods=["GET", "POST"])
def choices() -> ResponseReturnValue:
    """Show which letters one gets, and change it."""
    actor = acting_user()
    kinds = _kinds_for(actor)
    form = WantedForm()
    if request.method == "POST":
        if not form.validate():
            abort(400)
        for kind in kinds:
            if kind in (form.kind.data or ()):
                operations.resume(actor, kind)
            else:
                operations.stop(actor, kind, utc_now())
        flash(_("メールの設定を変えました。"), "success")
        return redirect(url_for("mail.choices"), 303)
    stopped = queries.stopped_kinds(actor.id)
    return render_template(
        "mail/choices.html", kinds=kinds, labels=KINDS, what=WHAT, stopped=stopped, address=actor.email
    )


@bp.route("/mail/stop/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.limit("60 per minute")
def stop(token: str) -> ResponseReturnValue:
    """Stop the kind of letters in which this address stood; reading the page changes nothing."""
    found = read_stop_token(current_app.config["SECRET_KEY"], token)
    person = active_person(found[0]) if found is not None else None
    if found is None or person is None:
        hide("stop address")
    kind = found[1]
    if request.method == "POST":
        if not StopForm().validate():
            abort(400)
        operations.stop(person, kind, utc_now())
        return redirect(url_for("mail.stop", token=token), 303)
    stopped = kind in queries.stopped_kinds(person.id)
    return render_template("mail/stop.html", token=token, label=KINDS[kind], what=WHAT[kind], stopped=stopped)
