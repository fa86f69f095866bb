"""Decide who opens a stream or hands in a vote, for many at once, and see whose right to it has ended.

Nothing here knows a request: what a browser says of itself is a `Claim`, made of two cookies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy import Connection, select
from sqlalchemy.orm import joinedload

from course.accounts.models import Membership, SignIn, User
from course.accounts.sessions import TOKEN_KEY
from course.config import ABSOLUTE_SESSION
from course.extensions import db, utc_now
from course.live import access, seats
from course.live.models import Participant, Room

AT_ONCE = 500  # ids in one query


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold what a browser says of itself: the cookie of its seat in the room, and its session."""

    room_id: int
    seat: str
    session: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Know one living sign-in: whose it is, and the fingerprint of its token."""

    user_id: int
    token_hash: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """Know a participant who has shown their cookie; `token_hash` is of the sign-in that goes with a person's seat."""

    participant_id: int
    room_id: int
    key: str
    token_hash: str | None


@dataclass(frozen=True, slots=True)
class Host:
    """Know somebody who runs a room."""

    room_id: int
    user_id: int
    token_hash: str
    language: str | None


def session_of(app: Flask, cookie: str) -> dict[str, Any]:
    """Read a session cookie; empty when it is forged, too old or none."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    if not cookie or serializer is None:
        return {}
    try:
        kept = serializer.loads(cookie, max_age=int(app.permanent_session_lifetime.total_seconds()))
    except BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}


def sign_ins(
    connection: Connection, app: Flask, cookies: Iterable[str], now: datetime
) -> dict[str, SignedIn]:
    """Find the living sign-ins behind some session cookies."""
    wanted: dict[str, tuple[str, str]] = {}
    for cookie in set(cookies):
        session = session_of(app, cookie)
        token, person = session.get(TOKEN_KEY), session.get("_user_id")
        if isinstance(token, str) and isinstance(person, str):
            wanted[cookie] = (hashlib.sha256(token.encode()).hexdigest(), person)
    living = _living(connection, {token_hash for token_hash, _ in wanted.values()}, now)
    found: dict[str, SignedIn] = {}
    for cookie, (token_hash, person) in wanted.items():
        row = living.get(token_hash)
        if row is not None and row.fs_uniquifier == person:
            found[cookie] = SignedIn(row.user_id, token_hash, row.language)
    return found


def _living(connection: Connection, hashes: Iterable[str], now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _chunks(sorted(hashes)):
        rows = connection.execute(
            select(SignIn.token_hash, SignIn.user_id, User.fs_uniquifier, User.language)
            .join(User, User.id == SignIn.user_id)
            .where(
                SignIn.token_hash.in_(some),
                SignIn.ended_at.is_(None),
                SignIn.created_at > now - ABSOLUTE_SESSION,
                User.active,
            )
        )
        found |= {row.token_hash: row for row in rows}
    return found


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def participants(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    """Read the participants with these ids: room, key, person, first round, and whether they were shown out."""
    found: dict[int, Any] = {}
    for some in _chunks(sorted(ids)):
        rows = connection.execute(
            select(
                Participant.id,
                Participant.room_id,
                Participant.key,
                Participant.user_id,
                Participant.from_round,
                Participant.kicked_at,
            ).where(Participant.id.in_(some))
        )
        found |= {row.id: row for row in rows}
    return found


def seated(connection: Connection, app: Flask, claims: Sequence[Claim], now: datetime) -> list[Seat | None]:
    """Find whose seats some claims are; None for a claim that is no good."""
    numbers = {claim: seats.number_in(claim.seat) for claim in claims}
    rows = participants(connection, {number for number in numbers.values() if number is not None})
    secret = str(app.config["SECRET_KEY"])
    sealed = {}
    for claim, number in numbers.items():
        row = rows.get(number) if number is not None else None
        if (
            row is not None
            and row.room_id == claim.room_id
            and row.kicked_at is None
            and seats.is_sealed(secret, claim.seat, row.id, row.key)
        ):
            sealed[claim] = row
    signed = sign_ins(
        connection, app, [claim.session for claim, row in sealed.items() if row.user_id is not None], now
    )
    found: list[Seat | None] = []
    for claim in claims:
        row = sealed.get(claim)
        person = signed.get(claim.session)
        if row is None or (row.user_id is not None and (person is None or person.user_id != row.user_id)):
            found.append(None)
            continue
        token_hash = person.token_hash if person is not None and row.user_id is not None else None
        found.append(Seat(row.id, row.room_id, row.key, token_hash))
    return found


def find_seats(app: Flask, claims: Sequence[Claim]) -> list[Seat | None]:
    """Find whose seats some claims are, in a thread of its own."""
    with app.app_context(), db.engine.connect() as connection:
        return seated(connection, app, claims, utc_now())


def find_host(app: Flask, room_id: int, session: str) -> Host | None:
    """Find the person who signed in with this session, if they may run the room."""
    with app.app_context():
        with db.engine.connect() as connection:
            signed = sign_ins(connection, app, [session], utc_now()).get(session)
        if signed is None or not _may_run(signed.user_id, room_id):
            return None
        return Host(room_id, signed.user_id, signed.token_hash, signed.language)


def _may_run(user_id: int, room_id: int) -> bool:
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .options(joinedload(User.roles), joinedload(User.memberships).joinedload(Membership.group))
        .execution_options(populate_existing=True)
    )
    room = db.session.get(Room, room_id)
    return user is not None and room is not None and access.may_run(user, room)


def lost(app: Flask, holders: Iterable[Seat | Host]) -> set[Seat | Host]:
    """Name those whose right has ended: shown out, signed out, switched off, or no longer leading."""
    everybody = set(holders)
    seated_ones = [one for one in everybody if isinstance(one, Seat)]
    gone: set[Seat | Host] = set()
    with app.app_context():
        with db.engine.connect() as connection:
            rows = participants(connection, {seat.participant_id for seat in seated_ones})
            hashes = {one.token_hash for one in everybody if one.token_hash is not None}
            living = _living(connection, hashes, utc_now())
        for seat in seated_ones:
            row = rows.get(seat.participant_id)
            if row is None or row.kicked_at is not None or row.key != seat.key:
                gone.add(seat)
        gone |= {one for one in everybody if one.token_hash is not None and one.token_hash not in living}
        hosts = [one for one in everybody - gone if isinstance(one, Host)]
        gone |= {host for host in hosts if not _may_run(host.user_id, host.room_id)}
    return gone
