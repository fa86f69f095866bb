"""Do what is to be done from time to time: tidy rooms, write reminders and weekly letters, and send what is due.

A tick may be run at any moment, twice at once, or be killed in the middle: every letter has a key of its own, and is
taken before it is sent. Time comes in as an argument. Each step commits what it has done.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from course.accounts.models import MANAGER, Membership, User
from course.assignments import letters
from course.config import DEFAULTS, LANGUAGES
from course.extensions import db
from course.live import operations as rooms
from course.live_catalogue import catalogue
from course.mail import hours, operations, queries
from course.mail.delivery import TOMORROW, UNWRITTEN, Anew, deliver, drop_stale
from course.mail.models import DIGEST, NUDGE, REMINDER
from course.mail.transport import Smtp, Transport, Unreachable, configured
from course.notes import letters as nudges
from course.reports import digest

log = logging.getLogger("ryorin.mail")
ANEW: dict[str, Anew] = {REMINDER: letters.anew, NUDGE: nudges.anew, DIGEST: digest.anew}


@dataclass(slots=True)
class Report:
    """Hold what one tick did."""

    is_daytime: bool
    where: str
    reminders: int = 0
    digests: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    trouble: str | None = None
    failed_digests: int = 0
    links_nowhere: bool = False  # letters go out, but what they link to is this machine

    @property
    def lines(self) -> list[str]:
        """Say it, for whoever reads cron's mail."""
        if not self.is_daytime:
            return [f"Night in Japan: nothing is sent before {hours.FROM}:00. Waiting: {self.waiting}."]
        said = [
            f"Written: {self.reminders} reminders, {self.digests} weekly letters.",
            f"Sent: {self.counts['sent']} ({self.where}). Waiting: {self.waiting}.",
        ]
        for state, words in (
            ("dropped", "not sent, no longer wanted or true"),
            (TOMORROW, "left for tomorrow: their readers have had a letter today"),
            ("later", "the server would not take now; tried again later"),
            ("failed", "refused for good"),
            ("uncertain", "may or may not have arrived, not sent again"),
        ):
            if self.counts[state]:
                said.append(f"{self.counts[state]} {words}.")
        if self.failed_digests:
            said.append(f"{self.failed_digests} weekly letters could not be written; see the log.")
        if self.counts[UNWRITTEN]:
            said.append(f"{self.counts[UNWRITTEN]} letters could not be written anew; see the log.")
        if self.links_nowhere:
            said.append("Links in letters lead to this machine alone: set RYORIN_ADDRESS.")
        if self.trouble:
            said.append(f"The mail server could not be reached: {self.trouble}")
        return said

    @property
    def went_well(self) -> bool:
        """Tell whether nobody need look into it."""
        return self.trouble is None and not self.failed_digests and not self.counts[UNWRITTEN]


def run(app: Flask, now: datetime, *, transport: Transport | None = None) -> Report:
    """Do everything that is due at `now` and say what was done. Letters link to the address of `ADDRESS`."""
    with app.test_request_context("/", base_url=app.config["ADDRESS"], method="POST"):
        where = transport or configured(app.config, Path(app.instance_path))
        report = Report(hours.is_daytime(now), where.name)
        _tidy_rooms(now)
        report.links_nowhere = isinstance(where, Smtp) and app.config["ADDRESS"] == DEFAULTS["ADDRESS"]
        if report.is_daytime:
            dropped = drop_stale(now)
            report.reminders = letters.write_reminders(catalogue(), now)
            _write_digests(report, now)
            try:
                report.counts = deliver(where, now, ANEW)
            except Unreachable as error:
                report.trouble = str(error)
            report.counts["dropped"] += dropped
        report.waiting = queries.waiting_count()
        db.session.rollback()
        return report


def _tidy_rooms(now: datetime) -> None:
    """Close the rooms that were left open, and let the answers given in them enter people's records."""
    while rooms.close_forgotten(now):
        db.session.commit()
    db.session.commit()


def _write_digests(report: Report, now: datetime) -> None:
    """Write the weekly letter of each manager who wants one and has none yet; one that fails stops no other."""
    week = hours.digest_week(now)
    if week is None:
        return
    for person_id in _managers():
        person = db.session.get(User, person_id)
        key = f"{DIGEST}:{person_id}:{week.isoformat()}"
        if person is None or DIGEST in queries.stopped_kinds(person_id) or queries.with_key(key) is not None:
            continue
        try:
            with force_locale(person.language or LANGUAGES[0]):
                found = digest.write(person, now)
            if found is not None:
                report.digests += operations.queue(person, DIGEST, key, *found, now)
            db.session.commit()
        except Exception:
            db.session.rollback()
            report.failed_digests += 1
            log.exception("the weekly letter of person %d could not be written", person_id)


def _managers() -> list[int]:
    query = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(User.active, Membership.role == MANAGER)
        .distinct()
        .order_by(User.id)
    )
    return list(db.session.scalars(query))
