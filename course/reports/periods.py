"""Say which days a report is about: four weeks, a quarter, a year, or days of one's own. PURE.

Days are those of the office's calendar, weeks begin on Monday. Figures are kept by week, so a period always begins on a
Monday, and ends on a Sunday or today: days that are picked are widened to the weeks they lie in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
WEEKS = {"weeks": 4, "quarter": 13, "year": 52}
CUSTOM = "custom"
NAMES = (*WEEKS, CUSTOM)
LONGEST = 157 * 7  # days: three years and a little, in whole weeks
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Hold a period from its first day to its last, both among it; `name` says how it was chosen."""

    name: str
    since: date
    until: date

    @property
    def days(self) -> int:
        """Count its days."""
        return (self.until - self.since).days + 1

    @property
    def first_week(self) -> date:
        """Give the Monday of its first week."""
        return monday(self.since)

    @property
    def last_week(self) -> date:
        """Give the Monday of its last week."""
        return monday(self.until)

    @property
    def mondays(self) -> tuple[date, ...]:
        """List the Mondays of its weeks."""
        number = (self.last_week - self.first_week).days // 7 + 1
        return tuple(self.first_week + WEEK * place for place in range(number))

    def query(self) -> dict[str, str]:
        """Write the period as part of an address, from which `chosen` reads it again."""
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return {"period": self.name, **(days if self.name == CUSTOM else {})}

    def before(self) -> Period:
        """Give the period of as many weeks just before this one."""
        weeks = len(self.mondays)
        return Period(CUSTOM, self.first_week - WEEK * weeks, self.first_week - timedelta(days=1))


def monday(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def chosen(name: str | None, since: date | None, until: date | None, today: date) -> Period:
    """Read what was picked, in whole weeks; whatever cannot be is brought to what can: the last four weeks, or days in order."""
    if name == CUSTOM and (since or until):
        last = max(min(until or today, today), EARLIEST)
        first = max(since or last - timedelta(days=27), EARLIEST)
        if first > last:
            first, last = last, min(first, today)
        sunday = monday(last) + WEEK - timedelta(days=1)
        earliest = sunday - timedelta(days=LONGEST - 1)
        return Period(CUSTOM, max(monday(first), earliest), min(sunday, today))
    named = name if name in WEEKS else "weeks"
    return Period(named, monday(today) - WEEK * (WEEKS[named] - 1), today)
