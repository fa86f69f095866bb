"""Fold the events of a quarter into where it stands. PURE: the same events give the same quarter, luck included.

Events, each a kind and a body:

    plan      changes of the week's plan (see `Plan.changed`)
    undo      the last change of this week's plan is taken back
    meeting   {"scenario": id}: a key account is met, in a roleplay; its result comes from outside
    miss      {"scenario": id}: the meeting is called off
    week      the week is lived as planned
    forecast  {"grades": {person: "A" | "B" | "C"}}: what the sales meeting is told
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline import codes, mapping, weeks
from course.pipeline.board import draw_board
from course.pipeline.mapping import Customer, Truth
from course.pipeline.territories import TERRITORIES, Territory
from course.pipeline.weeks import Moment
from course.quarter import happenings
from course.quarter.happenings import Happening
from course.quarter.meeting import Met, after_meeting
from course.quarter.people import Person, Register, key_of, see
from course.quarter.plan import Costs, Plan, acts_of, allowed, outreach_of, planned_hours

Records = NDArray[np.void]

WEEKS = 12
MONTH = codes.WEEKS_A_MONTH
FAIR_WEEKS = (2, 8)  # the weeks of the quarter, counted from 0, in which there is an exhibition to go to
CUSTOMERS = 8.0  # customers handed over with the list, who can be asked for an introduction
LEAST_FOR_MEETING = 3.0  # hours that must be free to go and meet a key account


class Event(Protocol):
    """Describe what the fold needs to know of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Account:
    """Hold a key account: the customer of a scenario, put on the list with the scenario's own truth."""

    scenario: str
    name: Text
    amount: int
    age_weeks: int
    customer: Customer
    truth: Truth


@dataclass(frozen=True, slots=True)
class Setup:
    """Hold what a quarter begins with."""

    seed: int
    territory: str
    accounts: tuple[Account, ...] = ()

    @property
    def place(self) -> Territory:
        """Give the territory."""
        return TERRITORIES[self.territory]


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """Hold one week that was lived: how it began, what was planned, what happened, what it cost and brought.

    `untouched` is how it began before anybody was met in a roleplay, `began` after; `counts` what was counted in it.
    """

    number: int
    began: Moment = field(repr=False)
    untouched: Moment = field(repr=False)
    plan: Plan
    taken: float
    happened: tuple[Happening, ...]
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """Hold where a quarter stands.

    `number` is the week now to be planned, from 0 (WEEKS: it is over). `happened` is how the week before went;
    `drafts` the plans of this week, the last of which counts; `meetings` the state of each key account's meeting: its
    scenario to "" (not yet asked for), "open", "met" or "missed"; `forecasts` the grades by month, from 0.
    """

    setup: Setup
    rows: Records = field(repr=False)
    register: Register = field(repr=False)
    moment: Moment = field(repr=False)
    untouched: Moment = field(repr=False)
    number: int
    drafts: tuple[Plan, ...]
    taken: float
    weeks: tuple[Week, ...]
    meetings: Mapping[str, str]
    forecasts: Mapping[int, Mapping[str, str]]
    events: int

    @property
    def plan(self) -> Plan:
        """Give the plan of this week as it stands."""
        return self.drafts[-1]

    @property
    def over(self) -> bool:
        """Tell whether all weeks have been lived."""
        return self.number >= WEEKS

    @property
    def month(self) -> int:
        """Give the month the week belongs to, from 0."""
        return self.number // MONTH

    @property
    def meeting_due(self) -> bool:
        """Tell whether the sales meeting comes before anything else."""
        return not self.over and self.number % MONTH == 0 and self.month not in self.forecasts

    @property
    def costs(self) -> Costs:
        """Give what acts cost here."""
        return costs_of(self.rows)

    @property
    def people(self) -> tuple[Person, ...]:
        """List everybody who is on the list, or left it this morning, in the order they came."""
        return people_of(self.moment, self.register)

    @property
    def listed(self) -> tuple[Person, ...]:
        """List those who are on the list."""
        return tuple(person for person in self.people if not person.outcome)

    @property
    def free_hours(self) -> float:
        """Give the hours of this week that are left after the desk and the meetings."""
        p = self.rows[0]
        desk = min(float(p["hours"]), float(p["admin"] + p["report"] * self.moment.listed))
        return max(0.0, float(p["hours"]) - desk - self.taken)

    @property
    def planned_hours(self) -> float:
        """Give the hours the plan takes, cold visits not counted."""
        return planned_hours(self.plan, self.costs, [person.key for person in self.listed])

    @property
    def open_meeting(self) -> str:
        """Name the scenario of the meeting that is going on, or nothing."""
        return next((scenario for scenario, state in self.meetings.items() if state == "open"), "")

    def to_be_met(self, person: Person) -> bool:
        """Tell whether somebody is a key account who is still to be met in a roleplay."""
        return self.meetings.get(person.profile.scenario) == ""

    def allowed(self, person: Person) -> tuple[str, ...]:
        """Name what can be planned with somebody; a key account is met in a roleplay or not at all."""
        todos = allowed(person.presented, person.estimated)
        return tuple(todo for todo in todos if "present" not in todo) if self.to_be_met(person) else todos

    def person(self, key: str) -> Person | None:
        """Find somebody on the list."""
        return next((person for person in self.listed if person.key == key), None)


@lru_cache(maxsize=32)
def rows_for(territory: str) -> Records:
    """Give the territory's parameters for every kind of line."""
    return weeks.rows_of(TERRITORIES[territory].parameters())


@lru_cache(maxsize=32)
def _costs_for(values: tuple[float, ...]) -> Costs:
    return Costs(*values)


def costs_of(rows: Records) -> Costs:
    """Read what acts cost from the parameters."""
    p = rows[0]
    names = (
        "h_touch", "h_nurture", "h_invite", "h_present", "h_estimate", "h_test", "h_close", "fair_hours", "h_refer",
        "h_inquiry", "h_contact",
    )  # fmt: skip
    return _costs_for(tuple(float(p[name]) for name in names))


def people_of(moment: Moment, register: Register) -> tuple[Person, ...]:
    """See everybody who is in a moment."""
    return tuple(
        see(moment.people, spot, register.profiles[key_of(moment.people, spot)]) for spot in moment.places
    )


def places_of(moment: Moment) -> dict[str, int]:
    """Give the places of those who are on the list, by key, in the order they came."""
    return {
        key_of(moment.people, spot): spot
        for spot in moment.places
        if moment.people["on"][0, spot] == codes.LISTED
    }


def board_of(setup: Setup) -> tuple[Records, int, Records, int]:
    """Give the list a quarter begins with, the key accounts last: people, how many, the world, the week."""
    board = draw_board(setup.seed, setup.territory)
    people = board.people.copy()
    for number, account in enumerate(setup.accounts):
        view = mapping.views([(account.customer, mapping.certain(account.truth))])[0]
        mapping.seat(
            people,
            board.listed + number,
            view,
            key=0x5EED + number,
            amount=account.amount / setup.place.amount,
            age=account.age_weeks,
        )
    world = board.world.copy()
    world["customers"] = np.minimum(world["customers"], CUSTOMERS)
    return people, board.listed + len(setup.accounts), world, board.week


def begin(setup: Setup) -> Game:
    """Begin a quarter."""
    rows = rows_for(setup.territory)
    people, listed, world, week = board_of(setup)
    moment = weeks.begin(rows, setup.seed, people, listed, world, week)
    # Every card of the board has the person behind it at the same place; results have nobody behind them.
    cards = [card for card in draw_board(setup.seed, setup.territory).cards if card.lane != "result"]
    names = [card.name.to("ja") for card in cards] + [account.name.to("ja") for account in setup.accounts]
    register = Register(setup.seed, setup.place, names)
    for spot, card in enumerate(cards):
        channel = codes.CHANNELS[int(moment.people["channel"][0, spot])]
        register.enter(key_of(moment.people, spot), card.name, card.amount, channel)
    for spot, account in enumerate(setup.accounts, start=len(cards)):
        register.enter(
            key_of(moment.people, spot), account.name, account.amount, "referral", account.scenario
        )
    return Game(
        setup=setup,
        rows=rows,
        register=register,
        moment=moment,
        untouched=moment,
        number=0,
        drafts=(Plan(inbound=1.0 if rows[0]["inquiries"] > 0.0 else 0.0),),
        taken=0.0,
        weeks=(),
        meetings=dict.fromkeys((account.scenario for account in setup.accounts), ""),
        forecasts={},
        events=0,
    )


def fold(setup: Setup, events: Iterable[Event], met: Mapping[str, Met] | None = None) -> Game:
    """Fold events into the quarter; `met` has the result of each meeting that is over, by scenario.

    A meeting that was called off stays so, even if its talk is finished later: past weeks do not change.
    """
    events = list(events)
    missed = {event.body["scenario"] for event in events if event.kind == "miss"}
    held = {scenario: result for scenario, result in (met or {}).items() if scenario not in missed}
    game = begin(setup)
    for event in events:
        game = after(game, event.kind, event.body, held)
    return game


def after(game: Game, kind: str, body: Mapping[str, Any], met: Mapping[str, Met] | None = None) -> Game:
    """Give the quarter after one more event."""
    return replace(_apply(game, kind, body, met or {}), events=game.events + 1)


def _apply(game: Game, kind: str, body: Mapping[str, Any], met: Mapping[str, Met]) -> Game:
    if kind == "plan":
        return replace(game, drafts=(*game.drafts, game.plan.changed(body)))
    if kind == "undo":
        return replace(game, drafts=game.drafts[:-1] if len(game.drafts) > 1 else game.drafts)
    if kind == "forecast":
        return replace(game, forecasts={**game.forecasts, game.month: dict(body["grades"])})
    if kind == "miss":
        return replace(game, meetings={**game.meetings, body["scenario"]: "missed"})
    if kind == "meeting":
        return _meet(game, body["scenario"], met.get(body["scenario"]))
    return _live(game)


def _meet(game: Game, scenario: str, result: Met | None) -> Game:
    """Let a key account's meeting go on, or take in how it went."""
    if result is None:
        return replace(game, meetings={**game.meetings, scenario: "open"})
    person = next((one for one in game.people if one.profile.scenario == scenario), None)
    meetings = {**game.meetings, scenario: "met"}
    if person is None:
        return replace(game, meetings=meetings)
    taken = min(result.hours, game.free_hours)
    return replace(
        game,
        moment=after_meeting(game.moment, person.place, result),
        taken=game.taken + taken,
        meetings=meetings,
    )


def _live(game: Game) -> Game:
    """Live the week as planned, and begin the next."""
    acts = acts_of(game.plan, places_of(game.moment))
    outreach = outreach_of(game.plan, game.costs, game.taken)
    played = weeks.play(game.rows, game.setup.seed, game.moment, acts, outreach)
    game.register.meet(played.next.people, played.next.places)
    happened = happenings.of_week(game.moment, acts, played, game.register)
    lost = played.next.count("inquiries_lost") - game.moment.count("inquiries_lost")
    happened = (*happened, *happenings.of_channels(game.plan.exhibition, lost))
    lived = Week(
        number=game.number,
        began=game.moment,
        untouched=game.untouched,
        plan=game.plan,
        taken=game.taken,
        happened=(*happenings.of_meetings(game.untouched, game.moment, game.register), *happened),
        counts={name: played.next.count(name) - game.untouched.count(name) for name in codes.TALLY_NAMES},
    )
    kept = replace(game.plan, intents={}, exhibition=False)
    return replace(
        game,
        moment=played.next,
        untouched=played.next,
        number=game.number + 1,
        drafts=(kept,),
        taken=0.0,
        weeks=(*game.weeks, lived),
        meetings={key: "missed" if state == "open" else state for key, state in game.meetings.items()},
    )
