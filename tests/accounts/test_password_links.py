"""Check the way back in for somebody who forgot their password: a link from an admin, once, for a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.accounts.models import PasswordLink
from course.extensions import db
from tests.people import PASSWORD, Cast, Person

Browser = Callable[[Person | None], FlaskClient]
NEW = "another long phrase"


def make_link(admin: FlaskClient, person: Person) -> str:
    page = f"/admin/people/{person.id}/password-link"
    answer = admin.post(page)
    assert (answer.status_code, answer.location) == (303, page)
    found = re.search(r"http://localhost(/new-password/[\w-]+)", admin.get(page).text)
    assert found is not None
    assert "/new-password/" not in admin.get(page).text  # shown once
    return found[1]


@pytest.fixture
def link(browser_of: Browser, cast: Cast) -> str:
    return make_link(browser_of(cast.admin), cast.sasaki)


def signs_in(browser: FlaskClient, person: Person, password: str) -> bool:
    data = {"email": person.email, "password": password}
    return browser.post("/sign-in", data=data).status_code == 303


def test_the_link_sets_a_password_signs_in_and_ends_other_sign_ins(
    client: FlaskClient, browser_of: Browser, cast: Cast, link: str
) -> None:
    elsewhere = browser_of(cast.sasaki)
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": NEW}).status_code == 303
    assert client.get("/change-password").status_code == 200
    assert elsewhere.get("/change-password").status_code == 303
    assert not signs_in(browser_of(None), cast.sasaki, PASSWORD)
    assert signs_in(browser_of(None), cast.sasaki, NEW)


def test_until_it_is_used_the_old_password_counts(browser_of: Browser, cast: Cast, link: str) -> None:
    assert signs_in(browser_of(None), cast.sasaki, PASSWORD)


def test_it_works_once(app: Flask, client: FlaskClient, link: str) -> None:
    assert client.post(link, data={"password": NEW}).status_code == 303
    late = app.test_client()
    assert late.get(link).status_code == 410
    assert late.post(link, data={"password": "yet another phrase"}).status_code == 410


def test_it_is_over_after_a_day(app: Flask, client: FlaskClient, link: str) -> None:
    with app.app_context():
        db.session.scalars(select(PasswordLink)).one().expires_at -= timedelta(days=1, minutes=1)
        db.session.commit()
    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": NEW}).status_code == 410


def test_a_newer_link_ends_an_older_one(
    client: FlaskClient, browser_of: Browser, cast: Cast, link: str
) -> None:
    newer = make_link(browser_of(cast.admin), cast.sasaki)
    assert client.get(link).status_code == 410
    assert client.get(newer).status_code == 200


def test_it_does_not_open_a_closed_account(
    client: FlaskClient, browser_of: Browser, cast: Cast, link: str
) -> None:
    browser_of(cast.admin).post(f"/admin/people/{cast.sasaki.id}/active")
    assert client.post(link, data={"password": NEW}).status_code == 410


@pytest.mark.parametrize("password", ["", "short", "password123", "x" * 257])
def test_a_mistake_spends_nothing(client: FlaskClient, link: str, password: str) -> None:
    assert client.post(link, data={"password": password}).status_code == 422
    assert client.post(link, data={"password": NEW}).status_code == 303


def test_a_link_nobody_made_is_over(client: FlaskClient, cast: Cast) -> None:
    for token in ("x", "あ", "a" * 2000):
        assert client.get(f"/new-password/{token}").status_code == 410


def test_the_token_is_kept_as_a_hash(app: Flask, link: str) -> None:
    with app.app_context():
        assert db.session.scalars(select(PasswordLink.token_hash)).one() not in link
        assert db.session.scalar(select(func.count(PasswordLink.id))) == 1
