"""Add an act to the figures of whoever did it, in the same transaction as the act itself.

Each operation writes the person's own row first. That row is then held to the end of the transaction, so two acts of one
person at once take turns, and filling the tables anew (`rebuild`) waits for acts under way and lets later ones wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, case, update
from sqlalchemy.dialects import postgresql, sqlite

from course.extensions import db
from course.quarter.models import Quarter
from course.quizzes.grading import is_right
from course.quizzes.models import SURE, Attempt
from course.roleplay.models import Run
from course.summaries import scored, statements
from course.summaries.basics import Rows, Whom, table_of
from course.summaries.calendar import day_bit, week_of, weight_of
from course.summaries.models import (
    PersonItem,
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
    QuarterSummary,
)
from course.summaries.quarters import figures_of


def touched(user_id: int, now: datetime) -> None:
    """Note that a person did something: read, or began something."""
    db.session.execute(_touch(_dialect()), {"user_id": user_id, "last_at": now, **_NOTHING})


def acted(user_id: int, now: datetime, **counts: float) -> None:
    """Note that a person answered or played; `counts` are added to the columns of their week."""
    touched(user_id, now)
    row = {"user_id": user_id, "week": week_of(now), "days": day_bit(now), **_IDLE, **counts}
    db.session.execute(_add(_dialect(), PersonWeek, ("user_id", "week")), row)


def read(user_id: int, now: datetime) -> None:
    """Note that a person's progress in a lesson has changed (the row is flushed)."""
    touched(user_id, now)
    _sum_up(statements.lesson_sums(Whom.one(user_id)))


def checked(user_id: int, *, credit: float, now: datetime) -> None:
    """Note an answer to a check inside a lesson."""
    acted(user_id, now, checks=1, check_credit=credit)


def answered(user_id: int, *, credit: float, confidence: str | None, now: datetime) -> None:
    """Note an answer in a quiz."""
    acted(user_id, now, answers=1, credit=credit, **_surety(credit, confidence))


def reviewed(user_id: int, *, credit: float, confidence: str | None, now: datetime) -> None:
    """Note an answer in review."""
    acted(user_id, now, reviews=1, review_credit=credit, **_surety(credit, confidence))


def attempt_finished(attempt: Attempt) -> None:
    """Note that an attempt has its score (its row is flushed)."""
    assert attempt.finished_at is not None and attempt.score is not None
    acted(
        attempt.user_id,
        attempt.finished_at,
        attempts=1,
        attempt_score=attempt.score,
        passed=int(bool(attempt.passed)),
    )
    _set_item(scored.quiz_items(Whom.one(attempt.user_id), attempt.quiz_id))
    _sum_up(scored.item_sums(Whom.one(attempt.user_id)))


def run_ended(run: Run) -> None:
    """Note that a run has its score (its row and its events are flushed). A branched run counts in no score."""
    assert run.ended_at is not None and run.score is not None
    if run.branched_from_id is not None:
        return
    acted(run.user_id, run.ended_at, runs=1, run_score=run.score)
    _set_item(scored.scenario_items(Whom.one(run.user_id), run.scenario_id))
    _sum_up(scored.item_sums(Whom.one(run.user_id)))


def quarter_ended(quarter: Quarter) -> None:
    """Note that a quarter has its report (its row is flushed)."""
    assert quarter.ended_at is not None and quarter.report is not None
    touched(quarter.user_id, quarter.ended_at)
    row = figures_of(quarter.id, quarter.user_id, quarter.ended_at, quarter.brier, quarter.report)
    db.session.add(QuarterSummary(**row))
    db.session.flush()


def observed(user_id: int, values: Mapping[str, Iterable[float]], now: datetime) -> None:
    """Add observations (0–1) to a person's skills."""
    weight, week = weight_of(now), week_of(now)
    rows = []
    for skill, seen in values.items():
        marks = list(seen)
        if marks:
            sums = {"n": len(marks), "weight": weight * len(marks), "value": weight * sum(marks)}
            rows.append({"user_id": user_id, "skill": skill, **sums, "total": sum(marks)})
    if not rows:
        return
    touched(user_id, now)
    rows.sort(key=lambda row: str(row["skill"]))
    of_skills = [{**_without(row, "total"), "last_at": now} for row in rows]
    db.session.execute(_add(_dialect(), PersonSkill, ("user_id", "skill")), of_skills)
    of_weeks = [{**row, "week": week} for row in rows]
    db.session.execute(_add(_dialect(), PersonSkillWeek, ("user_id", "week", "skill")), of_weeks)


_ITEM_KEY = ("user_id", "kind", "item_id")
_NOTHING = {
    column.name: 0 for column in table_of(PersonSummary).columns if column.name not in {"user_id", "last_at"}
}
_IDLE = {
    column.name: 0
    for column in table_of(PersonWeek).columns
    if column.name not in {"user_id", "week", "days"}
}


def _surety(credit: float, confidence: str | None) -> dict[str, int]:
    sure = confidence == SURE
    return {"sure": int(sure), "sure_wrong": int(sure and not is_right(credit))}


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def _dialect() -> str:
    name: str = db.session.get_bind().dialect.name
    return name


def insert_into(dialect: str, model: type[Any]) -> Any:
    """Begin an insert that can say what to do when the key is taken."""
    table = table_of(model)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _touch(dialect: str) -> Insert:
    insert = insert_into(dialect, PersonSummary)
    table = table_of(PersonSummary)
    statement: Insert = insert.on_conflict_do_update(
        index_elements=["user_id"], set_={"last_at": _later(table.c.last_at, insert.excluded.last_at)}
    )
    return statement


@cache
def _add(dialect: str, model: type[Any], key: tuple[str, ...]) -> Insert:
    """Insert a row, or add its figures to those of the row that has its key."""
    insert, table = insert_into(dialect, model), table_of(model)
    added: dict[str, Any] = {}
    for column in table.columns:
        new = insert.excluded[column.name]
        if column.name == "days":
            added["days"] = column.bitwise_or(new)
        elif column.name == "last_at":
            added["last_at"] = _later(column, new)
        elif column.name not in key:
            added[column.name] = column + new
    statement: Insert = insert.on_conflict_do_update(index_elements=list(key), set_=added)
    return statement


def _later(present: Any, new: Any) -> Any:
    return case((new > present, new), else_=present)


def _set_item(rows: Rows) -> None:
    """Write a person's scores of one item, worked out anew, over those that are kept."""
    names = [column.name for column in rows.selected_columns]
    insert = insert_into(_dialect(), PersonItem).from_select(names, rows)
    changed = {name: insert.excluded[name] for name in names if name not in _ITEM_KEY}
    db.session.execute(insert.on_conflict_do_update(index_elements=list(_ITEM_KEY), set_=changed))


def _sum_up(sums: Rows) -> None:
    """Write sums over a person's rows into their own row, which is there already."""
    found, table = sums.subquery("sums"), table_of(PersonSummary)
    values = {column.name: column for column in found.columns if column.name != "user_id"}
    db.session.execute(update(table).where(table.c.user_id == found.c.user_id).values(values))
