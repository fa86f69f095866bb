"""Play quarters the way a reader's browser does, and put quarters into a database for tests that only look at them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Any
from unittest import mock

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.extensions import db
from course.quarter import evaluation, operations, queries, report
from course.quarter.game import MONTH, WEEKS, Game, Setup, fold
from course.quarter.models import Quarter, QuarterEvent
from course.roleplay import engine
from course.roleplay import operations as roleplay
from course.roleplay.models import Run
from course.roleplay.script import Scenario
from course.versions.queries import load as load_version

SEED, TERRITORY = 7, "few-large"
# All that a form sends: reading the rest of a page takes longer than making it. A ">" in a value is always escaped.
SENT = re.compile(r"</?(?:form|input|select|option)\b[^>]*>")


class Form(HTMLParser):
    """Read what a browser would send of the form whose tag has the attribute `mark`, and what each list offers."""

    def __init__(self, mark: str, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.offered: dict[str, list[str]] = {}
        self._mark, self._inside, self._select = mark, False, ""
        self.feed("".join(SENT.findall(page)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self._mark in given or self._mark in given.get("action", "")
        elif not self._inside:
            return
        elif tag == "input":
            self._read(given)
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option":
            offered = self.offered.setdefault(self._select, [])
            offered.append(given["value"])
            if "selected" in given or len(offered) == 1:
                self.fields[self._select] = given["value"]

    def _read(self, given: dict[str, str]) -> None:
        if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
            return
        self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


@lru_cache(maxsize=8)
def read_form(page: str) -> Form:
    """Read the form of a page: the week's plan, or the forecast."""
    return Form("data-plan" if "data-plan" in page else "/forecasts", page)


def flashes(page: str) -> list[str]:
    """List what a page says about the post before it."""
    found = re.search(r'<div class="flashes".*?</div></div>', page, re.S)
    return [unescape(text) for text in re.findall(r'class="note \w+">(.*?)</div>', found[0])] if found else []


def comparable(page: str) -> str:
    """Leave out of a page what differs between two quarters that are otherwise the same."""
    page = re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", page)
    page = re.sub(r'(name="seq" value=)"\d+"', r"\1", page)
    return re.sub(r"/quarters/\d+", "/quarters/N", page)


@dataclass
class Player:
    """Play one quarter with one browser; every post is made as the page on the screen would make it."""

    browser: FlaskClient
    number: int
    page: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Name the quarter's own page."""
        return f"/quarters/{self.number}"

    def look(self) -> str:
        """Open the quarter's page."""
        answer = self.browser.get(self.path, follow_redirects=True)
        assert answer.status_code == 200
        self.page = answer.text
        return self.page

    @property
    def form(self) -> Form:
        """Read the form of the page on the screen: the week's plan, or the forecast."""
        return read_form(self.page or self.look())

    @property
    def week(self) -> int:
        """Give the week on the screen, from 0."""
        return int(self.form.fields["week"])

    @property
    def seq(self) -> int:
        """Give the event number on the screen."""
        return int(self.form.fields["seq"])

    @property
    def plan(self) -> dict[str, str]:
        """Give what is planned on the screen, person by person, and the hours."""
        fields = self.form.fields
        acts = {name: value for name, value in fields.items() if name.startswith("do-") and value}
        return acts | {name: fields[name] for name in ("inbound", "referral", "flyers")}

    def send(self, path: str, changes: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Post the form on the screen, with changes (None: the field is left out), and look at nothing."""
        given = {**self.form.fields, **(changes or {}), **more}
        data = {name: value for name, value in given.items() if value is not None}
        return self.browser.post(f"{self.path}/{path}", data=data)

    def post(self, path: str, changes: dict[str, Any] | None = None, **more: Any) -> str:
        """Post the form on the screen, with changes, and look at where it leads."""
        answer = self.send(path, changes, **more)
        assert answer.status_code == 303, answer.status_code
        self.page = self.browser.get(answer.location, follow_redirects=True).text
        self.said = flashes(self.page)
        return self.page

    def tell(self, **grades: str) -> str:
        """Tell the sales meeting; `grades` by field, and nobody without one."""
        return self.post("forecasts", grades)

    def live(self, changes: dict[str, Any] | None = None, *, adviser: str = "") -> str:
        """Live the week, the sales meeting before it included, with an adviser's draft when one is named."""
        if "data-plan" not in (self.page or self.look()):
            self.tell()
        if adviser:
            self.post("plan", act=adviser)
        before = self.week
        self.post("weeks", changes)
        assert not self.said, self.said
        assert "四半期の報告" in self.page or self.week == before + 1, "the week was not lived"
        return self.page


def begin(browser: FlaskClient, territory: str = TERRITORY) -> Player:
    """Begin a quarter, and stand before its first sales meeting."""
    answer = browser.post("/quarters", data={"territory": territory})
    assert answer.status_code == 303
    player = Player(browser, int(answer.location.rsplit("/", 1)[1]))
    player.look()
    return player


def told(browser: FlaskClient, territory: str = TERRITORY) -> Player:
    """Begin a quarter, and stand before the plan of its first week."""
    player = begin(browser, territory)
    player.tell()
    return player


def events(app: Flask, number: int) -> list[tuple[int, int, str, Any]]:
    """Read the events of a quarter from the database."""
    columns = (QuarterEvent.seq, QuarterEvent.week, QuarterEvent.kind, QuarterEvent.body)
    with app.app_context():
        query = select(*columns).where(QuarterEvent.quarter_id == number).order_by(QuarterEvent.seq)
        return [tuple(row) for row in db.session.execute(query)]


def kinds(app: Flask, number: int) -> list[str]:
    """Name the kinds of the events of a quarter."""
    return [kind for _seq, _week, kind, _body in events(app, number)]


def game_of(app: Flask, number: int) -> Game:
    """Fold a quarter into where it stands."""
    with app.app_context():
        return queries.game_of(db.session.get_one(Quarter, number))


# ---- key accounts


def lines_to(scenario: Scenario, wanted: Callable[[str], bool]) -> list[str]:
    """Find lines that lead a scenario to an ending whose outcome is wanted; at random, the same every time."""
    rng = random.Random(3)
    for _ in range(3_000):
        state, taken = engine.begin(scenario), []
        while there := engine.offered(scenario, state):
            taken.append(rng.choice(there).id)
            state, _log = engine.choose(scenario, state, taken[-1])
        end = scenario.scenes[state.scene].end
        assert end is not None
        if wanted(end.outcome):
            return taken
    raise AssertionError("no such ending was found")


def say(app: Flask, run: int, lines: list[str], now: datetime) -> str:
    """Say lines in a roleplay, and give its outcome ("" while it goes on)."""
    with app.test_request_context(method="POST"):
        row = db.session.get_one(Run, run)
        for line in lines:
            roleplay.choose(row, seq=len(row.events), choice_id=line, now=now)
        db.session.commit()
        return row.outcome or ""


def talk_to_an_end(app: Flask, run: int, wanted: Callable[[str], bool], now: datetime) -> str:
    """Talk a roleplay to an ending that is wanted, and give its outcome."""
    with app.app_context():
        scenario: Scenario = load_version(db.session.get_one(Run, run).version)
    return say(app, run, lines_to(scenario, wanted), now)


# ---- quarters for tests that only look at them


@dataclass(frozen=True, slots=True)
class Happened:
    """Hold an event of a quarter that is in no database."""

    kind: str
    body: dict[str, Any]


def script(weeks: int) -> Iterator[tuple[int, Happened]]:
    """Give the events of a quarter in which nothing is planned and nobody forecast: the week each belongs to, and it."""
    for week in range(weeks):
        if week % MONTH == 0:
            yield week, Happened("forecast", {"grades": {}})
        yield week, Happened("week", {})


@contextmanager
def few_futures() -> Iterator[None]:
    """Work reports out from few futures, where nobody looks at the figures."""
    make = report.make
    with (
        mock.patch.object(evaluation, "BAND_RUNS", 20),
        mock.patch.object(evaluation, "LEFT_RUNS", 20),
        mock.patch.object(operations.report, "make", lambda game: make(game, runs=20)),
    ):
        yield


@lru_cache(maxsize=1)
def a_report() -> dict[str, Any]:
    """Give the report of some quarter, worked out once for all tests that need just any."""
    with few_futures():
        made = operations.report.make(fold(Setup(SEED, TERRITORY), [event for _week, event in script(WEEKS)]))
    return report.to_row(made)


def put_quarter(user: User, catalogue: Catalogue, weeks: int, now: datetime) -> Quarter:
    """Add a quarter in which so many weeks were lived (needs an application context); after the last it has a report."""
    quarter = operations.begin(user, catalogue, territory=TERRITORY, seed=SEED, now=now)
    for seq, (week, event) in enumerate(script(weeks)):
        db.session.add(
            QuarterEvent(quarter_id=quarter.id, seq=seq, week=week, kind=event.kind, body=event.body, at=now)
        )
    if weeks == WEEKS:
        quarter.ended_at, quarter.report = now, a_report()
        quarter.net, quarter.money, quarter.skill, quarter.brier = 1, 3_000_000, -0.5, None
    db.session.flush()
    db.session.expire(quarter, ["events"])
    return quarter
