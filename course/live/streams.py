"""Answer the native routes of a room: streams down, votes up, and a state to poll where no stream gets through."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from course import language
from course.asgi import NativeRoute, answer, header_pairs, plain
from course.config import LANGUAGES
from course.extensions import utc_now
from course.headers import STRICT_TRANSPORT
from course.live import channel, seats
from course.live.allowance import Allowance
from course.live.ballots import GONE, KEPT, Paper
from course.live.channel import HOST_SCREENS, PHONE, REMOTE, RETRY, Channel
from course.live.codes import read_code
from course.live.gate import Claim, Host, Seat
from course.live.requests import Asked, TooLarge, read_ballot, read_body

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope

    from course.live.hub import Hub

MOST_SCREENS = 8  # streams that one seat or one trainer has open in one process
LARGEST_ROOM_NUMBER = 2**31 - 1
JSON = {"Content-Type": "application/json; charset=utf-8"}
STREAM = {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
NOT_KEPT, SLOW_DOWN, UNREADABLE, FOREIGN = "not_kept", "slow_down", "unreadable", "foreign"
STATUSES = {KEPT: 200, GONE: 404, NOT_KEPT: 503, SLOW_DOWN: 429, UNREADABLE: 400, FOREIGN: 403}
REFUSED = 409  # a vote that came too late, or names what is not on offer
log = logging.getLogger("ryorin.security")
H = TypeVar("H", Seat, Host)
Handler = Callable[["Asked", str, "ASGIReceiveCallable", "ASGISendCallable"], Awaitable[None]]


class Streams:
    """Hold the native routes of one process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._app = hub.app
        self._votes = Allowance()
        self._more = {"Strict-Transport-Security": STRICT_TRANSPORT} if hub.app.config["HTTPS"] else {}

    def routes(self) -> tuple[NativeRoute, ...]:
        """Give the patterns of the paths, each with what answers it."""
        wanted: tuple[tuple[str, str, Handler], ...] = (
            (r"/room/([^/]{1,20})/stream", "GET", self._held(self._seat, self.phone_stream)),
            (r"/room/([^/]{1,20})/state", "GET", self._held(self._seat, self.phone_state)),
            (r"/room/([^/]{1,20})/votes", "POST", self.vote),
            (r"/rooms/(\d{1,10})/stream", "GET", self._held(self._host, self.host_stream)),
            (r"/rooms/(\d{1,10})/state", "GET", self._held(self._host, self.host_state)),
        )
        return tuple(
            (re.compile(path), self._route(path, method, handler)) for path, method, handler in wanted
        )

    def _route(self, path: str, method: str, handler: Handler) -> Any:
        pattern = re.compile(path)

        async def native(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
            self._hub.start()
            if scope["method"] != method:
                await answer(send, 405, b"", {**self._more, "Allow": method})
                return
            found = pattern.fullmatch(scope["path"])
            assert found is not None
            await handler(Asked(scope), found[1], receive, send)

        return native

    def _held(
        self,
        find: Callable[[Asked, str], Awaitable[H | None]],
        show: Callable[[Asked, H, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]],
    ) -> Handler:
        """Show something to whoever holds a seat or leads the room; to anybody else there is no such room."""

        async def handler(
            asked: Asked, place: str, receive: ASGIReceiveCallable, send: ASGISendCallable
        ) -> None:
            holder = await find(asked, place)
            if holder is None:
                await self._gone(send)
            else:
                await show(asked, holder, receive, send)

        return handler

    # -- phones --------------------------------------------------------------------------------------------------

    async def phone_stream(
        self, asked: Asked, seat: Seat, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Stream the room to a participant's phone."""
        own = await self._hub.run(self._hub.desk.own, seat.participant_id)
        await self._stream(asked, seat, PHONE, own, receive, send)

    async def phone_state(
        self, asked: Asked, seat: Seat, _receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Tell a phone that gets no stream where the room stands."""
        self._hub.presence.saw(seat.participant_id)
        more = {"own": await self._hub.run(self._hub.desk.own, seat.participant_id)}
        await self._state(asked, seat, PHONE, more, send)

    async def vote(
        self, asked: Asked, code: str, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Take a vote; it has been committed when the answer says "kept"."""
        at = utc_now()
        kind = asked.headers.get("content-type", "")
        said: dict[str, Any] = {"outcome": FOREIGN}
        if asked.is_from_here(self._app.config["PROXIES"]):
            try:
                body = await read_body(receive)
            except TooLarge:
                await plain(send, 413, "too large\n")
                return
            said = await self._take_vote(asked, code, body, at)
        outcome = said["outcome"]
        number = read_code(code)
        if "json" in kind or number is None or outcome == FOREIGN:
            retry = {"Retry-After": "1"} if outcome in {NOT_KEPT, SLOW_DOWN} else {}
            await answer(
                send, STATUSES.get(outcome, REFUSED), channel.encode(said), {**self._more, **JSON, **retry}
            )
            return
        await answer(send, 303, b"", {**self._more, "Location": f"/room/{number}?said={outcome}"})

    async def _take_vote(self, asked: Asked, code: str, body: bytes, at: Any) -> dict[str, Any]:
        claim = await self._claim(asked, code)
        if claim is None:
            return {"outcome": GONE}
        if not self._votes.take(claim.seat, time.monotonic()):
            return {"outcome": SLOW_DOWN}
        ballot = read_ballot(body, asked.headers.get("content-type", ""))
        if ballot is None:
            return {"outcome": UNREADABLE}
        ruling = await self._hub.vote(Paper(claim, ballot.round, ballot.ballot, ballot.chosen, at))
        if ruling is None:
            return {"outcome": NOT_KEPT, "round": ballot.round, "ballot": ballot.ballot}
        if ruling.participant_id is not None:
            self._hub.presence.saw(ruling.participant_id)
        return {
            "outcome": ruling.outcome,
            "round": ballot.round,
            "ballot": ballot.ballot,
            "chosen": list(ruling.chosen),
        }

    async def _claim(self, asked: Asked, code: str) -> Claim | None:
        """Read what a browser says of itself; a stranger learns nothing of whether there is such a room."""
        read = read_code(code)
        if read is None or "ryorin_seat_" not in asked.headers.get("cookie", ""):
            return None
        number = await self._hub.room_number(read)
        seat = asked.cookies.get(seats.cookie_name(number)) if number is not None else None
        return Claim(number, seat, self._session(asked)) if number is not None and seat else None

    async def _seat(self, asked: Asked, code: str) -> Seat | None:
        claim = await self._claim(asked, code)
        return await self._hub.seat_of(claim) if claim is not None else None

    def _session(self, asked: Asked) -> str:
        return asked.cookies.get(self._app.config["SESSION_COOKIE_NAME"], "")

    # -- the trainer's screens -----------------------------------------------------------------------------------

    async def host_stream(
        self, asked: Asked, host: Host, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Stream the room to the projector or to the trainer's remote."""
        await self._stream(asked, host, self._screen(asked), None, receive, send)

    async def host_state(
        self, asked: Asked, host: Host, _receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Tell a trainer's screen that gets no stream where the room stands."""
        await self._state(asked, host, self._screen(asked), {}, send)

    async def _host(self, asked: Asked, number: str) -> Host | None:
        session = self._session(asked)
        if not session or int(number) > LARGEST_ROOM_NUMBER:
            return None
        return await self._hub.host_of(int(number), session)

    def _screen(self, asked: Asked) -> str:
        screen = asked.query.get("screen", REMOTE)
        return screen if screen in HOST_SCREENS else REMOTE

    # -- both ----------------------------------------------------------------------------------------------------

    async def _gone(self, send: ASGISendCallable) -> None:
        await answer(send, 404, channel.encode({"outcome": GONE}), {**self._more, **JSON})

    async def _state(
        self, asked: Asked, holder: Seat | Host, screen: str, more: Mapping[str, Any], send: ASGISendCallable
    ) -> None:
        board = await self._hub.picture(holder.room_id, screen, self._language(asked, holder))
        if board is None:
            await self._gone(send)
            return
        state = None if asked.query.get("last") == board["version"] else board
        said = {"state": state, "now": time.time(), **more}
        await answer(send, 200, channel.encode(said), {**self._more, **JSON})

    async def _stream(
        self,
        asked: Asked,
        holder: Seat | Host,
        screen: str,
        own: dict[str, Any] | None,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        """Open a stream and keep it until the browser goes, the room is closed, or the right to it ends."""
        if self._hub.open_screens(holder) >= MOST_SCREENS:
            await answer(send, 429, b"", {**self._more, "Retry-After": "30"})
            return
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": header_pairs({**self._more, **STREAM}),
                "trailers": False,
            }
        )
        last = asked.headers.get("last-event-id") or asked.query.get("last", "")
        one = Channel(send, holder, screen, self._language(asked, holder), last)
        greeting = RETRY + channel.event("beat", {"now": time.time()})
        one.put("hello", greeting + (channel.event("own", own) if own is not None else b""))
        self._hub.join(one)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._hub.leave(one)

    def _language(self, asked: Asked, holder: Seat | Host) -> str:
        """Choose the language: what the page asks for, else as pages do."""
        kept = holder.language if isinstance(holder, Host) else None
        for wanted in (asked.query.get("lang"), kept, asked.cookies.get(language.COOKIE)):
            if wanted in LANGUAGES:
                return wanted
        accepted = parse_accept_header(asked.headers.get("accept-language"), LanguageAccept)
        return accepted.best_match(LANGUAGES, default=LANGUAGES[0])
