"""Work out how a room went, from its rows."""

from __future__ import annotations

from typing import Any

from course.content.catalogue import Catalogue
from course.live import queries, stage
from course.live.models import Room


def view(room: Room, catalogue: Catalogue) -> dict[str, Any]:
    """Gather what the report shows."""
    held = stage.stage(room, catalogue)
    return {
        "room": room,
        "title": held.title,
        "seats": queries.participants(room),
        "rounds": held.state.rounds,
    }
