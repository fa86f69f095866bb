"""Bring the database's tables up to date, in one transaction, after copying the file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as dbapi
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine, inspect, text

from course import sqlite
from course.extensions import Base, db, utc_now

log = logging.getLogger("ryorin.schema")
FOLDER = Path(__file__).parent / "migrations"
COPIES_KEPT = 5
ADVISORY_LOCK = 0x52594F52  # any fixed number: two servers starting at once take turns on it


class Mismatch(Exception):
    """Say that rows no longer fit together after a migration."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    """Name the newest migration, or None when there is none."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def present(connection: Connection) -> str | None:
    """Name the migration a database stands at, or None for a new one."""
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a connection on which one transaction changes tables while nobody else writes."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.detach()
            raw: Any = connection.connection.dbapi_connection
            # SQLite changes a table by making it anew; with keys on, dropping the old one would drop rows elsewhere.
            raw.execute("PRAGMA foreign_keys=OFF")
            connection.begin()
            raw.begin_write()
        else:
            connection.begin()
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield connection
        if engine.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise Mismatch(f"{len(broken)} rows refer to rows that are gone, first in {broken[0][0]}")
        connection.commit()


def upgrade(app: Flask) -> Path | None:
    """Apply the migrations that are missing, all or none; give the copy of the file made first, if one was.

    Safe when several servers start at once: the first does the work, the others find it done.
    """
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite" and engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        copy = _migrate(app, engine)
        sqlite.learn(engine)
        return copy


def _migrate(app: Flask, engine: Engine) -> Path | None:
    with _alone(engine) as connection:
        target = newest()
        stands = present(connection)
        if stands == target:
            return None
        copy = None
        if engine.dialect.name == "sqlite" and inspect(connection).get_table_names():
            copy = copy_file(Path(str(engine.url.database)), Path(app.instance_path) / "backups", utc_now())
        command.upgrade(_config(connection), "head")
        log.info("database brought from %s to %s", stands or "nothing", target)
        return copy


def copy_file(database: Path, folder: Path, now: datetime) -> Path:
    """Copy a SQLite database, in use or not, into a folder; keep the newest copies only."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{database.stem}-{now:%Y%m%dT%H%M%S%fZ}.sqlite3"
    draft = copy.with_suffix(".part")
    source = dbapi.connect(str(database))
    target = dbapi.connect(str(draft))
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    draft.rename(copy)
    for old in sorted(folder.glob(f"{database.stem}-*.sqlite3"))[:-COPIES_KEPT]:
        old.unlink()
    return copy


def differences(connection: Connection) -> list[Any]:
    """List what a database's tables and the models disagree on."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def write_revision(app: Flask, message: str) -> Path:
    """Write a migration for what the models have and the migrations lack; `app` has an empty database."""
    with app.app_context(), _alone(db.engine) as connection:
        config = _config(connection)
        if newest() is not None:
            command.upgrade(config, "head")
        script = command.revision(config, message=message, autogenerate=True)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)
