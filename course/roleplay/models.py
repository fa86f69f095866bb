"""Store roleplay runs as their ordered events."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model, UtcDateTime

PRACTICE = "practice"
SCORED = "scored"


class Run(Model):
    """Hold one playing of one pinned version of a scenario.

    What happened is in `events`; the state is always recomputed from them. The columns from
    `ended_at` on are written once, when the run ends, so that lists need not replay it.
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_person", "user_id", "scenario_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    scenario_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    mode: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int]
    say_first: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The run this one was branched from, and how many of its choices were taken over.
    branched_from_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    branched_at: Mapped[int | None]
    # The quarter in which this run is a meeting with a key account.
    quarter_id: Mapped[int | None] = mapped_column(ForeignKey("quarter.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    raw: Mapped[int | None]
    score: Mapped[float | None]  # 0–100: the place between the worst and the best reachable
    outcome: Mapped[str | None] = mapped_column(String(16))
    buyer: Mapped[int | None]  # −3…3: what the ending meant for the buyer

    user: Mapped[User] = relationship()
    events: Mapped[list[RunEvent]] = relationship(order_by="RunEvent.seq", cascade="all, delete-orphan")


class RunEvent(Model):
    """Hold one event of a run: a line chosen, a step taken back, or words typed before the lines.

    `unique(run_id, seq)` makes a post idempotent: of any number of equal ones, one makes the row.
    """

    __tablename__ = "run_event"
    __table_args__ = (
        UniqueConstraint("run_id", "seq"),
        # Few events hold words, and trainers look for just those.
        Index(
            "ix_run_event_words",
            "run_id",
            sqlite_where=text("words IS NOT NULL"),
            postgresql_where=text("words IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))  # "choice", "undo" or "words"
    scene_id: Mapped[str] = mapped_column(String(64))
    choice_id: Mapped[str | None] = mapped_column(String(64))
    words: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
