"""Find tokens: the one a request carries, and those of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from course.accounts.models import Membership, User
from course.accounts.sessions import fingerprint
from course.api.models import ApiToken
from course.extensions import db


def token_of(secret: str, now: datetime) -> ApiToken | None:
    """Find the token of a secret, with its owner; None when it has ended or the owner's account is closed."""
    return (
        db.session.scalars(
            select(ApiToken)
            .join(ApiToken.user)
            .where(
                ApiToken.token_hash == fingerprint(secret),
                ApiToken.expires_at > now,
                ApiToken.revoked_at.is_(None),
                User.active,
            )
            .options(
                contains_eager(ApiToken.user).options(
                    joinedload(User.roles), joinedload(User.memberships).joinedload(Membership.group)
                )
            )
        )
        .unique()
        .one_or_none()
    )


def tokens(person: User) -> Sequence[ApiToken]:
    """List a person's tokens, those that have ended too, the newest first."""
    return db.session.scalars(
        select(ApiToken).where(ApiToken.user_id == person.id).order_by(ApiToken.id.desc())
    ).all()


def working_tokens(person: User, now: datetime) -> Sequence[ApiToken]:
    """List the tokens of a person that still work."""
    return [token for token in tokens(person) if token.revoked_at is None and token.expires_at > now]
