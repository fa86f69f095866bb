"""Say who of a group came to live rooms, for the group's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from course.chosen import People
from course.live.attendance_queries import attendance_of
from course.reports.periods import Period
from course.reports.queries import Row, moments

SHOWN = 12  # people named


@dataclass(frozen=True, slots=True)
class Came:
    """Hold how often somebody came, in how many rounds they voted, and when they came last."""

    person_id: int
    name: str
    rooms: int
    rounds: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Attendance:
    """Hold how many of a group's people came to rooms, how many visits that makes, and who came most."""

    people: int
    visits: int
    rows: tuple[Came, ...]


def attendance(people: People, period: Period, every: Sequence[Row]) -> Attendance | None:
    """Count who came to live rooms in the weeks of a period; None when nobody did."""
    found = attendance_of(people, *moments(period))
    names = {row.person_id: row.name for row in every}
    if not found:
        return None
    rows = [
        Came(person_id, names[person_id], one.rooms, one.rounds, one.last_at)
        for person_id, one in found.items()
        if person_id in names
    ]
    rows.sort(key=lambda came: (-came.rooms, -came.rounds, came.name))
    return Attendance(len(found), sum(one.rooms for one in found.values()), tuple(rows[:SHOWN]))
