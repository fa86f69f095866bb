"""Put together what pages show of notes, and the words of a nudge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale

from course.accounts.models import User
from course.config import LANGUAGES
from course.mail import queries as mail
from course.mail.hours import today as today_in_japan
from course.mail.models import WAITING
from course.notes import labels, queries
from course.notes.models import Note


@dataclass(frozen=True, slots=True)
class NudgeState:
    """Hold whether somebody may be nudged now, and what has become of today's nudge."""

    person: User
    today: Note | None
    may_undo: bool

    def words(self, template: str) -> str:
        """Give the ready words that one click would send, as they would reach the person."""
        return nudge_text(self.person, "", template)


def for_leader(actor: User, person: User, now: datetime) -> dict[str, Any]:
    """Gather what `notes/parts.html` needs on a leader's page about one person: pass it as `notes`."""
    found = queries.about(actor, person.id)
    state = nudge_states(actor, [person], now)[person.id]
    return {"person": person, "notes": found, "nudge": state, "templates": labels.NAMES}


def nudge_states(actor: User, people: list[User], now: datetime) -> dict[int, NudgeState]:
    """Tell, with two statements for any number of people, who may be nudged and whose nudge the actor may take back."""
    given = queries.nudged_on([person.id for person in people], today_in_japan(now))
    keys = {note.mail_key: person_id for person_id, note in given.items() if note.author_id == actor.id}
    waiting = {keys[key] for key, state in mail.with_keys(list(keys)).items() if state == WAITING}
    return {person.id: NudgeState(person, given.get(person.id), person.id in waiting) for person in people}


def for_today(user: User) -> dict[str, Any]:
    """Gather what today's page shows: shared notes that have not been marked as read."""
    return {"unread_notes": queries.shared_with(user.id, unread=True, limit=3)}


def nudge_text(person: User, text: str, template: str) -> str:
    """Give the words of a nudge: one's own, else the ready ones in the language of whom they are for."""
    if text:
        return text
    with force_locale(person.language or LANGUAGES[0]):
        return str(labels.TEMPLATES[template])


def ready_words(person: User) -> dict[str, str]:
    """Give the ready words as they would reach a person: in the language they read."""
    return {key: nudge_text(person, "", key) for key in labels.TEMPLATES}
