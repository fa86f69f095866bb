"""Erase a person for good: who they are goes, what they did still counts."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import String, Table, cast, delete, literal, select, update

from course.accounts import sessions
from course.accounts.models import TRAINEE, Membership, Role, User
from course.audit.operations import note
from course.extensions import db
from course.mail.operations import forget_words
from course.privacy import queries
from course.privacy.policy import NUMBERED, Rule
from course.privacy.rows import concerning, tables, theirs
from course.reports.exporting import withdraw_all
from course.roster.models import CANCELLED, CHECKED, STOPPED, PeopleImport

log = logging.getLogger("ryorin.security")
ERASED_DOMAIN = "@erased.invalid"  # can never be registered


class LastAdmin(Exception):
    """Say that nobody would be left to look after the installation; nothing was changed."""


class GoneAlready(Exception):
    """Say that this person has been erased before."""


def erase(actor: User, person: User, now: datetime) -> None:
    """Erase a person. It cannot be undone.

    Name, address, password, sign-ins, links and whatever they or others wrote in their own words about them go; their
    scores, answers by id and times stay, under nobody's name. What has left the database, in letters sent and files taken,
    cannot be called back, and a name that others wrote in the midst of other words is not found. Raises `LastAdmin` or `GoneAlready`.
    """
    # Two admins who erase each other at the same moment take turns here, and the second finds no admin left.
    db.session.execute(select(Role.id).with_for_update()).all()
    db.session.refresh(person)
    if person.erased_at is not None:
        raise GoneAlready
    if person.is_admin and not queries.other_admins(person):
        raise LastAdmin
    note(actor, "person.erase", subject="person", subject_id=person.id)
    sessions.end_all(person, now)
    for table, rule in reversed(list(tables())):
        _empty(table, rule, person.id)
    _forget_lists(now)
    forget_words()  # letters to others name them: those that wait are written anew
    withdraw_all()  # a file made yesterday may be of a group they have left since
    db.session.execute(delete(Membership).where(Membership.user_id == person.id, Membership.role != TRAINEE))
    person.name = f"消去済み / erased #{person.id}"
    person.email = f"erased-{person.id}{ERASED_DOMAIN}"
    person.password = None
    person.language = None
    person.active = False
    person.fs_uniquifier = uuid.uuid4().hex
    person.erased_at = now
    db.session.flush()
    db.session.expire(person)
    log.info("person erased: by=%d person=%d", actor.id, person.id)


def _empty(table: Table, rule: Rule, person_id: int) -> None:
    """Delete or empty what one table holds of a person."""
    if rule.goes:
        db.session.execute(
            delete(table).where(theirs(table, rule, person_id)).execution_options(synchronize_session=False)
        )
    if rule.emptied:
        values = {column: _instead(table, value) for column, value in rule.emptied.items()}
        db.session.execute(
            update(table)
            .where(concerning(table, rule, person_id))
            .values(values)
            .execution_options(synchronize_session=False)
        )


def _instead(table: Table, value: Any) -> Any:
    return literal(NUMBERED).concat(cast(table.c.id, String)) if value == NUMBERED else value


def _forget_lists(now: datetime) -> None:
    """Empty the lists of people that wait for a decision: the person may be in one."""
    db.session.execute(
        update(PeopleImport)
        .where(PeopleImport.state.in_((CHECKED, STOPPED)))
        .values(state=CANCELLED, entries=None, problems=None, ended_at=now)
        .execution_options(synchronize_session=False)
    )


def note_handing_out(actor: User, person: User) -> None:
    """Note that all that is kept of a person was given out."""
    note(actor, "person.export", subject="person", subject_id=person.id)
