"""Check the admin's pages: groups, their people, and closing an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.accounts.models import Group, Membership, User
from course.extensions import db
from tests.people import Cast, Person

Browser = Callable[[Person | None], FlaskClient]


@pytest.fixture
def admin(browser_of: Browser, cast: Cast) -> FlaskClient:
    return browser_of(cast.admin)


def role(app: Flask, person: Person, group_id: int) -> str | None:
    with app.app_context():
        return db.session.scalar(
            select(Membership.role).where(Membership.user_id == person.id, Membership.group_id == group_id)
        )


def posts(cast: Cast) -> dict[str, dict[str, str]]:
    group, person = cast.group_id, cast.sasaki.id
    return {
        "/admin/groups": {"name": "札幌支店"},
        f"/admin/groups/{group}/name": {"name": "札幌支店"},
        f"/admin/groups/{group}/members": {"email": cast.stranger_trainee.email, "role": "trainee"},
        f"/admin/groups/{group}/members/{person}/roles": {"roles": "manager"},
        f"/admin/groups/{group}/members/{person}/remove": {},
        f"/admin/people/{person}/active": {},
        f"/admin/people/{person}/password-link": {},
    }


def everything(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        statements = (
            select(Group.id, Group.name).order_by(Group.id),
            select(Membership.user_id, Membership.group_id, Membership.role).order_by(Membership.id),
            select(User.id, User.active).order_by(User.id),
        )
        return [tuple(row) for statement in statements for row in db.session.execute(statement)]


@pytest.mark.parametrize(
    "who",
    [
        "trainee",
        "trainer",
        "manager",
        "stranger trainee",
        "stranger trainer",
        "stranger manager",
        "anonymous",
    ],
)
def test_nobody_else_gets_in(app: Flask, browser_of: Browser, cast: Cast, who: str) -> None:
    browser = browser_of(cast.everybody[who])
    expected = 303 if who == "anonymous" else 404
    before = everything(app)
    for page in (
        "/admin/groups",
        f"/admin/groups/{cast.group_id}",
        f"/admin/people/{cast.sasaki.id}/password-link",
    ):
        assert browser.get(page).status_code == expected
    for address, form in posts(cast).items():
        answer = browser.post(address, data=form)
        assert answer.status_code == expected, address
        assert answer.status_code == 404 or answer.location.startswith("/sign-in")
    assert everything(app) == before


def test_every_change_takes_a_post(admin: FlaskClient, cast: Cast) -> None:
    for address in list(posts(cast))[1:-1]:
        assert admin.get(address).status_code == 405


def test_makes_and_renames_a_group(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    made = admin.post("/admin/groups", data={"name": "  札幌　支店 "})
    assert made.status_code == 303
    assert "札幌 支店" in admin.get(made.location).text
    renamed = admin.post(f"{made.location}/name", data={"name": "札幌本店"})
    assert renamed.location == made.location
    assert "札幌本店" in admin.get("/admin/groups").text


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 101, "名古屋支店", "a\x07b", *(f"東京{sign}大阪" for sign in "/／>＞")]
)
def test_refuses_a_name_that_is_empty_long_taken_or_odd(
    app: Flask, admin: FlaskClient, cast: Cast, name: str
) -> None:
    before = everything(app)
    assert admin.post("/admin/groups", data={"name": name}).status_code == 422
    assert admin.post(f"/admin/groups/{cast.stranger_group_id}/name", data={"name": name}).status_code == 422
    assert everything(app) == before


def test_adds_somebody_changes_their_role_and_takes_them_out(
    app: Flask, admin: FlaskClient, cast: Cast
) -> None:
    group = f"/admin/groups/{cast.group_id}"
    guest = cast.stranger_trainee
    assert (
        admin.post(f"{group}/members", data={"email": " Kuroda@example.JP", "role": "trainee"}).status_code
        == 303
    )
    assert role(app, guest, cast.group_id) == "trainee"
    assert admin.post(f"{group}/members/{guest.id}/roles", data={"roles": "trainer"}).status_code == 303
    assert role(app, guest, cast.group_id) == "trainer"
    assert admin.post(f"{group}/members/{guest.id}/remove").status_code == 303
    assert role(app, guest, cast.group_id) is None
    assert role(app, guest, cast.stranger_group_id) == "trainee"


def test_refuses_unknown_people_and_roles(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    group = f"/admin/groups/{cast.group_id}"
    before = everything(app)
    for form in (
        {"email": "nobody@example.jp", "role": "trainee"},
        {"email": cast.stranger_trainee.email, "role": "admin"},
        {"email": cast.stranger_trainee.email},
        {},
    ):
        assert admin.post(f"{group}/members", data=form).status_code == 422
    assert admin.post(f"{group}/members/{cast.sasaki.id}/roles", data={"roles": "admin"}).status_code == 400
    assert (
        admin.post(f"{group}/members/{cast.stranger_trainee.id}/roles", data={"roles": "trainee"}).status_code
        == 404
    )
    assert admin.post(f"{group}/members/{cast.stranger_trainee.id}/remove").status_code == 404
    for missing in ("999", "2147483647", "2147483648", "99999999999999999999"):
        assert admin.post(f"{group}/members/{missing}/remove").status_code == 404
        assert admin.get(f"/admin/groups/{missing}").status_code == 404
    assert everything(app) == before


def test_closes_and_opens_an_account(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    switch = f"/admin/people/{cast.sasaki.id}/active"
    back = {"Referer": f"http://localhost/admin/groups/{cast.group_id}"}
    closed = admin.post(switch, headers=back)
    assert closed.location == f"/admin/groups/{cast.group_id}"
    assert "停止中" in admin.get(closed.location).text
    admin.post(switch)
    with app.app_context():
        assert db.session.get_one(User, cast.sasaki.id).active


def test_an_admin_cannot_close_their_own_account(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    admin.post(f"/admin/people/{cast.admin.id}/active")
    assert admin.get("/admin/groups").status_code == 200


def test_a_role_taken_away_counts_at_once(admin: FlaskClient, browser_of: Browser, cast: Cast) -> None:
    trainer = browser_of(cast.hayashi)
    invites = f"/groups/{cast.group_id}/invites"
    assert trainer.get(invites).status_code == 200
    admin.post(f"/admin/groups/{cast.group_id}/members/{cast.hayashi.id}/roles", data={"roles": "trainee"})
    assert trainer.get(invites).status_code == 403
    admin.post(f"/admin/groups/{cast.group_id}/members/{cast.hayashi.id}/remove")
    assert trainer.get(invites).status_code == 404
