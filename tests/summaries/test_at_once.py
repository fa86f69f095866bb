"""Many acts of one person at once, and figures filled anew in between, leave what the acts add up to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from course.accounts.models import User
from course.cli import main
from course.extensions import db
from course.roleplay import engine
from course.roleplay import operations as roleplay
from course.roleplay.models import SCORED, Run
from course.summaries import cli, rebuild
from course.summaries.models import PersonSummary
from tests.people import Cast
from tests.summaries.histories import two_versions
from tests.summaries.test_rebuild import TABLES, rows

THREADS, RUNS = 6, 3


def run_all(acts: list[Callable[[], None]]) -> list[Exception]:
    """Run everything at once; give what went wrong."""
    wrong: list[Exception] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def test_six_browsers_of_one_person_and_somebody_who_fills_anew(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    entry = two_versions(tmp_path)[0].scenarios["sample"]
    began = datetime(2026, 5, 1, tzinfo=UTC)

    def play(number: int) -> None:
        with app.app_context():
            for count in range(RUNS):
                now = began + timedelta(days=number, hours=count)
                person = db.session.get_one(User, cast.sasaki.id)
                run = roleplay.begin(person, entry, mode=SCORED, say_first=False, seed=1, now=now)
                db.session.commit()
                state, seq = engine.begin(entry.item), 0
                while offered := engine.offered(entry.item, state):
                    run = db.session.get_one(Run, run.id)
                    choice = offered[(number + count) % len(offered)].id
                    roleplay.choose(run, seq=seq, choice_id=choice, now=now + timedelta(minutes=seq))
                    db.session.commit()
                    state, _ = engine.choose(entry.item, state, choice)
                    seq += 1

    def fill_anew() -> None:
        with app.app_context():
            for _ in range(4):
                rebuild.rebuild()
                db.session.commit()

    assert run_all([*(lambda number=number: play(number) for number in range(THREADS)), fill_anew]) == []  # type: ignore[misc]
    with app.app_context():
        kept = {model: rows(model) for model in TABLES}
        (item,) = kept[TABLES[1]]
        assert item["count"] == THREADS * RUNS
        rebuild.rebuild()
        for model in TABLES:
            for was, now in zip(kept[model], rows(model), strict=True):
                assert now == {
                    name: pytest.approx(value) if isinstance(value, float) else value
                    for name, value in was.items()
                }


def test_figures_of_an_older_installation_are_filled_when_it_starts(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    entry = two_versions(tmp_path)[0].scenarios["sample"]
    with app.app_context():
        assert not rebuild.is_missing(), "nobody has done anything"
        person = db.session.get_one(User, cast.sasaki.id)
        roleplay.begin(
            person, entry, mode=SCORED, say_first=False, seed=1, now=datetime(2026, 5, 1, tzinfo=UTC)
        )
        db.session.execute(PersonSummary.__table__.delete())  # type: ignore[attr-defined]
        db.session.commit()
        assert rebuild.is_missing()
    rebuild.fill_missing(app)
    with app.app_context():
        assert rebuild.count() == 1
        assert not rebuild.is_missing()


def test_a_person_who_is_removed_takes_the_figures_along(app: Flask, cast: Cast, tmp_path: Path) -> None:
    entry = two_versions(tmp_path)[0].scenarios["sample"]
    with app.app_context():
        person = db.session.get_one(User, cast.sasaki.id)
        roleplay.begin(
            person, entry, mode=SCORED, say_first=False, seed=1, now=datetime(2026, 5, 1, tzinfo=UTC)
        )
        db.session.commit()
        db.session.execute(User.__table__.delete().where(User.id == cast.sasaki.id))  # type: ignore[attr-defined]
        assert rebuild.count() == 0


def test_the_command_fills_anew(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = two_versions(tmp_path)[0].scenarios["sample"]
    monkeypatch.setattr(cli, "create_app", lambda: app)
    monkeypatch.setattr(cli.schema, "upgrade", lambda app: None)
    with app.app_context():
        person = db.session.get_one(User, cast.sasaki.id)
        run = roleplay.begin(
            person, entry, mode=SCORED, say_first=False, seed=1, now=datetime(2026, 5, 1, tzinfo=UTC)
        )
        db.session.execute(
            PersonSummary.__table__.update().values(last_at=run.started_at - timedelta(days=9))
        )  # type: ignore[attr-defined]
        db.session.commit()
    done = CliRunner().invoke(main, ["summaries", "rebuild"])
    assert done.exit_code == 0 and "1 people" in done.output
    with app.app_context():
        assert db.session.scalar(select(PersonSummary.last_at)) == datetime(2026, 5, 1, tzinfo=UTC)
