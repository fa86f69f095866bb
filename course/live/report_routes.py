"""Serve what is left of a room: its report and the files made of it."""

from __future__ import annotations

from flask import render_template

from course.accounts.access import acting_user
from course.live import report
from course.live.access import load_room
from course.live.routes import bp
from course.live_catalogue import catalogue


@bp.get("/rooms/<int:room_id>/report")
def report_page(room_id: int) -> str:
    """Show how the room went: who was there, each round before and after, what to revisit."""
    room = load_room(acting_user(), room_id)
    return render_template("live/report.html", **report.view(room, catalogue()))
