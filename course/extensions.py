"""Hold the Flask extensions, each made once and joined to an application by `course.application`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVarTuple

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, MetaData, Row, Select
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

Columns = TypeVarTuple("Columns")


class UtcDateTime(TypeDecorator[datetime]):
    """Keep an aware moment in UTC; refuse one without a time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give the stored moment back, aware, in UTC: PostgreSQL's client does so itself, as its connection says.

        SQLite's text is read together with its zone; to set the zone afterwards takes several times as long.
        """
        return _from_text if dialect.name == "sqlite" else None


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


class Base(DeclarativeBase):
    """Carry the metadata of every table; names of constraints follow one pattern so that migrations can drop them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime},
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def bare_rows(statement: Select[*Columns]) -> Sequence[Row[*Columns]]:
    """Read columns of many rows, past the session's loading of objects, which takes half as long again; what waits is flushed."""
    db.session.flush()
    return (
        db.session.connection().execute(statement).all()
    )  # PostgreSQL's client hands rows over slowly one by one


babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)


def utc_now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)
