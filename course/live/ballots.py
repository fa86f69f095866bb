"""Take the votes of many phones in one transaction, and answer each only after the commit.

A vote and the trainer's lock are put in order by the room's row: whoever takes votes holds it until they are committed.
The same vote handed in again, by a phone that missed its answer, changes nothing and is answered again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import Connection, Table, Text, cast, select
from sqlalchemy.dialects import postgresql, sqlite

from course.extensions import db
from course.live import gate
from course.live.models import Room, Vote

GRACE = timedelta(seconds=1)  # for a vote that was on its way when the time ran out
MOST_CHOSEN = 20
KEPT, LATE, CLOSED, NOT_OFFERED = "kept", "late", "closed", "not_offered"
NEXT_ROUND, MOVED_ON, GONE = "next_round", "moved_on", "gone"
log = logging.getLogger("ryorin.live")


class OnOffer(Protocol):
    """Describe what a ballot offers."""

    @property
    def round(self) -> int:
        """Give the number of the round."""
        ...

    @property
    def ballot(self) -> int:
        """Give the number of the ballot in its round."""
        ...

    @property
    def ids(self) -> frozenset[str]:
        """Give the ids that can be voted for."""
        ...

    @property
    def many(self) -> bool:
        """Tell whether several of them may be chosen at once."""
        ...


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold a vote as it was handed in: by whom, for which ballot, for what, and when it arrived."""

    claim: gate.Claim
    round: int
    ballot: int
    chosen: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """Say what became of a vote; `chosen` is what counts for this person in that ballot now."""

    outcome: str
    chosen: tuple[str, ...] = ()
    participant_id: int | None = None


def judge(paper: Paper, room: Any, from_round: int, offer: OnOffer | None) -> str:
    """Decide about a vote of somebody who sits in the room; only KEPT counts."""
    if room.closed_at is not None:
        return CLOSED
    late = room.open_until is not None and paper.at > room.open_until + GRACE
    place = (paper.round, paper.ballot)
    if room.open_round is None or (late and place == (room.open_round, room.open_ballot)):
        return LATE
    if offer is None or not (room.open_round, room.open_ballot) == (offer.round, offer.ballot) == place:
        return MOVED_ON
    if from_round > paper.round:
        return NEXT_ROUND
    right_number = 1 <= len(paper.chosen) <= (MOST_CHOSEN if offer.many else 1)
    return KEPT if right_number and offer.ids.issuperset(paper.chosen) else NOT_OFFERED


class Ballots:
    """Count the votes of one process; what a ballot offers is read once for each step of the trainer's."""

    def __init__(
        self,
        app: Flask,
        offer: Callable[[int], OnOffer | None],
        committed: Callable[[int], None] = lambda room_id: None,
    ) -> None:
        """Take `offer`, which reads what a room's ballot offers, and `committed`, told a room whose votes changed."""
        self._app, self._read_offer, self._committed = app, offer, committed
        self._offers: dict[int, tuple[int, OnOffer | None]] = {}

    def count(self, papers: Sequence[Paper]) -> list[Ruling | None]:
        """Take a batch of votes, each room's in one transaction; None for those that could not be written."""
        rooms: dict[int, list[int]] = defaultdict(list)
        for place, paper in enumerate(papers):
            rooms[paper.claim.room_id].append(place)
        rulings: list[Ruling | None] = [None] * len(papers)
        for room_id, places in rooms.items():
            try:
                ruled = self._count_room(room_id, [papers[place] for place in places])
            except Exception:
                log.exception("votes of room %d could not be written", room_id)
                continue
            for place, ruling in zip(places, ruled, strict=True):
                rulings[place] = ruling
        return rulings

    def _count_room(self, room_id: int, papers: Sequence[Paper]) -> list[Ruling]:
        with self._app.app_context(), db.engine.connect() as connection:
            rulings, kept = self._rule(connection, room_id, papers)
            if kept:
                _write(connection, room_id, kept)
            connection.commit()
        if kept:
            self._committed(room_id)
        return rulings

    def _rule(
        self, connection: Connection, room_id: int, papers: Sequence[Paper]
    ) -> tuple[list[Ruling], list[tuple[Paper, Ruling]]]:
        room = connection.execute(
            select(Room.id, Room.seq, Room.open_round, Room.open_ballot, Room.open_until, Room.closed_at)
            .where(Room.id == room_id)
            # Nobody else's lock of this strength passes before the commit: the trainer's step waits its turn in the
            # queue. The keys of new votes, which refer to the row, do not disturb it.
            .with_for_update(key_share=True)
        ).one_or_none()
        if room is None:
            return [Ruling(GONE)] * len(papers), []
        now = max(paper.at for paper in papers)
        found = gate.seated(connection, self._app, [paper.claim for paper in papers], now)
        people = gate.participants(connection, {seat.participant_id for seat in found if seat is not None})
        offer = self._offer(room)
        standing = _standing(connection, room_id, papers, people)
        rulings, kept = [], []
        for paper, seat in zip(papers, found, strict=True):
            if seat is None:
                rulings.append(Ruling(GONE))
                continue
            number = seat.participant_id
            before = standing.get((paper.round, paper.ballot, number), ())
            outcome = judge(paper, room, people[number].from_round, offer)
            if outcome == KEPT:
                ruling = Ruling(KEPT, paper.chosen, number)
                if before != paper.chosen:
                    standing[paper.round, paper.ballot, number] = paper.chosen
                    kept.append((paper, ruling))
            elif outcome in {LATE, MOVED_ON, CLOSED} and before == paper.chosen:
                ruling = Ruling(KEPT, before, number)  # it had been kept; only the answer got lost
            else:
                ruling = Ruling(outcome, before, number)
            rulings.append(ruling)
        return rulings, kept

    def _offer(self, room: Any) -> OnOffer | None:
        seq, offer = self._offers.get(room.id, (-1, None))
        if room.open_round is not None and seq != room.seq:
            offer = self._read_offer(room.id)
            if len(self._offers) > 1000:
                self._offers.clear()
            self._offers[room.id] = (room.seq, offer)
        return offer


def _standing(
    connection: Connection, room_id: int, papers: Sequence[Paper], people: Mapping[int, Any]
) -> dict[tuple[int, int, int], tuple[str, ...]]:
    """Read the votes that stand for these people in the ballots they name."""
    found: dict[tuple[int, int, int], tuple[str, ...]] = {}
    for number, ballot in {(paper.round, paper.ballot) for paper in papers}:
        rows = connection.execute(
            select(Vote.participant_id, Vote.chosen).where(
                Vote.room_id == room_id,
                Vote.round == number,
                Vote.ballot == ballot,
                Vote.participant_id.in_(list(people)),
            )
        )
        found |= {(number, ballot, row.participant_id): tuple(row.chosen) for row in rows}
    return found


def _write(connection: Connection, room_id: int, kept: Sequence[tuple[Paper, Ruling]]) -> None:
    """Put votes in, each in the place of the same person's earlier one in that ballot, in the order they came."""
    table = Vote.__table__
    assert isinstance(table, Table)
    insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    columns = table.c
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[columns.room_id, columns.round, columns.ballot, columns.participant_id],
            set_={
                "chosen": insert.excluded.chosen,
                "at": insert.excluded.at,
                "changes": columns.changes + 1,
            },
            where=cast(columns.chosen, Text) != cast(insert.excluded.chosen, Text),
        ),
        [
            {
                "room_id": room_id,
                "round": paper.round,
                "ballot": paper.ballot,
                "participant_id": ruling.participant_id,
                "chosen": list(paper.chosen),
                "at": paper.at,
                "changes": 0,
            }
            for paper, ruling in kept
        ],
    )
