"""Ask the simulator the questions the course makes claims about: policies, crossover, drought, sensitivity, luck."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from course.pipeline import chain, codes
from course.pipeline.board import Board, draw_board
from course.pipeline.mapping import Customer, Truth, certain, seat, views
from course.pipeline.parameters import PARAMETERS, values
from course.pipeline.policies import POLICIES
from course.pipeline.simulator import run, run_alone, run_many, warm
from course.pipeline.summary import Summary, summarise
from course.pipeline.territories import TERRITORIES

Floats = NDArray[np.float64]
Records = NDArray[np.void]

WEEKS = 48
# What is halved and raised by half, one at a time; with the setting as it is, 45 settings.
VARIED = (
    "cost_early", "regret_unready", "refuse", "gain_nurture", "gain_present", "reveal_trust", "win_momentum",
    "hand", "decay", "death", "market_sd", "soon", "weeks_late", "weeks_soon", "window_loss", "win_trust",
    "report", "h_nurture", "h_contact", "tell", "ready", "p_potential",
)  # fmt: skip
SOON_SHARES = (0.05, 0.15, 0.33, 0.50, 0.70, 0.90)
DROUGHT = {"shock_from": 8.0, "shock_to": 16.0, "shock_factor": 0.2}


@dataclass(frozen=True, slots=True)
class Ordering:
    """Hold a claim: by `figure`, the policies stand in this order, the greatest first."""

    figure: str
    policies: tuple[str, ...]


ORDERINGS = (
    Ordering("net", ("two-wheels", "early-test", "pusher")),
    Ordering("net", ("two-wheels", "no-test", "pusher")),
    Ordering("net", ("two-wheels", "feast-famine", "hoarder")),
    Ordering("net", ("no-hold", "no-test", "hoarder")),
    Ordering("zero_months", ("hoarder", "no-test", "two-wheels")),
    Ordering("zero_months", ("pusher", "early-test", "no-hold")),
    Ordering("wasted_hours_per_week", ("hoarder", "pusher", "no-hold")),
    Ordering("wasted_hours_per_week", ("hoarder", "early-test", "two-wheels", "no-hold")),
)


def compare_policies(
    preset: str, changes: Mapping[str, float], *, runs: int, seed: int, policies: Iterable[str] = POLICIES
) -> dict[str, Summary]:
    """Run policies under the same seed in one setting."""
    parameters = values(preset, changes)
    return {
        policy: summarise(run_many(parameters, POLICIES[policy].code, runs=runs, weeks=WEEKS, seed=seed))
        for policy in policies
    }


def settings_of(preset: str) -> Iterator[tuple[str, dict[str, float]]]:
    """Name the 45 settings of the sensitivity test, each with its changes."""
    yield "as it is", {}
    for name in VARIED:
        value = PARAMETERS[name].few_large if preset == "few-large" else PARAMETERS[name].many_small
        for factor in (0.5, 1.5):
            changed = min(PARAMETERS[name].high, max(PARAMETERS[name].low, factor * value))
            yield f"{name} × {factor}", {name: changed}


def sensitivity(
    preset: str, *, runs: int, seed: int, progress: Callable[[int], None] = lambda done: None
) -> dict[str, dict[str, Summary]]:
    """Run every policy in each of the 45 settings; the cores share the work."""
    warm()
    settings = list(settings_of(preset))
    jobs = [(name, policy, values(preset, changes)) for name, changes in settings for policy in POLICIES]

    def work(job: tuple[str, str, Floats]) -> Summary:
        _, policy, parameters = job
        return summarise(run(parameters, POLICIES[policy].code, runs=runs, weeks=WEEKS, seed=seed))

    found: dict[str, dict[str, Summary]] = {name: {} for name, _ in settings}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for (name, policy, _), figures in zip(jobs, pool.map(work, jobs), strict=True):
            found[name][policy] = figures
            progress(1)
    return found


def holds(ordering: Ordering, figures: Mapping[str, Summary]) -> bool:
    """Tell whether a claimed order is what was measured."""
    measured = [getattr(figures[policy], ordering.figure) for policy in ordering.policies]
    return all(greater > less for greater, less in pairwise(measured))


def crossover(*, runs: int, seed: int) -> dict[float, dict[str, Summary]]:
    """Let the share of soon buyers vary, for who keeps prospects and who keeps none."""
    return {
        soon: compare_policies(
            "few-large", {"soon": soon}, runs=runs, seed=seed, policies=("two-wheels", "no-hold")
        )
        for soon in SOON_SHARES
    }


@dataclass(frozen=True, slots=True)
class Drought:
    """Hold what a drought does to a policy: the worst month and the whole year, as shares of a normal one."""

    worst_month: float
    year: float


def drought(policy: str, *, runs: int, seed: int) -> Drought:
    """Take four fifths of the new contacts' yield away for eight weeks."""
    code = POLICIES[policy].code
    normal, dry = (
        run_many(values("few-large", changes), code, runs=runs, weeks=WEEKS, seed=seed).net.mean(0)
        for changes in ({}, DROUGHT)
    )
    return Drought(float((dry / normal).min()), float(dry.sum() / normal.sum()))


@dataclass(frozen=True, slots=True)
class Check:
    """Hold a figure beside the exact one, and how many standard errors lie between."""

    name: str
    exact: float
    engine: float
    z: float


def chain_checks(*, runs: int, seed: int, warm_up: int = 240) -> tuple[Check, ...]:
    """Hold the engine to the exact chain: contracts, list length, weeks to signature."""
    parameters = chain.simplified()
    exact = chain.solve(parameters)
    outcomes = run_many(parameters, codes.ONE_STAGE, runs=runs, weeks=WEEKS, seed=seed, warm_up=warm_up)
    tallies = outcomes.tallies
    cycle, contracts = tallies["cycle"], tallies["contracts"]
    weeks = float(cycle.sum() / contracts.sum())
    error = float((cycle - weeks * contracts).std() / runs**0.5 / contracts.mean())
    return (
        _check("contracts a month", exact.contracts_per_month, outcomes.net.mean(1)),
        _check("people on the list", exact.listed, tallies["listed"] / WEEKS),
        Check("weeks to signature", exact.weeks_if_won, weeks, (weeks - exact.weeks_if_won) / error),
    )


def _check(name: str, exact: float, samples: Floats) -> Check:
    mean, error = float(samples.mean()), float(samples.std() / len(samples) ** 0.5)
    return Check(name, exact, mean, (mean - exact) / error)


@dataclass(frozen=True, slots=True)
class SharedLuck:
    """Hold what common random numbers do to a difference between two branches of a board.

    `ratio`: variance with independent seeds over variance with shared luck; `bias`: how far the two means
    are apart, and `error`, the standard error of that.
    """

    ratio: float
    bias: float
    error: float


def shared_luck(*, boards: int, runs: int, seed: int) -> SharedLuck:
    """Measure small changes of a board (a little more trust; one who will never buy let go) both ways."""
    shared = apart = 0.0
    gaps = []
    for number in range(boards):
        board = draw_board(number, "few-large")
        base = board_futures(board, board.people, board.listed, runs=runs, seed=seed)
        for changed in _small_changes(board):
            same = board_futures(board, changed, board.listed, runs=runs, seed=seed) - base
            other = board_futures(board, changed, board.listed, runs=runs, seed=seed + 1) - base
            shared += float(same.var())
            apart += float(other.var())
            gaps.append(float(same.mean() - other.mean()))
    return SharedLuck(apart / shared, float(np.mean(gaps)), (apart / len(gaps) / runs / len(gaps)) ** 0.5)


def _small_changes(board: Board) -> Iterator[Records]:
    one = board.people[0]
    buys = [i for i in range(board.listed) if one["fit"][i] and not one["dead"][i]]
    never = [i for i in range(board.listed) if not one["fit"][i] or one["dead"][i]]
    trusted, shorter = board.people.copy(), board.people.copy()
    trusted[0]["trust"][buys[0]] = min(1.0, one["trust"][buys[0]] + 0.15)
    shorter[0]["on"][never[0]] = codes.DROPPED
    yield trusted
    yield shorter


def board_futures(
    board: Board, people: Records, listed: int, *, runs: int, seed: int, weeks: int = 12
) -> Floats:
    """Give net contracts of futures of a board, with these people in place of its own."""
    outcomes = run(
        TERRITORIES[board.territory].parameters(),
        codes.TWO_WHEELS,
        runs=runs,
        weeks=weeks,
        seed=seed,
        warm_up=0,
        start=board.week,
        board=people,
        listed=listed,
        world=board.world,
    )
    net: Floats = outcomes.net.sum(1)
    return net


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold what a customer is worth: by whole boards, and alone with the hours priced. With standard errors."""

    name: str
    whole: float
    whole_error: float
    alone: float
    alone_error: float


WORTHS: tuple[tuple[str, Customer, Truth], ...] = (
    ("buys now, known", Customer(7, 10, 5, "this_month", "short", True), Truth(True, 0, 1, 1)),
    ("buys in three weeks, unknown", Customer(6, 0, 5, "prospect", "mid"), Truth(True, 3, 1, 1)),
    ("never buys, unknown", Customer(6, 0, 5, "prospect", "mid", True), Truth(False, 0, 1, 1)),
    ("never buys, taken for a buyer", Customer(6, 0, 5, "this_month", "short", True), Truth(False, 0, 1, 1)),
)


def worths(*, boards: int, runs: int, seed: int) -> tuple[Worth, ...]:
    """Check the panel's way: one customer put on whole boards for a year, against that customer alone."""
    territory = TERRITORIES["few-large"]
    found = []
    drawn = [draw_board(number, "few-large") for number in range(boards)]
    bases = [
        board_futures(board, board.people, board.listed, runs=runs, seed=seed, weeks=WEEKS) for board in drawn
    ]
    for name, customer, truth in WORTHS:
        table = views([(customer, certain(truth))])
        alone = run_alone(territory.parameters(), table, runs=20_000, weeks=WEEKS, seed=seed)
        priced = alone.net[0] - territory.hour * alone.hours[0]
        gains = [
            board_futures(
                board, _joined(board, table[0]), board.listed + 1, runs=runs, seed=seed, weeks=WEEKS
            )
            - base
            for board, base in zip(drawn, bases, strict=True)
        ]
        gain = np.concatenate(gains)
        found.append(
            Worth(
                name,
                float(gain.mean()),
                float(gain.std() / len(gain) ** 0.5),
                float(priced.mean()),
                float(priced.std() / len(priced) ** 0.5),
            )
        )
    return tuple(found)


def _joined(board: Board, view: np.void) -> Records:
    """Put the customer of a view on a board; the view must be certain, and its knowledge all or nothing."""
    people = board.people.copy()
    seat(people, board.listed, view, key=0x5EED)
    return people


def break_even(
    *, runs: int, seed: int, costs: Sequence[float] = (0.0, 0.05, 0.1, 0.2, 0.45)
) -> dict[float, float]:
    """Give what asking in week one earns, as a share of the two-wheels policy, by the trust it costs."""
    shares = {}
    for cost in costs:
        found = compare_policies(
            "few-large", {"cost_early": cost}, runs=runs, seed=seed, policies=("two-wheels", "early-test")
        )
        shares[cost] = found["early-test"].net / found["two-wheels"].net
    return shares
