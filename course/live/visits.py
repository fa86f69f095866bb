"""Put together how somebody took part in the rooms they came to, for those who lead them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.live import attendance_queries as came
from course.live import queries, report, rounds, words
from course.live.access import may_run
from course.live.models import WALL, Participant, Room, Vote
from course.live.stage import Stage
from course.versions.queries import VersionLost

OVER = frozenset({"locked", "revealed"})


@dataclass(frozen=True, slots=True)
class Visit:
    """Hold one room somebody came to: in how many of the rounds open to them they voted, and how many votes were best.

    `graded` counts the votes that can be best: in a poll nothing is. `readable` says that the report may be opened.
    """

    room: Room
    title: str
    kind: str
    at: datetime
    rounds: int
    voted: int
    graded: int
    first_best: int
    last_best: int
    readable: bool


@dataclass(frozen=True, slots=True)
class Visits:
    """Hold the latest rooms somebody came to, and how many there were in all."""

    latest: tuple[Visit, ...]
    number: int

    @property
    def more(self) -> int:
        """Count the rooms that are not listed."""
        return self.number - len(self.latest)


def visits(actor: User, person: User, catalogue: Catalogue, limit: int) -> Visits:
    """List the latest rooms a person came to. Whoever sat in a room without names was a number there, and stays one."""
    seats = came.rooms_attended(person, limit, named=True)
    events, votes = came.events_of_rooms(seats), came.votes_of_seats(seats)
    latest = tuple(
        _visit(actor, seat, rounds.fold(events.get(seat.room_id, ())), votes.get(seat.id, ()), catalogue)
        for seat in seats
    )
    return Visits(latest, came.number_attended(person) if len(seats) == limit else len(seats))


def _visit(
    actor: User, seat: Participant, state: rounds.State, votes: Sequence[Vote], catalogue: Catalogue
) -> Visit:
    room, kind, readable = seat.room, str(words.KINDS[seat.room.kind]), may_run(actor, seat.room)
    try:
        held = Stage(room, queries.item_of(room), state, catalogue)
    except VersionLost:
        return Visit(room, room.item_id, kind, seat.joined_at, 0, 0, 0, 0, 0, readable=False)
    # While a round is going on nobody is told whether a vote is best.
    over = [one for one in state.rounds if one.own and one.kind != WALL and one.phase in OVER]
    chosen = _by_round(votes)
    credit = report.credit_of(held)
    graded = [
        (first, last)
        for one in over
        if (ballots := chosen.get(one.number))
        and (first := credit(one.number, ballots[min(ballots)])) is not None
        and (last := credit(one.number, ballots[max(ballots)])) is not None
    ]
    return Visit(
        room=room,
        title=held.title,
        kind=kind,
        at=seat.joined_at,
        rounds=sum(one.number >= seat.from_round for one in over),
        voted=sum(one.number in chosen for one in over),
        graded=len(graded),
        first_best=sum(first >= 1.0 for first, _last in graded),
        last_best=sum(last >= 1.0 for _first, last in graded),
        readable=readable,
    )


def _by_round(votes: Sequence[Vote]) -> Mapping[int, Mapping[int, tuple[str, ...]]]:
    found: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for vote in votes:
        found[vote.round][vote.ballot] = tuple(vote.chosen)
    return found
