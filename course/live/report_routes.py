"""Serve what is left of a room: its report, the files made of it, and each participant's own rooms."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from course.accounts.access import acting_user
from course.audit.seen import saw
from course.extensions import utc_now
from course.live import mine, report, report_files
from course.live.access import load_room
from course.live.report import Story
from course.live.routes import bp
from course.live_catalogue import catalogue
from course.spreadsheets import csv_files, workbooks


@bp.get("/rooms/<int:room_id>/report")
def report_page(room_id: int) -> str:
    """Show how the room went: who was there, each round before and after, what to revisit."""
    story = _story(room_id)
    page = request.args.get("page", 1, type=int)
    view = report.view(acting_user(), story, page)
    return render_template("live/report.html", **view, tables=report_files.titles(story))


@bp.get("/rooms/<int:room_id>/report.xlsx")
def report_workbook(room_id: int) -> Response:
    """Give the report as a workbook."""
    story = _story(room_id)
    name = report_files.name_for(story, "xlsx")
    body = report_files.workbook(story, utc_now())
    return Response(body, content_type=workbooks.TYPE, headers=report_files.headers(name))


@bp.get("/rooms/<int:room_id>/report.csv")
def report_table(room_id: int) -> Response:
    """Give one table of the report as CSV; `table` names it, by default everybody's answers."""
    story = _story(room_id)
    table = request.args.get("table", report_files.DEFAULT_TABLE)
    if table not in report_files.SHEETS:
        abort(404)
    name = report_files.name_for(story, "csv", table)
    body = report_files.table(story, table)
    return Response(body, content_type=csv_files.TYPE, headers=report_files.headers(name))


@bp.get("/rooms/mine")
def my_rooms() -> str:
    """List the rooms the reader sat in."""
    return render_template("live/mine.html", **mine.index(acting_user()))


def _story(room_id: int) -> Story:
    """Reckon a room that the reader may run, and note whose answers they are about to read."""
    story = report.tell(load_room(acting_user(), room_id), catalogue())
    if not story.anonymous:
        saw([one.seat.user_id for one in story.people if one.seat.user_id is not None], "room")
    return story
