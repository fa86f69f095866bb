"""Certificates: earned, issued once, issued again under another name, and checked by anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from course.accounts.models import User
from course.certificates import operations, queries
from course.certificates.models import Certificate
from course.certificates.numbers import ALPHABET, new_code, read_code
from course.extensions import db, utc_now
from tests.certificates.finishing import certificate_of, finish_course, pass_quiz, read_lessons
from tests.people import Cast, Person
from tests.small_course import lesson, write_course

BrowserOf = Callable[[Person | None], FlaskClient]
CODE = re.compile(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b")
NOBODYS = "2222-2222-2222-2222"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def with_person(app: Flask, person: Person, act: Callable[..., Any], *more: Any) -> None:
    """Do something as a person: `act(user, catalogue, …)`."""
    with app.app_context():
        act(db.session.get_one(User, person.id), app.extensions["catalogue"], *more)
        db.session.commit()


def finish(app: Flask, cast: Cast) -> None:
    with_person(app, cast.sasaki, finish_course, utc_now())


def rename(app: Flask, person: Person, name: str) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == person.id).values(name=name))
        db.session.commit()


def issue(browser: FlaskClient) -> str:
    """Issue a certificate and give its code."""
    answer = browser.post("/certificates")
    assert answer.status_code == 303
    assert answer.location == "/certificates"
    found = CODE.findall(browser.get("/certificates").text)
    assert found
    return str(found[0])


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def titles(text: str) -> list[str]:
    return re.findall(r'<a class="whole"[^>]*>([^<]+)</a>', text)


def test_until_it_is_earned_the_page_says_what_is_missing_with_links(
    app: Flask, cast: Cast, sasaki: FlaskClient
) -> None:
    text = sasaki.get("/certificates").text
    assert len(titles(text)) == 3
    assert 'href="/lessons/first"' in text
    assert 'href="/quizzes/first"' in text
    assert "課 0 / 2 ・ クイズ 0 / 1" in text
    with_person(app, cast.sasaki, read_lessons, utc_now())
    text = sasaki.get("/certificates").text
    assert "課 2 / 2 ・ クイズ 0 / 1" in text
    assert 'href="/lessons/first"' not in text
    assert "<form" not in text.partition("<main")[2]


def test_before_that_it_cannot_be_issued(app: Flask, cast: Cast, sasaki: FlaskClient) -> None:
    with_person(app, cast.sasaki, read_lessons, utc_now())
    answer = sasaki.post("/certificates")
    assert answer.status_code == 403
    assert "まだ発行できません" in answer.text
    assert count(app) == 0


def test_a_failed_quiz_is_listed_with_its_best_score(app: Flask, cast: Cast, sasaki: FlaskClient) -> None:
    from course.quizzes import operations as quizzes
    from tests.small_course import WRONG

    def fail(person: User, catalogue: Any) -> None:
        attempt = quizzes.begin(person, catalogue.quizzes["first"], seed=1, now=utc_now())
        for question, chosen in WRONG.items():
            quizzes.answer(
                person, attempt, question_id=question, chosen=chosen, confidence=None, now=utc_now()
            )

    with_person(app, cast.sasaki, fail)
    assert re.search(r"これまでの最高 \d+ 点 ・ 合格は 70 点", sasaki.get("/certificates").text)
    with app.app_context():
        standing = queries.standing(cast.sasaki.id, app.extensions["catalogue"])
        assert not standing.is_complete


def test_it_is_issued_once_with_what_was_so_on_that_day(
    app: Flask, cast: Cast, sasaki: FlaskClient, content: Path
) -> None:
    finish(app, cast)
    assert "修了証を発行する" in sasaki.get("/certificates").text
    code = issue(sasaki)
    assert issue(sasaki) == code
    assert count(app) == 1
    (content / "lessons/03-third.md").write_text(lesson(8, "third", "三つめ"), encoding="utf-8")
    app.extensions["catalogue"].refresh()
    text = sasaki.get("/certificates").text
    assert code in text and cast.sasaki.name in text and "小さな講座" in text
    assert issue(sasaki) == code
    with app.app_context():
        held = queries.current(cast.sasaki.id)
        assert held is not None
        assert (held.lessons, held.quizzes, held.name) == (2, 1, cast.sasaki.name)
        assert held.course_title == {"ja": "小さな講座", "en": "A small course"}


def test_sixteen_presses_at_once_make_one(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    finish(app, cast)
    browsers = [browser_of(cast.sasaki) for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        statuses = set(pool.map(lambda browser: browser.post("/certificates").status_code, browsers))
    assert statuses == {303}
    assert count(app) == 1


def test_the_sheet_has_a_qr_code_without_style_that_leads_to_the_public_page(
    app: Flask, cast: Cast, sasaki: FlaskClient, client: FlaskClient
) -> None:
    finish(app, cast)
    code = issue(sasaki)
    text = sasaki.get("/certificates").text
    drawn = re.search(r"<svg[^>]*class=\"qr\".*?</svg>", text)
    assert drawn
    assert "style" not in drawn[0]
    assert f'href="http://localhost/certificates/{code}"' in text
    shown = client.get(f"/certificates/{code}")
    assert shown.status_code == 200
    assert "この修了証は本物です" in shown.text
    assert cast.sasaki.name in shown.text
    assert cast.sasaki.email not in shown.text
    assert 'name="robots" content="noindex"' in shown.text


def test_the_day_is_the_office_s_and_written_as_documents_do(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        late = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)  # already the first of April in Tokyo
        code = certificate_of(db.session.get_one(User, cast.ono.id), late).code
        db.session.commit()
    assert "2026年4月1日" in client.get(f"/certificates/{code}").text
    assert "April 1, 2026" in client.get(f"/certificates/{code}", headers={"Accept-Language": "en"}).text


def test_a_changed_name_gives_a_new_one_and_the_old_one_says_so(
    app: Flask, cast: Cast, sasaki: FlaskClient, client: FlaskClient, content: Path
) -> None:
    finish(app, cast)
    old = issue(sasaki)
    assert "発行しなおす" not in sasaki.get("/certificates").text
    (content / "lessons/03-third.md").write_text(lesson(8, "third", "三つめ"), encoding="utf-8")
    app.extensions["catalogue"].refresh()
    rename(app, cast.sasaki, "高橋 大地")
    assert "発行しなおす" in sasaki.get("/certificates").text
    new = issue(sasaki)
    assert new != old
    text = client.get(f"/certificates/{old}").text
    assert "新しいものに替わりました" in text and cast.sasaki.name in text and new not in text
    assert "高橋" in client.get(f"/certificates/{new}").text
    with app.app_context():
        first, second = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
        assert first.superseded_at is not None and second.superseded_at is None
        assert (first.earned_at, first.lessons) == (second.earned_at, second.lessons)


def test_a_name_with_markup_is_shown_as_it_is(
    app: Flask, cast: Cast, sasaki: FlaskClient, client: FlaskClient
) -> None:
    rename(app, cast.sasaki, "<b>太字</b>&\"'")
    finish(app, cast)
    code = issue(sasaki)
    for text in (sasaki.get("/certificates").text, client.get(f"/certificates/{code}").text):
        assert "<b>太字" not in text
        assert "&lt;b&gt;太字&lt;/b&gt;&amp;&#34;&#39;" in text


def test_whatever_is_no_code_is_answered_kindly(app: Flask, cast: Cast, client: FlaskClient) -> None:
    for path in (NOBODYS, "x", "<script>", "2" * 300, "％00"):
        answer = client.get(f"/certificates/{path}")
        assert answer.status_code == 404
        assert "見つかりませんでした" in answer.text
        assert "<script>" not in answer.text
    for typed in ("", "x", "<script>alert(1)</script>", "0000-1111-LLLL-OOOO", "あ" * 500):
        answer = client.get("/certificates/verify", query_string={"code": typed})
        assert answer.status_code == 200
        assert "見つかりませんでした" in answer.text
        assert "<script>alert" not in answer.text
    assert "見つかりませんでした" not in client.get("/certificates/verify").text


def test_a_code_may_be_typed_any_way(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        code = certificate_of(db.session.get_one(User, cast.ono.id), utc_now()).code
        db.session.commit()
    typed = code.lower().replace("-", " ")
    answer = client.get("/certificates/verify", query_string={"code": typed})
    assert (answer.status_code, answer.location) == (303, f"/certificates/{code}")
    assert cast.ono.name in client.get(f"/certificates/{code.lower()}").text


def test_looking_up_is_limited(app: Flask, cast: Cast, client: FlaskClient) -> None:
    statuses = [client.get(f"/certificates/{NOBODYS}").status_code for _ in range(61)]
    assert set(statuses[:60]) == {404}
    assert statuses[60] == 429


def test_other_methods_and_missing_tokens_are_refused(cast: Cast, sasaki: FlaskClient) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert sasaki.open("/certificates", method=method).status_code == 405
        assert sasaki.open(f"/certificates/{NOBODYS}", method=method).status_code == 405
    assert sasaki.post("/certificates/verify").status_code == 405


def test_the_map_and_today_s_page_lead_there(app: Flask, cast: Cast, sasaki: FlaskClient) -> None:
    assert 'href="/certificates"' in sasaki.get("/course").text
    assert 'href="/certificates"' not in sasaki.get("/").text
    finish(app, cast)
    assert "修了証を発行する" in sasaki.get("/").text
    issue(sasaki)
    assert "修了証を見る" in sasaki.get("/").text


class TestNoCourse:
    """Where there is nothing to finish, nothing is finished."""

    @pytest.fixture
    def app_settings(self, tmp_path: Path) -> dict[str, Any]:
        (tmp_path / "empty" / "lessons").mkdir(parents=True)
        return {"CONTENT_ROOTS": [tmp_path / "empty"]}

    def test_no_certificate_is_to_be_had(self, app: Flask, cast: Cast, sasaki: FlaskClient) -> None:
        assert "まだレッスンがありません" in sasaki.get("/certificates").text
        assert sasaki.post("/certificates").status_code == 403
        assert count(app) == 0


def test_passing_once_is_passing(app: Flask, cast: Cast) -> None:
    with app.app_context():
        person = db.session.get_one(User, cast.sasaki.id)
        catalogue = app.extensions["catalogue"]
        read_lessons(person, catalogue, utc_now())
        pass_quiz(person, catalogue.quizzes["first"], utc_now() - timedelta(days=1))
        assert queries.standing(person.id, catalogue).percent == 100
        assert operations.issue(person, catalogue, now=utc_now()).code


def test_codes_are_long_readable_and_never_the_same() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert len(ALPHABET) ** 16 > 2**60
    assert not set("01OIL") & set(ALPHABET)
    assert all(CODE.fullmatch(code) for code in codes)


@given(st.text(ALPHABET, min_size=16, max_size=16), st.sampled_from([" ", "-", "", "　", "‐"]))
def test_width_case_and_hyphens_do_not_matter(plain: str, between: str) -> None:
    expected = "-".join(plain[n : n + 4] for n in range(0, 16, 4))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in plain)
    for typed in (plain, plain.lower(), wide, between.join(plain[n : n + 4] for n in range(0, 16, 4))):
        assert read_code(typed) == expected


@given(st.text(max_size=100))
def test_anything_else_is_no_code(typed: str) -> None:
    found = read_code(typed)
    assert found is None or CODE.fullmatch(found)
