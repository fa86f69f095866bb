"""Put together the pages of a quarter that is being played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.pipeline import jit
from course.pipeline.territories import TERRITORIES
from course.quarter import forecast, labels, queries, tank, words
from course.quarter.account import contracts_so_far, named, signed_by_month
from course.quarter.game import FAIR_WEEKS, LEAST_FOR_MEETING, MONTH, WEEKS, Game
from course.quarter.models import Quarter
from course.quarter.people import Person
from course.quarter.plan import ASKING, USUAL_LINE, hours_for_new

LANES = ("this_month", "prospect", "potential", "new")


@dataclass(frozen=True, slots=True)
class Todo:
    """Hold one thing that can be planned with somebody: its label, the hours it takes at most, whether it is planned."""

    id: str
    label: str
    hours: float
    asks: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one person of the plan: who, what can be planned, what is planned, and what is known in short."""

    person: Person
    todos: tuple[Todo, ...]
    planned: str
    line: str
    asks: bool
    scenario: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the people of one lane; a long lane of people nothing is planned with is folded up."""

    lane: str
    label: str
    rows: tuple[Row, ...]


def index(user: User) -> dict[str, Any]:
    """Gather what the page before a quarter shows."""
    return {
        "territories": list(TERRITORIES.values()),
        "quarters": queries.of_person(user.id),
        "open": queries.under_way(user.id),
        "names": TERRITORIES,
        "weeks": WEEKS,
    }


def week(quarter: Quarter, catalogue: Catalogue) -> dict[str, Any]:
    """Gather what the week to be planned shows, or the sales meeting before it."""
    game = queries.game_of(quarter)
    free, planned = game.free_hours, game.planned_hours
    return {
        "quarter": quarter,
        "game": game,
        "territory": game.setup.place,
        "number": game.number + 1,
        "weeks": WEEKS,
        "groups": _groups(game),
        "happened": words.tell(game.weeks[-1].happened, game.register.profiles) if game.weeks else [],
        "board": tank.view(game),
        "free": free,
        "desk": float(game.rows[0]["hours"]) - free - game.taken,
        "planned": planned,
        "for_new": hours_for_new(game.plan, game.costs),
        "cold": max(0.0, free - planned),
        "costs": game.costs,
        "customers": int(game.moment.world["customers"][0]),
        "waiting": int(game.moment.world["waiting"][0]),
        "fair": game.number in FAIR_WEEKS,
        "fair_weeks": FAIR_WEEKS,
        "line_groups": labels.LINE_GROUPS,
        "line_names": labels.LINES,
        "unknowns": labels.UNKNOWNS,
        "advisers": labels.ADVISERS,
        "can_undo": len(game.drafts) > 1,
        "meeting": _meeting(game, quarter, catalogue),
        "least_hours": LEAST_FOR_MEETING,
        "boss": _boss(game),
        "resolved": _resolved(game),
        "changed_engine": quarter.simulator != jit.source_hash(),
        "contracts": contracts_so_far(game),
    }


def _groups(game: Game) -> list[Group]:
    listed = game.listed
    return [
        Group(
            lane,
            str(labels.LANES[lane]),
            tuple(_row(game, person) for person in listed if person.lane == lane),
        )
        for lane in LANES
    ]


def _row(game: Game, person: Person) -> Row:
    intent = game.plan.intents.get(person.key)
    planned = intent.todo if intent else ""
    todos = tuple(
        Todo(todo, str(labels.TODOS[todo]), game.costs.of(todo), todo in ASKING, todo == planned)
        for todo in game.allowed(person)
    )
    scenario = person.profile.scenario if game.to_be_met(person) else ""
    line = (intent.line if intent else "") or USUAL_LINE
    return Row(person, todos, planned, line, planned in ASKING, scenario)


def _meeting(game: Game, quarter: Quarter, catalogue: Catalogue) -> dict[str, Any] | None:
    """Say where the meeting stands that is going on."""
    scenario = game.open_meeting
    if not scenario:
        return None
    run = next((run for run in queries.meetings_of(quarter) if run.scenario_id == scenario), None)
    person = next((one for one in game.people if one.profile.scenario == scenario), None)
    entry = catalogue.scenarios.get(scenario)
    return {"run": run, "person": person, "title": entry.item.title if entry else scenario}


def _boss(game: Game) -> list[str]:
    """Give what the boss said to the forecast of this month, in the week after the meeting only."""
    month = game.month
    if game.over or game.number % MONTH or month not in game.forecasts:
        return []
    told = game.forecasts[month]
    before = [one for one in named(game) if one.month == month - 1]
    last = (
        (
            sum(one.chance for one in before if one.grade),
            sum(one.came for one in before),
            sum(one.came for one in before if one.grade),
        )
        if month
        else None
    )
    return words.boss(forecast.mood_of_boss(told), sum(bool(grade) for grade in told.values()), last)


def _resolved(game: Game) -> list[dict[str, Any]]:
    """List last month's graded names with what came of each, for the meeting."""
    if game.number % MONTH or not game.number:
        return []
    profiles = game.register.profiles
    return [
        {"name": profiles[one.key].name, "grade": one.grade, "came": one.came}
        for one in named(game)
        if one.month == game.month - 1 and (one.grade or one.came)
    ]


def past_week(quarter: Quarter, number: int) -> dict[str, Any] | None:
    """Gather what one week that was lived shows; None when there is none such."""
    game = queries.game_of(quarter)
    if number >= len(game.weeks):
        return None
    lived = game.weeks[number]
    profiles = game.register.profiles
    planned = [
        {
            "name": profiles[key].name,
            "todo": labels.TODOS[intent.todo],
            "line": labels.LINES[intent.line] if intent.line else "",
        }
        for key, intent in lived.plan.intents.items()
        if key in profiles
    ]
    return {
        "quarter": quarter,
        "territory": game.setup.place,
        "number": number + 1,
        "last": len(game.weeks),
        "weeks": WEEKS,
        "happened": words.tell(lived.happened, profiles),
        "planned": planned,
        "plan": lived.plan,
        "hours": _hours(lived.counts),
        "board": tank.at(game, number),
        "forecast": _told_in(game, number),
    }


def _hours(counts: Any) -> list[tuple[str, float]]:
    return [(str(label), counts[f"hours_{name}"]) for name, label in labels.HOURS.items()]


def _told_in(game: Game, number: int) -> list[dict[str, Any]]:
    """List the names graded in the sales meeting of a week, and what came of each once the month is over."""
    if number % MONTH:
        return []
    month = number // MONTH
    grades = game.forecasts.get(month, {})
    signed = signed_by_month(game).get(month, set())
    over = game.number >= (month + 1) * MONTH
    profiles = game.register.profiles
    return [
        {"name": profiles[key].name, "grade": grade, "came": key in signed if over else None}
        for key, grade in grades.items()
        if grade and key in profiles
    ]
