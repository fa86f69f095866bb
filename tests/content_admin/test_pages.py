"""The state of the content: told to those whose business it is, with place, reason and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.content.catalogue import Catalogue
from course.content_admin.state import file_states
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_course(tmp_path / "content")


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


def break_file(app: Flask, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    app.extensions["catalogue"].refresh()


def test_only_those_whose_business_it_is_see_the_faults(cast: Cast, browser_of: BrowserOf) -> None:
    for name, person in cast.everybody.items():
        answer = browser_of(person).get("/content/faults")
        if person is None:
            assert answer.location.startswith("/sign-in")
        else:
            looks_after = name in {"trainer", "stranger trainer", "admin"}
            assert answer.status_code == (200 if looks_after else 404), name
    assert browser_of(cast.hayashi).post("/content/faults").status_code == 405


def test_a_fault_is_shown_with_its_place_and_what_learners_get(
    app: Flask, content: Path, cast: Cast, browser_of: BrowserOf
) -> None:
    break_file(app, content / "quizzes/01-first.md", "---\nid: first\ntitle: x\npass: 200\n---\n")
    break_file(app, content / "quizzes/02-new.md", "nothing")
    text = browser_of(cast.hayashi).get("/content/faults").text
    assert "quizzes/01-first.md" in text
    assert "最後に正しかった版を公開中" in text
    assert "quizzes/02-new.md" in text
    assert "公開されていません" in text
    assert "front-value-wrong" in text
    assert "4 行" in text
    assert str(content) not in text


def test_messages_come_in_the_readers_language(cast: Cast, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.hayashi)
    browser.post("/language", data={"language": "en", "next": "/"})
    assert "has no stamp" in browser.get("/content/faults").text


def test_the_state_of_each_file(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    catalogue = Catalogue([root])
    english = root / "lessons/glossary.en.md"
    english.write_text("---\nid: [\n---\n", encoding="utf-8")
    (root / "quizzes/01-first.md").write_text("broken", encoding="utf-8")
    (root / "quizzes/03-never.md").write_text("broken", encoding="utf-8")
    catalogue.refresh()
    states = {state.path: state.standing for state in file_states(catalogue)}
    assert states["quizzes/03-never.md"] == "absent"
    assert states["quizzes/01-first.md"] == "kept"
    assert states["lessons/glossary.en.md"] == "translation"
    assert states["lessons/course.md"] == "shown"
    order = [state.standing for state in file_states(catalogue)]
    assert order == sorted(order, key=["absent", "kept", "translation", "other", "shown"].index)


def test_no_fault_is_good_news(
    cast: Cast, browser_of: BrowserOf, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalogue, "faults", ())
    assert "直すところはありません" in browser_of(cast.hayashi).get("/content/faults").text
