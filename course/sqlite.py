"""Set up SQLite for many threads: WAL, full synchronisation, foreign keys, and one writer at a time in the process.

Reads run in autocommit, so each sees what is committed when it starts, as under PostgreSQL's read committed. The
first statement of a transaction that may write takes the process-wide lock and begins an immediate transaction; commit
and rollback give the lock back. Without the lock the writers would sleep and retry inside SQLite, and wait ten times
longer.
"""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

import pysqlite3.dbapi2 as dbapi
from sqlalchemy import Connection, Engine, event, make_url

LOCK_PATIENCE = 30.0  # seconds to wait for another writer before giving up
LEARNED_ANEW = (
    3_600  # seconds after which a connection is opened anew: what `learn` found is read when one is opened
)
log = logging.getLogger("ryorin.schema")
_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={int(LOCK_PATIENCE * 1000)}",
)
_READ = re.compile(r"\s*(SELECT|VALUES|EXPLAIN|PRAGMA)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
_WRITING_WORD = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class WriteLock:
    """Let one connection of the process write at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def acquire(self) -> None:
        """Wait for the lock; after `LOCK_PATIENCE` seconds fail as SQLite itself would."""
        if not self._lock.acquire(timeout=LOCK_PATIENCE):
            raise dbapi.OperationalError("database is locked by another writer of this process")

    def release(self) -> None:
        """Let the next writer in."""
        self._lock.release()


class SerialConnection(dbapi.Connection):
    """Hold the write lock from the first writing statement to the end of its transaction."""

    lock: WriteLock | None = None
    _holds_lock = False

    def begin_write(self) -> None:
        """Begin an immediate transaction, once; later statements of the transaction run in the same one."""
        if self._holds_lock:
            if not self.in_transaction:
                raise dbapi.OperationalError("SQLite rolled this transaction back; begin again")
            return
        assert self.lock is not None
        self.lock.acquire()
        self._holds_lock = True
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._let_go()
            raise

    def commit(self) -> None:
        """Commit; the lock is given back only when the commit has succeeded (a failure is followed by a rollback)."""
        super().commit()
        self._let_go()

    def rollback(self) -> None:
        """Roll back and give the lock back, whatever happens."""
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        """Close, giving the lock back if the transaction was never ended."""
        try:
            super().close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._holds_lock:
            self._holds_lock = False
            assert self.lock is not None
            self.lock.release()


def may_write(statement: str, context: Any = None) -> bool:
    """Tell whether a statement may change something, or asks to lock the rows that it reads."""
    compiled = getattr(context, "compiled", None)
    asked = getattr(compiled, "statement", None)
    if getattr(asked, "_for_update_arg", None) is not None:
        return True
    if _WITH.match(statement):
        return _WRITING_WORD.search(statement) is not None
    return _READ.match(statement) is None


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of `create_engine` for a database address; for SQLite, those of this module."""
    if make_url(url).get_backend_name() != "sqlite":
        # Moments in UTC are handed over as they are; in another zone, each would be reckoned over twice. And a plan made for
        # any group alike is a bad one both for a team of twelve and for a company of twenty thousand.
        return {
            "pool_pre_ping": True,
            "pool_size": 32,
            "max_overflow": 8,
            "connect_args": {"options": "-c timezone=UTC -c plan_cache_mode=force_custom_plan"},
        }
    return {
        "module": dbapi,
        "pool_recycle": LEARNED_ANEW,
        "pool_size": 32,
        "max_overflow": 8,
        "connect_args": {
            "factory": SerialConnection,
            "isolation_level": None,
            "check_same_thread": False,
            "timeout": LOCK_PATIENCE,
        },
    }


def listen(engine: Engine) -> None:
    """Set each new connection of a SQLite engine up, and serialise the engine's writers; nothing on other databases."""
    if engine.dialect.name != "sqlite":
        return
    lock = WriteLock()

    @event.listens_for(engine, "connect")
    def set_up(connection: SerialConnection, record: Any) -> None:
        connection.lock = lock
        for pragma in _SETTINGS:
            connection.execute(pragma)

    @event.listens_for(engine, "before_cursor_execute")
    def lock_writers(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if may_write(statement, context):
            raw: Any = connection.connection.dbapi_connection
            raw.begin_write()


def learn(engine: Engine) -> None:
    """Let SQLite learn how its tables are filled where it has changed much; without it, it would choose ways for empty ones.

    A few hundredths of a second however large the tables, because it takes samples. Left for another time when somebody
    else is writing, and on other databases, which see to it themselves.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        try:
            raw.execute(
                "PRAGMA optimize=0x10002"
            )  # every table, whether this connection has asked for it or not
        except dbapi.OperationalError as error:
            log.info("the database could not be looked over: %s", error)
