"""Find people, groups and invites for the account pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from course.accounts.models import (
    LEADING_ROLES,
    MANAGER,
    TRAINEE,
    TRAINER,
    Group,
    GroupTree,
    Invite,
    Membership,
    PasswordLink,
    User,
)
from course.accounts.sessions import fingerprint
from course.accounts.tree import Branch, in_order
from course.extensions import db

# Addresses of demo people end so; `.invalid` can never be registered, so none of them is anybody's own.
DEMO_DOMAIN = "@demo.invalid"
SENIORITY = (MANAGER, TRAINER, TRAINEE)


def person_by_email(email: str) -> User | None:
    """Find the person with an address (already normalised)."""
    return db.session.scalar(select(User).where(User.email == email))


def active_person(person_id: int) -> User | None:
    """Find a person by number, unless their account is closed."""
    return db.session.scalar(select(User).where(User.id == person_id, User.active))


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


def trainee_ids_below(group: Group) -> Select[int]:
    """Select the numbers of the active trainees of a group and of every group below it, each once."""
    # Not a join made distinct: PostgreSQL misjudges how many rows that gives, and reads everybody's memberships.
    places = (
        select(Membership.user_id)
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .where(GroupTree.ancestor_id == group.id, Membership.role == TRAINEE)
    )
    return select(User.id).where(User.active, User.id.in_(places))


def led_groups(actor: User) -> list[Group]:
    """List the groups the actor trains or manages, those below included, in the order of the tree; all for an admin."""
    return [branch.group for branch in led_tree(actor)]


def led_tree(actor: User) -> list[Branch]:
    """List the groups the actor leads as a tree; all of them for an admin."""
    query = select(Group)
    if not actor.is_admin:
        query = query.where(
            Group.id.in_(
                select(GroupTree.descendant_id)
                .join(Membership, Membership.group_id == GroupTree.ancestor_id)
                .where(Membership.user_id == actor.id, Membership.role.in_(LEADING_ROLES))
            )
        )
    return in_order(db.session.scalars(query).all())


def sizes() -> dict[int, int]:
    """Count the people of each group, those of the groups below included, each person once."""
    rows = db.session.execute(
        select(GroupTree.ancestor_id, func.count(distinct(Membership.user_id)))
        .join(Membership, Membership.group_id == GroupTree.descendant_id)
        .join(User, User.id == Membership.user_id)
        .where(User.erased_at.is_(None))
        .group_by(GroupTree.ancestor_id)
    )
    return {group_id: count for group_id, count in rows}  # noqa: C416  # a row is not a tuple to the types


def line_of(group: Group) -> Sequence[Group]:
    """List the groups from the top down to this one, itself the last."""
    return db.session.scalars(
        select(Group)
        .join(GroupTree, GroupTree.ancestor_id == Group.id)
        .where(GroupTree.descendant_id == group.id)
        .order_by(GroupTree.depth.desc())
    ).all()


def groups_directly_below(group: Group) -> Sequence[Group]:
    """List the groups one step below a group, by name."""
    return db.session.scalars(select(Group).where(Group.parent_id == group.id).order_by(Group.name)).all()


def groups_below(group: Group) -> Sequence[Group]:
    """List a group and all below it, in no order."""
    return db.session.scalars(
        select(Group)
        .join(GroupTree, GroupTree.descendant_id == Group.id)
        .where(GroupTree.ancestor_id == group.id)
    ).all()


def is_below(group: Group, other: Group) -> bool:
    """Tell whether `group` is `other` or somewhere below it."""
    key = {"ancestor_id": other.id, "descendant_id": group.id}
    return db.session.scalar(select(GroupTree.depth).filter_by(**key)) is not None


def is_somewhere_below(person: User, group: Group) -> bool:
    """Tell whether a person is in a group or in one below it."""
    found = db.session.scalar(
        select(Membership.id)
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .where(Membership.user_id == person.id, GroupTree.ancestor_id == group.id)
        .limit(1)
    )
    return found is not None


def members(group: Group) -> list[tuple[User, frozenset[str]]]:
    """List who is in a group itself, each with all they are there: managers and trainers first, then by name."""
    rows = db.session.scalars(
        select(Membership)
        .join(User)
        .where(Membership.group_id == group.id, User.erased_at.is_(None))
        .options(joinedload(Membership.user))
        .order_by(User.name, User.id)
    ).all()
    roles: dict[User, set[str]] = {}
    for own in rows:
        roles.setdefault(own.user, set()).add(own.role)
    found = [(person, frozenset(theirs)) for person, theirs in roles.items()]
    return sorted(found, key=lambda member: min(SENIORITY.index(role) for role in member[1]))


def group_led_of(actor: User, person: User, within: Group | None = None) -> Group | None:
    """Find a group of the person's that the actor leads, be it from above (for an admin, any), the first by name.

    With `within` only that group and those below it are looked at.
    """
    query = select(Group).join(Membership).where(Membership.user_id == person.id)
    if within is not None:
        below = select(GroupTree.descendant_id).where(GroupTree.ancestor_id == within.id)
        query = query.where(Group.id.in_(below))
    if not actor.is_admin:
        own = aliased(Membership)
        query = (
            query.join(GroupTree, GroupTree.descendant_id == Group.id)
            .join(own, own.group_id == GroupTree.ancestor_id)
            .where(own.user_id == actor.id, own.role.in_(LEADING_ROLES))
        )
    return db.session.scalars(query.order_by(Group.name, Group.id)).first()


def line_led(actor: User, person: User, within: Group | None = None) -> str | None:
    """Write down from where the actor leads a person: that group's number and those above it, `/1/5/9/`.

    None when the actor leads no group of theirs.
    """
    group = group_led_of(actor, person, within)
    return f"/{'/'.join(str(one.id) for one in line_of(group))}/" if group is not None else None


def people_without_group() -> int:
    """Count the people who are in no group."""
    query = select(func.count(User.id)).where(~User.memberships.any(), User.erased_at.is_(None))
    return db.session.scalar(query) or 0
