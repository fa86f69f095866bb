"""Play quarters to their end without a database, so that a large company's can be drawn from what was really played. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from course.pipeline import jit
from course.pipeline.territories import TERRITORIES
from course.quarter import accounts, advisers, plan, report
from course.quarter.game import WEEKS, Game, Setup, after, fold
from course.roleplay.script import Scenario

# How people tell the boss: what they answer for, what the boss likes to hear, next to nothing.
HABITS: Sequence[Mapping[str, str]] = (
    {"this_month": "B", "prospect": "C"},
    {"this_month": "A", "prospect": "B"},
    {"this_month": "A"},
    {"this_month": "C"},
    {"this_month": "A", "prospect": "A", "potential": "C"},
)
RUNS = 300  # futures behind each week's worth; a reader's own report takes more


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one event as the table has it."""

    week: int
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Played:
    """Hold a quarter that is over, with everything its row and events need."""

    territory: str
    seed: int
    accounts: list[dict[str, Any]]
    simulator: str
    events: tuple[Event, ...]
    net: int
    money: int
    skill: float
    brier: float | None
    report: Mapping[str, Any]
    skills: Mapping[str, float]


def play_some(scenarios: Iterable[Scenario], number: int, seed: int) -> list[Played]:
    """Play so many quarters, each with an adviser, a territory and a way of forecasting of its own."""
    found = list(scenarios)
    chance = Random(f"{seed}/quarters")
    territories = sorted(TERRITORIES)
    return [
        _play(
            found,
            territories[place % len(territories)],
            chance.randrange(1, 10_000),
            advisers.ADVISERS[place // 2 % len(advisers.ADVISERS)],
            HABITS[place % len(HABITS)],
        )
        for place in range(number)
    ]


def _play(
    scenarios: Sequence[Scenario], territory: str, seed: int, adviser: str, grades: Mapping[str, str]
) -> Played:
    chosen = accounts.choose(scenarios, territory, seed)
    events: list[Event] = []

    def go(game: Game, kind: str, body: Mapping[str, Any]) -> Game:
        events.append(Event(game.number, kind, body))
        return after(game, kind, body)

    game = fold(Setup(seed, territory, chosen), ())
    for _ in range(WEEKS):
        if game.meeting_due:
            asked = {person.key: "" for person in game.listed if person.lane in {"prospect", "this_month"}}
            told = {person.key: grades[person.lane] for person in game.listed if person.lane in grades}
            game = go(game, "forecast", {"grades": {**asked, **told}})
        people = tuple(person for person in game.listed if not game.to_be_met(person))
        hours = game.free_hours - plan.hours_for_new(game.plan, game.costs)
        wanted = advisers.draft(adviser, people, game.plan, hours, game.costs)
        differences = game.plan.differences(wanted)
        if differences:
            game = go(game, "plan", differences)
        game = go(game, "week", {})
    made = report.make(game, runs=RUNS)
    return Played(
        territory=territory,
        seed=seed,
        accounts=accounts.to_rows(chosen),
        simulator=jit.source_hash(),
        events=tuple(events),
        net=made.account.net,
        money=made.account.money,
        skill=made.worth.skill + made.worth.meetings,
        brier=made.account.honesty.brier,
        report=report.to_row(made),
        skills=made.skills,
    )
