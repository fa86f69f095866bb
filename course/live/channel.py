"""Write one event stream: what waits for a slow reader is the latest of each kind, never a queue."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from course.live.gate import Host, Seat

if TYPE_CHECKING:
    from uvicorn._types import ASGISendCallable

PHONE, REMOTE, PROJECTOR = "phone", "remote", "projector"
HOST_SCREENS = frozenset({REMOTE, PROJECTOR})
RETRY = b"retry: 1000\n\n"
_running: set[asyncio.Task[None]] = set()  # the loop itself holds tasks only weakly


def encode(data: Any) -> bytes:
    """Give data as JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def event(name: str, data: Any, version: str = "") -> bytes:
    """Give one event of a stream; `version` is what a browser that comes back says it has."""
    head = f"id: {version}\n" if version else ""
    return f"{head}event: {name}\ndata: ".encode() + encode(data) + b"\n\n"


class Channel:
    """Hold one open stream: whose it is, what it shows, and what it has been sent."""

    __slots__ = ("_busy", "_ending", "_send", "_waiting", "holder", "language", "screen", "version")

    def __init__(
        self, send: ASGISendCallable, holder: Seat | Host, screen: str, language: str, version: str
    ) -> None:
        self.holder, self.screen, self.language = holder, screen, language
        self.version = version  # of the state that the browser has, or will have
        self._send = send
        self._waiting: dict[str, bytes] = {}
        self._busy = self._ending = False

    def show(self, text: bytes, version: str) -> None:
        """Send the room's state, unless the browser has just that."""
        if version != self.version:
            self.version = version
            self.put("state", text)

    def put(self, name: str, text: bytes) -> None:
        """Send an event; one of the same kind that still waits is left out."""
        if self._ending:
            return
        self._waiting.pop(name, None)
        self._waiting[name] = text
        self._wake()

    def end(self, text: bytes = b"") -> None:
        """Send a last event, and end the stream."""
        if not self._ending:
            self.put("last", text)
            self._ending = True
            self._wake()

    def _wake(self) -> None:
        if not self._busy:
            self._busy = True
            task = asyncio.get_running_loop().create_task(self._write())
            _running.add(task)
            task.add_done_callback(_running.discard)

    async def _write(self) -> None:
        try:
            while self._waiting:
                text = b"".join(self._waiting.values())
                self._waiting.clear()
                await self._send({"type": "http.response.body", "body": text, "more_body": True})
            if self._ending:
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._busy = False
