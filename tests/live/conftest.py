"""Give the tests of live rooms a small course and a trainer's hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from course.extensions import db, utc_now
from tests.people import Cast
from tests.small_course import write_course


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("live-content"))


@pytest.fixture
def app_settings(small_content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [small_content], "RATELIMIT_ENABLED": False}


@dataclass
class Hand:
    """Hold the trainer's hand on one room, inside an application context."""

    room_id: int

    @property
    def room(self) -> Any:
        from course.live.models import Room

        return db.session.get_one(Room, self.room_id, populate_existing=True)

    @property
    def state(self) -> Any:
        from course.live import queries

        return queries.state_of(self.room)

    def step(self, kind: str, /, **body: Any) -> Any:
        """Take a step at the present place and commit."""
        from course.live import operations

        room = self.room
        state = operations.step(room, seq=room.seq, kind=kind, body=body, now=utc_now())
        db.session.commit()
        return state

    def question(self, ref: str = "q1", *, peer: bool = False) -> Any:
        return self.step("open", kind="question", ref=ref, peer=peer)

    def scene(self, *, peer: bool = False) -> Any:
        return self.step("open", kind="scene", peer=peer)

    def seat(self, name: str = "", user_id: int | None = None) -> Any:
        """Seat somebody and commit."""
        from course.accounts.models import User
        from course.live import seating

        user = db.session.get_one(User, user_id) if user_id is not None else None
        seat = seating.take_seat(self.room, user, name=name, rng=random.Random(name), now=utc_now())
        db.session.commit()
        return seat

    def vote(self, seat: Any, *chosen: str, ballot: int | None = None) -> Any:
        """Put a vote in the box, as the event loop does, and commit."""
        from course.live.models import Vote

        held = self.state.round
        vote = Vote(
            room_id=self.room_id,
            round=held.number,
            ballot=ballot or held.ballot,
            participant_id=seat.id,
            chosen=sorted(chosen),
            at=utc_now(),
            changes=0,
        )
        db.session.add(vote)
        db.session.commit()
        return vote


Opening = Callable[..., Hand]


@pytest.fixture
def opened(app: Flask, cast: Cast) -> Iterator[Opening]:
    """Give a function that opens a room of 林's, inside an application context."""
    from course.accounts.models import Group, User
    from course.live import operations

    with app.app_context():

        def make(kind: str = "quiz", item: str = "first", **settings: Any) -> Hand:
            catalogue = app.extensions["catalogue"]
            shelf = {"quiz": catalogue.quizzes, "lesson": catalogue.lessons, "scenario": catalogue.scenarios}
            given: dict[str, Any] = {
                "group": db.session.get(Group, cast.group_id),
                "join_mode": "nickname",
                "names_shown": True,
                "peer": True,
                "cap": 50,
                "teams": 0,
                "rng": random.Random(7),
                "now": utc_now() - timedelta(minutes=5),
                **settings,
            }
            host = db.session.get_one(User, cast.hayashi.id)
            room = operations.open_room(host, shelf[kind][item], **given)
            db.session.commit()
            return Hand(room.id)

        yield make
