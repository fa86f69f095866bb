"""Check who may read whom, by one table over the whole cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from course.accounts import access
from course.accounts.models import User
from course.extensions import db
from tests.people import Cast, Person

OWN = {"sasaki", "ono", "hayashi", "hori"}
READS: dict[str, set[str]] = {
    "sasaki": {"sasaki"},
    "ono": {"ono"},
    "hayashi": {"sasaki", "ono", "hayashi"},
    "hori": OWN,
    "stranger_trainee": {"stranger_trainee"},
    "stranger_trainer": {"stranger_trainee", "stranger_trainer"},
    "stranger_manager": {"stranger_trainee", "stranger_trainer", "stranger_manager"},
    "admin": {*OWN, "stranger_trainee", "stranger_trainer", "stranger_manager", "admin"},
}
KEYS = list(READS)


@pytest.fixture
def people(app: Flask, cast: Cast) -> Iterator[dict[str, User]]:
    with app.test_request_context(method="POST"):
        found = {}
        for key in KEYS:
            person: Person = getattr(cast, key)
            found[key] = db.session.get_one(User, person.id)
        yield found


@pytest.mark.parametrize("actor", KEYS)
def test_who_may_read_whom(people: dict[str, User], actor: str) -> None:
    by_one = {key for key in KEYS if access.can_read_person(people[actor], people[key])}
    ids = set(db.session.scalars(select(User.id).where(access.readable_people(people[actor]))))
    by_query = {key for key in KEYS if people[key].id in ids}
    assert by_one == by_query == READS[actor]


@pytest.mark.parametrize("actor", KEYS)
def test_a_person_is_found_by_those_who_may_read_them_only(people: dict[str, User], actor: str) -> None:
    for key in KEYS:
        if key in READS[actor]:
            assert access.load_person(people[actor], people[key].id) is people[key]
        else:
            with pytest.raises(NotFound):
                access.load_person(people[actor], people[key].id)
    with pytest.raises(NotFound):
        access.load_person(people[actor], 999)


@pytest.mark.parametrize("actor", KEYS)
def test_readers_read_and_only_the_owner_changes(people: dict[str, User], actor: str) -> None:
    """A user row stands in for any row with an owner."""

    def load(*, change: bool) -> User:
        return access.load_owned(
            User, people["sasaki"].id, people[actor], change=change, owner=lambda row: row
        )

    if actor == "sasaki":
        assert load(change=True) is load(change=False)
    elif "sasaki" in READS[actor]:
        assert load(change=False) is people["sasaki"]
        with pytest.raises(Forbidden):
            load(change=True)
    else:
        for change in (False, True):
            with pytest.raises(NotFound):
                load(change=change)


def test_groups_open_to_members_and_are_led_by_their_leaders(people: dict[str, User], cast: Cast) -> None:
    for key, person in people.items():
        member, leads = key in OWN or key == "admin", key in {"hayashi", "hori", "admin"}
        assert access.may_lead(person, _group(people, cast)) is leads
        if not member:
            with pytest.raises(NotFound):
                access.load_group(person, cast.group_id)
        else:
            assert access.load_group(person, cast.group_id).id == cast.group_id
        if not leads:
            with pytest.raises((Forbidden, NotFound)):
                access.load_group(person, cast.group_id, lead=True)


def _group(people: dict[str, User], cast: Cast):  # type: ignore[no-untyped-def]
    return access.load_group(people["admin"], cast.group_id)


def test_leaders_and_admins_are_told_from_the_rest(people: dict[str, User]) -> None:
    leaders = {key for key, person in people.items() if person.leads_a_group}
    assert leaders == {"hayashi", "hori", "stranger_trainer", "stranger_manager", "admin"}
    for key, person in people.items():
        if key not in leaders:
            with pytest.raises(NotFound):
                access.require_leader(person)
        if key != "admin":
            with pytest.raises(NotFound):
                access.require_admin(person)


def test_a_check_that_fails_lets_nobody_through(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the check of who is here is an error page, never the page asked for."""
    from course.accounts import sessions

    def broken(uniquifier: str) -> User | None:
        raise RuntimeError("the check broke")

    browser = app.test_client()
    with browser.session_transaction() as jar:
        jar["_user_id"] = "somebody"
    monkeypatch.setattr(app.login_manager, "_user_callback", broken)  # type: ignore[attr-defined]
    assert sessions.load is not broken
    answer = browser.get("/admin/groups")
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
