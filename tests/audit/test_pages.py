"""Admins read the audit: filtered, page by page, as a file; nobody else does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from course.accounts.models import Group, User
from course.assignments import operations
from course.assignments.operations import AUDITED
from course.audit import labels, queries
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]


def write(app: Flask, *rows: tuple[int | None, str, str, int | None, datetime]) -> None:
    names = ("actor_id", "action", "subject", "subject_id", "at")
    with app.app_context():
        db.session.execute(
            insert(AuditEntry), [{**dict(zip(names, row, strict=True)), "detail": {"n": 1}} for row in rows]
        )
        db.session.commit()


@pytest.fixture
def told(app: Flask, cast: Cast) -> None:
    at = datetime(2026, 11, 20, 16, tzinfo=UTC)  # the 21st in Tokyo, at one in the morning
    write(
        app,
        (cast.hori.id, "answers.see", "person", cast.sasaki.id, at),
        (cast.admin.id, "group.move", "group", cast.group_id, at.replace(day=22)),
        (None, "people.import", "import", 7, at.replace(day=23)),
        (cast.admin.id, "something.new", "thing", None, at.replace(day=24)),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["something.new", "people.import", "group.move", "answers.see"]),
        ("?email=SASAKI%40example.jp", ["answers.see"]),
        ("?person={hori}", ["answers.see"]),
        ("?action=group.move", ["group.move"]),
        ("?since=2026-11-21&until=2026-11-21", ["answers.see"]),
        ("?until=2026-11-20", []),
        ("?since=2026-11-23", ["something.new", "people.import", "group.move"]),
        ("?before=3", ["group.move", "answers.see"]),
        ("?email=nobody%40example.jp", []),
        ("?since=x", []),
        ("?action=no", []),
    ],
)
def test_entries_are_found(
    browser_of: BrowserOf, cast: Cast, told: None, query: str, found: list[str]
) -> None:
    page = browser_of(cast.admin).get("/admin/audit" + query.format(hori=cast.hori.id)).text
    table = page.partition("<tbody>")[2]
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    assert len(rows) == len(found)
    for row, action in zip(rows, found, strict=True):
        assert str(labels.ACTIONS.get(action, action)) in row


def test_names_are_those_of_today(browser_of: BrowserOf, cast: Cast, told: None) -> None:
    page = browser_of(cast.admin).get("/admin/audit").text
    for name in (cast.hori.name, cast.sasaki.name, "名古屋支店", "プログラム"):
        assert name in page


def test_older_entries_are_a_page_further(app: Flask, browser_of: BrowserOf, cast: Cast) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    write(app, *((cast.admin.id, "group.rename", "group", number, at) for number in range(queries.PAGE + 5)))
    admin = browser_of(cast.admin)
    page = admin.get("/admin/audit?action=group.rename").text
    link = re.search(r'rel="next" href="([^"]+)"', page)
    assert link
    rest = admin.get(link[1].replace("&amp;", "&")).text
    assert rest.partition("<tbody>")[2].count("<tr>") == 5 and 'rel="next"' not in rest


def test_they_are_given_out_as_a_file_and_that_is_an_entry(
    app: Flask, browser_of: BrowserOf, cast: Cast, told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ROWS_AT_ONCE", 2)
    admin = browser_of(cast.admin)
    sent = admin.post("/admin/audit/export", data={})
    [_heading, *rows] = csv.reader(io.StringIO(sent.data.decode("utf-8-sig")))
    assert [row[4] for row in rows] == ["something.new", "people.import", "group.move", "answers.see"]
    assert rows[-1][:3] == ["2026-11-21 01:00", cast.hori.name, str(cast.hori.id)]
    assert (
        len(
            list(
                csv.reader(io.StringIO(admin.post("/admin/audit/export", data={"action": "group.move"}).text))
            )
        )
        == 2
    )
    assert admin.post("/admin/audit/export", data={"since": "x"}).status_code == 400
    with app.app_context():
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).all()
        assert [entry.detail for entry in noted] == [{"rows": 4}, {"rows": 1}]


def test_every_action_of_the_code_has_words() -> None:
    from tests.test_architecture import COURSE

    used = set()
    for path in COURSE.rglob("*.py"):
        used |= set(re.findall(r"""note\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)\"""", path.read_text("utf-8")))
    assert {"group.move", "person.erase"} <= used
    used |= set(AUDITED.values())
    assert used <= set(labels.ACTIONS)


def test_every_kind_of_subject_has_words() -> None:
    from tests.test_architecture import COURSE

    used = set()
    for path in COURSE.rglob("*.py"):
        used |= set(re.findall(r"""subject="([a-z_]+)\"""", path.read_text("utf-8")))
    assert {"person", "assignment"} <= used <= set(labels.SUBJECTS)


@pytest.mark.database
def test_what_was_done_about_a_person_s_assignment_is_found_by_them(
    app: Flask, browser_of: BrowserOf, cast: Cast
) -> None:
    with app.app_context():
        hori, group = db.session.get_one(User, cast.hori.id), db.session.get_one(Group, cast.group_id)
        ono, now = db.session.get_one(User, cast.ono.id), utc_now()
        item = operations.Item("quiz", "first", {"ja": "確かめの四問"}, 70)
        terms = operations.Terms(now.date())
        [given] = operations.assign(hori, [item], group, terms, anew=False, now=now)
        operations.exempt(hori, given, ono, reason="育休", now=now)
        db.session.commit()
    admin = browser_of(cast.admin)
    table = admin.get("/admin/audit?email=ono%40example.jp").text.partition("<tbody>")[2]
    assert table.count("<tr>") == 1 and "課題を免除した" in table and ">出した課題" in table
    assert (
        "課題を免除した"
        not in admin.get("/admin/audit?email=sasaki%40example.jp").text.partition("<tbody>")[2]
    )
