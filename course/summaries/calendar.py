"""Tell the office's days and weeks, and how much an observation weighs, whatever the day it is asked. PURE.

An observation's weight halves with every 30 days of its age. Weighed from a fixed day instead, it doubles with every 30
days that it is later; a level is a quotient of sums of weights, so the day cancels out, and sums can be kept.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from course.skills.mastery import HALF_LIFE

OFFICE_ZONE = ZoneInfo("Asia/Tokyo")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # any fixed moment; kept sums rest on it
WEEK = timedelta(weeks=1)


def day_of(moment: datetime) -> date:
    """Give the day a moment falls on in the office."""
    return moment.astimezone(OFFICE_ZONE).date()


def start_of(day: date) -> datetime:
    """Give the moment at which a day of the office begins."""
    return datetime.combine(day, time.min, OFFICE_ZONE)


def week_of(moment: datetime) -> date:
    """Give the Monday of the office's week that a moment falls in."""
    day = day_of(moment)
    return day - timedelta(days=day.weekday())


def day_bit(moment: datetime) -> int:
    """Give the bit of a moment's day in its week: 1 for Monday to 64 for Sunday."""
    return 1 << day_of(moment).weekday()


def weight_of(moment: datetime) -> float:
    """Weigh an observation made at a moment."""
    weight: float = 2.0 ** ((moment - EPOCH) / HALF_LIFE)
    return weight
