"""The way through the course, one step at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from course.lessons.catalog import Lesson

StepKind = Literal["lesson", "quiz", "scenario"]
Paired = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: read a lesson, take its quiz, or play one of its scenarios."""

    kind: StepKind
    id: str
    lesson: str

    @property
    def key(self) -> tuple[str, str]:
        """Return kind and id, by which a done step is known."""
        return self.kind, self.id


def steps(lessons: Iterable[Lesson], quiz_of: Paired, scenario_of: Paired) -> tuple[Step, ...]:
    """List the steps of the course: each lesson, then its quiz, then its scenario.

    `quiz_of` and `scenario_of` give the id paired with a lesson's id, or None. Nothing is listed twice.
    """
    found: dict[tuple[str, str], Step] = {}
    for lesson in lessons:
        own: list[Step] = [Step("lesson", lesson.id, lesson.id)]
        quiz, scenario = quiz_of(lesson.id), scenario_of(lesson.id)
        if quiz:
            own.append(Step("quiz", quiz, lesson.id))
        if scenario:
            own.append(Step("scenario", scenario, lesson.id))
        for step in own:
            found.setdefault(step.key, step)
    return tuple(found.values())


def next_step(
    way: Sequence[Step], done: Collection[tuple[str, str]], last: tuple[str, str] | None = None
) -> Step | None:
    """Return the step to go on with, None when all are done.

    That is the first undone step after `last`, the one done most recently; when there is none, the first undone one.
    """
    keys = [step.key for step in way]
    start = keys.index(last) + 1 if last in keys else 0
    ordered = [*way[start:], *way[:start]]
    return next((step for step in ordered if step.key not in done), None)


def percent_done(way: Sequence[Step], done: Collection[tuple[str, str]]) -> int:
    """Return how much of the way is done, in whole percent; 100 only when all of it is."""
    if not way:
        return 0
    return 100 * sum(step.key in done for step in way) // len(way)
