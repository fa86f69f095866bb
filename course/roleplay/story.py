"""Describe one scenario: who, where the card lies, the scenes, and what each choice does. Plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.content.text import Text
from course.roleplay.conditions import Condition
from course.roleplay.vocabulary import DEFAULT_HOURS

CUSTOMER = "customer"
ME = "me"
NO_TEXT = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold one speaker. `key` is "customer" or the name under `cast`; company and role may be empty."""

    key: str
    name: Text
    avatar: str
    company: Text = NO_TEXT
    role: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """Hold where the customer's card lies at the start. `amount` is in yen, `age_weeks` since the first contact."""

    horizon: str
    amount: int
    age_weeks: int
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Hold what the customer would really do, hidden until the debrief. `budget` is in yen."""

    will_buy: bool
    ready_in_weeks: int
    budget: int
    decides: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one line of a scene. `speaker` is None for narration, "me", "customer" or a key of the cast."""

    speaker: str | None
    text: Text
    mood: str = "neutral"
    condition: Condition | None = None
    line: int = 0
    column: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """Hold one move of the card; `horizon` is given with the kind "horizon" only."""

    kind: str
    horizon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Hold one thing the learner can say or do.

    `effects` are changes of variables before clamping, `marks` what it says about each skill, `hours` what the
    act costs; `line`/`column` and the places say where it, its condition and its target stand in the file.
    """

    id: str
    label: Text
    target: str
    coach: Text
    truth: Text = NO_TEXT
    kind: str = ""
    once: bool = False
    condition: Condition | None = None
    effects: tuple[tuple[str, int], ...] = ()
    sets: tuple[tuple[str, bool], ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    hours: float = DEFAULT_HOURS
    line: int = 0
    column: int = 1
    condition_place: tuple[int, int] = (0, 1)
    target_place: tuple[int, int] = (0, 1)

    @property
    def mark_sum(self) -> int:
        """Add up the skill marks: what the choice is worth in the raw score."""
        return sum(self.marks.values())


@dataclass(frozen=True, slots=True)
class End:
    """Hold how a talk ends: the outcome, what it meant for the buyer (−3…3), and its points (−10…10)."""

    outcome: str
    buyer: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Hold one scene: what is heard, and what can be said then. A scene with an `end` has no choices."""

    id: str
    title: Text
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()
    end: End | None = None
    line: int = 0
    column: int = 1

    def choice(self, identifier: str) -> Choice | None:
        """Return a choice by id."""
        return next((choice for choice in self.choices if choice.id == identifier), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """Hold one scenario. Two are equal only when they are the same object, so that each can be a key of caches.

    `brief`, `reveal` and `trainer` are Markdown; `path` is the source file as shown to authors.
    """

    id: str
    title: Text
    lesson: str
    minutes: int
    level: int
    preset: str
    customer: Person
    cast: Mapping[str, Person]
    prospect: Prospect
    truth: Truth
    variables: tuple[str, ...]
    initial: tuple[int, ...]
    flags: tuple[str, ...]
    start: str
    brief: Text
    reveal: Text
    trainer: Text
    scenes: Mapping[str, Scene]
    path: str
    languages: tuple[str, ...]

    @property
    def ends(self) -> tuple[Scene, ...]:
        """List the scenes that end the talk."""
        return tuple(scene for scene in self.scenes.values() if scene.end is not None)

    def person(self, speaker: str) -> Person:
        """Return who speaks: "customer" or a key of the cast."""
        return self.customer if speaker == CUSTOMER else self.cast[speaker]
