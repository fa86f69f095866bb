"""Periods begin on Mondays, end today, and the one before lies just before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.reports import periods
from course.reports.periods import NAMES, WEEKS, chosen

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize("name", [*WEEKS, None, "nonsense"])
@given(today=days)
def test_a_named_period_has_its_number_of_weeks_and_ends_today(name: str | None, today: date) -> None:
    period = chosen(name, None, None, today)
    assert period.until == today and period.since.weekday() == 0
    assert len(period.mondays) == WEEKS.get(name or "weeks", 4)


@given(
    st.none() | st.sampled_from([*NAMES, "nonsense"]),
    st.none() | st.dates(),
    st.none() | st.dates(),
    days,
)
def test_whatever_is_picked_is_brought_to_days_in_order_none_of_them_to_come(
    name: str | None, since: date | None, until: date | None, today: date
) -> None:
    period = chosen(name, since, until, today)
    assert period.since <= period.until <= today
    assert period.since.weekday() == 0, "figures are of whole weeks, and so are the days that are shown"
    assert period.until.weekday() == 6 or period.until == today
    assert period.days <= periods.LONGEST


@given(st.sampled_from(NAMES), days, days, days)
def test_the_period_before_has_as_many_weeks_and_ends_the_day_before(
    name: str, since: date, until: date, today: date
) -> None:
    period = chosen(name, since, until, today)
    before = period.before()
    assert len(before.mondays) == len(period.mondays)
    assert before.until + timedelta(days=1) == period.first_week


@given(days, st.integers(0, 1_000), st.integers(0, 1_000))
def test_picked_days_are_widened_to_the_weeks_they_lie_in(today: date, back: int, length: int) -> None:
    until = today - timedelta(days=back)
    since = until - timedelta(days=length)
    period = chosen("custom", since, until, today)
    assert period.since == periods.monday(since)
    assert period.until == min(periods.monday(until) + timedelta(days=6), today)
    assert chosen("custom", period.since, period.until, today) == period, "picked again it is the same"
