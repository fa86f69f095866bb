"""Store what was observed of a skill."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course.extensions import Model, UtcDateTime


class Observation(Model):
    """Hold one observation of one skill: value 0–1, and the answer or roleplay run it came from."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_person", "user_id", "skill", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(16))
    value: Mapped[float]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(16))  # "answer", "check", "review", "run", "quarter" or "room"
    source_id: Mapped[int]
