"""Managers and admins change the rules, trainers read them; a change shows its effect before and holds below."""

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
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.reports import queries
from course.reports.forms import shown_values
from course.reports.models import GroupRules
from course.reports.rules import Rules
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def entered(**changes: Any) -> dict[str, Any]:
    """Give what the form sends."""
    values = shown_values(Rules(**changes))
    return {name: "y" if value is True else value for name, value in values.items() if value is not False}


@pytest.fixture
def waiting(app: Flask, cast: Cast) -> None:
    """Let 小野 have signed up eight days ago, and begun nothing."""
    with app.app_context():
        db.session.get_one(User, cast.ono.id).created_at = utc_now() - timedelta(days=8)
        db.session.commit()


def rules_in_force(app: Flask, group_id: int) -> Rules:
    with app.app_context():
        return queries.rules_of(db.session.get_one(Group, group_id))[0]


@pytest.mark.usefixtures("waiting")
def test_thresholds_are_tried_before_they_are_kept(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    hori, path = browser_of(cast.hori), f"/groups/{cast.group_id}/rules"
    answer = hori.post(path, data=entered(begin_days=14) | {"act": "try"})
    assert answer.status_code == 303
    page = hori.get(answer.headers["Location"]).get_data(as_text=True)
    assert "いまの 1 人から 0 人になります" in page and "1 人 → 0 人" in page
    assert rules_in_force(app, cast.group_id) == Rules()


@pytest.mark.usefixtures("waiting")
def test_a_manager_changes_the_rules_and_the_page_follows(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hori, group = browser_of(cast.hori), f"/groups/{cast.group_id}"
    assert "2 人のうち 1 人が順調です" in hori.get(group).get_data(as_text=True)
    changed = Rules(begin_days=14, off=frozenset({"stuck"}))
    sent = entered(begin_days=14)
    del sent["use_stuck"]
    assert hori.post(f"{group}/rules", data=sent).status_code == 303
    assert rules_in_force(app, cast.group_id) == changed
    assert "2 人のうち 2 人が順調です" in hori.get(group).get_data(as_text=True)
    with app.app_context():
        [noted] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "rules.change"))
        assert noted.detail == {"begin_days": 14, "off": ["stuck"]} and noted.actor_id == cast.hori.id
    assert hori.post(f"{group}/rules", data={"act": "drop"}).status_code == 303
    assert rules_in_force(app, cast.group_id) == Rules()


def test_rules_hold_for_the_groups_below_until_they_have_their_own(app: Flask, cast: Cast) -> None:
    with app.app_context():
        team = Group(name="第一課", parent_id=cast.group_id, created_at=utc_now())
        db.session.add(team)
        db.session.flush()
        for group_id, days in ((cast.group_id, 20), (cast.stranger_group_id, 30)):
            db.session.add(GroupRules(group_id=group_id, settings={"quiet_days": days}, changed_at=utc_now()))
        db.session.flush()
        used, set_for = queries.rules_of(team)
        assert used.quiet_days == 20 and set_for is not None and set_for.id == cast.group_id
        db.session.add(GroupRules(group_id=team.id, settings={"quiet_days": 5}, changed_at=utc_now()))
        db.session.flush()
        assert queries.rules_of(team)[0].quiet_days == 5


@pytest.mark.parametrize("wrong", [{"quiet_days": "0"}, {"low_skill": "x"}, {"due_percent": ""}])
def test_numbers_that_cannot_be_are_refused_and_nothing_changes(
    app: Flask, cast: Cast, browser_of: BrowserOf, wrong: dict[str, str]
) -> None:
    hori, path = browser_of(cast.hori), f"/groups/{cast.group_id}/rules"
    answer = hori.post(path, data=entered() | wrong)
    assert answer.status_code == 422 and "まだ何も変わっていません" in answer.get_data(as_text=True)
    assert rules_in_force(app, cast.group_id) == Rules()
    assert hori.get(path, query_string=entered() | wrong).status_code == 200


def test_a_trainer_reads_the_rules_and_may_not_change_them(cast: Cast, browser_of: BrowserOf) -> None:
    hayashi, path = browser_of(cast.hayashi), f"/groups/{cast.group_id}/rules"
    page = hayashi.get(path).get_data(as_text=True)
    assert "10 日以上、何もしていない" in page and "この決まりにする" not in page
    assert hayashi.post(path, data=entered()).status_code == 403
    assert hayashi.post(path, data={"act": "drop"}).status_code == 403
    assert browser_of(cast.stranger_manager).post(path, data=entered()).status_code == 404
    assert browser_of(cast.sasaki).get(path).status_code == 403
