"""Decide who may see and change what. Strangers are told 404; readers who may not change are told 403."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_security import current_user
from sqlalchemy import ColumnElement, Select, String, cast, literal, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased
from werkzeug.wrappers import Response

from course.accounts.models import (
    LEADING_ROLES,
    MANAGER,
    TRAINEE,
    TRAINER,
    Group,
    GroupTree,
    Membership,
    User,
)
from course.accounts.next_page import page_to_return_to
from course.audit.seen import saw
from course.extensions import Base, db

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row", bound=Base)
log = logging.getLogger("ryorin.security")
_PUBLIC = "_is_public"
NOBODY = 0  # no row has this number


def public(view: View) -> View:
    """Mark a view that people may open without signing in; every other view is closed to them."""
    setattr(view, _PUBLIC, True)
    return view


def require_sign_in() -> Response | None:
    """Send a visitor who has not signed in to the sign-in page, unless the view asked for is public."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, _PUBLIC, False):
        return None
    if current_user.is_authenticated:
        return None
    return redirect(url_for("security.login", next=page_to_return_to()), 303)


def acting_user() -> User:
    """Give the person making this request, for access functions and operations."""
    user: User = current_user._get_current_object()
    return user


def hide(what: str) -> NoReturn:
    """Answer 404, as though it were not there, and note the refusal."""
    _note_refusal(what, 404)
    abort(404)


def refuse(what: str) -> NoReturn:
    """Answer 403 to somebody who may read this but not change it, and note the refusal."""
    _note_refusal(what, 403)
    abort(403)


def _note_refusal(what: str, status: int) -> None:
    person = getattr(current_user, "id", None)
    log.warning("refused %d: person=%s %s %s (%s)", status, person, request.method, request.path, what)


def require_admin(user: User) -> None:
    """Let only an admin pass."""
    if not user.is_admin:
        hide("admins only")


def require_leader(user: User) -> None:
    """Let only people who train or manage some group pass (and admins)."""
    if not user.leads_a_group:
        hide("trainers and managers only")


def _roles_over(user: User, group_id: int) -> frozenset[str]:
    """Name what a person is in a group, and what they lead it as from a group above."""
    rows = db.session.scalars(
        select(Membership.role)
        .join(GroupTree, GroupTree.ancestor_id == Membership.group_id)
        .where(
            Membership.user_id == user.id,
            GroupTree.descendant_id == group_id,
            (GroupTree.depth == 0) | Membership.role.in_(LEADING_ROLES),
        )
    )
    return frozenset(rows)


def may_lead(user: User, group: Group) -> bool:
    """Tell whether this person trains or manages the group, or one above it (an admin does every one)."""
    return user.is_admin or bool(_roles_over(user, group.id) & LEADING_ROLES)


def load_group(user: User, group_id: int, *, lead: bool = False) -> Group:
    """Find a group this person belongs to or leads; with `lead`, one they train or manage, be it from above.

    A stranger is told 404; a member who may not lead it, 403. Admins see every group. What is not there is asked
    about as much as what is hidden, so that the time an answer takes tells nothing.
    """
    group = db.session.scalar(select(Group).where(Group.id == group_id))
    roles = _roles_over(user, group_id)
    if group is None or not (user.is_admin or roles):
        hide(f"group {group_id}")
    if lead and not (user.is_admin or roles & LEADING_ROLES):
        refuse(f"group {group_id}")
    return group


def _led_people(actor: User, person_id: int | None = None) -> Select[int]:
    """Select the people the actor may read because of what they lead, each perhaps several times; or one of them."""
    own = aliased(Membership)
    theirs = aliased(Membership)
    found = (
        select(theirs.user_id)
        .join(GroupTree, GroupTree.descendant_id == theirs.group_id)
        .join(own, own.group_id == GroupTree.ancestor_id)
        .where(
            own.user_id == actor.id,
            own.role.in_(LEADING_ROLES),
            (theirs.role == TRAINEE) | (own.role == MANAGER),
        )
    )
    return found if person_id is None else found.where(theirs.user_id == person_id)


def readable_people(actor: User) -> ColumnElement[bool]:
    """Give the condition on `User` for whom the actor may read: themself, and those in the groups they lead.

    Who leads a group leads every group below it. A trainer reads the trainees there; a manager reads everybody; an
    admin reads everybody there is.
    """
    if actor.is_admin:
        return true()
    return (User.id == actor.id) | User.id.in_(_led_people(actor))


def _find_readable(actor: User, person_id: int) -> User | None:
    """Find a person if the actor may read them, in one question whatever the answer."""
    query = select(User).where(User.id == person_id)
    if not actor.is_admin:
        query = query.where((User.id == actor.id) | _led_people(actor, person_id).exists())
    return db.session.scalar(query)


def can_read_person(actor: User, person: User) -> bool:
    """Tell whether the actor may read a person's progress and scores."""
    return actor.id == person.id or actor.is_admin or _find_readable(actor, person.id) is not None


def load_person(actor: User, person_id: int) -> User:
    """Find a person the actor may read; anybody else is 404, as is a number that is nobody's."""
    person = _find_readable(actor, person_id)
    if person is None:
        hide(f"person {person_id}")
    return person


def in_line(
    line: InstrumentedAttribute[str | None], group_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Give the condition that a group stands in a line, as `queries.line_led` gives them."""
    return line.contains(literal("/").concat(cast(group_id, String)).concat("/"))


def led_then(
    actor: User,
    line: InstrumentedAttribute[str | None],
    person_id: InstrumentedAttribute[int] | None = None,
) -> ColumnElement[bool]:
    """Give the condition that the actor leads a group in which, or from above which, somebody was led then.

    Who leads the same person in another company, or came to lead them when their group moved, is not among them. With
    `person_id` the actor must also stand above that person wherever they lead themself: peers are not told of each
    other, nor is a manager by who manages a group below theirs.
    """
    if actor.is_admin:
        return true()
    own = aliased(Membership)
    found = select(own.id).where(
        own.user_id == actor.id, own.role.in_(LEADING_ROLES), in_line(line, own.group_id)
    )
    if person_id is not None:
        theirs = aliased(Membership)
        above = select(GroupTree.depth).where(
            GroupTree.ancestor_id == own.group_id,
            GroupTree.descendant_id == theirs.group_id,
            # A group's manager stands above its trainers.
            (GroupTree.depth > 0) | ((own.role == MANAGER) & (theirs.role == TRAINER)),
        )
        as_high = select(theirs.id).where(
            theirs.user_id == person_id,
            theirs.role.in_(LEADING_ROLES),
            in_line(line, theirs.group_id),
            ~above.correlate_except(GroupTree).exists(),
        )
        found = found.where(~as_high.correlate_except(theirs).exists())
    return found.correlate_except(own).exists()


def check_owner(actor: User, owner: User, what: str, *, change: bool = False) -> None:
    """Let the owner pass, and, unless something is to change, whoever may read the owner."""
    if owner.id == actor.id:
        return
    if not can_read_person(actor, owner):
        hide(what)
    if change:
        refuse(what)


def load_owned(
    model: type[Row],
    row_id: int,
    actor: User,
    *,
    change: bool = False,
    owner: Callable[[Row], User] = lambda row: row.user,  # type: ignore[attr-defined]
) -> Row:
    """Find a row that belongs to a person (`row.user`, or what `owner` says), for reading or for changing.

    404 when there is none or the actor may not read its owner; 403 when they may read but only the owner may change.
    That somebody else read it is noted in the audit.
    """
    row = db.session.get(model, row_id)
    if row is None:
        _ask_as_much(actor)
        hide(f"{model.__name__} {row_id}")
    person = owner(row)
    check_owner(actor, person, f"{model.__name__} {row_id}", change=change)
    saw([person.id], model.__tablename__, reader=actor.id)
    return row


def _ask_as_much(actor: User) -> None:
    """Ask about nobody what a stranger's row would have asked about its owner: the time of a 404 tells nothing."""
    db.session.get(User, NOBODY)
    if not actor.is_admin:
        _find_readable(actor, NOBODY)
