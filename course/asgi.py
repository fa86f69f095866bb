"""Serve native routes on the event loop and every page through Flask in a pool of threads.

A stream that stays open for an hour costs the event loop a socket, not a thread; a page costs one of the 32 threads for
some milliseconds. A native route is a pattern of the path and an ASGI application.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware

from course.headers import ALWAYS

if TYPE_CHECKING:
    from flask import Flask
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

    from course.live.hub import Hub

THREADS = 32
NativeRoute = tuple[re.Pattern[str], Any]


def header_pairs(more: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Give the headers that every response has, and some more, as ASGI wants them."""
    headers = {**ALWAYS, "Cache-Control": "no-store", **more}
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]


async def answer(
    send: ASGISendCallable, status: int, body: bytes, headers: Mapping[str, str], *, head: bool = False
) -> None:
    """Answer a request whole, with `headers` beside those every response has."""
    pairs = header_pairs(headers)
    pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs, "trailers": False})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})


async def plain(send: ASGISendCallable, status: int, text: str, *, head: bool = False) -> None:
    """Answer with a line of text and the headers every response has."""
    await answer(send, status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"}, head=head)


async def healthz(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Tell that the event loop is alive."""
    assert scope["type"] == "http"
    if scope["method"] not in {"GET", "HEAD"}:
        await plain(send, 405, "method not allowed\n")
        return
    await plain(send, 200, "ok\n", head=scope["method"] == "HEAD")


NATIVE: tuple[NativeRoute, ...] = ((re.compile(r"/healthz"), healthz),)


class Router:
    """Send each request to the first native route whose pattern fits the whole path, else to the pages.

    `hub`, when there is one, begins with the first request: there is an event loop then.
    """

    def __init__(self, pages: Any, native: Sequence[NativeRoute], hub: Hub | None = None) -> None:
        self._pages = pages
        self._native = tuple(native)
        self.hub = hub

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if self.hub is not None:
            self.hub.start()
        for pattern, native in self._native:
            if pattern.fullmatch(scope["path"]):
                await native(scope, receive, send)
                return
        await self._pages(scope, receive, send)


def application(app: Flask, more: Sequence[NativeRoute] = (), hub: Hub | None = None) -> Router:
    """Join a Flask application and the native routes, `more` and those of live rooms, into one ASGI application."""
    from course.live.hub import make_hub  # noqa: PLC0415  # its streams answer with what stands above
    from course.live.streams import Streams  # noqa: PLC0415

    hub = hub or make_hub(app)
    pages = WSGIMiddleware(cast(Any, app.wsgi_app), workers=THREADS)
    return Router(pages, (*NATIVE, *Streams(hub).routes(), *more), hub)
