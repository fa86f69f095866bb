"""The engine agrees with the exact solution of the simplified model."""

from __future__ import annotations

import numpy as np
import pytest

from course.pipeline import chain, codes
from course.pipeline.simulator import Outcomes, run_many

RUNS = 4_000
WARM_UP = 240  # weeks: a late buyer may stay for years, and none may be cut short


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return run_many(chain.simplified(), codes.ONE_STAGE, runs=RUNS, weeks=48, seed=12, warm_up=WARM_UP)


def test_the_chain_is_solved_as_it_was_before() -> None:
    exact = chain.solve(chain.simplified())
    assert exact.potentials_per_week == pytest.approx(8.25)
    assert exact.contracts_per_month == pytest.approx(1.57520, abs=1e-5)
    assert exact.listed == pytest.approx(83.140, abs=1e-3)
    assert exact.weeks_if_won == pytest.approx(11.482, abs=1e-3)


def test_contracts(outcomes: Outcomes) -> None:
    by_run = outcomes.net.mean(1)
    assert abs(z(by_run, chain.solve(chain.simplified()).contracts_per_month)) < 3.0


def test_contracts_scatter_as_a_thinned_poisson_stream_does(outcomes: Outcomes) -> None:
    assert outcomes.net.var() / outcomes.net.mean() == pytest.approx(1.0, abs=0.03)


def test_list_length(outcomes: Outcomes) -> None:
    assert abs(z(outcomes.tallies["listed"] / 48.0, chain.solve(chain.simplified()).listed)) < 3.0
    assert outcomes.tallies["turned_away"].sum() == 0


def test_weeks_to_signature(outcomes: Outcomes) -> None:
    exact = chain.solve(chain.simplified()).weeks_if_won
    cycle, contracts = outcomes.tallies["cycle"], outcomes.tallies["contracts"]
    ratio = cycle.sum() / contracts.sum()
    error = (cycle - ratio * contracts).std() / RUNS**0.5 / contracts.mean()
    assert abs((ratio - exact) / error) < 3.0


def z(samples: np.ndarray, exact: float) -> float:
    return float((samples.mean() - exact) / (samples.std() / len(samples) ** 0.5))
