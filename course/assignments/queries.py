"""Read assignments, and how people stand with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from course.accounts.access import in_line, led_then
from course.accounts.models import TRAINEE, Group, GroupTree, Membership, PastMembership, User
from course.accounts.queries import trainee_ids_below
from course.accounts.sessions import fingerprint
from course.assignments.due import Due, Facts, Task
from course.assignments.facts import facts_of
from course.assignments.models import (
    Assignment,
    AssignmentEvent,
    CalendarLink,
    Exemption,
)
from course.chosen import People
from course.extensions import bare_rows, db


def reached(people: People, only: ColumnElement[bool] | None = None) -> Select[int, int]:
    """Select (assignment_id, user_id) for the standing assignments of those among `people`, each pair once.

    An assignment to a group reaches the active trainees in it and in every group below it, as they are now. Somebody who
    came there only after the due day came too late for it; who has come from another group below it did not.
    """
    standing = (Assignment.withdrawn_at.is_(None), *(() if only is None else (only,)))
    # Found first, and by themselves: SQLite, where it has learnt nothing of these tables yet, would begin with the
    # assignments and look at the members of every group.
    places = _places(people).cte("place")
    through_group = (
        select(Assignment.id.label("assignment_id"), places.c.user_id)
        .join(Assignment, Assignment.group_id == places.c.ancestor_id)
        .where(or_(places.c.since <= Assignment.due_at, _was_there(places)), *standing)
    )
    directly = (
        select(Assignment.id, User.id)
        .join(User, User.id == Assignment.person_id)
        .where(User.active, Assignment.person_id.in_(people), *standing)
    )
    both = through_group.union(directly).subquery()
    return select(both.c.assignment_id, both.c.user_id)


def dues(people: People, now: datetime, *, only: ColumnElement[bool] | None = None) -> list[Due]:
    """Say how each of `people` (a select of their ids) stands with each standing assignment of theirs.

    Soonest due first. `only` narrows the assignments by a condition on `Assignment`. At most ten statements, whatever
    the number of people. Nothing made after `now` is listed.
    """
    standing = [
        Assignment.withdrawn_at.is_(None),
        Assignment.made_at <= now,
        *(() if only is None else (only,)),
    ]
    pairs = _pairs(people, standing)
    if not pairs:
        return []
    # A set: somebody in two groups below one is reached from it once.
    reached_by: dict[int, set[int]] = defaultdict(set)
    for task, user_id in pairs:
        reached_by[task.id].add(user_id)
    tasks = {task.id: task for task, _ in pairs}
    rows = db.session.execute(
        select(Exemption.assignment_id, Exemption.user_id).where(
            Exemption.assignment_id.in_(tasks), Exemption.user_id.in_(people)
        )
    )
    excused = {(item, user_id) for item, user_id in rows}
    facts = facts_of(people, pairs)
    nothing = Facts()
    return [
        Due(user_id, task, facts.get((task.id, user_id), nothing), (task.id, user_id) in excused)
        for task in sorted(tasks.values(), key=lambda task: (task.due_at, task.id))
        for user_id in sorted(reached_by[task.id])
    ]


def _places(people: People) -> Select[int, datetime, int]:
    """Select (user_id, since, group_id) for the groups through which something can reach the active among `people`."""
    return (
        select(Membership.user_id, func.min(Membership.since).label("since"), GroupTree.ancestor_id)
        .join(User, User.id == Membership.user_id)
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .where(Membership.user_id.in_(people), Membership.role == TRAINEE, User.active)
        .group_by(Membership.user_id, GroupTree.ancestor_id)
    )


def _was_there(places: CTE) -> ColumnElement[bool]:
    """Give the condition that somebody was in another group below the assignment's while it was to be done."""
    return (
        select(PastMembership.id)
        .join(GroupTree, GroupTree.descendant_id == PastMembership.group_id)
        .where(
            PastMembership.user_id == places.c.user_id,
            GroupTree.ancestor_id == places.c.ancestor_id,
            PastMembership.since <= Assignment.due_at,
            PastMembership.until >= Assignment.made_at,
        )
        .exists()
    )


def _pairs(people: People, standing: Sequence[ColumnElement[bool]]) -> list[tuple[Task, int]]:
    """Pair assignments with those of `people` whom they reach: the same as `reached`, put together here."""
    columns = [getattr(Assignment, field.name) for field in fields(Task)]
    members = bare_rows(
        select(Membership.user_id, Membership.group_id, Membership.since)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id.in_(people), Membership.role == TRAINEE, User.active)
    )
    tasks = _tasks_above({group_id for _, group_id, _ in members}, columns, standing)
    stays = _stays(people)
    pairs = [
        (task, user_id)
        for user_id, group_id, since in members
        for place, task in tasks[group_id]
        if since <= task.due_at
        or any(begin <= task.due_at and end >= task.made_at for begin, end in stays.get((user_id, place), ()))
    ]
    directly = db.session.execute(
        select(Assignment.person_id, *columns)
        .join(User, User.id == Assignment.person_id)
        .where(User.active, Assignment.person_id.in_(people), *standing)
    )
    return [*pairs, *((Task(*row), user_id) for user_id, *row in directly)]


def _tasks_above(
    groups: Collection[int], columns: Sequence[Any], standing: Sequence[ColumnElement[bool]]
) -> dict[int, list[tuple[int, Task]]]:
    """Give by group what is assigned to it or to a group above it, each with the group it is assigned to."""
    above = db.session.execute(
        select(GroupTree.descendant_id, GroupTree.ancestor_id).where(GroupTree.descendant_id.in_(groups))
    ).all()
    own: dict[int, list[Task]] = defaultdict(list)
    for group_id, *row in db.session.execute(
        select(Assignment.group_id, *columns).where(
            Assignment.group_id.in_({ancestor for _, ancestor in above}), *standing
        )
    ):
        own[group_id].append(Task(*row))
    found: dict[int, list[tuple[int, Task]]] = defaultdict(list)
    for group_id, ancestor in above:
        found[group_id] += [(ancestor, task) for task in own.get(ancestor, ())]
    return found


def _stays(people: People) -> dict[tuple[int, int], list[tuple[datetime, datetime]]]:
    """Tell by person and group from when to when they were, earlier, in it or in a group below it."""
    rows = bare_rows(
        select(PastMembership.user_id, GroupTree.ancestor_id, PastMembership.since, PastMembership.until)
        .join(GroupTree, GroupTree.descendant_id == PastMembership.group_id)
        .where(PastMembership.user_id.in_(people))
    )
    found: dict[tuple[int, int], list[tuple[datetime, datetime]]] = defaultdict(list)
    for user_id, group_id, since, until in rows:
        found[user_id, group_id].append((since, until))
    return found


def dues_of(user_id: int, now: datetime, *, only: ColumnElement[bool] | None = None) -> list[Due]:
    """Say how one person stands with their assignments, soonest due first."""
    return dues(select(User.id).where(User.id == user_id), now, only=only)


def dues_for(user_id: int, kind: str, item_id: str, now: datetime) -> list[Due]:
    """Say how one person stands with the assignments of one item."""
    return dues_of(user_id, now, only=(Assignment.kind == kind) & (Assignment.item_id == item_id))


def by_assignment(found: Iterable[Due]) -> dict[int, list[Due]]:
    """Sort dues by assignment."""
    sorted_out: dict[int, list[Due]] = defaultdict(list)
    for due in found:
        sorted_out[due.assignment_id].append(due)
    return sorted_out


def _theirs_to_see(actor: User) -> ColumnElement[bool]:
    """Give the condition on one person's `Assignment` for those that one who leads them sees.

    Those the actor gave, or that were given from where the actor leads. Once the person is in none of those groups any
    more, whoever leads them now sees to it.
    """
    theirs = aliased(Membership)
    still_there = (
        select(theirs.id)
        .where(theirs.user_id == Assignment.person_id, in_line(Assignment.line, theirs.group_id))
        .exists()
    )
    return (Assignment.made_by_id == actor.id) | led_then(actor, Assignment.line) | ~still_there


def touching(actor: User, group: Group) -> ColumnElement[bool]:
    """Give the condition on `Assignment` for those of a group, of one above or below it, or of its people."""
    above = select(GroupTree.ancestor_id).where(GroupTree.descendant_id == group.id)
    below = select(GroupTree.descendant_id).where(GroupTree.ancestor_id == group.id)
    return or_(
        Assignment.group_id.in_(above),
        Assignment.group_id.in_(below),
        Assignment.person_id.in_(trainee_ids_below(group)) & _theirs_to_see(actor),
    )


def of_group(actor: User, group: Group) -> Sequence[Assignment]:
    """List the assignments that touch a group, withdrawn ones too; what is due soonest comes first."""
    return db.session.scalars(
        select(Assignment)
        .where(touching(actor, group))
        .options(joinedload(Assignment.group), joinedload(Assignment.person), joinedload(Assignment.made_by))
        .order_by(Assignment.due_at, Assignment.id)
    ).all()


def in_group(actor: User, group: Group, assignment_id: int) -> Assignment | None:
    """Find an assignment that touches a group."""
    return db.session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id, touching(actor, group))
        .options(joinedload(Assignment.group), joinedload(Assignment.person), joinedload(Assignment.made_by))
    )


def is_reached(assignment: Assignment, group: Group, person_id: int) -> bool:
    """Tell whether somebody is one of a group's people whom an assignment reaches."""
    people = trainee_ids_below(group).where(User.id == person_id)
    return bool(
        db.session.scalar(select(exists(reached(people, Assignment.id == assignment.id).subquery().select())))
    )


def people_in(group: Group) -> Sequence[User]:
    """List the active trainees in a group and below it, by name."""
    return db.session.scalars(
        select(User).where(User.id.in_(trainee_ids_below(group))).order_by(User.name, User.id)
    ).all()


def people_by_id(ids: Iterable[int]) -> dict[int, User]:
    """Give people by number."""
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(set(ids))))}


def exemptions(assignment: Assignment) -> dict[int, Exemption]:
    """Give the exemptions from an assignment by person."""
    rows = db.session.scalars(select(Exemption).where(Exemption.assignment_id == assignment.id))
    return {row.user_id: row for row in rows}


def history(assignment: Assignment) -> Sequence[AssignmentEvent]:
    """List what was done to an assignment, the latest first."""
    return db.session.scalars(
        select(AssignmentEvent)
        .where(AssignmentEvent.assignment_id == assignment.id)
        .options(joinedload(AssignmentEvent.by))
        .order_by(AssignmentEvent.id.desc())
    ).all()


def standing(ids: Iterable[int]) -> dict[int, Assignment]:
    """Give assignments by number, with who made them."""
    rows = db.session.scalars(
        select(Assignment).where(Assignment.id.in_(set(ids))).options(joinedload(Assignment.made_by))
    )
    return {row.id: row for row in rows}


def calendar_link(user_id: int) -> CalendarLink | None:
    """Give somebody's calendar address, if they have made one."""
    return db.session.get(CalendarLink, user_id)


def calendar_owner(token: str) -> User | None:
    """Find the active person whose calendar address carries a token."""
    return db.session.scalar(
        select(User)
        .join(CalendarLink, CalendarLink.user_id == User.id)
        .where(CalendarLink.token_hash == fingerprint(token), User.active)
    )


def with_open_assignments(now: datetime) -> Select[int]:
    """Select the ids of active people whom a standing assignment reaches."""
    everybody = select(User.id).where(User.active)
    pairs: Any = reached(everybody, Assignment.made_at <= now).subquery()
    return select(pairs.c.user_id).distinct()
