"""A crowd of phones over plain HTTP: each holds one event stream and votes over a second connection.

Made of bare sockets, so that a thousand of them cost the machine little beside the server that they try.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold one answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Http(asyncio.Protocol):
    """Ask one request after the other over one kept connection."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[Reply] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        self._fail(ConnectionResetError("the server went away"))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def ask(self, head: str, body: bytes = b"") -> asyncio.Future[Reply]:
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._buffer = b""
        self.transport.write(head.encode() + body)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, mark, rest = self._buffer.partition(b"\r\n\r\n")
        if not mark or self._answer is None or self._answer.done():
            return
        status, *lines = head.decode("latin-1").split("\r\n")
        headers, cookies = {}, {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                cookies[cookie] = kept
        if headers.get("transfer-encoding") == "chunked":
            if not rest.endswith(b"0\r\n\r\n"):
                return
            rest = b"".join(rest.split(b"\r\n")[1::2])
        elif len(rest) < int(headers.get("content-length", 0)):
            return
        self._answer.set_result(Reply(int(status.split()[1]), headers, rest, cookies))


class Stream(asyncio.Protocol):
    """Listen to one event stream; notes when each version of the state came."""

    def __init__(self, phone: Phone, head: str) -> None:
        self._phone, self._head = phone, head
        self._tail = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        text = self._tail + data
        place = text.find(b"\nid: ") if not text.startswith(b"id: ") else -1
        while place >= 0:
            end = text.find(b"\n", place + 5)
            if end < 0:
                break
            self._phone.got(text[place + 5 : end].decode(), now)
            place = text.find(b"\nid: ", end)
        if b"event: gone" in text:
            self._phone.gone = True
        self._tail = text[-60:] if place < 0 else text[place:]

    def connection_lost(self, error: Exception | None) -> None:
        self._phone.lost_stream(self)


@dataclass(eq=False)
class Phone:
    """One participant's phone."""

    crowd: Crowd
    code: str
    cookie: str
    base: str
    rng: random.Random
    version: str = ""
    seen: dict[int, float] = field(default_factory=dict)  # number of the step -> when its state came
    gone: bool = False
    drop: float = 0.0  # the share of requests whose answer gets lost on the way
    acks: list[float] = field(default_factory=list)
    outcomes: dict[tuple[int, int], tuple[str, list[str]]] = field(default_factory=dict)
    connected: bool = False
    _stream: Stream | None = None
    _http: Http | None = None
    _opening: asyncio.Task[None] | None = None
    reconnects: int = 0
    back_at: float = 0.0

    @property
    def _place(self) -> tuple[str, int]:
        parts = urlsplit(self.base)
        assert parts.hostname and parts.port
        return parts.hostname, parts.port

    def _head(self, method: str, path: str, more: str = "") -> str:
        host, port = self._place
        return (
            f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {self.cookie}\r\n"
            f"Origin: http://{host}:{port}\r\n{more}\r\n"
        )

    async def open(self) -> None:
        """Open the stream, and again until it stands."""
        rest = 0.5
        while not self.crowd.closing:
            more = f"Last-Event-ID: {self.version}\r\n" if self.version else ""
            head = self._head("GET", f"/room/{self.code}/stream", more)
            try:
                loop = asyncio.get_running_loop()
                _, stream = await loop.create_connection(lambda: Stream(self, head), *self._place)
            except OSError:
                await asyncio.sleep(rest * self.rng.uniform(0.5, 1.5))
                rest = min(4.0, rest * 1.5)
                continue
            self._stream, self.connected = stream, True
            self.back_at = time.perf_counter()
            return

    def got(self, version: str, now: float) -> None:
        self.version = version
        self.seen.setdefault(int(version.partition(".")[0]), now)

    def lost_stream(self, stream: Stream) -> None:
        if stream is self._stream:
            self.connected = False
            if not self.gone and not self.crowd.closing:
                self.reconnects += 1
                self._opening = asyncio.get_running_loop().create_task(self._reopen())

    async def _reopen(self) -> None:
        await asyncio.sleep(self.rng.uniform(0.2, 1.2))
        await self.open()

    def reload(self) -> None:
        """Close the stream, as a page does that is loaded anew."""
        if self._stream is not None and self._stream.transport is not None:
            self._stream.transport.abort()

    async def vote(self, number: int, ballot: int, choice: list[str]) -> str:
        """Vote, again and again until there is an answer, as the page's script does."""
        body = json.dumps({"round": number, "ballot": ballot, "choice": choice}).encode()
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head = self._head("POST", f"/room/{self.code}/votes", more)
        begun = time.perf_counter()
        rest = 0.3
        while time.perf_counter() - begun < PATIENCE:
            try:
                reply = await self._ask(head, body)
                if reply.status not in {503, 429}:
                    self.acks.append(time.perf_counter() - begun)
                    said = reply.json
                    self.outcomes[number, ballot] = (said["outcome"], choice)
                    return str(said["outcome"])
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(rest * self.rng.uniform(0.5, 1.5))
            rest = min(3.0, rest * 1.6)
        return "unanswered"

    async def _ask(self, head: str, body: bytes) -> Reply:
        if self._http is None or self._http.transport is None:
            loop = asyncio.get_running_loop()
            _, self._http = await loop.create_connection(Http, *self._place)
        dropped = self.rng.random() if self.drop else 1.0
        if dropped < self.drop / 2:  # it never arrives
            raise TimeoutError
        reply = await asyncio.wait_for(self._http.ask(head, body), 10)
        if dropped < self.drop:  # it arrives, and its answer does not
            raise TimeoutError
        return reply

    def close(self) -> None:
        for one in (self._stream, self._http):
            if one is not None and one.transport is not None:
                one.transport.abort()


@dataclass
class Crowd:
    """Many phones in one room."""

    phones: list[Phone] = field(default_factory=list)
    closing: bool = False

    def close(self) -> None:
        self.closing = True
        for phone in self.phones:
            phone.close()


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
