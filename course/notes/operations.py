"""Write notes, nudge, take back, mark as read. Each takes who acts and when; the request commits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from course.accounts.models import User
from course.accounts.queries import line_led
from course.audit import operations as audit
from course.extensions import db
from course.mail import operations as mail
from course.mail import queries as letters
from course.mail.hours import beginning_of, morning_after, today
from course.mail.models import NUDGE, ONE_A_DAY
from course.notes.models import Note
from course.upsert import insert_if_absent

SECOND_THOUGHTS = timedelta(minutes=10)  # between a nudge and its letter


class NudgedToday(Exception):
    """Say that somebody has been nudged today; nothing was changed."""


class Closed(Exception):
    """Say that somebody's account is closed, so that no word would reach them; nothing was changed."""


class Gone(Exception):
    """Say that the letter of a nudge has gone, so that the nudge cannot be taken back; nothing was changed."""


def write(actor: User, person: User, *, text: str, shared: bool, now: datetime) -> Note:
    """Keep a note on a person."""
    note = Note(
        person_id=person.id,
        author_id=actor.id,
        line=line_led(actor, person),
        text=text,
        shared=shared,
        is_nudge=False,
        written_at=now,
    )
    db.session.add(note)
    db.session.flush()
    _note(actor, "note.write", note, shared=shared)
    return note


def nudge(actor: User, person: User, *, text: str, subject: str, body: str, now: datetime) -> Note:
    """Say a word to somebody: a shared note at once, and in ten minutes, in daytime, a letter of `subject` and `body`.

    The letter goes tomorrow when another one has gone, or will, today.
    Once a day for each person, whoever says it: raises NudgedToday. Raises Closed when it would reach nobody.
    """
    if not person.active:
        raise Closed
    made = insert_if_absent(
        Note,
        person_id=person.id,
        author_id=actor.id,
        line=line_led(actor, person),
        text=text,
        shared=True,
        is_nudge=True,
        nudged_on=today(now),
        written_at=now,
    )
    if not made:
        raise NudgedToday
    note = db.session.scalars(
        select(Note).where(Note.person_id == person.id, Note.nudged_on == today(now))
    ).one()
    day = today(now)
    crowded = letters.written_since(beginning_of(day), ONE_A_DAY, [person.id])
    send_after = morning_after(day) if crowded else now + SECOND_THOUGHTS
    mail.queue(person, NUDGE, note.mail_key, subject, body, now, send_after=send_after)
    _note(actor, "nudge.send", note)
    return note


def withdraw(actor: User, note: Note, now: datetime) -> None:
    """Take a note back. A nudge only while its letter has not gone: raises Gone."""
    if note.withdrawn_at is not None:
        return
    if note.is_nudge and not mail.take_back(note.mail_key, now):
        raise Gone
    note.withdrawn_at = now
    note.nudged_on = None
    db.session.flush()
    _note(actor, "nudge.withdraw" if note.is_nudge else "note.withdraw", note)


def restore(actor: User, note: Note) -> None:
    """Let a note stand again that was taken back; a nudge is said anew instead."""
    if note.withdrawn_at is not None and not note.is_nudge:
        note.withdrawn_at = None
        db.session.flush()
        _note(actor, "note.restore", note)


def mark_read(note: Note, now: datetime) -> None:
    """Remember when the person marked it as read; the first time stays."""
    note.read_at = note.read_at or now
    db.session.flush()


def _note(actor: User, action: str, note: Note, **detail: object) -> None:
    audit.note(actor, action, subject="person", subject_id=note.person_id, detail={"note": note.id, **detail})
