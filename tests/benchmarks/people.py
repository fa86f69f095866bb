"""Measure how long it takes to bring 10,000 people in: reading the workbook, checking it, and the job to its end."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from course import create_app, schema
from course.accounts import operations as accounts
from course.accounts.models import User
from course.extensions import db, utc_now
from course.roster import jobs, operations, queries
from course.spreadsheets.workbooks import Column, Sheet, workbook_bytes
from tests.benchmarks.on_postgres import figures_of, new_database

PEOPLE = 10_000
TEAM = 12  # people in one
TEAMS_IN_A_BRANCH = 20
HEADINGS = ("名前", "メールアドレス", "グループ", "役割", "言語")


def a_list(people: int = PEOPLE) -> bytes:
    """Make a workbook of people in a company of branches and teams, each team with a trainer and a manager."""
    rows = []
    for number in range(people):
        team = number // TEAM
        role = {0: "マネージャー", 1: "トレーナー"}.get(number % TEAM, "受講者")
        path = f"両輪商事/支店{team // TEAMS_IN_A_BRANCH + 1}/チーム{team % TEAMS_IN_A_BRANCH + 1}"
        rows.append([f"社員 {number}", f"p{number}@example.jp", path, role, "ja"])
    columns = [Column(title) for title in HEADINGS]
    return workbook_bytes([Sheet("人", columns, rows)], made_at=datetime(2026, 11, 22, tzinfo=UTC))


def measure() -> dict[str, float]:
    """Measure on SQLite, and on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        figures = on_one(f"sqlite:///{Path(folder) / 'people.sqlite3'}", "")
    return figures | figures_of("tests.benchmarks.people")


def on_one(address: str, mark: str) -> dict[str, float]:
    """Import a list once into an empty database, and a second time, when nothing is left to change."""
    data = a_list()
    app = create_app({"SQLALCHEMY_DATABASE_URI": address, "CONTENT_ROOTS": []})
    schema.upgrade(app)
    with app.app_context():
        admin = accounts.create_person(email="a@example.jp", name="A", password_hash=None, now=utc_now())
        admin_id = admin.id
        db.session.commit()
    first, second = (_seconds_of_an_import(app, admin_id, data) for _ in range(2))
    with app.app_context():
        db.engine.dispose()
    return {f"people.{mark}import_10000_s": first, f"people.{mark}import_again_s": second}


def _seconds_of_an_import(app: Flask, admin_id: int, data: bytes) -> float:
    begin = time.perf_counter()
    with app.app_context():
        admin = db.session.get_one(User, admin_id)
        found = operations.check(admin, "people.xlsx", data, utc_now())
        operations.confirm(admin, found, utc_now())
        number = found.id
        db.session.commit()
    jobs.run(app, number)
    took = time.perf_counter() - begin
    with app.app_context():
        done = queries.find_import(number)
        assert done is not None and done.state == "done" and done.done == PEOPLE
    return took


if __name__ == "__main__":
    figures = on_one(new_database("ryorin_bench"), "postgres.")
    Path(sys.argv[1]).write_text(json.dumps(figures), "utf-8")
