"""Work every figure out from the rows of what people did, in SQL: for many people at once, or for one person's one item.

The same statements fill the tables anew and bring one row up to date, so the two cannot differ.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Float,
    FromClause,
    case,
    func,
    literal,
    select,
    true,
    union_all,
)

from course.lessons.models import CheckAnswer, LessonProgress
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import SURE, Answer, Attempt, ReviewAnswer, ReviewCard
from course.roleplay.models import Run, RunEvent
from course.skills.models import Observation
from course.summaries.basics import Rows, Whom, columns_of, table_of
from course.summaries.functions import day_bit, week_of, weight_of
from course.summaries.models import (
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
)
from course.summaries.scored import item_sums

FULL_CREDIT = 1.0

# ---- a person's own row


def lesson_sums(whom: Whom) -> Rows:
    """Sum the lessons up by person: user_id, lessons, finished, percent."""
    return (
        select(
            LessonProgress.user_id.label("user_id"),
            func.count().label("lessons"),
            func.count(LessonProgress.finished_at).label("finished"),
            func.sum(LessonProgress.percent).label("percent"),
        )
        .where(whom.are(LessonProgress.user_id))
        .group_by(LessonProgress.user_id)
    )


def people(whom: Whom) -> Rows:
    """Give the rows of `PersonSummary` of everybody who has done something; `PersonItem` must be filled."""
    acts = union_all(*(part.where(whom.are(part.selected_columns[0])) for part in _acts())).subquery("acts")
    last = (
        select(acts.c.user_id, func.max(acts.c.at).label("last_at")).group_by(acts.c.user_id).subquery("last")
    )
    lessons, items = lesson_sums(whom).subquery("lessons"), item_sums(whom).subquery("items")
    sums = {column.name: column for column in (*lessons.columns, *items.columns) if column.name != "user_id"}
    names = columns_of(PersonSummary, leave_out=("user_id", "last_at"))
    return (
        select(last.c.user_id, last.c.last_at, *(func.coalesce(sums[name], 0).label(name) for name in names))
        .outerjoin(lessons, lessons.c.user_id == last.c.user_id)
        .outerjoin(items, items.c.user_id == last.c.user_id)
        .where(true())
    )


def _acts() -> list[Rows]:
    """Tell who did something, and when, kind by kind; lessons only know the latest time."""
    return [
        select(LessonProgress.user_id.label("user_id"), LessonProgress.updated_at.label("at")),
        select(CheckAnswer.user_id, CheckAnswer.at),
        select(Attempt.user_id, Attempt.started_at),
        select(Attempt.user_id, Answer.at).join(Answer, Answer.attempt_id == Attempt.id),
        select(ReviewCard.user_id, ReviewAnswer.at).join(ReviewAnswer, ReviewAnswer.card_id == ReviewCard.id),
        select(Run.user_id, Run.started_at),
        select(Run.user_id, RunEvent.at).join(RunEvent, RunEvent.run_id == Run.id),
        select(Quarter.user_id, Quarter.started_at),
        select(Quarter.user_id, QuarterEvent.at).join(QuarterEvent, QuarterEvent.quarter_id == Quarter.id),
    ]


# ---- weeks


def weeks(whom: Whom) -> Rows:
    """Give the rows of `PersonWeek`."""
    parts = union_all(*(part.where(whom.are(part.selected_columns[0])) for part in _week_parts())).subquery(
        "parts"
    )
    names = columns_of(PersonWeek, leave_out=("user_id", "week", "days"))
    return select(
        parts.c.user_id,
        parts.c.week,
        *(func.sum(parts.c[name]).label(name) for name in names),
        # Each day has a bit of its own, so adding every bit once is setting it.
        func.sum(parts.c.days.distinct()).label("days"),
    ).group_by(parts.c.user_id, parts.c.week)


def _week_parts() -> list[Rows]:
    """Give what each kind of act adds to its week, every part with every column."""
    return [
        _part(
            Attempt.user_id,
            Answer.at,
            Answer.__table__.join(Attempt.__table__, Attempt.id == Answer.attempt_id),
            answers=func.count(),
            credit=func.sum(Answer.credit),
            sure=func.sum(case((Answer.confidence == SURE, 1), else_=0)),
            sure_wrong=func.sum(
                case(((Answer.confidence == SURE) & (Answer.credit < FULL_CREDIT), 1), else_=0)
            ),
        ),
        _part(
            ReviewCard.user_id,
            ReviewAnswer.at,
            ReviewAnswer.__table__.join(ReviewCard.__table__, ReviewCard.id == ReviewAnswer.card_id),
            reviews=func.count(),
            review_credit=func.sum(ReviewAnswer.credit),
            sure=func.sum(case((ReviewAnswer.confidence == SURE, 1), else_=0)),
            sure_wrong=func.sum(
                case(((ReviewAnswer.confidence == SURE) & (ReviewAnswer.credit < FULL_CREDIT), 1), else_=0)
            ),
        ),
        _part(
            CheckAnswer.user_id,
            CheckAnswer.at,
            CheckAnswer.__table__,
            checks=func.count(),
            check_credit=func.sum(CheckAnswer.credit),
        ),
        _part(
            Attempt.user_id,
            Attempt.finished_at,
            Attempt.__table__,
            attempts=func.count(),
            attempt_score=func.sum(Attempt.score),
            passed=func.sum(case((Attempt.passed.is_(True), 1), else_=0)),
        ).where(Attempt.finished_at.is_not(None)),
        _part(
            Run.user_id, Run.ended_at, Run.__table__, runs=func.count(), run_score=func.sum(Run.score)
        ).where(Run.ended_at.is_not(None), Run.branched_from_id.is_(None)),
        _part(Run.user_id, RunEvent.at, RunEvent.__table__.join(Run.__table__, Run.id == RunEvent.run_id)),
        _part(
            Quarter.user_id,
            QuarterEvent.at,
            QuarterEvent.__table__.join(Quarter.__table__, Quarter.id == QuarterEvent.quarter_id),
        ),
    ]


def _part(user_id: Any, at: Any, source: FromClause, **figures: Any) -> Rows:
    """Group one kind of act by person and day; the columns it does not speak of are 0."""
    week, day = week_of(at), day_bit(at)
    columns = []
    for column in table_of(PersonWeek).columns:
        if column.name in {"user_id", "week", "days"}:
            continue
        zero = literal(0.0 if isinstance(column.type, Float) else 0, column.type)
        columns.append(figures.get(column.name, zero).label(column.name))
    return (
        select(user_id.label("user_id"), week.label("week"), *columns, day.label("days"))
        .select_from(source)
        .group_by(user_id, week, day)
    )


# ---- skills


def skill_weeks(whom: Whom) -> Rows:
    """Give the rows of `PersonSkillWeek`."""
    week, weight = week_of(Observation.at), weight_of(Observation.at)
    figures = {
        "user_id": Observation.user_id,
        "week": week,
        "skill": Observation.skill,
        "n": func.count(),
        "weight": func.sum(weight),
        "value": func.sum(weight * Observation.value),
        "total": func.sum(Observation.value),
    }
    return (
        select(*(figures[name].label(name) for name in columns_of(PersonSkillWeek)))
        .where(whom.are(Observation.user_id))
        .group_by(Observation.user_id, week, Observation.skill)
    )


def skills(whom: Whom) -> Rows:
    """Give the rows of `PersonSkill`; `PersonSkillWeek` must be filled."""
    week = PersonSkillWeek
    last = (
        select(func.max(Observation.at))
        .where(Observation.user_id == week.user_id, Observation.skill == week.skill)
        .correlate(week)
        .scalar_subquery()
    )
    figures = {
        "user_id": week.user_id,
        "skill": week.skill,
        "n": func.sum(week.n),
        "weight": func.sum(week.weight),
        "value": func.sum(week.value),
        "last_at": last,
    }
    return (
        select(*(figures[name].label(name) for name in columns_of(PersonSkill)))
        .where(whom.are(week.user_id))
        .group_by(week.user_id, week.skill)
    )
