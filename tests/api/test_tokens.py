"""One's own tokens: made, shown once, revoked, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from course.accounts.sessions import fingerprint
from course.api.models import ApiToken
from course.api.operations import MOST_TOKENS
from course.extensions import db, utc_now
from tests.api.program import Program
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]
PAGE = "/account/tokens"
SECRET = re.compile(r"ryorin_[\w-]{43}")


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(ApiToken)) or 0


def test_a_token_is_shown_once_works_and_is_kept_as_its_hash(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    answer = hori.post(PAGE, data={"name": "  月次の\t集計 ", "days": "30"})
    assert answer.status_code == 303 and answer.location == PAGE
    page = hori.get(PAGE).text
    [secret] = SECRET.findall(page)
    assert "月次の 集計" in page
    assert not SECRET.search(hori.get(PAGE).text)
    assert Program(app.test_client(), secret, 0).get("/api/v1/people").status_code == 200
    with app.app_context():
        token = db.session.scalars(select(ApiToken)).one()
        assert token.token_hash == fingerprint(secret) and token.user_id == cast.hori.id
        assert token.expires_at - token.created_at == timedelta(days=30)


def test_a_revoked_token_is_dead_at_once_and_stays_in_the_list(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    hori.post(PAGE, data={"name": "集計", "days": "90"})
    [secret] = SECRET.findall(hori.get(PAGE).text)
    assert hori.post(f"{PAGE}/1/revoke").status_code == 303
    assert Program(app.test_client(), secret, 0).get("/api/v1/people").status_code == 401
    page = hori.get(PAGE).text
    assert "取り消し済み" in page and "/revoke" not in page
    with app.app_context():
        ended = db.session.scalar(select(ApiToken.revoked_at))
    hori.post(f"{PAGE}/1/revoke")
    with app.app_context():
        assert db.session.scalar(select(ApiToken.revoked_at)) == ended


def test_nobody_else_sees_or_ends_it(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    browser_of(cast.sasaki).post(PAGE, data={"name": "ひみつの名前", "days": "30"})
    for person in (cast.ono, cast.hayashi, cast.hori, cast.admin, cast.stranger_manager):
        browser = browser_of(person)
        assert "ひみつの名前" not in browser.get(PAGE).text
        assert browser.post(f"{PAGE}/1/revoke").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(ApiToken.revoked_at)) is None
    assert browser_of(cast.sasaki).get(f"{PAGE}/1/revoke").status_code == 405


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "", "days": "30"},
        {"name": "x" * 101, "days": "30"},
        {"name": "a", "days": "31"},
        {"name": "a\x00b", "days": "30"},
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_made(
    app: Flask, cast: Cast, browser_of: BrowserOf, data: dict[str, str]
) -> None:
    answer = browser_of(cast.hori).post(PAGE, data=data)
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert count(app) == 0


def test_there_is_an_end_to_working_tokens(
    app: Flask, cast: Cast, program: Callable[..., Program], browser_of: BrowserOf
) -> None:
    for _ in range(MOST_TOKENS):
        program(cast.hori)
    hori = browser_of(cast.hori)
    answer = hori.post(PAGE, data={"name": "もう一つ", "days": "30"})
    assert answer.status_code == 422 and "20 個" in answer.text
    with app.app_context():
        db.session.execute(update(ApiToken).where(ApiToken.id == 1).values(expires_at=utc_now()))
        db.session.commit()
    assert hori.post(PAGE, data={"name": "もう一つ", "days": "30"}).status_code == 303
    assert "期限切れ" in hori.get(PAGE).text
