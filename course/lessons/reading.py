"""Estimate how long a lesson takes to read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from course.content.writing import is_japanese, plain

if TYPE_CHECKING:
    from course.content.text import Text
    from course.lessons.catalog import Lesson
    from course.quizzes.definition import Question

CHARACTERS_A_MINUTE = 500  # of Japanese
WORDS_A_MINUTE = 220  # of English
FACTOR = 2.0  # between what an author may say and the estimate, either way
LEEWAY = 5.0  # minutes that a short lesson may say beyond the estimate: questions also take thinking


def reading_time(lesson: Lesson, language: str) -> float:
    """Estimate the minutes of a lesson in one language: all that is read, the coaching of the checks included."""
    characters = words = 0
    for line in (line for text in _texts(lesson, language) for line in text.split("\n")):
        if is_japanese(line):
            characters += len("".join(line.split()))
        else:
            words += len(line.split())
    return characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE


def reading_minutes(lesson: Lesson, language: str) -> int:
    """Give the estimate in whole minutes, at least one."""
    return max(1, round(reading_time(lesson, language)))


def is_close(minutes: int, estimate: float) -> bool:
    """Tell whether the minutes that an author names are near enough to the estimate."""
    return estimate / FACTOR <= max(minutes, 1) + 0.5 and minutes <= max(FACTOR * estimate, estimate + LEEWAY)


def _texts(lesson: Lesson, language: str) -> Iterator[str]:
    for text in _written(lesson):
        yield plain(text.to(language))
    talks = [section.dialogue for section in lesson.sections]
    talks.extend(part.dialogue for section in lesson.sections for part in section.parts)
    for talk in talks:
        for line in talk.to(language) if talk is not None else ():
            yield plain(line.text)


def _written(lesson: Lesson) -> Iterator[Text]:
    yield lesson.opening
    yield from lesson.objectives
    for section in lesson.sections:
        yield section.title
        if section.dialogue is None:  # a talk is counted line by line
            yield section.body
        if section.check is not None:
            yield from _asked(section.check)


def _asked(question: Question) -> Iterator[Text]:
    yield from (question.title, question.situation, question.explain)
    for option in question.options:
        yield from (option.text, option.coach)
