"""What the database is asked about very many people agrees with the rules asked about each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import Select, select

from course.accounts.models import User
from course.extensions import db, utc_now
from course.live_catalogue import catalogue
from course.quarter.models import Quarter
from course.reports import queries, rule_queries
from course.reports.rules import CODES, DUE, NOT_BEGUN, QUIET, STUCK, Rules
from course.skills.mastery import SKILLS
from course.summaries.calendar import week_of
from course.summaries.models import (
    SCENARIO,
    PersonItem,
    PersonSkill,
    PersonSummary,
    PersonWeek,
    QuarterSummary,
)
from tests.people import Cast, make_person

PEOPLE = 60


def live(number: int, chance: Random, now: datetime) -> None:
    """Give one person a past of their own."""
    user = make_person(f"人{number}", f"p{number}@example.jp")
    user.created_at = now - timedelta(days=chance.randrange(30), hours=chance.randrange(24))
    db.session.flush()
    if chance.random() < 0.3:
        return
    course = catalogue()
    ends = chance.random() < 0.3
    db.session.add(
        PersonSummary(
            user_id=user.id,
            last_at=now - timedelta(days=chance.randrange(8, 14), hours=chance.randrange(24)),
            finished=len(course.lessons) if ends else 1,
            quizzes_passed=len(course.quizzes) if ends or chance.random() < 0.5 else 0,
        )
    )
    db.session.add(
        PersonItem(
            user_id=user.id, kind=SCENARIO, item_id="sample", count=3, passed=0, first=1.0, best=2.0,
            latest=1.0, total=4.0, first_id=1, best_id=2, latest_id=3, first_at=now, latest_at=now,
            scene_id="open", stuck=chance.randrange(4),
        )
    )  # fmt: skip
    for skill in SKILLS:
        weight = chance.uniform(0.1, 9.0)
        value = weight * chance.choice([0.1, 0.444, 0.445, 0.45, 0.455, 0.9, 0.9, 0.9])
        n = chance.randrange(1, 6)
        db.session.add(
            PersonSkill(user_id=user.id, skill=skill, n=n, weight=weight, value=value, last_at=now)
        )
    for weeks in range(8):
        tried = chance.randrange(3)
        db.session.add(
            PersonWeek(
                user_id=user.id,
                week=week_of(now) - timedelta(weeks=weeks),
                attempts=tried,
                attempt_score=tried * chance.uniform(20, 100),
                sure_wrong=chance.randrange(2),
            )
        )
    if chance.random() < 0.5:
        quarter = Quarter(user_id=user.id, territory="x", seed=1, accounts=[], simulator="1", started_at=now)
        db.session.add(quarter)
        db.session.flush()
        db.session.add(
            QuarterSummary(
                quarter_id=quarter.id, user_id=user.id, ended_at=now, net=1, skill=0.0, brier=None,
                graded=chance.randrange(1, 12), stated=6.0, came=chance.randrange(12), listed=10,
                old=chance.randrange(11), unclear=0, hours_new=1.0, hours_list=1.0, hours_wasted=0.0,
            )
        )  # fmt: skip


def test_rules_name_the_same_people_one_by_one_and_in_the_database(app: Flask, cast: Cast) -> None:
    with app.test_request_context(method="POST"):
        now, chance = utc_now(), Random(5)
        for number in range(PEOPLE):
            live(number, chance, now)
        people = select(User.id)
        tuned = Rules(quiet_days=11, begin_days=5)
        rows = queries.rows(people, tuned, catalogue(), now)
        asked: dict[str, Callable[[Rules], Select[int]]] = {
            QUIET: lambda used: rule_queries.quiet(people, used, catalogue(), now),
            NOT_BEGUN: lambda used: rule_queries.not_begun(people, used, now),
            STUCK: lambda used: rule_queries.stuck(people, used),
        }
        for code, ask in asked.items():
            named = {row.person_id for row in rows if code in {reason.code for reason in row.reasons}}
            assert set(db.session.scalars(ask(tuned))) == named and 0 < len(named) < PEOPLE, code
            assert not list(db.session.scalars(ask(Rules(off=frozenset({code}))))), "switched off"
        for code in set(CODES) - {DUE, *asked}:
            named = {row.person_id for row in rows if code in {reason.code for reason in row.reasons}}
            assert rule_queries.named_by(people, code, tuned, now) == named and 0 < len(named) < PEOPLE, code
            assert not rule_queries.named_by(people, code, Rules(off=frozenset({code})), now), "switched off"
        assert rule_queries.named_by(people, DUE, tuned, now) is None
