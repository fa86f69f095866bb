"""Lead a room from a test: open it, seat people, take steps; and run a server that serves it."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from flask import Flask

from course.extensions import db, utc_now
from tests.people import Cast, Person

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Chair:
    """Know a seat that was taken: its number, and the cookie of the browser that took it."""

    id: int
    name: str
    value: str

    @property
    def cookies(self) -> dict[str, str]:
        return {self.name: self.value}


@dataclass
class Hall:
    """Lead one room of 林's; every act has an application context of its own."""

    app: Flask
    room_id: int
    code: str

    def step(self, kind: str, /, **body: Any) -> Any:
        """Take a step at the present place and commit."""
        from course.live import operations
        from course.live.models import Room

        with self.app.app_context():
            room = db.session.get_one(Room, self.room_id)
            state = operations.step(room, seq=room.seq, kind=kind, body=body, now=utc_now())
            db.session.commit()
            return state

    def question(self, ref: str = "q1", *, peer: bool = False) -> Any:
        return self.step("open", kind="question", ref=ref, peer=peer)

    def seat(self, name: str, person: Person | None = None) -> Chair:
        """Seat somebody, as the page does."""
        from course.accounts.models import User
        from course.live import seating, seats
        from course.live.models import Room

        with self.app.app_context():
            room = db.session.get_one(Room, self.room_id)
            user = db.session.get_one(User, person.id) if person is not None else None
            taken = seating.take_seat(room, user, name=name, rng=random.Random(name), now=utc_now())
            db.session.commit()
            value = seats.seal(self.app.config["SECRET_KEY"], taken.id, taken.key)
            return Chair(taken.id, seats.cookie_name(room.id), value)

    def show_out(self, chair: Chair) -> None:
        from course.live import seating
        from course.live.models import Participant, Room

        with self.app.app_context():
            room, seat = (
                db.session.get_one(Room, self.room_id),
                db.session.get_one(Participant, chair.id),
            )
            seating.show_out(room, seat, utc_now())
            db.session.commit()

    def votes(self) -> list[tuple[Any, ...]]:
        """Read the votes that are in the database: who, round, ballot, chosen, changes."""
        from course.live.models import Vote

        with self.app.app_context():
            rows = db.session.query(Vote).order_by(Vote.id).all()
            return [(row.participant_id, row.round, row.ballot, row.chosen, row.changes) for row in rows]


def open_hall(app: Flask, cast: Cast, *, item: str = "first", **settings: Any) -> Hall:
    """Open a room on a quiz."""
    from course.accounts.models import Group, User
    from course.live import operations

    with app.app_context():
        given: dict[str, Any] = {
            "group": db.session.get(Group, cast.group_id),
            "join_mode": "nickname",
            "names_shown": True,
            "peer": True,
            "cap": 2000,
            "teams": 0,
            "rng": random.Random(),
            "now": utc_now(),
            **settings,
        }
        host = db.session.get_one(User, cast.hayashi.id)
        room = operations.open_room(host, app.extensions["catalogue"].quizzes[item], **given)
        db.session.commit()
        return Hall(app, room.id, room.code)


def session_cookie(app: Flask, person: Person) -> dict[str, str]:
    """Sign somebody in and give the cookie of their browser."""
    from tests.people import sign_in_as

    browser = sign_in_as(app, app.test_client(), person)
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return {cookie.key: cookie.value}


@contextmanager
def served(app: Flask, **pace: float) -> Iterator[tuple[str, Any]]:
    """Serve an application in a thread, at a pace of the test's own; give its address and the hub."""
    from course.asgi import application
    from course.live.hub import Pace, make_hub
    from course.serving import Server

    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    hub = make_hub(app, pace=Pace(**pace))
    config = uvicorn.Config(
        application(app, hub=hub), lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    own = Server(config)
    thread = threading.Thread(target=own.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", hub
    finally:
        own.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


class Listener:
    """Listen to one event stream, event by event."""

    def __init__(self, base: str, path: str, cookies: dict[str, str], **headers: str) -> None:
        self._browser = httpx.Client(base_url=base, timeout=10, cookies=cookies)
        request = self._browser.build_request("GET", path, headers=headers)
        self.answer = self._browser.send(request, stream=True)
        self._lines = self.answer.iter_lines() if self.answer.status_code == 200 else iter(())
        self.id = ""

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *error: object) -> None:
        self.answer.close()
        self._browser.close()

    def event(self) -> tuple[str, Any]:
        """Give the next event; a stream that has ended gives ("end", None)."""
        name = ""
        for line in self._lines:
            if line.startswith("id: "):
                self.id = line[4:]
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                return name, json.loads(line[6:])
        return "end", None

    def wait_for(self, name: str, most: int = 500) -> Any:
        """Give the next event of one kind."""
        for _ in range(most):
            found, data = self.event()
            if found == name:
                return data
            assert found != "end", f"the stream ended before {name}"
        raise AssertionError(f"no {name}")


def vote(base: str, hall: Hall, cookies: dict[str, str], choice: Any, **more: Any) -> httpx.Response:
    """Hand a vote in as the script does."""
    fields = {"round": 1, "ballot": 1, "choice": choice, **more}
    return httpx.post(
        f"{base}/room/{hall.code}/votes", json=fields, cookies=cookies, headers=FROM_HERE, timeout=20
    )


def on_a_loop(work: Any) -> Any:
    """Run a coroutine on an event loop of its own."""
    return asyncio.run(work)
