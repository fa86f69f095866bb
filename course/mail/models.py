"""Store letters on their way, and which kinds of letters somebody has stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model

REMINDER, DIGEST, NUDGE = "reminder", "digest", "nudge"
KINDS = (REMINDER, DIGEST, NUDGE)
ONE_A_DAY = (REMINDER, NUDGE)  # of these together nobody is sent two on one day in Japan

# A letter waits; it is taken by one sender; it ends in one of the others.
WAITING, TAKEN, SENT, DROPPED, FAILED, UNCERTAIN = (
    "waiting",
    "taken",
    "sent",
    "dropped",  # taken back, stopped by its reader, or out of date before it went
    "failed",  # the server would not have it
    "uncertain",  # the connection broke in the middle: it may have arrived, so it is not sent again
)

NO_WORDS = {"subject": "", "body": ""}  # what is left of a letter's words once it has ended


class OutgoingMail(Model):
    """Hold one letter. `unique(key)` means that the same occasion writes one letter, whoever asks and how often.

    Its words are kept only while it waits: they name people, and nobody reads them once it has ended. One that has
    waited is written anew when it goes, so that it tells what is true then.

    It goes out between `send_after` and `drop_after`. The sender takes it (`taken_at`, committed) before it speaks to
    the mail server, so that of any number of senders at once one sends it, and none sends it twice.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'taken', 'sent', 'dropped', 'failed', 'uncertain')", name="state"
        ),
        Index(
            "ix_outgoing_mail_waiting",
            "send_after",
            sqlite_where=text("state IN ('waiting', 'taken')"),
            postgresql_where=text("state IN ('waiting', 'taken')"),
        ),
        Index("ix_outgoing_mail_person", "user_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    send_after: Mapped[datetime]
    drop_after: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9), default=WAITING)
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # sent, dropped, failed or uncertain since
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(200))  # what the server said last

    user: Mapped[User] = relationship()


class MailStop(Model):
    """Say that somebody wants no more letters of a kind. No row: they get them."""

    __tablename__ = "mail_stop"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
