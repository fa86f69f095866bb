"""Say what a room is at one moment: its rounds, its timer, the way its talk went. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

RoundKind = Literal["question", "scene", "poll", "wall"]
Phase = Literal["voting", "discuss", "revoting", "locked", "revealed"]
ROUND_KINDS: tuple[RoundKind, ...] = ("question", "scene", "poll", "wall")
VOTING: frozenset[Phase] = frozenset({"voting", "revoting"})
# What the projector shows beside the round itself.
SCREENS = ("lobby", "round", "board", "teams", "leaders", "questions")
SWITCHES = ("gate", "leaders_on")
LONGEST_TIMER = 3600  # seconds
MOST_POLL_OPTIONS = 6
KINDS = (
    "begin",
    "open",
    "lock",
    "revote",
    "reveal",
    "timer",
    "take",
    "rewind",
    "truth",
    "section",
    "screen",
    "switch",
    "talk",
    "close",
)


class Event(Protocol):
    """Describe what the fold needs to know of an event."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def at(self) -> datetime: ...


class NotNow(ValueError):
    """Say that a step is not open at this moment; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Hold the timer of the open ballot: when it ends, or, paused, how many seconds are left."""

    ends_at: datetime | None
    left: float = 0.0

    def seconds(self, now: datetime) -> float:
        """Give the seconds left at `now`."""
        return self.left if self.ends_at is None else max(0.0, (self.ends_at - now).total_seconds())


@dataclass(frozen=True, slots=True)
class Round:
    """Hold one round. `ref` names the question; a scene's round is known by `path`, the lines taken before it.

    `prompt` and `options` are those of a poll or a wall. `taken` is the line the trainer went on with. `tally_of` is the
    round whose votes count here: another one only when a scene is gone back to.
    """

    number: int
    kind: RoundKind
    ref: str
    prompt: str
    options: tuple[str, ...]
    peer: bool
    phase: Phase
    ballot: int
    path: tuple[str, ...]
    opened_at: datetime
    tally_of: int
    taken: str | None = None

    @property
    def voting(self) -> bool:
        """Tell whether votes are taken now."""
        return self.phase in VOTING

    @property
    def own(self) -> bool:
        """Tell whether votes were cast in this very round."""
        return self.tally_of == self.number

    @property
    def revealed(self) -> bool:
        """Tell whether the result has been shown."""
        return self.phase == "revealed"


@dataclass(frozen=True, slots=True)
class Trip:
    """Hold one branch that was run and left: the lines taken."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Hold where a room stands. `talk` is the seconds each team has spoken; `talking` is who speaks, and since when.

    Of the lines of `path` the first `given` were not said in the room: its talk began at the scene `began_at`.
    """

    seq: int = 0
    rounds: tuple[Round, ...] = ()
    path: tuple[str, ...] = ()
    trips: tuple[Trip, ...] = ()
    given: int = 0
    began_at: str = ""
    timer: Timer | None = None
    section: str | None = None
    section_after: int = 0  # the number of the round before it
    screen: str = "lobby"
    truth: bool = False
    gate: bool = False
    leaders_on: bool = False
    closed: bool = False
    talk: Mapping[int, float] = field(default_factory=dict)
    talking: tuple[int, datetime] | None = None

    @property
    def round(self) -> Round | None:
        """Give the present round, or None before the first."""
        return self.rounds[-1] if self.rounds else None

    @property
    def ballot(self) -> tuple[int, int] | None:
        """Name the ballot that takes votes now: round and ballot."""
        now = self.round
        return (now.number, now.ballot) if now is not None and now.voting and not self.closed else None

    @property
    def at_beginning(self) -> bool:
        """Tell whether the talk stands at the scene in the middle with which it began."""
        return 0 < self.given == len(self.path)

    def next_steps(self) -> tuple[str, ...]:
        """List the steps that lead the present round on, the usual one first."""
        now = self.round
        if self.closed or now is None:
            return ()
        if now.kind == "wall":
            return ("reveal", "lock") if now.voting else ("reveal",) if not now.revealed else ()
        return {
            "voting": ("lock", "reveal"),
            "discuss": ("revote", "reveal"),
            "revoting": ("reveal", "lock"),
            "locked": ("reveal",),
            "revealed": (),
        }[now.phase]
