"""Store the personal tokens with which programs read the API."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model


class ApiToken(Model):
    """Keep one personal token, known by the SHA-256 of its secret alone.

    `hint` is the end of the secret, so that its owner can tell two tokens apart. `last_used_on` is a day of the office's
    calendar and is written at most once a day: reading stays reading.
    """

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_person", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]

    user: Mapped[User] = relationship()
