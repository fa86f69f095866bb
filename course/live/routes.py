"""Serve the trainer's side of live rooms: the list, opening one, the remote, the projector and every step."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from course.accounts.access import acting_user, load_group, require_leader
from course.extensions import utc_now
from course.live import operations, pages, queries, rounds, screens, seating, words
from course.live.access import load_message, load_room, load_seat
from course.live.forms import EmptyForm, ModerateForm, NotesForm, OpenForm, SeatChangeForm, StepForm
from course.live.models import Room
from course.live.operations import MovedOn
from course.live_catalogue import catalogue

F = TypeVar("F", bound=FlaskForm)
bp = Blueprint("live", __name__, template_folder="templates")


@bp.get("/rooms")
def index() -> str:
    """List the rooms the reader may run."""
    require_leader(acting_user())
    return render_template("live/index.html", **pages.index(acting_user()), kinds=words.KINDS)


@bp.get("/rooms/new")
def new() -> str:
    """Choose what to run, then how."""
    require_leader(acting_user())
    kind, item_id = request.args.get("kind", ""), request.args.get("item", "")
    if not item_id:
        return render_template("live/choose.html", **pages.choices(catalogue()), names=words.KINDS)
    form = _opening()
    form.scene.data = request.args.get("scene", "")
    return _form(kind, item_id, form)


@bp.post("/rooms")
def open_room() -> str | Response:
    """Open a room."""
    actor = acting_user()
    require_leader(actor)
    kind, item_id = request.form.get("item_kind", ""), request.form.get("item", "")
    entry = pages.entry_of(catalogue(), kind, item_id) or abort(404)
    form = _opening()
    if not form.validate():
        return _form(kind, item_id, form)
    group = load_group(actor, form.group.data, lead=True) if form.group.data else None
    room = operations.open_room(
        actor,
        entry,
        group=group,
        join_mode=form.join_mode.data,
        names_shown=form.names_shown.data,
        peer=bool(form.peer.data),
        cap=form.cap.data,
        teams=form.teams.data,
        only=pages.wanted_questions(entry, request.form.get("questions", "")),
        scene=form.wanted_scene,
        rng=secrets.SystemRandom(),
        now=utc_now(),
    )
    if pages.beginning(entry, form.wanted_scene)["nowhere"]:
        flash(words.NO_SUCH_BEGINNING, "warning")
    return _to_remote(room)


def _opening() -> OpenForm:
    form = OpenForm()
    led = pages.groups_of(acting_user())
    form.group.choices = [SelectChoice(0, "—"), *(SelectChoice(group.id, group.name) for group in led)]
    if request.method == "GET" and len(led) == 1:
        form.group.data = led[0].id
    return form


def _form(kind: str, item_id: str, form: OpenForm) -> str:
    entry = pages.entry_of(catalogue(), kind, item_id) or abort(404)
    wanted = pages.wanted_questions(entry, request.values.get("questions", ""))
    return render_template(
        "live/new.html",
        form=form,
        entry=entry,
        kind=kind,
        names=words.KINDS,
        questions=",".join(wanted),
        chosen=[question.title for question in getattr(entry.item, "questions", ()) if question.id in wanted],
        **pages.beginning(entry, form.scene.data or ""),
    )


@bp.get("/rooms/<int:room_id>")
def remote(room_id: int) -> str:
    """Show the trainer's remote."""
    room = load_room(acting_user(), room_id)
    return render_template("live/remote.html", **pages.screen(room, screens.REMOTE, catalogue(), utc_now()))


@bp.get("/rooms/<int:room_id>/projector")
def projector(room_id: int) -> str:
    """Show what the hall sees."""
    room = load_room(acting_user(), room_id)
    return render_template(
        "live/projector.html", **pages.screen(room, screens.PROJECTOR, catalogue(), utc_now())
    )


@bp.post("/rooms/<int:room_id>/steps")
def step(room_id: int) -> Response:
    """Take one step."""
    room = load_room(acting_user(), room_id)
    form = StepForm()
    if not form.validate():
        abort(400)
    body = form.body(peer=room.peer)
    try:
        operations.step(room, seq=form.seq.data, kind=form.kind.data, body=body, now=utc_now())
    except MovedOn:
        flash(words.MOVED_ON, "warning")
    except rounds.NotNow:
        flash(words.NOT_NOW, "error")
    return _to_remote(room)


@bp.post("/rooms/<int:room_id>/messages/<int:message_id>")
def moderate(room_id: int, message_id: int) -> Response:
    """Show what somebody wrote to the room, or put it away."""
    room = load_room(acting_user(), room_id)
    message = load_message(room, message_id)
    form = _valid(ModerateForm)
    seating.moderate(room, message, form.state.data)
    return _to_remote(room)


@bp.post("/rooms/<int:room_id>/hands")
def hands_down(room_id: int) -> Response:
    """Put every hand down."""
    room = load_room(acting_user(), room_id)
    _valid(EmptyForm)
    seating.put_hands_down(room)
    return _to_remote(room)


@bp.post("/rooms/<int:room_id>/participants/<int:participant_id>")
def change_seat(room_id: int, participant_id: int) -> Response:
    """Show somebody out, let them back in, or move them to another team."""
    room = load_room(acting_user(), room_id)
    seat = load_seat(room, participant_id)
    act = _valid(SeatChangeForm).act.data
    if act == "out":
        seating.show_out(room, seat, utc_now())
    elif act == "back":
        seating.let_back_in(room, seat)
    else:
        team = int(act.removeprefix("team-"))
        if team > room.teams:
            abort(400)
        seating.move(room, seat, team)
    return _to_remote(room)


@bp.post("/rooms/<int:room_id>/notes")
def notes(room_id: int) -> Response:
    """Keep the trainer's notes."""
    room = load_room(acting_user(), room_id)
    operations.write_notes(room, _valid(NotesForm).notes.data or "")
    return redirect(url_for("live.report_page", room_id=room.id) + "#notes", 303)


@bp.post("/rooms/<int:room_id>/again")
def again(room_id: int) -> Response:
    """Run the same item again in a new room, with the same settings; the old room's history stays its own."""
    actor = acting_user()
    before = load_room(actor, room_id)
    _valid(EmptyForm)
    entry = pages.entry_of(catalogue(), before.kind, before.item_id) or abort(404)
    scene = queries.state_of(before).began_at
    room = operations.open_room(
        actor,
        entry,
        group=before.group,
        join_mode=before.join_mode,
        names_shown=before.names_shown,
        peer=before.peer,
        cap=before.cap,
        teams=before.teams,
        only=before.only,
        again_of=before,
        scene=scene,
        rng=secrets.SystemRandom(),
        now=utc_now(),
    )
    if pages.beginning(entry, scene)["nowhere"]:
        flash(words.NO_SUCH_BEGINNING, "warning")
    return _to_remote(room)


def _valid(kind: Callable[[], F]) -> F:
    """Give the form as it was posted, or answer that it could not be read."""
    form = kind()
    if not form.validate():
        abort(400)
    return form


def _to_remote(room: Room) -> Response:
    return redirect(url_for("live.remote", room_id=room.id), 303)


from course.live import phone_routes, report_routes  # noqa: E402, F401  # their views belong to this blueprint
