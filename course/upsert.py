"""Insert a row unless its key is taken, in one statement, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from course.extensions import db


def insert_if_absent(model: type[DeclarativeBase], **values: Any) -> bool:
    """Insert a row of `model`; return False, changing nothing, when a unique key is already taken.

    The database decides, so that of any number of equal requests at once exactly one makes the row.
    """
    table = model.__table__
    assert isinstance(table, Table)
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    # The row count is no help: psycopg leaves it open after an INSERT that returns a key.
    made = insert.values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return db.session.execute(made).first() is not None
