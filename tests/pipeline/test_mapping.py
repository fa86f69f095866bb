"""A customer of a roleplay becomes a person of the simulator by one documented mapping."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.pipeline import codes
from course.pipeline.mapping import (
    Customer,
    Truth,
    assumed_of,
    believe,
    certain,
    fit_of,
    known_of,
    outcome_of,
    trust_of,
    views,
)
from course.pipeline.parameters import fit_share, values

CUSTOMER = Customer(trust=4, clarity=3, heat=5, lane="prospect", horizon="mid")
BUYER = Truth(will_buy=True, ready_in_weeks=5, budget=2_900_000, amount=3_200_000)
SCALE = st.integers(0, 10)


def test_scales() -> None:
    assert [trust_of(level) for level in (0, 4, 10)] == pytest.approx([-0.5, 0.1, 1.0])
    assert [trust_of(level) for level in (-3, 14)] == pytest.approx([-0.5, 1.0])
    assert [known_of(level) for level in (0, 3, 10, 12)] == pytest.approx([0.0, 0.3, 1.0, 1.0])


@pytest.mark.parametrize(
    ("budget", "chance"), [(3_200_000, 1.0), (2_900_000, 1.0), (2_240_000, 0.5), (1_600_000, 0.0), (0, 0.0)]
)
def test_money_that_can_be_found(budget: int, chance: float) -> None:
    assert fit_of(replace(BUYER, budget=budget)) == pytest.approx(chance)
    assert fit_of(replace(BUYER, budget=budget, will_buy=False)) == 0.0


@pytest.mark.parametrize(
    ("lane", "horizon", "assumed"),
    [
        ("new", "", codes.UNKNOWN),
        ("potential", "long", codes.UNKNOWN),
        ("prospect", "mid", codes.UNKNOWN),
        ("prospect", "short", codes.UNKNOWN),
        ("prospect", "long", codes.FUTURE),
        ("this_month", "short", codes.HOT),
    ],
)
def test_what_the_rep_acts_on_where_nothing_is_known(lane: str, horizon: str, assumed: int) -> None:
    assert assumed_of(replace(CUSTOMER, lane=lane, horizon=horizon)) == assumed


@pytest.mark.parametrize(
    ("lane", "outcome", "stands"),
    [
        ("prospect", "", codes.GOING_ON),
        ("result", "won", codes.WON),
        ("result", "lost", codes.ENDED),
        ("result", "let_go", codes.ENDED),
        ("result", "", codes.ENDED),
    ],
)
def test_results_are_certain(lane: str, outcome: str, stands: int) -> None:
    assert outcome_of(replace(CUSTOMER, lane=lane, outcome=outcome)) == stands


CUSTOMERS = st.builds(
    Customer,
    trust=SCALE,
    clarity=SCALE,
    heat=SCALE,
    lane=st.sampled_from(["new", "prospect", "this_month"]),
    horizon=st.sampled_from(["long", "mid", "short"]),
    presented=st.booleans(),
)
TRUTHS = st.builds(
    Truth,
    will_buy=st.booleans(),
    ready_in_weeks=st.integers(0, 60),
    budget=st.integers(0, 10_000_000),
    amount=st.integers(0, 10_000_000),
)


@given(customer=CUSTOMERS, truth=TRUTHS, age=st.integers(0, 200))
def test_chances_are_chances(customer: Customer, truth: Truth, age: int) -> None:
    belief = believe(customer, truth, "few-large", age)
    assert min(belief.soon, belief.late, belief.open) >= 0.0
    assert belief.soon + belief.late + belief.open <= 1.0
    row = views([(customer, belief)])[0]
    for name in ("known", "momentum", "weight", "fit", "prior_soon", "prior_late", "prior_open"):
        assert 0.0 <= row[name] <= 1.0
    assert row["prior_soon"] <= row["prior_late"] <= row["prior_open"]
    assert -0.5 <= row["trust"] <= 1.0
    assert row["opens"] == truth.ready_in_weeks


def test_the_prior_is_the_territory_s_own() -> None:
    fresh = believe(CUSTOMER, BUYER, "few-large", 0)
    fit = fit_share(values("few-large"))
    assert (fresh.soon, fresh.late, fresh.open) == pytest.approx((0.33 * fit, 0.67 * fit, 0.0))
    old = believe(CUSTOMER, BUYER, "few-large", 8)
    assert old.open > 0.0
    assert old.soon < fresh.soon
    assert old.soon + old.late + old.open < fit
    met = believe(replace(CUSTOMER, presented=True), BUYER, "few-large", 0)
    assert met.soon + met.late + met.open > fit  # who accepts a meeting is likelier to be a buyer


def test_nothing_of_the_truth_is_in_a_belief_without_clarity() -> None:
    blind = replace(CUSTOMER, clarity=0)
    lies = Truth(False, 0, 0, 3_200_000)
    for truth in (BUYER, lies):
        belief = believe(blind, truth, "few-large", 6)
        assert belief.weight == 0.0
    one, other = (believe(blind, truth, "few-large", 6) for truth in (BUYER, lies))
    assert (one.soon, one.late, one.open) == (other.soon, other.late, other.open)
    assert certain(BUYER).weight == 1.0
