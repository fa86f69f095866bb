"""Check the admin's pages of people and the tree, and one's own account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.accounts.models import Group, Membership, User
from course.audit.models import AuditEntry
from course.extensions import db
from tests.people import Cast, Person

Browser = Callable[[Person | None], FlaskClient]


@pytest.fixture
def admin(browser_of: Browser, cast: Cast) -> FlaskClient:
    return browser_of(cast.admin)


def roles(app: Flask, person: Person, group_id: int) -> set[str]:
    with app.app_context():
        query = select(Membership.role).where(
            Membership.user_id == person.id, Membership.group_id == group_id
        )
        return set(db.session.scalars(query))


def actions(app: Flask) -> list[tuple[int | None, str, int | None]]:
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.actor_id, entry.action, entry.subject_id) for entry in entries]


def test_a_group_is_made_below_another_and_moved(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    made = admin.post("/admin/groups", data={"name": "第一課", "parent": cast.group_id}).location
    page = admin.get(made).text
    assert f'href="/admin/groups/{cast.group_id}"' in page
    assert admin.post(f"{made}/parent", data={"parent": cast.stranger_group_id}).status_code == 303
    assert "第一課" in admin.get(f"/admin/groups/{cast.stranger_group_id}").text
    assert admin.post(f"{made}/parent", data={"parent": 0}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Group.parent_id).where(Group.name == "第一課")) is None
    kinds = [action for _actor, action, _subject in actions(app)]
    assert kinds == ["group.create", "group.move", "group.move"]


@pytest.mark.parametrize("parent", ["{team}", "{own}", "999", "", "x", None])
def test_a_group_goes_nowhere_it_cannot_stand(
    app: Flask, admin: FlaskClient, cast: Cast, parent: str | None
) -> None:
    own = cast.group_id
    team = admin.post("/admin/groups", data={"name": "第一課", "parent": own}).location.rpartition("/")[2]
    data = {} if parent is None else {"parent": parent.format(team=team, own=own)}
    answer = admin.post(f"/admin/groups/{own}/parent", data=data)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    with app.app_context():
        assert db.session.get_one(Group, own).parent_id is None


def test_a_sibling_s_name_is_refused_when_moving(admin: FlaskClient, cast: Cast) -> None:
    below = admin.post("/admin/groups", data={"name": "大阪支店", "parent": cast.group_id}).location
    answer = admin.post(f"{below}/parent", data={"parent": 0})
    assert answer.status_code == 422 and "同じ名前" in answer.text


def test_somebody_is_given_two_roles_and_moved_with_both(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    own = f"/admin/groups/{cast.group_id}/members/{cast.hayashi.id}"
    assert admin.post(f"{own}/roles", data={"roles": ["trainer", "manager"]}).status_code == 303
    assert roles(app, cast.hayashi, cast.group_id) == {"trainer", "manager"}
    assert admin.post(f"{own}/roles", data={}).status_code == 303
    assert roles(app, cast.hayashi, cast.group_id) == {"trainer", "manager"}
    assert admin.post(f"{own}/move", data={"target": cast.stranger_group_id}).status_code == 303
    assert roles(app, cast.hayashi, cast.group_id) == set()
    assert roles(app, cast.hayashi, cast.stranger_group_id) == {"trainer", "manager"}
    assert admin.post(f"{own}/move", data={"target": cast.stranger_group_id}).status_code == 404


def test_a_person_is_put_in_a_further_group(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    page = f"/admin/people/{cast.sasaki.id}"
    data = {"target": cast.stranger_group_id, "role": "trainer"}
    assert admin.post(f"{page}/groups", data=data).status_code == 303
    assert roles(app, cast.sasaki, cast.stranger_group_id) == {"trainer"}
    assert admin.post(f"{page}/groups", data={"target": 999, "role": "trainer"}).status_code == 422
    assert "大阪支店" in admin.get(page).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"sasaki", "ono", "hayashi", "hori", "stranger_trainee", "admin"}),
        ("?q=佐々木", {"sasaki"}),
        ("?q=KURODA%40example", {"stranger_trainee"}),
        ("?q=%25", set()),
        ("?group={group}", {"sasaki", "ono", "hayashi", "hori"}),
        ("?group={group}&role=trainee", {"sasaki", "ono"}),
        ("?role=manager", {"hori"}),
        ("?state=closed", set()),
        ("?group=-1", {"admin"}),
        ("?page=99", {"sasaki", "ono", "hayashi", "hori", "stranger_trainee", "admin"}),
        ("?group=x&role=king&page=0", {"sasaki", "ono", "hayashi", "hori", "stranger_trainee", "admin"}),
    ],
)
def test_people_are_found(admin: FlaskClient, cast: Cast, query: str, found: set[str]) -> None:
    page = admin.get("/admin/people" + query.format(group=cast.group_id)).text
    listed = page[page.index("found-title") :]
    for key in ("sasaki", "ono", "hayashi", "hori", "stranger_trainee", "admin"):
        assert (getattr(cast, key).name in listed) is (key in found), key


def test_waiting_means_never_signed_in(admin: FlaskClient, browser_of: Browser, cast: Cast) -> None:
    browser_of(cast.sasaki)
    page = admin.get("/admin/people?state=waiting").text
    assert cast.ono.name in page and cast.sasaki.name not in page


def test_one_s_own_name_is_changed_and_noted_without_being_written_down(
    app: Flask, browser_of: Browser, cast: Cast
) -> None:
    browser = browser_of(cast.sasaki)
    assert cast.sasaki.email in browser.get("/account").text
    assert browser.post("/account", data={"name": " 佐々木　結 "}).status_code == 303
    assert browser.post("/account", data={"name": "佐々木 結"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(User, cast.sasaki.id).name == "佐々木 結"
        [entry] = db.session.scalars(select(AuditEntry))
        assert (entry.actor_id, entry.action, entry.detail) == (cast.sasaki.id, "name.change", {})
    for name in ("", "x" * 101, "a\x07b"):
        assert browser.post("/account", data={"name": name}).status_code == 422


def test_a_leader_of_the_company_sees_the_whole_tree(
    app: Flask, admin: FlaskClient, browser_of: Browser, cast: Cast
) -> None:
    admin.post(f"/admin/groups/{cast.stranger_group_id}/parent", data={"parent": cast.group_id})
    page = browser_of(cast.hori).get("/groups").text
    assert f"/groups/{cast.group_id}" in page and f"/groups/{cast.stranger_group_id}" in page
    group = browser_of(cast.hori).get(f"/groups/{cast.group_id}").text
    assert cast.stranger_trainee.name in group


def test_an_admin_makes_another_and_none_unmakes_themself(
    app: Flask, admin: FlaskClient, browser_of: Browser, cast: Cast
) -> None:
    switch = f"/admin/people/{cast.hori.id}/admin"
    second = browser_of(cast.hori)
    assert second.get("/admin/groups").status_code == 404
    assert admin.post(switch).status_code == 303
    assert second.get("/admin/groups").status_code == 200
    assert second.post(switch).status_code == 303
    assert second.get("/admin/groups").status_code == 200
    assert admin.post(switch).status_code == 303
    assert second.get("/admin/groups").status_code == 404
    admin.post(f"/admin/people/{cast.sasaki.id}/active")
    admin.post(f"/admin/people/{cast.sasaki.id}/admin")
    with app.app_context():
        assert not db.session.get_one(User, cast.sasaki.id).is_admin
    assert [action for _actor, action, _subject in actions(app)] == [
        "admin.grant",
        "admin.revoke",
        "account.close",
    ]
