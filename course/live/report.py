"""Put together what is left of a room: its rows reckoned once, for the page, the files, and each person's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import gettext as _

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.live import points, queries, reckoning, settling, stage, words
from course.live.access import may_run
from course.live.models import ANONYMOUS, QUESTION, WAITING, WALL, Message, Participant, Room, Vote
from course.live.reckoning import Cell, PersonResult, RoundResult
from course.live.rounds import Round
from course.live.stage import Asked, Stage
from course.presentation import say
from course.roleplay import labels

ROWS = 100  # people on one page of the report; the files hold everybody


@dataclass(frozen=True, slots=True)
class RoundStory:
    """Hold one round as it is told: `taken` are the lines the trainer went on with, `written` what a wall gathered."""

    held: Round
    asked: Asked
    title: str
    kind: str
    phase: str
    result: RoundResult
    taken: tuple[str, ...]
    written: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class PersonStory:
    """Hold one person: the seat, the name as this room may say it, and how they answered."""

    seat: Participant
    name: str
    result: PersonResult


@dataclass(frozen=True, slots=True)
class Story:
    """Hold a room that has been reckoned."""

    stage: Stage
    rounds: tuple[RoundStory, ...]
    people: tuple[PersonStory, ...]
    asked: tuple[reckoning.Asked, ...]

    @property
    def room(self) -> Room:
        """Give the room."""
        return self.stage.room

    @property
    def anonymous(self) -> bool:
        """Tell whether nobody's name belongs here."""
        return self.room.join_mode == ANONYMOUS


def name_of(room: Room, seat: Participant) -> str:
    """Give the name of somebody as the trainer of this room may read it."""
    return _("参加者 %(n)s", n=seat.name) if room.join_mode == ANONYMOUS else seat.name


def tell(room: Room, catalogue: Catalogue) -> Story:
    """Reckon a room from its rows."""
    held = stage.stage(room, catalogue)
    own = [one for one in held.state.rounds if one.own]
    asked = tuple(reckoning.Asked(one.number, one.kind, one.ballot == 2) for one in own)
    votes, walls = queries.votes(room), queries.messages(room, WALL)
    seats = queries.participants(room)
    casts = [casting(vote) for vote in votes]
    credit = credit_of(held)
    results = reckoning.rounds(asked, casts, credit)
    people = reckoning.people(
        asked,
        [reckoning.Sitter(seat.id, seat.from_round, seat.team, seat.kicked_at is not None) for seat in seats],
        casts,
        credit,
        {(one.participant_id, one.round) for one in walls},
    )
    return Story(
        held,
        tuple(_round(held, one, result, walls) for one, result in zip(own, results, strict=True)),
        tuple(
            PersonStory(seat, name_of(room, seat), result) for seat, result in zip(seats, people, strict=True)
        ),
        asked,
    )


def casting(vote: Vote) -> points.Cast:
    """Give a vote as it counts."""
    return points.Cast(vote.participant_id, vote.round, vote.ballot, tuple(vote.chosen))


def credit_of(held: Stage) -> reckoning.Credit:
    """Give the function that says what an answer in a round is worth; equal answers are asked about once."""
    by_number = {one.number: one for one in held.state.rounds}

    @cache
    def credit(number: int, chosen: tuple[str, ...]) -> float | None:
        one = by_number.get(number)
        return points.credit(held.item, one, held.room.seed, chosen) if one is not None else None

    return credit


def _round(held: Stage, one: Round, result: RoundResult, walls: Sequence[Message]) -> RoundStory:
    first = queries.Tally(Counter(result.first.counts), result.first.voters)
    second = result.second
    last = queries.Tally(Counter(second.counts), second.voters) if second is not None else None
    asked = stage.lay_out(
        held, one, first, last, changed=result.changed if second is not None else None, best_line=True
    )
    taken = dict.fromkeys(
        other.taken for other in held.state.rounds if other.tally_of == one.number and other.taken
    )
    names = {bar.id: str(bar.html.striptags()) for bar in asked.bars}
    return RoundStory(
        held=one,
        asked=asked,
        title=_title(held, one, asked),
        kind=str(words.ROUND_KINDS[one.kind]),
        phase=words.phase(one),
        result=result,
        taken=tuple(names[line] for line in taken if line in names),
        written=tuple(message for message in walls if message.round == one.number),
    )


def _title(held: Stage, one: Round, asked: Asked) -> str:
    if one.kind != "scene" or held.scenario is None:
        return asked.title
    spoken = stage.talk(held, one.path)
    assert spoken is not None
    return say(spoken.scene.title)


def view(actor: User, story: Story, page: int) -> dict[str, Any]:
    """Gather what the report shows; `page` counts the pages of people from 1."""
    held, room = story.stage, story.room
    pages = max(1, -(-len(story.people) // ROWS))
    page = min(max(page, 1), pages)
    by_number = {one.held.number: one for one in story.rounds}
    revisits = reckoning.revisit(
        [one.result for one in story.rounds], {one.held.number: _what(one.held) for one in story.rounds}
    )
    questions = queries.messages(room, QUESTION)
    return {
        "story": story,
        "room": room,
        "title": held.title,
        "begun": stage.begun(held),
        "kind": words.KINDS[room.kind],
        "shown": story.people[(page - 1) * ROWS : page * ROWS],
        "page": page,
        "pages": pages,
        "revisits": [_revisit(held, by_number[one.number], one) for one in revisits],
        "questions_again": ",".join(dict.fromkeys(by_number[one.number].held.ref for one in revisits)),
        "can_reopen": _in_catalogue(held),
        "in_need": _in_need(story),
        "teams": teams(story),
        "ways": ways(held),
        "open_questions": [one for one in questions if one.state == WAITING],
        "other_questions": [one for one in questions if one.state != WAITING],
        "states": words.MESSAGE_STATES,
        "signs": words.MARK_SIGNS,
        "marks": words.MARKS,
        "way_signs": words.WAY_SIGNS,
        "way_names": words.WAYS,
        "answer": answer,
        "name_of": lambda seat: name_of(room, seat),
        "chain": [one for one in queries.chain(room) if may_run(actor, one)],
        "waiting": settling.waiting(room, held.state),
        "facts": _facts(story),
    }


def _facts(story: Story) -> dict[str, Any]:
    """Count what stands at the top: people, answers, and the best answers before and after talking."""
    there = [one for one in story.people if one.seat.kicked_at is None]
    twice = [
        (one.result.first.percent, one.result.second.percent)
        for one in story.rounds
        if one.result.second is not None
    ]
    pairs = [(before, after) for before, after in twice if before is not None and after is not None]
    answered, possible = (sum(getattr(one.result, name) for one in there) for name in ("answered", "open"))
    return {
        "people": len(there),
        "rounds": len(story.rounds),
        "taking_part": round(100 * answered / possible) if possible else None,
        "before": round(sum(before for before, _after in pairs) / len(pairs)) if pairs else None,
        "after": round(sum(after for _before, after in pairs) / len(pairs)) if pairs else None,
    }


def _what(one: Round) -> str:
    """Name what a round asked, so that the same question asked twice is known to be the same."""
    if one.kind == "question":
        return f"question/{one.ref}"
    return f"scene/{'/'.join(one.path)}" if one.kind == "scene" else f"{one.kind}/{one.number}"


def _revisit(held: Stage, one: RoundStory, why: reckoning.Revisit) -> dict[str, Any]:
    return {
        "round": one,
        "why": words.revisit(why),
        "reason": why.reason,
        "lesson": _lesson(held, one.held),
        "scene": _scene(held, one.held),
    }


def _scene(held: Stage, one: Round) -> str | None:
    """Name the scene a round was about; None where it was about none."""
    spoken = stage.talk(held, one.path) if one.kind == "scene" else None
    return spoken.scene.id if spoken is not None else None


def _lesson(held: Stage, one: Round) -> tuple[str, str] | None:
    """Name the lesson to read again, and the place in it; None when the course has none for this item."""
    item, lessons = held.item, held.catalogue.lessons
    lesson_id = held.room.item_id if held.room.kind == "lesson" else getattr(item, "lesson", "")
    if lesson_id not in lessons:
        return None
    return lesson_id, one.ref if held.room.kind == "lesson" else ""


def _in_catalogue(held: Stage) -> bool:
    shelves = {
        "lesson": held.catalogue.lessons,
        "quiz": held.catalogue.quizzes,
        "scenario": held.catalogue.scenarios,
    }
    shelf: Any = shelves[held.room.kind]
    return held.room.item_id in shelf


def _in_need(story: Story) -> list[PersonStory]:
    """List who may want a word of help; never in a room without names."""
    if story.anonymous:
        return []
    by_id = {one.seat.id: one for one in story.people}
    known = {one.seat.id for one in story.people if one.seat.kicked_at is None}
    found = reckoning.in_need([one.result for one in story.people], known)
    return [by_id[number] for number in found]


def teams(story: Story) -> list[dict[str, Any]]:
    """Score the teams by the answers that stood in the rounds that were revealed, as the room saw it."""
    revealed = {one.held.number for one in story.rounds if one.held.revealed}
    members = {
        one.seat.id: one.seat.team
        for one in story.people
        if one.seat.team is not None and one.seat.kicked_at is None
    }
    credits = reckoning.finals(story.asked, [one.result for one in story.people])
    scores = points.team_scores({key: value for key, value in credits.items() if key[1] in revealed}, members)
    spoken = story.stage.state.talk
    return [
        {
            "number": team,
            "people": sum(one == team for one in members.values()),
            "score": scores.get(team),
            "seconds": spoken.get(team, 0.0),
        }
        for team in range(1, story.room.teams + 1)
    ]


def ways(held: Stage) -> list[dict[str, Any]]:
    """List the ways a talk went in this room, in the order they were run: the lines, and how each ended."""
    given = held.state.given
    if held.scenario is None or (len(held.state.path) == given and not held.state.trips):
        return []
    paths = dict.fromkeys((*(trip.path for trip in held.state.trips), held.state.path))
    found = []
    for path in paths:
        spoken = stage.talk(held, path)
        if spoken is None or len(path) <= given:
            continue
        end = spoken.scene.end
        found.append(
            {
                "lines": [say(moment.chosen.label) for moment in spoken.moments[given:]],
                "outcome": labels.OUTCOMES[end.outcome] if end is not None else None,
                "tone": labels.OUTCOME_TONES[end.outcome] if end is not None else "",
                "contracts": stage.expected(held, spoken),
            }
        )
    return found


def options_by_number(one: RoundStory, cell_ids: Sequence[str]) -> str:
    """Name options by the numbers the screens gave them: "2", "1, 3"."""
    places = {bar.id: bar.number for bar in one.asked.bars}
    return ", ".join(str(places[option]) for option in cell_ids if option in places)


def answer(one: RoundStory, cell: Cell) -> str:
    """Write a cell's answer by number, with the one before it where it changed: "2 → 3"."""
    last = options_by_number(one, cell.last)
    return f"{options_by_number(one, cell.first)} → {last}" if cell.way else last
