"""Note who looked at somebody else's answers: collected while a page is made, written once it has succeeded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import current_app, g
from flask_security import current_user
from sqlalchemy import insert

from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.summaries.calendar import day_of

_KEPT = "audit_seen"
SEEN = "answers.see"
_Row = tuple[int, str, int, str]  # reader, kind and number of whom they saw, page


def saw(person_ids: Iterable[int], what: str, *, reader: int | None = None) -> None:
    """Note that this page shows the reader these people's answers; `what` names the page: "run", "attempt", "person".

    The reader is who has signed in, unless another is named. Nothing is noted of people who look at their own, and nothing when the page fails or is refused.
    """
    reader = current_user.id if reader is None else reader
    _keep((reader, "person", person_id, what) for person_id in person_ids if person_id != reader)


def saw_group(group_id: int, what: str) -> None:
    """Note that this page shows the reader figures, or answers, of a group's people: one entry, not one for each of them.

    One a day of the same group and kind of page will do; a server that is started anew may write it once more.
    """
    row = (current_user.id, "group", group_id, what)
    if row not in _of_today():
        _keep([row])


def _of_today() -> set[_Row]:
    """Give what has been written of groups today."""
    today = day_of(utc_now())
    held: dict[date, set[_Row]] = current_app.extensions.setdefault(_KEPT, {})
    if today not in held:
        held.clear()
    return held.setdefault(today, set())


def _keep(rows: Iterable[_Row]) -> None:
    g.setdefault(_KEPT, {}).update(dict.fromkeys(rows))


def write() -> None:
    """Write what was noted while this request was answered, in a transaction of its own.

    A page whose note cannot be written is not shown.
    """
    kept: dict[_Row, None] = g.pop(_KEPT, {})
    if not kept:
        return
    now = utc_now()
    rows = [
        {
            "at": now,
            "actor_id": reader,
            "action": SEEN,
            "subject": subject,
            "subject_id": subject_id,
            "detail": {"page": what},
        }
        for reader, subject, subject_id, what in kept
    ]
    db.session.execute(insert(AuditEntry), rows)
    db.session.commit()
    _of_today().update(row for row in kept if row[1] == "group")
