"""Days and weeks are the office's, in Python and in SQL alike, and weights halve every 30 days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from course.extensions import UtcDateTime, db
from course.roleplay.labels import OUTCOME_TONES
from course.skills.mastery import ENOUGH, Evidence, level
from course.summaries.calendar import day_bit, day_of, week_of, weight_of
from course.summaries.functions import day_bit as sql_day_bit
from course.summaries.functions import week_of as sql_week_of
from course.summaries.functions import weight_of as sql_weight_of
from course.summaries.scored import BAD_OUTCOMES

moments = st.integers(0, 40 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
EDGES = [
    datetime(2026, 11, 22, 14, 59, 59, 999_999, tzinfo=UTC),  # Sunday's last moment in the office
    datetime(2026, 11, 22, 15, 0, tzinfo=UTC),  # Monday's first
    datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2025, 12, 31, 15, 0, tzinfo=UTC),
    datetime(2026, 7, 1, 0, 30, 15, 123_456, tzinfo=UTC),
]


def test_a_week_begins_at_midnight_between_sunday_and_monday_in_the_office() -> None:
    assert week_of(EDGES[0]) == date(2026, 11, 16)
    assert week_of(EDGES[1]) == date(2026, 11, 23)
    assert (day_bit(EDGES[0]), day_bit(EDGES[1])) == (64, 1)


@pytest.mark.parametrize("moment", EDGES)
def test_the_database_says_the_same(app: Flask, moment: datetime) -> None:
    given_moment: Any = literal(moment, UtcDateTime())
    with app.app_context():
        week, bit, weight = db.session.execute(
            select(sql_week_of(given_moment), sql_day_bit(given_moment), sql_weight_of(given_moment))
        ).one()
    assert (week, bit) == (week_of(moment), day_bit(moment))
    assert weight == pytest.approx(weight_of(moment), rel=1e-8)


@given(moments)
def test_a_day_lies_in_its_week(moment: datetime) -> None:
    assert week_of(moment) <= day_of(moment) < week_of(moment) + timedelta(days=7)
    assert day_bit(moment) == 1 << (day_of(moment) - week_of(moment)).days


evidence = st.tuples(st.floats(0, 1), st.integers(0, 1_500 * 24 * 60))


@given(st.lists(evidence, min_size=ENOUGH, max_size=40), moments)
def test_a_quotient_of_kept_sums_is_the_level_whatever_the_day(
    items: list[tuple[float, int]], now: datetime
) -> None:
    """What is older than a year counts too, as little as it weighs: leaving it out cannot be seen in whole percent."""
    held = [Evidence(value, now - timedelta(minutes=age)) for value, age in items]
    weights = [weight_of(one.at) for one in held]
    kept = 100 * sum(weight * one.value for weight, one in zip(weights, held, strict=True)) / sum(weights)
    found = level(held, now).percent
    assert found is not None
    assert abs(found - kept) <= 0.5 + 1e-6


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 364)), min_size=ENOUGH, max_size=20), st.floats(0, 1)
)
def test_evidence_of_more_than_a_year_ago_cannot_be_seen(recent: list[tuple[float, int]], old: float) -> None:
    """One old observation moves the level of somebody active in the last month by less than a thirtieth of a percent."""
    held = [(0.5 ** (age / 30), value) for value, age in [(1.0, 10), *recent]]
    with_old = [*held, (0.5 ** (366 / 30), old)]
    levels = [100 * sum(w * v for w, v in some) / sum(w for w, _ in some) for some in (held, with_old)]
    assert abs(levels[0] - levels[1]) < 100 * 0.5 ** (366 / 30) / 0.5 ** (10 / 30)
    assert 100 * 0.5 ** (366 / 30) / 0.5 ** (10 / 30) < 1 / 37


def test_sad_endings_are_those_the_pages_show_as_such() -> None:
    assert set(BAD_OUTCOMES) == {name for name, tone in OUTCOME_TONES.items() if tone in {"warn", "bad"}}
