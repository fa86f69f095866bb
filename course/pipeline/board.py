"""Draw the list of people a rep has in a territory: about twenty-five cards, with what is hidden behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline import codes
from course.pipeline.luck import fraction
from course.pipeline.names import draw_names
from course.pipeline.simulator import WARM_UP, run
from course.pipeline.territories import TERRITORIES, Territory

Floats = NDArray[np.float64]
Records = NDArray[np.void]

CUSTOMER = "customer"  # key of the scenario's own card
LANES = ("new", "potential", "prospect", "this_month", "result")
HORIZONS = ("long", "mid", "short")
_SIZE = 25
_RESULTS = 3
_LATEST = 4  # weeks whose results are still on the board
_OUTCOMES = {codes.SIGNED: "won", codes.CANCELLED: "lost", codes.DROPPED: "lost"}  # dropped: said no for good
# How many cards a lane holds at most, as long as there are others to show.
_MOST = {"this_month": 4, "prospect": 9, "potential": 7, "new": 5}


@dataclass(frozen=True, slots=True)
class Card:
    """Hold one card as the rep sees it.

    `known` (0–1) is how much of need, money, authority and timing is settled; `horizon` is "" where nothing
    is known of it; `outcome` is "" or, on a result, won, lost or let_go.
    """

    key: str
    name: Text
    amount: int  # yen
    age_weeks: int
    lane: str
    horizon: str = ""
    known: float = 0.0
    outcome: str = ""


@dataclass(frozen=True, eq=False)
class Board:
    """Hold the cards and, for the simulator only, the people behind them (without the scenario's customer).

    `people` (one codes.PEOPLE, the first `listed` count), `world` and `week` are where futures begin.
    """

    seed: int
    territory: str
    cards: tuple[Card, ...]
    people: Records = field(repr=False)
    listed: int
    world: Records = field(repr=False)
    week: int

    def card(self, key: str) -> Card:
        """Return a card by key. Raises KeyError."""
        for card in self.cards:
            if card.key == key:
                return card
        raise KeyError(key)

    def lane(self, name: str) -> tuple[Card, ...]:
        """List the cards of one lane, in the order of the board."""
        return tuple(card for card in self.cards if card.lane == name)


def move(board: Board, key: str, **changes: object) -> Board:
    """Return the board with one card changed, at the end of its lane when the lane is another."""
    old = board.card(key)
    new = replace(old, **changes)  # type: ignore[arg-type]
    if new == old:
        return board
    if new.lane == old.lane:
        return replace(board, cards=tuple(new if card.key == key else card for card in board.cards))
    return replace(board, cards=(*(card for card in board.cards if card.key != key), new))


@lru_cache(maxsize=512)
def draw_board(seed: int, territory: str, customer: Card | None = None) -> Board:
    """Draw the board of a seed: the list of a two-wheels rep after a year in the territory, and the customer.

    The same arguments give the same board. Raises KeyError for an unknown territory.
    """
    place = TERRITORIES[territory]
    week = 2 * WARM_UP + int(48 * fraction(seed, 0))
    lately = _lately(place.parameters(), seed, week)
    while len(lately.here) < _SIZE:  # a slump has emptied the list: take a later quarter
        week += 12
        lately = _lately(place.parameters(), seed, week)
    results = _results(lately.left)
    wanted = _SIZE - (customer is not None) - len(results)
    chosen = _choose(lately.here, wanted) + results
    taken = (customer.name.to("ja"),) if customer else ()
    names = draw_names(seed, len(chosen), people=place.people, taken=taken)
    cards = [_card(person, name, place) for person, name in zip(chosen, names, strict=True)]
    behind = [person for person in chosen if not person.outcome]
    return Board(
        seed=seed,
        territory=territory,
        cards=tuple(([customer] if customer else []) + cards),
        people=_gather(lately.people, behind),
        listed=len(behind),
        world=lately.world,
        week=week,
    )


class _Person(NamedTuple):
    """Hold what the cards show of one person; `outcome` is empty for those still on the list."""

    key: int
    on: int
    knows: int
    told: int
    presented: int
    estimated: int
    age: int
    amount: float
    place: int
    outcome: str = ""

    @property
    def lane(self) -> str:
        if self.outcome:
            return "result"
        if self.knows == codes.HOT:
            return "this_month"
        if self.knows == codes.FUTURE or self.presented:
            return "prospect"
        return "new" if self.age <= 1 else "potential"


_SHOWN = _Person._fields[:-2]


@dataclass(frozen=True, eq=False)
class _Lately:
    """Hold the list of a week, and who left it in the weeks before and how."""

    here: list[_Person]
    left: list[_Person]
    people: Records
    world: Records


def _lately(parameters: Floats, seed: int, week: int) -> _Lately:
    """Simulate until `week`, and look back at the last few."""
    here: dict[int, _Person] = {}
    left: list[_Person] = []
    for weeks in range(week - _LATEST - 1, week + 1):
        outcomes = run(parameters, codes.TWO_WHEELS, runs=1, weeks=0, warm_up=weeks, seed=seed)
        columns = [outcomes.people[name][0, : outcomes.ends[0]].tolist() for name in _SHOWN]
        used = [_Person._make((*row, place, "")) for place, row in enumerate(zip(*columns, strict=True))]
        before, here = here, {person.key: person for person in used if person.on == codes.LISTED}
        ended = {person.key: person for person in used if person.on in _OUTCOMES}
        if before:
            left += [person._replace(outcome=_OUTCOMES[person.on]) for person in ended.values()]
            # Whoever is nowhere any more was let go when the week began.
            gone = [person for key, person in before.items() if key not in here and key not in ended]
            left += [person._replace(outcome="let_go") for person in gone]
    return _Lately(list(here.values()), left, outcomes.people, _frozen(outcomes.worlds))


def _results(left: list[_Person]) -> list[_Person]:
    """Choose the latest results to show: contracts first, and of the others one of each kind before a second."""
    by_lot = sorted(left, key=lambda person: (-person.presented, person.key))
    kinds = [[person for person in by_lot if person.outcome == kind] for kind in ("won", "lost", "let_go")]
    firsts = [person for kind in kinds for person in kind[:1]]
    seconds = [person for kind in kinds for person in kind[1:]]
    return (firsts + seconds)[:_RESULTS]


def _choose(here: list[_Person], wanted: int) -> list[_Person]:
    """Choose whom to show: every lane has its share, the rest is filled by lot; the furthest come first."""
    room = dict(_MOST)
    shown: list[_Person] = []
    others: list[_Person] = []
    for person in sorted(here, key=lambda person: person.key):
        fits = room[person.lane] > 0
        room[person.lane] -= 1
        (shown if fits else others).append(person)
    return _furthest_first(_furthest_first(shown)[:wanted] + others[: max(0, wanted - len(shown))])


def _furthest_first(people: list[_Person]) -> list[_Person]:
    return sorted(people, key=lambda person: (-LANES.index(person.lane), person.key))


def _horizon(person: _Person) -> str:
    if person.lane in ("new", "potential"):
        return ""
    if person.knows == codes.FUTURE:
        if person.told:
            return "short"
        return "mid" if fraction(person.key, 1) < 0.3 else "long"
    return "mid" if person.knows == codes.UNKNOWN else "short"


def _known(person: _Person) -> float:
    if person.outcome or person.knows == codes.NEVER:
        return 1.0
    settled = {codes.UNKNOWN: 0.15, codes.FUTURE: 0.7, codes.HOT: 0.8}[person.knows]
    return round(settled + 0.15 * person.presented + 0.05 * person.estimated, 2)


def _card(person: _Person, name: Text, territory: Territory) -> Card:
    return Card(
        key=f"{person.key:016x}",
        name=name,
        amount=price(territory.amount, person.amount),
        age_weeks=person.age,
        lane=person.lane,
        horizon=_horizon(person),
        known=_known(person),
        outcome=person.outcome,
    )


def price(typical: int, factor: float) -> int:
    """Give a contract's amount in yen, in the steps a price list has: a multiple of the territory's typical one."""
    step = 10 ** (len(str(typical)) - 2)
    return int(max(step, round(typical * factor / step) * step))


def _gather(people: Records, chosen: list[_Person]) -> Records:
    """Put the chosen people side by side in one codes.PEOPLE."""
    together = np.zeros(1, codes.PEOPLE)
    places = [person.place for person in chosen]
    for name in codes.PERSON_FIELDS:
        together[name][0, : len(places)] = people[name][0, places]
    return _frozen(together)


def _frozen(array: Records) -> Records:
    array.setflags(write=False)
    return array
