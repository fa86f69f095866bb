"""Every page of a roleplay: success, stranger, reader, bad input, wrong method; and a run that cannot be lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.extensions import db
from course.roleplay.models import Run, RunEvent
from course.skills.models import Observation
from tests.people import Cast, Person

SHIPPED = Path(__file__).parents[2] / "roleplay"
BrowserOf = Callable[[Person | None], FlaskClient]
SCENARIO = "price-pushback"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give a content folder of the test's own, with one scenario in both languages."""
    root = tmp_path / "content"
    (root / "roleplay").mkdir(parents=True)
    for path in SHIPPED.glob(f"{SCENARIO}*.md"):
        shutil.copy(path, root / "roleplay" / path.name)
    return root


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def begin(browser: FlaskClient, mode: str = "practice", **more: str) -> int:
    answer = browser.post(f"/roleplay/{SCENARIO}/runs", data={"mode": mode, **more})
    assert answer.status_code == 303
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def page(browser: FlaskClient, run: int) -> str:
    answer = browser.get(f"/runs/{run}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def offered(browser: FlaskClient, run: int) -> list[str]:
    return re.findall(r'name="choice" value="([^"]+)"', page(browser, run))


def seq_of(browser: FlaskClient, run: int) -> int:
    found = re.search(r'name="seq" value="(\d+)"', page(browser, run))
    assert found
    return int(found[1])


def choose(browser: FlaskClient, run: int, choice: str) -> None:
    answer = browser.post(f"/runs/{run}/choices", data={"seq": str(seq_of(browser, run)), "choice": choice})
    assert answer.status_code == 303


def play_to_the_end(browser: FlaskClient, run: int) -> list[str]:
    taken = []
    while lines := offered(browser, run):
        choose(browser, run, lines[0])
        taken.append(lines[0])
    return taken


# ---- the whole way


def test_a_run_goes_from_the_introduction_to_a_score(app: Flask, sasaki: FlaskClient, cast: Cast) -> None:
    assert "roleplay/price-pushback" in sasaki.get("/roleplay").get_data(as_text=True)
    assert sasaki.get(f"/roleplay/{SCENARIO}").status_code == 200
    run = begin(sasaki)
    play_to_the_end(sasaki, run)
    assert f"/runs/{run}/debrief" in page(sasaki, run)
    debrief = sasaki.get(f"/runs/{run}/debrief")
    assert debrief.status_code == 200
    with app.app_context():
        row = db.session.get(Run, run)
        assert row is not None and row.score is not None and 0 <= row.score <= 100
        assert row.user_id == cast.sasaki.id
        assert db.session.scalar(select(func.count()).select_from(Observation)) > 0
    assert f"/runs/{run}/debrief" in sasaki.get("/history").get_data(as_text=True)
    assert f"/runs/{run}/debrief" in sasaki.get(f"/roleplay/{SCENARIO}").get_data(as_text=True)
    scenes = re.findall(r'id="scene-([^"]+)"', debrief.get_data(as_text=True))
    assert scenes and len(set(scenes)) == len(scenes), "a leader is led to the very scene"


def test_the_debrief_of_an_open_run_leads_back_to_it(sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    assert sasaki.get(f"/runs/{run}/debrief").headers["Location"].endswith(f"/runs/{run}")


def test_the_language_changes_the_text_and_not_the_state(sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    choose(sasaki, run, offered(sasaki, run)[0])
    before = (offered(sasaki, run), seq_of(sasaki, run))
    japanese = page(sasaki, run)
    sasaki.post("/language", data={"language": "en", "next": "/"})
    english = page(sasaki, run)
    assert (offered(sasaki, run), seq_of(sasaki, run)) == before
    assert 'lang="ja"' in japanese and '<html lang="en"' in english and english != japanese


# ---- the same post again, and posts that come too late


def test_the_same_choice_posted_again_makes_one_row(app: Flask, sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    choice = offered(sasaki, run)[0]
    for _ in range(3):
        assert sasaki.post(f"/runs/{run}/choices", data={"seq": "0", "choice": choice}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RunEvent.run_id == run)) == 1


def test_thirty_two_equal_posts_at_once_make_one_row(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    run = begin(browser_of(cast.sasaki))
    choice = offered(browser_of(cast.sasaki), run)[0]
    browsers = [browser_of(cast.sasaki) for _ in range(32)]

    def post(browser: FlaskClient) -> int:
        return browser.post(f"/runs/{run}/choices", data={"seq": "0", "choice": choice}).status_code

    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(post, browsers)) == {303}
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RunEvent.run_id == run)) == 1


def test_a_different_choice_for_a_step_already_taken_is_told_and_changes_nothing(sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    first, second = offered(sasaki, run)[:2]
    sasaki.post(f"/runs/{run}/choices", data={"seq": "0", "choice": first})
    sasaki.post(f"/runs/{run}/choices", data={"seq": "0", "choice": second})
    told = page(sasaki, run)
    assert "もう先へ進んでいます" in told
    assert seq_of(sasaki, run) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"seq": "0", "choice": "no-such-line"},
        {"seq": "7", "choice": "ask"},
        {"seq": "-1", "choice": "ask"},
        {"seq": "nine", "choice": "ask"},
        {"choice": "ask"},
        {"seq": "0"},
        {"seq": "0", "choice": "x" * 9_000},
        {"seq": "99999999999999999999", "choice": "ask"},
        {},
    ],
)
def test_a_bad_choice_is_told_kindly_and_changes_nothing(
    app: Flask, sasaki: FlaskClient, data: dict[str, str]
) -> None:
    run = begin(sasaki)
    assert sasaki.post(f"/runs/{run}/choices", data=data).status_code == 303
    assert 'class="note' in page(sasaki, run)
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RunEvent.run_id == run)) == 0


def test_nothing_can_be_added_once_a_run_has_ended(app: Flask, sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    taken = play_to_the_end(sasaki, run)
    with app.app_context():
        score = db.session.get(Run, run).score  # type: ignore[union-attr]
    for path, data in (("choices", {"choice": taken[-1]}), ("undo", {}), ("words", {"words": "あ"})):
        sasaki.post(f"/runs/{run}/{path}", data={"seq": str(len(taken)), **data})
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RunEvent.run_id == run)) == len(taken)
        assert db.session.get(Run, run).score == score  # type: ignore[union-attr]


# ---- undo, words, branches


def test_practice_can_take_a_step_back_and_keeps_the_row(app: Flask, sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    at_start = offered(sasaki, run)
    choose(sasaki, run, at_start[0])
    sasaki.post(f"/runs/{run}/undo", data={"seq": "1"})
    assert offered(sasaki, run) == at_start
    with app.app_context():
        kinds = db.session.scalars(
            select(RunEvent.kind).where(RunEvent.run_id == run).order_by(RunEvent.seq)
        ).all()
        assert kinds == ["choice", "undo"]


def test_a_scored_run_cannot_be_taken_back(sasaki: FlaskClient) -> None:
    run = begin(sasaki, "scored")
    choose(sasaki, run, offered(sasaki, run)[0])
    sasaki.post(f"/runs/{run}/undo", data={"seq": "1"})
    assert seq_of(sasaki, run) == 1
    assert "data-undo" not in page(sasaki, run)


def test_words_come_before_the_lines_and_are_kept(app: Flask, sasaki: FlaskClient) -> None:
    run = begin(sasaki, say_first="yes")
    assert offered(sasaki, run) == []
    sasaki.post(f"/runs/{run}/choices", data={"seq": "0", "choice": "ask"})
    assert seq_of(sasaki, run) == 0, "a line cannot be chosen before the words"
    sasaki.post(f"/runs/{run}/words", data={"seq": "0", "words": "<b>ご予算は</b>"})
    shown = page(sasaki, run)
    assert "&lt;b&gt;ご予算は&lt;/b&gt;" in shown and offered(sasaki, run)
    choose(sasaki, run, offered(sasaki, run)[0])
    assert offered(sasaki, run) == []
    sasaki.post(f"/runs/{run}/words", data={"seq": "2", "words": "", "skip": "1"})
    assert offered(sasaki, run)


def test_say_first_can_be_turned_on_and_off_on_the_way(sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    sasaki.post(f"/runs/{run}/say-first", data={"wanted": "yes"})
    assert offered(sasaki, run) == []
    sasaki.post(f"/runs/{run}/say-first", data={"wanted": "no"})
    assert offered(sasaki, run)
    assert sasaki.post(f"/runs/{run}/say-first", data={"wanted": "maybe"}).status_code == 400


def test_a_branch_takes_the_first_choices_over_and_leaves_the_run_alone(
    app: Flask, sasaki: FlaskClient
) -> None:
    run = begin(sasaki, "scored")
    taken = play_to_the_end(sasaki, run)
    answer = sasaki.post(f"/runs/{run}/branches", data={"decision": "1"})
    fresh = int(answer.headers["Location"].rsplit("/", 1)[1])
    with app.app_context():
        row = db.session.get(Run, fresh)
        assert row is not None and row.branched_from_id == run and row.mode == "practice"
        assert [event.choice_id for event in row.events] == taken[:1]
    assert sasaki.post(f"/runs/{run}/branches", data={"decision": "900"}).status_code == 404
    assert sasaki.post(f"/runs/{run}/branches", data={"decision": "x"}).status_code == 400


def test_a_run_can_be_read_again_step_by_step(sasaki: FlaskClient) -> None:
    run = begin(sasaki)
    taken = play_to_the_end(sasaki, run)
    for decision in range(len(taken) + 1):
        assert sasaki.get(f"/runs/{run}/replay/{decision}").status_code == 200
    assert sasaki.get(f"/runs/{run}/replay/{len(taken) + 1}").status_code == 404


# ---- edits never reach back


def _edit(content: Path, old: str, new: str) -> None:
    path = content / "roleplay" / f"{SCENARIO}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("change", ["edited", "deleted", "broken"])
def test_a_run_finishes_on_the_version_it_began_with(
    app: Flask, sasaki: FlaskClient, content: Path, change: str
) -> None:
    reference = begin(sasaki)
    taken = play_to_the_end(sasaki, reference)
    run = begin(sasaki)
    choose(sasaki, run, taken[0])
    if change == "deleted":
        for path in (content / "roleplay").glob("*.md"):
            path.unlink()
    elif change == "edited":
        _edit(content, "points=10", "points=9")
    else:
        _edit(content, "---\nid:", "---\n{id:")
    catalogue = app.extensions["catalogue"]
    catalogue.refresh()
    if change == "edited":
        with app.app_context():
            assert catalogue.scenarios[SCENARIO].version != db.session.get(Run, run).version  # type: ignore[union-attr]
    for choice in taken[1:]:
        choose(sasaki, run, choice)
    with app.app_context():
        first, second = db.session.get(Run, reference), db.session.get(Run, run)
        assert first is not None and second is not None
        assert second.version == first.version and second.score == first.score
    assert sasaki.get(f"/runs/{run}/debrief").status_code == 200
    assert sasaki.get("/history").status_code == 200


# ---- who may see


def test_readers_see_and_cannot_play_and_strangers_find_nothing(cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    run = begin(sasaki)
    play_to_the_end(sasaki, run)
    posts = {
        "choices": {"seq": "0", "choice": "ask"},
        "words": {"seq": "0"},
        "undo": {"seq": "0"},
        "say-first": {"wanted": "yes"},
        "branches": {"decision": "0"},
    }
    for person in (cast.hayashi, cast.hori, cast.admin):
        reader = browser_of(person)
        assert reader.get(f"/runs/{run}/debrief").status_code == 200
        assert reader.get(f"/runs/{run}/replay/0").status_code == 200
        for path, data in posts.items():
            assert reader.post(f"/runs/{run}/{path}", data=data).status_code == 403
    for person in (cast.ono, cast.stranger_trainee, cast.stranger_trainer, cast.stranger_manager):
        stranger = browser_of(person)
        for path in ("", "/debrief", "/replay/0"):
            assert stranger.get(f"/runs/{run}{path}").status_code == 404
        for path, data in posts.items():
            assert stranger.post(f"/runs/{run}/{path}", data=data).status_code == 404


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    for path in ("/roleplay", f"/roleplay/{SCENARIO}", "/runs/1", "/runs/1/debrief", "/history"):
        answer = client.get(path)
        assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize(
    "path", ["/roleplay/no-such", "/roleplay/..%2f..", "/runs/999999", "/runs/99999999999999999999"]
)
def test_what_is_not_there_is_not_found(sasaki: FlaskClient, path: str) -> None:
    assert sasaki.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/runs/1/choices"),
        ("post", "/roleplay"),
        ("post", "/runs/1"),
        ("put", "/history"),
        ("get", "/runs/1/undo"),
    ],
)
def test_wrong_methods_are_refused(sasaki: FlaskClient, method: str, path: str) -> None:
    assert getattr(sasaki, method)(path).status_code == 405


def test_beginning_without_a_mode_is_told(sasaki: FlaskClient) -> None:
    answer = sasaki.post(f"/roleplay/{SCENARIO}/runs", data={"mode": "cheat"}, follow_redirects=True)
    assert answer.status_code == 200 and "練習する" in answer.get_data(as_text=True)
