"""Find people, groups and invites for the account pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from course.accounts.models import LEADING_ROLES, Group, Invite, Membership, PasswordLink, User
from course.accounts.sessions import fingerprint
from course.extensions import db

# Addresses of demo people end so; `.invalid` can never be registered, so none of them is anybody's own.
DEMO_DOMAIN = "@demo.invalid"


def person_by_email(email: str) -> User | None:
    """Find the person with an address (already normalised)."""
    return db.session.scalar(select(User).where(User.email == email))


def anyone_exists() -> bool:
    """Tell whether the installation has been set up."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def demo_people() -> Sequence[User]:
    """List the demo people in the order they were made, with their groups."""
    return db.session.scalars(
        select(User)
        .where(User.email.endswith(DEMO_DOMAIN, autoescape=True), User.active)
        .options(selectinload(User.memberships).joinedload(Membership.group), selectinload(User.roles))
        .order_by(User.id)
    ).all()


def demo_person(person_id: int) -> User | None:
    """Find one demo person who may still sign in."""
    return db.session.scalar(
        select(User).where(
            User.id == person_id, User.active, User.email.endswith(DEMO_DOMAIN, autoescape=True)
        )
    )


def open_invite(token: str, now: datetime) -> Invite | None:
    """Find the invite of a link, unless it has expired or everybody it was for has used it."""
    return db.session.scalar(
        select(Invite)
        .where(Invite.token_hash == fingerprint(token), Invite.expires_at > now, Invite.uses_left > 0)
        .options(joinedload(Invite.group))
    )


def open_password_link(token: str, now: datetime) -> PasswordLink | None:
    """Find the link by which somebody may set a new password, unless it is over or their account is closed."""
    return db.session.scalar(
        select(PasswordLink)
        .join(User)
        .where(PasswordLink.token_hash == fingerprint(token), PasswordLink.expires_at > now, User.active)
        .options(joinedload(PasswordLink.user))
    )


def open_invites(group: Group, now: datetime) -> Sequence[Invite]:
    """List the invites of a group that still work, newest first."""
    return db.session.scalars(
        select(Invite)
        .where(Invite.group_id == group.id, Invite.expires_at > now, Invite.uses_left > 0)
        .options(joinedload(Invite.created_by))
        .order_by(Invite.id.desc())
    ).all()


def groups_with_sizes() -> Sequence[tuple[Group, int]]:
    """List every group by name, with the number of its members."""
    rows = db.session.execute(
        select(Group, func.count(Membership.id))
        .outerjoin(Membership, Membership.group_id == Group.id)
        .group_by(Group.id)
        .order_by(Group.name)
    )
    return [(group, count) for group, count in rows]


def members(group: Group) -> Sequence[Membership]:
    """List who is in a group: managers and trainers first, then by name."""
    return db.session.scalars(
        select(Membership)
        .join(User)
        .where(Membership.group_id == group.id)
        .options(joinedload(Membership.user))
        .order_by(Membership.role == "trainee", Membership.role, User.name, User.id)
    ).all()


def group_led_of(actor: User, person: User) -> Group | None:
    """Find a group of the person's that the actor trains or manages (for an admin, any of them), the first by name."""
    query = select(Group).join(Membership).where(Membership.user_id == person.id).order_by(Group.name)
    led = (
        group
        for group in db.session.scalars(query)
        if actor.is_admin or actor.role_in(group) in LEADING_ROLES
    )
    return next(led, None)


def people_without_group() -> Sequence[User]:
    """List people who are in no group, by name."""
    return db.session.scalars(select(User).where(~User.memberships.any()).order_by(User.name, User.id)).all()
