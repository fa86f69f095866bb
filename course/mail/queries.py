"""Read letters on their way, and who wants which kinds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from course.extensions import db
from course.mail.models import DROPPED, FAILED, TAKEN, WAITING, MailStop, OutgoingMail


def stopped_kinds(user_id: int) -> frozenset[str]:
    """Name the kinds of letters that somebody has stopped."""
    return frozenset(db.session.scalars(select(MailStop.kind).where(MailStop.user_id == user_id)))


def who_stopped(kind: str, user_ids: Collection[int]) -> frozenset[int]:
    """Tell who of these wants no letters of a kind."""
    return frozenset(
        db.session.scalars(
            select(MailStop.user_id).where(MailStop.kind == kind, MailStop.user_id.in_(user_ids))
        )
    )


def written_since(moment: datetime, kinds: Collection[str], user_ids: Collection[int]) -> frozenset[int]:
    """Tell for whom of these a letter of one of the kinds was written since a moment, or still waits."""
    kept = OutgoingMail.state.not_in((DROPPED, FAILED)) & (OutgoingMail.made_at >= moment)
    return frozenset(
        db.session.scalars(
            select(OutgoingMail.user_id).where(
                OutgoingMail.user_id.in_(user_ids),
                OutgoingMail.kind.in_(kinds),
                kept | OutgoingMail.state.in_((WAITING, TAKEN)),
            )
        )
    )


def with_key(key: str) -> OutgoingMail | None:
    """Find the letter of an occasion."""
    return db.session.scalar(select(OutgoingMail).where(OutgoingMail.key == key))


def with_keys(keys: Collection[str]) -> dict[str, str]:
    """Give the state of the letters of some occasions, by key."""
    rows = db.session.execute(select(OutgoingMail.key, OutgoingMail.state).where(OutgoingMail.key.in_(keys)))
    return {key: state for key, state in rows}  # noqa: C416  # a row is not a tuple to the types


def due(now: datetime, limit: int) -> Sequence[OutgoingMail]:
    """List the letters that may go now, those that have waited longest first."""
    return db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.state == WAITING, OutgoingMail.send_after <= now)
        .options(joinedload(OutgoingMail.user))
        .order_by(OutgoingMail.send_after, OutgoingMail.id)
        .limit(limit)
    ).all()


def abandoned(before: datetime) -> Sequence[OutgoingMail]:
    """List the letters that a sender took before a moment and never settled: it was stopped in the middle."""
    return db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.state == TAKEN, OutgoingMail.taken_at < before)
    ).all()


def waiting_count() -> int:
    """Count the letters that still wait."""
    return db.session.scalar(select(func.count()).where(OutgoingMail.state == WAITING)) or 0
