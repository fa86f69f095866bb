"""Hold the demo server that the browser tests visit, and put its people where a test needs them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask

NEW_REP, TRAINER, MANAGER = "青木 陽太", "林 美和", "堀 健一"
KEPT = {"user", "membership", "sign_in", "roles_users", "invite"}


@dataclass
class Site:
    """Know one running demo: its address, and where its database lies."""

    address: str
    instance: Path

    @property
    def database(self) -> Path:
        """Name the file of the demo's database."""
        return self.instance / "demo.sqlite3"

    @cached_property
    def app(self) -> Flask:
        """Give an application on the same database, to prepare what a test needs and to read the URL map."""
        import os

        from course import create_app

        before = os.environ.get("RYORIN_INSTANCE")
        os.environ["RYORIN_INSTANCE"] = str(self.instance)
        try:
            return create_app({"DEMO": True})
        finally:
            if before is None:
                del os.environ["RYORIN_INSTANCE"]
            else:
                os.environ["RYORIN_INSTANCE"] = before

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database while the server runs."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            return connection.execute(query, values).fetchall()

    def number_of(self, name: str) -> int:
        """Give the number of a demo person."""
        return int(self.rows("SELECT id FROM user WHERE name = ?", name)[0][0])

    def begin_anew(self, name: str) -> int:
        """Take away all that a person has ever read, answered or played, and the language they chose."""
        person = self.number_of(name)
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            tables = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                columns = {row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")}
                if "user_id" in columns and table not in KEPT:
                    connection.execute(f'DELETE FROM "{table}" WHERE user_id = ?', (person,))
            connection.execute("UPDATE user SET language = NULL WHERE id = ?", (person,))
            connection.commit()
        return person
