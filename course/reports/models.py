"""Store the thresholds by which a group's people are named, and the files that are made for their leaders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import Group, User
from course.extensions import Model

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STALLED = timedelta(minutes=2)  # without coming on: the server was stopped meanwhile


class GroupRules(Model):
    """Hold what a group has changed of the rules as shipped; it holds for the groups below that have none of their own."""

    __tablename__ = "group_rules"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class Export(Model):
    """Hold one file that is being made, or was: whose it is, of which group, how far it has come, and where it lies.

    `state` is "waiting", "running", "done" or "failed"; `written` of `total` rows have been written. The file is kept
    for a day under the name `stored`, in the folder of exports. `people` is a fingerprint of whom it is of: it is handed out only
    as long as they are still just the people of the group.
    """

    __tablename__ = "export"
    __table_args__ = (Index("ix_export_person", "user_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)
    format: Mapped[str] = mapped_column(String(8))  # "xlsx" or "csv"
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(8))
    written: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    stored: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int | None]  # bytes
    people: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime]
    moved_at: Mapped[datetime]  # when it last came on

    user: Mapped[User] = relationship()
    group: Mapped[Group] = relationship()
