"""The course map, the lesson, its checks and the glossary: success, stranger, bad input, wrong method; nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from course.content.catalogue import Catalogue
from course.extensions import db, utc_now
from course.lessons import operations, queries
from course.lessons.models import CheckAnswer, LessonProgress
from course.lessons.places import minutes_left, neighbours, percent_at
from course.lessons.talks import bubbles, own_names
from tests.people import Cast, Person
from tests.small_course import LESSON_SECRETS, RIGHT, lesson, write_course

BrowserOf = Callable[[Person | None], FlaskClient]
CHECK = "/lessons/first/checks/check-1"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def page(browser: FlaskClient, path: str = "/lessons/first") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.text


def version_in(text: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]{64})"', text)
    assert found
    return found[1]


def answer(browser: FlaskClient, *chosen: str, check: str = CHECK, **more: str) -> TestResponse:
    version = more.pop("version", None) or version_in(page(browser))
    return browser.post(check, data={"choice": list(chosen), "version": version}, **more)


def rows(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def progress(app: Flask, person: Person) -> LessonProgress | None:
    with app.app_context():
        return queries.progress([person.id])[person.id].get("first")


def edit(app: Flask, content: Path, text: str) -> None:
    (content / "lessons/01-first.md").write_text(text, encoding="utf-8")
    app.extensions["catalogue"].refresh()


def leaks(text: str) -> list[str]:
    return [secret for secret in LESSON_SECRETS if secret in text]


# --- The map ----------------------------------------------------------------------------------------------------


def test_the_map_shows_the_course_and_what_comes_next(sasaki: FlaskClient) -> None:
    text = page(sasaki, "/course")
    assert text.index("二つの輪で走る") < text.index("時期を聞く")
    assert re.search(r'class="fresh next">.*?二つの輪で走る', text, re.DOTALL)
    assert "0 / 2 課" in text
    assert 'href="/quizzes/first"' in text


def test_the_map_moves_on_with_the_reader(sasaki: FlaskClient) -> None:
    sasaki.post("/lessons/first/place", data={"section": "talk"})
    assert re.search(r'class="reading next">.*?読みかけ', page(sasaki, "/course"), re.DOTALL)
    sasaki.post("/lessons/first/finish")
    attempt = sasaki.post("/quizzes/first/attempts").location
    for question, chosen in RIGHT.items():
        sasaki.post(attempt, data={"question": question, "choice": chosen})
    text = page(sasaki, "/course")
    assert re.search(r'class="read">.*?読了.*?クイズ 最高 100 点', text, re.DOTALL)
    assert re.search(r'class="fresh next">.*?時期を聞く', text, re.DOTALL)


def test_a_lesson_that_cannot_be_shown_is_named_to_trainers_alone(
    sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    assert "missing" not in page(sasaki, "/course")
    assert "missing" in page(browser_of(cast.hayashi), "/course")


def test_a_broken_file_goes_on_serving_its_last_good_version(
    app: Flask, content: Path, sasaki: FlaskClient
) -> None:
    edit(app, content, "---\nid: first\n")
    assert "二つの輪で走る" in page(sasaki)
    assert "二つの輪で走る" in page(sasaki, "/course")


class TestEmpty:
    """With no content at all."""

    @pytest.fixture
    def app_settings(self, tmp_path: Path) -> dict[str, Any]:
        return {"CONTENT_ROOTS": [tmp_path]}

    def test_empty_pages_say_what_comes(self, sasaki: FlaskClient) -> None:
        assert "まだレッスンがありません" in page(sasaki, "/course")
        assert "用語集は、まだありません" in page(sasaki, "/glossary")
        assert "見つかりませんでした" in page(sasaki, "/search?q=商談")


# --- The lesson -------------------------------------------------------------------------------------------------


def test_a_lesson_has_all_its_parts(sasaki: FlaskClient) -> None:
    text = page(sasaki)
    for heading in (
        "この課でできるようになること",
        "考え方",
        "手本の会話",
        "同じ場面を二通りに",
        "よくあるまちがい",
        "あした試す",
        "出典",
    ):
        assert heading in text
    assert text.index("よくない例") < text.index("よい例")
    assert 'href="/lessons/second"' in text
    assert 'href="/quizzes/first"' in text


def test_links_between_files_become_addresses(sasaki: FlaskClient) -> None:
    text = page(sasaki)
    assert '<a href="/lessons/second#idea">次の課</a>' in text
    assert '<a href="/roleplay/sample">会話</a>' in text
    assert '<a href="#term.estimate">見積り</a>' in text
    assert 'id="term.estimate"' in text
    assert "値段と条件を書いて渡すもの" in text
    assert ".md" not in re.sub(r"<script.*?</script>", "", text)


def test_the_place_is_kept_and_offered(app: Flask, sasaki: FlaskClient, cast: Cast) -> None:
    assert "つづきから" not in page(sasaki)
    kept = sasaki.post(
        "/lessons/first/place", data={"section": "contrast"}, headers={"X-Requested-With": "fetch"}
    )
    assert (kept.status_code, kept.data) == (204, b"")
    text = page(sasaki)
    assert re.search(r'<a href="#contrast">つづきから: 同じ場面を二通りに', text)
    row = progress(app, cast.sasaki)
    assert row is not None
    assert 0 < row.percent < 100


def test_the_place_is_kept_without_script_too(sasaki: FlaskClient) -> None:
    assert page(sasaki).count("ここまで読んだ") >= 5
    kept = sasaki.post("/lessons/first/place", data={"section": "talk"})
    assert (kept.status_code, kept.location) == (303, "/lessons/first#talk")


def test_reading_back_does_not_undo_reading_on(app: Flask, sasaki: FlaskClient, cast: Cast) -> None:
    for section in ("contrast", "idea"):
        sasaki.post("/lessons/first/place", data={"section": section})
    row = progress(app, cast.sasaki)
    assert row is not None
    assert row.section == "idea"
    assert row.percent == percent_at(app.extensions["catalogue"].lessons["first"].item, "contrast")


def test_a_lesson_is_finished_once_and_for_all(app: Flask, sasaki: FlaskClient, cast: Cast) -> None:
    done = sasaki.post("/lessons/first/finish")
    assert (done.status_code, done.location) == (303, "/lessons/first#lesson.end")
    first = progress(app, cast.sasaki)
    sasaki.post("/lessons/first/place", data={"section": "idea"})
    sasaki.post("/lessons/first/finish")
    again = progress(app, cast.sasaki)
    assert first is not None
    assert again is not None
    assert (again.percent, again.finished_at) == (100, first.finished_at)
    text = page(sasaki)
    assert "この課を読み終えました" in text
    assert "ここまで読んだ" not in text


def test_a_place_that_is_not_there_changes_nothing(app: Flask, sasaki: FlaskClient) -> None:
    assert sasaki.post("/lessons/first/place", data={"section": "nowhere"}).status_code == 303
    scripted = sasaki.post(
        "/lessons/first/place", data={"section": "nowhere"}, headers={"X-Requested-With": "fetch"}
    )
    assert scripted.status_code == 204
    for data in ({}, {"section": ""}, {"section": "x" * 65}):
        assert sasaki.post("/lessons/first/place", data=data).status_code == 400
    assert rows(app, LessonProgress) == 0


def test_the_same_place_32_times_at_once_makes_one_row(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        statuses = pool.map(
            lambda browser: browser.post("/lessons/first/place", data={"section": "talk"}).status_code,
            browsers,
        )
        assert set(statuses) == {303}
    assert rows(app, LessonProgress) == 1


# --- Checks -----------------------------------------------------------------------------------------------------


def test_a_check_gives_feedback_on_every_option_only_after_the_answer(sasaki: FlaskClient) -> None:
    assert not leaks(page(sasaki))
    done = answer(sasaki, "smile")
    assert (done.status_code, done.location) == (303, "/lessons/first#check-1")
    text = page(sasaki)
    assert "秘密の助言" in text
    assert "もう一つの助言" in text
    assert "確かめ二の助言" not in text
    assert text.count("あなたの答え") == 1


def test_the_same_check_32_times_at_once_makes_one_row(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    version = version_in(page(browser_of(cast.sasaki)))
    browsers = [browser_of(cast.sasaki) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        done = list(pool.map(lambda browser: answer(browser, "date", version=version).status_code, browsers))
    assert set(done) == {303}
    assert rows(app, CheckAnswer) == 1


def test_a_second_different_answer_is_refused_and_the_first_stays(app: Flask, sasaki: FlaskClient) -> None:
    version = version_in(page(sasaki))
    answer(sasaki, "smile", version=version)
    other = answer(sasaki, "date", version=version)
    assert other.status_code == 409
    assert "先に送られた答え" in other.text
    with app.app_context():
        assert db.session.scalars(select(CheckAnswer.chosen)).all() == [["smile"]]


def test_an_answer_to_an_edited_lesson_is_asked_for_again(
    app: Flask, content: Path, sasaki: FlaskClient
) -> None:
    version = version_in(page(sasaki))
    edit(app, content, lesson(6, "first", "二つの輪で走る", note="書き足した。"))
    late = answer(sasaki, "smile", version=version)
    assert late.status_code == 409
    assert "新しくなりました" in late.text
    assert not leaks(late.text)
    assert rows(app, CheckAnswer) == 0


def test_an_answer_that_does_not_fit_changes_nothing(app: Flask, sasaki: FlaskClient) -> None:
    for chosen, status in (([], 422), (["nonsense"], 422), (["smile", "date"], 422), (["x" * 65], 400)):
        refused = answer(sasaki, *chosen)
        assert refused.status_code == status
        assert not leaks(refused.text)
    assert sasaki.post(CHECK, data={"choice": "date"}).status_code == 400
    assert rows(app, CheckAnswer) == 0


# --- Who, how, where --------------------------------------------------------------------------------------------


def test_everybody_signed_in_reads_and_keeps_a_place_of_their_own(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    for name, person in cast.everybody.items():
        browser = browser_of(person)
        expected = 303 if person is None else 200
        for path in ("/course", "/lessons/first", "/glossary"):
            reached = browser.get(path)
            assert reached.status_code == expected, (name, path)
            assert person is not None or reached.location.startswith("/sign-in")
        posted = browser.post("/lessons/first/place", data={"section": "talk"})
        assert posted.location.startswith("/sign-in" if person is None else "/lessons")
    assert rows(app, LessonProgress) == len(cast.everybody) - 1
    first = queries_of(app, cast.sasaki)
    assert set(first) == {"first"}


def queries_of(app: Flask, person: Person) -> dict[str, LessonProgress]:
    with app.app_context():
        return queries.progress([person.id])[person.id]


def test_wrong_addresses_and_methods(sasaki: FlaskClient) -> None:
    for method, path, status in [
        ("GET", "/lessons/nothing", 404),
        ("GET", "/lessons/missing", 404),
        ("POST", "/lessons/nothing/place", 404),
        ("POST", "/lessons/nothing/finish", 404),
        ("POST", "/lessons/nothing/checks/check-1", 404),
        ("POST", "/lessons/first/checks/nothing", 404),
        ("GET", "/lessons/..%2f..%2fetc%2fpasswd", 404),
        ("POST", "/course", 405),
        ("POST", "/lessons/first", 405),
        ("GET", "/lessons/first/place", 405),
        ("GET", "/lessons/first/finish", 405),
        ("GET", "/lessons/first/checks/check-1", 405),
        ("POST", "/glossary", 405),
    ]:
        assert sasaki.open(path, method=method).status_code == status, (method, path)


class TestToken:
    """With the token check on, as in the real application."""

    @pytest.fixture
    def app_settings(self, content: Path) -> dict[str, Any]:
        return {"CONTENT_ROOTS": [content], "WTF_CSRF_ENABLED": True}

    def test_the_token_the_script_sends_is_the_right_one(self, app: Flask, sasaki: FlaskClient) -> None:
        token = re.search(r'data-token="([^"]+)"', page(sasaki))
        assert token
        data = {"section": "talk", "csrf_token": token[1]}
        assert sasaki.post("/lessons/first/place", data={"section": "talk"}).status_code == 400
        assert rows(app, LessonProgress) == 0
        assert sasaki.post("/lessons/first/place", data=data).status_code == 303


def test_the_glossary_is_sorted_by_its_reading(sasaki: FlaskClient) -> None:
    text = page(sasaki, "/glossary")
    assert text.index("テストクロージング") < text.index("みつもり")
    sasaki.post("/language", data={"language": "en", "next": "/"})
    text = page(sasaki, "/glossary")
    assert text.index("Estimate") < text.index("Test close")
    assert "みつもり" not in text


# --- Pure parts, and what others ask for ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue([write_course(tmp_path_factory.mktemp("course"))])


def test_places_rise_and_stay_below_the_end(small: Catalogue) -> None:
    first = small.lessons["first"].item
    percents = [percent_at(first, section.id) for section in first.sections]
    assert percents == sorted(set(percents), key=lambda percent: percent or 0)
    assert all(percent is not None and 0 < percent < 100 for percent in percents)
    assert percent_at(first, "nowhere") is None


@pytest.mark.parametrize(("percent", "minutes"), [(0, 10), (50, 5), (100, 1), (97, 1)])
def test_minutes_left(small: Catalogue, percent: int, minutes: int) -> None:
    assert minutes_left(small.lessons["first"].item, percent) == minutes


def test_neighbours(small: Catalogue) -> None:
    lessons = small.course_lessons()
    first, second = lessons
    assert neighbours(lessons, "first") == (None, second)
    assert neighbours(lessons, "second") == (first, None)
    assert neighbours(lessons, "nowhere") == (None, None)


def test_the_learners_own_lines_stand_on_the_right(small: Catalogue) -> None:
    first = small.lessons["first"].item
    talk = first.section("talk")
    assert talk is not None
    assert talk.dialogue is not None
    sides = [(bubble.side, bubble.kind) for bubble in bubbles(talk.dialogue, "ja", own_names(first))]
    assert sides == [("me", "said"), ("them", "thought"), ("them", "said")]


def test_without_a_telling_name_whoever_speaks_in_most_talks_is_the_learner(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    path = root / "lessons/01-first.md"
    text = (
        path.read_text("utf-8")
        .replace("営業: ", "佐々木: ")
        .replace("客: 「また今度」", "三浦: 「また今度」")
    )
    path.write_text(text, encoding="utf-8")
    assert "佐々木" in own_names(Catalogue([root]).lessons["first"].item)


def test_where_to_go_on(app: Flask, cast: Cast) -> None:
    from course.accounts.models import User

    catalogue = app.extensions["catalogue"]
    with app.app_context():
        user = db.session.get(User, cast.sasaki.id)
        assert user is not None
        fresh = queries.continue_point(user.id, catalogue)
        assert fresh is not None
        assert (fresh.lesson.id, fresh.percent, fresh.section_heading, fresh.minutes_left) == (
            "first",
            0,
            None,
            10,
        )
        operations.keep_place(user, catalogue.lessons["second"], section="talk", now=utc_now())
        reading = queries.continue_point(user.id, catalogue)
        assert reading is not None
        assert (reading.lesson.id, str(reading.section_heading)) == ("second", "手本の会話")
        for lesson_id in ("first", "second"):
            operations.finish(user, catalogue.lessons[lesson_id], now=utc_now())
        assert queries.continue_point(user.id, catalogue) is None
