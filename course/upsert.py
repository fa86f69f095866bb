"""Insert a row unless its key is taken, in one statement, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from course.extensions import db


def insert_if_absent(model: type[DeclarativeBase], **values: Any) -> bool:
    """Insert a row of `model`; return False, changing nothing, when a unique key is already taken.

    The database decides, so that of any number of equal requests at once exactly one makes the row.
    """
    table = model.__table__
    assert isinstance(table, Table)
    made = _statement(table, db.session.get_bind().dialect.name)
    return db.session.execute(made, values).first() is not None


@cache
def _statement(table: Table, dialect: str) -> Executable:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    # The row count is no help: psycopg leaves it open after an INSERT that returns a key.
    return insert.on_conflict_do_nothing().returning(*table.primary_key)
