"""Reckon in days of the office's calendar (Asia/Tokyo). PURE."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
LAST_MOMENT = time(23, 59, 59, 999_999)
FRIDAY = 4  # as `weekday` counts
TIME_ENOUGH = 5  # days for a lesson with its quiz, beside the work itself


def day_of(moment: datetime) -> date:
    """Give the day on which a moment falls in Japan."""
    return moment.astimezone(TOKYO).date()


def end_of(day: date) -> datetime:
    """Give the last moment of a day in Japan: what is due on a day may be done until midnight."""
    return datetime.combine(day, LAST_MOMENT, TOKYO)


def days_until(moment: datetime, now: datetime) -> int:
    """Count the nights until a moment's day: 0 on the day itself, negative after it."""
    return (day_of(moment) - day_of(now)).days


def usual_due_day(today: date) -> date:
    """Propose by when: the first Friday that leaves time enough."""
    soonest = today + timedelta(days=TIME_ENOUGH)
    return soonest + timedelta(days=(FRIDAY - soonest.weekday()) % 7)
