"""A group that has answered, played and typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts.models import TRAINEE, Membership, User
from course.extensions import db, utc_now
from tests.people import Cast, Person, make_person
from tests.small_course import RIGHT, WRONG, write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


class Class:
    """Make people of 名古屋支店 learn; each act is one call."""

    def __init__(self, app: Flask, cast: Cast | None) -> None:
        self.app, self.cast = app, cast
        self.catalogue = app.extensions["catalogue"]
        self.now = utc_now() - timedelta(days=3)

    def join(self, number: int, group_id: int | None = None) -> list[int]:
        """Add so many trainees; their numbers."""
        with self.app.app_context():
            people = [make_person(f"新人 {n}", f"new{n}-{group_id}@example.jp") for n in range(number)]
            for person in people:
                group = group_id or (self.cast.group_id if self.cast else 0)
                db.session.add(Membership(user_id=person.id, group_id=group, role=TRAINEE))
            db.session.commit()
            return [person.id for person in people]

    def answer(self, person_id: int, **wrong: str) -> None:
        """Take the quiz: rightly, but for the questions named with the option to choose ("" means: as WRONG does)."""
        from course.quizzes import operations

        with self.app.app_context():
            person = db.session.get_one(User, person_id)
            attempt = operations.begin(person, self.catalogue.quizzes["first"], seed=1, now=self.now)
            for question, right in RIGHT.items():
                chosen = (
                    right
                    if question not in wrong
                    else [wrong[question]]
                    if wrong[question]
                    else WRONG[question]
                )
                operations.answer(
                    person, attempt, question_id=question, chosen=chosen, confidence="high", now=self.now
                )
            db.session.commit()

    def play(self, person_id: int, *acts: str, mode: str = "practice", say_first: bool = False) -> int:
        """Play the sample: each act is a line's id, "undo", or words in quotes; the run's number."""
        from course.roleplay import operations

        with self.app.app_context():
            person = db.session.get_one(User, person_id)
            scenario = self.catalogue.scenarios["sample"]
            run = operations.begin(person, scenario, mode=mode, say_first=say_first, seed=1, now=self.now)
            for seq, act in enumerate(acts):
                if act == "undo":
                    operations.take_back(run, seq=seq, now=self.now)
                elif act.startswith("「"):
                    operations.say(run, seq=seq, words=act, now=self.now)
                else:
                    operations.choose(run, seq=seq, choice_id=act, now=self.now)
            db.session.commit()
            return run.id


@pytest.fixture
def school(app: Flask, cast: Cast) -> Class:
    return Class(app, cast)
