"""Store what has been assigned to whom, every change of it, who is exempt, and the addresses of calendars.

What counts is derived from the records that lessons, quizzes, roleplays and quarters keep anyway; nothing is copied.

    lesson     done when it has been read to the end, whenever that was
    quiz       done with the first finished attempt that reached `pass_mark`
    scenario   without a `pass_mark`: done with the first run finished, practice or scored;
               with one: with the first *scored* run that reached it (practice has coaching and undo)
    quarter    done with the first quarter finished

Records from before the assignment count too, unless `counts_from` says otherwise. Runs that were branched off from
another, and meetings within a quarter, never count. Of a person's finished attempts the first `attempts` count; going
on learning is never locked, and later attempts are kept like all others, they just do not count here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import Group, User
from course.extensions import Model

MADE, CHANGED, WITHDRAWN, RESTORED = "made", "changed", "withdrawn", "restored"
EXEMPTED, EXEMPTION_ENDED = "exempted", "exemption_ended"


def _standing(of: str) -> dict[str, Any]:
    condition = text(f"withdrawn_at IS NULL AND {of} IS NOT NULL")
    return {"unique": True, "sqlite_where": condition, "postgresql_where": condition}


class Assignment(Model):
    """Hold one thing to learn, for a group and all below it or for one person, by the end of a day in Japan.

    `title` is the item's, by language, as it was then. `line`, for one person's, is from where the one who gave it led
    them (`line_led`): there it is seen and changed, and by whoever leads them now once they are in none of those groups. Withdrawing keeps the row. The same item for the same people
    by the same day stands once, however often the form is sent.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("kind IN ('lesson', 'quiz', 'scenario', 'quarter')", name="kind"),
        CheckConstraint("(group_id IS NULL) <> (person_id IS NULL)", name="whom"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark"),
        CheckConstraint("attempts >= 1", name="attempts"),
        Index("uq_assignment_group", "group_id", "kind", "item_id", "due_at", **_standing("group_id")),
        Index("uq_assignment_person", "person_id", "kind", "item_id", "due_at", **_standing("person_id")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    item_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    line: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]
    pass_mark: Mapped[int | None]  # 1–100
    attempts: Mapped[int | None]  # how many finished attempts count
    note: Mapped[str] = mapped_column(String(500), default="")
    counts_from: Mapped[datetime | None]  # records from before this moment do not count
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    group: Mapped[Group | None] = relationship()
    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])


class AssignmentEvent(Model):
    """Hold what somebody did to an assignment; rows are only ever added."""

    __tablename__ = "assignment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)  # for a change: field → [before, after]

    by: Mapped[User | None] = relationship()


class Exemption(Model):
    """Excuse one person from one assignment, with the reason. Ending it removes row and reason; the event stays."""

    __tablename__ = "assignment_exemption"
    __table_args__ = (UniqueConstraint("assignment_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]


class Reminded(Model):
    """Remember which reminder of an assignment a letter told of. A letter that never went has told nothing."""

    __tablename__ = "assignment_reminded"
    __table_args__ = (UniqueConstraint("mail_id", "assignment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(16))


class CalendarLink(Model):
    """Keep the address at which a calendar program may read somebody's due days, by the SHA-256 of its token alone."""

    __tablename__ = "calendar_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    user: Mapped[User] = relationship()
