"""Tell how hard a question is and how well it separates those who know, from sums over first attempts. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LEAST_PEOPLE = (
    5  # fewer first answers say more about the people than about the question, and would point at them
)
LEAST_FOR_DISCRIMINATION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStats:
    """Hold the first answers to one question: how many, their mean credit, and their kinship with the rest.

    `facility` is the mean credit (0–1): the higher, the easier. `discrimination` is the corrected point-biserial
    correlation (−1…1) between the credit for this question and the mean of the others in the same attempt; None while
    there are fewer than ten answers, or where either never differs. `missed` counts answers short of full credit.
    """

    quiz_id: str
    question_id: str
    n: int
    missed: int
    sure_and_missed: int
    facility: float
    discrimination: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Hold sums over first answers: of the credit x, of the mean y of the attempt's other questions, and of products."""

    n: int = 0
    missed: int = 0
    sure_and_missed: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        """Add the sums over two lots of answers."""
        return Sums(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


def stats(quiz_id: str, question_id: str, sums: Sums) -> ItemStats | None:
    """Work the figures out; None below the least number of people."""
    if sums.n < LEAST_PEOPLE:
        return None
    return ItemStats(
        quiz_id=quiz_id,
        question_id=question_id,
        n=sums.n,
        missed=sums.missed,
        sure_and_missed=sums.sure_and_missed,
        facility=sums.x / sums.n,
        discrimination=correlation(sums) if sums.n >= LEAST_FOR_DISCRIMINATION else None,
    )


def correlation(sums: Sums) -> float | None:
    """Give Pearson's correlation of x and y, None where one of them never differs."""
    across = sums.n * sums.xy - sums.x * sums.y
    wide = sums.n * sums.xx - sums.x**2
    high = sums.n * sums.yy - sums.y**2
    # A spread smaller than what adding up in floating point loses is none at all.
    if wide <= 1e-9 * sums.n or high <= 1e-9 * sums.n:
        return None
    return max(-1.0, min(1.0, across / sqrt(wide * high)))
