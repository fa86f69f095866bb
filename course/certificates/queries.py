"""Read certificates, and what somebody still has to do for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from course.certificates.models import Certificate
from course.content.catalogue import Catalogue, Entry
from course.extensions import db
from course.lessons import queries as lessons
from course.lessons.catalog import Lesson
from course.lessons.models import LessonProgress
from course.quizzes import queries as quiz_queries
from course.quizzes.definition import Quiz
from course.quizzes.queries import Scores


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold what of the course as it stands somebody has done, and what is missing, in the order of the course."""

    lessons: int
    quizzes: int
    unread: tuple[Lesson, ...]
    unpassed: tuple[tuple[Entry[Quiz], Scores | None], ...]

    @property
    def read(self) -> int:
        """Count the lessons that have been read."""
        return self.lessons - len(self.unread)

    @property
    def passed(self) -> int:
        """Count the quizzes that have been passed."""
        return self.quizzes - len(self.unpassed)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is missing. Where there is no course there is nothing to complete."""
        return bool(self.lessons) and not self.unread and not self.unpassed

    @property
    def percent(self) -> int:
        """Say how far somebody has come; 100 only when nothing is missing."""
        total = self.lessons + self.quizzes
        return 100 * (self.read + self.passed) // total if total else 0


def standing(
    user_id: int,
    catalogue: Catalogue,
    *,
    read: Mapping[str, LessonProgress] | None = None,
    scores: Mapping[str, Scores] | None = None,
) -> Standing:
    """Compare what a person has done with the course as it stands; `read` and `scores` are theirs, when at hand."""
    read = lessons.progress([user_id])[user_id] if read is None else read
    scores = quiz_queries.scores([user_id])[user_id] if scores is None else scores
    course = catalogue.course_lessons()
    in_order = {entry.id: entry for lesson in course if (entry := catalogue.quiz_of(lesson.id)) is not None}
    every = {**in_order, **catalogue.quizzes}
    return Standing(
        lessons=len(course),
        quizzes=len(every),
        unread=tuple(lesson for lesson in course if not _is_read(read.get(lesson.id))),
        unpassed=tuple(
            (entry, scores.get(entry.id))
            for entry in every.values()
            if entry.id not in scores or not scores[entry.id].passed
        ),
    )


def _is_read(progress: LessonProgress | None) -> bool:
    return progress is not None and progress.finished_at is not None


def current(user_id: int) -> Certificate | None:
    """Give the certificate of a person that stands, if they have one."""
    return db.session.scalar(
        select(Certificate)
        .where(Certificate.user_id == user_id, Certificate.superseded_at.is_(None))
        .execution_options(populate_existing=True)
    )


def by_code(code: str) -> Certificate | None:
    """Find a certificate by its code, superseded or not."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))
