"""Put together the pages of rooms that are not a live screen: the list, the form, the way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from course.accounts.models import Group, User
from course.accounts.queries import led_groups
from course.certificates.pages import qr_code
from course.content.catalogue import Catalogue, Entry
from course.live import queries, screens, stage
from course.live.models import Participant, Room
from course.live.words import REFUSALS
from course.presentation import say
from course.roleplay.reach import way_to
from course.roleplay.script import Scenario
from course.versions.queries import load

VOTE_REFUSALS = {key: REFUSALS[key] for key in ("late", "next_round", "not_offered", "moved_on")}


@dataclass(frozen=True, slots=True)
class RoomRow:
    """Hold one room of the list."""

    room: Room
    title: str
    people: int


def index(actor: User) -> dict[str, Any]:
    """Gather the rooms the actor may run."""
    rooms = queries.rooms_of(actor)
    sizes = queries.sizes(rooms)
    rows = [RoomRow(room, say(load(room.version).title), sizes.get(room.id, 0)) for room in rooms]
    return {
        "open_rooms": [row for row in rows if row.room.closed_at is None],
        "past_rooms": [row for row in rows if row.room.closed_at is not None],
    }


def choices(catalogue: Catalogue) -> dict[str, Any]:
    """List everything a room can run."""
    scenarios = sorted(catalogue.scenarios.values(), key=lambda entry: (entry.item.level, entry.id))
    return {
        "kinds": (
            ("scenario", scenarios),
            ("quiz", list(catalogue.quizzes.values())),
            ("lesson", list(catalogue.lessons.values())),
        )
    }


def entry_of(catalogue: Catalogue, kind: str, item_id: str) -> Entry[Any] | None:
    """Find a lesson, a quiz or a scenario."""
    shelf: Any = {
        "lesson": catalogue.lessons,
        "quiz": catalogue.quizzes,
        "scenario": catalogue.scenarios,
    }.get(kind, {})
    found: Entry[Any] | None = shelf.get(item_id)
    return found


def groups_of(actor: User) -> Sequence[Group]:
    """List the groups a room can belong to."""
    return led_groups(actor)


def wanted_questions(entry: Entry[Any], asked: str) -> list[str]:
    """Read which questions of a quiz are wanted, as they stand in an address; unknown ones are left out."""
    known = {question.id for question in getattr(entry.item, "questions", ())}
    return [ref for ref in asked.split(",") if ref in known]


def beginning(entry: Entry[Any], scene_id: str) -> dict[str, Any]:
    """Say where a talk can begin, other than at its beginning, when a scene is asked for.

    `begun` tells how it comes there; `nowhere` says that it cannot begin there any more.
    """
    scenario = entry.item
    if not scene_id or not isinstance(scenario, Scenario) or scene_id == scenario.start:
        return {"begun": None, "nowhere": False}
    way = way_to(scenario, scene_id)
    return {"begun": stage.so_far(scenario, way) if way else None, "nowhere": not way}


def join_address(room: Room) -> str:
    """Give the whole address at which one joins a room."""
    return url_for("live.phone", code=room.code, _external=True)


def screen(room: Room, kind: str, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather a screen of the trainer's as it stands now."""
    held = stage.stage(room, catalogue)
    return {
        "room": room,
        "held": held,
        "title": held.title,
        "body": Markup(screens.fragment(held, kind, now, door=door(room))),  # noqa: S704  # our own template
        "facts": screens.facts(held, kind, now),
        "door": door(room),
        "refusals": VOTE_REFUSALS,
    }


def phone(room: Room, seat: Participant, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather a participant's screen as it stands now."""
    held = stage.stage(room, catalogue)
    return {
        "room": room,
        "held": held,
        "seat": seat,
        "title": held.title,
        "body": Markup(screens.fragment(held, screens.PHONE, now, seat)),  # noqa: S704  # our own template
        "facts": screens.facts(held, screens.PHONE, now),
        "own": screens.own(seat.id),
        "refusals": VOTE_REFUSALS,
    }


def door(room: Room) -> dict[str, Any]:
    """Give what the way in looks like from where this page is read: the host to type, and the QR code."""
    return {"host": request.host, "qr": qr_code(join_address(room))}
