"""Check that the audit is written with the act or with the page, and that nobody changes it afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from course import schema
from course.accounts.models import User
from course.audit.models import AuditEntry
from course.audit.operations import note
from course.extensions import db
from tests.people import Cast, Person
from tests.test_schema import empty_app

__all__ = ["empty_app"]
BrowserOf = Callable[[Person | None], FlaskClient]
ATTEMPTS = (
    "UPDATE audit_entry SET action = 'x'",
    "UPDATE audit_entry SET actor_id = NULL WHERE id = 1",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_entry WHERE id = 1",
)


def entries(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_holds_who_did_what(app: Flask, cast: Cast) -> None:
    with app.app_context():
        hori = db.session.get_one(User, cast.hori.id)
        note(hori, "report.export", subject="group", subject_id=cast.group_id, detail={"rows": 2})
        db.session.commit()
    [entry] = entries(app)
    assert (entry.actor_id, entry.action, entry.subject, entry.subject_id) == (
        cast.hori.id,
        "report.export",
        "group",
        cast.group_id,
    )
    assert entry.detail == {"rows": 2} and entry.at.tzinfo is not None


def test_an_act_that_is_rolled_back_leaves_no_entry(app: Flask, cast: Cast) -> None:
    with app.app_context():
        note(None, "report.export", subject="group", subject_id=None)
        db.session.rollback()
    assert entries(app) == []


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_no_entry_is_changed_or_deleted(app: Flask, statement: str) -> None:
    with app.app_context():
        note(None, "report.export", subject="group", subject_id=None)
        db.session.commit()
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert [entry.action for entry in entries(app)] == ["report.export"]


def test_the_models_cannot_change_one_either(app: Flask) -> None:
    with app.app_context():
        note(None, "report.export", subject="group", subject_id=None)
        db.session.commit()
        for statement in (update(AuditEntry).values(action="x"), delete(AuditEntry)):
            with pytest.raises(DatabaseError, match="append-only"):
                db.session.execute(statement)
            db.session.rollback()
    assert [entry.action for entry in entries(app)] == ["report.export"]


def test_a_database_made_by_migrations_refuses_too(empty_app: Flask) -> None:
    schema.upgrade(empty_app)
    with empty_app.app_context():
        note(None, "report.export", subject="group", subject_id=None)
        db.session.commit()
        for statement in ATTEMPTS:
            with pytest.raises(DatabaseError, match="append-only"):
                db.session.execute(text(statement))
            db.session.rollback()


def test_who_looked_at_somebody_s_page_is_noted(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    page = f"/groups/{cast.group_id}/people/{cast.sasaki.id}"
    assert browser_of(cast.hori).get(page).status_code == 200
    [entry] = entries(app)
    assert (entry.actor_id, entry.action, entry.subject_id, entry.detail) == (
        cast.hori.id,
        "answers.see",
        cast.sasaki.id,
        {"page": "person"},
    )
    assert browser_of(cast.stranger_manager).get(page).status_code == 404
    assert len(entries(app)) == 1


def test_a_page_whose_note_cannot_be_written_is_not_shown(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from course.audit import seen

    def broken() -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(seen, "utc_now", broken)
    answer = browser_of(cast.hori).get(f"/groups/{cast.group_id}/people/{cast.sasaki.id}")
    assert answer.status_code == 500
    assert cast.sasaki.name not in answer.text


def test_one_s_own_pages_and_one_s_own_runs_leave_no_note(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    from course.quizzes import operations as quizzes

    with app.app_context():
        quiz = next(iter(app.extensions["catalogue"].quizzes.values()))
        sasaki = db.session.get_one(User, cast.sasaki.id)
        attempt = quizzes.begin(sasaki, quiz, seed=1, now=sasaki.created_at).id
        db.session.commit()
    assert browser_of(cast.sasaki).get(f"/attempts/{attempt}").status_code == 200
    assert entries(app) == []
    assert browser_of(cast.hayashi).get(f"/attempts/{attempt}").status_code == 200
    [entry] = entries(app)
    assert (entry.actor_id, entry.subject_id, entry.detail) == (
        cast.hayashi.id,
        cast.sasaki.id,
        {"page": "attempt"},
    )
