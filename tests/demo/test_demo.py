"""The demo group is believable, made once, and made of real plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.accounts.models import Membership, User
from course.demo import operations, people
from course.extensions import db
from course.live_catalogue import catalogue
from course.quizzes.models import Attempt
from course.reports import queries as reports
from course.roleplay import engine, scoring
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.versions.queries import load

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def app_settings() -> dict[str, Any]:
    return {"CONTENT_ROOTS": [ROOT]}


def test_the_group_has_twelve_trainees_with_scores_played_by_the_engine(app: Flask) -> None:
    with app.app_context():
        assert operations.fill(catalogue(), NOW)
        db.session.commit()
        roles = dict(
            db.session.execute(select(Membership.role, func.count()).group_by(Membership.role)).all()
        )
        assert roles == {"trainee": 12, "trainer": 1, "manager": 1}
        runs = db.session.scalars(select(Run).where(Run.ended_at.is_not(None))).all()
        assert len(runs) > 15
        for run in runs:
            scenario = load(run.version)
            _, logs = engine.replay(scenario, fold(run.events).choice_ids)
            assert run.score == scoring.result(scenario, logs).score
        assert len({round(run.score or 0) for run in runs}) > 8, "people differ"
        assert db.session.scalar(select(func.count()).select_from(Attempt)) > 15
        latest = db.session.scalar(select(func.max(Run.ended_at)))
        assert latest is not None and latest <= NOW


def test_it_is_made_once_and_never_beside_real_people(app: Flask) -> None:
    with app.app_context():
        assert operations.fill(catalogue(), NOW)
        assert not operations.fill(catalogue(), NOW)
        assert db.session.scalar(select(func.count()).select_from(User)) == 14


def test_the_new_rep_has_no_history_and_somebody_has_been_away(app: Flask) -> None:
    with app.app_context():
        operations.fill(catalogue(), NOW)
        by_name = {person.name: person for person in db.session.scalars(select(User))}
        rows = {row.person.name: row for row in reports.standings(list(by_name.values()), catalogue(), NOW)}
        assert rows[people.LEARNERS[0].name].last_at is None
        quiet = [row for row in rows.values() if row.last_at and NOW - row.last_at > timedelta(days=10)]
        assert quiet


def test_the_same_day_makes_the_same_histories(app: Flask) -> None:
    with app.app_context():
        operations.fill(catalogue(), NOW)
        first = [
            (run.user_id, run.scenario_id, run.score)
            for run in db.session.scalars(select(Run).order_by(Run.id))
        ]
        db.session.rollback()
        operations.fill(catalogue(), NOW)
        again = [
            (run.user_id, run.scenario_id, run.score)
            for run in db.session.scalars(select(Run).order_by(Run.id))
        ]
    assert [row[1:] for row in first] == [row[1:] for row in again]
