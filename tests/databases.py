"""Make empty databases quickly, on SQLite or on PostgreSQL, and watch that reading does not write."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, create_engine, event, make_url, text

POSTGRES = "RYORIN_TEST_POSTGRES"  # address of a PostgreSQL server on which the tests may make databases


def _make_tables(url: str) -> None:
    from course import create_app
    from course.extensions import db

    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "tables", "CONTENT_ROOTS": []})
    with app.app_context():
        db.create_all()
        db.engine.dispose()


class Databases:
    """Hand out databases with all tables and no rows."""

    def __init__(self, folder: Path, worker: str) -> None:
        """Keep files in memory where the system offers it, else in `folder`: syncing them takes most of a test."""
        memory = Path("/dev/shm")
        self._memory = tempfile.TemporaryDirectory(dir=memory) if os.access(memory, os.W_OK) else None
        self._folder = Path(self._memory.name) if self._memory else folder
        self._numbers = itertools.count()
        self._server = os.environ.get(POSTGRES, "")
        self._name = f"ryorin_test_{worker}"
        self._ready = False
        self._bare = False

    @property
    def on_postgres(self) -> bool:
        """Tell whether the tests run on PostgreSQL."""
        return bool(self._server)

    def fresh(self) -> str:
        """Give the address of an empty database."""
        return self._fresh_postgres() if self._server else self._fresh_sqlite()

    def without_tables(self) -> str:
        """Give the address of a database that has not even tables."""
        if not self._server:
            return f"sqlite:///{self._folder / f'bare-{next(self._numbers)}.sqlite3'}"
        name = f"{self._name}_bare"
        self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        self._bare = True
        url = make_url(self._server).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def _fresh_sqlite(self) -> str:
        pattern = self._folder / "empty.sqlite3"
        if not self._ready:
            _make_tables(f"sqlite:///{pattern}")
            self._ready = True
        copy = self._folder / f"{next(self._numbers)}.sqlite3"
        shutil.copyfile(pattern, copy)
        return f"sqlite:///{copy}"

    def _admin(self, *statements: str) -> None:
        engine = create_engine(make_url(self._server).set(drivername="postgresql+psycopg"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def _fresh_postgres(self) -> str:
        url = make_url(self._server).set(drivername="postgresql+psycopg", database=self._name)
        address = url.render_as_string(hide_password=False)
        if not self._ready:
            self._admin(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)", f"CREATE DATABASE {self._name}")
            _make_tables(address)
            self._ready = True
        else:
            self._empty(address)
        return address

    def _empty(self, address: str) -> None:
        from course.extensions import Base

        engine = create_engine(address)
        tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        engine.dispose()

    def close(self) -> None:
        """Drop what was made on a server and in memory; files on disk go with their folder."""
        if self._memory:
            self._memory.cleanup()
        if self._server and self._ready:
            self._admin(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        if self._bare:
            self._admin(f"DROP DATABASE IF EXISTS {self._name}_bare WITH (FORCE)")


def forbid_writes_while_reading(engine: Engine) -> None:
    """Fail any GET or HEAD request that changes the database, but for the note of who saw whose answers."""
    from course.sqlite import may_write
    from course.transactions import SAFE_METHODS

    @event.listens_for(engine, "before_cursor_execute")
    def check(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if has_request_context() and request.url_rule and request.method in SAFE_METHODS:
            noted = statement.startswith("INSERT INTO audit_entry")
            assert noted or not may_write(statement, context), (
                f"{request.method} {request.path} writes: {statement}"
            )
