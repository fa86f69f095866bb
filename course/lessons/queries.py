"""Read who has read what, and where somebody should go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.content.text import Text
from course.extensions import db
from course.lessons.catalog import Lesson
from course.lessons.models import CheckAnswer, LessonProgress
from course.lessons.places import minutes_left, section_titled


@dataclass(frozen=True, slots=True)
class ContinuePoint:
    """Hold the lesson to go on with; `percent` 0 and no heading when it has not been opened."""

    lesson: Lesson
    percent: int
    section_heading: Text | None
    minutes_left: int


def progress(user_ids: Sequence[int]) -> dict[int, dict[str, LessonProgress]]:
    """Give every person's progress by lesson; lessons never opened are left out."""
    found: dict[int, dict[str, LessonProgress]] = {user_id: {} for user_id in user_ids}
    if not found:
        return found
    for row in db.session.scalars(select(LessonProgress).where(LessonProgress.user_id.in_(user_ids))):
        found[row.user_id][row.lesson_id] = row
    return found


def progress_in(user: User, lesson_id: str) -> LessonProgress | None:
    """Give a person's progress in one lesson, None when it was never opened."""
    return db.session.scalar(
        select(LessonProgress).where(LessonProgress.user_id == user.id, LessonProgress.lesson_id == lesson_id)
    )


def check_answers(user: User, entry: Entry[Lesson]) -> dict[str, CheckAnswer]:
    """Give a person's answers to the checks of a lesson's present version, by check."""
    rows = db.session.scalars(
        select(CheckAnswer).where(
            CheckAnswer.user_id == user.id,
            CheckAnswer.lesson_id == entry.id,
            CheckAnswer.version == entry.version,
        )
    )
    return {row.check_id: row for row in rows}


def continue_point(user_id: int, catalogue: Catalogue) -> ContinuePoint | None:
    """Find the lesson to go on with: the one read last and not finished, else the first unfinished of the course.

    None when every lesson is finished, or there is none.
    """
    lessons = catalogue.course_lessons()
    rows = progress([user_id])[user_id]
    started = [
        (rows[lesson.id].updated_at, lesson)
        for lesson in lessons
        if lesson.id in rows and rows[lesson.id].finished_at is None
    ]
    if started:
        lesson = max(started, key=lambda pair: pair[0])[1]
    else:
        fresh = [lesson for lesson in lessons if lesson.id not in rows]
        if not fresh:
            return None
        lesson = fresh[0]
    row = rows.get(lesson.id)
    percent = row.percent if row else 0
    return ContinuePoint(
        lesson=lesson,
        percent=percent,
        section_heading=section_titled(lesson, row.section) if row and row.section else None,
        minutes_left=minutes_left(lesson, percent),
    )
