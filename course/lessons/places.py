"""Work out places in a lesson and in the course: sections, percentages, neighbours. PURE."""

from __future__ import annotations

from collections.abc import Sequence

from course.content.text import Text
from course.lessons.catalog import Lesson


def percent_at(lesson: Lesson, section_id: str) -> int | None:
    """Say how far a reader of this section has come, in percent; None when there is no such section.

    Below 100 even at the last one: only the reader says that a lesson has been read.
    """
    for number, section in enumerate(lesson.sections, start=1):
        if section.id == section_id:
            return round(100 * number / (len(lesson.sections) + 1))
    return None


def section_titled(lesson: Lesson, section_id: str) -> Text | None:
    """Give the heading of a section, None when the lesson has none with this id (any more)."""
    section = lesson.section(section_id)
    return section.title if section is not None else None


def minutes_left(lesson: Lesson, percent: int) -> int:
    """Estimate the minutes still to read, at least one."""
    return max(1, round(lesson.minutes * (100 - percent) / 100))


def neighbours(lessons: Sequence[Lesson], lesson_id: str) -> tuple[Lesson | None, Lesson | None]:
    """Give the lessons before and after one in the course's order; None at the ends, and for one not in the course."""
    for at, lesson in enumerate(lessons):
        if lesson.id == lesson_id:
            before = lessons[at - 1] if at else None
            after = lessons[at + 1] if at + 1 < len(lessons) else None
            return before, after
    return None, None
