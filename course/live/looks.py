"""Look at many rooms at once, and write down who is in them: what a hub does again and again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Connection, case, func, select, update

from course.extensions import db, utc_now
from course.live.models import SHOWN, Message, Participant, Room, Vote
from course.live.presence import Due
from course.live.queries import PRESENT_FOR

NOTHING = (0,)


@dataclass(frozen=True, slots=True)
class Look:
    """Hold where a room stands; two looks that differ tell a hub that it has missed news."""

    state: tuple[int, ...]  # steps, people shown out or moved, messages shown
    activity: tuple[int, ...]  # votes, people, who of them is here, hands, messages
    open_until: datetime | None
    closed: bool


def look(app: Flask, room_ids: Collection[int]) -> dict[int, Look]:
    """Look at some rooms; one that is not in the answer is no more."""
    with app.app_context(), db.engine.connect() as connection:
        rooms = connection.execute(
            select(Room.id, Room.seq, Room.open_until, Room.closed_at).where(Room.id.in_(list(room_ids)))
        ).all()
        people = _people(connection, room_ids, utc_now() - PRESENT_FOR)
        votes = _votes(connection, room_ids)
        messages = _messages(connection, room_ids)
    found = {}
    for room in rooms:
        shown_out, moved, *there = people.get(room.id, (0, 0))
        shown, *written = messages.get(room.id, NOTHING)
        found[room.id] = Look(
            (room.seq, shown_out, moved, shown),
            (*votes.get(room.id, NOTHING), *there, *written),
            room.open_until,
            room.closed_at is not None,
        )
    return found


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _people(connection: Connection, room_ids: Collection[int], since: datetime) -> dict[int, tuple[int, ...]]:
    rows = connection.execute(
        select(
            Participant.room_id,
            _how_many(Participant.kicked_at.is_not(None)),
            func.sum(Participant.id * func.coalesce(Participant.team, 0)),
            func.count(),
            _how_many(Participant.seen_at > since),
            _how_many(Participant.hand_at.is_not(None)),
        )
        .where(Participant.room_id.in_(list(room_ids)))
        .group_by(Participant.room_id)
    )
    return {room_id: tuple(numbers) for room_id, *numbers in rows}


def _votes(connection: Connection, room_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Count the votes, and every change of one, of the ballots that are open."""
    rows = connection.execute(
        select(Room.id, func.sum(Vote.changes + 1))
        .join(
            Vote,
            (Vote.room_id == Room.id) & (Vote.round == Room.open_round) & (Vote.ballot == Room.open_ballot),
        )
        .where(Room.id.in_(list(room_ids)))
        .group_by(Room.id)
    )
    return {room_id: (number,) for room_id, number in rows}


def _messages(connection: Connection, room_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    rows = connection.execute(
        select(Message.room_id, _how_many(Message.state == SHOWN), func.count(), func.max(Message.id))
        .where(Message.room_id.in_(list(room_ids)))
        .group_by(Message.room_id)
    )
    return {room_id: tuple(numbers) for room_id, *numbers in rows}


def write_presence(app: Flask, due: Due, grace: float) -> None:
    """Stamp who is here, and set back who has been away for the grace and was seen nowhere since."""
    now = utc_now()
    with app.app_context(), db.engine.begin() as connection:
        if due.here:
            connection.execute(
                update(Participant)
                .where(Participant.id.in_(due.here), Participant.seen_at < now)
                .values(seen_at=now)
            )
        if due.away:
            closed_at = now - timedelta(seconds=grace)
            connection.execute(
                update(Participant)
                .where(Participant.id.in_(due.away), Participant.seen_at <= closed_at)
                .values(seen_at=now - PRESENT_FOR)
            )


def room_number(app: Flask, code: str) -> int | None:
    """Find the number of the room with a code."""
    with app.app_context(), db.engine.connect() as connection:
        number: Any = connection.scalar(select(Room.id).where(Room.code == code))
    return None if number is None else int(number)
