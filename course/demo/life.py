"""Hold what a generated person's life needs, and let them give one answer. PURE."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from course.demo.clock import Clock
from course.demo.deck import Deck, Held
from course.demo.material import Asked, Material, Play
from course.demo.talks import Talk
from course.quizzes.models import HALF, SURE, UNSURE

Rows = Mapping[str, list[Any]]


@dataclass(slots=True)
class Numbers:
    """Give out the numbers of rows that other rows refer to."""

    next: dict[str, int]

    def take(self, table: str) -> int:
        """Take the next number of a table."""
        number = self.next[table]
        self.next[table] = number + 1
        return number


@dataclass(frozen=True, slots=True)
class World:
    """Hold what all people share."""

    material: Material
    clock: Clock
    deck: Deck
    numbers: Numbers
    rows: Rows
    edited_at: int  # minute


@dataclass(frozen=True, slots=True)
class Person:
    """Hold who lives: from one minute to another, so able, so fond of reviews, so sure of themself, so much of everything."""

    user_id: int
    begin: int
    end: int
    ability: float
    growth: float
    sure: float
    reviews: float
    tests: int
    talks: int
    lessons: int
    quarters: int
    style: str
    strengths: Mapping[str, float]  # by skill: how much abler than on the whole


@dataclass(slots=True)
class Card:
    """Hold one question somebody missed."""

    id: int
    version: str
    question: Asked
    held: Held
    at: int
    reviews: int = 0
    left: bool = False


@dataclass(slots=True)
class Life:
    person: Person
    world: World
    chance: Random
    now: int = 0
    cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    taken: dict[str, bool] = field(default_factory=dict)  # quizzes: passed or not
    talked: list[tuple[int, Play, Talk]] = field(default_factory=list)  # ended runs


def edition(life: Life, pair: Sequence[Any]) -> Any:
    return pair[0] if life.now < life.world.edited_at else pair[-1]


def ability_of(life: Life) -> float:
    person = life.person
    return person.ability + person.growth * (life.now - person.begin) / max(person.end - person.begin, 1)


def observe(life: Life, skills: Sequence[str], value: float, at: str, source: str, number: int) -> None:
    rows, user_id = life.world.rows["observation"], life.person.user_id
    for skill in skills:
        rows.append((user_id, skill, value, at, source, number))


def answer_to(life: Life, question: Asked, ability: float) -> tuple[str, float, str | None]:
    """Draw an answer: what is chosen, its credit, and how sure they say they are."""
    chance = life.chance
    likely = question.chance(ability + life.person.strengths.get(question.skill, 0.0))
    if chance.random() < likely or not question.wrong:
        chosen, credit = chance.choice(question.right) if len(question.right) > 1 else question.right[0], 1.0
    else:
        place = bisect(question.cumulated, chance.random() * question.cumulated[-1])
        chosen, credit = question.wrong[min(place, len(question.wrong) - 1)]
    draw = chance.random()
    if draw < 0.2:
        return chosen, credit, None
    felt = likely + life.person.sure + 0.35 * (draw - 0.6)
    return chosen, credit, SURE if felt > 0.75 else HALF if felt > 0.45 else UNSURE
