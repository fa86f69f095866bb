"""Fill the figures anew from the rows of what people did, set by set."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Insert, delete, exists, func, insert, or_, select, text

from course.accounts.models import User
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.models import Quarter
from course.quizzes.models import Attempt
from course.roleplay.models import Run
from course.skills.models import Observation
from course.summaries import scored, statements
from course.summaries.basics import Rows, Whom, table_of
from course.summaries.models import (
    PersonItem,
    PersonSkill,
    PersonSkillWeek,
    PersonSummary,
    PersonWeek,
    QuarterSummary,
)
from course.summaries.quarters import figures_of

log = logging.getLogger("ryorin")
PEOPLE_AT_ONCE = 200

Tell = Callable[[int, int], None]


def rebuild(tell: Tell = lambda done, whole: None, *, commit: Callable[[], None] = lambda: None) -> None:
    """Empty every table of figures and fill it from the acts, some people at a time.

    `tell` hears of how many people it is done, `commit` ends a transaction after each time. Readers then never see
    somebody without figures, and people may go on meanwhile: on PostgreSQL whoever acts waits at their own row until those at
    hand are committed, and acts under way are waited for; on SQLite there is one writer at a time.
    """
    last = db.session.scalar(select(func.max(User.id))) or 0
    for first in range(1, last + 1, PEOPLE_AT_ONCE):
        whom = Whom(first, min(first + PEOPLE_AT_ONCE - 1, last))
        _refill(whom)
        commit()
        tell(whom.last, last)
    db.session.expire_all()


def _refill(whom: Whom) -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE person_summary IN EXCLUSIVE MODE"))
    for model in (PersonItem, PersonSkill, PersonWeek, PersonSkillWeek, QuarterSummary, PersonSummary):
        gone = delete(model).where(whom.are(model.user_id))
        db.session.execute(gone, execution_options={"synchronize_session": False})
    for model, rows in (
        (PersonItem, scored.quiz_items(whom)),
        (PersonItem, scored.scenario_items(whom)),
        (PersonSummary, statements.people(whom)),
        (PersonWeek, statements.weeks(whom)),
        (PersonSkillWeek, statements.skill_weeks(whom)),
        (PersonSkill, statements.skills(whom)),
    ):
        db.session.execute(_fill(model, rows))
    quarters = _quarters(whom)
    if quarters:
        db.session.execute(insert(QuarterSummary), quarters)


def is_missing() -> bool:
    """Tell whether there are acts but no figures: the database comes from a version that kept none."""
    acted = or_(*(exists(select(model.id)) for model in (LessonProgress, Attempt, Run, Quarter, Observation)))
    return db.session.scalar(select(~exists(select(PersonSummary.user_id)) & acted)) is True


def fill_missing(app: Flask) -> None:
    """Fill the figures of a database that comes from a version that kept none."""
    with app.app_context():
        if is_missing():
            log.info("working out everybody's figures, once; this takes a minute for a million answers")
            rebuild(commit=db.session.commit)


def _fill(model: type[Any], rows: Rows) -> Insert:
    """Insert rows in the order of the table's key, so that one person's lie together."""
    names = [column.name for column in rows.selected_columns]
    key = [column.name for column in table_of(model).primary_key]
    ordered = rows.order_by(*(rows.selected_columns[name] for name in key))
    return insert(table_of(model)).from_select(names, ordered)


def _quarters(whom: Whom) -> list[dict[str, Any]]:
    """Read the reports of quarters that are over."""
    rows = db.session.execute(
        select(Quarter.id, Quarter.user_id, Quarter.ended_at, Quarter.brier, Quarter.report)
        .where(whom.are(Quarter.user_id), Quarter.ended_at.is_not(None), Quarter.report.is_not(None))
        .order_by(Quarter.id)
    )
    return [figures_of(*row) for row in rows]


def count() -> int:
    """Count the people who have figures."""
    return db.session.execute(select(func.count()).select_from(PersonSummary)).scalar_one()
