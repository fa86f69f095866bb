"""Check the error pages, the headers on everything, and the check of forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from course.accounts.access import public
from tests.people import PASSWORD, Cast, Person
from tests.route_table import WITHOUT_TOKEN

Browser = Callable[[Person | None], FlaskClient]


def put_view(app: Flask, function: Callable[[], Any]) -> None:
    app.add_url_rule("/view", "view", public(function), methods=["GET", "POST"])


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_error_has_a_page_that_says_what_to_do(
    app: Flask, client: FlaskClient, status: int, language: str
) -> None:
    put_view(app, lambda: abort(status))
    answer = client.get("/view", headers={"Accept-Language": language})
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert len(re.findall(r"<p\b", main)) >= 3
    assert 'href="/"' in main


def test_other_errors_have_one_too(app: Flask, client: FlaskClient) -> None:
    put_view(app, lambda: abort(415))
    assert client.get("/view").status_code == 415


def test_a_request_that_is_too_large_is_told_so(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * (600 * 1024), "password": "y"})
    assert answer.status_code == 413


def test_when_even_the_page_cannot_be_made_there_are_words(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> str:
        raise RuntimeError("no templates today")

    put_view(app, lambda: 1 / 0)
    monkeypatch.setattr("course.errors.render_template", broken)
    answer = client.get("/view")
    assert answer.status_code == 500
    assert "これまでの記録は残っています" in answer.text
    assert "no templates today" not in answer.text


@pytest.mark.parametrize(
    "address", ["/sign-in", "/nothing", "/static/css/theme.css", "/static/none", "/sign-out"]
)
def test_every_answer_carries_the_security_headers(client: FlaskClient, cast: Cast, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_pages_are_not_stored_and_static_files_are_by_their_hash(
    client: FlaskClient, cast: Cast, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert client.get("/nothing").headers["Cache-Control"] == "no-store"
    assert client.get("/static/css/theme.css", buffered=True).headers["Cache-Control"] == "no-cache"
    sign_in(client, cast.sasaki)
    hashed = client.get("/static/css/theme.css?v=0123456789", buffered=True)
    assert "immutable" in hashed.headers["Cache-Control"]
    assert "Set-Cookie" not in hashed.headers


def test_static_files_cannot_be_left(client: FlaskClient) -> None:
    for path in (
        "../config.py",
        "..%2fconfig.py",
        "%2e%2e/config.py",
        "css/../../config.py",
        "/etc/passwd",
        "a%00",
    ):
        assert client.get(f"/static/{path}", follow_redirects=True).status_code == 404


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/sign-in", data={"email": cast.sasaki.email, "password": PASSWORD})
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("ryorin="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


class TestOverHttps:
    @pytest.fixture
    def app_settings(self) -> dict[str, Any]:
        return {"HTTPS": True, "PROXIES": 1}

    def test_cookies_are_bound_to_the_host_and_to_tls(self, client: FlaskClient, cast: Cast) -> None:
        answer = client.post("/sign-in", data={"email": cast.sasaki.email, "password": PASSWORD})
        cookie = next(value for value in answer.headers.getlist("Set-Cookie") if "ryorin" in value)
        assert cookie.startswith("__Host-ryorin=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "max-age=" in answer.headers["Strict-Transport-Security"]

    def test_a_configured_proxy_s_word_is_taken(self, client: FlaskClient, cast: Cast) -> None:
        def guess(address: str) -> int:
            return client.post(
                "/sign-in",
                data={"email": cast.sasaki.email, "password": "wrong"},
                headers={"X-Forwarded-For": address},
            ).status_code

        assert [guess("203.0.113.1") for _ in range(11)][-1] == 429
        assert guess("203.0.113.2") == 422


class TestForms:
    @pytest.fixture
    def app_settings(self) -> dict[str, Any]:
        return {"WTF_CSRF_ENABLED": True}

    def test_every_change_needs_the_form_s_token(self, app: Flask, browser_of: Browser, cast: Cast) -> None:
        browser = browser_of(cast.admin)
        for rule in app.url_map.iter_rules():
            if "POST" in (rule.methods or ()) and f"{rule.endpoint} POST" not in WITHOUT_TOKEN:
                address = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
                assert address is not None
                assert browser.post(address[1]).status_code == 400, rule.endpoint

    def test_the_token_of_the_page_is_taken(self, client: FlaskClient, cast: Cast) -> None:
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        data = {"email": cast.sasaki.email, "password": PASSWORD, "csrf_token": token[1]}
        assert client.post("/sign-in", data=data).status_code == 303
        assert client.post("/sign-out", data={"csrf_token": token[1]}).status_code == 400

    def test_somebody_whose_sign_in_ended_is_asked_to_sign_in_again(
        self, client: FlaskClient, cast: Cast
    ) -> None:
        answer = client.post("/change-password", headers={"Referer": "http://localhost/change-password"})
        assert answer.location == "/sign-in?next=/change-password"

    def test_a_stale_language_form_is_a_plain_error(self, client: FlaskClient, cast: Cast) -> None:
        assert client.post("/language", data={"language": "en"}).status_code == 400
