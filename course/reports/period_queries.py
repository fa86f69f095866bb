"""Ask who stands behind a figure of a period, and with how much, from what is kept of people's weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

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
    number = each.c.number
    total = number if name in COUNTS else each.c.total
    order = number.desc() if name in COUNTS else (total / number).asc()
    whole = (func.count(), func.sum(number), func.sum(total))
    rows = bare_rows(
        select(each.c.user_id, number, total, *(sums.over() for sums in whole))
        .order_by(order, each.c.user_id)
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    # Past the last page there is no row that could tell the figure.
    sums = rows[0][3:] if rows else db.session.execute(select(*whole).select_from(each)).one()
    found = [Part(row[0], int(row[1]), float(row[2])) for row in rows]
    return found, Figure(sums[0], int(sums[1] or 0), float(sums[2] or 0.0))


def _each(people: People, period: Period, name: str) -> Select[Any]:
    """Select by person how much there is of a figure in the weeks of a period; whoever has none of it is left out."""
    table: Any = PersonSkillWeek if name in SKILLS else PersonWeek
    number, total = _columns(name)
    query = select(
        table.user_id,
        func.sum(number).label("number"),
        *([] if total is None else [func.sum(total).label("total")]),
    ).where(
        table.user_id.in_(people),
        table.week >= period.first_week,
        table.week <= period.last_week,
        *([table.skill == name] if name in SKILLS else []),
    )
    return query.group_by(table.user_id).having(func.sum(number) > 0)


def _columns(name: str) -> tuple[Any, Any]:
    """Give what a figure counts in a week, and the sum of its scores (0–100); a count has none."""
    week = PersonWeek
    if name in SKILLS:
        return PersonSkillWeek.n, 100 * PersonSkillWeek.total
    figures: dict[str, tuple[Any, Any]] = {
        DAYS: (active_days(), None),
        ANSWERS: (week.answers + week.reviews, None),
        SURE_WRONG: (week.sure_wrong, None),
        RUNS: (week.runs, None),
        RIGHT: (week.answers, 100 * week.credit),
        QUIZ: (week.attempts, week.attempt_score),
        ROLEPLAY: (week.runs, week.run_score),
    }
    return figures[name]
