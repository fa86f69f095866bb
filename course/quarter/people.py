"""Describe the people of a quarter as the rep sees them, and, for the end, as they really are. PURE."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline import codes
from course.pipeline.board import price
from course.pipeline.names import draw_names
from course.pipeline.territories import Territory

Records = NDArray[np.void]

UNKNOWNS = ("need", "budget", "authority", "timing")
BITS = (codes.KNOWS_NEED, codes.KNOWS_BUDGET, codes.KNOWS_AUTHORITY, codes.KNOWS_TIMING)
_OUTCOMES = {codes.SIGNED: "won", codes.CANCELLED: "cancelled", codes.DROPPED: "let_go"}
_BONDS = 5  # steps in which a rep feels trust


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold what stays the same of a person: name, amount in yen, how they came; `scenario` for one met in a roleplay."""

    key: str
    name: Text
    amount: int
    channel: str
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one person as the rep sees them in a week.

    `bond` (0–5) is how much trust the rep feels; `shown` says of each unknown whether it is settled, and how (None: not
    yet); `knows` is one of codes.KNOWLEDGE; `outcome` is "" while they are on the list, else won, cancelled or let_go.
    """

    profile: Profile
    place: int
    age: int
    idle: int
    bond: int
    knows: str
    soon: bool
    shown: Mapping[str, bool | None]
    presented: bool
    estimated: bool
    momentum: bool
    hours: float
    outcome: str

    @property
    def key(self) -> str:
        """Give the person's key."""
        return self.profile.key

    @property
    def lane(self) -> str:
        """Say where the card lies: as on the board of a roleplay."""
        if self.outcome:
            return "result"
        if self.knows == "hot":
            return "this_month"
        if self.knows == "future" or self.presented:
            return "prospect"
        return "new" if self.age <= 1 else "potential"

    @property
    def horizon(self) -> str:
        """Say how far off the rep takes the decision to be; empty where nothing is known of it."""
        if self.lane == "this_month":
            return "short"
        if self.knows == "future":
            return "short" if self.soon else "long"
        return "mid" if self.lane == "prospect" else ""

    @property
    def settled(self) -> int:
        """Count the unknowns that are settled (0–4)."""
        return sum(value is not None for value in self.shown.values())


def bond_of(trust: float) -> int:
    """Give trust (−0.5 … 1) in the steps a rep feels (0 … 5)."""
    return min(_BONDS, max(0, math.floor((trust + 0.5) / 1.5 * _BONDS + 0.5)))


def key_of(people: Records, place: int) -> str:
    """Name the person at a place: by a digest, because the simulator's own number says who they really are."""
    return _digest(int(people["key"][0, place]))


@lru_cache(maxsize=1 << 14)
def _digest(number: int) -> str:
    return blake2b(number.to_bytes(8, "big"), digest_size=8).hexdigest()


def see(people: Records, place: int, profile: Profile) -> Person:
    """Look at the person at a place of one codes.PEOPLE."""

    def value(name: str) -> float:
        return float(people[name][0, place])

    bits = int(value("known"))
    truth = {
        "need": value("need") > 0,
        "budget": value("budget") > 0,
        "authority": value("authority") > 0,
        # What was learnt then, not what has happened since: a need that died without a word is not seen.
        "timing": not (value("dead") and int(value("knows")) == codes.NEVER),
    }
    return Person(
        profile=profile,
        place=place,
        age=int(value("age")),
        idle=int(value("idle")),
        bond=bond_of(value("trust")),
        knows=codes.KNOWLEDGE[int(value("knows"))],
        soon=value("told") > 0,
        shown={name: truth[name] if bits & bit else None for name, bit in zip(UNKNOWNS, BITS, strict=True)},
        presented=value("presented") > 0,
        estimated=value("estimated") > 0,
        momentum=value("momentum") > 0,
        hours=value("hours"),
        outcome=_OUTCOMES.get(int(value("on")), ""),
    )


def still_buys(people: Records, place: int) -> bool:
    """Tell the truth about the person at a place: whether they can and would still buy one day."""
    return bool(people["fit"][0, place] and not people["dead"][0, place])


class Register:
    """Give everybody who turns up a name and an amount, in the order in which they come."""

    def __init__(self, seed: int, territory: Territory, taken: Iterable[str]) -> None:
        self._seed = seed
        self._territory = territory
        self._taken = tuple(taken)
        self._met = 0
        self._names: list[Text] = []
        self.profiles: dict[str, Profile] = {}

    def enter(self, key: str, name: Text, amount: int, channel: str, scenario: str = "") -> None:
        """Enter somebody whose name is known."""
        self.profiles[key] = Profile(key, name, amount, channel, scenario)

    def _first_names(self, number: int) -> list[Text]:
        """Give the first names of the list; a longer list begins like a shorter one, so that it is drawn by the hundred."""
        if number > len(self._names):
            people = self._territory.people
            self._names = draw_names(
                self._seed ^ 0x3C6EF372, 100 * (1 + number // 100), people=people, taken=self._taken
            )
        return self._names

    def meet(self, people: Records, places: Iterable[int]) -> list[str]:
        """Enter those of these places who are new, and name their keys."""
        fresh = [spot for spot in places if key_of(people, spot) not in self.profiles]
        if not fresh:
            return []
        names = self._first_names(self._met + len(fresh))
        for spot in fresh:
            amount = price(self._territory.amount, float(people["amount"][0, spot]))
            channel = codes.CHANNELS[int(people["channel"][0, spot])]
            self.enter(key_of(people, spot), names[self._met], amount, channel)
            self._met += 1
        return [key_of(people, spot) for spot in fresh]
