"""Write moments as the database holds them, from minutes since a beginning, by looking them up. PURE."""

from __future__ import annotations

from datetime import datetime, timedelta

DAY = 24 * 60
OFFICE_BEHIND = 9 * 60  # minutes by which midnight in the office is earlier than in UTC


class Clock:
    """Turn minutes since a UTC midnight into text; `ahead` days beyond the span can be written too."""

    def __init__(self, begin: datetime, days: int, suffix: str, ahead: int = 800) -> None:
        """Begin at a UTC midnight; `suffix` is what the database wants after the time."""
        self.begin = begin
        self.suffix = suffix
        dates = [(begin + timedelta(days=day)).strftime("%Y-%m-%d") for day in range(days + ahead)]
        self._days = [f"{date} " for date in dates]
        self._iso_days = [f"{date}T" for date in dates]
        times = [f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(DAY)]
        self._times = [f"{time}.000000{suffix}" for time in times]
        self._iso_times = [f"{time}+00:00" for time in times]

    def text(self, minute: int) -> str:
        """Write a moment for a column."""
        day, time = divmod(minute, DAY)
        return self._days[day] + self._times[time]

    def iso(self, minute: int) -> str:
        """Write a moment as ISO 8601 does."""
        day, time = divmod(minute, DAY)
        return self._iso_days[day] + self._iso_times[time]

    def minute_of(self, moment: datetime) -> int:
        """Give the whole minutes from the beginning to a moment."""
        return int((moment - self.begin).total_seconds() // 60)
