"""Work every figure out from the rows of what people did, in SQL: for many people at once, or for one person's one item.

The same statements fill the tables anew and bring one row up to date, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from course.lessons.models import CheckAnswer, LessonProgress
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import SURE, Answer, Attempt, ReviewAnswer, ReviewCard
from course.roleplay.models import Run, RunEvent
from course.skills.models import Observation
from course.summaries.functions import day_bit, week_of, weight_of
from course.summaries.models import (
    QUIZ,
    SCENARIO,
    PersonItem,
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
)

# Endings that settle nothing, lose the contract, or leave a buyer with regret. A clear no and letting go are none of them.
BAD_OUTCOMES = ("continuation", "lost", "cancelled", "railroaded")
FULL_CREDIT = 1.0

Rows = Select[*tuple[Any, ...]]


def table_of(model: type[Any]) -> Table:
    """Give the table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _columns(model: type[Any], *, leave_out: Sequence[str] = ()) -> list[str]:
    return [column.name for column in table_of(model).columns if column.name not in leave_out]


@dataclass(frozen=True, slots=True)
class Whom:
    """Name people by the first and the last of their numbers."""

    first: int
    last: int

    @classmethod
    def one(cls, user_id: int) -> Whom:
        """Name one person."""
        return cls(user_id, user_id)

    def are(self, user_id: Any) -> ColumnElement[bool]:
        """Give the condition that a column holds one of them."""
        condition: ColumnElement[bool] = (
            user_id == self.first if self.first == self.last else user_id.between(self.first, self.last)
        )
        return condition


# ---- scores of quizzes and scenarios


def quiz_items(whom: Whom, item_id: str | None = None) -> Rows:
    """Give the rows of `PersonItem` for quizzes, or for one of them."""
    query = select(
        Attempt.user_id.label("user_id"),
        Attempt.quiz_id.label("item_id"),
        Attempt.id.label("id"),
        Attempt.score.label("score"),
        case((Attempt.passed.is_(True), 1), else_=0).label("passed"),
        Attempt.finished_at.label("at"),
        cast(null(), String).label("scene"),
    ).where(whom.are(Attempt.user_id), Attempt.finished_at.is_not(None))
    if item_id is not None:
        query = query.where(Attempt.quiz_id == item_id)
    return _items(QUIZ, query.subquery("done"))


def scenario_items(whom: Whom, item_id: str | None = None) -> Rows:
    """Give the rows of `PersonItem` for scenarios, or for one of them."""
    last = (
        select(RunEvent.scene_id)
        .where(RunEvent.run_id == Run.id)
        .order_by(RunEvent.seq.desc())
        .limit(1)
        .correlate(Run)
        .scalar_subquery()
    )
    query = select(
        Run.user_id.label("user_id"),
        Run.scenario_id.label("item_id"),
        Run.id.label("id"),
        Run.score.label("score"),
        literal(0, Integer).label("passed"),
        Run.ended_at.label("at"),
        case((Run.outcome.in_(BAD_OUTCOMES), last), else_=cast(null(), String)).label("scene"),
    ).where(whom.are(Run.user_id), Run.ended_at.is_not(None), Run.branched_from_id.is_(None))
    if item_id is not None:
        query = query.where(Run.scenario_id == item_id)
    return _items(SCENARIO, query.subquery("done"))


def _items(kind: str, done: FromClause) -> Rows:
    """Sum scored rows up by person and item; `scene` is where a row ended badly, null where it did not."""
    one = [done.c.user_id, done.c.item_id]
    backwards = [done.c.at.desc(), done.c.id.desc()]
    placed = select(
        done,
        func.row_number().over(partition_by=one, order_by=[done.c.at, done.c.id]).label("up"),
        func.row_number().over(partition_by=one, order_by=backwards).label("down"),
        func.row_number()
        .over(partition_by=one, order_by=[done.c.score.desc(), done.c.at, done.c.id])
        .label("top"),
        func.first_value(done.c.scene).over(partition_by=one, order_by=backwards).label("last_scene"),
    ).subquery("placed")
    elsewhere = case((placed.c.scene == placed.c.last_scene, 0), else_=1)
    told = select(
        placed,
        func.sum(elsewhere)
        .over(partition_by=[placed.c.user_id, placed.c.item_id], order_by=placed.c.down, rows=(None, 0))
        .label("elsewhere"),
    ).subquery("told")

    def where(place: str, what: str) -> Any:
        return func.max(case((told.c[place] == 1, told.c[what]))).label("")

    figures = {
        "user_id": told.c.user_id,
        "kind": literal(kind, String),
        "item_id": told.c.item_id,
        "count": func.count(),
        "passed": func.sum(told.c.passed),
        "first": where("up", "score"),
        "best": where("top", "score"),
        "latest": where("down", "score"),
        "total": func.sum(told.c.score),
        "first_id": where("up", "id"),
        "best_id": where("top", "id"),
        "latest_id": where("down", "id"),
        "first_at": where("up", "at"),
        "latest_at": where("down", "at"),
        "scene_id": where("down", "scene"),
        "stuck": func.sum(case((told.c.elsewhere == 0, 1), else_=0)),
    }
    return select(*(figures[name].label(name) for name in _columns(PersonItem))).group_by(
        told.c.user_id, told.c.item_id
    )


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


def item_sums(whom: Whom) -> Rows:
    """Sum the scores up by person: user_id, quizzes, quizzes_passed, quiz_best, scenarios, run_best."""
    quiz = PersonItem.kind == QUIZ
    return (
        select(
            PersonItem.user_id.label("user_id"),
            func.sum(case((quiz, 1), else_=0)).label("quizzes"),
            func.sum(case((quiz & (PersonItem.passed > 0), 1), else_=0)).label("quizzes_passed"),
            func.sum(case((quiz, PersonItem.best), else_=0.0)).label("quiz_best"),
            func.sum(case((quiz, 0), else_=1)).label("scenarios"),
            func.sum(case((quiz, 0.0), else_=PersonItem.best)).label("run_best"),
        )
        .where(whom.are(PersonItem.user_id))
        .group_by(PersonItem.user_id)
    )


def people(whom: Whom) -> Rows:
    """Give the rows of `PersonSummary` of everybody who has done something; `PersonItem` must be filled."""
    acts = union_all(*(part.where(whom.are(part.selected_columns[0])) for part in _acts())).subquery("acts")
    last = (
        select(acts.c.user_id, func.max(acts.c.at).label("last_at")).group_by(acts.c.user_id).subquery("last")
    )
    lessons, items = lesson_sums(whom).subquery("lessons"), item_sums(whom).subquery("items")
    sums = {column.name: column for column in (*lessons.columns, *items.columns) if column.name != "user_id"}
    names = _columns(PersonSummary, leave_out=("user_id", "last_at"))
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
    names = _columns(PersonWeek, leave_out=("user_id", "week", "days"))
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
        select(*(figures[name].label(name) for name in _columns(PersonSkillWeek)))
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
        select(*(figures[name].label(name) for name in _columns(PersonSkill)))
        .where(whom.are(week.user_id))
        .group_by(week.user_id, week.skill)
    )
