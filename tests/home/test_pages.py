"""Today's page shows one next step, and what was left open comes first."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts.models import MANAGER, TRAINEE, Membership
from course.extensions import db
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def today(browser: FlaskClient) -> str:
    answer = browser.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def next_step(browser: FlaskClient) -> str:
    found = re.search(r'class="btn" href="([^"]+)"', today(browser))
    assert found
    return found[1]


def test_a_new_rep_is_led_to_the_first_lesson_and_told_what_will_come(
    cast: Cast, browser_of: BrowserOf
) -> None:
    sasaki = browser_of(cast.sasaki)
    assert next_step(sasaki).startswith("/lessons/")
    assert "ここに点数が並びます" in today(sasaki)
    assert "三回以上" in today(sasaki)


def test_a_lesson_begun_comes_before_everything_that_is_new(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    sasaki = browser_of(cast.sasaki)
    lesson = app.extensions["catalogue"].course_lessons()[0]
    sasaki.post(f"/lessons/{lesson.id}/place", data={"section": lesson.sections[0].id})
    assert next_step(sasaki) == f"/lessons/{lesson.id}"
    assert "つづき" in today(sasaki)


def test_an_open_quiz_comes_before_a_lesson(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    quiz = next(iter(app.extensions["catalogue"].quizzes))
    sasaki.post(f"/quizzes/{quiz}/attempts")
    assert next_step(sasaki).startswith("/attempts/")


def test_after_the_lesson_comes_its_quiz(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    lesson = app.extensions["catalogue"].course_lessons()[0]
    sasaki.post(f"/lessons/{lesson.id}/finish")
    assert next_step(sasaki).startswith(("/quizzes/", "/roleplay/"))


def test_a_visitor_is_welcomed_and_nobody_s_name_is_shown(client: FlaskClient, cast: Cast) -> None:
    page = today(client)
    assert "/sign-in" in page
    assert cast.sasaki.name not in page


def test_a_fresh_installation_leads_to_its_set_up(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 303 and "/setup" in answer.headers["Location"]


def test_the_page_takes_no_posts(cast: Cast, browser_of: BrowserOf) -> None:
    assert browser_of(cast.sasaki).post("/").status_code == 405


def test_every_person_sees_only_their_own_day(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    lesson = app.extensions["catalogue"].course_lessons()[0]
    browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
    assert next_step(browser_of(cast.ono)) == f"/lessons/{lesson.id}"


def test_who_only_trains_comes_first_to_what_to_teach_and_a_manager_to_the_people(
    cast: Cast, browser_of: BrowserOf
) -> None:
    trainer = browser_of(cast.hayashi).get("/", follow_redirects=True)
    assert trainer.request.path == f"/groups/{cast.group_id}/coaching"
    assert f'href="/groups/{cast.group_id}"' in trainer.text, "the people are one step further"
    manager = browser_of(cast.hori).get("/", follow_redirects=True)
    assert manager.request.path == f"/groups/{cast.group_id}"


@pytest.mark.parametrize("role", [TRAINEE, MANAGER])
def test_a_trainer_who_does_something_else_too_is_not_taken_for_one_who_only_trains(
    app: Flask, cast: Cast, browser_of: BrowserOf, role: str
) -> None:
    with app.app_context():
        db.session.add(Membership(user_id=cast.hayashi.id, group_id=cast.group_id, role=role))
        db.session.commit()
    page = browser_of(cast.hayashi).get("/", follow_redirects=True)
    assert page.request.path == ("/" if role == TRAINEE else f"/groups/{cast.group_id}")
