"""Put together what somebody keeps of the rooms they sat in: their answers, and what was right once it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.live import attendance_queries, queries, reckoning, report, stage, words
from course.live.models import WALL, Participant, Room
from course.live.reckoning import Cell
from course.live.rounds import Round
from course.live.stage import Asked, Stage
from course.presentation import say
from course.versions.queries import load


@dataclass(frozen=True, slots=True)
class RoomRow:
    """Hold one room of somebody's list: the title, and how many rounds they voted in."""

    room: Room
    title: str
    voted: int


@dataclass(frozen=True, slots=True)
class OwnRound:
    """Hold one round of a room for one who sat in it; the votes and what was right only when they had been shown.

    `coached` tells whether the coaching is due: of a line, once the whole truth of the talk has been.
    """

    held: Round
    asked: Asked
    title: str
    cell: Cell
    words: str
    coached: bool


def index(user: User) -> dict[str, Any]:
    """List the rooms somebody sat in, the open ones first."""
    seats = attendance_queries.rooms_attended(user)
    voted = queries.rounds_voted([seat.id for seat in seats])
    rows = [RoomRow(seat.room, say(load(seat.room.version).title), voted.get(seat.id, 0)) for seat in seats]
    return {
        "open_rooms": [row for row in rows if row.room.closed_at is None],
        "past_rooms": [row for row in rows if row.room.closed_at is not None],
        "kinds": words.KINDS,
    }


def past_room(room: Room, seat: Participant, catalogue: Catalogue) -> dict[str, Any]:
    """Gather what one participant may read of a room that is over."""
    held = stage.stage(room, catalogue)
    own = [one for one in held.state.rounds if one.own]
    casts = [report.casting(vote) for vote in queries.own_votes(seat.id)]
    wrote = {one.round: one.words for one in queries.own_messages(seat.id, WALL)}
    result = reckoning.people(
        [reckoning.Asked(one.number, one.kind, one.ballot == 2) for one in own],
        [reckoning.Sitter(seat.id, seat.from_round)],
        casts,
        report.credit_of(held),
        {(seat.id, number) for number in wrote},
    )[0]
    tallies = queries.tallies(room)
    rounds = [
        _round(held, one, cell, tallies, wrote.get(one.number, ""))
        for one, cell in zip(own, result.cells, strict=True)
    ]
    return {
        "room": room,
        "seat": seat,
        "title": held.title,
        "kind": words.KINDS[room.kind],
        "rounds": rounds,
        "result": result,
        "way_names": words.WAYS,
        "reveal": stage.reveal(held) if held.state.truth else None,
    }


def _round(
    held: Stage,
    one: Round,
    cell: Cell,
    tallies: dict[tuple[int, int], queries.Tally],
    wrote: str,
) -> OwnRound:
    first = last = None
    if one.revealed:
        nobody = queries.no_votes()
        first = tallies.get((one.number, 1), nobody)
        last = tallies.get((one.number, 2), nobody) if one.ballot == 2 else None
    asked = stage.lay_out(held, one, first, last, changed=None)
    coached = one.revealed and (one.kind == "question" or held.state.truth)
    return OwnRound(one, asked, asked.title, cell, wrote, coached)
