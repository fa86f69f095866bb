"""Two companies with records, and programs that read with tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts.models import Group, User
from course.api import operations
from course.assignments.operations import Item, Terms, assign
from course.extensions import db, utc_now
from course.quarter.models import Quarter
from tests.api.program import Program
from tests.people import Cast, Person
from tests.small_course import RIGHT, WRONG, write_course


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Callable[..., Program]:
    """Give a function that makes a token for a person, and a program that reads with it."""

    def make(person: Person, **given: Any) -> Program:
        with app.app_context():
            user = db.session.get_one(User, person.id)
            values = {
                "name": "集計",
                "days": 30,
                "random": secrets.token_bytes(32),
                "now": utc_now(),
                **given,
            }
            token, secret = operations.make(user, **values)
            db.session.commit()
            return Program(client, secret, token.id)

    return make


@pytest.fixture
def records(app: Flask, cast: Cast) -> Cast:
    """Let 佐々木 and 黒田, of two companies, read, answer, play a roleplay and a quarter."""
    from course.lessons import operations as lessons
    from course.quizzes import operations as quizzes
    from course.roleplay import operations as roleplay

    with app.app_context():
        catalogue = app.extensions["catalogue"]
        now = utc_now()
        for person, given in ((cast.sasaki, RIGHT), (cast.stranger_trainee, WRONG)):
            user = db.session.get_one(User, person.id)
            lessons.finish(user, catalogue.lessons["first"], now=now)
            for days in (2, 1):
                attempt = quizzes.begin(
                    user, catalogue.quizzes["first"], seed=days, now=now - timedelta(days=days)
                )
                for question, chosen in given.items():
                    quizzes.answer(
                        user,
                        attempt,
                        question_id=question,
                        chosen=chosen,
                        confidence="middle",
                        now=now - timedelta(days=days),
                    )
            for number, choices in enumerate((["ask", "when"], ["cut"], [])):
                run = roleplay.begin(
                    user,
                    catalogue.scenarios["sample"],
                    mode="practice",
                    say_first=False,
                    seed=number,
                    now=now,
                )
                for seq, choice in enumerate(choices):
                    roleplay.choose(run, seq=seq, choice_id=choice, now=now)
            db.session.add(
                Quarter(
                    user_id=user.id,
                    territory="few-large",
                    seed=1,
                    accounts=[],
                    simulator="1",
                    started_at=now,
                    ended_at=now,
                    net=3,
                    money=9_600_000,
                    skill=0.4,
                    brier=0.12,
                )
            )
        minami, hori = (db.session.get_one(User, person.id) for person in (cast.stranger_manager, cast.hori))
        for leader, group_id in ((hori, cast.group_id), (minami, cast.stranger_group_id)):
            group = db.session.get_one(Group, group_id)
            item = Item("quiz", "first", {"ja": "確かめの四問"}, 70)
            terms = Terms(now.date() + timedelta(days=9), pass_mark=70, attempts=3)
            assign(leader, [item], group, terms, anew=False, now=now - timedelta(days=3))
        db.session.commit()
    return cast
