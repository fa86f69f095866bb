"""The demo group is believable, made once, and made of real plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from course.accounts.models import Group, Membership, User
from course.demo import operations, people
from course.extensions import db
from course.live_catalogue import catalogue
from course.quarter.models import Quarter
from course.quizzes.models import Attempt
from course.reports import queries as reports
from course.reports.rules import Rules
from course.roleplay import engine, scoring
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.summaries import queries as summaries
from course.versions.queries import load
from tests.databases import Databases
from tests.quarter.playing import few_futures

# The two ends of a week in the office, where four weeks are longest and shortest.
MONTH_ENDS = datetime(2026, 5, 31, 14, 50, tzinfo=UTC)  # a Sunday, ten minutes before midnight
NOW = datetime(2026, 6, 7, 15, 10, tzinfo=UTC)  # a Monday, ten minutes after midnight

# Who is named, and for what first; everybody else is on track.
TODAY = {"大野 拓": {"quiet"}, "松井 蓮": {"due"}, "西田 隼人": {"due", "stuck", "low_skill"}}
THIS_WEEK = {"岡 真理子": {"sure_wrong"}, "早川 さくら": {"falling"}, "谷口 亮": {"forecast"}}


def test_the_group_is_believable_made_of_real_plays_and_made_once(app: Flask, databases: Databases) -> None:
    """One test, because filling the group takes seconds: it is filled twice here, and read in between.

    Once on PostgreSQL: there it is the statements that are put to the test, and the second time asks no others.
    """
    with app.app_context(), few_futures():
        found = []
        for now in (NOW,) if databases.on_postgres else (MONTH_ENDS, NOW):
            db.session.rollback()
            assert operations.fill(catalogue(), now)
            found.append(scores())
            the_rules_tell_the_story(now)
        assert found[0] == found[-1], "whenever they are made, the histories are the same"
        db.session.commit()
        twelve_trainees_with_scores_played_by_the_engine()
        the_new_rep_has_no_history_and_somebody_has_been_away()
        somebody_has_played_a_quarter_and_somebody_is_in_one()
        assert not operations.fill(catalogue(), NOW), "never beside people who are there already"
        assert db.session.scalar(select(func.count()).select_from(User)) == 14


def the_rules_tell_the_story(now: datetime) -> None:
    """Half are on track, and the others are named for reasons that differ, by the rules as they are shipped."""
    group = db.session.scalars(select(Group)).one()
    rows = reports.rows(reports.people_of(group), Rules(), catalogue(), now)
    named = {
        status: {row.name: {one.code for one in row.reasons} for row in rows if row.status == status}
        for status in ("today", "week", "on-track")
    }
    assert (named["today"], named["week"]) == (TODAY, THIS_WEEK)
    assert len(named["on-track"]) == 6
    due = {row.name: reason.figures for row in rows for reason in row.reasons if reason.code == "due"}
    assert {(one["days_left"], one["percent"] < 50) for one in due.values()} == {(2, True)}, "none is late"
    assert due["松井 蓮"]["title"] != due["西田 隼人"]["title"]
    [new] = [row for row in rows if row.name == people.LEARNERS[0].name]
    assert new.on_track and new.last_at is None and any(one.is_open for one in new.dues), (
        "begins with next week's"
    )
    [stuck] = [row.facts.stuck for row in rows if row.facts.stuck is not None]
    assert stuck.times == 3


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
