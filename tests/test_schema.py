"""Check that migrations and models agree, and that bringing a database up to date is safe."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as dbapi
import pytest
from alembic import command
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from course import create_app, schema
from course.extensions import Base, db
from tests.databases import Databases

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}
branch_labels = depends_on = None


def upgrade():
    {body}
"""


def bare_app(url: str) -> Iterator[Flask]:
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "key", "CONTENT_ROOTS": [], "TESTING": True}
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application on a database without any table."""
    monkeypatch.setenv("RYORIN_INSTANCE", str(tmp_path))
    yield from bare_app(databases.without_tables())


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put migrations of the test's own in place of the project's."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((schema.FOLDER / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(schema, "FOLDER", folder)

    def write(revision: str, down: str | None, body: str) -> None:
        text_of_it = MIGRATION.format(revision=revision, down=down, body=body)
        (folder / "versions" / f"{revision}.py").write_text(text_of_it, "utf-8")

    write("a1", None, 'op.create_table("thing", sa.Column("id", sa.Integer, primary_key=True))')
    return write


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


@pytest.mark.database
def test_migrations_make_what_the_models_describe(empty_app: Flask) -> None:
    schema.upgrade(empty_app)
    with empty_app.app_context(), db.engine.connect() as connection:
        assert schema.differences(connection) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.database
def test_a_new_database_gets_every_migration_and_a_second_start_does_nothing(
    empty_app: Flask, migrations: Any
) -> None:
    assert schema.upgrade(empty_app) is None
    assert tables(empty_app) == {"thing", "alembic_version"}
    assert schema.upgrade(empty_app) is None


@pytest.mark.database
def test_a_migration_that_fails_halfway_leaves_everything_as_it_was(
    empty_app: Flask, migrations: Any
) -> None:
    schema.upgrade(empty_app)
    migrations("b2", "a1", 'op.create_table("other", sa.Column("id", sa.Integer, primary_key=True))')
    migrations("c3", "b2", 'op.add_column("thing", sa.Column("a", sa.Integer)); raise RuntimeError("broken")')
    with pytest.raises(RuntimeError):
        schema.upgrade(empty_app)
    assert tables(empty_app) == {"thing", "alembic_version"}
    with empty_app.app_context(), db.engine.connect() as connection:
        assert schema.present(connection) == "a1"
        assert [column["name"] for column in inspect(connection).get_columns("thing")] == ["id"]


@pytest.mark.database
def test_eight_servers_starting_at_once_apply_it_once(empty_app: Flask, migrations: Any) -> None:
    schema.upgrade(empty_app)
    migrations("b2", "a1", """op.execute("INSERT INTO thing VALUES (1)")""")
    failures = []

    def start() -> None:
        try:
            schema.upgrade(empty_app)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    with empty_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM thing")) == 1


@pytest.mark.database
def test_groups_and_people_from_before_the_tree_are_kept(empty_app: Flask) -> None:
    """An installation of the time when groups stood side by side: each becomes the top of a tree of its own."""
    with empty_app.app_context(), schema._alone(db.engine) as connection:
        command.upgrade(schema._config(connection), "0003")
        for statement in (
            """INSERT INTO "user" (id, email, name, active, fs_uniquifier, created_at)
               VALUES (1, 'a@example.jp', 'A', '1', 'x', '2026-01-01 00:00:00')""",
            """INSERT INTO "group" (id, name, created_at) VALUES (1, '甲', '2026-01-01 00:00:00'),
               (2, '乙', '2026-01-01 00:00:00')""",
            "INSERT INTO membership (id, user_id, group_id, role) VALUES (1, 1, 1, 'trainer'), (2, 1, 2, 'trainee')",
        ):
            connection.execute(text(statement))
    schema.upgrade(empty_app)
    with empty_app.app_context(), db.engine.begin() as connection:
        tree = connection.execute(text("SELECT ancestor_id, descendant_id, depth FROM group_tree ORDER BY 1"))
        assert [tuple(row) for row in tree] == [(1, 1, 0), (2, 2, 0)]
        roles = connection.execute(text("SELECT group_id, role, since FROM membership ORDER BY id"))
        assert [(group, role, str(since)[:10]) for group, role, since in roles] == [
            (1, "trainer", "2026-01-01"),
            (2, "trainee", "2026-01-01"),
        ]
        connection.execute(
            text(
                """INSERT INTO membership (id, user_id, group_id, role, since)
                VALUES (3, 1, 1, 'trainee', '2026-01-01 00:00:00')"""
            )
        )
        with pytest.raises(IntegrityError):
            connection.execute(
                text("""INSERT INTO "group" (id, name, created_at)
                VALUES (3, '甲', '2026-01-01 00:00:00')""")
            )


class TestOnSqlite:
    @pytest.fixture
    def empty_app(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
        monkeypatch.setenv("RYORIN_INSTANCE", str(tmp_path))
        yield from bare_app(f"sqlite:///{tmp_path / 'sub' / 'course.sqlite3'}")

    def test_the_file_is_copied_first_with_what_was_in_it(self, empty_app: Flask, migrations: Any) -> None:
        schema.upgrade(empty_app)
        with empty_app.app_context(), db.engine.begin() as connection:
            connection.execute(text("INSERT INTO thing VALUES (7)"))
        migrations("b2", "a1", """op.execute("DELETE FROM thing")""")
        copy = schema.upgrade(empty_app)
        assert copy is not None
        kept = dbapi.connect(str(copy))
        assert kept.execute("SELECT id FROM thing").fetchall() == [(7,)]
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("a1",)]
        kept.close()

    def test_a_migration_that_breaks_references_is_undone(self, empty_app: Flask, migrations: Any) -> None:
        migrations(
            "b2",
            "a1",
            'op.create_table("part", sa.Column("thing_id", sa.Integer, sa.ForeignKey("thing.id")))',
        )
        schema.upgrade(empty_app)
        migrations("c3", "b2", """op.execute("INSERT INTO part VALUES (99)")""")
        with pytest.raises(schema.Mismatch):
            schema.upgrade(empty_app)
        with empty_app.app_context(), db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM part")) == 0

    def test_remaking_a_table_keeps_the_rows_that_refer_to_it(
        self, empty_app: Flask, migrations: Any
    ) -> None:
        key = 'sa.ForeignKey("thing.id", ondelete="CASCADE")'
        migrations("b2", "a1", f'op.create_table("part", sa.Column("thing_id", sa.Integer, {key}))')
        schema.upgrade(empty_app)
        with empty_app.app_context(), db.engine.begin() as connection:
            connection.execute(text("INSERT INTO thing VALUES (1)"))
            connection.execute(text("INSERT INTO part VALUES (1)"))
        migrations(
            "c3",
            "b2",
            'exec("with op.batch_alter_table(\\"thing\\", recreate=\\"always\\") as b:'
            ' b.add_column(sa.Column(\\"a\\", sa.Integer))")',
        )
        schema.upgrade(empty_app)
        with empty_app.app_context(), db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM part")) == 1

    def test_only_the_newest_copies_are_kept(self, tmp_path: Path) -> None:
        database = tmp_path / "course.sqlite3"
        dbapi.connect(str(database)).close()
        folder = tmp_path / "backups"
        other = folder / "another-20200101T000000Z.sqlite3"
        folder.mkdir()
        other.touch()
        began = datetime(2026, 11, 22, tzinfo=UTC)
        copies = [schema.copy_file(database, folder, began + timedelta(days=day)) for day in range(8)]
        assert sorted(folder.glob("course-*")) == copies[-schema.COPIES_KEPT :]
        assert other.exists()


@pytest.mark.database
def test_a_written_migration_makes_the_models_tables(
    empty_app: Flask, migrations: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (schema.FOLDER / "versions" / "a1.py").unlink()
    written = schema.write_revision(empty_app, "everything")
    assert "UtcDateTime()" in written.read_text("utf-8")
    schema.upgrade(empty_app)
    with empty_app.app_context(), db.engine.connect() as connection:
        assert schema.differences(connection) == []


@pytest.mark.database
def test_notes_from_before_are_read_from_where_their_author_leads_the_person_now(empty_app: Flask) -> None:
    """Where the author leads them no more, or an admin's could be of two groups, they and the admins alone read them."""
    people = {1: "leader", 2: "gone", 3: "admin", 4: "of one group", 5: "of two"}
    with empty_app.app_context(), schema._alone(db.engine) as connection:
        command.upgrade(schema._config(connection), "0014")
        for number, name in people.items():
            connection.execute(
                text("""INSERT INTO "user" (id, email, name, active, fs_uniquifier, created_at)
                    VALUES (:id, :name, :name, '1', :name, '2026-01-01 00:00:00')"""),
                {"id": number, "name": name},
            )
        for statement in (
            """INSERT INTO "group" (id, name, parent_id, created_at) VALUES
               (11, 'top', NULL, '2026-01-01 00:00:00'), (12, 'team', 11, '2026-01-01 00:00:00'),
               (13, 'another', NULL, '2026-01-01 00:00:00')""",
            """INSERT INTO group_tree (ancestor_id, descendant_id, depth) VALUES
               (11, 11, 0), (12, 12, 0), (11, 12, 1), (13, 13, 0)""",
            """INSERT INTO membership (id, user_id, group_id, role) VALUES (1, 1, 11, 'manager'),
               (2, 4, 12, 'trainee'), (3, 5, 12, 'trainee'), (4, 5, 13, 'trainee')""",
            "INSERT INTO role (id, name) VALUES (1, 'admin')",
            "INSERT INTO roles_users (user_id, role_id) VALUES (3, 1)",
        ):
            connection.execute(text(statement))
        for number, (author, person) in enumerate([(1, 4), (1, 5), (2, 4), (3, 4), (3, 5)], 1):
            connection.execute(
                text("""INSERT INTO note (id, person_id, author_id, text, shared, is_nudge, written_at)
                    VALUES (:id, :person, :author, '', '0', '0', '2026-01-01 00:00:00')"""),
                {"id": number, "person": person, "author": author},
            )
        connection.execute(
            text("""INSERT INTO assignment
                (id, kind, item_id, title, person_id, due_at, note, made_by_id, made_at, changed_at) VALUES
                (1, 'quiz', 'x', '{}', 5, '2026-01-01 00:00:00', '', 1, '2026-01-01 00:00:00',
                '2026-01-01 00:00:00')""")
        )
    schema.upgrade(empty_app)
    with empty_app.app_context(), schema._alone(db.engine) as connection:
        lines = connection.scalars(text("SELECT line FROM note ORDER BY id")).all()
        assert lines == ["/11/12/", "/11/12/", None, "/11/12/", None]
        assert connection.scalar(text("SELECT line FROM assignment")) == "/11/12/"
        command.downgrade(schema._config(connection), "0014")
        assert "line" not in {column["name"] for column in inspect(connection).get_columns("note")}
        assert connection.scalar(text("SELECT count(*) FROM note")) == 5
