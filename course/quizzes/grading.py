"""Mark answers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from course.quizzes.definition import MOST_POINTS, Question


class AnswerRefused(ValueError):
    """The answer names an option that is not there, none at all, or several where one is asked for."""


def check_answer(question: Question, chosen: Collection[str]) -> frozenset[str]:
    """Return the chosen option ids as a set. Raises AnswerRefused when they do not answer this question."""
    ids = frozenset(chosen)
    unknown = ids - {option.id for option in question.options}
    if unknown:
        raise AnswerRefused(f"no such option: {sorted(unknown)[0]}")
    if not ids:
        raise AnswerRefused("nothing is chosen")
    if len(ids) > 1 and not question.many:
        raise AnswerRefused("one option is asked for")
    return ids


def grade(question: Question, chosen: Collection[str]) -> float:
    """Return the credit of an answer, 0 to 1.

    Single and true/false: right or not. Multiple: max(0, (hits − false alarms) / keys), so that choosing everything
    earns no more than its balance. Judgement: points of the chosen option out of 3. Raises AnswerRefused.
    """
    ids = check_answer(question, chosen)
    picked = [option for option in question.options if option.id in ids]
    if question.kind == "judgement":
        return picked[0].points / MOST_POINTS
    keys = sum(option.right for option in question.options)
    hits = sum(option.right for option in picked)
    return max(0.0, (hits - (len(picked) - hits)) / keys)


def is_right(credit: float) -> bool:
    """Say whether an answer needs no review: full credit only."""
    return credit >= 1.0


def attempt_score(credits: Sequence[float]) -> float:
    """Return the score of an attempt in percent: the mean credit of its questions, 0 without any."""
    return 100.0 * sum(credits) / len(credits) if credits else 0.0


def passed(score: float, passing: int) -> bool:
    """Say whether a score in percent reaches the passing mark; a rounding error of the mean does not fail anybody."""
    return score >= passing - 1e-9
