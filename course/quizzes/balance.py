"""Look for what gives the answers of a quiz away without knowing the subject: length and position. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.content.faults import Reporter
from course.content.text import SOURCE_LANGUAGE
from course.content.translations import Reading
from course.content.writing import plain

if TYPE_CHECKING:
    from course.quizzes.definition import Question

LEVEL = 0.01  # so that three questions can never be too many, whatever their options
FEWEST_QUESTIONS = 8  # from which the position of the best options is looked at
_LETTERS = "abcdefgh"


@dataclass(frozen=True, slots=True)
class Lengths:
    """Hold in how many of `asked` questions the longest option is a best one, and in how many it would be by luck."""

    asked: int
    longest: int
    expected: float
    chance: float  # of so many or more by luck


def lengths(questions: Sequence[Question], language: str) -> Lengths:
    """Compare length and worth of the options. Questions without one longest option, and true/false, do not count."""
    longest, odds = 0, []
    for question in questions:
        sizes = {option.id: len(plain(option.text.to(language))) for option in question.options}
        most = [identifier for identifier, size in sizes.items() if size == max(sizes.values())]
        if question.kind == "truefalse" or len(most) != 1:
            continue
        odds.append(len(question.best) / len(question.options))
        longest += most[0] in question.best
    return Lengths(len(odds), longest, sum(odds), at_least(longest, odds))


def at_least(hits: int, odds: Sequence[float]) -> float:
    """Give the chance of `hits` or more among independent trials, each with odds of its own.

    With equal odds it is the upper tail of the binomial distribution.
    """
    chances = [1.0]
    for odd in odds:
        hit = [0.0, *(chance * odd for chance in chances)]
        miss = [*(chance * (1 - odd) for chance in chances), 0.0]
        chances = [first + second for first, second in zip(hit, miss, strict=True)]
    return min(1.0, sum(chances[hits:]))


def positions(questions: Sequence[Question]) -> Counter[int]:
    """Count where the best option stands, in questions that have a single one; true/false does not count."""
    return Counter(_single_best(questions))


def _single_best(questions: Sequence[Question]) -> Iterator[int]:
    for question in questions:
        if question.kind != "truefalse" and len(question.best) == 1:
            yield next(i for i, option in enumerate(question.options) if option.id == question.best[0])


def check_balance(reading: Reading, questions: Sequence[Question]) -> None:
    """Report a quiz whose best options can be told by their length (in each language) or by their position."""
    for language, report in _reports(reading).items():
        found = lengths(questions, language)
        if found.chance < LEVEL:
            report(
                "quiz-longest-best",
                *_first_place(reading, language),
                found=found.longest,
                asked=found.asked,
                expected=f"{found.expected:.1f}",
            )
    places = positions(questions)
    count = sum(places.values())
    for place, often in places.items():
        if count >= FEWEST_QUESTIONS and 2 * often > count:
            where = _first_place(reading, SOURCE_LANGUAGE)
            reading.report("quiz-position-same", *where, letter=_LETTERS[place], found=often, asked=count)


def _reports(reading: Reading) -> Mapping[str, Reporter]:
    there = {language: reading.reports[language] for language in reading.translations}
    return {SOURCE_LANGUAGE: reading.report, **there}


def _first_place(reading: Reading, language: str) -> tuple[int, int]:
    outline = reading.outline if language == SOURCE_LANGUAGE else reading.translations[language]
    return outline.front.place("title")
