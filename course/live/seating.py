"""Take a seat in a room and do what one does there: put a hand up, write, be moved, be shown out."""

from __future__ import annotations

import random
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from course.accounts.models import User
from course.extensions import db
from course.live import bus, names, queries
from course.live.codes import make_word
from course.live.models import (
    ANONYMOUS,
    QUESTION,
    SIGNED_IN,
    WAITING,
    WALL,
    Message,
    Participant,
    Room,
)

MOST_QUESTIONS = 20  # that one person asks in one room


class Refused(Exception):
    """Say why somebody cannot sit down or write; `why` is one of the words of `course.live.words.REFUSALS`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def take_seat(room: Room, user: User | None, *, name: str, rng: random.Random, now: datetime) -> Participant:
    """Seat somebody. Who has signed in and sat here before gets their own seat back.

    Raises Refused: closed, gate, full, signed_in, name_empty, name_rough, name_taken, shown_out.
    """
    if user is not None:
        seat = queries.seat_of(room, user)
        if seat is not None:
            return _back(seat)
    held = db.session.scalars(
        select(Room).where(Room.id == room.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    state = queries.state_of(held)
    if held.closed_at is not None:
        raise Refused("closed")
    if state.gate:
        raise Refused("gate")
    seated = db.session.scalar(select(func.count(Participant.id)).where(Participant.room_id == held.id)) or 0
    gone = db.session.scalar(
        select(func.count(Participant.id)).where(
            Participant.room_id == held.id, Participant.kicked_at.is_not(None)
        )
    )
    if seated - (gone or 0) >= held.cap:
        raise Refused("full")
    shown, folded = _name(held, user, name, seated)
    seat = Participant(
        room_id=held.id,
        user_id=user.id if user is not None else None,
        name=shown,
        folded_name=folded,
        key=secrets.token_hex(16),
        word=make_word(rng),
        team=_smallest_team(held),
        from_round=len(state.rounds) + 1,
        joined_at=now,
        seen_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(seat)
    except IntegrityError as error:
        raise Refused("name_taken") from error
    bus.tell(held.id, bus.ACTIVITY)
    return seat


def take_seat_again(room: Room, *, name: str, word: str) -> Participant:
    """Give somebody their seat back on another device, by their name and the word shown on their phone.

    Raises Refused: no_such_seat, shown_out.
    """
    seat = queries.named_seat(room, names.fold(names.clean_name(name)))
    if (
        seat is None
        or seat.user_id is not None
        or not secrets.compare_digest(seat.word, word.strip().upper())
    ):
        raise Refused("no_such_seat")
    return _back(seat)


def show_out(room: Room, seat: Participant, now: datetime) -> None:
    """Show somebody out: their screens end, and their cookie opens nothing any more. Their votes stay."""
    seat.kicked_at, seat.key, seat.hand_at = now, secrets.token_hex(16), None
    db.session.flush()
    bus.tell(room.id, bus.STATE)


def let_back_in(room: Room, seat: Participant) -> None:
    """Let somebody who was shown out come in again."""
    seat.kicked_at = None
    db.session.flush()
    bus.tell(room.id, bus.STATE)


def move(room: Room, seat: Participant, team: int) -> None:
    """Put somebody in another team. Raises ValueError when the room has no such team."""
    if not 1 <= team <= room.teams:
        raise ValueError(team)
    seat.team = team
    db.session.flush()
    bus.tell(room.id, bus.STATE)


def put_hand(room: Room, seat: Participant, up: bool, now: datetime) -> None:
    """Put a hand up or down."""
    if up != (seat.hand_at is not None):
        seat.hand_at = now if up else None
        db.session.flush()
        bus.tell(room.id, bus.ACTIVITY)


def put_hands_down(room: Room) -> None:
    """Put every hand in a room down."""
    for seat in queries.hands(room):
        seat.hand_at = None
    db.session.flush()
    bus.tell(room.id, bus.STATE)


def ask(room: Room, seat: Participant, words: str, now: datetime) -> Message:
    """Ask the trainer something. Raises Refused: words_empty, closed, too_many."""
    text = _words(room, words)
    asked = db.session.scalar(
        select(func.count(Message.id)).where(Message.participant_id == seat.id, Message.kind == QUESTION)
    )
    if (asked or 0) >= MOST_QUESTIONS:
        raise Refused("too_many")
    return _write(room, seat, QUESTION, room.open_round or 0, text, now)


def answer_wall(room: Room, seat: Participant, number: int, words: str, now: datetime) -> Message:
    """Write for the wall of the present round; writing again replaces it, and it waits for the trainer anew.

    Raises Refused: words_empty, closed, late, next_round.
    """
    text = _words(room, words)
    held = db.session.scalars(
        select(Room)
        .where(Room.id == room.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    state = queries.state_of(held)
    now_open = state.round
    if now_open is None or now_open.kind != "wall" or state.ballot is None or now_open.number != number:
        raise Refused("late")
    if held.open_until is not None and held.open_until < now:
        raise Refused("late")
    if seat.from_round > number:
        raise Refused("next_round")
    standing = db.session.scalar(
        select(Message).where(
            Message.participant_id == seat.id, Message.kind == WALL, Message.round == number
        )
    )
    if standing is None:
        return _write(held, seat, WALL, number, text, now)
    if standing.words != text:
        standing.words, standing.state, standing.at = text, WAITING, now
        db.session.flush()
        bus.tell(room.id, bus.ACTIVITY)
    return standing


def moderate(room: Room, message: Message, state: str) -> None:
    """Show what somebody wrote to the room, or put it away."""
    message.state = state
    db.session.flush()
    bus.tell(room.id, bus.STATE)


def _back(seat: Participant) -> Participant:
    if seat.kicked_at is not None:
        raise Refused("shown_out")
    return seat


def _name(room: Room, user: User | None, typed: str, seated: int) -> tuple[str, str]:
    """Choose the name that is shown, and the one by which no two are alike."""
    if room.join_mode == ANONYMOUS:
        # Who has signed in keeps their own record, but is a number to the room and to the trainer.
        return str(seated + 1), str(seated + 1) if user is None else f"#{user.id}"
    if user is not None:
        return names.clean(user.name, 40) or "?", f"#{user.id}"
    if room.join_mode == SIGNED_IN:
        raise Refused("signed_in")
    name = names.clean_name(typed)
    if not name:
        raise Refused("name_empty")
    if names.is_rough(name):
        raise Refused("name_rough")
    return name, names.fold(name)


def _smallest_team(room: Room) -> int | None:
    """Choose the team with the fewest people, the first of several."""
    if not room.teams:
        return None
    rows = db.session.execute(
        select(Participant.team, func.count(Participant.id))
        .where(Participant.room_id == room.id, Participant.kicked_at.is_(None))
        .group_by(Participant.team)
    )
    sizes = {team: number for team, number in rows}  # noqa: C416  # a row is not a tuple to the types
    return min(range(1, room.teams + 1), key=lambda team: (sizes.get(team, 0), team))


def _words(room: Room, words: str) -> str:
    text = names.clean(words, names.LONGEST_WORDS)
    if not text:
        raise Refused("words_empty")
    if room.closed_at is not None:
        raise Refused("closed")
    return text


def _write(room: Room, seat: Participant, kind: str, number: int, text: str, now: datetime) -> Message:
    message = Message(
        room_id=room.id, participant_id=seat.id, kind=kind, round=number, words=text, state=WAITING, at=now
    )
    db.session.add(message)
    db.session.flush()
    bus.tell(room.id, bus.ACTIVITY)
    return message
