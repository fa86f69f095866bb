"""Check that signing in and out does what it says, and no more."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from course.accounts.models import SignIn, User
from course.config import ABSOLUTE_SESSION
from course.extensions import db
from tests.people import PASSWORD, Cast, Person, make_cast

Browser = Callable[[Person | None], FlaskClient]
PRIVATE_PAGE = "/change-password"


def knows_me(browser: FlaskClient) -> bool:
    return browser.get(PRIVATE_PAGE).status_code == 200


def try_to_sign_in(browser: FlaskClient, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return browser.post("/sign-in", data={"email": email, "password": password}, **more)


@pytest.fixture
def app_with_real_cost(app: Flask) -> Flask:
    from course.accounts import identity
    from course.config import DEFAULTS

    options = identity.hash_options({**app.config, "PASSWORD_MEMORY_KIB": DEFAULTS["PASSWORD_MEMORY_KIB"]})
    app.extensions["security"].pwd_context.update(**options)
    return app


@pytest.fixture
def cast_with_real_cost(app_with_real_cost: Flask) -> Cast:
    return make_cast(app_with_real_cost)  # never a copy, whose passwords were cheap


def test_signs_in_with_the_right_password_and_goes_on(client: FlaskClient, cast: Cast) -> None:
    answer = client.post(
        "/sign-in",
        data={"email": " Sasaki@Example.JP ", "password": PASSWORD, "next": "/change-password?a=1"},
    )
    assert answer.status_code == 303
    assert answer.location == "/change-password?a=1"
    assert knows_me(client)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nb", ""],
)
def test_never_goes_on_to_another_site(client: FlaskClient, cast: Cast, target: str) -> None:
    answer = client.post("/sign-in", data={"email": cast.sasaki.email, "password": PASSWORD, "next": target})
    assert answer.location == "/"


@pytest.mark.parametrize(
    "email", ["sasaki@example.jp", "nobody@example.jp", "not an address", "'; drop table user; --"]
)
def test_says_the_same_of_a_wrong_password_and_an_unknown_person(
    client: FlaskClient, cast: Cast, email: str
) -> None:
    answer = try_to_sign_in(client, email, "wrong password")
    reference = try_to_sign_in(client, "nobody.else@example.jp", "wrong password")
    assert answer.status_code == reference.status_code == 422

    def anonymised(page: str) -> str:
        return re.sub(r'value="[^"]*"', "", page)

    assert anonymised(answer.text) == anonymised(reference.text)
    assert not knows_me(client)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": ""},
        {"email": "sasaki@example.jp"},
        {"password": PASSWORD},
        {"email": "x" * 5000, "password": "y"},
    ],
)
def test_refuses_an_incomplete_form(client: FlaskClient, cast: Cast, data: dict[str, str]) -> None:
    assert client.post("/sign-in", data=data).status_code == 422


def test_refuses_a_closed_account_like_any_other_failure(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.sasaki.id).values(active=False))
        db.session.commit()
    assert try_to_sign_in(client, cast.sasaki.email).status_code == 422


def test_refuses_somebody_without_a_password(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.sasaki.id).values(password=None))
        db.session.commit()
    for password in ("", "None", PASSWORD):
        assert try_to_sign_in(client, cast.sasaki.email, password).status_code == 422


def test_takes_about_as_long_for_an_unknown_person(
    app_with_real_cost: Flask, cast_with_real_cost: Cast
) -> None:
    def median(email: str) -> float:
        times = []
        for number in range(7):
            browser = app_with_real_cost.test_client()
            browser.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
            began = time.process_time()  # a busy machine does not change it
            try_to_sign_in(browser, email, "wrong password")
            times.append(time.process_time() - began)
        return statistics.median(times)

    known, unknown = median("sasaki@example.jp"), median("nobody@example.jp")
    assert 0.5 < known / unknown < 2  # a missing hash would make it twenty times


def test_an_old_cookie_is_dead_after_signing_out(client: FlaskClient, cast: Cast, sign_in: Any) -> None:
    sign_in(client, cast.sasaki)
    stolen = client.get_cookie("ryorin")
    assert stolen is not None
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert not knows_me(client)
    client.set_cookie("ryorin", stolen.value)
    assert not knows_me(client)


def test_signing_out_leaves_other_devices_alone(browser_of: Browser, cast: Cast) -> None:
    phone, desk = browser_of(cast.sasaki), browser_of(cast.sasaki)
    phone.post("/sign-out")
    assert knows_me(desk)


def test_signing_out_takes_a_post(client: FlaskClient, cast: Cast, sign_in: Any) -> None:
    sign_in(client, cast.sasaki)
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert knows_me(client)


def test_signing_out_without_having_signed_in_leads_to_the_sign_in_page(
    client: FlaskClient, cast: Cast
) -> None:
    assert client.post("/sign-out").location.startswith("/sign-in")


def test_a_new_password_ends_every_other_sign_in(browser_of: Browser, cast: Cast) -> None:
    phone, desk = browser_of(cast.sasaki), browser_of(cast.sasaki)
    answer = desk.post(PRIVATE_PAGE, data={"password": PASSWORD, "new_password": "another long phrase"})
    assert answer.status_code == 303
    assert knows_me(desk)
    assert not knows_me(phone)
    assert try_to_sign_in(phone, cast.sasaki.email).status_code == 422
    assert try_to_sign_in(phone, cast.sasaki.email, "another long phrase").status_code == 303


@pytest.mark.parametrize(
    "data",
    [
        {"password": "wrong password", "new_password": "another long phrase"},
        {"password": PASSWORD, "new_password": "short"},
        {"password": PASSWORD, "new_password": "password123"},
        {"password": PASSWORD},
        {},
    ],
)
def test_a_password_change_with_a_mistake_changes_nothing(
    browser_of: Browser, cast: Cast, data: dict[str, str]
) -> None:
    browser = browser_of(cast.sasaki)
    assert browser.post(PRIVATE_PAGE, data=data).status_code == 422
    assert knows_me(browser)
    assert try_to_sign_in(browser_of(None), cast.sasaki.email).status_code == 303


def test_closing_an_account_ends_its_sign_ins_at_once(browser_of: Browser, cast: Cast) -> None:
    browser = browser_of(cast.sasaki)
    browser_of(cast.admin).post(f"/admin/people/{cast.sasaki.id}/active")
    assert not knows_me(browser)


def test_a_sign_in_ends_after_thirty_days_whatever_happens(
    app: Flask, browser_of: Browser, cast: Cast
) -> None:
    browser = browser_of(cast.sasaki)
    with app.app_context():
        row = db.session.scalars(select(SignIn)).one()
        row.created_at -= ABSOLUTE_SESSION + timedelta(minutes=1)
        db.session.commit()
    assert not knows_me(browser)


def test_a_sign_in_not_used_for_long_ends(
    app: Flask, browser_of: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itsdangerous import TimestampSigner

    browser = browser_of(cast.sasaki)
    now = time.time()
    idle = app.permanent_session_lifetime.total_seconds()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(now + idle / 2))
    assert knows_me(browser)  # and its cookie is renewed
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(now + idle * 1.4))
    assert knows_me(browser)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(now + idle * 2.5))
    assert not knows_me(browser)


def test_signing_in_keeps_nothing_that_was_planted_before(client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as planted:
        planted["sign_in"] = "known to the attacker"
        planted["csrf_token"] = "known to the attacker"
        planted["anything"] = "else"
    assert try_to_sign_in(client, cast.sasaki.email).status_code == 303
    with client.session_transaction() as kept:
        assert kept["sign_in"] != "known to the attacker"
        assert len(kept["sign_in"]) >= 32
        assert kept.get("csrf_token") != "known to the attacker"
        assert "anything" not in kept


def test_the_database_does_not_hold_the_token(
    app: Flask, client: FlaskClient, cast: Cast, sign_in: Any
) -> None:
    sign_in(client, cast.sasaki)
    with client.session_transaction() as kept, app.app_context():
        assert db.session.scalars(select(SignIn.token_hash)).one() != kept["sign_in"]


def test_guessing_is_slowed_down_and_the_owner_is_not_locked_out(app: Flask, cast: Cast) -> None:
    attacker, owner = app.test_client(), app.test_client()
    answers = [try_to_sign_in(attacker, cast.sasaki.email, f"guess {number}") for number in range(11)]
    assert [answer.status_code for answer in answers[:10]] == [422] * 10
    assert answers[10].status_code == 429
    assert 0 < int(answers[10].headers["Retry-After"]) <= 15 * 60
    assert try_to_sign_in(attacker, cast.sasaki.email).status_code == 429
    forged = try_to_sign_in(attacker, cast.sasaki.email, headers={"X-Forwarded-For": "203.0.113.9"})
    assert forged.status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert try_to_sign_in(owner, cast.sasaki.email, environ_overrides=elsewhere).status_code == 303


def test_a_whole_class_signs_in_from_one_address(app: Flask, cast: Cast) -> None:
    for _ in range(40):
        assert try_to_sign_in(app.test_client(), cast.sasaki.email).status_code == 303


def test_a_visitor_is_sent_to_sign_in_and_back(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/admin/groups?x=1")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/admin/groups?x%3D1"
    sent = client.post("/admin/groups", headers={"Referer": "http://localhost/admin/groups"})
    assert sent.location == "/sign-in?next=/admin/groups"
    foreign = client.post("/admin/groups", headers={"Referer": "http://evil.example/admin/groups"})
    assert foreign.location == "/sign-in?next=/"


def test_somebody_signed_in_does_not_see_the_form_again(browser_of: Browser, cast: Cast) -> None:
    assert browser_of(cast.sasaki).get("/sign-in?next=/change-password").location == "/change-password"


def test_sign_ins_and_failures_are_logged_without_secrets(
    client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "ryorin.security"):
        try_to_sign_in(client, cast.sasaki.email, "a secret that is wrong")
        try_to_sign_in(client, "typed my secret here", "x")
        try_to_sign_in(client, cast.sasaki.email)
        client.get(f"/groups/{cast.stranger_group_id}/invites")
    assert f"sign-in failed: person={cast.sasaki.id}" in caplog.text
    assert f"signed in: person={cast.sasaki.id}" in caplog.text
    assert f"refused 404: person={cast.sasaki.id}" in caplog.text
    assert "secret" not in caplog.text
    assert PASSWORD not in caplog.text
    with client.session_transaction() as kept:
        assert kept["sign_in"] not in caplog.text
