"""Open a room and lead it: the trainer's steps, one event row each."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from course.accounts.models import Group, User
from course.content.catalogue import Entry
from course.extensions import db
from course.live import agenda, bus, queries, rounds, settling
from course.live.codes import make_code
from course.live.models import Room, RoomEvent
from course.roleplay.reach import way_to
from course.roleplay.script import Scenario
from course.versions.operations import pin

MOST_SEATS = 5000
FORGOTTEN_AFTER = timedelta(hours=24)
LED_WITHIN = timedelta(
    hours=3
)  # a step this recent: a course of two days is not closed under its trainer's hand
SETTLED_WITHIN = timedelta(
    days=14
)  # of closing; votes of polls never enter a record, so old rooms are left alone
MOST_TEAMS = 8
TRIES = 20


class MovedOn(Exception):
    """Say that the room has moved on since the page was made; nothing was changed."""


def open_room(  # noqa: PLR0913  each is a choice of the trainer's
    actor: User,
    entry: Entry[Any],
    *,
    group: Group | None,
    join_mode: str,
    names_shown: bool,
    peer: bool,
    cap: int,
    teams: int,
    only: Sequence[str] = (),
    again_of: Room | None = None,
    scene: str = "",
    rng: random.Random,
    now: datetime,
) -> Room:
    """Open a room that runs the item's present version.

    With `scene` the talk of a scenario begins there, and at its beginning where nobody comes to that scene.
    """
    version = pin(entry, now)
    for _ in range(TRIES):
        room = Room(
            code=make_code(rng),
            host_id=actor.id,
            group_id=group.id if group is not None else None,
            kind=entry.kind,
            item_id=entry.id,
            version=version,
            only=list(only),
            seed=rng.getrandbits(31),
            join_mode=join_mode,
            names_shown=names_shown,
            peer=peer,
            cap=cap,
            teams=teams,
            opened_at=now,
            again_of_id=again_of.id if again_of is not None else None,
            notes="",
        )
        try:
            with db.session.begin_nested():
                db.session.add(room)
        except IntegrityError:
            continue  # the code is taken
        way = way_to(entry.item, scene) if scene and isinstance(entry.item, Scenario) else None
        if way:
            step(room, seq=0, kind="begin", body={"scene": scene, "path": list(way)}, now=now)
        return room
    raise RuntimeError("no free code was found")


def step(room: Room, *, seq: int, kind: str, body: Mapping[str, Any], now: datetime) -> rounds.State:
    """Take one step. The same step any number of times makes one row.

    Raises MovedOn when another step stands at `seq` already, rounds.NotNow when this one is not open.
    """
    held = _lock(room.id)
    if seq != held.seq:
        standing = db.session.scalar(
            select(RoomEvent).where(RoomEvent.room_id == held.id, RoomEvent.seq == seq)
        )
        if standing is not None and standing.kind == kind and standing.body == dict(body):
            return queries.state_of(held)
        raise MovedOn(seq)
    state = queries.state_of(held)
    rounds.check(state, kind, body)
    _check_content(held, state, kind, body)
    db.session.add(RoomEvent(room_id=held.id, seq=seq, kind=kind, body=dict(body), at=now))
    after = rounds.step(state, kind, body, now)
    _keep(held, after, now)
    db.session.flush()
    if kind == "close":
        settling.settle(held, after, now)
    bus.tell(held.id, bus.STATE)
    return after


def time_up(room_id: int, now: datetime) -> bool:
    """Lock the ballot of a room whose time is up; False when there is none, or when somebody was faster."""
    room = db.session.get(Room, room_id, populate_existing=True)
    if room is None or room.open_until is None or room.open_until > now:
        return False
    try:
        step(room, seq=room.seq, kind="lock", body={}, now=now)
    except (MovedOn, rounds.NotNow):
        return False
    return True


def close_forgotten(now: datetime) -> int:
    """Do one portion of what rooms have left undone; give how much it was, 0 when nothing is left.

    A room that has been open for more than a day, with nobody leading it for some hours, is closed; votes of closed
    rooms that have not entered their people's records enter them. Commit after every portion and call again until 0:
    each is short, so that nobody else waits long to write.
    """
    forgotten = queries.forgotten_room(now - FORGOTTEN_AFTER, now - LED_WITHIN)
    if forgotten is not None:
        with suppress(MovedOn, rounds.NotNow):
            step(forgotten, seq=forgotten.seq, kind="close", body={}, now=now)
        return 1
    for room in queries.rooms_with_votes_outside_records(now - SETTLED_WITHIN):
        entered = settling.settle(room, queries.state_of(room), now)
        if entered:
            return entered
    return 0


def write_notes(room: Room, notes: str) -> None:
    """Keep the trainer's own notes on a room."""
    room.notes = notes.strip()
    db.session.flush()


def _lock(room_id: int) -> Room:
    """Read a room so that nobody else takes a step before this transaction has ended."""
    return db.session.scalars(
        select(Room).where(Room.id == room_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _check_content(room: Room, state: rounds.State, kind: str, body: Mapping[str, Any]) -> None:
    """Refuse what the item does not have: a question, a section, a line that is not on offer."""
    item = queries.item_of(room)
    fits = True
    if kind == "begin":
        fits = isinstance(item, Scenario) and agenda.leads_to(item, body["path"], body["scene"])
    elif kind == "open" and body["kind"] == "question":
        fits = agenda.question_of(item, body["ref"]) is not None
    elif kind == "open" and body["kind"] == "scene":
        fits = isinstance(item, Scenario) and not agenda.at_end(item, state.path)
    elif kind == "section":
        fits = any(entry.ref == body.get("section") for entry in agenda.entries(item, room.only, state))
    elif kind == "take":
        assert isinstance(item, Scenario)
        fits = body["choice"] in {choice.id for choice in agenda.lines(item, state.path, room.seed)}
    elif kind == "truth":
        fits = isinstance(item, Scenario) and agenda.at_end(item, state.path)
    elif kind == "talk":
        fits = body.get("team") is None or 1 <= body["team"] <= room.teams
    if not fits:
        raise rounds.NotNow("the item has no such thing")


def _keep(room: Room, state: rounds.State, now: datetime) -> None:
    """Write down beside the room what the votes are held against."""
    room.seq = state.seq
    ballot = state.ballot
    room.open_round, room.open_ballot = ballot if ballot is not None else (None, None)
    room.open_until = state.timer.ends_at if ballot is not None and state.timer is not None else None
    if state.closed and room.closed_at is None:
        room.closed_at = now
