"""Store quarters as their ordered events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model, UtcDateTime


class Quarter(Model):
    """Hold one quarter of one person: what it began with. What happened is in `events`.

    `accounts` keeps the key accounts as they were when it began. `simulator` names the version of the simulator it began
    with. The columns from `ended_at` on are written once, when the quarter is over, so that nothing moves it later.
    """

    __tablename__ = "quarter"
    __table_args__ = (Index("ix_quarter_person", "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    territory: Mapped[str] = mapped_column(String(32))
    seed: Mapped[int]
    accounts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    simulator: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The quarter this one plays again, with the same luck.
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("quarter.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    net: Mapped[int | None]  # contracts that stood
    money: Mapped[int | None]  # yen
    skill: Mapped[float | None]  # contracts, against a two-wheels rep
    brier: Mapped[float | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    user: Mapped[User] = relationship()
    events: Mapped[list[QuarterEvent]] = relationship(
        order_by="QuarterEvent.seq", cascade="all, delete-orphan"
    )


class QuarterEvent(Model):
    """Hold one event of a quarter; its kinds and bodies are those of `course.quarter.game`.

    `unique(quarter_id, seq)` makes a post idempotent: of any number of equal ones, one makes the row.
    """

    __tablename__ = "quarter_event"
    __table_args__ = (UniqueConstraint("quarter_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter_id: Mapped[int] = mapped_column(ForeignKey("quarter.id", ondelete="CASCADE"))
    seq: Mapped[int]
    week: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
