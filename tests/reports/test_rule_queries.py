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
from course.reports import queries, rule_queries
from course.reports.rules import NOT_BEGUN, QUIET, STUCK, Rules
from course.summaries.models import SCENARIO, PersonItem, PersonSummary
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
