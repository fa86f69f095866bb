"""Find which of the typed lines of a run stand, and before which decision each was typed. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Event(Protocol):
    """Describe what is needed to know of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> str | None: ...


E = TypeVar("E", bound=Event)


def typed_lines(events: Iterable[E]) -> list[E | None]:
    """Give, for each decision that stands, the event of the words typed before it; None where none were.

    It folds as `course.roleplay.events.fold` does: an undo takes the last decision back, and its words with it.
    """
    standing: list[E | None] = []
    waiting: E | None = None
    for event in events:
        if event.kind == "words":
            waiting = event if event.words else None
        elif event.kind == "choice":
            standing.append(waiting)
            waiting = None
        elif standing:
            waiting = standing.pop()
    return standing
