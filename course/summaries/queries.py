"""Read figures of people. `people` is always a query of user ids, never a list: its size does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from course.accounts.models import User
from course.chosen import People
from course.extensions import bare_rows, db
from course.lessons.models import LessonProgress
from course.skills.mastery import ENOUGH, SKILLS, Level
from course.summaries.calendar import WEEK, week_of
from course.summaries.models import (
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
)
from course.versions.models import ContentVersion

TREND_WEEKS = 4


class Standing(NamedTuple):
    """Hold how one person stands; `last_at` None: nothing done yet. Means are of best scores (0–100), None: no score yet.

    `progress` is the mean percent over the present lessons, those never opened included; `finished` counts those read to
    the end, as `quizzes_passed` does the quizzes.
    """

    user_id: int
    name: str
    joined_at: datetime
    last_at: datetime | None
    progress: float
    quiz: float | None
    quizzes: int
    quizzes_passed: int
    roleplay: float | None
    scenarios: int
    finished: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Hold what some people, or one, did in some weeks; see `PersonWeek` for the figures. `active_days` counts person-days."""

    people: int
    answers: int
    credit: float
    reviews: int
    review_credit: float
    checks: int
    check_credit: float
    sure: int
    sure_wrong: int
    attempts: int
    attempt_score: float
    passed: int
    runs: int
    run_score: float
    active_days: int

    @property
    def score(self) -> float | None:
        """Give the mean score (0–100) of the attempts and runs, None without any."""
        number = self.attempts + self.runs
        return (self.attempt_score + self.run_score) / number if number else None


class Scores(NamedTuple):
    """Hold the scores of one person in some weeks, as sums, and how many answers were given as sure and were not right."""

    attempts: int
    attempt_score: float
    runs: int
    run_score: float
    sure_wrong: int

    @property
    def mean(self) -> float | None:
        """Give the mean score (0–100) of the attempts and runs, None without any."""
        number = self.attempts + self.runs
        return (self.attempt_score + self.run_score) / number if number else None


class Trend(NamedTuple):
    """Hold one person's last four weeks, the present one included, and the four before."""

    recent: Scores
    before: Scores


def standings(people: People, lessons: Collection[str]) -> list[Standing]:
    """Tell how each person stands; `lessons` are the ids of the course as it is now."""
    table = PersonSummary
    rows = bare_rows(
        select(
            User.id,
            User.name,
            User.created_at,
            table.last_at,
            table.percent,
            table.quizzes,
            table.quizzes_passed,
            table.quiz_best,
            table.scenarios,
            table.run_best,
            table.finished,
        )
        .outerjoin(table, table.user_id == User.id)
        .where(User.id.in_(people))
        .order_by(User.id)
    )
    gone = _percent_of_gone(people, lessons)
    total = max(len(lessons), 1)
    return [
        Standing(
            user_id=user_id,
            name=name,
            joined_at=joined_at,
            last_at=last_at,
            progress=((percent or 0) - gone.get(user_id, 0)) / total,
            quiz=quiz_best / quizzes if quizzes else None,
            quizzes=quizzes or 0,
            quizzes_passed=passed or 0,
            roleplay=run_best / scenarios if scenarios else None,
            scenarios=scenarios or 0,
            finished=finished or 0,
        )
        for user_id, name, joined_at, last_at, percent, quizzes, passed, quiz_best, scenarios, run_best, finished in rows
    ]


def _percent_of_gone(people: People, lessons: Collection[str]) -> dict[int, int]:
    """Sum up by person what was read of lessons that the course no longer has; mostly there are none."""
    known = db.session.scalars(
        select(ContentVersion.item_id).where(ContentVersion.kind == "lesson").distinct()
    )
    gone = set(known) - set(lessons)
    if not gone:
        return {}
    rows = db.session.execute(
        select(LessonProgress.user_id, func.sum(LessonProgress.percent))
        .where(LessonProgress.user_id.in_(people), LessonProgress.lesson_id.in_(sorted(gone)))
        .group_by(LessonProgress.user_id)
    )
    return {user_id: percent for user_id, percent in rows}  # noqa: C416  # a row is not a tuple to the types


def levels(people: People) -> dict[int, dict[str, Level]]:
    """Give the present level of every skill of everybody who has evidence; the others are left out."""
    rows = bare_rows(
        select(
            PersonSkill.user_id, PersonSkill.skill, PersonSkill.n, PersonSkill.weight, PersonSkill.value
        ).where(PersonSkill.user_id.in_(people))
    )
    nothing = {skill: Level(None, 0) for skill in SKILLS}
    found: dict[int, dict[str, Level]] = defaultdict(nothing.copy)
    for user_id, skill, n, weight, value in rows:
        percent = round(100 * value / weight) if n >= ENOUGH and weight > 0.0 else None
        found[user_id][skill] = Level(percent, n)
    return dict(found)


def observed_after(people: People, moment: datetime) -> set[int]:
    """Tell of whom something was observed after a moment: the kept sums know too much for it."""
    query = select(PersonSkill.user_id).where(PersonSkill.user_id.in_(people), PersonSkill.last_at > moment)
    return set(db.session.scalars(query.distinct()))


def active_days() -> Any:
    """Count the days of a row of `PersonWeek` on which something was answered or played."""
    days = PersonWeek.days
    return sum((days.bitwise_rshift(day).bitwise_and(1) for day in range(1, 7)), days.bitwise_and(1))


def _sums() -> list[Any]:
    """List the columns of `Sums`, but for `people`."""
    week = PersonWeek
    names = [name for name in Sums.__slots__ if name not in {"people", "active_days"}]
    return [
        *(func.sum(getattr(week, name)).label(name) for name in names),
        func.sum(active_days()).label("active_days"),
    ]


def weeks(people: People, since: date, until: date) -> list[tuple[date, Sums]]:
    """Sum up what people did, week by week, from the week of `since` to that of `until`; empty weeks are left out."""
    rows = db.session.execute(
        select(PersonWeek.week, func.count(), *_sums())
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= _monday(since),
            PersonWeek.week <= _monday(until),
        )
        .group_by(PersonWeek.week)
        .order_by(PersonWeek.week)
    )
    return [(week, Sums(*figures)) for week, *figures in rows]


def _monday(day: date) -> date:
    return day - (day.weekday() * (WEEK / 7))


def trends(people: People, now: datetime, span: int = TREND_WEEKS) -> dict[int, Trend]:
    """Give the last `span` weeks of everybody, the present one included, and as many before; the idle are left out."""
    present = week_of(now)
    recent = PersonWeek.week > present - span * WEEK
    columns = [getattr(PersonWeek, name) for name in Scores._fields]
    rows: Any = bare_rows(
        select(
            PersonWeek.user_id,
            *(
                func.coalesce(func.sum(column).filter(part), 0)
                for part in (recent, ~recent)
                for column in columns
            ),
        )
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week > present - 2 * span * WEEK,
            PersonWeek.week <= present,
        )
        .group_by(PersonWeek.user_id)
    )
    middle = 1 + len(columns)
    return {row[0]: Trend(Scores(*row[1:middle]), Scores(*row[middle:])) for row in rows}


def skill_weeks(people: People, since: date, until: date) -> list[tuple[date, str, int, float]]:
    """Give week by week how well each skill was shown: week, skill, number of observations, their mean (0–1)."""
    table = PersonSkillWeek
    rows = db.session.execute(
        select(table.week, table.skill, func.sum(table.n), func.sum(table.total))
        .where(table.user_id.in_(people), table.week >= _monday(since), table.week <= _monday(until))
        .group_by(table.week, table.skill)
        .order_by(table.week, table.skill)
    )
    return [(week, skill, int(n), total / n) for week, skill, n, total in rows]
