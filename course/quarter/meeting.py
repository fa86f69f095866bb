"""Let the outcome of a roleplay enter a quarter: the one place where that is decided. PURE.

roleplay                      quarter
won                           a contract that stands
cancelled, railroaded         a contract, cancelled
lost, refusal, let_go         off the list
anything else                 on the list, with trust and heat by the mapping of `course.pipeline.mapping`, a presentation
                              and an estimate if they were given, and as many of the four unknowns settled as
                              clarity says: one from 3 on, two from 5, three from 7, all from 9
hours of the talk             of this week, as far as it has them
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from course.pipeline import codes
from course.pipeline.mapping import MOST, Customer, trust_of
from course.pipeline.weeks import Moment

UNDONE = frozenset({"cancelled", "railroaded"})
ENDED = frozenset({"lost", "refusal", "let_go"})
_ORDER = (codes.KNOWS_NEED, codes.KNOWS_TIMING, codes.KNOWS_BUDGET, codes.KNOWS_AUTHORITY)
_FROM = (3, 5, 7, 9)  # clarity from which so many unknowns are settled


@dataclass(frozen=True, slots=True)
class Met:
    """Hold how a roleplay with a key account ended."""

    outcome: str
    customer: Customer
    hours: float
    run: int = 0
    score: float = 0.0


def after_meeting(moment: Moment, spot: int, met: Met) -> Moment:
    """Give the moment as the meeting leaves it."""
    people, tally, world = moment.people.copy(), moment.tally.copy(), moment.world.copy()
    one = people[0]
    one["trust"][spot] = trust_of(met.customer.trust)
    one["heat"][spot] = met.customer.heat / (MOST / 2)
    one["idle"][spot] = 0
    one["hours"][spot] += met.hours
    one["presented"][spot] |= met.customer.presented
    one["estimated"][spot] |= met.customer.estimated
    if met.outcome == "won" or met.outcome in UNDONE:
        tally["contracts"] += 1.0
        tally["cycle"] += one["age"][spot]
        if met.outcome == "won":
            tally["content"] += 1.0
            tally["amount"] += one["amount"][spot]
        else:
            tally["cancelled"] += 1.0
        one["on"][spot] = codes.SIGNED if met.outcome == "won" else codes.CANCELLED
    elif met.outcome in ENDED or met.customer.lane == "result":
        tally["dropped"] += 1.0
        one["on"][spot] = codes.DROPPED
    else:
        _learn(people, spot, met.customer)
    for array in (people, tally, world):
        array.setflags(write=False)
    return replace(moment, people=people, tally=tally, world=world)


def _learn(people: np.ndarray, spot: int, customer: Customer) -> None:
    """Let the rep know what the talk made clear; the conclusions are the simulator's."""
    one = people[0]
    bits = 0
    for bit, least in zip(_ORDER, _FROM, strict=True):
        bits |= bit if customer.clarity >= least else 0
    bits |= int(one["known"][spot])
    one["known"][spot] = bits
    lacks = (
        (bits & codes.KNOWS_NEED and not one["need"][spot])
        or (bits & codes.KNOWS_BUDGET and not one["budget"][spot])
        or (bits & codes.KNOWS_AUTHORITY and not one["authority"][spot])
        or (bits & codes.KNOWS_TIMING and one["dead"][spot])
    )
    if lacks:
        one["knows"][spot] = codes.NEVER
    elif bits & codes.KNOWS_TIMING:
        one["told"][spot] = one["soon"][spot]
        one["knows"][spot] = codes.HOT if one["open"][spot] else codes.FUTURE
    one["momentum"][spot] |= customer.heat >= 8 and one["knows"][spot] == codes.HOT
