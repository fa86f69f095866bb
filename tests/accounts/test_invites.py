"""Check invite links: who may make them, how long they last, and whom they let in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.accounts.models import Invite, Membership, User
from course.extensions import db
from tests.people import PASSWORD, Cast, Person

Browser = Callable[[Person | None], FlaskClient]
NEWCOMER = {"name": "新田 蓮", "email": "nitta@example.jp", "password": "correct horse battery"}


def make_link(browser: FlaskClient, group_id: int, **form: Any) -> str:
    data = {"role": "trainee", "days": 7, "people": 1, **form}
    answer = browser.post(f"/groups/{group_id}/invites", data=data)
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    found = re.search(r"http://localhost(/join/[\w-]+)", page)
    assert found is not None
    return found[1]


def roles_of(app: Flask, email: str) -> dict[int, str]:
    with app.app_context():
        rows = db.session.execute(
            select(Membership.group_id, Membership.role).join(User).where(User.email == email)
        )
        return {row.group_id: row.role for row in rows}


@pytest.fixture
def link(browser_of: Browser, cast: Cast) -> str:
    return make_link(browser_of(cast.hayashi), cast.group_id)


def test_a_link_makes_an_account_in_the_group(app: Flask, client: FlaskClient, cast: Cast, link: str) -> None:
    assert "名古屋支店" in client.get(link).text
    answer = client.post(link, data=NEWCOMER)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/change-password").status_code == 200
    assert roles_of(app, "nitta@example.jp") == {cast.group_id: "trainee"}


def test_fields_that_are_not_in_the_form_change_nothing(
    app: Flask, client: FlaskClient, cast: Cast, link: str
) -> None:
    extra = {
        "role": "manager",
        "group_id": cast.stranger_group_id,
        "is_admin": "1",
        "active": "0",
        "id": "1",
        "roles": "admin",
        "fs_uniquifier": "known",
        "language": "xx",
    }
    client.post(link, data={**NEWCOMER, **extra})
    with app.app_context():
        person = db.session.scalars(select(User).where(User.email == "nitta@example.jp")).one()
        assert not person.is_admin
        assert person.active
        assert person.fs_uniquifier != "known"
        assert person.language in {"ja", "en"}
    assert roles_of(app, "nitta@example.jp") == {cast.group_id: "trainee"}


def test_a_link_is_shown_once_and_kept_as_a_hash(app: Flask, browser_of: Browser, cast: Cast) -> None:
    trainer = browser_of(cast.hayashi)
    token = make_link(trainer, cast.group_id).rpartition("/")[2]
    assert "/join/" not in trainer.get(f"/groups/{cast.group_id}/invites").text
    with app.app_context():
        assert db.session.scalars(select(Invite.token_hash)).one() != token


def test_a_link_for_one_lets_one_in(app: Flask, cast: Cast, link: str) -> None:
    assert app.test_client().post(link, data=NEWCOMER).status_code == 303
    late = app.test_client()
    assert late.get(link).status_code == 410
    assert late.post(link, data={**NEWCOMER, "email": "late@example.jp"}).status_code == 410
    assert roles_of(app, "late@example.jp") == {}


def test_a_link_for_three_lets_three_in(app: Flask, browser_of: Browser, cast: Cast) -> None:
    link = make_link(browser_of(cast.hayashi), cast.group_id, people=3)
    statuses = [
        app.test_client().post(link, data={**NEWCOMER, "email": f"n{number}@example.jp"}).status_code
        for number in range(4)
    ]
    assert statuses == [303, 303, 303, 410]


def test_a_link_expires(app: Flask, client: FlaskClient, cast: Cast, link: str) -> None:
    with app.app_context():
        invite = db.session.scalars(select(Invite)).one()
        invite.expires_at -= timedelta(days=7, minutes=1)
        db.session.commit()
    for answer in (client.get(link), client.post(link, data=NEWCOMER)):
        assert answer.status_code == 410
        assert "新しいリンクを頼んでください" in answer.text
    assert roles_of(app, "nitta@example.jp") == {}


def test_a_link_nobody_made_looks_like_one_that_is_over(client: FlaskClient, cast: Cast) -> None:
    for token in ("x", "%00", "..%2f", "あ", "a" * 3000):
        assert client.get(f"/join/{token}").status_code in {404, 410}


@pytest.mark.parametrize(
    "mistake",
    [
        {"name": ""},
        {"email": "no address"},
        {"email": "sasaki@example.jp"},
        {"email": "SASAKI@example.jp "},
        {"email": "x@demo.invalid"},
        {"password": "short"},
        {"password": "nitta2026"},
        {"password": "x" * 257},
    ],
)
def test_a_mistake_is_told_and_spends_nothing(
    app: Flask, client: FlaskClient, cast: Cast, link: str, mistake: dict[str, str]
) -> None:
    assert client.post(link, data={**NEWCOMER, **mistake}).status_code == 422
    assert client.post(link, data=NEWCOMER).status_code == 303


def test_somebody_with_an_account_joins_as_themself(
    app: Flask, browser_of: Browser, cast: Cast, link: str
) -> None:
    guest = browser_of(cast.stranger_trainer)
    assert "西 由美" in guest.get(link).text
    assert guest.post(link).status_code == 303
    assert roles_of(app, cast.stranger_trainer.email) == {
        cast.stranger_group_id: "trainer",
        cast.group_id: "trainee",
    }


def test_a_member_keeps_their_role_and_spends_nothing(
    app: Flask, browser_of: Browser, cast: Cast, link: str
) -> None:
    assert browser_of(cast.hayashi).post(link).status_code == 303
    assert roles_of(app, cast.hayashi.email) == {cast.group_id: "trainer"}
    assert app.test_client().post(link, data=NEWCOMER).status_code == 303


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("trainee", 403),
        ("trainer", 200),
        ("manager", 200),
        ("stranger trainee", 404),
        ("stranger trainer", 404),
        ("stranger manager", 404),
        ("admin", 200),
        ("anonymous", 303),
    ],
)
def test_who_may_open_the_invites_of_a_group(
    browser_of: Browser, cast: Cast, app: Flask, who: str, status: int
) -> None:
    browser = browser_of(cast.everybody[who])
    address = f"/groups/{cast.group_id}/invites"
    assert browser.get(address).status_code == status
    made = browser.post(address, data={"role": "trainee", "days": 7, "people": 1})
    assert made.status_code == (303 if status in {200, 303} else status)
    with app.app_context():
        assert db.session.scalar(select(func.count(Invite.id))) == (1 if status == 200 else 0)


@pytest.mark.parametrize("role", ["trainer", "manager", "admin", ""])
def test_only_an_admin_invites_more_than_trainees(browser_of: Browser, cast: Cast, role: str) -> None:
    address = f"/groups/{cast.group_id}/invites"
    for leader in (cast.hayashi, cast.hori):
        answer = browser_of(leader).post(address, data={"role": role, "days": 7, "people": 1})
        assert answer.status_code == 422
    by_admin = browser_of(cast.admin).post(address, data={"role": role, "days": 7, "people": 1})
    assert by_admin.status_code == (303 if role in {"trainer", "manager"} else 422)


@pytest.mark.parametrize(
    "form", [{"people": 0}, {"people": 1001}, {"people": "x"}, {"days": 365}, {"days": ""}]
)
def test_an_invite_out_of_bounds_is_refused(browser_of: Browser, cast: Cast, form: dict[str, Any]) -> None:
    data = {"role": "trainee", "days": 7, "people": 1, **form}
    assert browser_of(cast.hayashi).post(f"/groups/{cast.group_id}/invites", data=data).status_code == 422


def test_a_closed_link_lets_nobody_in(
    app: Flask, client: FlaskClient, browser_of: Browser, cast: Cast
) -> None:
    trainer = browser_of(cast.hayashi)
    link = make_link(trainer, cast.group_id)
    with app.app_context():
        number = db.session.scalars(select(Invite.id)).one()
    close = f"/groups/{cast.group_id}/invites/{number}/close"
    assert trainer.get(close).status_code == 405
    assert browser_of(cast.sasaki).post(close).status_code == 403
    assert browser_of(cast.stranger_trainer).post(close).status_code == 404
    elsewhere = f"/groups/{cast.stranger_group_id}/invites/{number}/close"
    assert browser_of(cast.stranger_trainer).post(elsewhere).status_code == 404
    assert client.get(link).status_code == 200
    assert trainer.post(close).status_code == 303
    assert client.get(link).status_code == 410
    assert trainer.post(close).status_code == 404


def test_the_sign_in_page_leads_back_to_the_link(client: FlaskClient, cast: Cast, link: str) -> None:
    assert f"/sign-in?next={link}" in client.get(link).text
    data = {"email": cast.stranger_trainee.email, "password": PASSWORD, "next": link}
    assert client.post("/sign-in", data=data).location == link
