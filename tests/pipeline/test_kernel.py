"""The kernel keeps its laws: hours, people, chances, luck that is shared and repeats."""

from __future__ import annotations

import statistics
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.pipeline import codes, kernel
from course.pipeline.board import Board, draw_board
from course.pipeline.experiments import board_futures, shared_luck
from course.pipeline.lines import LINES
from course.pipeline.parameters import values
from course.pipeline.simulator import Outcomes, run, run_many

POLICIES = range(len(codes.POLICIES))
SLOWLY = settings(deadline=None, max_examples=40)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "hours": st.floats(0, 120),
        "report": st.floats(0, 1),
        "soon": st.floats(0, 1),
        "p_potential": st.floats(0, 1),
        "naive": st.floats(0, 1),
        "cost_early": st.floats(0, 1),
        "h_nurture": st.floats(0, 5),
        "list_max": st.integers(0, 40).map(float),
        "new_hours": st.floats(0, 20),
        "share": st.floats(0, 1),
        "refer": st.floats(0, 1),
        "inquiries": st.floats(0, 5),
        "flyer_hours": st.floats(0, 10),
        "fair_every": st.integers(0, 12).map(float),
        "market_sd": st.floats(0, 1.5),
        "shows_budget": st.floats(0, 1),
        "pressure": st.floats(0, 1),
    },
)


def totals(outcomes: Outcomes) -> dict[str, float]:
    return {name: float(outcomes.tallies[name].sum()) for name in codes.TALLY_NAMES}


@SLOWLY
@given(
    policy=st.sampled_from(POLICIES),
    preset=st.sampled_from(["few-large", "many-small"]),
    changes=CHANGES,
    seed=st.integers(-(2**63), 2**64),
)
def test_hours_people_and_chances_add_up(
    policy: int, preset: str, changes: dict[str, float], seed: int
) -> None:
    parameters = values(preset, changes)
    hours, weeks, runs = changes.get("hours", 40.0), 30, 3
    outcomes = run(parameters, policy, runs=runs, weeks=weeks, seed=seed, warm_up=0, kept=runs)
    count = totals(outcomes)
    # Hours never exceed the week, and every one is booked somewhere.
    spent = sum(count[name] for name in ("hours_desk", "hours_list", "hours_new", "hours_unused"))
    assert spent == pytest.approx(hours * weeks * runs, abs=1e-6 * weeks * runs)
    assert 0.0 <= count["hours_wasted"] <= count["hours_list"] + 1e-9
    # Nobody appears or vanishes uncounted.
    there = outcomes.people["on"] == codes.LISTED
    assert count["potentials"] == there.sum() + count["contracts"] + count["dropped"]
    assert count["cancelled"] + count["railroaded"] <= 2 * count["contracts"]
    assert outcomes.net.sum() == count["contracts"] - count["cancelled"]
    assert count["potentials"] <= count["contacts"] + 1e-9
    assert count["tests_early"] <= count["tests"]
    assert there.sum(1).max() <= codes.CAPACITY
    # What is believed and what is so stay within their scales.
    people = outcomes.people
    assert people["trust"][there].min(initial=0.0) >= -0.5
    assert people["trust"][there].max(initial=0.0) <= 1.0
    assert (people["fit"] == (people["need"] & people["budget"] & people["authority"]))[there].all()
    assert people["knows"][there].max(initial=0) <= codes.NEVER
    if changes.get("list_max"):
        fresh = people["age"] == 0
        assert (there & ~fresh & (people["knows"] != codes.HOT)).sum(1).max() <= changes["list_max"]


@SLOWLY
@given(u=st.floats(1e-9, 1 - 1e-9))
def test_the_normal_distribution_is_inverted(u: float) -> None:
    invert = kernel.normal.py_func  # type: ignore[attr-defined]
    assert invert(u) == pytest.approx(statistics.NormalDist().inv_cdf(u), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("mean", [0.3, 8.0, 49.0, 51.0, 180.0])
def test_the_poisson_distribution_is_inverted(mean: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "normal", kernel.normal.py_func)  # type: ignore[attr-defined]
    invert = kernel.poisson.py_func  # type: ignore[attr-defined]
    grid = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.array([invert(u, mean) for u in grid])
    assert (np.diff(drawn) >= 0).all()  # monotone: more hours never bring fewer people
    assert drawn.mean() == pytest.approx(mean, abs=0.02)
    assert drawn.var() == pytest.approx(mean, rel=0.01)
    assert invert(0.5, 0.0) == 0
    assert all(invert(u, 2.0 * mean) >= invert(u, mean) for u in grid[::97])


def test_a_seed_repeats_bit_for_bit_however_the_runs_are_cut() -> None:
    parameters = values("few-large")
    whole = run(parameters, codes.TWO_WHEELS, runs=60, weeks=24, seed=5)
    again = run(parameters, codes.TWO_WHEELS, runs=60, weeks=24, seed=5)
    late = run(parameters, codes.TWO_WHEELS, runs=20, weeks=24, seed=5, first=40)
    other = run(parameters, codes.TWO_WHEELS, runs=60, weeks=24, seed=6)
    assert whole.tallies.tobytes() == again.tallies.tobytes()
    assert whole.tallies[40:].tobytes() == late.tallies.tobytes()
    assert whole.tallies.tobytes() != other.tallies.tobytes()
    told: list[int] = []
    pieces = run_many(
        parameters, codes.TWO_WHEELS, runs=1_001, weeks=24, seed=5, threads=2, progress=told.append
    )
    assert pieces.tallies[:60].tobytes() == whole.tallies.tobytes()
    assert sum(told) == 1_001
    assert len(told) > 1


def test_thirty_two_threads_do_not_disturb_each_other() -> None:
    parameters = values("few-large")
    alone = run(parameters, codes.FEAST_FAMINE, runs=20, weeks=24, seed=9).tallies.tobytes()
    seen: list[bytes] = []

    def work() -> None:
        seen.append(run(parameters, codes.FEAST_FAMINE, runs=20, weeks=24, seed=9).tallies.tobytes())

    threads = [threading.Thread(target=work) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [alone] * 32


# ---- the same luck for both branches


def future(board: Board, people: np.ndarray) -> np.ndarray:
    return board_futures(board, people, board.listed, runs=1_500, seed=3)


def with_more_trust(board: Board, i: int) -> np.ndarray:
    people = board.people.copy()
    people[0]["trust"][i] = min(1.0, people[0]["trust"][i] + 0.15)
    return people


def without(board: Board, i: int) -> np.ndarray:
    people = board.people.copy()
    people[0]["on"][i] = codes.DROPPED
    return people


def buyers(board: Board) -> list[int]:
    one = board.people[0]
    return [i for i in range(board.listed) if one["fit"][i] and not one["dead"][i]]


def hopeless(board: Board) -> list[int]:
    one = board.people[0]
    return [i for i in range(board.listed) if not one["fit"][i] or one["dead"][i]]


BOARDS = [draw_board(seed, "few-large") for seed in range(5)]


def test_shared_luck_makes_a_difference_visible_and_does_not_bias_it() -> None:
    """Against independent seeds the variance falls at least twentyfold, and the mean stays what it was."""
    luck = shared_luck(boards=5, runs=1_500, seed=1)
    assert luck.ratio >= 20.0
    assert abs(luck.bias) < 3.0 * luck.error


def test_letting_go_of_one_who_will_never_buy_costs_nothing() -> None:
    gains = np.concatenate(
        [
            future(board, without(board, i)) - future(board, board.people)
            for board in BOARDS
            for i in hopeless(board)[:2]
        ]
    )
    assert gains.mean() >= -2.0 * gains.std() / len(gains) ** 0.5


def test_more_trust_in_a_buyer_is_never_worse() -> None:
    gains = np.concatenate(
        [
            future(board, with_more_trust(board, i)) - future(board, board.people)
            for board in BOARDS
            for i in buyers(board)[:2]
        ]
    )
    assert gains.mean() > 2.0 * gains.std() / len(gains) ** 0.5


@pytest.mark.parametrize("pressure", [0.1, 0.5, 0.9])
def test_an_earlier_test_close_never_raises_trust(pressure: float) -> None:
    """Asking in week one leaves everybody still listed with no more trust than the same people unasked."""
    lists = []
    for policy in (codes.TWO_WHEELS, codes.EARLY_TEST):
        parameters = values("few-large", {"pressure": pressure, "hours": 400, "p_potential": 0.01})
        outcomes = run(parameters, policy, runs=40, weeks=2, seed=4, warm_up=0, kept=40)
        lists.append(
            {
                int(people["key"][i]): float(people["trust"][i])
                for people in outcomes.people
                for i in range(codes.CAPACITY)
                if people["on"][i] == codes.LISTED and people["age"][i] == 1
            }
        )
    unasked, asked = lists
    both = unasked.keys() & asked.keys()
    assert len(both) > 100
    assert all(asked[key] <= unasked[key] + 1e-12 for key in both)
    assert any(asked[key] < unasked[key] for key in both)


# ---- kinds of line


def ask_with(kind: str, **changes: float) -> Outcomes:
    """Let a rep with time for everybody ask with one kind of line; nobody speaks unasked."""
    quiet = {
        "hand": 0.0,
        "tell": 0.0,
        "hours": 400.0,
        "p_potential": 0.02,
        **LINES[kind].changes(),
        **changes,
    }
    return run(values("few-large", quiet), codes.TWO_WHEELS, runs=20, weeks=24, seed=8, warm_up=0, kept=20)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("budget-range", codes.KNOWS_BUDGET),
        ("time-frame", codes.KNOWS_TIMING),
        ("scale", codes.KNOWS_NEED | codes.KNOWS_TIMING),
        ("close-file", codes.KNOWS_ALL),
    ],
)
def test_a_line_settles_what_it_asks_about_and_nothing_else(kind: str, told: int) -> None:
    people = ask_with(kind).people
    # Whoever can buy now is taken to a close, which brings out everything.
    asked = (people["on"] == codes.LISTED) & (people["knows"] != codes.HOT) & (people["estimated"] == 0)
    known = people["known"][asked]
    assert (known & ~np.uint8(told) == 0).all()
    assert np.bitwise_or.reduce(known) == told
    if not told & codes.KNOWS_TIMING:
        assert set(people["knows"][asked].tolist()) <= {codes.UNKNOWN, codes.NEVER}


def test_a_hard_line_too_early_costs_more_trust_than_a_light_one() -> None:
    """Asked before there is anything to ask about, people refuse the one who presses."""
    parameters = {kind: {**LINES[kind].changes(), "hours": 400.0, "p_potential": 0.02} for kind in LINES}
    dropped = {
        kind: run(values("few-large", parameters[kind]), codes.PUSHER, runs=20, weeks=6, seed=8, warm_up=0)
        .tallies["railroaded"]
        .sum()
        for kind in ("assumptive", "time-frame")
    }
    assert dropped["assumptive"] > 3 * dropped["time-frame"]
    trust = {}
    for kind in ("assumptive", "alternative", "time-frame"):
        outcomes = run(
            values("few-large", parameters[kind]),
            codes.EARLY_TEST,
            runs=20,
            weeks=2,
            seed=8,
            warm_up=0,
            kept=20,
        )
        young = (outcomes.people["on"] == codes.LISTED) & (outcomes.people["age"] == 1)
        trust[kind] = outcomes.people["trust"][young].mean()
    assert trust["assumptive"] < trust["alternative"] < trust["time-frame"]
