"""Find people, where they are what, and when they were last here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import selectinload

from course.accounts.models import Group, GroupTree, Membership, SignIn, User
from course.accounts.queries import SENIORITY
from course.accounts.tree import SEPARATOR
from course.extensions import db

PAGE = 50
NOWHERE = -1  # stands for "in no group" where a group's number is asked for


@dataclass(frozen=True, slots=True)
class Sought:
    """Hold what is looked for among people: part of a name or address, a group (with all below it) or `NOWHERE`, a role, a
    state.

    `state` is "active", "closed", or "waiting" for those who have never signed in.
    """

    words: str = ""
    group_id: int | None = None
    role: str | None = None
    state: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Give the conditions on `User`; erased people are never found."""
        found: list[ColumnElement[bool]] = [User.erased_at.is_(None)]
        for word in self.words.casefold().split():
            in_name = func.lower(User.name).contains(word, autoescape=True)
            found.append(in_name | User.email.contains(word, autoescape=True))
        if self.group_id == NOWHERE:
            found.append(~User.memberships.any())
        elif self.group_id is not None or self.role is not None:
            own = select(Membership.user_id)
            if self.group_id is not None:
                own = own.join(GroupTree, GroupTree.descendant_id == Membership.group_id).where(
                    GroupTree.ancestor_id == self.group_id
                )
            if self.role is not None:
                own = own.where(Membership.role == self.role)
            found.append(User.id.in_(own))
        if self.state == "active":
            found.append(User.active.is_(True))
        elif self.state == "closed":
            found.append(User.active.is_(False))
        elif self.state == "waiting":
            found.append(~exists().where(SignIn.user_id == User.id))
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page of people, and how many there are in all."""

    people: Sequence[User]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """Count the pages."""
        return max(1, -(-self.total // PAGE))


def select_people(sought: Sought) -> Select[User]:
    """Select the people sought, with their groups, by name."""
    return (
        select(User)
        .where(*sought.conditions())
        .options(selectinload(User.memberships).joinedload(Membership.group), selectinload(User.roles))
        .order_by(User.name, User.id)
    )


def page_of(sought: Sought, number: int) -> Page:
    """Give one page of the people sought; a number beyond the last gives the last."""
    total = db.session.scalar(select(func.count(User.id)).where(*sought.conditions())) or 0
    last = max(1, -(-total // PAGE))
    number = min(number, last)
    people = db.session.scalars(select_people(sought).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(people, total, number)


def everybody(sought: Sought) -> Sequence[User]:
    """List all the people sought, for a file."""
    return db.session.scalars(select_people(sought)).all()


def memberships(person: User) -> list[tuple[Group, list[str]]]:
    """List the groups a person is in, by name, each with what they are there, the most senior role first."""
    rows = db.session.execute(
        select(Group, Membership.role)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.user_id == person.id)
        .order_by(Group.name, Group.id)
    )
    found: dict[Group, list[str]] = {}
    for group, role in rows:
        found.setdefault(group, []).append(role)
    return [(group, sorted(roles, key=SENIORITY.index)) for group, roles in found.items()]


def paths_of(person: User) -> dict[int, str]:
    """Give the path, from the top down, of each group that a person is in."""
    rows = db.session.execute(
        select(Membership.group_id, Group.name)
        .distinct()
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .join(Group, Group.id == GroupTree.ancestor_id)
        .where(Membership.user_id == person.id)
        .add_columns(GroupTree.depth)
        .order_by(Membership.group_id, GroupTree.depth.desc())
    )
    names: dict[int, list[str]] = {}
    for group_id, name, _depth in rows:
        names.setdefault(group_id, []).append(name)
    return {group_id: SEPARATOR.join(line) for group_id, line in names.items()}


def last_sign_in(person: User) -> datetime | None:
    """Tell when a person last signed in, or None for never (or so long ago that it is forgotten)."""
    return db.session.scalar(select(func.max(SignIn.created_at)).where(SignIn.user_id == person.id))
