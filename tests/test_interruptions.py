"""Kill the real server with -9, again and again: whatever was under way goes on exactly where it stood."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.small_course import write_course
from tests.standby import forked_server
from tests.test_server import wait_until_up

pytestmark = pytest.mark.server
PRESSES = 32


def new_browser(*, timeout: float = 60, cookies: httpx.Cookies | None = None) -> httpx.Client:
    """Give a browser that reads no certificates: there is no TLS here, and reading them takes longer than a page."""
    return httpx.Client(cookies=cookies, timeout=timeout, verify=False)


def normal(page: str) -> str:
    """Take out of a page what every request makes anew."""
    return re.sub(r'((?:name="csrf_token"[^>]*value|data-token)=)"[^"]*"', r"\1", page)


@dataclass
class Place:
    """Know an installation of a test's own, and the one browser that comes back to it after every crash."""

    folder: Path
    browser: httpx.Client = field(default_factory=new_browser)
    address: str = ""

    @property
    def database(self) -> Path:
        return self.folder / "instance" / "ryorin.sqlite3"

    @contextmanager
    def life(self) -> Iterator[None]:
        """Start the server; at the end it is killed with -9, in the middle of whatever it does."""
        with forked_server(self.folder, "--port", "0") as (printed, address):
            wait_until_up(address)
            self.address = address.rstrip("/")
            if not self.database_has_people():
                self.set_up(printed.readline())
            yield

    def database_has_people(self) -> bool:
        return bool(self.rows("SELECT id FROM user"))

    def set_up(self, line: str) -> None:
        """Make the first account, which learns like anybody else."""
        code = re.search(r"code=(\w+)", line)
        assert code is not None, line
        person = {"name": "管理 花子", "email": "admin@example.jp", "password": "a long pass phrase"}
        assert self.post("/setup", code=code[1], **person).status_code == 303

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(query, values).fetchall()

    def get(self, path: str) -> str:
        answer = self.browser.get(self.address + path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def token(self) -> str:
        page = self.browser.get(f"{self.address}/", follow_redirects=True).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        return found[1]

    def post(self, path: str, **data: Any) -> httpx.Response:
        answer = self.browser.post(self.address + path, data={"csrf_token": self.token(), **data})
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:500])
        return answer

    def at_once(self, path: str, **data: Any) -> list[int]:
        """Send the same form many times, as near to the same moment as threads can."""
        body = {"csrf_token": self.token(), **data}
        ready = threading.Barrier(PRESSES)

        def press(_number: int) -> int:
            with new_browser(cookies=self.browser.cookies) as browser:
                ready.wait(30)
                return browser.post(self.address + path, data=body).status_code

        with ThreadPoolExecutor(PRESSES) as pool:
            return list(pool.map(press, range(PRESSES)))

    def begin_run(self, **data: str) -> str:
        location = self.post("/roleplay/sample/runs", **data).headers["Location"]
        return re.search(r"/runs/\d+", location)[0]  # type: ignore[index]

    def begin_attempt(self) -> str:
        location = self.post("/quizzes/first/attempts").headers["Location"]
        return re.search(r"/attempts/\d+", location)[0]  # type: ignore[index]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    content = write_course(tmp_path / "content")
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "config.toml").write_text(f'content_roots = ["{content}"]\n', encoding="utf-8")
    made = Place(tmp_path)
    with made.browser:
        yield made


# A practice run with everything in it: words first, a line, a step back, another line; then to its end.
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("words", {"words": "気になる点は？"}),
    ("choices", {"choice": "cut"}),
    ("undo", {}),
    ("choices", {"choice": "ask"}),
    ("words", {"words": "", "skip": "1"}),
    ("choices", {"choice": "when"}),
)
ANSWERS = {"q1": ["b"], "q2": ["date", "price"], "q3": ["late"], "q4": ["wait"]}
SECTIONS = ("idea", "talk", "contrast", "check-1", "mistakes", "sources")


def offered(page: str) -> list[str]:
    return re.findall(r'name="choice" value="([^"]+)"', page)


def seq_of(page: str) -> str:
    return re.search(r'name="seq" value="(\d+)"', page)[1]  # type: ignore[index]


def act(place: Place, run: str, number: int) -> None:
    what, data = ACTS[number]
    assert seq_of(place.get(run)) == str(number)
    place.post(f"{run}/{what}", seq=str(number), **data)


def number_of(run: str) -> str:
    return run.rsplit("/", 1)[1]


def score(place: Place, run: str) -> tuple[Any, ...]:
    return place.rows("SELECT raw, score, outcome, buyer FROM run WHERE id = ?", number_of(run))[0]


PAGES = ("/lessons/first", "/", "/quizzes/first", "/roleplay/sample", "/history")


def test_a_server_killed_at_any_step_goes_on_exactly_there(place: Place) -> None:
    """A run, a quiz and a lesson are under way at once; every page is the same, to the letter, after each crash."""
    whole, run, attempt = "", "", ""
    on_offer: list[list[str]] = []  # at each step of a run that nothing interrupted
    before: dict[str, str] = {}
    for number in range(len(ACTS) + 1):
        with place.life():
            if number == 0:
                whole = place.begin_run(mode="practice", say_first="yes")
                for step in range(len(ACTS)):
                    on_offer.append(sorted(offered(place.get(whole))))
                    act(place, whole, step)
                run, attempt = place.begin_run(mode="practice", say_first="yes"), place.begin_attempt()
            for path, page in before.items():
                assert normal(place.get(path)) == page, f"{path} is another one after step {number}"
            if number == len(ACTS):
                break
            assert sorted(offered(place.get(run))) == on_offer[number]
            act(place, run, number)
            if number < len(ANSWERS):
                question = list(ANSWERS)[number]
                assert f'value="{question}"' in place.get(attempt)
                place.post(attempt, question=question, choice=ANSWERS[question], confidence="middle")
            place.post("/lessons/first/place", section=SECTIONS[number])
            lesson = place.get("/lessons/first")
            assert f'data-at="{SECTIONS[number]}"' in lesson and f'href="#{SECTIONS[number]}"' in lesson
            before = {path: normal(place.get(path)) for path in (run, attempt, *PAGES)}
    assert score(place, run) == score(place, whole)
    assert place.rows("SELECT score FROM attempt WHERE finished_at IS NOT NULL") == [
        (pytest.approx(66.7, abs=0.1),)
    ]
    kinds = place.rows("SELECT kind FROM run_event WHERE run_id = ? ORDER BY seq", number_of(run))
    assert kinds == [("words",), ("choice",), ("undo",), ("choice",), ("words",), ("choice",)]


def last_line_of_all(place: Place, runs: list[str]) -> list[threading.Thread]:
    """Send the last line of every run at once, and come back when the first has been taken."""
    done = place.rows("SELECT count(*) FROM run WHERE ended_at IS NOT NULL")
    body = {"csrf_token": place.token(), "seq": "1", "choice": "when"}
    place.get(runs[0])  # the first page after a start is slow; what follows is not

    def send(run: str) -> None:
        browser = new_browser(cookies=place.browser.cookies, timeout=10)
        with browser, suppress(httpx.TransportError):
            browser.post(f"{place.address}{run}/choices", data=body)

    threads = [threading.Thread(target=send, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if place.rows("SELECT count(*) FROM run WHERE ended_at IS NOT NULL") != done:
            break
    return threads


def test_a_server_killed_while_it_writes_leaves_all_of_a_step_or_none(place: Place) -> None:
    """The last line of a run writes the event, the score and the skills; the kill falls somewhere among many."""
    runs: list[str] = []
    for _ in range(2):
        with place.life():
            more = [place.begin_run(mode="scored") for _ in range(12)]
            for run in more:
                place.post(f"{run}/choices", seq="0", choice="ask")
            runs += more
            threads = last_line_of_all(place, more)
        for thread in threads:
            thread.join(20)
        assert place.rows("PRAGMA integrity_check") == [("ok",)]
        ended = 0
        for run in runs:
            events = place.rows("SELECT seq FROM run_event WHERE run_id = ? ORDER BY seq", number_of(run))
            [(ended_at, points)] = place.rows("SELECT ended_at, score FROM run WHERE id = ?", number_of(run))
            skills = place.rows(
                "SELECT 1 FROM observation WHERE source = 'run' AND source_id = ?", number_of(run)
            )
            assert events == [(seq,) for seq in range(2 if ended_at else 1)], run
            assert (points is not None) is bool(skills) is (ended_at is not None), f"half a step of {run}"
            ended += ended_at is not None
        assert ended, "no step had been taken before the kill: nothing was tested"
    with place.life():
        for run in runs:
            place.post(f"{run}/choices", seq="1", choice="when")  # sent again, as a browser would
    assert {score(place, run) for run in runs} == {score(place, runs[0])}
    assert score(place, runs[0])[0] is not None


def test_the_same_form_sent_many_times_at_once_makes_one_row(place: Place) -> None:
    with place.life():
        run = place.begin_run(mode="practice", say_first="yes")
        number = number_of(run)
        for seq, (what, data) in enumerate(ACTS):
            assert set(place.at_once(f"{run}/{what}", seq=str(seq), **data)) == {303}, what
            assert place.rows("SELECT count(*) FROM run_event WHERE run_id = ?", number) == [(seq + 1,)]
        once = place.rows("SELECT count(*) FROM observation WHERE source = 'run'")[0][0]
        other = place.begin_run(mode="practice", say_first="yes")
        for seq, (what, data) in enumerate(ACTS):
            place.post(f"{other}/{what}", seq=str(seq), **data)
        assert place.rows("SELECT count(*) FROM observation WHERE source = 'run'") == [(2 * once,)]
        assert score(place, run) == score(place, other)

        assert set(place.at_once("/quizzes/first/attempts")) == {303}
        assert place.rows("SELECT count(*) FROM attempt") == [(1,)]
        attempt = place.begin_attempt()
        for done, (question, choice) in enumerate(ANSWERS.items(), start=1):
            if question in {"q1", "q4"}:  # the first is missed and comes back, the last ends the attempt
                assert set(place.at_once(attempt, question=question, choice=choice)) == {303}
            else:
                place.post(attempt, question=question, choice=choice)
            assert place.rows("SELECT count(*) FROM answer") == [(done,)]
        assert place.rows("SELECT count(*) FROM review_card") == [(2,)]

        version = re.search(r'name="version" value="(\w+)"', place.get("/lessons/first"))
        assert version
        form = {"version": version[1], "choice": "date"}
        assert set(place.at_once("/lessons/first/checks/check-1", **form)) == {303}
        assert place.rows("SELECT count(*) FROM check_answer") == [(1,)]
        assert set(place.at_once("/lessons/first/finish")) == {303}
        assert set(place.at_once("/lessons/first/place", section="idea")) <= {303, 429}
        assert place.rows("SELECT count(*) FROM lesson_progress") == [(1,)]


def test_the_language_switched_on_the_way_changes_the_text_and_not_the_state(place: Place) -> None:
    with place.life():
        run = place.begin_run(mode="scored")
        pages: dict[str, list[str]] = {"ja": [], "en": []}
        for seq, choice in enumerate(("ask", "chat", "when")):
            shown = {}
            for language in ("en", "ja") if seq % 2 else ("ja", "en"):
                place.post("/language", language=language, next=run)
                shown[language] = place.get(run)
                assert f'<html lang="{language}"' in shown[language]
                pages[language].append(shown[language])
            assert offered(shown["ja"]) == offered(shown["en"])
            assert seq_of(shown["ja"]) == seq_of(shown["en"]) == str(seq)
            place.post(f"{run}/choices", seq=str(seq), choice=choice)
        assert "思ったより高いですね" in pages["ja"][0] and "more than I thought" in pages["en"][0]
        straight = place.begin_run(mode="scored")
        for seq, choice in enumerate(("ask", "chat", "when")):
            place.post(f"{straight}/choices", seq=str(seq), choice=choice)
        assert score(place, run) == score(place, straight)
