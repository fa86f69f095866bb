"""Fold a run's events into the path it stands for. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["choice", "undo", "words"]


class Event(Protocol):
    """Describe what the fold needs to know of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def choice_id(self) -> str | None: ...
    @property
    def words(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one choice that stands, with the words typed before its lines were seen (None: none asked for)."""

    choice_id: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """Hold the choices that stand after every undo, and the words typed for the decision now open.

    `seen` says that the lines of the open decision have been shown already: words were given or
    declined, or an undo came back to it.
    """

    decisions: tuple[Decision, ...]
    words: str | None
    seen: bool

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """List the ids of the choices that stand."""
        return tuple(decision.choice_id for decision in self.decisions)


def fold(events: Iterable[Event]) -> Path:
    """Turn ordered events into the path: a choice adds a decision, an undo takes the last one back."""
    decisions: list[Decision] = []
    words: str | None = None
    seen = False
    for event in events:
        if event.kind == "words":
            words, seen = event.words, True
        elif event.kind == "choice":
            assert event.choice_id is not None
            decisions.append(Decision(event.choice_id, words))
            words, seen = None, False
        elif decisions:
            words, seen = decisions.pop().words, True
    return Path(tuple(decisions), words, seen)
