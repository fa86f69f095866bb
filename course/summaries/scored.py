"""Work the scores of quizzes and scenarios out from attempts and runs, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Integer, String, case, cast, func, literal, null, select

from course.quizzes.models import Attempt
from course.roleplay.models import Run, RunEvent
from course.summaries.basics import Rows, Whom, columns_of
from course.summaries.models import QUIZ, SCENARIO, PersonItem

# Endings that settle nothing, lose the contract, or leave a buyer with regret. A clear no and letting go are none of them.
BAD_OUTCOMES = ("continuation", "lost", "cancelled", "railroaded")


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
    return select(*(figures[name].label(name) for name in columns_of(PersonItem))).group_by(
        told.c.user_id, told.c.item_id
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
