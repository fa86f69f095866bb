"""Tell every process that something in a room has changed: after the commit, never after a rollback.

News says only "room N: its state" or "room N: some activity"; the rows are the truth. News that gets lost is made up for
by the look that every hub takes at its rooms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from course.extensions import db

STATE, ACTIVITY = "state", "activity"
KINDS = frozenset({STATE, ACTIVITY})
EXTENSION = "live"  # where an application that serves keeps its hub
_WAITING = "news of rooms"


@dataclass(frozen=True, slots=True)
class News:
    """Say that something in a room has changed: a step of the trainer's (STATE), or votes, joins, hands (ACTIVITY)."""

    room_id: int
    kind: str

    def __str__(self) -> str:
        return f"{self.room_id} {self.kind}"


def read(text: str) -> News | None:
    """Read news as another process wrote it; None when it is none."""
    number, _, kind = text.partition(" ")
    if number.isascii() and number.isdecimal() and len(number) < 11 and kind in KINDS:
        return News(int(number), kind)
    return None


class Listener(Protocol):
    """Describe who takes news: the hub of this process, from any thread."""

    def hear(self, news: News) -> None:
        """Take news that concerns a committed change made in this process."""
        ...

    def saw(self, participant_id: int) -> None:
        """Take note that somebody is here, though no stream of theirs is open."""
        ...


def tell(room_id: int, kind: str) -> None:
    """Send news of a room once the present transaction has been committed."""
    if kind not in KINDS:
        raise ValueError(kind)
    # A dict keeps the order and drops what is said twice.
    db.session().info.setdefault(_WAITING, {})[News(room_id, kind)] = None


def saw(participant_id: int) -> None:
    """Note that a participant has loaded a page: without script there is no stream to tell that they are here."""
    listener: Listener | None = current_app.extensions.get(EXTENSION)
    if listener is not None:
        listener.saw(participant_id)


def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint was released; the transaction itself may still be rolled back
    waiting: dict[News, Any] = session.info.pop(_WAITING, {})
    listener: Listener | None = current_app.extensions.get(EXTENSION) if waiting else None
    if listener is not None:
        for news in waiting:
            listener.hear(news)


def _rolled_back(session: Session) -> None:
    # What was told before a savepoint outlives its rollback: news too many does no harm, news too few does.
    if not session.in_nested_transaction():
        session.info.pop(_WAITING, None)


event.listen(db.session, "after_commit", _committed)
event.listen(db.session, "after_rollback", _rolled_back)
