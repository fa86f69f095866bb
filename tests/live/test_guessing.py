"""Nobody finds a room by trying codes, and a hall behind one address is not kept out for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.live import phone_routes
from tests.live.delivery import Hall, open_hall
from tests.people import Cast

MOST = int(phone_routes.GUESSES.split()[0])


@pytest.fixture
def app_settings(small_content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [small_content]}


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    return open_hall(app, cast)


def wrong_codes(hall: Hall, count: int) -> list[str]:
    signs = [sign for sign in "ABCDEFGH" if sign != hall.code[0]]
    return [signs[number % 7] + hall.code[1:5] + "23456789AB"[number // 7] for number in range(count)]


def guess(browser: FlaskClient, number: int, code: str, **headers: str) -> Any:
    """Try a code in one of the three ways there are."""
    if number % 3 == 0:
        return browser.get(f"/room/{code}", headers=headers)
    if number % 3 == 1:
        return browser.post("/join", data={"code": code}, headers=headers)
    return browser.post(f"/room/{code}/seats", data={"name": "x"}, headers=headers)


def test_wrong_codes_lock_an_address_out_whichever_way_they_are_tried(app: Flask, hall: Hall) -> None:
    browser = app.test_client()
    codes = wrong_codes(hall, MOST + 3)
    for number, code in enumerate(codes[:MOST]):
        # A forwarded address is not believed: it would be a new one for every try.
        answer = guess(browser, number, code, **{"X-Forwarded-For": f"10.0.0.{number}"})
        assert answer.status_code == 404, number
    for number, code in enumerate([*codes[MOST:], hall.code, hall.code, hall.code]):
        answer = guess(app.test_client(), number, code)
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert app.test_client().get(f"/room/{hall.code}", environ_base=elsewhere).status_code == 200


def test_whoever_sits_in_the_room_is_not_locked_out_of_it(app: Flask, hall: Hall) -> None:
    chair, browser = hall.seat("青木"), app.test_client()
    for number, code in enumerate(wrong_codes(hall, MOST)):
        guess(app.test_client(), number, code)
    assert browser.get(f"/room/{hall.code}").status_code == 429
    browser.set_cookie(chair.name, chair.value)
    assert browser.get(f"/room/{hall.code}").status_code == 200
    browser.set_cookie(chair.name, chair.value[:-1] + ("0" if chair.value[-1] != "0" else "1"))
    assert browser.get(f"/room/{hall.code}").status_code == 429


def test_a_crowd_behind_one_address_comes_in(app: Flask, hall: Hall) -> None:
    for number in range(MOST + 40):
        browser = app.test_client()
        assert browser.get(f"/room/{hall.code}").status_code == 200
        assert browser.post(f"/room/{hall.code}/seats", data={"name": f"{number}番"}).status_code == 303


def test_codes_tried_from_everywhere_are_counted_together(
    app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_routes, "GUESSES_IN_ALL", "30 per 10 minutes")
    statuses = [
        app.test_client().get(f"/room/{code}", environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}).status_code
        for number, code in enumerate(wrong_codes(hall, 31))
    ]
    assert statuses == [404] * 30 + [429]
