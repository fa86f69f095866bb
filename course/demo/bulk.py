"""Write very many rows: prepared inserts on SQLite, COPY on PostgreSQL. Values come as the database holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

AT_ONCE = 20_000  # rows of one table
Row = Sequence[str | int | float | None]


class Writer:
    """Collect rows and write them table by table; `tables` names columns, in an order in which parents come first."""

    def __init__(self, engine: Engine, tables: Mapping[str, Sequence[str]]) -> None:
        self._tables = tables
        self._rows: dict[str, list[Row]] = {name: [] for name in tables}
        self._on_postgres = engine.dialect.name == "postgresql"
        self._connection = engine.connect()
        self._raw: Any = self._connection.connection.dbapi_connection
        self._inserts = {
            name: f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608  # fixed names
            for name, columns in tables.items()
        }
        self.written = 0
        self._begin()

    def _begin(self) -> None:
        """Save what a demo can do without: a crash means starting anew, and rows are made to fit together."""
        if not self._on_postgres:
            self._raw.execute("PRAGMA synchronous=OFF")
            self._raw.execute("PRAGMA foreign_keys=OFF")
            self._raw.execute("PRAGMA cache_size=-400000")
            return
        with suppress(ProgrammingError), self._connection.begin():  # only a superuser may
            self._connection.execute(text("SET session_replication_role = replica"))
        with self._connection.begin():
            self._connection.execute(text("SET synchronous_commit = off"))

    @property
    def rows(self) -> Mapping[str, list[Row]]:
        """Give the waiting rows of each table, to append to."""
        return self._rows

    def write_full(self) -> None:
        """Write everything once some table has enough rows waiting."""
        if any(len(rows) >= AT_ONCE for rows in self._rows.values()):
            self.write()

    def write(self) -> None:
        """Write all that waits, and commit."""
        cursor = self._raw.cursor()
        if not self._on_postgres:
            self._raw.begin_write()
        for name, rows in self._rows.items():
            if rows:
                self._copy(cursor, name, rows) if self._on_postgres else cursor.executemany(
                    self._inserts[name], rows
                )
                self.written += len(rows)
                rows.clear()
        self._raw.commit()

    def _copy(self, cursor: Any, name: str, rows: Iterable[Row]) -> None:
        with cursor.copy(f'COPY "{name}" ({", ".join(self._tables[name])}) FROM STDIN') as copy:
            copy.write("".join([_line(row) for row in rows]))

    def close(self) -> None:
        """Give the connection up: its settings are nobody else's."""
        self._connection.invalidate()
        self._connection.close()


def _line(row: Row) -> str:
    return "\t".join([_text(value) for value in row]) + "\n"


def _text(value: str | int | float | None) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        if "\\" in value or "\n" in value or "\t" in value:
            return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
        return value
    return repr(value)
