"""Fill the figures anew from the rows of what people did, set by set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from sqlalchemy import Insert, delete, exists, func, insert, or_, select, text

from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.models import Quarter
from course.quizzes.models import Attempt
from course.roleplay.models import Run
from course.skills.models import Observation
from course.summaries import statements
from course.summaries.models import (
    PersonItem,
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
    QuarterSummary,
)
from course.summaries.quarters import figures_of
from course.summaries.statements import Rows

log = logging.getLogger("ryorin")
BATCH = 500

Tell = Callable[[str], None]


def rebuild(tell: Tell = lambda step: None) -> None:
    """Empty every table of figures and fill it from the acts, in the caller's transaction; `tell` hears each step.

    People may go on meanwhile: on PostgreSQL whoever acts waits at their own row until this is committed, and acts under
    way are waited for; on SQLite there is one writer at a time.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE person_summary IN EXCLUSIVE MODE"))
    for model in (PersonItem, PersonSkill, PersonWeek, PersonSkillWeek, QuarterSummary, PersonSummary):
        db.session.execute(delete(model))
    for model, rows in (
        (PersonItem, statements.quiz_items()),
        (PersonItem, statements.scenario_items()),
        (PersonSummary, statements.people()),
        (PersonWeek, statements.weeks()),
        (PersonSkillWeek, statements.skill_weeks()),
        (PersonSkill, statements.skills()),
    ):
        tell(statements.table_of(model).name)
        db.session.execute(_fill(model, rows))
    tell(statements.table_of(QuarterSummary).name)
    for batch in _quarters():
        db.session.execute(insert(QuarterSummary), batch)
    db.session.expire_all()


def is_missing() -> bool:
    """Tell whether there are acts but no figures: the database comes from a version that kept none."""
    acted = or_(*(exists(select(model.id)) for model in (LessonProgress, Attempt, Run, Quarter, Observation)))
    return db.session.scalar(select(~exists(select(PersonSummary.user_id)) & acted)) is True


def fill_missing(app: Flask) -> None:
    """Fill the figures of a database that comes from a version that kept none."""
    with app.app_context():
        if is_missing():
            log.info("working out everybody's figures, once; this takes a minute for a million answers")
            rebuild()
            db.session.commit()


def _fill(model: type[Any], rows: Rows) -> Insert:
    """Insert rows in the order of the table's key, so that one person's lie together."""
    names = [column.name for column in rows.selected_columns]
    key = [column.name for column in statements.table_of(model).primary_key]
    ordered = rows.order_by(*(rows.selected_columns[name] for name in key))
    return insert(statements.table_of(model)).from_select(names, ordered)


def _quarters() -> Iterator[list[dict[str, Any]]]:
    """Read the reports of quarters that are over, some at a time."""
    last = 0
    while True:
        rows = db.session.execute(
            select(Quarter.id, Quarter.user_id, Quarter.ended_at, Quarter.brier, Quarter.report)
            .where(Quarter.id > last, Quarter.ended_at.is_not(None), Quarter.report.is_not(None))
            .order_by(Quarter.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        yield [figures_of(*row) for row in rows]


def count() -> int:
    """Count the people who have figures."""
    return db.session.execute(select(func.count()).select_from(PersonSummary)).scalar_one()
