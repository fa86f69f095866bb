"""What can be planned, what it costs, and that changes add up to the plan they lead to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.pipeline import codes
from course.pipeline.lines import LINES
from course.quarter import plan
from course.quarter.game import costs_of, rows_for
from course.quarter.plan import ASKED, ASKING, TODOS, Intent, Plan, Refused

COSTS = costs_of(rows_for("few-large"))
KEYS = st.sampled_from([f"{number:016x}" for number in range(6)])
INTENTS = st.sampled_from(list(TODOS)).flatmap(
    lambda todo: st.builds(Intent, st.just(todo), st.sampled_from(ASKED) if todo in ASKING else st.just(""))
)
HOURS = st.integers(0, 80).map(lambda half: half / 2)
PLANS = st.builds(
    Plan,
    intents=st.dictionaries(KEYS, INTENTS, max_size=6),
    inbound=HOURS,
    referral=HOURS,
    flyers=HOURS,
    exhibition=st.booleans(),
    onward=st.booleans(),
)


@given(PLANS, PLANS)
def test_the_differences_lead_from_one_plan_to_the_other(one: Plan, other: Plan) -> None:
    changes = one.differences(other)
    plan.check(changes)
    assert one.changed(changes) == other
    assert bool(changes) == (one != other)
    assert other.differences(one.changed(changes)) == {}


@given(PLANS)
def test_a_plan_costs_what_its_people_and_channels_cost(given_plan: Plan) -> None:
    here = sorted(given_plan.intents)
    total = plan.planned_hours(given_plan, COSTS, here)
    assert total == pytest.approx(
        sum(COSTS.of(given_plan.intents[key].todo) for key in here) + plan.hours_for_new(given_plan, COSTS)
    )
    assert plan.planned_hours(given_plan, COSTS, []) == plan.hours_for_new(given_plan, COSTS)


@given(PLANS)
def test_acts_are_those_of_the_plan_and_whoever_may_go_on_comes_last(given_plan: Plan) -> None:
    places = {key: spot for spot, key in enumerate(sorted(given_plan.intents))}
    acts = plan.acts_of(given_plan, places)
    assert sorted(act.place for act in acts) == sorted(places.values())
    onward = [bool(act.kinds & codes.ONWARD) for act in acts]
    assert onward == sorted(onward)
    if not given_plan.onward:
        assert not any(onward)


def test_every_act_has_hours_and_asking_in_a_talk_is_cheaper_than_alone() -> None:
    for todo in TODOS:
        assert COSTS.of(todo) >= 0.0
    assert COSTS.of("present-ask") - COSTS.of("present") < COSTS.of("ask")
    assert COSTS.of("drop") == 0.0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"acts": {"a": ["bribe", ""]}}, "todo"),
        ({"acts": {"a": ["ask", "no-such-line"]}}, "line"),
        ({"acts": {"a": ["touch", "time-frame"]}}, "line"),
        ({"inbound": 41.0}, "hours-number"),
        ({"flyers": -0.5}, "hours-number"),
        ({"referral": 0.3}, "hours-number"),
        ({"flyers": float("nan")}, "hours-number"),
        ({"inbound": float("inf")}, "hours-number"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        plan.check(changes)
    assert refused.value.reason == reason


def test_what_can_be_planned_depends_on_what_they_have_been_given() -> None:
    assert "present" in plan.allowed(False, False)
    assert "estimate" not in plan.allowed(False, False) and "close" not in plan.allowed(False, False)
    assert "present" not in plan.allowed(True, False) and "estimate" in plan.allowed(True, False)
    assert "close" in plan.allowed(True, True) and "estimate" not in plan.allowed(True, True)
    for presented in (False, True):
        for estimated in (False, True):
            assert {"touch", "ask", "drop"} <= set(plan.allowed(presented, estimated))


def test_every_kind_of_line_can_be_asked() -> None:
    assert set(ASKED) == {"standard", *LINES}
