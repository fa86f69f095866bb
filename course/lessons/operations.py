"""Keep a reader's place in a lesson, mark it as read, and take the answers to its inline checks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from course.accounts.models import User
from course.content.catalogue import Entry
from course.extensions import db
from course.lessons.catalog import Lesson
from course.lessons.models import CheckAnswer, LessonProgress
from course.lessons.places import percent_at
from course.quizzes.grading import check_answer, grade
from course.skills.operations import record
from course.summaries import operations as summaries
from course.upsert import insert_if_absent
from course.versions.operations import pin

ALL_READ = 100


class NoSuchPlace(LookupError):
    """Say that the lesson, as it stands now, has no such section or check; nothing was changed."""


class LessonRevised(Exception):
    """Say that the lesson was edited after the page was made; nothing was changed."""


class AnsweredAlready(Exception):
    """Say that this check has another answer already, which stays as it was."""


def keep_place(actor: User, entry: Entry[Lesson], *, section: str, now: datetime) -> LessonProgress:
    """Remember the section the actor is reading. How far they have come never falls.

    Raises NoSuchPlace when the lesson has no such section.
    """
    percent = percent_at(entry.item, section)
    if percent is None:
        raise NoSuchPlace(section)
    row = _progress(actor, entry, now)
    if row.updated_at > now:
        return row
    row.section = section
    row.percent = max(row.percent, percent)
    row.version, row.updated_at = entry.version, now
    db.session.flush()
    summaries.read(actor.id, now)
    return row


def finish(actor: User, entry: Entry[Lesson], *, now: datetime) -> LessonProgress:
    """Mark the lesson as read. The day it was first finished stays."""
    row = _progress(actor, entry, now)
    row.percent = ALL_READ
    row.version, row.updated_at = entry.version, max(now, row.updated_at)
    row.finished_at = row.finished_at or now
    db.session.flush()
    summaries.read(actor.id, row.updated_at)
    return row


def answer_check(
    actor: User, entry: Entry[Lesson], *, version: str, check_id: str, chosen: Collection[str], now: datetime
) -> CheckAnswer:
    """Take the answer to an inline check. The same post any number of times makes one row.

    Raises LessonRevised when `version` is not the lesson's present one, NoSuchPlace when it has no such check,
    course.quizzes.grading.AnswerRefused when `chosen` does not answer it, AnsweredAlready when a different answer
    stands.
    """
    if version != entry.version:
        raise LessonRevised(entry.id)
    question = entry.item.check(check_id)
    if question is None:
        raise NoSuchPlace(check_id)
    kept = sorted(check_answer(question, chosen))
    credit = grade(question, kept)
    pin(entry, now)
    made = insert_if_absent(
        CheckAnswer,
        user_id=actor.id,
        lesson_id=entry.id,
        version=entry.version,
        check_id=check_id,
        chosen=kept,
        credit=credit,
        at=now,
    )
    row = db.session.scalars(
        select(CheckAnswer)
        .where(
            CheckAnswer.user_id == actor.id,
            CheckAnswer.lesson_id == entry.id,
            CheckAnswer.version == entry.version,
            CheckAnswer.check_id == check_id,
        )
        .execution_options(populate_existing=True)
    ).one()
    if row.chosen != kept:
        raise AnsweredAlready(check_id)
    if made:
        summaries.checked(actor.id, credit=credit, now=now)
        record(
            actor, {skill: [credit] for skill in question.skills}, source="check", source_id=row.id, now=now
        )
    return row


def _progress(actor: User, entry: Entry[Lesson], now: datetime) -> LessonProgress:
    """Give the actor's row for a lesson, made if there is none."""
    pin(entry, now)
    insert_if_absent(
        LessonProgress,
        user_id=actor.id,
        lesson_id=entry.id,
        version=entry.version,
        section=None,
        percent=0,
        started_at=now,
        updated_at=now,
    )
    return db.session.scalars(
        select(LessonProgress)
        .where(LessonProgress.user_id == actor.id, LessonProgress.lesson_id == entry.id)
        .execution_options(populate_existing=True)
    ).one()
