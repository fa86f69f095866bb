"""Turn a customer of a roleplay into a person of the simulator: the one place where that is decided.

    roleplay (0–10)            simulator
    trust                      T = −0.5 + 0.15 · trust, so that 0 is the floor and 10 full trust
    clarity                    clarity / 10 = chance that the rep knows the truth, drawn anew for each future
    heat                       factor heat / 5 on raising a hand; above 5, (heat − 5) / 5 = chance that a yes
                               to a test close is still fresh (momentum)
    presented, estimated       as they are
    lane, horizon              what the rep acts on in futures where the truth is not known: this month → takes
                               the customer for one who can buy now; prospect, long → for one who buys later;
                               anything else → asks again. Horizon short: takes the customer for a soon buyer.
    outcome                    won → a contract, which regret may undo; lost, let go → none, and no more hours

    truth                      simulator
    will_buy, budget, amount   fit, with the chance that the money can be found: 1 from nine tenths of the
                               amount up, 0 at half of it, straight between
    ready_in_weeks             the window opens in exactly so many weeks, and shuts by the model's own hazard;
                               up to SOON weeks, a soon buyer

What the figures of a run rest on is the rep's belief, not the truth: with weight clarity / 10 the truth, else
the territory's prior for someone of that age who did (or did not) accept a presentation. So a figure tells no
more than the talk has shown. All of this is assumption, made to agree with the model's own scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course.pipeline import codes
from course.pipeline.parameters import fit_share, place
from course.pipeline.territories import TERRITORIES

Floats = NDArray[np.float64]
Records = NDArray[np.void]

MOST = 10  # top of the roleplay's scales
SOON = 8  # weeks: the model's soon wait 3 weeks on average, its late 30
ENOUGH_MONEY, TOO_LITTLE = 0.9, 0.5  # of the amount


@dataclass(frozen=True, slots=True)
class Customer:
    """Hold where the talk with one customer stands. Scales 0–10; `outcome` is "", won, lost or let_go."""

    trust: int
    clarity: int
    heat: int
    lane: str
    horizon: str
    presented: bool = False
    estimated: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """Hold what the customer would really do. `budget` and `amount` in yen."""

    will_buy: bool
    ready_in_weeks: int
    budget: int
    amount: int


@dataclass(frozen=True, slots=True)
class Belief:
    """Hold what futures are drawn from: the truth with `weight`, else the prior.

    `soon`, `late`, `open`: the prior's chances that the customer waits and buys soon, waits and buys late, can
    buy now; what is missing to 1 cannot or will not buy.
    """

    weight: float
    fit: float
    opens: int
    soon: float
    late: float
    open: float


def trust_of(level: float) -> float:
    """Give the simulator's trust, −0.5 … 1."""
    return -0.5 + 0.15 * min(MOST, max(0.0, level))


def known_of(clarity: float) -> float:
    """Give the chance that the rep knows the truth."""
    return min(MOST, max(0.0, clarity)) / MOST


def fit_of(truth: Truth) -> float:
    """Give the chance that the customer can buy at all: the will, and the money."""
    if not truth.will_buy:
        return 0.0
    if truth.amount <= 0:
        return 1.0
    enough = (truth.budget / truth.amount - TOO_LITTLE) / (ENOUGH_MONEY - TOO_LITTLE)
    return min(1.0, max(0.0, enough))


def certain(truth: Truth) -> Belief:
    """Give the belief of one who knows the truth: what the debrief rests on."""
    return Belief(1.0, fit_of(truth), truth.ready_in_weeks, 0.0, 0.0, 0.0)


def believe(customer: Customer, truth: Truth, territory: str, age_weeks: int) -> Belief:
    """Give the rep's belief: the truth as far as it is clear, the territory's prior for the rest."""
    soon, late, now = _prior(
        territory, min(52, max(0, age_weeks)), customer.presented, trust_of(customer.trust)
    )
    return Belief(known_of(customer.clarity), fit_of(truth), truth.ready_in_weeks, soon, late, now)


@lru_cache(maxsize=4096)
def _prior(territory: str, age_weeks: int, presented: bool, trust: float) -> tuple[float, float, float]:
    """Follow a potential of the territory for so many weeks, and weigh by whether a presentation was accepted."""
    p = TERRITORIES[territory].parameters()

    def value(name: str) -> float:
        return float(p[place(name)])

    fit = fit_share(p)
    soon, late, now, gone = fit * value("soon"), fit * (1.0 - value("soon")), 0.0, 0.0
    shuts = value("window_loss") * (1.0 - value("window_trust") * max(0.0, trust))
    for _ in range(age_weeks):
        opened = soon / value("weeks_soon") + late / value("weeks_late")
        gone += value("death") * (soon + late) + shuts * now
        now += opened - shuts * now
        soon *= 1.0 - 1.0 / value("weeks_soon") - value("death")
        late *= 1.0 - 1.0 / value("weeks_late") - value("death")
    never = 1.0 - fit + gone
    if presented:
        soon, late = soon * value("accept_later"), late * value("accept_later")
        now, never = now * value("accept_open"), never * value("accept_never")
    total = soon + late + now + never
    return soon / total, late / total, now / total


def assumed_of(customer: Customer) -> int:
    """Give what the rep acts on where the truth is not known: a code of KNOWLEDGE."""
    if customer.lane == "this_month":
        return codes.HOT
    if customer.lane == "prospect" and customer.horizon == "long":
        return codes.FUTURE
    return codes.UNKNOWN


def outcome_of(customer: Customer) -> int:
    """Give how the talk stands: GOING_ON, WON or ENDED."""
    if customer.outcome == "won":
        return codes.WON
    return codes.ENDED if customer.outcome or customer.lane == "result" else codes.GOING_ON


def views(pairs: Sequence[tuple[Customer, Belief]]) -> Records:
    """Write states with their beliefs as the kernel reads them: one codes.VIEW each."""
    table = np.zeros(len(pairs), codes.VIEW)
    for row, (customer, belief) in zip(table, pairs, strict=True):
        row["trust"] = trust_of(customer.trust)
        row["heat"] = min(MOST, max(0, customer.heat)) / (MOST / 2)
        row["momentum"] = min(1.0, max(0.0, (customer.heat - MOST / 2) / (MOST / 2)))
        row["known"] = known_of(customer.clarity)
        row["assumed"] = assumed_of(customer)
        row["told"] = customer.horizon == "short"
        row["presented"] = customer.presented
        row["estimated"] = customer.estimated
        row["outcome"] = outcome_of(customer)
        row["weight"] = belief.weight
        row["fit"] = belief.fit
        row["opens"] = max(0, belief.opens)
        row["soon"] = belief.opens <= SOON
        row["prior_soon"] = belief.soon
        row["prior_late"] = belief.soon + belief.late
        row["prior_open"] = belief.soon + belief.late + belief.open
    return table


def seat(people: Records, spot: int, view: np.void, *, key: int, amount: float = 1.0, age: int = 0) -> None:
    """Put the customer of a view on a board, at a place of one codes.PEOPLE.

    The view's belief must be certain, and what the rep knows all or nothing. `amount` is a multiple of the
    territory's typical contract; `age` counts weeks since the first contact.
    """
    fit, opens, known = int(view["fit"] >= 0.5), int(view["opens"]), bool(view["known"] >= 1.0)
    truth = codes.NEVER if not fit else codes.HOT if opens == 0 else codes.FUTURE
    fields: dict[str, float] = {
        "key": key,
        "trust": view["trust"],
        "heat": view["heat"],
        "amount": amount,
        "age": age,
        "invited": 99,
        "opens": opens,
        "on": codes.LISTED,
        "knows": truth if known else int(view["assumed"]),
        "known": codes.KNOWS_ALL if known else 0,
        "told": int(view["soon"] if known else view["told"]),
        "soon": int(view["soon"]),
        "open": int(opens == 0),
        "presented": int(view["presented"]),
        "estimated": int(view["estimated"]),
        **dict.fromkeys(("need", "budget", "authority", "fit"), fit),
    }
    for name in codes.PERSON_FIELDS:
        people[name][0, spot] = fields.get(name, 0)
