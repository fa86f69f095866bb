"""Weigh observations of a skill into one level. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SKILLS = ("qualify", "test_close", "trust", "resolve", "balance")
HALF_LIFE = timedelta(days=30)
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold one observation: how well an act showed the skill (0–1), and when."""

    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Level:
    """Hold a skill's level: `percent` 0–100, or None while there is too little evidence; `count` observations."""

    percent: int | None
    count: int


def level(evidence: Iterable[Evidence], now: datetime) -> Level:
    """Average the evidence, halving the weight of an observation every 30 days of its age.

    Evidence dated after `now` is left out, so that the level of an earlier day can be asked for.
    Fewer than three observations give no percentage.
    """
    count, total, weights = 0, 0.0, 0.0
    for item in evidence:
        if item.at > now:
            continue
        weight = 0.5 ** ((now - item.at) / HALF_LIFE)
        count += 1
        total += weight * item.value
        weights += weight
    if count < ENOUGH or weights == 0.0:
        return Level(percent=None, count=count)
    return Level(percent=round(100 * total / weights), count=count)
