"""Make empty databases quickly, on SQLite or on PostgreSQL, and watch that reading does not write."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, has_request_context, request
from sqlalchemy import Engine, TextClause, create_engine, event, make_url, text
from sqlalchemy.util import LRUCache

from course.sqlite import engine_options

T = TypeVar("T")
STATEMENTS = 5_000  # kept: more than there are
POSTGRES = "RYORIN_TEST_POSTGRES"  # address of a PostgreSQL server on which the tests may make databases


def _make_tables(url: str) -> None:
    from course import create_app
    from course.extensions import db

    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "tables", "CONTENT_ROOTS": []})
    with app.app_context():
        db.create_all()
        db.engine.dispose()


def _state_of(file: Path) -> object:
    """Tell apart what a file of SQLite's holds; None when changes stand beside it."""
    beside = file.with_name(f"{file.name}-wal")
    if beside.exists() and beside.stat().st_size:
        return None
    seen = file.stat()
    return seen.st_mtime_ns, seen.st_size


class Databases:
    """Hand out databases with all tables and no rows, and copies of those that were filled once."""

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
        self._engine: Engine | None = None
        self._first: Engine | None = None
        self._emptying: TextClause | None = None
        # Of every file handed out: what it was filled with, and how it looked then.
        self._filled: dict[Path, tuple[tuple[str, ...], object]] = {}
        self._kept: dict[tuple[str, ...], tuple[Path, Any]] = {}

    def join(self, engine: Engine) -> None:
        """Let an application's engine use what others have found out before it: how each statement is written.

        SQLAlchemy keeps it by engine and dialect, and writing statements anew takes longer than asking them.
        On PostgreSQL the open connections are shared, too.
        """
        if self._first is None:
            self._first = self._engine or engine
            with self._first.connect():  # the dialect looks at the database once
                pass
            self._first._compiled_cache = LRUCache(STATEMENTS)
        engine.dialect = self._first.dialect
        engine._compiled_cache = self._first._compiled_cache
        if self._server:
            engine.pool = self._first.pool
        else:
            engine.pool._dialect = self._first.dialect

    def leave(self, engine: Engine) -> None:
        """Close the connections of an application's engine, unless others use them."""
        if not self._server:
            engine.dispose()

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
        self._filled[copy] = (), _state_of(copy)
        return f"sqlite:///{copy}"

    def filled(self, app: Flask, name: str, fill: Callable[[], T]) -> T:
        """Have an application's database filled once, and later the same rows copied; give what `fill` made then.

        What stood in the database before counts: rows of a test's own are never lost, and PostgreSQL is always filled anew.
        """
        from course.extensions import db

        with app.app_context():
            engine = db.engine
        file = Path(engine.url.database or "")
        if file not in self._filled:
            return fill()
        engine.dispose()
        before, state = self._filled[file]
        if state is None or state != _state_of(file):
            return fill()
        key = (*before, name)
        if key not in self._kept:
            made = fill()
            engine.dispose()  # the last connection that closes writes everything into the file
            copy = self._folder / f"kept-{len(self._kept)}.sqlite3"
            shutil.copyfile(file, copy)
            self._kept[key] = copy, made
        else:
            shutil.copyfile(self._kept[key][0], file)
        self._filled[file] = key, _state_of(file)
        return self._kept[key][1]

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
            self._engine = create_engine(url, **engine_options(address))
            self._ready = True
        else:
            self._empty()
        return address

    def _empty(self) -> None:
        """Delete all rows, and count from one again: with tables as small as a test's, far quicker than TRUNCATE."""
        from course.extensions import Base

        assert self._engine is not None
        with self._engine.begin() as connection:
            connection.execute(
                text("SET LOCAL session_replication_role = replica")
            )  # keys need not be followed
            if self._emptying is None:
                found = "SELECT schemaname || '.' || sequencename FROM pg_sequences"
                parts = [f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables]
                parts += [f"SELECT setval('{name}', 1, false)" for name in connection.scalars(text(found))]
                self._emptying = text(";".join(parts))
            connection.execute(self._emptying)

    def close(self) -> None:
        """Drop what was made on a server and in memory; files on disk go with their folder."""
        if self._memory:
            self._memory.cleanup()
        if self._engine:
            self._engine.dispose()
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
