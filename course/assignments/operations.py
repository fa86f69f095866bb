"""Assign, change, withdraw and excuse. Each takes who acts and when; the request commits."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from course.accounts.models import Group, User
from course.accounts.queries import line_led
from course.accounts.sessions import fingerprint
from course.assignments.days import end_of
from course.assignments.due import QUIZ
from course.assignments.models import (
    CHANGED,
    EXEMPTED,
    EXEMPTION_ENDED,
    MADE,
    RESTORED,
    WITHDRAWN,
    Assignment,
    AssignmentEvent,
    CalendarLink,
    Exemption,
)
from course.audit import operations as audit
from course.extensions import db
from course.upsert import insert_if_absent

log = logging.getLogger("ryorin.security")
TOKEN_BYTES = 32
AUDITED = {
    MADE: "assignment.make",
    CHANGED: "assignment.change",
    WITHDRAWN: "assignment.withdraw",
    RESTORED: "assignment.restore",
    EXEMPTED: "assignment.exempt",
    EXEMPTION_ENDED: "assignment.end_exemption",
}


class Taken(Exception):
    """Say that the same item stands for the same people by the same day already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Item:
    """Hold what can be assigned; `passing` is the mark the content itself asks for (0–100), None where it asks for none."""

    kind: str
    id: str
    title: dict[str, str]
    passing: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold by when and how well. `pass_mark` None means what the content asks for; `attempts` None means any number."""

    due_on: date
    pass_mark: int | None = None
    attempts: int | None = None
    note: str = ""


def assign(
    actor: User,
    items: Sequence[Item],
    target: Group | User,
    terms: Terms,
    *,
    anew: bool,
    now: datetime,
    within: Group | None = None,
) -> list[Assignment]:
    """Assign items to a group and all below it, or to one person (of a group `within`); give those that are new.

    What stands already for the same day is left as it is. With `anew` only what is done from now on counts.
    """
    due_at = end_of(terms.due_on)
    whom = {
        "group_id": target.id if isinstance(target, Group) else None,
        "person_id": target.id if isinstance(target, User) else None,
    }
    line = line_led(actor, target, within) if isinstance(target, User) else None
    new = []
    for item in items:
        made = insert_if_absent(
            Assignment,
            kind=item.kind,
            item_id=item.id,
            title=item.title,
            due_at=due_at,
            pass_mark=_mark(item.kind, terms.pass_mark, item.passing),
            attempts=terms.attempts if takes_attempts(item.kind) else None,
            note=terms.note,
            counts_from=now if anew else None,
            line=line,
            made_by_id=actor.id,
            made_at=now,
            changed_at=now,
            **whom,
        )
        if not made:
            continue
        row = db.session.scalars(_the_standing(item, due_at, whom)).one()
        _note(actor, row, MADE, now)
        new.append(row)
    return new


def _the_standing(item: Item, due_at: datetime, whom: dict[str, int | None]) -> Any:
    return select(Assignment).where(
        Assignment.kind == item.kind,
        Assignment.item_id == item.id,
        Assignment.due_at == due_at,
        Assignment.group_id == whom["group_id"],
        Assignment.person_id == whom["person_id"],
        Assignment.withdrawn_at.is_(None),
    )


def takes_attempts(kind: str) -> bool:
    """Tell whether items of a kind are tried and scored: quizzes and roleplays are, lessons and quarters are not."""
    return kind in {QUIZ, "scenario"}


def _mark(kind: str, wanted: int | None, passing: int | None) -> int | None:
    if not takes_attempts(kind):
        return None
    return wanted or passing or (1 if kind == QUIZ else None)


def change(actor: User, assignment: Assignment, terms: Terms, *, passing: int | None, now: datetime) -> bool:
    """Change by when and how well; False when nothing differs. Raises Taken."""
    wanted = {
        "due_at": end_of(terms.due_on),
        "pass_mark": _mark(assignment.kind, terms.pass_mark, passing),
        "attempts": terms.attempts if takes_attempts(assignment.kind) else None,
        "note": terms.note,
    }
    before = {name: getattr(assignment, name) for name in wanted}
    differing = {
        name: [_plain(before[name]), _plain(wanted[name])] for name in wanted if before[name] != wanted[name]
    }
    if not differing:
        return False
    try:
        with db.session.begin_nested():
            for name, value in wanted.items():
                setattr(assignment, name, value)
            assignment.changed_at = now
    except IntegrityError as error:
        raise Taken from error
    _note(actor, assignment, CHANGED, now, differing)
    return True


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def withdraw(actor: User, assignment: Assignment, now: datetime) -> None:
    """Take an assignment back; its row and history stay, and what people learned stays theirs."""
    if assignment.withdrawn_at is None:
        assignment.withdrawn_at = assignment.changed_at = now
        _note(actor, assignment, WITHDRAWN, now)


def restore(actor: User, assignment: Assignment, now: datetime) -> None:
    """Let a withdrawn assignment stand again. Raises Taken when an equal one has been made meanwhile."""
    if assignment.withdrawn_at is None:
        return
    try:
        with db.session.begin_nested():
            assignment.withdrawn_at = None
            assignment.changed_at = now
    except IntegrityError as error:
        raise Taken from error
    _note(actor, assignment, RESTORED, now)


def exempt(actor: User, assignment: Assignment, person: User, *, reason: str, now: datetime) -> None:
    """Excuse somebody; whoever is excused already stays so, with the first reason.

    The reason, which may be a delicate one, is kept no longer than the exemption itself.
    """
    made = insert_if_absent(
        Exemption, assignment_id=assignment.id, user_id=person.id, reason=reason, by_id=actor.id, at=now
    )
    if made:
        _note(actor, assignment, EXEMPTED, now, {"person": person.id})


def end_exemption(actor: User, assignment: Assignment, person: User, now: datetime) -> bool:
    """Let the assignment hold for somebody again; False when they were not excused."""
    ended = db.session.scalar(
        delete(Exemption)
        .where(Exemption.assignment_id == assignment.id, Exemption.user_id == person.id)
        .returning(Exemption.id)
    )
    if ended is None:
        return False
    _note(actor, assignment, EXEMPTION_ENDED, now, {"person": person.id})
    return True


def _note(
    actor: User, assignment: Assignment, kind: str, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    """Add to the assignment's own history, and, without names and words, to the audit."""
    audit.note(
        actor,
        AUDITED[kind],
        subject="assignment",
        subject_id=assignment.id,
        detail={"group": assignment.group_id, "person": (detail or {}).get("person", assignment.person_id)},
    )
    db.session.add(
        AssignmentEvent(assignment_id=assignment.id, kind=kind, by_id=actor.id, at=now, detail=detail or {})
    )
    db.session.flush()


def make_calendar_link(actor: User, now: datetime) -> str:
    """Make the actor's calendar address and give its token, which is kept nowhere; an earlier address is dead."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    close_calendar_link(actor)
    insert_if_absent(CalendarLink, user_id=actor.id, token_hash=fingerprint(token), made_at=now)
    log.info("calendar address made: person=%d", actor.id)
    return token


def close_calendar_link(actor: User) -> None:
    """Make the actor's calendar address useless."""
    db.session.execute(delete(CalendarLink).where(CalendarLink.user_id == actor.id))
