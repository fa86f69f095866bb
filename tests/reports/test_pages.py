"""Trainers and managers see their own people, down to the run; nobody else sees anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts.models import User
from course.extensions import db, utc_now
from course.live_catalogue import catalogue
from course.reports import queries
from course.skills.operations import record
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_leaders_see_every_trainee_of_their_group_and_nobody_else(cast: Cast, browser_of: BrowserOf) -> None:
    for leader in (cast.hayashi, cast.hori):
        page = text(browser_of(leader), f"/groups/{cast.group_id}")
        assert cast.sasaki.name in page and cast.ono.name in page
        assert cast.stranger_trainee.name not in page


def test_a_leader_of_one_group_is_taken_straight_to_it(cast: Cast, browser_of: BrowserOf) -> None:
    assert browser_of(cast.hori).get("/groups").headers["Location"].endswith(f"/groups/{cast.group_id}")


def test_an_admin_chooses_among_all_groups(cast: Cast, browser_of: BrowserOf) -> None:
    page = text(browser_of(cast.admin), "/groups")
    assert f"/groups/{cast.group_id}" in page and f"/groups/{cast.stranger_group_id}" in page


def test_what_a_trainee_does_is_seen_by_trainer_and_manager(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    lesson = app.extensions["catalogue"].course_lessons()[0]
    browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
    for leader in (cast.hayashi, cast.hori):
        page = text(browser_of(leader), f"/groups/{cast.group_id}/people/{cast.sasaki.id}")
        assert "読了" in page


def test_somebody_quiet_and_somebody_low_are_named_with_the_reason(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    with app.app_context():
        sasaki = db.session.get(User, cast.sasaki.id)
        assert sasaki is not None
        record(sasaki, {"trust": [0.1, 0.2, 0.3]}, source="run", source_id=1, now=utc_now())
        db.session.commit()
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}")
    assert "「信頼」が 20 です" in page
    assert "まだ何も始めていません" in page


@pytest.mark.parametrize(("days", "quiet"), [(9, False), (11, True)])
def test_quiet_means_more_than_ten_days(
    app: Flask, cast: Cast, browser_of: BrowserOf, days: int, quiet: bool
) -> None:
    lesson = app.extensions["catalogue"].course_lessons()[0]
    browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
    with app.test_request_context():
        people = [db.session.get(User, cast.sasaki.id)]
        [row] = queries.standings(people, catalogue(), utc_now() + timedelta(days=days))  # type: ignore[arg-type]
        assert row.quiet is quiet
        assert row.progress == round(100 / len(catalogue().lessons))


def test_a_person_of_another_group_cannot_be_reached_through_ones_own(
    cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    assert hori.get(f"/groups/{cast.group_id}/people/{cast.stranger_trainee.id}").status_code == 404
    assert hori.get(f"/groups/{cast.stranger_group_id}").status_code == 404
    assert hori.get(f"/groups/{cast.group_id}/people/999999").status_code == 404


def test_members_who_do_not_lead_may_not_look(cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    assert sasaki.get("/groups").status_code == 404
    assert sasaki.get(f"/groups/{cast.group_id}").status_code == 403
    for stranger in (cast.stranger_trainee, cast.stranger_trainer, cast.stranger_manager):
        assert browser_of(stranger).get(f"/groups/{cast.group_id}").status_code == 404


def test_only_get_is_answered(cast: Cast, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    for path in ("/groups", f"/groups/{cast.group_id}", f"/groups/{cast.group_id}/people/{cast.sasaki.id}"):
        assert hori.post(path).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_group(app: Flask, cast: Cast) -> None:
    from sqlalchemy import event, select

    with app.test_request_context():
        everybody = list(db.session.scalars(select(User)))
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
        counts = []
        for people in (everybody[:1], everybody):
            asked.clear()
            queries.standings(people, catalogue(), utc_now())
            counts.append(len(asked))
    assert counts[0] == counts[1]
