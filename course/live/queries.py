"""Read rooms: where they stand, who is there, how the votes lie."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from course.accounts.models import LEADING_ROLES, GroupTree, Membership, User
from course.extensions import db
from course.live import agenda, rounds
from course.live.agenda import Item
from course.live.models import QUESTION, WALL, Message, Participant, Room, RoomEvent, Vote
from course.versions.queries import load

PRESENT_FOR = timedelta(seconds=15)  # after which somebody whose screen is silent is no longer here
PAGE = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold what may be voted for right now: the ballot, until when, the ids, and how many of them at once."""

    round: int
    ballot: int
    until: datetime | None
    ids: frozenset[str]
    many: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold how one ballot lies: votes per id, and how many people voted."""

    counts: Counter[str]
    voters: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Count who is in the room now, who of them votes in the present round, and who of those has voted."""

    joined: int
    present: int
    voting: int
    voted: int

    @property
    def complete(self) -> bool:
        """Tell whether everybody who is here and may vote has voted."""
        return 0 < self.voting <= self.voted


def by_code(code: str) -> Room | None:
    """Find a room by its code."""
    return db.session.scalar(select(Room).where(Room.code == code))


def item_of(room: Room) -> Item:
    """Give the lesson, quiz or scenario that a room runs, as it was when the room was opened."""
    item: Item = load(room.version)
    return item


def state_of(room: Room) -> rounds.State:
    """Fold a room's events."""
    return rounds.fold(
        db.session.scalars(select(RoomEvent).where(RoomEvent.room_id == room.id).order_by(RoomEvent.seq))
    )


def offer(room_id: int) -> Offer | None:
    """Say what may be voted for in a room right now; None when no ballot is open."""
    room = db.session.get(Room, room_id, populate_existing=True)
    if room is None or room.open_round is None or room.open_ballot is None:
        return None
    item, state = item_of(room), state_of(room)
    now = state.round
    if now is None or state.ballot != (room.open_round, room.open_ballot):
        return None  # a step has come between the two reads; the next look sees it whole
    ids = frozenset(agenda.options(item, now, room.seed))
    return Offer(room.open_round, room.open_ballot, room.open_until, ids, agenda.many(item, now))


def tally(room_id: int, number: int, ballot: int) -> Tally:
    """Count the votes of one ballot."""
    chosen = db.session.scalars(
        select(Vote.chosen).where(Vote.room_id == room_id, Vote.round == number, Vote.ballot == ballot)
    ).all()
    return Tally(Counter(option for one in chosen for option in one), len(chosen))


def no_votes() -> Tally:
    """Give the tally of a ballot in which nobody voted."""
    return Tally(Counter(), 0)


def tallies(room: Room) -> dict[tuple[int, int], Tally]:
    """Count the votes of every ballot of a room, by round and ballot; the database adds equal answers up."""
    text = cast(Vote.chosen, String)
    rows = db.session.execute(
        select(Vote.round, Vote.ballot, text, func.count())
        .where(Vote.room_id == room.id)
        .group_by(Vote.round, Vote.ballot, text)
    )
    found: dict[tuple[int, int], Tally] = {}
    for number, ballot, chosen, people in rows:
        so_far = found.get((number, ballot), no_votes())
        counts = so_far.counts + Counter({str(option): people for option in json.loads(chosen)})
        found[number, ballot] = Tally(counts, so_far.voters + people)
    return found


def present(now: datetime) -> ColumnElement[bool]:
    """Give the condition on `Participant` for who is in the room at this moment."""
    return Participant.kicked_at.is_(None) & (Participant.seen_at > now - PRESENT_FOR)


def attendance(room: Room, held: rounds.Round | None, now: datetime) -> Attendance:
    """Count who is here and who of them has answered the present ballot."""
    here = (Participant.room_id == room.id) & present(now)
    joined = _count(Participant.room_id == room.id, Participant.kicked_at.is_(None))
    if held is None:
        return Attendance(joined, _count(here), 0, 0)
    playing = here & (Participant.from_round <= held.number)
    return Attendance(
        joined, _count(here), _count(playing), _count(playing, Participant.id.in_(answered(room, held)))
    )


def answered(room: Room, held: rounds.Round) -> Select[int]:
    """Give the subquery of the participants who have answered the present ballot of a round."""
    if held.kind == "wall":
        return select(Message.participant_id).where(
            Message.room_id == room.id, Message.kind == WALL, Message.round == held.tally_of
        )
    return select(Vote.participant_id).where(
        Vote.room_id == room.id, Vote.round == held.tally_of, Vote.ballot == held.ballot
    )


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Participant.id)).where(*conditions)) or 0


def participant(number: int) -> Participant | None:
    """Find a seat by its number."""
    return db.session.get(Participant, number)


def participants(room: Room) -> Sequence[Participant]:
    """List everybody who ever sat in a room, in the order they came."""
    return db.session.scalars(
        select(Participant)
        .where(Participant.room_id == room.id)
        .options(joinedload(Participant.user))
        .order_by(Participant.id)
    ).all()


def missing(room: Room, held: rounds.Round, now: datetime, limit: int = 30) -> Sequence[Participant]:
    """List who is here, may vote in this round and has not."""
    return db.session.scalars(
        select(Participant)
        .where(
            Participant.room_id == room.id,
            present(now),
            Participant.from_round <= held.number,
            Participant.id.not_in(answered(room, held)),
        )
        .order_by(Participant.id)
        .limit(limit)
    ).all()


def own_votes(participant_id: int) -> Sequence[Vote]:
    """List one person's votes."""
    return db.session.scalars(
        select(Vote).where(Vote.participant_id == participant_id).order_by(Vote.round, Vote.ballot)
    ).all()


def own_messages(participant_id: int, kind: str) -> Sequence[Message]:
    """List what one person wrote."""
    return db.session.scalars(
        select(Message)
        .where(Message.participant_id == participant_id, Message.kind == kind)
        .order_by(Message.id)
    ).all()


def rounds_voted(participant_ids: Sequence[int]) -> dict[int, int]:
    """Count in how many rounds each of these seats voted."""
    rows = db.session.execute(
        select(Vote.participant_id, func.count(func.distinct(Vote.round)))
        .where(Vote.participant_id.in_(participant_ids))
        .group_by(Vote.participant_id)
    )
    return {seat: rounds for seat, rounds in rows}  # noqa: C416  # a row is not a tuple to the types


def votes(room: Room) -> Sequence[Vote]:
    """List every vote of a room."""
    return db.session.scalars(select(Vote).where(Vote.room_id == room.id).order_by(Vote.id)).all()


def votes_of_round(room: Room, number: int) -> Sequence[Vote]:
    """List the votes of one round, of both ballots."""
    return db.session.scalars(select(Vote).where(Vote.room_id == room.id, Vote.round == number)).all()


def seat_of(room: Room, user: User) -> Participant | None:
    """Find the seat of somebody who has signed in."""
    return db.session.scalar(
        select(Participant).where(Participant.room_id == room.id, Participant.user_id == user.id)
    )


def seat(room: Room, participant_id: int) -> Participant | None:
    """Find a seat of a room by its number."""
    found = db.session.get(Participant, participant_id)
    return found if found is not None and found.room_id == room.id else None


def message(room: Room, message_id: int) -> Message | None:
    """Find what was written in a room by its number."""
    found = db.session.get(Message, message_id)
    return found if found is not None and found.room_id == room.id else None


def named_seat(room: Room, folded_name: str) -> Participant | None:
    """Find the seat that has a name."""
    return db.session.scalar(
        select(Participant).where(Participant.room_id == room.id, Participant.folded_name == folded_name)
    )


def messages(room: Room, kind: str, number: int | None = None) -> Sequence[Message]:
    """List what was written for a wall (of one round), or the questions to the trainer."""
    query = select(Message).where(Message.room_id == room.id, Message.kind == kind)
    if number is not None:
        query = query.where(Message.round == number)
    return db.session.scalars(query.options(joinedload(Message.participant)).order_by(Message.id)).all()


def open_questions(room: Room) -> int:
    """Count the questions to the trainer that nobody has dealt with."""
    query = select(func.count(Message.id)).where(
        Message.room_id == room.id, Message.kind == QUESTION, Message.state == "waiting"
    )
    return db.session.scalar(query) or 0


def hands(room: Room) -> Sequence[Participant]:
    """List whose hand is up, the longest first."""
    return db.session.scalars(
        select(Participant)
        .where(
            Participant.room_id == room.id, Participant.hand_at.is_not(None), Participant.kicked_at.is_(None)
        )
        .order_by(Participant.hand_at, Participant.id)
    ).all()


def rooms_of(actor: User, limit: int = PAGE) -> Sequence[Room]:
    """List the rooms the actor may run, open ones first, then the latest."""
    led = (
        select(GroupTree.descendant_id)
        .join(Membership, Membership.group_id == GroupTree.ancestor_id)
        .where(Membership.user_id == actor.id, Membership.role.in_(LEADING_ROLES))
    )
    query = select(Room).options(joinedload(Room.host), joinedload(Room.group))
    if not actor.is_admin:
        query = query.where(or_(Room.host_id == actor.id, Room.group_id.in_(led)))
    return db.session.scalars(query.order_by(Room.closed_at.is_not(None), Room.id.desc()).limit(limit)).all()


def open_room_of(user: User) -> Room | None:
    """Find the latest open room in which somebody has a seat, so that they find their way back."""
    return db.session.scalar(
        select(Room)
        .join(Participant, Participant.room_id == Room.id)
        .where(Participant.user_id == user.id, Participant.kicked_at.is_(None), Room.closed_at.is_(None))
        .order_by(Room.id.desc())
        .limit(1)
    )


def forgotten_room(opened_before: datetime, led_before: datetime) -> Room | None:
    """Find a room opened before one moment, still open, and without a step since another."""
    led = select(RoomEvent.id).where(RoomEvent.room_id == Room.id, RoomEvent.at >= led_before).exists()
    return db.session.scalar(
        select(Room)
        .where(Room.closed_at.is_(None), Room.opened_at < opened_before, ~led)
        .order_by(Room.id)
        .limit(1)
    )


def rooms_with_votes_outside_records(closed_since: datetime) -> Sequence[Room]:
    """List the rooms closed since then that hold votes, of people who had signed in, outside their records."""
    outside = (
        select(Vote.id)
        .join(Participant, Participant.id == Vote.participant_id)
        .where(Vote.room_id == Room.id, Vote.entered_at.is_(None), Participant.user_id.is_not(None))
        .exists()
    )
    return db.session.scalars(
        select(Room).where(Room.closed_at >= closed_since, outside).order_by(Room.id)
    ).all()


def sizes(rooms: Sequence[Room]) -> dict[int, int]:
    """Count who sat in each of these rooms."""
    rows = db.session.execute(
        select(Participant.room_id, func.count(Participant.id))
        .where(Participant.room_id.in_([room.id for room in rooms]), Participant.kicked_at.is_(None))
        .group_by(Participant.room_id)
    )
    return {room_id: number for room_id, number in rows}  # noqa: C416  # a row is not a tuple to the types


def chain(room: Room) -> Sequence[Room]:
    """List a room with those that it runs again and those that run it again, however far, the earliest first."""
    up = select(Room.id, Room.again_of_id).where(Room.id == room.id).cte("up", recursive=True)
    up = up.union(select(Room.id, Room.again_of_id).join(up, Room.id == up.c.again_of_id))
    down = select(Room.id).where(Room.id.in_(select(up.c.id))).cte("down", recursive=True)
    down = down.union(select(Room.id).join(down, Room.again_of_id == down.c.id))
    return db.session.scalars(
        select(Room)
        .where(Room.id.in_(select(down.c.id)))
        .options(joinedload(Room.host), joinedload(Room.group))
        .order_by(Room.id)
    ).all()
