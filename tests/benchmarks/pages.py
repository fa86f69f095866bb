"""Measure the pages: server time at one client and at sixteen, and what the first pages weigh.

A real server in a process of its own, the demo group in it, plain HTTP from this process. A choice is measured as the
reader feels it: the post, the redirect and the page with its tank and figures.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx

ROUNDS = 60  # requests timed for one figure at one client
RUNS = 15  # of the laboratory, each with settings of its own; a person may have forty in a minute
CLIENTS = 16
SECONDS = 4.0  # how long the sixteen clients keep on
START = (
    'import sys; sys.argv = ["ryorin", "serve", "--demo", "--port", "0"]; from course.cli import main; main()'
)
LESSON, QUIZ, SCENARIO = "test-close", "test-close", "price-pushback"


def measure() -> dict[str, float]:
    """Start a server, measure it, stop it."""
    with _server() as base:
        figures = _laboratory(base) | _one_client(base) | _many_clients(base)
        return figures | _weights(base)


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "RYORIN_INSTANCE": folder, "RYORIN_BENCH": "1"}
        process = subprocess.Popen(
            [sys.executable, "-c", START],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("Ryorin: "))
            yield line.removeprefix("Ryorin: ").strip().rstrip("/")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


class Reader:
    """Act as one signed-in demo learner over plain HTTP."""

    def __init__(self, base: str, person: int) -> None:
        self.http = httpx.Client(
            base_url=base, timeout=30, follow_redirects=True, headers={"Origin": base, "Referer": base + "/"}
        )
        self._token = self._csrf(self.http.get("/sign-in").text)
        self.http.post(
            "/demo/sign-in", data={"csrf_token": self._token, "person": str(person)}
        ).raise_for_status()
        self._token = self._csrf(self.http.get("/").text)
        self._page = self._attempt = ""

    @staticmethod
    def _csrf(page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, "no token on the page"
        return found[1]

    def _post(self, path: str, **data: str) -> str:
        answer = self.http.post(path, data={"csrf_token": self._token, **data})
        answer.raise_for_status()
        return answer.text

    def lesson(self) -> None:
        """Open a lesson."""
        self.http.get(f"/lessons/{LESSON}").raise_for_status()

    def answer(self) -> Callable[[], None]:
        """Stand before an open question and give the act of answering it: post, redirect, feedback."""
        form = self._question(self.http.get(self._attempt).text) if self._attempt else None
        if form is None:
            page = self._post(f"/quizzes/{QUIZ}/attempts")
            form = self._question(page)
        assert form, "no open question"
        self._attempt = form[1]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
        fields.pop("csrf_token", None)
        value = re.findall(r'name="choice" value="([^"]+)"', form[2])[0]
        path = form[1]
        return lambda: self._keep(self._post(path, **fields, choice=value))

    @staticmethod
    def _question(page: str) -> re.Match[str] | None:
        return re.search(
            r'<form method="post" action="(/attempts/\d+)" data-question>(.*?)</form>', page, re.DOTALL
        )

    def choice(self) -> Callable[[], None]:
        """Stand before lines on offer and give the act of choosing the first: post, redirect, talk and tank."""
        lines = re.findall(r'name="choice" value="([^"]+)"', self._page) if "/choices" in self._page else []
        if not lines:
            self._page = self._post(f"/roleplay/{SCENARIO}/runs", mode="practice")
            lines = re.findall(r'name="choice" value="([^"]+)"', self._page)
        path = re.search(r'action="(/runs/\d+/choices)"', self._page)
        seq = re.search(r'name="seq" value="(\d+)"', self._page)
        assert path and seq
        return lambda: self._keep(self._post(path[1], seq=seq[1], choice=lines[0]))

    def _keep(self, page: str) -> None:
        self._page = page


def _one_client(base: str) -> dict[str, float]:
    reader = Reader(base, 2)
    acts: dict[str, Callable[[], Callable[[], None]]] = {
        "lesson": lambda: reader.lesson,
        "answer": reader.answer,
        "choice": reader.choice,
    }
    figures = {}
    for name, prepare in acts.items():
        prepare()()  # the first one fills caches
        times = []
        for _ in range(ROUNDS):
            act = prepare()
            begin = time.perf_counter()
            act()
            times.append((time.perf_counter() - begin) * 1000)
        figures[f"page.{name}.p50_ms"] = statistics.median(times)
        figures[f"page.{name}.p95_ms"] = statistics.quantiles(times, n=20)[18]
    return figures


def _laboratory(base: str) -> dict[str, float]:
    """Open results of the laboratory that nobody has asked for before, and one that is kept.

    `first_ms`: the first page of a territory, for which the seven reference policies are run as well.
    """
    http = Reader(base, 2).http

    def seconds(query: str) -> float:
        begin = time.perf_counter()
        http.get(f"/laboratory?{query}").raise_for_status()
        return time.perf_counter() - begin

    first = seconds("town=word-of-mouth&hold=99")
    new = [
        seconds(f"town=word-of-mouth&hold={number}&was=hold.{number - 1}")
        for number in range(100, 100 + RUNS)
    ]
    kept = [seconds("town=word-of-mouth&hold=99") for _ in range(RUNS)]
    return {
        "laboratory.first_ms": first * 1000,
        "laboratory.page_ms": statistics.median(new) * 1000,
        "laboratory.kept_ms": statistics.median(kept) * 1000,
    }


def _many_clients(base: str) -> dict[str, float]:
    figures = {}
    for name in ("lesson", "answer", "choice"):
        readers = [Reader(base, 1 + number % 12) for number in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            begin = time.perf_counter()
            done = sum(pool.map(_keep_on, readers, [name] * CLIENTS, [begin + SECONDS] * CLIENTS))
            figures[f"page.{name}.rps"] = done / (time.perf_counter() - begin)
    return figures


def _keep_on(reader: Reader, what: str, until: float) -> int:
    done = 0
    while time.perf_counter() < until:
        if what == "lesson":
            reader.lesson()
        else:
            (reader.answer() if what == "answer" else reader.choice())()
        done += 1
    return done


def _weights(base: str) -> dict[str, float]:
    """Weigh the first pages: the page with every style, script and picture it names, uncompressed and its script alone."""
    reader = Reader(base, 2)
    reader.choice()
    run = re.search(r"/runs/\d+", reader._page)
    assert run
    pages = {
        "home": "/",
        "course": "/course",
        "lesson": f"/lessons/{LESSON}",
        "quiz": f"/quizzes/{QUIZ}",
        "roleplay": run[0],
        "laboratory": "/laboratory?hold=20&was=hold.60",
    }
    figures = {}
    for name, path in pages.items():
        page = reader.http.get(path)
        parts = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
        sizes = {part: len(reader.http.get(part).content) for part in parts}
        figures[f"weight.{name}.kb"] = (len(page.content) + sum(sizes.values())) / 1024
        figures[f"weight.{name}.script_kb"] = (
            sum(size for part, size in sizes.items() if ".js" in part) / 1024
        )
    return figures
