"""The rules name who needs a word, with the figures behind it; worse facts never lower the rank."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.reports import rules
from course.reports.rules import CODES, LIMITS, Due, Facts, Rules, Stuck

# People with many facts take a while to draw on a busy machine.
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FINE = Facts(days_known=100, days_quiet=0)
percents = st.integers(0, 100)
dues = st.builds(
    Due, title=st.sampled_from("ABC"), days_left=st.integers(-60, 60), percent=st.integers(0, 99)
)
stucks = st.builds(
    Stuck,
    scenario_id=st.just("s"),
    scene_id=st.just("open"),
    times=st.integers(1, 9),
)
skills = st.dictionaries(st.sampled_from(["trust", "balance", "resolve"]), st.none() | percents)
everything = st.builds(
    Facts,
    days_known=st.integers(0, 400),
    days_quiet=st.none() | st.integers(0, 400),
    finished=st.booleans(),
    dues=st.lists(dues, max_size=4).map(tuple),
    sure_wrong=st.integers(0, 40),
    score_lately=st.none() | st.floats(0, 100),
    score_before=st.none() | st.floats(0, 100),
    stuck=st.none() | stucks,
    skills=skills,
    too_high=st.none() | st.floats(-90, 90),
    old_share=st.none() | st.floats(0, 100),
)
thresholds = st.builds(
    Rules,
    **{name: st.integers(limit.low, limit.high) for name, limit in LIMITS.items()},
    off=st.frozensets(st.sampled_from(CODES)),
)


def codes(facts: Facts, tuned: Rules | None = None) -> list[str]:
    return [reason.code for reason in rules.reasons(facts, tuned or Rules())]


@pytest.mark.parametrize(
    ("fine", "wrong", "code"),
    [
        ({"days_quiet": 9}, {"days_quiet": 10}, "quiet"),
        ({"days_quiet": None, "days_known": 3}, {"days_quiet": None, "days_known": 4}, "not_begun"),
        ({"dues": (Due("A", 4, 0),)}, {"dues": (Due("A", 3, 49),)}, "due"),
        ({"dues": (Due("A", 0, 50),)}, {"dues": (Due("A", -1, 99),)}, "due"),
        ({"sure_wrong": 2}, {"sure_wrong": 3}, "sure_wrong"),
        (
            {"score_before": 70.0, "score_lately": 55.5},
            {"score_before": 70.0, "score_lately": 55.0},
            "falling",
        ),
        ({"stuck": Stuck("s", "open", 1)}, {"stuck": Stuck("s", "open", 2)}, "stuck"),
        ({"skills": {"trust": 45, "balance": None}}, {"skills": {"trust": 44}}, "low_skill"),
        ({"too_high": 19.0}, {"too_high": -20.0}, "forecast"),
        ({"old_share": 49.0}, {"old_share": 50.0}, "still_list"),
    ],
)
def test_a_rule_begins_at_its_threshold_and_can_be_switched_off(
    fine: dict[str, Any], wrong: dict[str, Any], code: str
) -> None:
    assert codes(replace(FINE, **fine)) == []
    assert codes(replace(FINE, **wrong)) == [code]
    assert codes(replace(FINE, **wrong), Rules(off=frozenset({code}))) == []


def test_silence_is_no_reason_for_somebody_with_nothing_left_to_do() -> None:
    assert codes(replace(FINE, days_quiet=90)) == ["quiet"]
    assert codes(replace(FINE, days_quiet=90, finished=True)) == []


def test_silence_and_due_dates_are_for_today_the_rest_for_this_week() -> None:
    quiet = rules.reasons(replace(FINE, days_quiet=11), Rules())
    low = rules.reasons(replace(FINE, skills={"trust": 10}), Rules())
    assert rules.is_today(quiet) and not rules.is_today(low)


def test_a_reason_carries_the_figures_and_the_threshold_it_rests_on() -> None:
    facts = replace(FINE, dues=(Due("A", 3, 38, 7), Due("B", 20, 0, 8)), days_quiet=11)
    due, quiet = rules.reasons(facts, Rules())
    assert due.figures == {
        "title": "A",
        "days_left": 3,
        "percent": 38,
        "count": 1,
        "assignment_id": 7,
        "threshold": 3,
        "threshold_percent": 50,
    }
    assert quiet.figures == {"days": 11, "threshold": 10}


@calm
@given(everything, thresholds)
def test_reasons_come_in_falling_order_and_every_one_has_figures(facts: Facts, tuned: Rules) -> None:
    found = rules.reasons(facts, tuned)
    weights = [reason.weight for reason in found]
    assert weights == sorted(weights, reverse=True) and all(weight > 0 for weight in weights)
    assert len({reason.code for reason in found}) == len(found)
    assert not {reason.code for reason in found} & tuned.off
    assert all("threshold" in reason.figures for reason in found)


WORSE: dict[str, Any] = {
    "quieter": lambda f, n: replace(f, days_quiet=None if f.days_quiet is None else f.days_quiet + n),
    "known for longer without beginning": lambda f, n: (
        replace(f, days_known=f.days_known + n) if f.days_quiet is None else f
    ),
    "not finished after all": lambda f, n: replace(f, finished=False),
    "one more due": lambda f, n: replace(f, dues=(*f.dues, Due("Z", 5 - n, 3))),
    "dues nearer": lambda f, n: replace(
        f, dues=tuple(replace(due, days_left=due.days_left - n) for due in f.dues)
    ),
    "dues less done": lambda f, n: replace(
        f, dues=tuple(replace(due, percent=max(0, due.percent - n)) for due in f.dues)
    ),
    "more often sure and wrong": lambda f, n: replace(f, sure_wrong=f.sure_wrong + n),
    "lower lately": lambda f, n: replace(
        f, score_lately=None if f.score_lately is None else max(0.0, f.score_lately - n)
    ),
    "stuck more often": lambda f, n: replace(f, stuck=f.stuck and replace(f.stuck, times=f.stuck.times + n)),
    "lower skills": lambda f, n: replace(
        f, skills={skill: None if p is None else max(0, p - n) for skill, p in f.skills.items()}
    ),
    "further off": lambda f, n: replace(
        f, too_high=None if f.too_high is None else f.too_high + (n if f.too_high >= 0 else -n)
    ),
    "an older list": lambda f, n: replace(
        f, old_share=None if f.old_share is None else min(100.0, f.old_share + n)
    ),
}


@pytest.mark.parametrize("how", WORSE)
@calm
@given(everything, thresholds, st.integers(0, 30))
def test_worse_facts_never_lower_the_rank(how: str, facts: Facts, tuned: Rules, much: int) -> None:
    worse = WORSE[how](facts, much)
    before, after = rules.reasons(facts, tuned), rules.reasons(worse, tuned)
    assert rules.rank(after) >= rules.rank(before) - 1e-9
    assert {reason.code for reason in before} <= {reason.code for reason in after}


@given(thresholds)
def test_thresholds_are_kept_as_what_differs_and_read_back_the_same(tuned: Rules) -> None:
    assert rules.from_settings(rules.to_settings(tuned)) == tuned
    assert rules.to_settings(Rules()) == {}


@pytest.mark.parametrize(
    "kept", [{"quiet_days": 0}, {"quiet_days": "10"}, {"quiet_days": True}, {"other": 1}, {"off": ["x", 3]}]
)
def test_settings_that_cannot_be_leave_the_rules_as_shipped(kept: dict[str, Any]) -> None:
    assert rules.from_settings(kept) == Rules()
