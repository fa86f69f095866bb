"""Keep redirects on this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def safe_next(target: str | None, otherwise: str = "/") -> str:
    """Give a page of this site to go to: `target` if it is one, else `otherwise`."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    if not target.isprintable():
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def page_to_return_to() -> str:
    """Give the page to come back to after signing in: the one asked for, or the one a form was sent from."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return "/"
    return safe_next(f"{came_from.path}?{came_from.query}".rstrip("?"))
