"""Keep each import of people: what was uploaded until it is done, how far it has come, and whom it brought in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import User
from course.extensions import Model

CHECKED, RUNNING, DONE, STOPPED, CANCELLED = "checked", "running", "done", "stopped", "cancelled"


class PeopleImport(Model):
    """Hold one import. `state` goes from checked to running to done; a fault makes it stopped, until it goes on.

    `entries` and `problems` hold what people wrote and are emptied as soon as they are no longer needed. `done` counts
    the people dealt with, in the order of `entries`; it rises in the transaction that brings them in, so that what a
    killed server leaves is whole and can go on from there. `touched_at` is the job's last sign of life.
    """

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True)
    entries: Mapped[bytes | None] = mapped_column(LargeBinary)
    problems: Mapped[bytes | None] = mapped_column(LargeBinary)
    foreseen: Mapped[dict[str, Any]] = mapped_column(JSON)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    created_by: Mapped[User] = relationship()


class ImportedPerson(Model):
    """Say that an import made an account; for these an admin can have first links made."""

    __tablename__ = "imported_person"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("people_import.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
