"""The simulator reproduces the published ratios, and the order of the policies. Tolerances rest on the standard error."""

from __future__ import annotations

from functools import cache

import pytest

from course.pipeline.policies import POLICIES
from course.pipeline.simulator import run_many
from course.pipeline.summary import Summary, summarise
from course.pipeline.territories import TERRITORIES, measure_hour
from tests.benchmarks.pipeline_simpy import Rep

RUNS = 2_000
# Net contracts a month measured with the dense prototype, 10,000 rep-years each (± .003 and ± .008).
NET = {
    "few-large": {
        "two-wheels": 1.019, "no-test": 0.462, "early-test": 0.673, "hoarder": 0.212,
        "no-hold": 0.914, "pusher": 0.335, "feast-famine": 0.676,
    },
    "many-small": {
        "two-wheels": 4.25, "no-test": 2.44, "early-test": 2.76, "hoarder": 0.91,
        "no-hold": 4.47, "pusher": 0.99, "feast-famine": 2.38,
    },
}  # fmt: skip


@cache
def measured(preset: str, policy: str, runs: int = RUNS, **changes: float) -> Summary:
    outcomes = run_many(
        TERRITORIES[preset].parameters(changes), POLICIES[policy].code, runs=runs, weeks=48, seed=2024
    )
    return summarise(outcomes)


def test_three_hundred_contacts_make_one_contract() -> None:
    figures = measured("few-large", "two-wheels", runs=4_000)
    per_300 = 300.0 / figures.contacts
    assert per_300 * figures.potentials == pytest.approx(30.0, abs=1.5)
    assert per_300 * figures.prospects == pytest.approx(3.0, abs=0.3)
    assert per_300 * figures.contracts == pytest.approx(1.0, abs=0.1)
    assert figures.contacts == pytest.approx(292, abs=3)
    assert figures.net == pytest.approx(1.019, abs=0.004 + 3.0 * figures.net_se)
    assert figures.zero_months == pytest.approx(0.348, abs=0.015)
    assert figures.cycle_weeks == pytest.approx(6.9, abs=0.2)
    assert figures.wasted_hours_per_week == pytest.approx(7.6, abs=0.2)
    assert figures.list_size == pytest.approx(56, abs=2)
    assert figures.dead_share == pytest.approx(0.67, abs=0.02)
    assert figures.variance_to_mean == pytest.approx(0.93, abs=0.03)


def test_fifty_contacts_make_one_contract_where_contracts_are_small() -> None:
    figures = measured("many-small", "two-wheels")
    per_50 = 50.0 / figures.contacts
    assert per_50 * figures.potentials == pytest.approx(10.0, abs=0.6)
    assert per_50 * figures.prospects == pytest.approx(2.8, abs=0.3)
    assert per_50 * figures.contracts == pytest.approx(1.05, abs=0.1)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("preset", NET)
def test_each_policy_earns_what_the_prototype_said(preset: str, policy: str) -> None:
    figures = measured(preset, policy)
    # 2.5% for the order in which a rep short of hours serves the list, which the prototype left to chance.
    assert figures.net == pytest.approx(
        NET[preset][policy], abs=0.025 * NET[preset][policy] + 3 * figures.net_se
    )


def test_the_order_of_the_policies() -> None:
    for preset in NET:
        nets = {policy: measured(preset, policy).net for policy in POLICIES}
        order = sorted(nets, key=lambda policy: NET[preset][policy])
        assert [nets[policy] for policy in order if policy not in ("early-test", "feast-famine")] == sorted(
            nets[policy] for policy in order if policy not in ("early-test", "feast-famine")
        )
        empty = {policy: measured(preset, policy).zero_months for policy in POLICIES}
        assert empty["hoarder"] > empty["pusher"] > empty["no-test"] > empty["two-wheels"] - 0.01
        waste = {policy: measured(preset, policy).wasted_hours_per_week for policy in POLICIES}
        assert max(waste, key=lambda policy: waste[policy]) == "hoarder"
        assert waste["no-hold"] < waste["two-wheels"] < waste["early-test"]


def test_whoever_holds_nobody_wins_only_where_many_buy_soon() -> None:
    gap = {
        soon: measured("few-large", "two-wheels", 1_000, soon=soon).net
        - measured("few-large", "no-hold", 1_000, soon=soon).net
        for soon in (0.05, 0.33, 0.9)
    }
    assert gap[0.05] > 0.25
    assert gap[0.33] > 0.05
    assert gap[0.9] < -0.05


def test_the_harm_of_testing_early_hangs_on_the_trust_it_costs() -> None:
    assert measured("few-large", "early-test").net < 0.75 * measured("few-large", "two-wheels").net
    free = {
        policy: measured("few-large", policy, 1_000, cost_early=0.0).net
        for policy in ("two-wheels", "early-test")
    }
    assert free["early-test"] > free["two-wheels"]


def test_every_channel_brings_people_weeks_after_the_work() -> None:
    """Inquiries at once, flyers after two weeks, an exhibition after one, referrals only once there are contracts."""

    def potentials(weeks: int, **changes: float) -> float:
        quiet = {"p_potential": 0.0, **changes}
        outcomes = run_many(
            TERRITORIES["few-large"].parameters(quiet), 0, runs=200, weeks=weeks, seed=3, warm_up=0
        )
        return float(outcomes.tallies["potentials"].mean())

    assert potentials(40) == 0.0
    assert potentials(1, inquiries=3.0) == pytest.approx(3.0, abs=0.5)
    assert potentials(2, flyer_hours=8.0) == 0.0
    assert 0.0 < potentials(4, flyer_hours=8.0) < potentials(12, flyer_hours=8.0) / 3.0
    assert potentials(1, fair_every=12.0) == 0.0
    assert potentials(2, fair_every=12.0) == pytest.approx(15.0, abs=2.5)
    assert potentials(40, refer=1.0) == 0.0
    talkative = measured("few-large", "two-wheels", refer=1.0, refer_week=0.5)
    assert talkative.net > measured("few-large", "two-wheels").net + 0.02


def test_inquiries_left_unanswered_are_gone() -> None:
    p = TERRITORIES["few-large"].parameters({"inquiries": 30.0, "h_inquiry": 5.0})
    tallies = run_many(p, 0, runs=50, weeks=12, seed=3, warm_up=0).tallies
    assert tallies["inquiries_lost"].min() > 50


@pytest.mark.parametrize("territory", TERRITORIES)
def test_the_price_of_an_hour_is_what_it_is_measured_to_be(territory: str) -> None:
    place = TERRITORIES[territory]
    hour = measure_hour(place.parameters(), runs=400, seed=77)
    assert hour.price == pytest.approx(place.hour, abs=0.03 * place.hour + 3.0 * hour.error)


def test_another_hand_writing_the_same_model_gets_the_same_figures() -> None:
    """The SimPy twin shares no code with the kernel; it serves its list oldest first, which costs about 2%."""
    reps = [Rep(seed).net for seed in range(80)]
    means = [sum(net) / len(net) for net in reps]
    mean = sum(means) / len(means)
    error = (sum((value - mean) ** 2 for value in means) / len(means) ** 2) ** 0.5
    assert mean == pytest.approx(measured("few-large", "two-wheels", 4_000).net - 0.02, abs=3.0 * error)
