"""What a figure of a group's page counts is what stands behind it: people, answers, days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.extensions import db, utc_now
from course.presentation import day
from course.reports.periods import WEEK, monday
from course.reports.queries import start_of
from course.summaries.calendar import day_of
from course.summaries.models import PersonWeek
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


def noon(weeks: int, weekday: int) -> datetime:
    """Give noon of a day so many weeks ago, Monday being 0."""
    day_ = monday(day_of(utc_now())) - WEEK * weeks + timedelta(days=weekday)
    return start_of(day_) + timedelta(hours=12)


def test_days_that_are_picked_are_shown_as_the_weeks_that_are_counted(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    first = monday(day_of(utc_now())) - WEEK
    with app.app_context():
        db.session.add(PersonWeek(user_id=cast.sasaki.id, week=first, checks=1, days=1 << 2))
        db.session.commit()
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}?period=custom&since={first}&until={first}")
    assert "1 (50%)" in page, "the Wednesday of that week counts"
    assert f"{day(first)} – {day(first + timedelta(days=6))}" in page, "and the page says so"
    assert f'name="until" value="{first + timedelta(days=6)}"' in page
    assert "その週の月曜から日曜までに広げます" in page
