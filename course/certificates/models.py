"""Store certificates as they were issued."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model


class Certificate(Model):
    """Hold one certificate: name, course and counts as they were on the day it was earned.

    A person has at most one that stands. One that was issued again under another name is kept, with the day it was
    superseded, so that a print of it can still be checked. `course_title` is by language.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_person", "user_id"),
        Index(
            "uq_certificate_standing",
            "user_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    course_title: Mapped[dict[str, str]] = mapped_column(JSON)
    lessons: Mapped[int]
    quizzes: Mapped[int]
    earned_at: Mapped[datetime]  # the same on a certificate issued again
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
