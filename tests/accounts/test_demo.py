"""Check that one-click sign-in exists in the demo, on this machine, and nowhere else."""

from __future__ import annotations

from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts import operations
from course.accounts.queries import DEMO_DOMAIN
from course.extensions import db, utc_now
from course.serving import check_demo
from tests.people import Cast


@pytest.fixture
def app_settings() -> dict[str, Any]:
    return {"DEMO": True}


@pytest.fixture
def newcomer(app: Flask, cast: Cast) -> int:
    with app.app_context():
        person = operations.create_person(
            email=f"new-rep{DEMO_DOMAIN}", name="体験 太郎", password_hash=None, now=utc_now()
        )
        db.session.commit()
        return person.id


def press(browser: FlaskClient, person: object, **more: Any) -> int:
    return browser.post("/demo/sign-in", data={"person": person}, **more).status_code


def test_one_click_signs_a_demo_person_in(client: FlaskClient, newcomer: int) -> None:
    page = client.get("/sign-in").text
    assert "体験 太郎" in page
    assert "佐々木" not in page
    assert press(client, newcomer) == 303
    assert "体験 太郎" in client.get("/change-password").text


def test_real_people_and_nonsense_are_refused(client: FlaskClient, cast: Cast, newcomer: int) -> None:
    for person in (cast.sasaki.id, cast.admin.id, 999, 0, -1, "x", "", 2**40):
        assert press(client, person) == 404
    assert client.get("/demo/sign-in").status_code == 405


@pytest.mark.parametrize(
    ("environment", "headers"),
    [
        ({"REMOTE_ADDR": "192.168.1.7"}, {}),
        ({"REMOTE_ADDR": "::ffff:10.0.0.1"}, {}),
        ({"REMOTE_ADDR": ""}, {}),
        ({}, {"Host": "course.example"}),
        ({}, {"Host": "127.0.0.1.evil.example"}),
        ({}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
    ],
)
def test_nobody_else_is_answered(
    client: FlaskClient, newcomer: int, environment: dict[str, str], headers: dict[str, str]
) -> None:
    assert press(client, newcomer, environ_overrides=environment, headers=headers) == 404
    page = client.get("/sign-in", environ_overrides=environment, headers=headers).text
    assert "体験 太郎" not in page


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_this_machine_is_answered_by_any_of_its_names(client: FlaskClient, newcomer: int, host: str) -> None:
    assert press(client, newcomer, headers={"Host": host}) == 303


class TestWithoutDemo:
    @pytest.fixture
    def app_settings(self) -> dict[str, Any]:
        return {"DEMO": False}

    def test_there_is_no_one_click_sign_in(self, client: FlaskClient, newcomer: int) -> None:
        assert press(client, newcomer) == 404
        assert "体験 太郎" not in client.get("/sign-in").text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.jp", "::", ""])
def test_the_demo_is_not_served_to_other_machines(host: str) -> None:
    with pytest.raises(click.UsageError):
        check_demo(True, host)
    check_demo(False, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_demo_is_served_to_this_machine(host: str) -> None:
    check_demo(True, host)
