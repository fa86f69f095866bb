"""The weekly letter tells of the same people and figures as the page, in the manager's language."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from course.accounts import group_operations
from course.accounts.models import User
from course.extensions import db, utc_now
from course.reports import digest
from tests.people import Cast, make_person
from tests.small_course import write_course


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def letter(app: Flask, person_id: int, language: str = "ja") -> tuple[str, str] | None:
    with app.test_request_context(base_url="https://learn.example.jp"), force_locale(language):
        return digest.write(db.session.get_one(User, person_id), utc_now())


@pytest.fixture
def waiting(app: Flask, cast: Cast) -> None:
    with app.app_context():
        db.session.get_one(User, cast.ono.id).created_at = utc_now() - timedelta(days=8)
        db.session.commit()


@pytest.mark.usefixtures("waiting")
def test_the_letter_names_whom_to_talk_to_and_why(app: Flask, cast: Cast) -> None:
    found = letter(app, cast.hori.id)
    assert found is not None
    subject, body = found
    assert subject == "今週のチーム: 名古屋支店・2 人のうち 1 人が順調です"
    assert "小野 美咲(今日)" in body and "登録から 8 日、まだ何も始めていません" in body
    assert f"https://learn.example.jp/groups/{cast.group_id}" in body
    assert cast.stranger_trainee.name not in body and "佐々木" not in body


@pytest.mark.usefixtures("waiting")
def test_the_letter_in_english_is_english(app: Flask, cast: Cast) -> None:
    found = letter(app, cast.hori.id, "en")
    assert found is not None
    assert "1 of 2 people are on track" in found[0] and "Signed up 8 days ago" in found[1]


def test_somebody_who_manages_nobody_gets_no_letter(app: Flask, cast: Cast) -> None:
    assert letter(app, cast.sasaki.id) is None
    assert letter(app, cast.hayashi.id) is None, "a trainer manages nobody"


@pytest.mark.usefixtures("waiting")
def test_very_many_people_are_told_of_by_number(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "BIG", 1)
    found = letter(app, cast.hori.id)
    assert found is not None and "2 人のうち 1 人に、今日の一声が要ります" in found[0]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("language", "more", "waiting_there"),
    [
        ("ja", "ほかに 2 グループを担当しています。", "声をかけたい人"),
        ("en", "You manage 2 more groups.", "needs a word"),
    ],
)
def test_of_many_groups_those_are_told_of_that_need_a_word(
    app: Flask, cast: Cast, language: str, more: str, waiting_there: str
) -> None:
    with app.app_context():
        now = utc_now()
        admin, hori = (db.session.get_one(User, person.id) for person in (cast.admin, cast.hori))
        for number in range(6):  # by name they come before 名古屋支店
            group = group_operations.create_group(admin, f"A{number}", now)
            person = db.session.get_one(User, make_person(f"新人 {number}", f"new{number}@example.jp").id)
            group_operations.add_role(admin, group, hori, "manager")
            group_operations.add_role(admin, group, person, "trainee")
        db.session.commit()
    found = letter(app, cast.hori.id, language)
    assert found is not None
    subject, body = found
    assert "名古屋支店" in subject, "小野 has waited for 8 days"
    told = [line for line in body.splitlines() if line.startswith("■")]
    assert len(told) == digest.GROUPS and "名古屋支店" in told[0]
    assert more in body and "https://learn.example.jp/groups\n" in body
    assert waiting_there not in body.rpartition(more)[2], "nobody waits in the other two"
