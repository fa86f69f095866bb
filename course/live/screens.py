"""Render what each screen of a room shows, and pack it for the stream."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from course.extensions import db, utc_now
from course.live import agenda, points, queries, stage, words
from course.live.models import QUESTION, SHOWN, WAITING, WALL, Participant, Room, Vote
from course.live.stage import Stage
from course.live_catalogue import catalogue
from course.roleplay import labels
from course.roleplay.prose import prose

PHONE, PROJECTOR, REMOTE = "phone", "projector", "remote"
SCREENS = (PHONE, PROJECTOR, REMOTE)
MOST_NAMES = 60  # on the projector before the first round
TOP = 10  # places of the leaderboard


def payload(room_id: int, screen: str, language: str) -> dict[str, Any] | None:
    """Pack what a screen shows now, for every stream of its kind; None when the room is gone.

    `version` names this very picture; `html` is the fragment; `data` is what the script needs beside it.
    """
    room = db.session.get(Room, room_id, populate_existing=True)
    if room is None:
        return None
    now = utc_now()
    with current_app.test_request_context("/"), force_locale(language):
        held = stage.stage(room, catalogue())
        html = fragment(held, screen, now)
        data = facts(held, screen, now)
    mark = zlib.crc32(html.encode()) ^ zlib.crc32(repr(sorted(data.items())).encode())
    return {"seq": held.state.seq, "version": f"{held.state.seq}.{mark:08x}", "html": html, "data": data}


def facts(held: Stage, screen: str, now: datetime) -> dict[str, Any]:
    """Give the script what it must reckon with: the ballot, and the seconds left."""
    timer, ballot = held.state.timer, held.state.ballot
    found: dict[str, Any] = {
        "round": ballot[0] if ballot else None,
        "ballot": ballot[1] if ballot else None,
        "ends_at": timer.ends_at.timestamp() if timer is not None and timer.ends_at is not None else None,
        "left": timer.left if timer is not None and timer.ends_at is None else None,
        "closed": held.state.closed,
    }
    if screen != PHONE:
        found["counts"] = counts(held, now)
    return found


def counts(held: Stage, now: datetime) -> dict[str, Any]:
    """Count what moves while votes come in: who is here, who has voted, hands, questions."""
    there = queries.attendance(held.room, held.state.round, now)
    return {
        "joined": there.joined,
        "present": there.present,
        "voting": there.voting,
        "voted": there.voted,
        "complete": there.complete,
        "hands": len(queries.hands(held.room)),
        "questions": queries.open_questions(held.room),
    }


def own(participant_id: int) -> dict[str, Any] | None:
    """Give what is one participant's own: their name, their votes, from which round they play."""
    seat = db.session.get(Participant, participant_id, populate_existing=True)
    if seat is None:
        return None
    votes = {f"{vote.round}.{vote.ballot}": vote.chosen for vote in queries.own_votes(participant_id)}
    return {
        "name": seat.name,
        "team": seat.team,
        "from_round": seat.from_round,
        "hand": seat.hand_at is not None,
        "out": seat.kicked_at is not None,
        "votes": votes,
    }


def fragment(
    held: Stage,
    screen: str,
    now: datetime,
    seat: Participant | None = None,
    door: dict[str, Any] | None = None,
) -> str:
    """Render the part of a screen that changes.

    With `seat`, a phone's, with its owner's votes filled in; with `door`, the way in, which only a request knows.
    """
    view = {PHONE: _phone, PROJECTOR: _projector, REMOTE: _remote}[screen](held, now)
    if seat is not None:
        view["own"] = _own_view(held, seat)
    return render_template(f"live/{screen}_body.html", held=held, screen=screen, door=door or {}, **view)


def _shared(held: Stage) -> dict[str, Any]:
    """Gather what a room may know now, whichever screen asks."""
    now = held.state.round
    revealed = now is not None and now.revealed
    spoken = stage.talk(held)
    in_talk = now is not None and now.kind == "scene"
    return {
        "own": None,
        "room": held.room,
        "state": held.state,
        "round": now,
        "asked": stage.asked(held, results=revealed),
        "phase": words.phase(now) if now is not None else "",
        "section": stage.section(held) if stage.in_section(held) else None,
        "talk": spoken,
        "scenario": held.scenario,
        "begun": stage.begun(held) if held.state.at_beginning else None,
        "took": in_talk and now is not None and now.taken is not None,
        "board": stage.board(held, spoken) if held.state.path else None,
        "branches_shown": stage.branches(held, spoken),
        "truth_html": stage.reveal(held) if held.state.truth else None,
        "ending": _ending(held, spoken) if held.state.truth else None,
        "wall": _wall(held, {SHOWN}),
    }


def _phone(held: Stage, now: datetime) -> dict[str, Any]:
    return {**_shared(held), "refusals": words.REFUSALS}


def _projector(held: Stage, now: datetime) -> dict[str, Any]:
    view = _shared(held)
    view["counts"] = counts(held, now)
    if held.state.screen == "lobby" and held.room.names_shown:
        seats = [seat for seat in queries.participants(held.room) if seat.kicked_at is None]
        view["seats"], view["more"] = seats[:MOST_NAMES], max(0, len(seats) - MOST_NAMES)
    if held.state.screen in {"teams", "leaders"}:
        view |= standings(held)
    view["questions"] = [one for one in queries.messages(held.room, QUESTION) if one.state == SHOWN]
    return view


def _remote(held: Stage, now: datetime) -> dict[str, Any]:
    view = _shared(held)
    asked = stage.asked(held, results=True)
    following = agenda.next_action(
        held.item,
        held.room.only,
        held.state,
        peer=held.room.peer,
        majority=asked.majority if asked is not None else None,
    )
    seats = queries.participants(held.room)
    view |= {
        "asked": asked,
        "following": following,
        "following_fields": _fields(following) if following is not None else {},
        "following_words": words.next_step(following, held.state) if following is not None else "",
        "steps": held.state.next_steps(),
        "entries": agenda.entries(held.item, held.room.only, held.state),
        "counts": counts(held, now),
        "missing": queries.missing(held.room, view["round"], now) if held.state.ballot else (),
        "seats": seats,
        "hands": queries.hands(held.room),
        "questions": queries.messages(held.room, QUESTION),
        "wall": _wall(held, {SHOWN, WAITING, "put_away"}),
        "pulses": words.PULSES,
        "trainer_html": prose(held.scenario.trainer) if held.scenario and held.scenario.trainer else None,
        "at_end": held.scenario is not None and agenda.at_end(held.scenario, held.state.path),
    }
    return view


def standings(held: Stage) -> dict[str, Any]:
    """Reckon the teams' scores and the leaderboard from the votes that stand."""
    rounds = {one.number: one for one in held.state.rounds if one.own and one.revealed}
    casts = [
        points.Cast(vote.participant_id, vote.round, vote.ballot, tuple(vote.chosen))
        for vote in queries.votes(held.room)
        if vote.round in rounds
    ]
    credits = {}
    for key, cast in points.finals(casts).items():
        value = points.credit(held.item, rounds[cast.round], held.room.seed, cast.chosen)
        if value is not None:
            credits[key] = value
    seats = {seat.id: seat for seat in queries.participants(held.room) if seat.kicked_at is None}
    teams = {seat.id: seat.team for seat in seats.values() if seat.team is not None}
    scores = points.team_scores(credits, teams)
    sizes = {team: sum(one == team for one in teams.values()) for team in range(1, held.room.teams + 1)}
    return {
        "teams": [
            {
                "number": team,
                "score": scores.get(team),
                "people": sizes[team],
                "seconds": held.state.talk.get(team, 0.0),
            }
            for team in range(1, held.room.teams + 1)
        ],
        "leaders": [
            {"place": place, "seat": seats[one.participant], "points": one.points, "rounds": one.rounds}
            for place, one in enumerate(points.ranking(credits)[:TOP], start=1)
            if one.participant in seats
        ],
    }


def _wall(held: Stage, states: set[str]) -> list[Any]:
    now = held.state.round
    if now is None or now.kind != "wall":
        return []
    return [one for one in queries.messages(held.room, WALL, now.number) if one.state in states]


def _fields(following: agenda.Next) -> dict[str, Any]:
    """Give the fields of the main button's form; whether the room votes twice is the room's business."""
    body = {name: value for name, value in following.body.items() if name != "peer"}
    if "kind" in body:
        body["round_kind"] = body.pop("kind")
    return body


def _ending(held: Stage, spoken: Any) -> dict[str, Any] | None:
    end = spoken.scene.end if spoken is not None else None
    if end is None:
        return None
    return {
        "outcome": labels.OUTCOMES[end.outcome],
        "tone": labels.OUTCOME_TONES[end.outcome],
        "buyer": labels.BUYER[end.buyer],
    }


def _own_view(held: Stage, seat: Participant) -> dict[str, Any]:
    """Gather what a page without script must show of its owner's."""
    now = held.state.round
    mine: list[Vote] = list(queries.own_votes(seat.id))
    in_round = {vote.ballot: vote.chosen for vote in mine if now is not None and vote.round == now.tally_of}
    return {
        "seat": seat,
        "waits": now is not None and now.voting and seat.from_round > now.number,
        "chosen": in_round.get(now.ballot, []) if now is not None else [],
        "before": in_round.get(1, []),
        "voted": now is not None and now.ballot in in_round,
    }
