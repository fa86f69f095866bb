"""Inserting once tells truly, on every database, whether it was this call that made the row."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from course.extensions import db, utc_now
from course.lessons.models import LessonProgress
from course.upsert import insert_if_absent
from course.versions.models import ContentVersion
from tests.people import Cast


def test_only_the_first_of_equal_inserts_makes_a_row(app: Flask, cast: Cast) -> None:
    now = utc_now()
    version = {"hash": "a" * 64, "kind": "lesson", "item_id": "x", "texts": {}, "first_used_at": now}
    place = {"lesson_id": "x", "version": "a" * 64, "percent": 0, "started_at": now, "updated_at": now}
    with app.app_context():
        assert [insert_if_absent(ContentVersion, **version) for _ in range(3)] == [True, False, False]
        for person in (cast.sasaki, cast.ono):
            made = [insert_if_absent(LessonProgress, user_id=person.id, **place) for _ in range(3)]
            assert made == [True, False, False]
        assert db.session.scalar(select(func.count()).select_from(LessonProgress)) == 2
