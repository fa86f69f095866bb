"""Play quarters without a database: events are plain objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.content.text import Text
from course.pipeline.mapping import Customer, Truth
from course.quarter.advisers import draft
from course.quarter.game import WEEKS, Account, Game, Setup, after, fold
from course.quarter.meeting import Met

ACCOUNT = Account(
    scenario="price-pushback",
    name=Text({"ja": "森下製作所", "en": "Morishita Manufacturing"}),
    amount=3_200_000,
    age_weeks=6,
    customer=Customer(4, 3, 5, "prospect", "mid", presented=True, estimated=True),
    truth=Truth(True, 5, 2_900_000, 3_200_000),
)


@dataclass(frozen=True)
class Event:
    """Stand for a row."""

    kind: str
    body: Mapping[str, Any]


def event(kind: str, **body: Any) -> Event:
    return Event(kind, body)


def advised(
    setup: Setup,
    adviser: str = "two-wheels",
    number: int = WEEKS,
    grade: str = "",
    met: Mapping[str, Met] | None = None,
) -> tuple[Game, list[Event]]:
    """Play `number` weeks as a colleague drafts them, giving everybody near a grade."""
    events: list[Event] = []
    game = fold(setup, events)

    def happens(one: Event) -> None:
        nonlocal game
        events.append(one)
        game = after(game, one.kind, one.body, met)

    for week in range(number):
        if game.meeting_due:
            near = {p.key: grade for p in game.listed if grade and p.lane in {"this_month", "prospect"}}
            happens(event("forecast", grades=near))
        people = tuple(person for person in game.listed if not game.to_be_met(person))
        planned = draft(adviser, people, game.plan, game.free_hours - 1.0, game.costs)
        assert week == game.number
        happens(event("plan", **game.plan.differences(planned)))
        happens(event("week"))
    return game, events
