"""Check that the language somebody chooses stays chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext

from course.accounts.models import User
from course.extensions import db
from tests.people import Cast, Person

Browser = Callable[[Person | None], FlaskClient]


def language_of(browser: FlaskClient, **headers: str) -> str:
    page = browser.get("/sign-in", headers=headers, follow_redirects=True).text
    return page.partition('<html lang="')[2][:2]


def test_starts_in_japanese_unless_the_browser_asks_otherwise(client: FlaskClient, cast: Cast) -> None:
    assert language_of(client) == "ja"
    assert language_of(client, **{"Accept-Language": "en-GB,en;q=0.9"}) == "en"
    assert language_of(client, **{"Accept-Language": "fr,de;q=0.5"}) == "ja"


def test_a_visitor_s_choice_stays_a_year(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/language", data={"language": "en", "next": "/sign-in?next=/x"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/x")
    kept = client.get_cookie("language")
    assert kept is not None
    assert kept.max_age == 365 * 24 * 3600
    assert kept.http_only
    assert language_of(client, **{"Accept-Language": "ja"}) == "en"


def test_a_person_s_choice_follows_them_to_another_device(
    app: Flask, browser_of: Browser, cast: Cast
) -> None:
    browser_of(cast.sasaki).post("/language", data={"language": "en", "next": "/"})
    with app.app_context():
        assert db.session.get_one(User, cast.sasaki.id).language == "en"
    page = browser_of(cast.sasaki).get("/change-password").text
    assert '<html lang="en"' in page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "", "/\\evil.example"])
def test_goes_back_to_this_site_only(client: FlaskClient, target: str) -> None:
    assert client.post("/language", data={"language": "en", "next": target}).location == "/"


@pytest.mark.parametrize("language", ["", "fr", "ja\r\nX: y", "JA"])
def test_refuses_other_languages(client: FlaskClient, language: str) -> None:
    assert client.post("/language", data={"language": language, "next": "/"}).status_code == 400
    assert client.get_cookie("language") is None


def test_takes_a_post(client: FlaskClient) -> None:
    assert client.get("/language").status_code == 405


def test_words_follow_the_language_that_holds_at_the_moment_and_come_back(app: Flask) -> None:
    word = app.jinja_env.from_string("{{ _('今日') }}")

    def said() -> tuple[str, str]:
        return gettext("今日"), word.render()

    with app.test_request_context(headers={"Accept-Language": "ja"}):
        assert said() == ("今日", "今日")
        with force_locale("en"):
            assert said() == ("Today", "Today")
            with force_locale("ja"):
                assert said() == ("今日", "今日")
            assert said() == ("Today", "Today")
        assert said() == ("今日", "今日")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said() == ("Today", "Today"), "nothing is kept from one page to the next"
    assert gettext("今日") == "今日", "without a page nothing is translated"
