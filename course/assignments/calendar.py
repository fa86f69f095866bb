"""Write due days as an iCalendar file. PURE: what is said comes in, bytes go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

A_DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one due day. `uid` stays the same for ever, so that a calendar moves the entry when the day is changed."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime


def write(name: str, entries: Iterable[Entry]) -> bytes:
    """Give the file: one all-day entry for each due day, which keeps nobody from being free that day."""
    made = Calendar()
    made.add("prodid", "-//Ryorin//Assignments//JA")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", HALF_A_DAY, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed_at)
        event.add("last-modified", entry.changed_at)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + A_DAY)
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("url", entry.url)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
