"""Count what an admin looks after."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from course.accounts.models import Group, User
from course.extensions import db
from course.mail.models import FAILED, UNCERTAIN, WAITING, OutgoingMail
from course.roster.models import CHECKED, STOPPED, PeopleImport

LATELY = timedelta(days=30)


def people_count() -> int:
    """Count the people who may sign in."""
    return db.session.scalar(select(func.count()).where(User.active)) or 0


def group_count() -> int:
    """Count the groups."""
    return db.session.scalar(select(func.count(Group.id))) or 0


def open_imports() -> int:
    """Count the imports that wait for somebody: checked and not begun, or stopped half-way."""
    return db.session.scalar(select(func.count()).where(PeopleImport.state.in_((CHECKED, STOPPED)))) or 0


def letters(now: datetime) -> tuple[int, int]:
    """Count the letters that wait, and those of the last thirty days that did not arrive, or may not have."""
    counts = dict.fromkeys((WAITING, FAILED, UNCERTAIN), 0)
    for state in counts:
        query = select(func.count()).where(OutgoingMail.state == state)
        if state != WAITING:
            query = query.where(OutgoingMail.ended_at > now - LATELY)
        counts[state] = db.session.scalar(query) or 0
    return counts[WAITING], counts[FAILED] + counts[UNCERTAIN]
