"""Make and revoke personal tokens, and note the day one was used."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import update

from course.accounts.models import User
from course.accounts.sessions import fingerprint
from course.api import queries
from course.api.bearer import HINT, secret_of
from course.api.models import ApiToken
from course.audit.operations import note
from course.extensions import db

MOST_TOKENS = 20  # that work at one time, of one person


class TooMany(Exception):
    """Say that a person has as many working tokens as anybody may have; nothing was changed."""


def make(actor: User, *, name: str, days: int, random: bytes, now: datetime) -> tuple[ApiToken, str]:
    """Make a token of the actor's and give its secret, which is kept nowhere. Raises TooMany."""
    if len(queries.working_tokens(actor, now)) >= MOST_TOKENS:
        raise TooMany
    secret = secret_of(random)
    token = ApiToken(
        user_id=actor.id,
        name=name,
        token_hash=fingerprint(secret),
        hint=secret[-HINT:],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    note(actor, "token.make", subject="token", subject_id=token.id, detail={"days": days})
    return token, secret


def revoke(actor: User, token: ApiToken, now: datetime) -> None:
    """End a token; one that has ended stays as it is."""
    if token.revoked_at is None:
        token.revoked_at = now
        note(actor, "token.revoke", subject="token", subject_id=token.id)


def note_use(token_id: int, day: date) -> None:
    """Note that a token was used on a day."""
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.last_used_on.is_distinct_from(day))
        .values(last_used_on=day)
    )
