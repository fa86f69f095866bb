"""Store what trainers see and say: behaviour in real life, reviews of typed lines, plans of sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import Group, User
from course.extensions import Model
from course.roleplay.models import RunEvent

SIGN_OFF, EVIDENCE = "sign_off", "evidence"
DONE, HELPED, NOT_YET = "done", "helped", "not_yet"
GOOD, ALMOST = "good", "almost"


class BehaviourEntry(Model):
    """Hold one entry about one behaviour of one person (`user`): what a trainer saw, or what they wrote themselves.

    Nothing is changed afterwards: a correction is another entry that names the one it corrects, and of two at once one is
    made. `result` is DONE, HELPED or NOT_YET for what a trainer saw, None for a person's own evidence, which asks for it to
    be looked at.
    """

    __tablename__ = "behaviour_entry"
    __table_args__ = (
        Index("ix_behaviour_entry_person", "user_id", "behaviour_id"),
        UniqueConstraint("corrects_id"),
        CheckConstraint("kind IN ('sign_off', 'evidence')", name="kind"),
        CheckConstraint("(kind = 'sign_off') = (result IS NOT NULL)", name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    behaviour_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    observed_on: Mapped[date]
    occasion: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(String(8))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("behaviour_entry.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])


class WordsReview(Model):
    """Hold what one trainer said of one typed line of `user`: a mark (GOOD, ALMOST or None) and a comment for them.

    `read_at` is when `user` read it as it now stands.
    """

    __tablename__ = "words_review"
    __table_args__ = (
        UniqueConstraint("event_id", "author_id"),
        Index("ix_words_review_person", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("run_event.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    mark: Mapped[str | None] = mapped_column(String(8))
    comment: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    event: Mapped[RunEvent] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])


class RoomPlan(Model):
    """Hold the plan of one session with a group, as it was suggested: ids and the figures of that day."""

    __tablename__ = "room_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]

    group: Mapped[Group] = relationship()
    author: Mapped[User | None] = relationship()
