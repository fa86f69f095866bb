"""Check the first-run set-up: once, by the person who started the server."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.accounts import operations
from course.accounts.models import User
from course.extensions import db, utc_now
from tests.people import Cast


def form(app: Flask, **changes: str) -> dict[str, str]:
    code = operations.setup_code(app.config["SECRET_KEY"])
    return {
        "name": "管理 花子",
        "email": "Admin@Example.jp",
        "password": "correct horse battery",
        "code": code,
        **changes,
    }


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(User.id))) or 0


def test_the_first_visitor_is_led_to_the_set_up(client: FlaskClient) -> None:
    assert client.get("/admin/groups").location.startswith("/sign-in")
    assert client.get("/sign-in").location == "/setup"
    assert client.get("/setup").status_code == 200


def test_makes_an_admin_and_signs_them_in(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/setup", data=form(app))
    assert (answer.status_code, answer.location) == (303, "/admin/groups")
    assert client.get("/admin/groups").status_code == 200
    with app.app_context():
        person = db.session.scalars(select(User)).one()
        assert (person.email, person.is_admin) == ("admin@example.jp", True)


def test_needs_the_code_that_the_server_printed(app: Flask, client: FlaskClient) -> None:
    for code in ("", "000000000000", "合言葉"):
        assert client.post("/setup", data=form(app, code=code)).status_code == 422
    assert people(app) == 0


def test_fills_in_the_code_of_the_printed_link(app: Flask, client: FlaskClient) -> None:
    assert 'value="abc123"' in client.get("/setup?code=abc123").text


def test_a_mistake_is_told_and_nothing_is_made(app: Flask, client: FlaskClient) -> None:
    mistakes: list[dict[str, Any]] = [
        {"email": "no address"},
        {"password": "short"},
        {"password": "password123"},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\x00b"},
    ]
    for mistake in mistakes:
        assert client.post("/setup", data=form(app, **mistake)).status_code == 422, mistake
    assert people(app) == 0


def test_there_is_no_set_up_once_anybody_exists(app: Flask, client: FlaskClient, cast: Cast) -> None:
    before = people(app)
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data=form(app)).status_code == 404
    assert people(app) == before


def test_of_two_set_ups_at_once_one_is_refused(app: Flask) -> None:
    with app.app_context():
        operations.set_up(email="a@example.jp", name="甲", password_hash="x", now=utc_now())
        db.session.commit()
    with app.app_context():
        try:
            operations.set_up(email="b@example.jp", name="乙", password_hash="x", now=utc_now())
        except operations.Closed:
            db.session.rollback()
        else:
            raise AssertionError("a second set-up went through")
    assert people(app) == 1
