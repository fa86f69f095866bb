"""Serve native routes on the event loop and every page through Flask in a pool of threads.

A stream that stays open for an hour costs the event loop a socket, not a thread; a page costs one of the 32 threads for
some milliseconds. A native route is a pattern of the path and an ASGI application.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware

from course.headers import ALWAYS

if TYPE_CHECKING:
    from flask import Flask
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 32
NativeRoute = tuple[re.Pattern[str], Any]


async def plain(send: ASGISendCallable, status: int, text: str, *, head: bool = False) -> None:
    """Answer with a line of text and the headers every response has."""
    body = text.encode()
    headers = {**ALWAYS, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs, "trailers": False})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})


async def healthz(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Tell that the event loop is alive."""
    assert scope["type"] == "http"
    if scope["method"] not in {"GET", "HEAD"}:
        await plain(send, 405, "method not allowed\n")
        return
    await plain(send, 200, "ok\n", head=scope["method"] == "HEAD")


NATIVE: tuple[NativeRoute, ...] = ((re.compile(r"/healthz"), healthz),)


class Router:
    """Send each request to the first native route whose pattern fits the whole path, else to the pages."""

    def __init__(self, pages: Any, native: Sequence[NativeRoute]) -> None:
        self._pages = pages
        self._native = tuple(native)

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        for pattern, native in self._native:
            if pattern.fullmatch(scope["path"]):
                await native(scope, receive, send)
                return
        await self._pages(scope, receive, send)


def application(app: Flask, more: Sequence[NativeRoute] = ()) -> Router:
    """Join a Flask application and the native routes, `more` among them, into one ASGI application."""
    return Router(WSGIMiddleware(cast(Any, app.wsgi_app), workers=THREADS), (*NATIVE, *more))
