"""Store what leaders wrote about, or to, one of their people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model

NUDGE_KEY = "nudge:"


class Note(Model):
    """Hold one note on a person: private to those who lead them, or shared with them.

    A nudge is a shared note that also goes out as a letter; `nudged_on`, its day in Japan, lets one stand a day for each
    person. Withdrawing keeps the row (nobody is shown it any more) and frees the day.

    `line` is the group of the person's in which the author led them then, with those above it (`line_led`): from there
    it is read, not from another company of the same person's. None: by the author and admins alone.
    """

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("person_id", "nudged_on"),
        Index("ix_note_person", "person_id", "written_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    line: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool]
    is_nudge: Mapped[bool] = mapped_column(default=False)
    nudged_on: Mapped[date | None] = mapped_column(Date)
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]  # when the person marked it as read
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @property
    def mail_key(self) -> str:
        """Name the occasion of a nudge's letter."""
        return f"{NUDGE_KEY}{self.id}"
