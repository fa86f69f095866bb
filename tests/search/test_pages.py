"""The search page finds what may be found, and nothing that is not yet due."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.content.catalogue import Catalogue
from course.search.documents import documents
from tests.people import Cast, Person
from tests.small_course import LESSON_SECRETS, QUIZ_SECRETS, SCENARIO_SECRETS, lesson, write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def search(browser: FlaskClient, words: str) -> str:
    answer = browser.get("/search", query_string={"q": words})
    assert answer.status_code == 200
    return answer.text


def test_two_characters_are_found_in_every_kind(sasaki: FlaskClient) -> None:
    assert "<mark>商談</mark>" in search(sasaki, "商談")
    assert 'href="/roleplay/sample"' in search(sasaki, "見本")
    assert 'href="/quizzes/first"' in search(sasaki, "四問")
    assert 'href="/glossary#term.estimate"' in search(sasaki, "みつもり")
    assert 'href="/lessons/first#idea"' in search(sasaki, "ねこの手")


def test_both_languages_are_searched_whatever_the_pages_language(sasaki: FlaskClient) -> None:
    assert "Test close" in search(sasaki, "asks before")
    sasaki.post("/language", data={"language": "en", "next": "/"})
    text = search(sasaki, "商談")
    assert 'lang="ja"' in text
    assert "<mark>商談</mark>" in text


@pytest.mark.parametrize(
    "words",
    [
        *LESSON_SECRETS,
        *QUIZ_SECRETS,
        *SCENARIO_SECRETS,
        "笑顔の社長",
        "値引く",
        "値段を動かす",
        "見積りを見た第一声",
    ],
)
def test_what_is_not_due_cannot_be_found(sasaki: FlaskClient, words: str) -> None:
    text = search(sasaki, words)
    assert "見つかりませんでした" in text
    assert "<mark>" not in text


def test_nothing_hidden_is_in_the_index_of_the_real_course(shipped_course: Catalogue) -> None:
    catalogue = shipped_course
    kept = "\n".join(part.text for document in documents(catalogue) for part in document.parts)
    hidden = [
        text
        for entry in catalogue.quizzes.values()
        for question in entry.item.questions
        for text in (question.explain, *(option.coach for option in question.options))
    ]
    hidden += [
        option.coach
        for entry in catalogue.lessons.values()
        for check in entry.item.checks
        for option in check.options
    ]
    labels = []
    for entry in catalogue.scenarios.values():
        hidden += [entry.item.reveal, entry.item.trainer]
        choices = [choice for scene in entry.item.scenes.values() for choice in scene.choices]
        hidden += [text for choice in choices for text in (choice.coach, choice.truth)]
        labels += [choice.label for choice in choices]
    texts = [words for text in hidden for _, words in text.pairs if len(words) > 12]
    assert texts
    assert [words for words in texts if words in kept] == []
    # A lesson may well quote a line that a scenario lets one choose; the scenario's own entry may not.
    briefs = "\n".join(
        part.text
        for document in documents(catalogue)
        if document.kind == "scenario"
        for part in document.parts
    )
    assert [words for text in labels for _, words in text.pairs if len(words) > 12 and words in briefs] == []


def test_empty_long_and_strange_questions_are_answered_kindly(sasaki: FlaskClient) -> None:
    assert "言葉を入れてください" in search(sasaki, "")
    assert "長かったので" in search(sasaki, "あ" * 5000)
    assert "見つかりませんでした" in search(sasaki, "' OR 1=1 --")
    text = search(sasaki, "<script>alert(1)</script>{{7*7}}")
    assert "<script>alert" not in text
    assert "{{7*7}}" in text
    assert "用語集を見る" in text
    assert sasaki.get("/search?q=%ff%fe%00").status_code == 200


def test_an_edit_is_found_at_once(app: Flask, content: Path, sasaki: FlaskClient) -> None:
    assert "見つかりませんでした" in search(sasaki, "書き足し")
    (content / "lessons/01-first.md").write_text(
        lesson(6, "first", "二つの輪で走る", note="書き足し。"), "utf-8"
    )
    app.extensions["catalogue"].refresh()
    assert "<mark>書き足し</mark>" in search(sasaki, "書き足し")


def test_only_people_signed_in_search(client: FlaskClient, cast: Cast, sasaki: FlaskClient) -> None:
    assert client.get("/search?q=商談").location.startswith("/sign-in")
    assert sasaki.post("/search").status_code == 405


def test_a_search_is_quick_once_the_index_is_made(sasaki: FlaskClient) -> None:
    search(sasaki, "商談")
    started = time.perf_counter()
    for _ in range(5):
        search(sasaki, "商談")
    assert (time.perf_counter() - started) / 5 < 0.5
