"""Begin, recognise and end sign-ins. The browser holds a random token; the database decides whether it still counts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from flask import current_app, g, request, session
from flask_security import logout_user
from flask_security.utils import login_user
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from course.accounts.models import Membership, SignIn, User
from course.config import ABSOLUTE_SESSION
from course.extensions import db, utc_now

TOKEN_KEY = "sign_in"  # noqa: S105
TOKEN_BYTES = 32


def fingerprint(token: str) -> str:
    """Give the SHA-256 under which a random token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(user: User, now: datetime) -> None:
    """Sign a person in, in a new session: nothing the visitor had before, token or CSRF key, is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.execute(
        delete(SignIn).where(SignIn.user_id == user.id, SignIn.created_at < now - ABSOLUTE_SESSION)
    )
    db.session.add(SignIn(token_hash=fingerprint(token), user_id=user.id, created_at=now))
    db.session.flush()
    session.clear()
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)
    session.permanent = True
    session[TOKEN_KEY] = token
    login_user(user, remember=False)


def end_this(now: datetime) -> None:
    """Sign the present visitor out; the token in their cookie is dead from here on."""
    token = session.get(TOKEN_KEY)
    if token:
        db.session.execute(update(SignIn).where(SignIn.token_hash == fingerprint(token)).values(ended_at=now))
    logout_user()
    session.clear()


def end_all(user: User, now: datetime) -> None:
    """End every sign-in of a person, on every device."""
    db.session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def load(uniquifier: str) -> User | None:
    """Find the person a session belongs to, or None when its sign-in has ended, aged out or been switched off."""
    token = session.get(TOKEN_KEY)
    if not token or request.endpoint == "static":
        return None
    found: User | None = (
        db.session.scalars(
            select(User)
            .join(SignIn, SignIn.user_id == User.id)
            .where(
                SignIn.token_hash == fingerprint(token),
                SignIn.ended_at.is_(None),
                SignIn.created_at > utc_now() - ABSOLUTE_SESSION,
                User.fs_uniquifier == uniquifier,
                User.active,
            )
            .options(joinedload(User.roles), joinedload(User.memberships).joinedload(Membership.group))
        )
        .unique()
        .one_or_none()
    )
    return found
