"""Write letters, take them back, and stop or resume kinds of them. Nothing here sends anything: `course.mail.tick` does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from course.accounts.models import User
from course.extensions import db
from course.mail.models import DROPPED, KINDS, NO_WORDS, WAITING, MailStop, OutgoingMail
from course.upsert import insert_if_absent

FRESH = timedelta(days=2)  # a letter that could not go for so long says nothing that is still true
LONGEST_SUBJECT = 200


def queue(  # noqa: PLR0913  each is a part of the letter
    person: User,
    kind: str,
    key: str,
    subject: str,
    body: str,
    now: datetime,
    *,
    send_after: datetime | None = None,
    drop_after: datetime | None = None,
) -> bool:
    """Put a letter on its way, in words that are ready to be read; False when `key` has one already.

    `kind` is one of `course.mail.models.KINDS`, by which its reader may stop it. `key` names the occasion for ever, such
    as "digest:17:2026-06-08". The sender adds a last line by which it can be stopped. It goes out with
    the first tick in daytime at or after `send_after`, and not at all after `drop_after`.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    return insert_if_absent(
        OutgoingMail,
        user_id=person.id,
        kind=kind,
        key=key,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body,
        made_at=now,
        send_after=send_after or now,
        drop_after=drop_after or (send_after or now) + FRESH,
        state=WAITING,
        tries=0,
    )


def take_back(key: str, now: datetime) -> bool:
    """Take a letter back that has not gone; False when it has, or is going just now.

    The key is free again, for a letter that is written instead.
    """
    taken = db.session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.key == key, OutgoingMail.state == WAITING)
        .values(state=DROPPED, ended_at=now, trouble="taken back", key=f"{key}#{now.isoformat()}", **NO_WORDS)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def forget_words() -> None:
    """Empty what every letter says: those that wait are written anew when they go."""
    db.session.execute(
        update(OutgoingMail)
        .where((OutgoingMail.subject != "") | (OutgoingMail.body != ""))
        .values(**NO_WORDS)
        .execution_options(synchronize_session=False)
    )


def stop(person: User, kind: str, now: datetime) -> None:
    """Send somebody no more letters of a kind."""
    insert_if_absent(MailStop, user_id=person.id, kind=kind, at=now)


def resume(person: User, kind: str) -> None:
    """Send somebody letters of a kind again."""
    db.session.execute(delete(MailStop).where(MailStop.user_id == person.id, MailStop.kind == kind))
