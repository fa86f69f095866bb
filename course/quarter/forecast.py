"""Score what the sales meeting was told: A, B and C against what then came. PURE.

A forecast is a chance: A 90%, B 60%, C 30% (one published convention, yomihyo.com 2021); a name without a grade counts
as 5%. The Brier score is the mean of (chance − what came)² over the names that were graded or that came: 0 is
perfect, 0.25 what one gets by saying 50% of everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GRADES: Mapping[str, float] = {"A": 0.9, "B": 0.6, "C": 0.3}
UNGRADED = 0.05
LONG = 8  # names from which the boss calls it a good list
SHORT = 3  # names up to which he does not


@dataclass(frozen=True, slots=True)
class Named:
    """Hold one name of one month's forecast: its grade ("" for none), the chance that says, and whether they signed."""

    month: int
    key: str
    grade: str
    came: bool

    @property
    def chance(self) -> float:
        """Give the chance the grade stands for."""
        return GRADES.get(self.grade, UNGRADED)


@dataclass(frozen=True, slots=True)
class Grade:
    """Hold how one grade did: how often it was given, and how often it came."""

    grade: str
    said: float
    number: int
    came: int


@dataclass(frozen=True, slots=True)
class Honesty:
    """Hold how honest the forecasts were: the Brier score (None without any), by grade, and in contracts."""

    brier: float | None
    grades: tuple[Grade, ...]
    forecast: float
    came: int

    @property
    def too_high(self) -> float | None:
        """Give by how many points (0–1) graded names were forecast too high on average; None without any."""
        number = sum(grade.number for grade in self.grades)
        if not number:
            return None
        return sum(grade.said * grade.number - grade.came for grade in self.grades) / number


def names_of(forecasts: Mapping[int, Mapping[str, str]], signed: Mapping[int, set[str]]) -> list[Named]:
    """Pair every month's forecast with who signed in that month; months that have not been forecast are left out."""
    named = []
    for month, grades in sorted(forecasts.items()):
        came = signed.get(month, set())
        named += [Named(month, key, grade, key in came) for key, grade in grades.items()]
        named += [Named(month, key, "", True) for key in sorted(came - set(grades))]
    return named


def score(named: Sequence[Named]) -> Honesty:
    """Score the forecasts of a quarter."""
    counted = [one for one in named if one.grade or one.came]
    brier = sum((one.chance - one.came) ** 2 for one in counted) / len(counted) if counted else None
    grades = tuple(
        Grade(
            grade,
            said,
            sum(one.grade == grade for one in named),
            sum(one.grade == grade and one.came for one in named),
        )
        for grade, said in GRADES.items()
    )
    return Honesty(
        brier, grades, sum(one.chance for one in named if one.grade), sum(one.came for one in named)
    )


def mood_of_boss(grades: Mapping[str, str]) -> str:
    """Say how the boss, who likes long lists, takes a forecast: pleased, so-so or displeased."""
    number = sum(bool(grade) for grade in grades.values())
    if number >= LONG:
        return "pleased"
    return "displeased" if number <= SHORT else "so-so"
