"""Put what people did into the database directly, and assign as their leaders would."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from course.accounts.models import Group, User
from course.assignments import operations
from course.assignments.models import Assignment
from course.assignments.operations import Item, Terms
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import Attempt
from course.roleplay.models import Run
from course.versions.operations import pin
from tests.people import Cast

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 6, 10, 12, tzinfo=TOKYO)
ITEMS = {
    "lesson": Item("lesson", "first", {"ja": "一つ目", "en": "The first"}),
    "quiz": Item("quiz", "first", {"ja": "確かめの四問", "en": "Four questions"}, 70),
    "scenario": Item("scenario", "sample", {"ja": "見本の商談", "en": "A sample talk"}),
    "quarter": Item("quarter", "any", {"ja": "四半期", "en": "A quarter"}),
}


class Records:
    """Act on the database of one application."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.catalogue = app.extensions["catalogue"]
        self.hori = db.session.get_one(User, cast.hori.id)
        self.group = db.session.get_one(Group, cast.group_id)
        self.sasaki = db.session.get_one(User, cast.sasaki.id)
        self.ono = db.session.get_one(User, cast.ono.id)
        for person in (self.hori, self.sasaki, self.ono):
            person.created_at = datetime(2026, 1, 5, 9, tzinfo=TOKYO)
            for own in person.memberships:
                own.since = person.created_at
        db.session.flush()

    def assign(
        self,
        kind: str,
        *,
        to: Group | User | None = None,
        due: datetime = NOON,
        at: datetime = NOON,
        anew: bool = False,
        mark: int | None = None,
        attempts: int | None = None,
    ) -> Assignment:
        """Let 堀 assign one item, to the group unless said otherwise."""
        terms = Terms(due.astimezone(TOKYO).date(), mark, attempts)
        [row] = operations.assign(self.hori, [ITEMS[kind]], to or self.group, terms, anew=anew, now=at)
        return row

    def read(self, who: User, percent: int, at: datetime) -> None:
        """Let somebody have read a part of the first lesson; at 100 it is finished."""
        version = pin(self.catalogue.lessons["first"], at)
        db.session.add(
            LessonProgress(
                user_id=who.id,
                lesson_id="first",
                version=version,
                percent=percent,
                started_at=at,
                updated_at=at,
                finished_at=at if percent == 100 else None,
            )
        )
        db.session.flush()

    def try_quiz(self, who: User, score: float | None, at: datetime) -> None:
        """Let somebody finish the first quiz with a score, or (None) begin it."""
        version = pin(self.catalogue.quizzes["first"], at)
        db.session.add(
            Attempt(
                user_id=who.id,
                quiz_id="first",
                version=version,
                seed=1,
                started_at=at,
                finished_at=None if score is None else at,
                score=score,
                passed=None if score is None else score >= 70,
            )
        )
        db.session.flush()

    def talk(self, who: User, score: float | None, at: datetime, mode: str = "scored", **more: Any) -> Run:
        """Let somebody finish the sample scenario with a score, or (None) begin it."""
        version = pin(self.catalogue.scenarios["sample"], at)
        row = Run(
            user_id=who.id,
            scenario_id="sample",
            version=version,
            mode=mode,
            seed=1,
            say_first=False,
            started_at=at,
            ended_at=None if score is None else at,
            score=score,
            **more,
        )
        db.session.add(row)
        db.session.flush()
        return row

    def play(self, who: User, weeks: int, at: datetime) -> Quarter:
        """Let somebody have lived some weeks of a quarter; with 12 it is over."""
        row = Quarter(
            user_id=who.id,
            territory="few-large",
            seed=1,
            accounts=[],
            simulator="x",
            started_at=at,
            ended_at=at if weeks == 12 else None,
        )
        db.session.add(row)
        db.session.flush()
        for seq in range(weeks + 1):
            db.session.add(
                QuarterEvent(quarter_id=row.id, seq=seq, week=min(seq, 11), kind="plan", body={}, at=at)
            )
        db.session.flush()
        return row
