"""Read what a native route is asked: cookies, query, body, where it comes from. PURE."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, HTTPScope

LARGEST_BODY = 4096  # bytes
SAME = frozenset({"same-origin"})


class TooLarge(Exception):
    """Say that a body is longer than anything honest."""


@dataclass(frozen=True)
class Asked:
    """Hold one request."""

    scope: HTTPScope

    @property
    def method(self) -> str:
        """Give the method."""
        return self.scope["method"]

    @cached_property
    def headers(self) -> dict[str, str]:
        """Give the headers by their names in small letters; several of one name are joined."""
        found: dict[str, str] = {}
        for raw, value in self.scope["headers"]:
            name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
            glue = "; " if name == "cookie" else ", "
            found[name] = f"{found[name]}{glue}{text}" if name in found else text
        return found

    @cached_property
    def cookies(self) -> dict[str, str]:
        """Give the cookies; of two with one name the first, as everywhere else in the program."""
        found: dict[str, str] = {}
        for part in self.headers.get("cookie", "").split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                found.setdefault(name, value.strip().strip('"'))
        return found

    @cached_property
    def query(self) -> dict[str, str]:
        """Give the query; of several values the last."""
        text = self.scope["query_string"].decode("latin-1")
        return {name: values[-1] for name, values in parse_qs(text, max_num_fields=20).items()}

    def is_from_here(self, proxies: int) -> bool:
        """Tell whether a page of this very site sent it; a browser says so with everything that it posts."""
        site = self.headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        origin = self.headers.get("origin")
        if origin is None:
            return site == "same-origin"
        hosts = {self.headers.get("host", "")}
        named = [one.strip() for one in self.headers.get("x-forwarded-host", "").split(",")]
        if proxies and len(named) >= proxies:
            hosts.add(named[-proxies])
        return bool(origin) and urlsplit(origin).netloc in hosts - {""}


async def read_body(receive: ASGIReceiveCallable) -> bytes:
    """Read a body that is not too large."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise TooLarge
        if not message.get("more_body"):
            return body


@dataclass(frozen=True, slots=True)
class Ballot:
    """Hold a vote as a form or a script sent it, checked for its shape alone."""

    round: int
    ballot: int
    chosen: tuple[str, ...]


def read_ballot(body: bytes, kind: str) -> Ballot | None:
    """Read a vote from JSON or from a form; None when it is neither."""
    try:
        if kind.partition(";")[0].strip().lower() == "application/json":
            fields = json.loads(body)
            numbers = (fields["round"], fields["ballot"])
            chosen = fields["choice"]
            chosen = [chosen] if isinstance(chosen, str) else chosen
        else:
            form = parse_qs(body.decode(), max_num_fields=60)
            numbers = (int(form["round"][-1]), int(form["ballot"][-1]))
            chosen = form.get("choice", [])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(type(number) is int and 0 < number < 100_000 for number in numbers):
        return None
    if not isinstance(chosen, list) or not all(_is_id(one) for one in chosen):
        return None
    return Ballot(*numbers, tuple(sorted(set(chosen))))


def _is_id(one: Any) -> bool:
    return isinstance(one, str) and 0 < len(one) <= 100
