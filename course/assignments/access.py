"""Decide who may see and change an assignment: those who lead the people, and those who lead whom it was given to."""

from __future__ import annotations

from flask import abort

from course.accounts.access import hide, load_group, may_lead, refuse
from course.accounts.models import Group, User
from course.assignments import queries
from course.assignments.models import Assignment


def may_change(actor: User, assignment: Assignment) -> bool:
    """Tell whether somebody who leads people it reaches may also change it.

    One given to a whole branch is changed by those who lead the branch; who leads a team in it reads, and excuses
    their own people. One person's is changed by whoever finds it.
    """
    return assignment.group is None or may_lead(actor, assignment.group)


def load_assignment(
    actor: User, group_id: int, assignment_id: int, *, change: bool = False
) -> tuple[Group, Assignment]:
    """Find an assignment that touches a group the actor leads; with `change`, one they may change.

    404 for a stranger and for an assignment of other people; 403 for a member, and where the actor may only read.
    """
    group = load_group(actor, group_id, lead=True)
    found = queries.in_group(actor, group, assignment_id)
    if found is None:
        hide(f"assignment {assignment_id}")
    if change and not may_change(actor, found):
        refuse(f"assignment {assignment_id}")
    return group, found


def load_reached(actor: User, group_id: int, assignment_id: int, person_id: int) -> tuple[Assignment, User]:
    """Find an assignment and one of the group's people whom it reaches; for excusing them."""
    group, found = load_assignment(actor, group_id, assignment_id)
    if not queries.is_reached(found, group, person_id):
        hide(f"person {person_id}")
    person = queries.people_by_id([person_id]).get(person_id)
    if person is None:
        abort(404)
    return found, person
