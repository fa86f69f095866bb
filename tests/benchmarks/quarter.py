"""Measure a quarter: a week over HTTP (the post, the redirect and the page after it), its page, its report, its engine.

The weeks of a quarter are not alike: each page folds all the weeks before it. So whole quarters are played, as a rep
with the two-wheels colleague's drafts does, and the median taken over all weeks but the last, whose post also works
out the report.
"""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from typing import Any

from course.pipeline import simulator, weeks
from course.quarter import advisers, report
from course.quarter.evaluation import places_of
from course.quarter.game import MONTH, WEEKS, Game, Setup, fold
from course.quarter.plan import Plan, acts_of, outreach_of
from tests.benchmarks.pages import Reader, _server

QUARTERS = 3  # played over HTTP
REPORTS = 3
STEPS = 400
TERRITORY, SEED = "few-large", 11


def measure() -> dict[str, float]:
    """Play over HTTP, then without."""
    with _server() as base:
        week, page = _over_http(base)
    game = played()
    return {
        "quarter.week_ms": statistics.median(week),
        "quarter.page_ms": statistics.median(page),
        "quarter.report_s": min(_seconds_of_a_report(game) for _ in range(REPORTS)),
        "quarter.step_us": statistics.median(_steps(game)),
    }


def _over_http(base: str) -> tuple[list[float], list[float]]:
    """Play quarters; give the milliseconds of every week that was posted, and of its page once more."""
    reader = Reader(base, 2)
    week, page = [], []
    for _ in range(QUARTERS):
        shown = reader._post("/quarters", territory=TERRITORY)
        quarter = re.search(r'action="(/quarters/\d+)/forecasts"', shown)
        assert quarter
        for number in range(WEEKS - 1):
            if number % MONTH == 0:
                shown = reader._post(f"{quarter[1]}/forecasts", **_place(shown))
            shown = reader._post(f"{quarter[1]}/plan", act="two-wheels", inbound="1", **_place(shown))
            begin = time.perf_counter()
            shown = reader._post(f"{quarter[1]}/weeks", inbound="1", onward="yes", **_place(shown))
            week.append((time.perf_counter() - begin) * 1000)
            assert _place(shown)["week"] == str(number + 1)
            begin = time.perf_counter()
            reader.http.get(quarter[1]).raise_for_status()
            page.append((time.perf_counter() - begin) * 1000)
    return week, page


def _place(page: str) -> dict[str, str]:
    return {name: re.findall(rf'name="{name}" value="(\d+)"', page)[0] for name in ("week", "seq")}


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str
    body: dict[str, Any]


def played() -> Game:
    """Play a quarter to its end without a database, with the two-wheels colleague's drafts."""
    setup = Setup(SEED, TERRITORY)
    events: list[_Event] = []
    game = fold(setup, events)
    for number in range(WEEKS):
        if number % MONTH == 0:
            events.append(_Event("forecast", {"grades": {}}))
        plan = draft(game)
        events += [_Event("plan", game.plan.differences(plan)), _Event("week", {})]
        game = fold(setup, events)
    return game


def draft(game: Game) -> Plan:
    """Plan the week as the two-wheels colleague does."""
    hours = game.free_hours - game.plan.inbound
    return advisers.draft("two-wheels", game.listed, game.plan, hours, game.costs)


def _seconds_of_a_report(game: Game) -> float:
    begin = time.perf_counter()
    report.make(game)
    return time.perf_counter() - begin


def _steps(game: Game) -> list[float]:
    """Give the microseconds of weeks that the simulator alone played."""
    simulator.warm()
    times = []
    for number in range(STEPS):
        week = game.weeks[number % WEEKS]
        acts = acts_of(week.plan, places_of(week.began))
        outreach = outreach_of(week.plan, game.costs, week.taken)
        begin = time.perf_counter()
        weeks.play(game.rows, game.setup.seed, week.began, acts, outreach)
        times.append((time.perf_counter() - begin) * 1e6)
    return times
