"""Store how far each person has read each lesson, and the answers to its inline checks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.extensions import Model


class LessonProgress(Model):
    """Hold one person's place in one lesson.

    `section` is where they read last; `percent` (0–100) is the furthest they have come and never falls.
    """

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("user_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    lesson_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    section: Mapped[str | None] = mapped_column(String(64))
    percent: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class CheckAnswer(Model):
    """Hold one person's answer to one inline check of one version of a lesson; `credit` is 0–1."""

    __tablename__ = "check_answer"
    __table_args__ = (
        UniqueConstraint("user_id", "lesson_id", "version", "check_id"),
        Index("ix_check_answer_person", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    lesson_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    check_id: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[str]] = mapped_column(JSON)  # option ids, sorted
    credit: Mapped[float]
    at: Mapped[datetime]
