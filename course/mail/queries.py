"""Read letters on their way, and who wants which kinds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from course.accounts.models import User
from course.extensions import db
from course.mail.models import DROPPED, FAILED, SENT, TAKEN, UNCERTAIN, WAITING, MailStop, OutgoingMail


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
    """Tell for whom of these a letter of one of the kinds was written or went since a moment, or still waits."""
    kept = OutgoingMail.state.not_in((DROPPED, FAILED)) & (
        (OutgoingMail.made_at >= moment) | (OutgoingMail.ended_at >= moment)
    )
    return frozenset(
        db.session.scalars(
            select(OutgoingMail.user_id).where(
                OutgoingMail.user_id.in_(user_ids),
                OutgoingMail.kind.in_(kinds),
                kept | OutgoingMail.state.in_((WAITING, TAKEN)),
            )
        )
    )


def another_went(mail: OutgoingMail, moment: datetime, kinds: Collection[str]) -> bool:
    """Tell whether another letter of one of the kinds went to somebody since a moment, or is going just now.

    Of two senders at once the second waits here until the first has taken its letter.
    """
    db.session.execute(select(User.id).where(User.id == mail.user_id).with_for_update(key_share=True)).all()
    went = OutgoingMail.state.in_((SENT, UNCERTAIN)) & (OutgoingMail.ended_at >= moment)
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    OutgoingMail.user_id == mail.user_id,
                    OutgoingMail.id != mail.id,
                    OutgoingMail.kind.in_(kinds),
                    went | (OutgoingMail.state == TAKEN),
                )
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
