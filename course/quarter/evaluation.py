"""Hold a quarter against the reference policies under the same luck, and tell luck from skill. PURE.

What a quarter brought is its contracts that stood, and what the list it leaves behind is worth: the contracts a two-wheels
rep would make of it in twelve more weeks. Let V(moment) be what a two-wheels rep could expect from a moment until
those weeks are over, and Q what can be expected when this week is spent as it was, and the rest by the two-wheels rep.
Then, week by week, exactly:

    brought = V(first) + Σ [V(after the roleplay) − V(before)] + Σ [Q − V] + Σ [what came + V(next) − Q]
            = expected +        meetings                     +   skill    +            luck

Q and V are means over futures with luck of their own, shared between the two (common random numbers). They rest on the true
state of everybody, also where the rep could not know it: a lucky guess counts as skill, and evens out over weeks.
Poker players tell luck from skill in a like way (AIVAT: Burch et al. 2018).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.pipeline import codes, simulator, weeks
from course.pipeline.policies import POLICIES
from course.pipeline.weeks import Moment
from course.quarter.game import WEEKS, Game, Week, board_of, places_of
from course.quarter.plan import acts_of, outreach_of

Floats = NDArray[np.float64]

BEYOND = 12  # weeks after the end in which the list left behind is valued
RUNS = 1_500
BAND_RUNS = 400
LEFT_RUNS = 1_000


@dataclass(frozen=True, slots=True)
class WeekWorth:
    """Hold what one week was worth, in contracts: its roleplays, its decisions (with their standard error), its luck."""

    number: int
    meetings: float
    skill: float
    error: float
    luck: float


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold where the result of a quarter came from, in contracts. `left` is the value of the list left behind."""

    expected: float
    net: float
    left: float
    weeks: tuple[WeekWorth, ...]

    @property
    def meetings(self) -> float:
        """Add up what the roleplays were worth."""
        return sum(week.meetings for week in self.weeks)

    @property
    def skill(self) -> float:
        """Add up what the decisions were worth, against those of a two-wheels rep."""
        return sum(week.skill for week in self.weeks)

    @property
    def skill_error(self) -> float:
        """Give the standard error of `skill`."""
        return float(sum(week.error**2 for week in self.weeks) ** 0.5)

    @property
    def luck(self) -> float:
        """Add up what luck did."""
        return sum(week.luck for week in self.weeks)


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold a reference policy on this board: under the quarter's own luck, and its band under other luck (10–90%)."""

    policy: str
    net: float
    cancelled: float
    money: float
    left: float
    low: float
    middle: float
    high: float


def worth(game: Game, *, runs: int = RUNS, threads: int | None = None) -> Worth:
    """Say where the result of a quarter that is over came from."""
    simulator.warm()
    futures = _Futures(game, runs)
    jobs: dict[tuple[int, str], Callable[[], Floats]] = {
        (WEEKS, "before"): partial(futures.value, game.moment, WEEKS, 0.0)
    }
    for week in game.weeks:
        jobs[week.number, "before"] = partial(futures.value, week.untouched, week.number, 0.0)
        jobs[week.number, "lived"] = partial(futures.lived, week)
        if week.began is not week.untouched:
            jobs[week.number, "after"] = partial(futures.value, week.began, week.number, week.taken)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        values = dict(zip(jobs, pool.map(_call, jobs.values()), strict=True))
    before = [values[number, "before"] for number in range(WEEKS + 1)]
    parts = []
    for week in game.weeks:
        lived, start = values[week.number, "lived"], before[week.number]
        after = values.get((week.number, "after"), start)
        met = _net(week.began) - _net(week.untouched)
        came = week.counts["contracts"] - week.counts["cancelled"] - met
        gain = lived - after
        parts.append(
            WeekWorth(
                number=week.number,
                meetings=float(after.mean() - start.mean()) + met,
                skill=float(gain.mean()),
                error=float(gain.std() / len(gain) ** 0.5),
                luck=came + float(before[week.number + 1].mean()) - float(lived.mean()),
            )
        )
    return Worth(float(before[0].mean()), _net(game.moment), float(before[-1].mean()), tuple(parts))


def _call(job: Callable[[], Floats]) -> Floats:
    return job()


def _net(moment: Moment) -> float:
    return moment.count("contracts") - moment.count("cancelled")


class _Futures:
    """Run the futures of a quarter's moments until `BEYOND` weeks after its end."""

    def __init__(self, game: Game, runs: int) -> None:
        self._game, self._runs = game, runs

    def value(self, moment: Moment, number: int, taken: float) -> Floats:
        """Give net contracts of futures in which a two-wheels rep takes over."""
        return self._run(moment, number, plan=weeks.Outreach(taken=taken))

    def lived(self, week: Week) -> Floats:
        """Give net contracts of futures in which this week is spent as it was, then a two-wheels rep takes over."""
        costs, listed = self._game.costs, places_of(week.began)
        return self._run(
            week.began,
            week.number,
            acts=acts_of(week.plan, listed),
            plan=outreach_of(week.plan, costs, week.taken),
        )

    def _run(self, moment: Moment, number: int, **more: Any) -> Floats:
        outcomes = weeks.futures_of(
            self._game.rows,
            moment,
            codes.TWO_WHEELS,
            runs=self._runs,
            weeks=WEEKS + BEYOND - number,
            seed=self._game.setup.seed,
            **more,
        )
        net: Floats = outcomes.net.sum(1)
        return net


def references(game: Game, policies: Sequence[str] = tuple(POLICIES)) -> tuple[Reference, ...]:
    """Let every reference policy live the quarter, from the same board: under the same luck, and under other luck."""
    people, listed, world, week = board_of(game.setup)
    place = game.setup.place
    shared: dict[str, Any] = {
        "weeks": WEEKS,
        "seed": game.setup.seed,
        "warm_up": 0,
        "start": week,
        "board": people,
        "listed": listed,
        "world": world,
    }
    found = []
    for policy in policies:
        code = POLICIES[policy].code
        own = simulator.run(place.parameters(), code, runs=1, **shared)
        others = simulator.run(place.parameters(), code, runs=BAND_RUNS, first=1, **shared)
        left = simulator.futures(
            game.rows,
            codes.TWO_WHEELS,
            runs=LEFT_RUNS,
            weeks=BEYOND,
            seed=game.setup.seed,
            first=1,
            start=week + WEEKS,
            board=own.people,
            listed=int(own.listed[0]),
            world=own.worlds,
        )
        low, middle, high = np.quantile(others.net.sum(1), (0.1, 0.5, 0.9))
        found.append(
            Reference(
                policy,
                float(own.net.sum()),
                float(own.tallies["cancelled"][0]),
                float(own.tallies["amount"][0]) * place.amount,
                float(left.net.sum(1).mean()),
                float(low),
                float(middle),
                float(high),
            )
        )
    return tuple(found)
