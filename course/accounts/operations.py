"""Change accounts, groups and invites. Each takes who acts and when; the request commits."""

from __future__ import annotations

import hmac
import logging
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from course.accounts import sessions
from course.accounts.models import (
    ADMIN,
    GROUP_ROLES,
    TRAINEE,
    Group,
    Invite,
    Membership,
    PasswordLink,
    Role,
    User,
)
from course.audit.operations import note
from course.extensions import db

log = logging.getLogger("ryorin.security")
TOKEN_BYTES = 32
SETUP_CODE_LENGTH = 12
PASSWORD_LINK_LIFE = timedelta(days=1)


class Taken(Exception):
    """Say that a name or an address is already in use."""


class Closed(Exception):
    """Say that what was asked for is no longer open: a used invite, a finished set-up."""


def _uniquifier() -> str:
    return uuid.uuid4().hex


def create_person(
    *, email: str, name: str, password_hash: str | None, now: datetime, language: str | None = None
) -> User:
    """Add a person; raise `Taken` when the address is in use."""
    person = User(
        email=email,
        name=name,
        password=password_hash,
        active=True,
        fs_uniquifier=_uniquifier(),
        language=language,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:
        raise Taken from error
    return person


def setup_code(secret_key: str) -> str:
    """Give the code that lets the first visitor set the installation up; printed where the server was started."""
    return hmac.new(secret_key.encode(), b"first-run set-up", "sha256").hexdigest()[:SETUP_CODE_LENGTH]


def is_setup_code(code: str, secret_key: str) -> bool:
    """Tell whether this is the set-up code, in constant time."""
    return hmac.compare_digest(code.strip().lower().encode(), setup_code(secret_key).encode())


def set_up(*, email: str, name: str, password_hash: str, now: datetime) -> User:
    """Make the first person, an admin; raise `Closed` when somebody was faster.

    The role's name is unique, so of any number of set-ups at once exactly one succeeds.
    """
    try:
        with db.session.begin_nested():
            role = Role(name=ADMIN)
            db.session.add(role)
    except IntegrityError as error:
        raise Closed from error
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise Closed
    person = create_person(email=email, name=name, password_hash=password_hash, now=now)
    person.roles.append(role)
    db.session.flush()
    note(person, "installation.set_up", subject="person", subject_id=person.id)
    log.info("set up: person=%d", person.id)
    return person


def set_admin(actor: User, person: User, wanted: bool) -> None:
    """Give a person the admin's powers, or take them back; nobody takes their own, so one admin always remains."""
    if person.id == actor.id:
        raise PermissionError("nobody changes their own powers")
    if person.is_admin == wanted:
        return
    if wanted:
        make_admin(person)
    else:
        person.roles = [role for role in person.roles if role.name != ADMIN]
        db.session.flush()
    note(actor, f"admin.{'grant' if wanted else 'revoke'}", subject="person", subject_id=person.id)
    log.info("admin %s: by=%d person=%d", "made" if wanted else "unmade", actor.id, person.id)


def make_admin(person: User) -> None:
    """Give a person the admin's powers."""
    role = db.session.scalar(select(Role).where(Role.name == ADMIN)) or Role(name=ADMIN)
    if role not in person.roles:
        person.roles.append(role)
    db.session.flush()


def change_password(actor: User, password_hash: str, now: datetime) -> None:
    """Set the actor's new password and end every sign-in they have, everywhere."""
    actor.password = password_hash
    actor.fs_uniquifier = _uniquifier()
    sessions.end_all(actor, now)
    db.session.flush()
    note(actor, "password.change", subject="person", subject_id=actor.id)
    log.info("password changed: person=%d", actor.id)


def make_password_link(actor: User, person: User, now: datetime) -> str:
    """Make the link by which a person sets a new password and give its token; earlier links are dead."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == person.id))
    db.session.add(
        PasswordLink(
            token_hash=sessions.fingerprint(token), user_id=person.id, expires_at=now + PASSWORD_LINK_LIFE
        )
    )
    db.session.flush()
    note(actor, "password_link.create", subject="person", subject_id=person.id)
    log.info("password link made: by=%d person=%d", actor.id, person.id)
    return token


def use_password_link(found: PasswordLink, password_hash: str, now: datetime) -> User:
    """Set the password that the link's owner chose; raise `Closed` when the link was used a moment ago."""
    person = found.user
    spent = db.session.scalar(
        delete(PasswordLink).where(PasswordLink.id == found.id).returning(PasswordLink.user_id)
    )
    if spent is None:
        raise Closed
    change_password(person, password_hash, now)
    return person


def set_language(actor: User, language: str) -> None:
    """Keep the language the actor reads in."""
    actor.language = language
    db.session.flush()


def rename(actor: User, name: str) -> bool:
    """Give the actor another name; False when it is the one they have."""
    if actor.name == name:
        return False
    actor.name = name
    # Neither the old name nor the new one: what the audit holds stays when a person is erased.
    note(actor, "name.change", subject="person", subject_id=actor.id)
    log.info("name changed: person=%d", actor.id)
    return True


def invitable_roles(actor: User) -> tuple[str, ...]:
    """List the roles the actor may invite into a group they lead: trainees; for an admin, all."""
    return GROUP_ROLES if actor.is_admin else (TRAINEE,)


def invite(actor: User, group: Group, *, role: str, days: int, people: int, now: datetime) -> str:
    """Make an invite link for a group and give its token, which is kept nowhere else."""
    if role not in invitable_roles(actor):
        raise PermissionError(role)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        Invite(
            token_hash=sessions.fingerprint(token),
            group_id=group.id,
            role=role,
            expires_at=now + timedelta(days=days),
            uses_left=people,
            created_by_id=actor.id,
            created_at=now,
        )
    )
    detail = {"role": role, "people": people, "days": days}
    note(actor, "invite.create", subject="group", subject_id=group.id, detail=detail)
    log.info("invite made: person=%d group=%d role=%s people=%d", actor.id, group.id, role, people)
    return token


def revoke_invite(actor: User, group: Group, invite_id: int) -> bool:
    """Close one invite of a group; False when the group has no such invite."""
    found = db.session.scalar(select(Invite).where(Invite.id == invite_id, Invite.group_id == group.id))
    if found is None:
        return False
    db.session.delete(found)
    note(actor, "invite.close", subject="group", subject_id=group.id)
    log.info("invite closed: person=%d group=%d invite=%d", actor.id, group.id, invite_id)
    return True


def use_invite(found: Invite, person: User, now: datetime) -> None:
    """Spend one use of an invite and put the person in its group; raise `Closed` when the last one is gone.

    Somebody who is in the group already keeps their role there, and spends nothing.
    """
    if db.session.scalar(
        select(Membership.id).where(Membership.user_id == person.id, Membership.group_id == found.group_id)
    ):
        return
    spent = db.session.scalar(
        update(Invite)
        .where(Invite.id == found.id, Invite.uses_left > 0, Invite.expires_at > now)
        .values(uses_left=Invite.uses_left - 1)
        .returning(Invite.id)
        .execution_options(synchronize_session=False)
    )
    if spent is None:
        raise Closed
    try:
        with db.session.begin_nested():
            db.session.add(Membership(user_id=person.id, group_id=found.group_id, role=found.role))
    except IntegrityError as error:  # joined in another tab a moment ago
        raise Closed from error
    detail = {"role": found.role, "invited_by": found.created_by_id}
    note(person, "group.join", subject="group", subject_id=found.group_id, detail=detail)
    log.info("joined: person=%d group=%d role=%s", person.id, found.group_id, found.role)


def set_active(actor: User, person: User, active: bool, now: datetime) -> None:
    """Let a person sign in again, or stop them and end their sign-ins at once; nobody stops themself."""
    if person.id == actor.id and not active:
        raise PermissionError("an admin cannot close their own account")
    person.active = active
    if not active:
        person.fs_uniquifier = _uniquifier()
        sessions.end_all(person, now)
    note(actor, f"account.{'open' if active else 'close'}", subject="person", subject_id=person.id)
    log.info("account %s: by=%d person=%d", "opened" if active else "closed", actor.id, person.id)
