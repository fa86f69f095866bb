"""Days and moments are written one way, in the reader's language and the office's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from course.presentation import date_time, day, month

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "japanese", "english"),
    [
        (date(2026, 11, 22), "11月22日(日)", "Sun 22 November"),
        (datetime(2026, 6, 11, 15, 0, tzinfo=UTC), "6月12日(金)", "Fri 12 June"),
        (date(2027, 1, 4), "2027年1月4日(月)", "Mon 4 January 2027"),
        (datetime(2025, 12, 31, 14, 59, tzinfo=UTC), "2025年12月31日(水)", "Wed 31 December 2025"),
    ],
)
def test_a_day_has_its_weekday_and_another_year_is_named(
    app: Flask, when: date | datetime, japanese: str, english: str
) -> None:
    with app.test_request_context():
        assert day(when, NOW) == japanese
        with force_locale("en"):
            assert day(when, NOW) == english


def test_the_year_turns_with_the_office_s_calendar(app: Flask) -> None:
    with app.test_request_context():
        assert day(date(2027, 1, 1), datetime(2026, 12, 31, 15, 0, tzinfo=UTC)) == "1月1日(金)"


def test_a_moment_is_a_day_and_a_time(app: Flask) -> None:
    with app.test_request_context():
        assert date_time(datetime(2026, 11, 25, 0, 46, tzinfo=UTC), NOW) == "11月25日(水) 09:46"
        with force_locale("en"):
            assert date_time(datetime(2026, 11, 25, 0, 46, tzinfo=UTC), NOW) == "Wed 25 November, 09:46"


def test_a_month_is_said_with_its_year(app: Flask) -> None:
    with app.test_request_context():
        assert month("2026-04") == "2026年4月"
        with force_locale("en"):
            assert month("2026-04") == "April 2026"
