"""Read the audit: by whom, about whom, what, and when; the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from course.accounts.models import Group, User
from course.audit.models import AuditEntry
from course.extensions import db
from course.presentation import OFFICE_ZONE

PAGE = 50
MOST_IN_A_FILE = 100_000
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Sought:
    """Hold what is looked for: whoever acted or was acted on, an action, days of the office's calendar (both included)."""

    person_id: int | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Give the conditions on `AuditEntry`."""
        found: list[ColumnElement[bool]] = []
        if self.person_id is not None:
            about = (AuditEntry.subject == "person") & (AuditEntry.subject_id == self.person_id)
            # The subject is named again so that its index serves: only these entries tell of a person beside it.
            beside = (AuditEntry.subject == "assignment") & (
                AuditEntry.detail["person"].as_integer() == self.person_id
            )
            found.append(or_(AuditEntry.actor_id == self.person_id, about, beside))
        if self.action is not None:
            found.append(AuditEntry.action == self.action)
        if self.since is not None:
            found.append(AuditEntry.at >= _midnight(self.since))
        if self.until is not None:
            found.append(AuditEntry.at < _midnight(self.until + timedelta(days=1)))
        return found


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one entry with the names of today: who acted, and what the subject is called (None: no name)."""

    entry: AuditEntry
    actor: str | None
    subject: str | None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)


def _select(sought: Sought, before: int | None) -> Select[AuditEntry, str, str, str]:
    actor, person = aliased(User), aliased(User)
    query = (
        select(AuditEntry, actor.name, person.name, Group.name)
        .outerjoin(actor, actor.id == AuditEntry.actor_id)
        .outerjoin(person, (AuditEntry.subject == "person") & (person.id == AuditEntry.subject_id))
        .outerjoin(Group, (AuditEntry.subject == "group") & (Group.id == AuditEntry.subject_id))
        .where(*sought.conditions())
        .order_by(AuditEntry.id.desc())
    )
    return query if before is None else query.where(AuditEntry.id < before)


def page_of(sought: Sought, before: int | None = None, limit: int = PAGE) -> list[Shown]:
    """List the entries sought by falling number; `before` continues from one."""
    rows = db.session.execute(_select(sought, before).limit(limit))
    return [Shown(entry, actor, person or group) for entry, actor, person, group in rows]


def all_of(sought: Sought) -> Iterator[Shown]:
    """Go through all the entries sought, some at a time, up to as many as a file holds."""
    before: int | None = None
    for _ in range(MOST_IN_A_FILE // ROWS_AT_ONCE):
        page = page_of(sought, before, ROWS_AT_ONCE)
        yield from page
        if len(page) < ROWS_AT_ONCE:
            return
        before = page[-1].entry.id
        for shown in page:  # what is written need not be remembered
            db.session.expunge(shown.entry)


def actions() -> Sequence[str]:
    """List every action there is an entry of."""
    return db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()
