"""Serve the participants' side of live rooms: the way in, the phone's page, hands and words.

Votes and streams are not here: they are answered on the event loop, by `course.live.streams`.
"""

from __future__ import annotations

import secrets

from flask import abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.wrappers import Response

from course.accounts.access import public
from course.accounts.models import User
from course.extensions import limiter, utc_now
from course.live import bus, mine, pages, queries, seating, seats, words
from course.live.codes import read_code
from course.live.forms import CodeForm, HandForm, SeatForm, WordsForm
from course.live.models import QUESTION, Participant, Room
from course.live.routes import bp
from course.live.seating import Refused
from course.live_catalogue import catalogue

UNKNOWN = 404
# Wrong codes, from one address and from anywhere; right ones are free, and who has a seat is not asked. A hall of a
# thousand behind one address may mistype sixty times; of 8.9e8 codes, six hundred tries are next to nothing.
GUESSES = "60 per 10 minutes"
GUESSES_IN_ALL = "600 per 10 minutes"
SITTING_BACK = "10 per 10 minutes"
WRITING = "40 per minute"


def _room(code: str) -> Room | None:
    """Find the room with a code; asked once a request, however many limits ask too."""
    proper = read_code(code)
    if proper is None:
        return None
    known: dict[str, Room | None] = g.setdefault("rooms_by_code", {})
    if proper not in known:
        known[proper] = queries.by_code(proper)
    return known[proper]


def _user() -> User | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _seat(room: Room) -> Participant | None:
    """Find the seat of whoever asks: by their sign-in, else by the cookie of this room."""
    user = _user()
    if user is not None:
        seat = queries.seat_of(room, user)
        if seat is not None:
            return seat if seat.kicked_at is None else None
    value = request.cookies.get(seats.cookie_name(room.id), "")
    number = seats.number_in(value)
    seat = queries.participant(number) if number is not None else None
    if seat is None or seat.room_id != room.id or seat.kicked_at is not None or seat.user_id is not None:
        return None
    return seat if seats.is_sealed(current_app.config["SECRET_KEY"], value, seat.id, seat.key) else None


def _seat_key() -> str:
    """Count what is written by the seat, not by the address: a whole room may sit behind one."""
    code = request.view_args["code"] if request.view_args else ""
    room = _room(code)
    seat = _seat(room) if room is not None else None
    return f"seat/{seat.id}" if seat is not None else f"nobody/{request.remote_addr}"


def _sits() -> bool:
    """Tell whether whoever asks has a seat in the room they name: they guess nothing."""
    code = (request.view_args or {}).get("code")
    room = _room(code) if code is not None else None
    return room is not None and _seat(room) is not None


def _missed(answer: Response) -> bool:
    return answer.status_code == UNKNOWN


_per_address = limiter.shared_limit(GUESSES, scope="room codes", deduct_when=_missed, exempt_when=_sits)
_in_all = limiter.shared_limit(
    lambda: GUESSES_IN_ALL,
    scope="room codes in all",
    key_func=lambda: "everybody",
    deduct_when=_missed,
    exempt_when=_sits,
)


@bp.route("/join", methods=["GET", "POST"])
@public
@_per_address
@_in_all
def join() -> ResponseReturnValue:
    """Ask for a code; with one, go to its room."""
    if request.method == "GET":
        return render_template("live/join.html", typed="", wrong=None)
    form = CodeForm()
    typed = (form.code.data or "") if form.validate() else ""
    code = read_code(typed)
    if code is None:
        return render_template("live/join.html", typed=typed[:40], wrong=words.REFUSALS["no_code"])
    if queries.by_code(code) is None:
        return render_template("live/join.html", typed=code, wrong=words.REFUSALS["unknown_code"]), UNKNOWN
    return redirect(url_for("live.phone", code=code), 303)


@bp.get("/room/<code>")
@public
@_per_address
@_in_all
def phone(code: str) -> ResponseReturnValue:
    """Show a participant's screen, or, to somebody without a seat, the way in."""
    room = _room(code)
    if room is None:
        return render_template("live/join.html", typed="", wrong=words.REFUSALS["unknown_code"]), UNKNOWN
    seat = _seat(room)
    said = words.SAID.get(request.args.get("said", ""))
    if seat is None:
        return render_template("live/door.html", room=room, name="", wrong=None, user=_user(), back=False)
    if room.closed_at is not None:
        return render_template("live/past.html", **mine.past_room(room, seat, catalogue()))
    bus.saw(seat.id)
    page = render_template("live/phone.html", **pages.phone(room, seat, catalogue(), utc_now()), said=said)
    return _with_seat(page, seat)


@bp.post("/room/<code>/seats")
@public
@_per_address
@_in_all
@limiter.limit(
    SITTING_BACK,
    key_func=lambda: f"{request.remote_addr}/{request.view_args and request.view_args['code']}",
    deduct_when=lambda answer: answer.status_code == 403,
)
def take_seat(code: str) -> ResponseReturnValue:
    """Take a seat, or, with the word, the same seat again."""
    room = _room(code) or abort(404)
    form = SeatForm()
    if not form.validate():
        abort(400)
    name, word = form.name.data or "", (form.word.data or "").strip()
    try:
        if word:
            seat = seating.take_seat_again(room, name=name, word=word)
        else:
            seat = seating.take_seat(room, _user(), name=name, rng=secrets.SystemRandom(), now=utc_now())
    except Refused as refusal:
        page = render_template(
            "live/door.html",
            room=room,
            name=name[:40],
            wrong=words.REFUSALS[refusal.why],
            user=_user(),
            back=bool(word),
        )
        return page, 403 if refusal.why == "no_such_seat" else 200
    return _with_seat(redirect(url_for("live.phone", code=room.code), 303), seat)


@bp.post("/room/<code>/hand")
@public
@limiter.limit(WRITING, key_func=_seat_key)
def hand(code: str) -> ResponseReturnValue:
    """Put one's hand up or down."""
    room, seat = _seated(code)
    form = HandForm()
    if not form.validate():
        abort(400)
    seating.put_hand(room, seat, form.up.data == "yes", utc_now())
    return redirect(url_for("live.phone", code=room.code), 303)


@bp.post("/room/<code>/words")
@public
@limiter.limit(WRITING, key_func=_seat_key)
def write(code: str) -> ResponseReturnValue:
    """Write for the wall, or ask the trainer something."""
    room, seat = _seated(code)
    form = WordsForm()
    if not form.validate():
        abort(400)
    typed = form.words.data or ""
    try:
        if form.kind.data == QUESTION:
            seating.ask(room, seat, typed, utc_now())
        else:
            seating.answer_wall(room, seat, form.round.data or 0, typed, utc_now())
    except Refused as refusal:
        flash(words.REFUSALS[refusal.why], "error")
    else:
        flash(words.SAID["words"], "success")
    return redirect(url_for("live.phone", code=room.code), 303)


def _seated(code: str) -> tuple[Room, Participant]:
    room = _room(code)
    seat = _seat(room) if room is not None else None
    if room is None or seat is None:
        abort(404)
    return room, seat


def _with_seat(answer: Response | str, seat: Participant) -> Response:
    """Answer with the cookie of the seat, which streams and votes are known by."""
    response = make_response(answer)
    value = seats.seal(current_app.config["SECRET_KEY"], seat.id, seat.key)
    response.set_cookie(
        seats.cookie_name(seat.room_id),
        value,
        max_age=seats.COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
