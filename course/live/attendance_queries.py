"""Read who came to rooms, and what they did there. `people` is mostly a query of user ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from course.accounts.models import User
from course.chosen import People
from course.extensions import db
from course.live.models import ANONYMOUS, Participant, Room, RoomEvent, Vote

PAGE = 50


@dataclass(frozen=True, slots=True)
class Attended:
    """Hold how somebody took part in rooms: how many, in how many rounds they voted, and when they last came."""

    rooms: int
    rounds: int
    last_at: datetime


def rooms_attended(user: User, limit: int = PAGE, *, named: bool = False) -> Sequence[Participant]:
    """List the seats somebody has had, with their rooms, the latest first; `named`: not in rooms without names."""
    query = select(Participant).where(Participant.user_id == user.id, Participant.kicked_at.is_(None))
    if named:
        query = query.join(Room, Room.id == Participant.room_id).where(Room.join_mode != ANONYMOUS)
    return db.session.scalars(
        query.options(joinedload(Participant.room).joinedload(Room.host))
        .order_by(Participant.joined_at.desc(), Participant.id.desc())
        .limit(limit)
    ).all()


def number_attended(user: User) -> int:
    """Count the seats somebody has had in rooms with names."""
    query = select(func.count(Participant.id)).join(Room, Room.id == Participant.room_id)
    return (
        db.session.scalar(
            query.where(
                Participant.user_id == user.id,
                Participant.kicked_at.is_(None),
                Room.join_mode != ANONYMOUS,
            )
        )
        or 0
    )


def events_of_rooms(seats: Sequence[Participant]) -> dict[int, list[RoomEvent]]:
    """Give the steps of the rooms of some seats, by room."""
    found: dict[int, list[RoomEvent]] = defaultdict(list)
    rooms = {seat.room_id for seat in seats}
    for event in db.session.scalars(
        select(RoomEvent).where(RoomEvent.room_id.in_(rooms)).order_by(RoomEvent.room_id, RoomEvent.seq)
    ):
        found[event.room_id].append(event)
    return found


def votes_of_seats(seats: Sequence[Participant]) -> dict[int, list[Vote]]:
    """Give the votes of some seats, by seat."""
    found: dict[int, list[Vote]] = defaultdict(list)
    ids = [seat.id for seat in seats]
    for vote in db.session.scalars(select(Vote).where(Vote.participant_id.in_(ids)).order_by(Vote.id)):
        found[vote.participant_id].append(vote)
    return found


def attendance_of(
    people: People, since: datetime | None, until: datetime | None = None
) -> dict[int, Attended]:
    """Count, for each of these people who came to a room from then until then: rooms, rounds voted in, and the last time.

    `people` selects user ids; one query, however many there are. Seats they were shown out of do not count, nor do
    rooms without names: who sat there is a number to those who lead.
    """
    counted = [
        Participant.user_id.in_(people),
        Participant.kicked_at.is_(None),
        *([] if since is None else [Participant.joined_at >= since]),
        *([] if until is None else [Participant.joined_at < until]),
    ]
    voted = (
        select(Vote.participant_id, func.count(func.distinct(Vote.round)).label("rounds"))
        .join(Participant, Participant.id == Vote.participant_id)
        .where(*counted)
        .group_by(Vote.participant_id)
        .subquery()
    )
    query = (
        select(
            Participant.user_id,
            func.count(Participant.id),
            func.coalesce(func.sum(voted.c.rounds), 0),
            func.max(Participant.joined_at),
        )
        .join(Room, Room.id == Participant.room_id)
        .outerjoin(voted, voted.c.participant_id == Participant.id)
        .where(*counted, Room.join_mode != ANONYMOUS)
        .group_by(Participant.user_id)
    )
    return {
        user_id: Attended(rooms, int(rounds), last_at)
        for user_id, rooms, rounds, last_at in db.session.execute(query)
        if user_id is not None
    }
