"""Recognise whom a request of the API is made for: by its token alone, never by a browser's session."""

from __future__ import annotations

from datetime import date

from flask import Flask, g, request
from flask_limiter.util import get_remote_address

from course.accounts.models import User
from course.accounts.sessions import fingerprint
from course.api import operations, queries
from course.api.bearer import read_header
from course.api.models import ApiToken
from course.extensions import db, utc_now


def recognise() -> ApiToken | None:
    """Find the token that this request carries, if it still works; it is kept for the rest of the request."""
    if "api_token" not in g:
        secret = read_header(request.headers.get("Authorization"))
        g.api_token = queries.token_of(secret, utc_now()) if secret is not None else None
    found: ApiToken | None = g.api_token
    return found


def reader() -> User:
    """Give the owner of the token; only after the request has been let in."""
    token = recognise()
    assert token is not None
    return token.user


def rate_key() -> str:
    """Name what a request counts for: its token; without one of the right form, the address it came from."""
    secret = read_header(request.headers.get("Authorization"))
    return f"token {fingerprint(secret)}" if secret is not None else f"address {get_remote_address()}"


def keep_day_of_use(app: Flask, token_id: int, day: date) -> None:
    """Note the day a token was used, in a transaction of its own; called after the answer, when its request is over."""
    with app.app_context():
        operations.note_use(token_id, day)
        db.session.commit()
