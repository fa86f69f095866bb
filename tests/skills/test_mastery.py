"""Levels weigh recent evidence more, and say nothing before there is enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.skills.mastery import ENOUGH, Evidence, level

NOW = datetime(2026, 4, 1, tzinfo=UTC)
values = st.floats(0, 1)
ages = st.integers(0, 700).map(lambda days: NOW - timedelta(days=days))
evidence = st.builds(Evidence, value=values, at=ages)


def test_two_observations_are_not_enough() -> None:
    found = level([Evidence(1.0, NOW), Evidence(1.0, NOW)], NOW)
    assert (found.percent, found.count) == (None, 2)


def test_an_observation_of_thirty_days_weighs_half() -> None:
    old, fresh = Evidence(0.0, NOW - timedelta(days=30)), Evidence(1.0, NOW)
    # 1·1 + ½·0 + ½·0 over 1 + ½ + ½
    assert level([fresh, old, old], NOW).percent == 50


def test_an_earlier_day_does_not_know_what_came_later() -> None:
    items = [Evidence(1.0, NOW)] * 3 + [Evidence(0.0, NOW - timedelta(days=40))] * 3
    assert level(items, NOW - timedelta(days=35)).percent == 0


@given(st.lists(evidence, min_size=ENOUGH, max_size=30))
def test_a_level_lies_between_the_least_and_the_greatest_evidence(items: list[Evidence]) -> None:
    found = level(items, NOW)
    assert found.percent is not None
    assert (
        round(100 * min(i.value for i in items)) <= found.percent <= round(100 * max(i.value for i in items))
    )


@given(st.lists(evidence, min_size=ENOUGH, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(items: list[Evidence], shuffler: object) -> None:
    mixed = sorted(items, key=lambda item: (item.value, item.at))
    first, second = level(items, NOW).percent, level(mixed, NOW).percent
    assert first is not None and second is not None
    assert first == pytest.approx(second, abs=1)


@given(st.lists(evidence, min_size=ENOUGH, max_size=30))
def test_better_fresh_evidence_never_lowers_a_level(items: list[Evidence]) -> None:
    before, after = level(items, NOW).percent, level([*items, Evidence(1.0, NOW)], NOW).percent
    assert before is not None and after is not None
    assert after >= before
