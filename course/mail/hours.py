"""Say when letters may go out. PURE."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FROM, UNTIL = 8, 20  # o'clock in Japan: nobody's telephone rings at night
DIGEST_DAYS = 3  # Monday to Wednesday: a weekly letter that could not go by then is left out


def is_daytime(now: datetime) -> bool:
    """Tell whether letters may go out."""
    return FROM <= now.astimezone(TOKYO).hour < UNTIL


def today(now: datetime) -> date:
    """Give the day in Japan."""
    return now.astimezone(TOKYO).date()


def beginning_of(day: date) -> datetime:
    """Give the first moment of a day in Japan."""
    return datetime.combine(day, time(), TOKYO)


def night_of(day: date) -> datetime:
    """Give the moment after which no letter goes out on a day."""
    return datetime.combine(day, time(UNTIL), TOKYO)


def morning_after(day: date) -> datetime:
    """Give the moment at which the first letter goes out on the day after."""
    return datetime.combine(day + timedelta(days=1), time(FROM), TOKYO)


def opening(moment: datetime) -> datetime:
    """Give the first moment at or after this one at which letters go out."""
    if is_daytime(moment):
        return moment
    day = today(moment)
    return morning_after(day if moment.astimezone(TOKYO).hour >= UNTIL else day - timedelta(days=1))


def digest_week(now: datetime) -> date | None:
    """Give the Monday of this week while weekly letters go out, else None."""
    day = today(now)
    return day - timedelta(days=day.weekday()) if day.weekday() < DIGEST_DAYS else None
