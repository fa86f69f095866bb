"""Read notes: those a leader sees of a person, and those a person sees of themself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from course.accounts.access import led_then
from course.accounts.models import User
from course.extensions import db
from course.notes.models import NUDGE_KEY, Note

PAGE = 50


def readable(actor: User) -> ColumnElement[bool]:
    """Give the condition on `Note` for those a leader of its person reads: one's own, and those from where one leads.

    Those on somebody who leads there are for their author and who leads from above them.
    """
    return (Note.author_id == actor.id) | led_then(actor, Note.line, Note.person_id)


def may_read(actor: User, note: Note) -> bool:
    """Tell whether a leader of its person reads a note."""
    return db.session.scalar(select(Note.id).where(Note.id == note.id, readable(actor))) is not None


def about(actor: User, person_id: int, limit: int = PAGE) -> Sequence[Note]:
    """List the notes on a person that stand and that one who leads them reads, private ones too, the latest first."""
    return db.session.scalars(
        select(Note)
        .where(Note.person_id == person_id, Note.withdrawn_at.is_(None), readable(actor))
        .options(joinedload(Note.author))
        .order_by(Note.written_at.desc(), Note.id.desc())
        .limit(limit)
    ).all()


def shared_with(person_id: int, *, unread: bool = False, limit: int = PAGE) -> Sequence[Note]:
    """List the notes shared with a person, the latest first; with `unread` those they have not marked as read."""
    query = select(Note).where(Note.person_id == person_id, Note.shared, Note.withdrawn_at.is_(None))
    if unread:
        query = query.where(Note.read_at.is_(None))
    return db.session.scalars(
        query.options(joinedload(Note.author)).order_by(Note.written_at.desc(), Note.id.desc()).limit(limit)
    ).all()


def of_letter(key: str) -> Note | None:
    """Find the nudge of a letter by the letter's key."""
    number = key.removeprefix(NUDGE_KEY)
    if number == key or not number.isdecimal():
        return None
    return db.session.get(Note, int(number), options=[joinedload(Note.author)])


def nudged_on(people: Sequence[int], day: date) -> dict[int, Note]:
    """Give the nudges of a day by person: for a page that lists many people."""
    rows = db.session.scalars(
        select(Note).where(Note.person_id.in_(people), Note.nudged_on == day).options(joinedload(Note.author))
    )
    return {row.person_id: row for row in rows}
