"""Prepare the course for very many readers: what each answer would be worth, and talks and quarters to draw from. PURE."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from course.content.catalogue import Catalogue, Entry
from course.demo.editions import editions, key_moved, retitled
from course.demo.played_quarters import Played, play_some
from course.demo.talks import Talk, play_often
from course.lessons.catalog import Lesson
from course.lessons.places import percent_at
from course.quizzes.definition import Question, Quiz
from course.quizzes.grading import grade


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one question as it is asked thousands of times. `right` and `wrong` are answers as the column holds them.

    `chance(ability)` is how often somebody of that ability is right; `cumulated` weighs the wrong answers, near ones more.
    """

    id: str
    skills: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[tuple[str, float], ...]
    cumulated: tuple[float, ...]
    difficulty: float
    slope: float

    @property
    def skill(self) -> str:
        """Name the skill it asks for most, empty where none is named."""
        return self.skills[0] if self.skills else ""

    def chance(self, ability: float) -> float:
        """Tell how likely a right answer is."""
        return 1.0 / (1.0 + math.exp(-self.slope * (ability - self.difficulty)))


@dataclass(frozen=True, slots=True)
class Test:
    """Hold one edition of a quiz."""

    quiz_id: str
    version: str
    passing: int
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one edition of a lesson: its sections with how far each is, and its checks."""

    lesson_id: str
    version: str
    places: tuple[tuple[str, int], ...]
    checks: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Play:
    """Hold one edition of a scenario: talks by kind of player."""

    scenario_id: str
    version: str
    talks: Mapping[str, Sequence[Talk]]


@dataclass(frozen=True, slots=True)
class Material:
    """Hold everything people do, in editions (the earlier one first) and in the order of the course."""

    lessons: tuple[tuple[Reading, ...], ...]
    tests: tuple[tuple[Test, ...], ...]
    plays: tuple[tuple[Play, ...], ...]
    quarters: tuple[Played, ...]
    entries: tuple[Entry[Any], ...]


def prepare(catalogue: Catalogue, *, seed: int, plays: int, quarters: int) -> Material:
    """Prepare the course; `plays` talks of each kind of player and scenario, and so many quarters, are really played."""
    lessons = editions([catalogue.lessons[one.id] for one in catalogue.course_lessons()], retitled)
    quizzes = editions(list(catalogue.quizzes.values()), key_moved, retitled)
    scenarios = editions(list(catalogue.scenarios.values()), retitled)
    return Material(
        lessons=tuple(tuple(_reading(entry, seed) for entry in pair) for pair in lessons),
        tests=tuple(tuple(_test(entry, seed) for entry in pair) for pair in quizzes),
        plays=tuple(tuple(_plays(pair, plays, seed)) for pair in scenarios),
        quarters=tuple(play_some([entry.item for entry in catalogue.scenarios.values()], quarters, seed)),
        entries=tuple(entry for pair in (*lessons, *quizzes, *scenarios) for entry in pair),
    )


def _plays(pair: Sequence[Entry[Any]], plays: int, seed: int) -> list[Play]:
    """An edit of the title leaves every talk as it is, so the talks are shared."""
    talks = play_often(pair[-1].item, plays, seed)
    return [Play(entry.id, entry.version, talks) for entry in pair]


def _test(entry: Entry[Quiz], seed: int) -> Test:
    questions = tuple(
        asked(question, f"{seed}/{entry.id}/{question.id}") for question in entry.item.questions
    )
    return Test(entry.id, entry.version, entry.item.passing, questions)


def _reading(entry: Entry[Lesson], seed: int) -> Reading:
    sections = entry.item.sections
    places = tuple((section.id, percent_at(entry.item, section.id) or 0) for section in sections)
    checks = [section.check for section in sections if section.check is not None]
    return Reading(
        entry.id,
        entry.version,
        places,
        tuple(asked(check, f"{seed}/{entry.id}/{check.id}") for check in checks),
    )


def asked(question: Question, luck: str) -> Asked:
    """Grade every answer that anybody will give to a question, and draw how hard it is."""
    chance = Random(luck)
    graded = [(sorted(chosen), grade(question, chosen)) for chosen in _answers(question)]
    right = tuple(json.dumps(chosen) for chosen, credit in graded if credit >= 1.0)
    wrong = tuple((json.dumps(chosen), credit) for chosen, credit in graded if credit < 1.0)
    return Asked(
        id=question.id,
        skills=tuple(question.skills),
        right=right,
        wrong=wrong,
        cumulated=tuple(accumulate(0.3 + credit for _, credit in wrong)),
        difficulty=chance.gauss(-0.5, 0.9),
        slope=0.1 if chance.random() < 0.04 else chance.uniform(0.7, 1.6),
    )


def _answers(question: Question) -> list[set[str]]:
    """List the answers people give: each option; where several are asked for, also the key with one missing or one too many."""
    ids = [option.id for option in question.options]
    if not question.many:
        return [{one} for one in ids]
    key = set(question.best)
    near = [key - {one} for one in key if len(key) > 1] + [key | {one} for one in ids if one not in key]
    return [key, *near, *({one} for one in ids if one not in key)]
