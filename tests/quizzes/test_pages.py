"""Every page of a quiz and of the review: success, stranger, reader, bad input, wrong method; nothing lost or leaked."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from course.extensions import db, utc_now
from course.quizzes.models import Answer, Attempt, ReviewAnswer, ReviewCard
from course.skills.models import Observation
from tests.people import Cast, Person
from tests.small_course import QUIZ_SECRETS, RIGHT, WRONG, quiz, write_course

BrowserOf = Callable[[Person | None], FlaskClient]
QUIZ_FILE = "quizzes/01-first.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def begin(browser: FlaskClient) -> int:
    answer = browser.post("/quizzes/first/attempts")
    assert answer.status_code == 303
    return int(answer.location.rsplit("/", 1)[1])


def post(browser: FlaskClient, attempt: int, question: str, chosen: list[str], **more: str) -> TestResponse:
    return browser.post(f"/attempts/{attempt}", data={"question": question, "choice": chosen, **more})


def answer_all(browser: FlaskClient, attempt: int, answers: dict[str, list[str]], **more: str) -> None:
    for question, chosen in answers.items():
        assert post(browser, attempt, question, chosen, **more).status_code == 303


def page(browser: FlaskClient, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, path
    return answer.text


def asked(text: str) -> str | None:
    found = re.search(r'name="question" value="([^"]+)"', text)
    return found[1] if found else None


def count(app: Flask, what: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


def scores(app: Flask) -> list[float | None]:
    with app.app_context():
        return list(db.session.scalars(select(Attempt.score).order_by(Attempt.id)))


def change_content(app: Flask, content: Path, text: str | None) -> None:
    path = content / QUIZ_FILE
    if text is None:
        path.unlink()
        path.with_suffix(".en.md").unlink()
    else:
        path.write_text(text, encoding="utf-8")
    app.extensions["catalogue"].refresh()


def make_due(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(ReviewCard).values(due_at=utc_now() - timedelta(minutes=1)))
        db.session.commit()


def leaks(text: str) -> list[str]:
    return [secret for secret in QUIZ_SECRETS if secret in text]


# --- A quiz, taken ----------------------------------------------------------------------------------------------


def test_a_quiz_is_taken_from_introduction_to_result(app: Flask, sasaki: FlaskClient) -> None:
    assert "4 問" in page(sasaki, "/quizzes/first")
    attempt = begin(sasaki)
    for question, chosen in RIGHT.items():
        assert asked(page(sasaki, f"/attempts/{attempt}")) == question
        answer = post(sasaki, attempt, question, chosen)
        assert answer.location == f"/attempts/{attempt}/questions/{question}"
        assert "助言カナリア" in page(sasaki, answer.location)
    result = page(sasaki, f"/attempts/{attempt}")
    assert asked(result) is None
    assert "合格です" in result
    assert scores(app) == [100.0]


def test_partial_credit_is_given_and_the_score_is_their_mean(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {"q1": ["b"], "q2": ["date"], "q3": ["late"], "q4": ["wait"]})
    assert scores(app) == [pytest.approx(100 * (0 + 1 / 2 + 1 + 2 / 3) / 4)]
    assert "合格まで、あと" in page(sasaki, f"/attempts/{attempt}")


def test_feedback_is_given_for_every_option_at_once(sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"])
    text = page(sasaki, f"/attempts/{attempt}/questions/q1")
    assert all(f"助言カナリア、{option}。" in text for option in ("三百", "三", "三十"))
    assert text.count("あなたの答え") == 1


def test_options_are_shuffled_the_same_way_throughout_an_attempt(sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    orders = {
        tuple(re.findall(r'name="choice" value="(\w+)"', page(sasaki, f"/attempts/{attempt}")))
        for _ in range(3)
    }
    assert len(orders) == 1


def test_the_history_keeps_first_best_latest_and_average_apart(sasaki: FlaskClient) -> None:
    for answers in (WRONG, RIGHT, WRONG):
        answer_all(sasaki, begin(sasaki), answers)
    figures = re.findall(r"<dd>(\d+)<small>", page(sasaki, "/quizzes/first"))
    assert figures == ["0", "100", "0", "33"]


def test_skills_are_observed_once_an_answer(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, RIGHT)
    with app.app_context():
        rows = db.session.execute(select(Observation.skill, Observation.value, Observation.source)).all()
    assert sorted((row.skill, row.value) for row in rows) == [
        ("balance", 1.0), ("qualify", 1.0), ("qualify", 1.0), ("test_close", 1.0), ("trust", 1.0),
    ]  # fmt: skip
    assert {row.source for row in rows} == {"answer"}


# --- Nothing lost, nothing twice --------------------------------------------------------------------------------


def test_beginning_twice_goes_on_with_the_same_attempt(app: Flask, sasaki: FlaskClient) -> None:
    assert begin(sasaki) == begin(sasaki)
    assert count(app, Attempt) == 1


def test_the_same_answer_32_times_at_once_makes_one_row(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    attempt = begin(browser_of(cast.sasaki))
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(
            pool.map(lambda browser: post(browser, attempt, "q1", ["b"], confidence="high"), browsers)
        )
    assert {answer.status_code for answer in answers} == {303}
    assert (count(app, Answer), count(app, Observation), count(app, ReviewCard)) == (1, 1, 1)


def test_beginning_32_times_at_once_makes_one_attempt(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        attempts = set(pool.map(begin, browsers))
    assert len(attempts) == 1
    assert count(app, Attempt) == 1


def test_the_last_answer_32_times_at_once_finishes_once(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    first = browser_of(cast.sasaki)
    attempt = begin(first)
    answer_all(first, attempt, {key: RIGHT[key] for key in ("q1", "q2", "q3")})
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda browser: post(browser, attempt, "q4", ["cut"]), browsers))
    assert {answer.status_code for answer in answers} == {303}
    assert scores(app) == [75.0]
    assert count(app, Answer) == 4


def test_a_different_second_answer_is_refused_and_the_first_is_shown(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"])
    again = post(sasaki, attempt, "q1", ["a"])
    assert again.status_code == 409
    assert "先に送られた答え" in again.text
    with app.app_context():
        assert db.session.scalars(select(Answer.chosen)).all() == [["b"]]


def test_questions_cannot_be_skipped_or_answered_after_the_end(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    skipped = post(sasaki, attempt, "q3", ["late"])
    assert skipped.status_code == 409
    assert asked(skipped.text) == "q1"
    assert not leaks(skipped.text)
    answer_all(sasaki, attempt, RIGHT)
    late = post(sasaki, attempt, "q1", ["c"])
    assert late.status_code == 409
    assert post(sasaki, attempt, "nonsense", ["a"]).status_code == 409
    assert count(app, Answer) == 4
    assert scores(app) == [100.0]


def test_an_answer_without_its_score_leaves_nothing(
    app: Flask, sasaki: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {key: RIGHT[key] for key in ("q1", "q2", "q3")})
    before = count(app, Observation)

    def fail(*_args: object) -> float:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("course.quizzes.operations.attempt_score", fail)
    assert post(sasaki, attempt, "q4", ["cut"]).status_code == 500
    assert (count(app, Answer), count(app, Observation), count(app, ReviewCard)) == (3, before, 0)
    monkeypatch.undo()
    assert asked(page(sasaki, f"/attempts/{attempt}")) == "q4"


def test_an_attempt_resumes_exactly_where_it_stood(
    sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {"q1": ["b"], "q2": ["smile"]})
    elsewhere = browser_of(cast.sasaki)
    assert "3 問目からつづける" in page(elsewhere, "/quizzes/first")
    assert asked(page(elsewhere, f"/attempts/{attempt}")) == "q3"


# --- The version pinned -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("edited", [quiz(third_right="early"), quiz().replace("{#q3", "{#q9"), None])
def test_an_attempt_finishes_on_its_own_version(
    app: Flask, content: Path, sasaki: FlaskClient, edited: str | None
) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {"q1": ["a"], "q2": ["date", "price"]})
    change_content(app, content, edited)
    assert asked(page(sasaki, f"/attempts/{attempt}")) == "q3"
    answer_all(sasaki, attempt, {"q3": ["late"], "q4": ["ask"]})
    assert scores(app) == [100.0]
    assert "助言カナリア" in page(sasaki, f"/attempts/{attempt}/questions/q3")
    assert "満点" in page(sasaki, f"/attempts/{attempt}")


def test_a_new_attempt_takes_the_present_version(app: Flask, content: Path, sasaki: FlaskClient) -> None:
    answer_all(sasaki, begin(sasaki), RIGHT)
    change_content(app, content, quiz(third_right="early"))
    answer_all(sasaki, begin(sasaki), RIGHT)
    assert scores(app) == [100.0, 75.0]


def test_the_language_changes_text_and_not_state(sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"])
    sasaki.post("/language", data={"language": "en", "next": "/"})
    text = page(sasaki, f"/attempts/{attempt}")
    assert asked(text) == "q2"
    assert "All that apply" in text
    assert "coach-canary, three." in page(sasaki, f"/attempts/{attempt}/questions/q1")


# --- Nothing before it is due -----------------------------------------------------------------------------------


def test_nothing_of_the_key_is_sent_before_the_answer(app: Flask, sasaki: FlaskClient) -> None:
    assert not leaks(page(sasaki, "/quizzes/first"))
    attempt = begin(sasaki)
    for language in ("ja", "en"):
        sasaki.post("/language", data={"language": language, "next": "/"})
        for question in RIGHT:
            page(sasaki, f"/attempts/{attempt}/questions/{question}", 404)
        text = page(sasaki, f"/attempts/{attempt}")
        assert not leaks(text)
        assert not re.search(r"data-(right|points|key-right)|\bpoints\b|correct", text)
    answer_all(sasaki, attempt, {"q1": ["b"]})
    assert not leaks(page(sasaki, f"/attempts/{attempt}"))
    answer_all(sasaki, attempt, {key: WRONG[key] for key in ("q2", "q3", "q4")})
    make_due(app)
    assert not leaks(page(sasaki, "/review"))


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["a", "b"], ["a"] * 9, ["x" * 65]])
def test_an_answer_that_does_not_fit_changes_nothing(
    app: Flask, sasaki: FlaskClient, chosen: list[str]
) -> None:
    attempt = begin(sasaki)
    answer = post(sasaki, attempt, "q1", chosen)
    assert answer.status_code in {400, 422}
    assert not leaks(answer.text)
    assert count(app, Answer) == 0


def test_an_empty_answer_is_asked_for_again(sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    answer = post(sasaki, attempt, "q1", [], confidence="middle")
    assert answer.status_code == 422
    assert "まだ選ばれていません" in answer.text
    assert re.search(r'value="middle" checked', answer.text)


@pytest.mark.parametrize(
    "data",
    [{}, {"question": ""}, {"question": "x" * 65}, {"question": "q1", "choice": "a", "confidence": "very"}],
)
def test_a_broken_form_is_refused(app: Flask, sasaki: FlaskClient, data: dict[str, str]) -> None:
    attempt = begin(sasaki)
    assert sasaki.post(f"/attempts/{attempt}", data=data).status_code == 400
    assert count(app, Answer) == 0


def test_extra_fields_are_ignored(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"], credit="1", score="100", user_id="1", finished_at="2026-01-01")
    with app.app_context():
        row = db.session.scalars(select(Answer)).one()
        assert row.credit == 0.0
    assert scores(app) == [None]


# --- Who may do what --------------------------------------------------------------------------------------------

READERS = {"trainer", "manager", "admin"}


def test_an_attempt_is_read_by_its_owner_and_who_leads_them(
    sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"])
    paths = (f"/attempts/{attempt}", f"/attempts/{attempt}/questions/q1")
    for name, person in cast.everybody.items():
        browser = browser_of(person)
        expected = 303 if person is None else 200 if name == "trainee" or name in READERS else 404
        for path in paths:
            assert browser.get(path).status_code == expected, (name, path)
        written = post(browser, attempt, "q2", ["date"]).status_code
        if name != "trainee":
            assert written == (303 if person is None else 403 if name in READERS else 404), name
    unanswered = browser_of(cast.hayashi).get(f"/attempts/{attempt}/questions/q3")
    assert unanswered.status_code == 404


def test_a_reader_sees_whose_answers_these_are_and_no_form(
    sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    attempt = begin(sasaki)
    post(sasaki, attempt, "q1", ["b"])
    for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/questions/q1"):
        text = page(browser_of(cast.hayashi), path)
        assert "佐々木 健 さんの答えを見ています" in text
        assert 'name="choice"' not in text
        assert "/quizzes/first/attempts" not in text


def test_anonymous_visitors_are_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    for path in ("/quizzes/first", "/review", "/attempts/1", "/review/answers/1"):
        answer = client.get(path)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")
    for path in ("/quizzes/first/attempts", "/attempts/1", "/review/1"):
        assert client.post(path).location.startswith("/sign-in")


WRONG_REQUESTS = [
    ("GET", "/quizzes/nothing", 404),
    ("POST", "/quizzes/nothing/attempts", 404),
    ("GET", "/attempts/999", 404),
    ("POST", "/attempts/999", 404),
    ("GET", "/attempts/99999999999999999999", 404),
    ("GET", "/attempts/1/questions/q1", 404),
    ("POST", "/review/999", 404),
    ("GET", "/review/answers/999", 404),
    ("POST", "/quizzes/first", 405),
    ("GET", "/quizzes/first/attempts", 405),
    ("DELETE", "/attempts/1", 405),
    ("POST", "/review", 405),
    ("GET", "/review/1", 405),
    ("POST", "/attempts/1/questions/q1", 405),
]


def test_wrong_addresses_and_methods(sasaki: FlaskClient) -> None:
    for method, path, status in WRONG_REQUESTS:
        assert sasaki.open(path, method=method).status_code == status, (method, path)


class TestToken:
    """With the token check on, as in the real application."""

    @pytest.fixture
    def app_settings(self, content: Path) -> dict[str, Any]:
        return {"CONTENT_ROOTS": [content], "WTF_CSRF_ENABLED": True}

    def test_a_post_without_its_token_is_refused(self, app: Flask, sasaki: FlaskClient) -> None:
        assert sasaki.post("/quizzes/first/attempts").status_code == 400
        assert count(app, Attempt) == 0
        token = re.search(r'name="csrf_token" value="([^"]+)"', page(sasaki, "/quizzes/first"))
        assert token
        assert sasaki.post("/quizzes/first/attempts", data={"csrf_token": token[1]}).status_code == 303


def test_answers_too_fast_for_a_person_are_held_back(sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    answers = [post(sasaki, attempt, "q1", ["b"]) for _ in range(125)]
    held = [answer for answer in answers if answer.status_code == 429]
    assert held
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in held)


# --- Review -----------------------------------------------------------------------------------------------------


def review_form(text: str) -> dict[str, str]:
    fields = dict(re.findall(r'name="(seq|version)" value="([^"]*)"', text))
    found = re.search(r'action="(/review/\d+)"', text)
    assert found
    return {"action": found[1], **fields}


def miss(sasaki: FlaskClient, **more: str) -> int:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {**RIGHT, "q1": ["b"]}, **more)
    return attempt


def test_only_what_was_missed_comes_back(app: Flask, sasaki: FlaskClient) -> None:
    assert "見直す問いは、まだありません" in page(sasaki, "/review")
    miss(sasaki)
    waiting = page(sasaki, "/review")
    assert "いま見直す問いはありません" in waiting
    assert "次に戻ってくるのは" in waiting
    make_due(app)
    with app.app_context():
        assert db.session.scalars(select(ReviewCard.question_id)).all() == ["q1"]
    assert "いちばん近いのは" in page(sasaki, "/review")


def test_a_review_is_answered_and_put_off(app: Flask, sasaki: FlaskClient) -> None:
    miss(sasaki)
    make_due(app)
    form = review_form(page(sasaki, "/review"))
    answer = sasaki.post(form.pop("action"), data={**form, "choice": "a"})
    assert answer.status_code == 303
    text = page(sasaki, answer.location)
    assert all(f"助言カナリア、{option}。" in text for option in ("三百", "三", "三十"))
    assert "もう一度戻ってきます" in text
    assert "いま見直す問いはありません" in page(sasaki, "/review")
    assert scores(app) == [75.0]


def test_the_same_review_32_times_at_once_makes_one_row(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser = browser_of(cast.sasaki)
    miss(browser)
    make_due(app)
    form = review_form(page(browser, "/review"))
    path = form.pop("action")
    before = count(app, Observation)
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda one: one.post(path, data={**form, "choice": "a"}), browsers))
    assert {answer.status_code for answer in answers} == {303}
    assert (count(app, ReviewAnswer), count(app, Observation)) == (1, before + 1)


def test_a_review_is_not_answered_twice_nor_before_it_is_due(app: Flask, sasaki: FlaskClient) -> None:
    miss(sasaki)
    with app.app_context():
        card = db.session.scalars(select(ReviewCard)).one()
        early = {"seq": "0", "version": card.version, "choice": "a"}
        path = f"/review/{card.id}"
    assert sasaki.post(path, data=early).status_code == 409
    make_due(app)
    assert sasaki.post(path, data=early).status_code == 303
    other = sasaki.post(path, data={**early, "choice": "c"})
    assert other.status_code == 409
    assert "先に送られた答え" in other.text
    assert sasaki.post(path, data={**early, "seq": "1"}).status_code == 409
    assert count(app, ReviewAnswer) == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"choice": []}, 422),
        ({"choice": ["nonsense"]}, 422),
        ({"version": "f" * 64}, 409),
        ({"version": ""}, 400),
        ({"seq": "-1"}, 400),
        ({"seq": "one"}, 400),
    ],
)
def test_a_review_that_does_not_fit_changes_nothing(
    app: Flask, sasaki: FlaskClient, data: dict[str, Any], status: int
) -> None:
    miss(sasaki)
    make_due(app)
    form = review_form(page(sasaki, "/review"))
    answer = sasaki.post(form.pop("action"), data={**form, "choice": ["a"], **data})
    assert answer.status_code == status
    assert not leaks(answer.text)
    assert count(app, ReviewAnswer) == 0


def test_a_review_belongs_to_its_owner_alone(
    app: Flask, sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    miss(sasaki)
    make_due(app)
    form = review_form(page(sasaki, "/review"))
    path = form.pop("action")
    for name, person in cast.everybody.items():
        if person is None or name == "trainee":
            continue
        browser = browser_of(person)
        assert browser.post(path, data={**form, "choice": "a"}).status_code == (
            403 if name in READERS else 404
        )
        assert 'name="seq"' not in page(browser, "/review")
    given = sasaki.post(path, data={**form, "choice": "a"}).location
    for person in (cast.ono, cast.hayashi, cast.stranger_trainer):
        assert browser_of(person).get(given).status_code == 404


def test_what_was_missed_while_sure_comes_first(app: Flask, sasaki: FlaskClient) -> None:
    attempt = begin(sasaki)
    for question, chosen in WRONG.items():
        post(sasaki, attempt, question, chosen, confidence="high" if question == "q3" else "low")
    make_due(app)
    text = page(sasaki, "/review")
    assert "早いほどよい" in text
    assert "うち 1 問は「自信あり」でまちがえたもの" in text


def test_a_question_put_right_since_is_reviewed_in_its_new_form(
    app: Flask, content: Path, sasaki: FlaskClient
) -> None:
    attempt = begin(sasaki)
    answer_all(sasaki, attempt, {**RIGHT, "q3": ["early"]})
    old = review_form_when_due(app, sasaki)
    change_content(app, content, quiz(third_right="early", note=" 改"))
    fresh = review_form(page(sasaki, "/review"))
    assert fresh["version"] != old["version"]
    answer = sasaki.post(fresh.pop("action"), data={**fresh, "choice": "early"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalars(select(ReviewAnswer.credit)).all() == [1.0]


def review_form_when_due(app: Flask, browser: FlaskClient) -> dict[str, str]:
    make_due(app)
    return review_form(page(browser, "/review"))


def test_a_deleted_quiz_can_still_be_reviewed(app: Flask, content: Path, sasaki: FlaskClient) -> None:
    miss(sasaki)
    change_content(app, content, None)
    form = review_form_when_due(app, sasaki)
    assert sasaki.post(form.pop("action"), data={**form, "choice": "a"}).status_code == 303


# --- What others ask for ----------------------------------------------------------------------------------------


def test_the_queries_of_home_and_reports(app: Flask, sasaki: FlaskClient, cast: Cast) -> None:
    from course.quizzes import queries

    miss(sasaki)
    begin(sasaki)
    make_due(app)
    with app.app_context():
        found = queries.scores([cast.sasaki.id, cast.ono.id])
        assert found[cast.ono.id] == {}
        held = found[cast.sasaki.id]["first"]
        assert (held.first, held.best, held.latest, held.average, held.count) == (75.0, 75.0, 75.0, 75.0, 1)
        assert queries.due_count(cast.sasaki.id, utc_now()).total == 1
        assert queries.due_count(cast.ono.id, utc_now()).total == 0
        assert [row.quiz_id for row in queries.unfinished(cast.sasaki.id)] == ["first"]
        assert [row.score for row in queries.finished_attempts(cast.sasaki.id)] == [75.0]
