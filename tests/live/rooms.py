"""Put a room where a test needs one: somebody sits in it, has voted, written and put a hand up."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from course.accounts.models import Group, User
from course.content.catalogue import Entry
from course.extensions import db
from course.live import operations, seating
from course.live.models import Room, Vote
from course.quizzes.definition import Quiz
from course.roleplay.script import Scenario


def put_room(
    host: User,
    group: Group,
    learner: User,
    quiz: Entry[Quiz],
    now: datetime,
    *,
    refs: tuple[str, ...] = ("q1",),
    closed: bool = False,
    join_mode: str = "nickname",
) -> dict[str, Any]:
    """Open a room of the host's, let the learner and a guest answer, and name what there is to address."""
    rng = random.Random(f"{refs}{closed}{join_mode}")
    room = operations.open_room(
        host,
        quiz,
        group=group,
        join_mode=join_mode,
        names_shown=True,
        peer=True,
        cap=40,
        teams=2,
        rng=rng,
        now=now - timedelta(hours=1),
    )
    seat = seating.take_seat(room, learner, name="", rng=rng, now=now)
    guest = seating.take_seat(room, None, name="Guest", rng=rng, now=now)
    for ref in refs:
        step(room, now, "open", kind="question", ref=ref, peer=True)
        question = quiz.item.question(ref)
        assert question is not None and room.open_round is not None
        wrong = next(option.id for option in question.options if option.id not in question.best)
        for ballot, answers in ((1, (wrong, question.best[0])), (2, (question.best[0], wrong))):
            for chair, chosen in zip((seat, guest), answers, strict=True):
                put_vote(room, chair.id, ballot, [chosen], now)
            for kind in ("lock", "revote") if ballot == 1 else ("reveal",):
                step(room, now, kind)
    message = seating.ask(room, seat, "Is there a handout?", now)
    seating.put_hand(room, seat, True, now)
    if closed:
        step(room, now, "close")
    return {
        "room": room.id,
        "room_code": room.code,
        "room_seq": room.seq,
        "room_seat": seat.id,
        "room_message": message.id,
    }


def put_begun_room(host: User, group: Group, scenario: Entry[Scenario], now: datetime) -> int:
    """Open a room of the host's whose talk begins in the middle, and let it vote there; its number."""
    settings: dict[str, Any] = {
        "join_mode": "nickname",
        "names_shown": True,
        "peer": True,
        "cap": 40,
        "teams": 0,
    }
    rng = random.Random("begun")
    room = operations.open_room(host, scenario, group=group, scene="talk", rng=rng, now=now, **settings)
    step(room, now, "open", kind="scene", peer=True)
    return room.id


def step(room: Room, now: datetime, what: str, /, **body: Any) -> None:
    """Take a step where the room stands."""
    operations.step(room, seq=room.seq, kind=what, body=body, now=now)


def put_vote(room: Room, seat_id: int, ballot: int, chosen: list[str], now: datetime) -> None:
    """Put a vote in the box of the present round."""
    assert room.open_round is not None
    db.session.add(
        Vote(
            room_id=room.id,
            round=room.open_round,
            ballot=ballot,
            participant_id=seat_id,
            chosen=sorted(chosen),
            at=now,
        )
    )
