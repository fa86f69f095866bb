"""Measure the simulator: rep-years a second beside SimPy, one decision of a roleplay, a laboratory run."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from course.content.text import Text
from course.pipeline import codes, simulator
from course.pipeline.mapping import Customer, Truth
from course.pipeline.territories import TERRITORIES
from course.roleplay import counterfactual as cf
from tests.benchmarks.pipeline_simpy import Rep

ROUNDS = 5
REP_WEEKS = 96  # simulated for each rep: a year of warm-up and a year counted
START = Customer(trust=4, clarity=4, heat=5, lane="prospect", horizon="mid", presented=True)
LINES = (
    cf.Option("ask", Customer(5, 6, 5, "prospect", "mid", presented=True), 0.5),
    cf.Option("offer", Customer(6, 5, 6, "prospect", "short", presented=True, estimated=True), 3.0),
    cf.Option("close", Customer(5, 7, 7, "this_month", "short", presented=True, estimated=True), 1.5),
    cf.Option("push", Customer(2, 4, 3, "prospect", "long", presented=True), 0.25),
)
TRUTHS = (
    Truth(will_buy=True, ready_in_weeks=0, budget=3_000_000, amount=3_000_000),
    Truth(will_buy=True, ready_in_weeks=5, budget=2_500_000, amount=3_000_000),
    Truth(will_buy=False, ready_in_weeks=0, budget=3_000_000, amount=3_000_000),
)


def measure() -> dict[str, float]:
    """Measure everything on one core; speeds are the best of several rounds, times their median."""
    simulator.warm()
    compiled, simpy = rep_years_per_second(1_000), simpy_rep_years_per_second(12)
    return {
        "simulator.rep_years_per_second": compiled,
        "simulator.simpy_rep_years_per_second": simpy,
        "simulator.times_simpy": compiled / simpy,
        "laboratory.1000x52_ms": laboratory_ms(),
        "counterfactual.panel_ms": panel_ms(),
        "counterfactual.first_panel_ms": first_panel_ms(),
        "counterfactual.se_contracts": largest_error(),
    }


def rep_years_per_second(reps: int) -> float:
    """Run the two-wheels rep, warm-up counted too."""
    parameters = TERRITORIES["few-large"].parameters()
    taken = [
        _seconds(lambda: simulator.run(parameters, codes.TWO_WHEELS, runs=reps, weeks=48, seed=1))
        for _ in range(ROUNDS)
    ]
    return reps * REP_WEEKS / 48 / min(taken)


def simpy_rep_years_per_second(reps: int) -> float:
    """Run the same rep written with SimPy."""
    taken = [_seconds(lambda: [Rep(seed) for seed in range(reps)]) for _ in range(ROUNDS)]
    return reps * REP_WEEKS / 48 / min(taken)


def laboratory_ms() -> float:
    """Run a year of a thousand futures as the laboratory does, on one thread."""
    parameters = TERRITORIES["few-large"].parameters()
    return 1_000 * median(
        _seconds(lambda: simulator.run(parameters, codes.TWO_WHEELS, runs=1_000, weeks=52, seed=seed))  # noqa: B023
        for seed in range(ROUNDS)
    )


def panel_ms() -> float:
    """Take one decision: what four lines do, the truth being known, or what one did as far as the rep can know."""
    taken = []
    for case in _cases(range(ROUNDS)):
        cf.panel(case, START, START, 0.0)  # the board is drawn when the run begins
        compared = _seconds(lambda: cf.compare(case, LINES, "ask"))  # noqa: B023  # called at once
        shown = _seconds(lambda: cf.panel(case, START, LINES[0].after, 0.5))  # noqa: B023
        taken.append(1_000 * max(compared, shown))
    return median(taken)


def first_panel_ms() -> float:
    """Take the first decision of a run: the board is drawn and its rest simulated."""
    return 1_000 * median(
        _seconds(lambda: cf.panel(case, START, LINES[0].after, 0.5))  # noqa: B023
        for case in _cases(range(1_000, 1_000 + ROUNDS))
    )


def largest_error() -> float:
    """Find the largest standard error among differences between lines, in contracts."""
    return max(
        row.difference.error
        for case in _cases(range(3))
        for chosen in LINES
        for row in cf.compare(case, LINES, chosen.id)
    )


def _cases(seeds: range) -> list[cf.Case]:
    return [
        cf.Case(seed, "few-large", truth, 6, Text("森下製作所"), START) for seed in seeds for truth in TRUTHS
    ]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
