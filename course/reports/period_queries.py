"""Ask who stands behind a figure of a period, and with how much, from what is kept of people's weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Select, cast, func, select

from course.chosen import People
from course.extensions import bare_rows, db
from course.reports.periods import Period
from course.reports.queries import PAGE
from course.skills.mastery import SKILLS
from course.summaries.models import PersonSkillWeek, PersonWeek
from course.summaries.queries import active_days

DAYS, ANSWERS, RIGHT, SURE_WRONG, QUIZ, ROLEPLAY, RUNS = (
    "days",
    "answers",
    "right",
    "sure-wrong",
    "quiz",
    "roleplay",
    "runs",
)
COUNTS = frozenset({DAYS, ANSWERS, SURE_WRONG, RUNS})  # the others are means


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one person's part of a figure: so many answers, days, attempts or observations, and the sum of their scores (0–100)."""

    person_id: int
    number: int
    total: float

    @property
    def mean(self) -> float:
        """Give the mean score (0–100)."""
        return self.total / self.number


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold a figure over everybody behind it: how many they are, and the sums of their parts."""

    people: int
    number: int
    total: float

    @property
    def mean(self) -> float | None:
        """Give the mean score (0–100), None without any."""
        return self.total / self.number if self.number else None


def parts(people: People, period: Period, name: str, page: int) -> tuple[list[Part], Figure]:
    """Find one page of those behind a figure, the most of a count and the lowest of a mean first; and the figure itself."""
    each = _each(people, period, name).subquery("each")
    order = each.c.number.desc() if name in COUNTS else (each.c.total / each.c.number).asc()
    rows = bare_rows(select(each).order_by(order, each.c.user_id).limit(PAGE).offset(PAGE * (page - 1)))
    found = [Part(user_id, int(number), float(total)) for user_id, number, total in rows]
    sums = select(func.count(), func.sum(each.c.number), func.sum(each.c.total)).select_from(each)
    number_of_people, number, total = db.session.execute(sums).one()
    return found, Figure(number_of_people, int(number or 0), float(total or 0.0))


def _each(people: People, period: Period, name: str) -> Select[Any]:
    """Select by person how much there is of a figure in the weeks of a period; whoever has none of it is left out."""
    table: Any = PersonSkillWeek if name in SKILLS else PersonWeek
    number, total = _columns(name)
    query = select(
        table.user_id, func.sum(number).label("number"), cast(func.sum(total), Float).label("total")
    ).where(
        table.user_id.in_(people),
        table.week >= period.first_week,
        table.week <= period.last_week,
        *([table.skill == name] if name in SKILLS else []),
    )
    return query.group_by(table.user_id).having(func.sum(number) > 0)


def _columns(name: str) -> tuple[Any, Any]:
    """Give what a figure counts in a week, and the sum of its scores (0–100); a count has none but itself."""
    week = PersonWeek
    if name in SKILLS:
        return PersonSkillWeek.n, 100 * PersonSkillWeek.total
    counts = {
        DAYS: active_days(),
        ANSWERS: week.answers + week.reviews,
        SURE_WRONG: week.sure_wrong,
        RUNS: week.runs,
    }
    if name in counts:
        return counts[name], counts[name]
    means = {
        RIGHT: (week.answers, 100 * week.credit),
        QUIZ: (week.attempts, week.attempt_score),
        ROLEPLAY: (week.runs, week.run_score),
    }
    return means[name]
