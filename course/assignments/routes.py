"""Serve one's own assignments, and one's due days for a calendar."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, public
from course.accounts.models import User
from course.assignments import labels, operations, pages, queries
from course.assignments.forms import PressForm
from course.config import LANGUAGES
from course.extensions import limiter, utc_now
from course.live_catalogue import catalogue

bp = Blueprint("assignments", __name__, template_folder="templates")

NEW_CALENDAR = "new_calendar"
bp.add_app_template_filter(labels.left, "due_left")
bp.add_app_template_filter(labels.terms, "due_terms")


@bp.app_context_processor
def share() -> dict[str, Any]:
    """Give every template the names of kinds and states, and what is assigned of the item on the page."""

    def assigned_here(kind: str, item_id: str) -> list[Any]:
        if not current_user.is_authenticated:
            return []
        found = queries.dues_for(acting_user().id, kind, item_id, utc_now())
        return [due for due in found if due.is_open]

    return {
        "assignment_kinds": labels.KINDS,
        "assignment_states": labels.STATES,
        "assignment_tones": labels.TONES,
        "assigned_here": assigned_here,
        "assignments_now": utc_now,
    }


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


@bp.get("/assignments")
def mine() -> str:
    """Show one's own assignments, and how to have them in a calendar."""
    token = session.pop(NEW_CALENDAR, None)
    link = url_for("assignments.feed", token=token, _external=True) if token else None
    return render_template(
        "assignments/mine.html", link=link, **pages.mine(acting_user(), catalogue(), utc_now())
    )


def _calendar_file(user: User, disposition: str) -> Response:
    found = pages.calendar(user, catalogue(), utc_now())
    response = Response(found, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'{disposition}; filename="ryorin.ics"'
    return response


@bp.get("/assignments.ics")
@limiter.limit("60 per minute")
def download() -> Response:
    """Give one's own due days as a file."""
    return _calendar_file(acting_user(), "attachment")


@bp.get("/calendar/<token>.ics")
@public
@limiter.limit("300 per hour")
def feed(token: str) -> Response:
    """Give a calendar program the due days of whoever made this address, in the language they read."""
    owner = queries.calendar_owner(token)
    if owner is None:
        hide("calendar address")
    with force_locale(owner.language or LANGUAGES[0]):
        return _calendar_file(owner, "inline")


@bp.post("/assignments/calendar")
@limiter.limit("20 per hour", key_func=lambda: str(current_user.id))
def make_calendar() -> ResponseReturnValue:
    """Make one's own calendar address; it is shown once, and an earlier one stops working."""
    _pressed()
    session[NEW_CALENDAR] = operations.make_calendar_link(acting_user(), utc_now())
    return redirect(url_for("assignments.mine", _anchor="calendar"), 303)


@bp.post("/assignments/calendar/close")
def close_calendar() -> ResponseReturnValue:
    """Close one's own calendar address."""
    _pressed()
    operations.close_calendar_link(acting_user())
    flash(_("カレンダーの購読アドレスを閉じました。"), "success")
    return redirect(url_for("assignments.mine", _anchor="calendar"), 303)
