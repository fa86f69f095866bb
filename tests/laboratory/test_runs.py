"""Years are run once, lie within their bands, and are compared under the same luck."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from course.laboratory.kept import Kept
from course.laboratory.runs import FUTURES, MONTHS, band_of, compare, references_of, simulate, year_of
from course.laboratory.settings import Settings
from course.pipeline import codes, simulator
from course.pipeline.policies import POLICIES
from tests.laboratory.drawing import any_settings


@limits(max_examples=25, deadline=None)
@given(any_settings)
def test_bands_nest_and_contracts_only_add_up(settings: Settings) -> None:
    year = simulate(settings.parameters(), settings.policy, futures=40)
    rows = np.array(year.fan)
    assert rows.shape == (5, MONTHS + 1)
    assert (np.diff(rows, axis=0) >= 0).all(), "a band leaves the wider one"
    assert (np.diff(rows, axis=1) >= 0).all(), "a contract that stood is not taken back later"
    assert (rows[:, 0] == 0).all()
    assert 0.0 <= year.cancelled_share <= 1.0
    assert sum(year.by_month()) == pytest.approx(year.figures.net * MONTHS)
    hours = year.hours
    assert hours.desk + hours.list + hours.new + hours.unused == pytest.approx(40.0, abs=0.01)


def test_the_same_settings_are_no_change_and_a_large_one_is_clear() -> None:
    own, short = year_of(Settings()), year_of(Settings(hold=20))
    same = compare(own, own)
    assert (same.net.mean, same.net.low, same.net.high) == (0.0, 0.0, 0.0)
    assert not same.net.clear and not same.empty.clear and not same.wasted.clear
    change = compare(own, short)
    assert change.net.clear and change.net.low < change.net.mean < change.net.high < 0
    assert change.empty.clear and change.empty.mean > 0
    assert compare(short, own).net.mean == -change.net.mean


def test_shared_luck_narrows_the_band() -> None:
    settings = Settings(hold=80)
    own, other = year_of(Settings()), year_of(settings)
    apart = simulate(settings.parameters(), settings.policy, seed=7)
    shared, independent = compare(own, other).net, compare(own, apart).net
    assert shared.high - shared.low < 0.6 * (independent.high - independent.low)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50))
def test_a_band_holds_its_mean(values: list[float]) -> None:
    band = band_of(values)
    assert band.low <= band.mean <= band.high
    assert band.clear == (band.low > 0 or band.high < 0)


def test_nobody_who_would_buy_is_let_go_when_there_are_no_limits() -> None:
    open_list = Settings(unknown="never", later="never")
    outcomes = [
        simulator.run(settings.parameters(), settings.policy, runs=60, weeks=52, seed=3)
        for settings in (Settings(), open_list)
    ]
    limited, unlimited = (run.tallies["dropped_buyers"].sum() for run in outcomes)
    assert limited > 100 * max(1.0, unlimited)


def test_the_limit_of_the_list_holds() -> None:
    for hold in (5, 20, 60):
        assert year_of(Settings(hold=hold)).figures.list_size <= hold + 2  # the HOT stay


def test_no_hours_for_new_people_bring_nobody() -> None:
    year = year_of(Settings(new=0))
    assert year.figures.contacts == 0.0
    assert year.whole() == (0.0,) * 5
    assert year.cancelled_share == 0.0


def test_the_references_are_of_the_same_territory_event_and_luck() -> None:
    settings = Settings(town="many-small", share=70, event="drought")
    references = references_of(settings)
    assert list(references) == list(POLICIES)
    assert references is references_of(Settings(town="many-small", event="drought"))
    assert references["two-wheels"] is year_of(settings.undisturbed)
    assert len(references["two-wheels"].net) == FUTURES
    few = simulate(settings.undisturbed.parameters(), codes.NO_HOLD, futures=50)
    assert (references["no-hold"].net[:50] == few.net).all()


def test_what_many_ask_for_at_once_is_made_once() -> None:
    made = []
    gate = Barrier(8)

    def make(key: int) -> list[int]:
        made.append(key)
        return [key]

    kept: Kept[int, list[int]] = Kept(make, 2)

    def ask(_number: int) -> list[int]:
        gate.wait()
        return kept(5)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert made == [5]
    assert all(answer is answers[0] for answer in answers)
    kept(6)
    kept(7)
    kept(5)
    assert made == [5, 6, 7, 5], "only the latest two are kept"


def test_what_fails_is_tried_again() -> None:
    tries = []

    def make(key: int) -> int:
        tries.append(key)
        if len(tries) == 1:
            raise RuntimeError("the first time")
        return key

    kept: Kept[int, int] = Kept(make, 2)
    with pytest.raises(RuntimeError):
        kept(1)
    assert kept(1) == 1
