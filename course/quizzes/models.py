"""Store attempts at quizzes, their answers, and the cards by which mistakes come back for review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model

UNSURE, HALF, SURE = "low", "middle", "high"  # how sure somebody said they were


class Attempt(Model):
    """Hold one person's way through one pinned version of a quiz.

    What was answered is in `answers`. `score` (0–100), `passed` and `finished_at` are written once, together with
    the last answer. A person has at most one unfinished attempt at a quiz.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_person", "user_id", "quiz_id", "finished_at"),
        Index(
            "uq_attempt_unfinished",
            "user_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    quiz_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    seed: Mapped[int]  # decides the order of the options
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    score: Mapped[float | None]
    passed: Mapped[bool | None]

    user: Mapped[User] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        order_by="Answer.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Answer(Model):
    """Hold the answer to one question of an attempt; `unique(attempt_id, question_id)` makes a post idempotent."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[str]] = mapped_column(JSON)  # option ids, sorted
    confidence: Mapped[str | None] = mapped_column(String(8))  # UNSURE, HALF, SURE; None: not said
    credit: Mapped[float]
    at: Mapped[datetime]


class ReviewCard(Model):
    """Hold one question that one person once missed, and when it is due again.

    `version` is the quiz on which it was last answered; `card` is the state of the spacing algorithm; `due_at` is
    None once the question is known well enough; `confident_wrong` says that it was missed while being sure, and has
    not yet come back after that.
    """

    __tablename__ = "review_card"
    __table_args__ = (
        UniqueConstraint("user_id", "quiz_id", "question_id"),
        Index("ix_review_card_due", "user_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    quiz_id: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime | None]
    confident_wrong: Mapped[bool]
    reviews: Mapped[int] = mapped_column(default=0)  # how many review answers there are: the next one's `seq`

    user: Mapped[User] = relationship()
    answers: Mapped[list[ReviewAnswer]] = relationship(
        order_by="ReviewAnswer.seq", cascade="all, delete-orphan", passive_deletes=True, back_populates="card"
    )


class ReviewAnswer(Model):
    """Hold one answer given in review; `unique(card_id, seq)` makes a post idempotent."""

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("card_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("review_card.id", ondelete="CASCADE"))
    seq: Mapped[int]
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    chosen: Mapped[list[str]] = mapped_column(JSON)
    confidence: Mapped[str | None] = mapped_column(String(8))
    credit: Mapped[float]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]  # when this answer put the question off to; None: known well enough

    card: Mapped[ReviewCard] = relationship(back_populates="answers")
