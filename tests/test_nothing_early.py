"""Show that nothing is sent before it is due: every hidden text carries a word of its own, looked for everywhere.

Two ways. A search: all a trainee can be sent (pages, redirects, headers, scripts, mistakes) is read for words that are
not due yet. And a comparison: when only what is hidden changes, not one character of the pages may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.canaries import (
    BUDGET,
    CHECKS,
    CHECKS_MOVED,
    FILES,
    HIDDEN_FLAG,
    HIDDEN_VARIABLE,
    MARKS,
    MOVED,
    SEED,
    WEEKS,
    Watched,
    lesson,
    mark,
    question_marks,
    quiz,
    scenario,
)
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture(autouse=True)
def one_seed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same seed every time, so that two runs differ by nothing but their content."""
    from course.quizzes import routes as quizzes
    from course.roleplay import routes as roleplay

    assert not app.extensions["catalogue"].faults
    for module in (quizzes, roleplay):
        monkeypatch.setattr(module.secrets, "randbits", lambda _bits: SEED)


@pytest.fixture
def watched(browser_of: BrowserOf, cast: Cast) -> Callable[[Person], Watched]:
    return lambda person: Watched(browser_of(person))


SECOND_HEARD = ("second.line", "chat.label", "leave.label")
EVERYTHING_OF_THE_FIRST = ("ask.coach", "cut.coach", "ask.truth", "cut.truth")
EVERYTHING_OF_THE_SECOND = ("chat.coach", "leave.coach", "chat.truth", "leave.truth", "second.title")
REVEALED = ("decides", "reveal")


def begin(person: Watched, **data: str) -> str:
    return person.post("/roleplay/sample/runs", **data)


def test_practice_shows_the_coaching_of_the_line_chosen_and_keeps_the_rest(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki = watched(cast.sasaki)
    sasaki.look_around()
    run = begin(sasaki, mode="practice")
    sasaki.get(run)
    page = sasaki.choose(run, 0, "cut", "cut.coach", *SECOND_HEARD)
    assert mark("cut.coach") in page and mark("second.line") in page
    sasaki.post(f"{run}/choices", seq="1", choice="when")  # not on offer: clarity is too low
    sasaki.get(run)
    sasaki.post(f"{run}/undo", seq="1")
    sasaki.get(run)
    page = sasaki.choose(run, 2, "ask", "ask.coach", "second.conditional", "when.label")
    assert mark("ask.coach") in page and mark("cut.coach") not in page
    for decision in (0, 1):
        sasaki.get(f"{run}/replay/{decision}")
    sasaki.look_around()
    sasaki.get(f"{run}/debrief", 303)
    sasaki.choose(run, 3, "chat", "chat.coach")
    sasaki.choose(run, 4, "when", "when.coach", "dated.line")
    sasaki.look_around()
    sasaki.due |= {
        *EVERYTHING_OF_THE_FIRST,
        *EVERYTHING_OF_THE_SECOND,
        "when.truth",
        *REVEALED,
        "dated.title",
    }
    sasaki.revealed = True
    debrief = sasaki.get(f"{run}/debrief")
    for name in ("ask.truth", "cut.truth", "when.truth", "leave.coach", *REVEALED):
        assert mark(name) in debrief, name
    assert HIDDEN_VARIABLE in debrief, "a search that cannot find it here could not find it anywhere"
    assert re.search(f"{BUDGET:,}", debrief) and re.search(rf"\b{WEEKS}\b", debrief)
    assert sasaki.due - sasaki.seen <= {"dated.title"}


def test_a_scored_run_keeps_everything_for_the_debrief(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki = watched(cast.sasaki)
    run = begin(sasaki, mode="scored", say_first="yes")
    assert "choice" not in re.findall(r'name="(\w+)"', sasaki.get(run)), "the lines came before the words"
    assert "一割お引き" not in sasaki.get(f"{run}/replay/0")
    sasaki.post(f"{run}/words", seq="0", words="助言をください")
    sasaki.get(run)
    sasaki.post(f"{run}/say-first", wanted="no")
    sasaki.choose(run, 1, "ask", *SECOND_HEARD, "second.conditional", "when.label")
    sasaki.post(f"{run}/undo", seq="2")
    sasaki.get(run)
    sasaki.choose(run, 2, "chat")
    sasaki.look_around()
    sasaki.get(f"{run}/debrief", 303)
    sasaki.get(f"{run}/replay/1")
    sasaki.choose(run, 3, "leave", "grey.line")
    sasaki.get(run)
    sasaki.get(f"{run}/replay/3")
    sasaki.look_around()
    sasaki.due |= {*EVERYTHING_OF_THE_FIRST, *EVERYTHING_OF_THE_SECOND, "when.coach", "when.truth", *REVEALED}
    sasaki.revealed = True
    sasaki.get(f"{run}/debrief")
    assert sasaki.due == sasaki.seen
    # The debrief is this person's: a colleague, who has not played, is still told nothing.
    watched(cast.ono).look_around()


def test_leaders_who_look_in_are_told_no_more_than_the_talk_shows(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki, hayashi = watched(cast.sasaki), watched(cast.hayashi)
    run = begin(sasaki, mode="scored")
    sasaki.choose(run, 0, "cut", *SECOND_HEARD)
    hayashi.due |= {*SECOND_HEARD}
    for path in (f"{run}/replay/0", f"{run}/replay/1", f"/groups/{cast.group_id}/people/{cast.sasaki.id}"):
        hayashi.get(path)
    hayashi.get(f"{run}/debrief", 303)
    hayashi.due |= {"trainer"}
    assert mark("trainer") in hayashi.get("/roleplay/sample")


def test_a_quiz_gives_each_question_s_feedback_once_that_question_is_answered(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki, hayashi = watched(cast.sasaki), watched(cast.hayashi)
    attempt = sasaki.post("/quizzes/first/attempts")
    chosen = {"q1": "b", "q2": "b", "q3": "a", "q4": "c"}
    for number, (question, choice) in enumerate(chosen.items()):
        sasaki.get(attempt)
        sasaki.get(f"{attempt}/questions/{question}", 404)
        sasaki.post(attempt, 422, question=question)  # nothing chosen
        sasaki.post(attempt, 422, question=question, choice="no-such-option")
        for other in list(chosen)[number + 1 :]:
            sasaki.post(attempt, 409, question=other, choice=chosen[other])
        sasaki.due |= question_marks(question)
        hayashi.due |= question_marks(question)
        page = sasaki.get(sasaki.post(attempt, question=question, choice=choice))
        assert question_marks(question) <= {MARKS[w] for w in MARKS if w in page}
        sasaki.post(attempt, 409, question=question, choice="a" if choice != "a" else "b")
        hayashi.get(attempt)
        hayashi.get(f"{attempt}/questions/{question}")
        sasaki.get("/quizzes/first")
        sasaki.get("/")
    sasaki.get(attempt)
    sasaki.look_around()
    assert sasaki.seen == {name for question in chosen for name in question_marks(question)}


def test_a_question_that_comes_back_is_asked_without_its_feedback(
    app: Flask, watched: Callable[[Person], Watched], cast: Cast
) -> None:
    from datetime import timedelta

    from sqlalchemy import update

    from course.extensions import db, utc_now
    from course.quizzes.models import ReviewCard

    first = watched(cast.sasaki)
    attempt = first.post("/quizzes/first/attempts")
    for question, choice in {"q1": "b", "q2": "b", "q3": "a", "q4": "c"}.items():
        first.due |= question_marks(question)
        first.post(attempt, question=question, choice=choice)
    with app.app_context():
        db.session.execute(update(ReviewCard).values(due_at=utc_now() - timedelta(minutes=1)))
        db.session.commit()
    again = Watched(first.browser)
    for _ in range(4):
        page = again.get("/review")
        card = re.search(r'action="(/review/\d+)"', page)
        title = re.search(r"問いの(q\d)", page)
        version = re.search(r'name="version" value="(\w+)"', page)
        assert card and title and version
        again.post(card[1], 422, seq="0", version=version[1])
        again.due = question_marks(title[1])  # of the others nothing is due again
        again.get(again.post(card[1], seq="0", version=version[1], choice="a"))
        again.due = set()


def test_a_check_in_a_lesson_gives_its_feedback_once_it_is_answered(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki = watched(cast.sasaki)
    version = re.search(r'name="version" value="(\w+)"', sasaki.get("/lessons/first"))
    assert version
    for check in CHECKS:
        address = f"/lessons/first/checks/{check}"
        sasaki.post(address, 422, version=version[1])
        sasaki.post(address, 409, version="x" * 64, choice="a")
        sasaki.due |= question_marks(check)
        sasaki.post(address, version=version[1], choice="a")
        sasaki.get("/lessons/first")
    sasaki.look_around()
    assert sasaki.seen == {name for check in CHECKS for name in question_marks(check)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_scripts_and_styles_know_nothing_and_a_visitor_is_told_nothing(
    app: Flask, client: FlaskClient, cast: Cast, language: str
) -> None:
    visitor = Watched(client)
    visitor.post("/language", language=language, next="/")
    assert app.static_folder
    for path in Path(app.static_folder).rglob("*"):
        if path.is_file():
            visitor.get(f"/static/{path.relative_to(app.static_folder).as_posix()}")
    for path in ("/sign-in", "/setup", "/join/none"):
        visitor.read(client.get(path))
    for path in ("/roleplay/sample", "/lessons/first", "/quizzes/first", "/search?q=カナリア"):
        visitor.get(path, 303)


def place(page: str) -> dict[str, str]:
    """Read for which place in a quarter the forms of a page are made."""
    return {name: re.findall(rf'name="{name}" value="(\d+)"', page)[0] for name in ("week", "seq")}


def begin_a_quarter(person: Watched) -> tuple[str, str]:
    """Begin a quarter and hold its sales meeting; give its address and the page of its first week."""
    address = person.post("/quarters", territory="few-large")
    person.post(f"{address}/forecasts", **place(person.get(address)))
    return address, person.get(address)


def test_a_key_account_of_a_quarter_is_met_before_anything_of_its_scenario_is_told(
    watched: Callable[[Person], Watched], cast: Cast
) -> None:
    sasaki, hayashi = watched(cast.sasaki), watched(cast.hayashi)
    sasaki.get("/quarters")
    address, page = begin_a_quarter(sasaki)
    assert 'name="scenario" value="sample"' in page
    sasaki.post(f"{address}/plan", act="two-wheels", **place(page))
    sasaki.post(f"{address}/weeks", **place(sasaki.get(address)))
    hayashi.get(f"{address}/weeks/0")
    run = sasaki.post(f"{address}/meetings", scenario="sample", **place(sasaki.get(address)))
    sasaki.get(address)
    sasaki.choose(run, 0, "ask", *SECOND_HEARD, "second.conditional", "when.label")
    sasaki.get(address)
    sasaki.choose(run, 1, "when", "dated.line")
    for path in (address, f"{address}/weeks/0", "/quarters", "/"):
        sasaki.get(path)
    sasaki.post(f"{address}/weeks", **place(sasaki.get(address)))
    sasaki.get(address)
    hayashi.get(f"{address}/weeks/1")


class Attributes(HTMLParser):
    """Collect the attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in attrs]


KNOWN_DATA = {
    "data-run": r"\d+",
    "data-card": r"[\w.-]+",
    "data-key": r"[1-6]",
    "data-play": "",
    "data-again": "",
    "data-focus": "",
    "data-first": "",
    "data-undo": "",
}
STATE_WORDS = re.compile(
    rf"\b(trust|clarity|heat|qualify|test_close|resolve|balance|{HIDDEN_VARIABLE}|{HIDDEN_FLAG})\b"
)


@pytest.mark.parametrize("mode", ["practice", "scored"])
def test_no_attribute_of_a_run_s_page_carries_state(
    watched: Callable[[Person], Watched], cast: Cast, mode: str
) -> None:
    """What a page shows is read by people; what hides in attributes is read by those who look for it."""
    sasaki = watched(cast.sasaki)
    run = begin(sasaki, mode=mode)
    pages = [sasaki.get(run)]
    pages.append(sasaki.choose(run, 0, "ask", "ask.coach", *SECOND_HEARD, "second.conditional", "when.label"))
    pages.append(sasaki.choose(run, 1, "chat", "chat.coach"))
    for page in pages:
        parser = Attributes()
        parser.feed(page)
        for tag, name, value in parser.found:
            if name.startswith("data-"):
                assert name in KNOWN_DATA, f"<{tag} {name}={value}>: is it something the reader may know?"
                assert re.fullmatch(KNOWN_DATA[name], value), f"{name}={value}"
            assert not STATE_WORDS.search(value), f"<{tag} {name}={value}>"
            assert name != "style" and not name.startswith("on")
        hidden = {name: value for tag, name, value in parser.found if tag == "input" and name == "name"}
        assert hidden.get("name") in {"csrf_token", "next", "seq", None}


# ---- pages that do not change when only what is hidden does


def normal(page: str) -> str:
    """Take out what differs between any two requests: tokens, and the numbers of rows."""
    page = re.sub(r'(name="csrf_token"[^>]*value=|data-token=)"[^"]*"', r"\1", page)
    page = re.sub(r'(name="version" value=)"\w+"', r"\1", page)
    return re.sub(r'(/runs/|/attempts/|data-run=")\d+', r"\1", page)


def replace(app: Flask, content: Path, **files: str) -> None:
    """Edit the content, and have it read."""
    for name, text in files.items():
        path = next(content.rglob(f"*{name}.md"))
        path.write_text(text, encoding="utf-8")
    catalogue = app.extensions["catalogue"]
    catalogue.refresh()
    assert not catalogue.faults


OTHER_WORTH = {
    "ask_marks": "qualify +4, trust +1",
    "cut_marks": "trust -5, balance -1",
    "cut_does": "heat +4, trust -3",
    "cut_card": "horizon long, hours 7.5",
    "cut_kind": "close",
    "when_marks": "test_close +5, resolve +3",
    "leave_card": "let_go, hours 3.25",
    "dated": "buyer=-3 points=-7",
    "grey": "buyer=1 points=-9",
}


def scored_pages(person: Watched) -> list[str]:
    """Play ask, chat, when with score, and keep every page before the debrief."""
    run = begin(person, mode="scored")
    pages = [person.get(run)]
    for seq, choice in enumerate(("ask", "chat", "when")):
        person.post(f"{run}/choices", seq=str(seq), choice=choice)
        pages.append(person.get(run))
    pages += [person.get(f"{run}/replay/{decision}") for decision in range(4)]
    return [normal(page) for page in pages]


@pytest.fixture
def unwatched(browser_of: BrowserOf, cast: Cast) -> Watched:
    return Watched(browser_of(cast.sasaki), set(MARKS.values()), revealed=True)


def test_a_scored_run_looks_the_same_whatever_its_lines_are_worth(
    app: Flask, content: Path, unwatched: Watched
) -> None:
    """Coaching, inner voices, marks, endings, and all that the lines not chosen would do, are different."""
    before = scored_pages(unwatched)
    replace(app, content, sample=scenario(variant="/2", hidden=OTHER_WORTH))
    assert scored_pages(unwatched) == before


def test_the_talk_looks_the_same_whatever_the_customer_s_truth_and_temper(
    app: Flask, content: Path, unwatched: Watched
) -> None:
    """The tank is left out: its figures are to tell, roughly, what the talk has made clear."""

    def talk(pages: list[str]) -> list[str]:
        pages = [re.sub(r'<details class="card tank".*?</details>', "", page, flags=re.S) for page in pages]
        return [re.sub(r'<p [^>]*id="said".*?</p>', "", page, flags=re.S) for page in pages]

    before = talk(scored_pages(unwatched))
    hidden = {
        "truth": "will_buy: false, ready_in_weeks: 3, budget: 100000",
        "state": f"trust: 8, clarity: 4, heat: 1, {HIDDEN_VARIABLE}: 0",
        "ask_does": "clarity +3, trust -2",
    }
    replace(app, content, sample=scenario(variant="/2", hidden=hidden))
    assert talk(scored_pages(unwatched)) == before


def test_a_quarter_looks_the_same_whatever_the_truth_of_its_key_accounts(
    app: Flask, content: Path, unwatched: Watched
) -> None:
    def pages() -> list[str]:
        address, page = begin_a_quarter(unwatched)
        unwatched.post(f"{address}/plan", act="no-hold", **place(page))
        shown = [page, unwatched.get(address)]
        return [re.sub(r"/quarters/\d+", "/quarters/", normal(page)) for page in shown]

    before = pages()
    assert 'value="sample"' in before[0]
    hidden = {"truth": "will_buy: false, ready_in_weeks: 0, budget: 100000", "dated": "buyer=-3 points=-7"}
    replace(app, content, sample=scenario(variant="/2", hidden=hidden))
    assert pages() == before


def test_questions_look_the_same_whatever_their_keys(app: Flask, content: Path, unwatched: Watched) -> None:
    attempt = unwatched.post("/quizzes/first/attempts")
    chosen = {"q1": "b", "q2": "b", "q3": "a", "q4": "c"}

    def pages() -> list[str]:
        shown = [unwatched.get("/quizzes/first"), unwatched.get("/lessons/first")]
        attempt = unwatched.post("/quizzes/first/attempts")
        for question, choice in chosen.items():
            shown.append(unwatched.get(attempt))
            unwatched.post(attempt, question=question, choice=choice)
        return [normal(page) for page in shown]

    for question, choice in chosen.items():  # once before, so that neither of the two compared is the first
        unwatched.post(attempt, question=question, choice=choice)
    before = pages()
    replace(
        app,
        content,
        **{"quizzes/01-first": quiz(MOVED, "/2"), "lessons/01-first": lesson(CHECKS_MOVED, "/2")},
    )
    after = pages()
    # The list of earlier scores on the quiz's first page is longer by one; the rest is the same.
    assert after[1:] == before[1:]
