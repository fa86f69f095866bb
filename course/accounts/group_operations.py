"""Make groups, move them in the tree, and say who is what in them. Each takes who acts; the request commits."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from course.accounts import queries
from course.accounts.models import (
    GROUP_ROLES,
    TRAINEE,
    Group,
    GroupTree,
    Membership,
    PastMembership,
    User,
)
from course.accounts.operations import Taken
from course.audit.operations import note
from course.extensions import db
from course.upsert import insert_if_absent

log = logging.getLogger("ryorin.security")


class Cycle(Exception):
    """Say that a group cannot stand below itself; nothing was changed."""


def lock_tree() -> None:
    """Let nobody else change the tree until this transaction ends.

    Two moves at once, each right by itself, could otherwise put two groups below each other.
    """
    db.session.execute(select(Group.id).order_by(Group.id).with_for_update(key_share=True)).all()


def create_group(actor: User, name: str, now: datetime, *, parent: Group | None = None) -> Group:
    """Add a group, at the top or below another; raise `Taken` when a sibling has that name."""
    if parent is not None:
        lock_tree()
    group = Group(name=name, parent_id=parent.id if parent is not None else None, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(group)
    except IntegrityError as error:
        raise Taken from error
    note(actor, "group.create", subject="group", subject_id=group.id, detail={"parent": group.parent_id})
    log.info("group made: person=%d group=%d", actor.id, group.id)
    return group


def rename_group(actor: User, group: Group, name: str) -> None:
    """Give a group another name; raise `Taken` when a sibling has it."""
    try:
        with db.session.begin_nested():
            group.name = name
    except IntegrityError as error:
        raise Taken from error
    note(actor, "group.rename", subject="group", subject_id=group.id)
    log.info("group renamed: person=%d group=%d", actor.id, group.id)


def move_group(actor: User, group: Group, parent: Group | None) -> None:
    """Put a group, with all below it, under another one or at the top; who may see whom changes at once.

    Raises `Cycle` when the new parent is the group itself or below it, `Taken` when a sibling there has its name.
    """
    lock_tree()
    db.session.refresh(group)
    before, after = group.parent_id, parent.id if parent is not None else None
    if before == after:
        return
    if parent is not None and queries.is_below(parent, group):
        raise Cycle
    try:
        with db.session.begin_nested():
            group.parent_id = after
    except IntegrityError as error:
        raise Taken from error
    _rehang(group, after)
    note(actor, "group.move", subject="group", subject_id=group.id, detail={"before": before, "after": after})
    log.info("group moved: person=%d group=%d from=%s to=%s", actor.id, group.id, before, after)


def _rehang(group: Group, parent_id: int | None) -> None:
    below = select(GroupTree.descendant_id).where(GroupTree.ancestor_id == group.id)
    old = select(GroupTree.ancestor_id).where(GroupTree.descendant_id == group.id, GroupTree.depth > 0)
    db.session.execute(
        delete(GroupTree)
        .where(GroupTree.descendant_id.in_(below), GroupTree.ancestor_id.in_(old))
        .execution_options(synchronize_session=False)
    )
    if parent_id is None:
        return
    up, down = aliased(GroupTree), aliased(GroupTree)
    pairs = (
        select(up.ancestor_id, down.descendant_id, up.depth + down.depth + 1)
        .join(down, literal(True))
        .where(up.descendant_id == parent_id, down.ancestor_id == group.id)
    )
    db.session.execute(insert(GroupTree).from_select(["ancestor_id", "descendant_id", "depth"], pairs))


def add_role(actor: User, group: Group, person: User, role: str) -> None:
    """Make a person something in a group, besides what they are there already."""
    if role not in GROUP_ROLES:
        raise ValueError(role)
    if not insert_if_absent(Membership, user_id=person.id, group_id=group.id, role=role):
        return
    db.session.expire(person, ["memberships"])
    note(
        actor, "member.add", subject="person", subject_id=person.id, detail={"group": group.id, "role": role}
    )
    log.info("role added: by=%d person=%d group=%d role=%s", actor.id, person.id, group.id, role)


def set_roles(actor: User, group: Group, person: User, roles: Collection[str]) -> None:
    """Say all that a person is in a group; with no role at all they are taken out of it."""
    unknown = set(roles) - set(GROUP_ROLES)
    if unknown:
        raise ValueError(unknown)
    if not roles:
        remove_member(actor, group, person)
        return
    if TRAINEE not in roles:
        _remember(person, group)
    db.session.execute(
        delete(Membership).where(
            Membership.user_id == person.id, Membership.group_id == group.id, Membership.role.not_in(roles)
        )
    )
    for role in roles:
        insert_if_absent(Membership, user_id=person.id, group_id=group.id, role=role)
    db.session.expire(person, ["memberships"])
    detail = {"group": group.id, "roles": sorted(roles)}
    note(actor, "member.change", subject="person", subject_id=person.id, detail=detail)
    log.info(
        "roles set: by=%d person=%d group=%d roles=%s", actor.id, person.id, group.id, "+".join(sorted(roles))
    )


def remove_member(actor: User, group: Group, person: User) -> None:
    """Take a person out of a group; what they did stays theirs."""
    _remember(person, group)
    db.session.execute(
        delete(Membership).where(Membership.user_id == person.id, Membership.group_id == group.id)
    )
    db.session.expire(person, ["memberships"])
    note(actor, "member.remove", subject="person", subject_id=person.id, detail={"group": group.id})
    log.info("member removed: by=%d person=%d group=%d", actor.id, person.id, group.id)


def move_person(actor: User, person: User, source: Group, target: Group) -> None:
    """Take a person from one group to another; what they were in the one they are in the other."""
    roles = person.roles_in(source)
    if source.id == target.id or not roles:
        return
    for role in roles:
        insert_if_absent(Membership, user_id=person.id, group_id=target.id, role=role)
    _remember(person, source)
    db.session.execute(
        delete(Membership).where(Membership.user_id == person.id, Membership.group_id == source.id)
    )
    db.session.expire(person, ["memberships"])
    detail = {"from": source.id, "to": target.id}
    note(actor, "member.move", subject="person", subject_id=person.id, detail=detail)
    log.info("member moved: by=%d person=%d from=%d to=%d", actor.id, person.id, source.id, target.id)


def _remember(person: User, group: Group) -> None:
    """Keep for how long somebody was a trainee of a group that they are leaving."""
    stay = select(Membership.user_id, Membership.group_id, Membership.since).where(
        Membership.user_id == person.id, Membership.group_id == group.id, Membership.role == TRAINEE
    )
    db.session.execute(insert(PastMembership).from_select(["user_id", "group_id", "since"], stay))
