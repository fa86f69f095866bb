"""Measure what managers ask of a large company: their page, what lies behind its figures, a year's export, the figures' queries.

A company of 20,000 people with five million answers and 600,000 runs is generated for it, on SQLite and on PostgreSQL, in a
temporary folder of some gigabytes. That takes half an hour; RYORIN_BENCH_PEOPLE makes it a smaller company.
"""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.benchmarks.on_postgres import figures_of, new_database
from tests.benchmarks.pages import START, Reader

PEOPLE = int(os.environ.get("RYORIN_BENCH_PEOPLE", "20000"))
HEAD, MANAGER = 1, 2  # the first people of a generated company: its head, and the manager of the first branch
ROUNDS = 120  # requests of one page; of many pages, so many altogether, and each at least six times
BEHIND = 12  # different pages behind figures
PATIENCE = 300  # seconds for an export


def measure() -> dict[str, float]:
    """Measure on SQLite, then in a process of its own on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="ryorin-bench-") as name:
        figures = on_one({"RYORIN_INSTANCE": name}, "")
    return figures | figures_of("tests.benchmarks.reports")


def on_one(environment: Mapping[str, str], mark: str) -> dict[str, float]:
    """Generate the company in a database, and measure pages and queries."""
    env = {**os.environ, **environment}
    begin = time.perf_counter()
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from course.cli import main; main()",
            "demo",
            "generate",
            f"--people={PEOPLE}",
        ],
        check=True,
        env=env,
        stdout=subprocess.DEVNULL if PEOPLE < 5_000 else None,
    )
    figures = {"generate_s": time.perf_counter() - begin}
    asked = subprocess.run(
        [sys.executable, "-c", "from tests.benchmarks.reports import print_queries; print_queries()"],
        check=True,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures |= json.loads(asked.stdout.splitlines()[-1])
    with _serving(env) as base:
        figures |= _pages(base)
    return {f"reports.{mark}{name}": figure for name, figure in figures.items()}


# ---- pages


@contextmanager
def _serving(env: Mapping[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", START],
        env={**env, "RYORIN_BENCH": "1"},
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


def _pages(base: str) -> dict[str, float]:
    reader = Reader(base, MANAGER)
    branch = _groups(reader)[0]
    figures = {"manager.p95_ms": _p95([f"/groups/{branch}"], reader)}
    figures["drill.p95_ms"] = _p95(_behind(reader, branch), reader)
    figures["xlsx_s"] = _export(reader, branch)
    head = Reader(base, HEAD)
    figures["company.p95_ms"] = _p95([f"/groups/{_groups(head)[0]}"], head)
    return figures


def _groups(reader: Reader) -> list[int]:
    """List the groups somebody leads, the topmost first."""
    return [int(number) for number in re.findall(r'href="/groups/(\d+)"', reader.http.get("/groups").text)]


def _behind(reader: Reader, group: int) -> list[str]:
    """Find pages behind the figures of a group's page: of figures, of people, of the answers of one of them."""
    page = reader.http.get(f"/groups/{group}").text
    found = dict.fromkeys(re.findall(rf'href="(/groups/{group}/(?:figures|people)/[^"#]+)', page))
    links = [link.replace("&amp;", "&") for link in found]
    people = [link for link in links if "/people/" in link][:BEHIND]
    page = reader.http.get(people[0]).text if people else ""
    evidence = re.findall(
        rf'href="(/groups/{group}/people/\d+/[^"#]+|/attempts/\d+[^"#]*|/runs/\d+[^"#]*)"', page
    )
    figures = [link for link in links if "/figures/" in link][:BEHIND]
    return [*figures, *people, *(link.replace("&amp;", "&") for link in dict.fromkeys(evidence))][
        : 2 * BEHIND + 6
    ]


def _p95(paths: list[str], reader: Reader) -> float:
    """Ask for the pages in turn, the first time each unmeasured; milliseconds."""
    times = []
    for number in range(len(paths) + max(ROUNDS, 6 * len(paths))):
        begin = time.perf_counter()
        reader.http.get(paths[number % len(paths)]).raise_for_status()
        if number >= len(paths):
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.quantiles(times, n=20)[18]


def _export(reader: Reader, group: int) -> float:
    """Have a year of a branch made as a workbook, and fetch it; seconds from the button to the file."""
    begin = time.perf_counter()
    page = reader._post(f"/groups/{group}/exports", format="xlsx")
    export = re.search(r"/exports/\d+", page)
    assert export, "no export was begun"
    while time.perf_counter() - begin < PATIENCE:
        if f"{export[0]}/file" in page:
            reader.http.get(f"{export[0]}/file").raise_for_status()
            return time.perf_counter() - begin
        time.sleep(0.1)
        page = reader.http.get(export[0]).text
    raise TimeoutError("the export was not done in time")


# ---- queries


def print_queries() -> None:
    """Time every query of figures for a branch and for the whole company, and print them as JSON."""
    from course import create_app
    from course.accounts.models import Group
    from course.accounts.queries import trainee_ids_below
    from course.extensions import db

    app = create_app({"DEMO": True})
    with app.app_context():
        top = db.session.scalars(select(Group).where(Group.parent_id.is_(None)).order_by(Group.id)).one()
        branch = db.session.scalars(
            select(Group).where(Group.parent_id == top.id).order_by(Group.id).limit(1)
        ).one()
        figures = {}
        for place, group in (("branch", branch), ("company", top)):
            for name, ask in _queries(trainee_ids_below(group)).items():
                figures[f"query.{name}.{place}_ms"] = _median(ask)
    print(json.dumps(figures))


def _queries(people: Any) -> dict[str, Callable[[], Any]]:
    from course.extensions import utc_now
    from course.live_catalogue import catalogue
    from course.summaries import habits, hardest, items, queries

    now = utc_now()
    lessons, quarter = list(catalogue().lessons), now - timedelta(days=90)
    return {
        "standings": lambda: queries.standings(people, lessons),
        "levels": lambda: queries.levels(people),
        "weeks": lambda: queries.weeks(people, (now - timedelta(weeks=12)).date(), now.date()),
        "trends": lambda: queries.trends(people, now),
        "skill_weeks": lambda: queries.skill_weeks(people, (now - timedelta(weeks=12)).date(), now.date()),
        "item_scores": lambda: items.item_scores(people),
        "stuck": lambda: items.stuck(people),
        "left": lambda: items.left(people, quarter, now - timedelta(days=3)),
        "habits": lambda: habits.habits(people),
        "questions": lambda: hardest.questions(people),
        "scenes": lambda: hardest.scenes(people),
    }


def _median(ask: Callable[[], Any], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times[1:])


if __name__ == "__main__":
    figures = on_one({"DATABASE_URL": new_database("ryorin_bench")}, "postgres.")
    Path(sys.argv[1]).write_text(json.dumps(figures), "utf-8")
