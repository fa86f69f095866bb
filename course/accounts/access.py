"""Decide who may see and change what. Strangers are told 404; readers who may not change are told 403."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_security import current_user
from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from course.accounts.models import LEADING_ROLES, MANAGER, TRAINEE, Group, Membership, User
from course.accounts.next_page import page_to_return_to
from course.extensions import Base, db

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row", bound=Base)
log = logging.getLogger("ryorin.security")
_PUBLIC = "_is_public"


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


def may_lead(user: User, group: Group) -> bool:
    """Tell whether this person trains or manages the group (an admin does every one)."""
    return user.is_admin or user.role_in(group) in LEADING_ROLES


def load_group(user: User, group_id: int, *, lead: bool = False) -> Group:
    """Find a group this person belongs to; with `lead`, one they train or manage.

    A stranger is told 404; a member who may not lead it, 403. Admins see every group.
    """
    group = db.session.get(Group, group_id)
    if group is None:
        abort(404)
    if not user.is_admin and user.role_in(group) is None:
        hide(f"group {group_id}")
    if lead and not may_lead(user, group):
        refuse(f"group {group_id}")
    return group


def readable_people(actor: User) -> ColumnElement[bool]:
    """Give the condition on `User` for whom the actor may read: themself, and those in the groups they lead.

    A trainer reads the trainees of their groups; a manager reads everybody in theirs; an admin reads everybody.
    """
    if actor.is_admin:
        return true()
    own = aliased(Membership)
    theirs = aliased(Membership)
    leads = exists(
        select(own.id)
        .join(theirs, theirs.group_id == own.group_id)
        .where(
            own.user_id == actor.id,
            own.role.in_(LEADING_ROLES),
            theirs.user_id == User.id,
            (theirs.role == TRAINEE) | (own.role == MANAGER),
        )
    )
    return (User.id == actor.id) | leads


def can_read_person(actor: User, person: User) -> bool:
    """Tell whether the actor may read a person's progress and scores."""
    if actor.id == person.id or actor.is_admin:
        return True
    if not actor.leads_a_group:
        return False
    return db.session.scalar(select(User.id).where(User.id == person.id, readable_people(actor))) is not None


def load_person(actor: User, person_id: int) -> User:
    """Find a person the actor may read; anybody else is 404."""
    person = db.session.get(User, person_id)
    if person is None:
        abort(404)
    if not can_read_person(actor, person):
        hide(f"person {person_id}")
    return person


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
    """
    row = db.session.get(model, row_id)
    if row is None:
        abort(404)
    check_owner(actor, owner(row), f"{model.__name__} {row_id}", change=change)
    return row
