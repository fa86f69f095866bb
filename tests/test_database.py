"""Check how requests read and write: one writer at a time, all or nothing, and reads that never wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as dbapi
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from course import sqlite
from course.accounts.access import public
from course.accounts.models import Group, User
from course.extensions import db, utc_now
from tests.databases import Databases
from tests.people import Cast, Person

Browser = Callable[[Person | None], FlaskClient]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'plain.sqlite3'}"
    made = create_engine(url, **sqlite.engine_options(url))
    sqlite.listen(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE tally (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO tally VALUES (1, 0)"))
    yield made
    made.dispose()


def tally(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT n FROM tally")) or 0)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)],
)
def test_sqlite_is_set_up_for_safety(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_sqlite_is_recent_enough_to_be_sound() -> None:
    assert dbapi.sqlite_version_info >= (3, 51, 3)


def test_thirty_two_writers_lose_nothing(engine: Engine) -> None:
    def add_one() -> None:
        for _ in range(10):
            with engine.begin() as connection:
                seen = connection.execute(text("UPDATE tally SET n = n + 1 RETURNING n")).scalar_one()
                connection.execute(text("UPDATE tally SET n = :n"), {"n": seen})

    with ThreadPoolExecutor(32) as pool:
        for done in [pool.submit(add_one) for _ in range(32)]:
            done.result(60)
    assert tally(engine) == 320


def known(engine: Engine) -> set[str]:
    """Name the tables SQLite has looked over."""
    with engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")):
            return set(connection.scalars(text("SELECT tbl FROM sqlite_stat1")))
        return set()


def test_sqlite_learns_how_full_its_tables_are(engine: Engine) -> None:
    assert "tally" not in known(engine)
    sqlite.learn(engine)
    assert "tally" in known(engine)


def test_nobody_waits_for_what_sqlite_could_learn(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(text("UPDATE tally SET n = 7"))
        begun = time.monotonic()
        sqlite.learn(engine)
        assert time.monotonic() - begun < sqlite.LOCK_PATIENCE / 3
    assert tally(engine) == 7
    assert "tally" not in known(engine)


def test_readers_do_not_wait_for_a_writer_and_see_what_is_committed(engine: Engine) -> None:
    with engine.connect() as reader, engine.connect() as writer:
        assert reader.scalar(text("SELECT n FROM tally")) == 0
        writer.execute(text("UPDATE tally SET n = 7"))
        assert reader.scalar(text("SELECT n FROM tally")) == 0
        writer.commit()
        assert reader.scalar(text("SELECT n FROM tally")) == 7  # in the same "transaction": read committed


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "failed statement"])
def test_the_lock_is_free_again_however_a_transaction_ends(
    engine: Engine, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_PATIENCE", 0.2)
    first = engine.connect()
    first.execute(text("UPDATE tally SET n = 1"))
    with engine.connect() as second, pytest.raises(OperationalError, match="another writer"):
        second.execute(text("UPDATE tally SET n = 2"))
    if end == "failed statement":
        with pytest.raises(OperationalError):
            first.execute(text("UPDATE nothing SET n = 1"))
        first.close()
    else:
        getattr(first, end)()
    with engine.begin() as third:
        third.execute(text("UPDATE tally SET n = 3"))
    first.close()
    assert tally(engine) == 3


def test_a_savepoint_rolls_back_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE tally SET n = 1"))
        with connection.begin_nested() as inner:
            connection.execute(text("UPDATE tally SET n = 2"))
            inner.rollback()
    assert tally(engine) == 1


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("SELECT 1", False),
        ("  select 'INSERT'", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", True),
        ("PRAGMA foreign_key_check", False),
        ("VALUES (1)", False),
        ("EXPLAIN QUERY PLAN SELECT 1", False),
        ("INSERT INTO t VALUES (1)", True),
        ("update t set a = 1", True),
        ("DELETE FROM t", True),
        ("CREATE TABLE t (a)", True),
        ("SAVEPOINT a", True),
        ("\n  REPLACE INTO t VALUES (1)", True),
    ],
)
def test_statements_that_may_write_are_recognised(statement: str, writes: bool) -> None:
    assert sqlite.may_write(statement) is writes


def test_asking_to_lock_rows_makes_the_next_one_wait(app: Flask, cast: Cast, databases: Databases) -> None:
    """Two that read, think and write the same row end one after the other, on either database."""

    def think() -> None:
        with app.app_context():
            group = db.session.scalars(select(Group).where(Group.id == cast.group_id).with_for_update()).one()
            group.name = f"{group.name}+"
            db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(think) for _ in range(16)]:
            done.result(60)
    with app.app_context():
        assert db.session.get_one(Group, cast.group_id).name.count("+") == 16


def test_thirty_two_people_post_at_once(app: Flask, browser_of: Browser, cast: Cast) -> None:
    browsers = [browser_of(cast.admin) for _ in range(32)]
    gate = threading.Barrier(32)

    def post(number: int) -> int:
        gate.wait(30)
        return browsers[number].post("/admin/groups", data={"name": f"支店 {number % 8}"}).status_code

    with ThreadPoolExecutor(32) as pool:
        statuses = [done.result(60) for done in [pool.submit(post, number) for number in range(32)]]
    assert sorted(statuses) == [303] * 8 + [422] * 24
    with app.app_context():
        assert db.session.scalar(select(func.count(Group.id))) == 2 + 8


def add_group(name: str = "途中") -> None:
    db.session.add(Group(name=name, created_at=utc_now()))
    db.session.flush()


def groups(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Group.name)))


@pytest.fixture
def view(app: Flask) -> Callable[[Callable[[], Any]], None]:
    """Put a view of a test's own at /view."""

    def put(function: Callable[[], Any]) -> None:
        app.add_url_rule("/view", "view", public(function), methods=["GET", "POST"])

    return put


def test_a_view_that_succeeds_is_committed_once(app: Flask, client: FlaskClient, view: Any) -> None:
    def succeed() -> str:
        add_group()
        return "done"

    view(succeed)
    assert client.post("/view").status_code == 200
    assert groups(app) == ["途中"]


@pytest.mark.parametrize("status", [400, 403, 404, 422, 429, 500])
def test_a_view_that_refuses_leaves_nothing(app: Flask, client: FlaskClient, view: Any, status: int) -> None:
    def refuse() -> Any:
        add_group()
        if status == 422:
            return "again, please", 422
        return abort(status)

    view(refuse)
    assert client.post("/view").status_code == status
    assert groups(app) == []


def test_a_view_that_breaks_leaves_nothing_and_tells_nothing(
    app: Flask, client: FlaskClient, view: Any
) -> None:
    def fail() -> str:
        add_group()
        raise RuntimeError("a secret of the house")

    view(fail)
    answer = client.post("/view")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert groups(app) == []


def test_a_commit_that_fails_leaves_nothing_and_says_so(
    app: Flask, client: FlaskClient, view: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def succeed() -> str:
        add_group()
        return "done"

    def broken(session: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    view(succeed)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", broken)
        assert client.post("/view").status_code == 500
    assert groups(app) == []
    assert client.post("/view").status_code == 200
    assert groups(app) == ["途中"]


def test_foreign_keys_hold(app: Flask) -> None:
    from sqlalchemy.exc import IntegrityError

    from course.accounts.models import Membership

    with app.app_context():
        db.session.add(Membership(user_id=999, group_id=999, role="trainee"))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_moments_are_kept_in_utc(app: Flask, cast: Cast) -> None:
    tokyo = timezone(timedelta(hours=9))
    with app.app_context():
        person = db.session.get_one(User, cast.sasaki.id)
        person.created_at = datetime(2026, 4, 1, 8, 30, tzinfo=tokyo)
        db.session.commit()
        db.session.expire_all()
        kept = db.session.get_one(User, cast.sasaki.id).created_at
        assert kept == datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
        assert kept.utcoffset() == timedelta(0)
        person.created_at = datetime(2026, 4, 1)  # noqa: DTZ001
        with pytest.raises(StatementError, match="time zone"):
            db.session.flush()
