"""Every page that shows a leader what their people answered leaves one entry, whatever the size of the group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.accounts.models import Group, User
from course.assignments import operations
from course.audit.models import AuditEntry
from course.audit.seen import SEEN
from course.extensions import db, utc_now
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def assignment(app: Flask, cast: Cast) -> int:
    with app.app_context():
        hori, group = db.session.get_one(User, cast.hori.id), db.session.get_one(Group, cast.group_id)
        item = operations.Item("quiz", "first", {"ja": "確かめの四問"}, 70)
        now = utc_now()
        [given] = operations.assign(hori, [item], group, operations.Terms(now.date()), anew=False, now=now)
        db.session.commit()
        return given.id


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/groups/{group}", "figures"),
        ("/groups/{group}/figures/quiet", "figure"),
        ("/groups/{group}/rules", "rules"),
        ("/groups/{group}/coaching", "coaching"),
        ("/groups/{group}/assignments/{assignment}", "assignment"),
    ],
)
def test_a_look_at_a_group_is_one_entry_of_that_group(
    app: Flask, cast: Cast, browser_of: BrowserOf, assignment: int, path: str, page: str
) -> None:
    where = path.format(group=cast.group_id, assignment=assignment)
    assert browser_of(cast.sasaki).get(where).status_code == 403
    assert browser_of(cast.stranger_manager).get(where).status_code == 404
    assert browser_of(cast.hori).get(where).status_code == 200
    assert seen(app) == [(cast.hori.id, "group", cast.group_id, {"page": page})]


def test_a_second_look_the_same_day_is_no_second_entry_and_one_the_next_day_is(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hori, path = browser_of(cast.hori), f"/groups/{cast.group_id}"
    for page in (path, path, f"{path}/figures/quiet", path):
        assert hori.get(page).status_code == 200
    today = [(cast.hori.id, "group", cast.group_id, {"page": page}) for page in ("figures", "figure")]
    assert seen(app) == today
    monkeypatch.setattr("course.audit.seen.utc_now", lambda: utc_now() + timedelta(days=1))
    for _ in range(2):
        assert hori.get(path).status_code == 200
    assert seen(app) == [*today, today[0]]


def test_a_look_at_the_notes_on_somebody_is_an_entry_of_that_person(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    assert browser_of(cast.hori).get(f"/people/{cast.sasaki.id}/notes").status_code == 200
    assert seen(app) == [(cast.hori.id, "person", cast.sasaki.id, {"page": "notes"})]


def seen(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action == SEEN))
        return [(row.actor_id, row.subject, row.subject_id, row.detail) for row in rows]
