"""Name what delivery asks of the rest of the room, so that it can be tried without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask

from course.extensions import db, utc_now
from course.live import operations, queries, screens, settling, stage
from course.live.ballots import OnOffer
from course.live.models import Room
from course.live_catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold the questions that delivery asks; each is asked in a thread that has no application context.

    `payload(room, screen, language)`: what a screen shows, or None when the room is gone. `counts(room)`: what moves while
    votes come in. `own(participant)`: what is one participant's own. `offer(room)`: what can be voted for; it is asked
    inside an application context. `time_up(room, now)`: lock the ballot whose time is up. `settle(room, now)`: enter a portion
    of votes in people's own records, and give how many there were.
    """

    payload: Callable[[int, str, str], dict[str, Any] | None]
    counts: Callable[[int], dict[str, Any]]
    own: Callable[[int], dict[str, Any] | None]
    offer: Callable[[int], OnOffer | None]
    time_up: Callable[[int, datetime], bool]
    settle: Callable[[int, datetime], int] = lambda room_id, now: 0


def desk_of(app: Flask) -> Desk:
    """Give the desk of the real rooms."""

    def payload(room_id: int, screen: str, language: str) -> dict[str, Any] | None:
        with app.app_context():
            return screens.payload(room_id, screen, language)

    def counts(room_id: int) -> dict[str, Any]:
        with app.app_context():
            room = db.session.get(Room, room_id)
            if room is None:
                return {}
            return screens.counts(stage.stage(room, catalogue()), utc_now())

    def own(participant_id: int) -> dict[str, Any] | None:
        with app.app_context():
            return screens.own(participant_id)

    def time_up(room_id: int, now: datetime) -> bool:
        with app.app_context():
            locked = operations.time_up(room_id, now)
            db.session.commit()
            return locked

    def settle(room_id: int, now: datetime) -> int:
        with app.app_context():
            room = db.session.get(Room, room_id)
            entered = settling.settle(room, queries.state_of(room), now) if room is not None else 0
            db.session.commit()
            return entered

    return Desk(payload, counts, own, queries.offer, time_up, settle)
