"""Send the letters that are due, each once, however many senders there are and whenever one of them is killed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import joinedload

from course.config import LANGUAGES
from course.extensions import db
from course.mail import queries
from course.mail.hours import beginning_of, morning_after, today
from course.mail.letter import Letter, Unaddressable, message
from course.mail.models import (
    DROPPED,
    FAILED,
    NO_WORDS,
    ONE_A_DAY,
    SENT,
    TAKEN,
    UNCERTAIN,
    WAITING,
    OutgoingMail,
)
from course.mail.tokens import stop_token
from course.mail.transport import NotNow, Refused, Transport, Unreachable, Unsure

log = logging.getLogger("ryorin.mail")

MOST_AT_ONCE = 1_000  # letters in one tick: the next one goes on
ABANDONED_AFTER = timedelta(minutes=15)  # far longer than a mail server is waited for
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=10)  # doubled with every try
LONGEST_TROUBLE = 200
TOMORROW = "tomorrow"  # counted; the letter waits, because its reader has had one today
UNWRITTEN = "unwritten"  # counted; the letter waits, and is tried again with the next tick

Words = tuple[str, str]  # subject and body
Anew = Callable[[OutgoingMail, datetime], Words | None]
"""Write a letter anew as things stand when it goes; None when there is nothing left to tell its reader."""


def deliver(transport: Transport, now: datetime, anew: Mapping[str, Anew]) -> Counter[str]:
    """Send what is due and count what came of it; raises Unreachable when the server could not be spoken to at all.

    `anew` says by kind how a letter is written anew: one that has waited tells what is true when it goes, or does not go.
    """
    counts: Counter[str] = Counter()
    counts.update(_settle_abandoned(transport, now))
    numbers = [mail.id for mail in queries.due(now, MOST_AT_ONCE)]
    if not numbers:
        return counts
    transport.open()
    try:
        for number in numbers:
            # Read one by one: a letter goes with its reader when somebody is erased meanwhile.
            mail = db.session.get(OutgoingMail, number, options=[joinedload(OutgoingMail.user)])
            if mail is not None:
                counts[_deliver_one(mail, transport, now, anew)] += 1
    except _ConnectionGone:
        log.warning("the mail server ended the connection; the rest waits for the next tick")
    finally:
        transport.close()
    return counts


def drop_stale(now: datetime) -> int:
    """Drop the letters whose time has passed while no server would take them, and count them."""
    dropped = db.session.scalars(
        update(OutgoingMail)
        .where(OutgoingMail.state == WAITING, OutgoingMail.drop_after < now)
        .values(state=DROPPED, ended_at=now, **NO_WORDS)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return len(dropped)


class _ConnectionGone(Exception):
    """Say that nothing more can be sent in this tick."""


def _settle_abandoned(transport: Transport, now: datetime) -> Counter[str]:
    """Decide about letters whose sender was killed: sent again only where that is harmless."""
    counts: Counter[str] = Counter()
    for mail in queries.abandoned(now - ABANDONED_AFTER):
        if transport.is_harmless:
            _settle(mail, WAITING, now)
        else:
            _settle(mail, UNCERTAIN, now, "the sender was stopped in the middle")
            counts[UNCERTAIN] += 1
    return counts


def _deliver_one(mail: OutgoingMail, transport: Transport, now: datetime, anew: Mapping[str, Anew]) -> str:
    number = mail.id
    if mail.kind in ONE_A_DAY and queries.another_went(mail, beginning_of(today(now)), ONE_A_DAY):
        return _leave_for_tomorrow(mail, now)
    try:
        reason, words = _why_not(mail), None
        if reason is None:
            words = _words(mail, now, anew[mail.kind])
    except Exception:
        db.session.rollback()
        log.exception("letter %d could not be written anew", number)
        return UNWRITTEN
    if words is None:
        return _settle(mail, DROPPED, now, reason or "no longer true")
    if not _take(mail, now):
        return "elsewhere"
    return _hand_over(mail, words, transport, now)


def _hand_over(mail: OutgoingMail, words: Words, transport: Transport, now: datetime) -> str:
    try:
        transport.send(mail.id, _written(mail, *words))
    except Unreachable as error:
        _settle(mail, WAITING, now, str(error))
        raise _ConnectionGone from error
    except Unsure as error:
        _settle(mail, UNCERTAIN, now, str(error))
        raise _ConnectionGone from error
    except (Refused, Unaddressable) as error:
        return _settle(mail, FAILED, now, str(error))
    except NotNow as error:
        return _try_later(mail, now, str(error))
    return _settle(mail, SENT, now)


def _why_not(mail: OutgoingMail) -> str | None:
    """Say why a letter is better not sent any more."""
    if not mail.user.active:
        return "the account is closed"
    if mail.kind in queries.stopped_kinds(mail.user_id):
        return "stopped by its reader"
    return None


def _leave_for_tomorrow(mail: OutgoingMail, now: datetime) -> str:
    """Let a letter wait until its reader may have another one, if it is good for so long."""
    morning = morning_after(today(now))
    if mail.drop_after < morning:
        return _settle(mail, DROPPED, now, "another letter went today")
    _send_after(mail, morning)
    db.session.commit()
    return TOMORROW


def _words(mail: OutgoingMail, now: datetime, anew: Anew) -> Words | None:
    """Give what a letter says: as it was written in this very tick, else anew."""
    if mail.body and mail.made_at >= now:
        return mail.subject, mail.body
    return anew(mail, now)


def _take(mail: OutgoingMail, now: datetime) -> bool:
    """Take a letter before speaking of it to the server; False when another sender was faster, or it was taken back."""
    taken = db.session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id, OutgoingMail.state == WAITING)
        .values(state=TAKEN, taken_at=now, tries=OutgoingMail.tries + 1)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return taken is not None


def _settle(mail: OutgoingMail, state: str, now: datetime, trouble: str | None = None) -> str:
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id, OutgoingMail.state.in_((WAITING, TAKEN)))
        .values(
            state=state,
            taken_at=None if state == WAITING else OutgoingMail.taken_at,
            ended_at=None if state == WAITING else now,
            trouble=trouble[:LONGEST_TROUBLE] if trouble else None,
            **({} if state == WAITING else NO_WORDS),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if state not in {SENT, WAITING}:
        log.info("letter %d is %s", mail.id, state)
    return state


def _try_later(mail: OutgoingMail, now: datetime, trouble: str) -> str:
    tries = mail.tries  # read anew: the commit above has made the row stale
    if tries >= MOST_TRIES:
        return _settle(mail, FAILED, now, trouble)
    later = now + FIRST_WAIT * 2 ** (tries - 1)
    _send_after(mail, later)
    _settle(mail, WAITING, now, trouble)
    return "later"


def _send_after(mail: OutgoingMail, moment: datetime) -> None:
    db.session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail.id)
        .values(send_after=moment)
        .execution_options(synchronize_session=False)
    )


def _written(mail: OutgoingMail, subject: str, body: str) -> EmailMessage:
    """Make the message, with a last line in its reader's language that says how to stop such letters."""
    token = stop_token(current_app.config["SECRET_KEY"], mail.user_id, mail.kind)
    stop_url = url_for("mail.stop", token=token, _external=True)
    language = mail.user.language or LANGUAGES[0]
    with force_locale(language):
        foot = _(
            "このメールは研修「両輪」からお送りしています。この種類のメールを止める: %(url)s",
            url=stop_url,
        )
    return message(
        Letter(
            number=mail.id,
            name=mail.user.name,
            address=mail.user.email,
            subject=subject,
            body=f"{body.rstrip()}\n\n-- \n{foot}\n",
            language=language,
            stop_url=stop_url,
            written_at=mail.made_at,
        ),
        current_app.config["MAIL_FROM"],
    )
