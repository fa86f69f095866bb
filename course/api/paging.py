"""Read one page of a list, within what the reader may read.

Rows of people come in the order of (person, row): a page is then a stretch of an index for each person, however many
rows there are of everybody else, and the next page begins where the last one ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, literal, select, true, tuple_

from course.accounts.access import readable_people
from course.accounts.models import LEADING_ROLES, TRAINEE, Group, GroupTree, Membership, User
from course.api.cursors import Key
from course.api.resources import Row
from course.content.catalogue import Catalogue
from course.extensions import db

T = TypeVar("T")
Asking = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what is asked for: how many rows, after which one, and which."""

    limit: int
    after: Key | None = None
    person_id: int | None = None
    group_id: int | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page of rows, and the key of the last one when there are more; `people` are those whose
    records it shows."""

    rows: Sequence[Row]
    end: Key | None
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """Hold for whom a page is read."""

    actor: User
    catalogue: Catalogue
    now: datetime


def visible_groups(actor: User) -> ColumnElement[bool]:
    """Give the condition on groups: those one belongs to, and those one leads, be it from above; an admin sees all."""
    if actor.is_admin:
        return true()
    return Group.id.in_(
        select(GroupTree.descendant_id)
        .join(Membership, Membership.group_id == GroupTree.ancestor_id)
        .where(Membership.user_id == actor.id, (GroupTree.depth == 0) | Membership.role.in_(LEADING_ROLES))
    )


def whom(actor: User, wanted: Wanted, person: Any) -> list[ColumnElement[bool]]:
    """Give the conditions on the column that names a row's person: within the reader's bounds, and as asked."""
    conditions: list[ColumnElement[bool]] = []
    if not actor.is_admin:
        conditions.append(person.in_(select(User.id).where(readable_people(actor))))
    if wanted.person_id is not None:
        conditions.append(person == wanted.person_id)
    if wanted.group_id is not None:
        trainees = (
            select(Membership.user_id)
            .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
            .join(Group, Group.id == GroupTree.ancestor_id)
            .where(
                Group.id == wanted.group_id,
                Membership.role == TRAINEE,
                visible_groups(actor),
            )
        )
        conditions.append(person.in_(trainees))
    return conditions


def after(keys: tuple[Any, ...], key: Key) -> ColumnElement[bool]:
    """Give the condition for rows whose keys come after a key."""
    return tuple_(*keys) > tuple_(*(literal(part) for part in key))


def ordered(query: Asking, keys: tuple[Any, ...], wanted: Wanted) -> Asking:
    """Order a query by its keys, from where the last page ended, and ask for one row too many: see `cut`."""
    if wanted.after is not None:
        query = query.where(after(keys, wanted.after))
    return query.order_by(*keys).limit(wanted.limit + 1)


def cut(found: Sequence[T], wanted: Wanted, key_of: Callable[[T], Key]) -> tuple[Sequence[T], Key | None]:
    """Leave out what is too many for a page; the key of the last one that stays is given when there are more."""
    shown = found[: wanted.limit]
    return shown, key_of(shown[-1]) if len(found) > wanted.limit else None


def paged(query: Select[Any], keys: tuple[Any, ...], wanted: Wanted) -> tuple[Sequence[Any], Key | None]:
    """Read a page of rows, and the key of the last one when there are more."""
    rows = db.session.scalars(ordered(query, keys, wanted)).all()
    return cut(rows, wanted, lambda row: tuple(getattr(row, key.key) for key in keys))


def of_people(
    reader: Reader,
    wanted: Wanted,
    model: Any,
    updated: Any,
    make: Callable[[Any], Row],
) -> Page:
    """Page through rows that belong to people and know when they changed."""
    query = select(model).where(*whom(reader.actor, wanted, model.user_id))
    if wanted.updated_since is not None:
        query = query.where(updated >= wanted.updated_since)
    rows, end = paged(query, (model.user_id, model.id), wanted)
    return Page([make(row) for row in rows], end, frozenset(row.user_id for row in rows))
