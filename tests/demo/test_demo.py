"""The demo group is believable, made once, and made of real plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from course.accounts.models import Membership, User
from course.demo import operations, people
from course.extensions import db
from course.live_catalogue import catalogue
from course.quarter.models import Quarter
from course.quizzes.models import Attempt
from course.roleplay import engine, scoring
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.summaries import queries as summaries
from course.versions.queries import load
from tests.quarter.playing import few_futures

NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


def test_the_group_is_believable_made_of_real_plays_and_made_once(app: Flask) -> None:
    """One test, because filling the group takes seconds: it is filled twice here, and read in between."""
    with app.app_context(), few_futures():
        assert operations.fill(catalogue(), NOW)
        first = scores()
        db.session.rollback()
        assert operations.fill(catalogue(), NOW)
        assert scores() == first, "the same day makes the same histories"
        db.session.commit()
        twelve_trainees_with_scores_played_by_the_engine()
        the_new_rep_has_no_history_and_somebody_has_been_away()
        somebody_has_played_a_quarter_and_somebody_is_in_one()
        assert not operations.fill(catalogue(), NOW), "never beside people who are there already"
        assert db.session.scalar(select(func.count()).select_from(User)) == 14


def scores() -> list[tuple[str, float | None]]:
    return [(run.scenario_id, run.score) for run in db.session.scalars(select(Run).order_by(Run.id))]


def twelve_trainees_with_scores_played_by_the_engine() -> None:
    roles = dict(db.session.execute(select(Membership.role, func.count()).group_by(Membership.role)).all())
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


def the_new_rep_has_no_history_and_somebody_has_been_away() -> None:
    rows = {row.name: row for row in summaries.standings(select(User.id), catalogue().lessons)}
    assert rows[people.LEARNERS[0].name].last_at is None
    assert [row for row in rows.values() if row.last_at and NOW - row.last_at > timedelta(days=10)]


def somebody_has_played_a_quarter_and_somebody_is_in_one() -> None:
    over, going_on = db.session.scalars(select(Quarter).order_by(Quarter.ended_at.is_(None))).all()
    assert over.report is not None and over.ended_at is not None and over.ended_at <= NOW
    assert over.brier is not None and over.brier > 0.2, "told the boss what the boss likes to hear"
    assert going_on.ended_at is None and len(going_on.events) > 0
