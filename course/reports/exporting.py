"""Make the files that take seconds or minutes: one after another in a thread of their own, telling how far they have come.

Rows are read and written a few at a time, so that what a file needs of memory does not grow with the group.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy import delete, select, true, update
from sqlalchemy.exc import SQLAlchemyError

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.extensions import db, utc_now
from course.reports import queries, tables
from course.reports.forms import read_view
from course.reports.models import DONE, FAILED, RUNNING, STALLED, WAITING, Export
from course.reports.people import Asked
from course.spreadsheets.csv_files import csv_chunks
from course.spreadsheets.workbooks import Sheet, sheet_name, write_workbook
from course.summaries.calendar import day_of

log = logging.getLogger("ryorin.exports")
KEPT = timedelta(days=1)
MOST_PEOPLE = 25_000  # of whom a year takes minutes and some hundred megabytes of disk
SLOW = 3_000  # people from which the page warns that it takes minutes
TELL_EVERY = 0.4  # seconds
ALIVE_EVERY = 20.0  # seconds; packing a large workbook takes longer than that without a row being written
_POOL = "exports"
_lock = threading.Lock()


def folder(app: Flask) -> Path:
    """Give the folder of finished files."""
    return Path(app.instance_path) / "exports"


def path_of(export: Export, now: datetime) -> Path | None:
    """Give where a finished file lies; None when it is not finished, or was kept for long enough."""
    if export.state != DONE or not export.stored or now - export.made_at > KEPT:
        return None
    path = folder(current_app) / export.stored
    return path if path.exists() else None


def has_changed(export: Export) -> bool:
    """Tell whether a finished file is of other people than its group has now: some came, left, or were erased."""
    return export.state == DONE and export.people != queries.fingerprint_of(export.group)


def start(app: Flask, export_id: int) -> None:
    """Have a file made, after those that were asked for before."""
    threads = app.config["EXPORT_THREADS"]
    if not threads:
        run(app, export_id)
        return
    with _lock:
        if _POOL not in app.extensions:
            app.extensions[_POOL] = ThreadPoolExecutor(threads, thread_name_prefix="export")
    app.extensions[_POOL].submit(run, app, export_id)


def run(app: Flask, export_id: int) -> None:
    """Make one file from beginning to end. Whatever goes wrong is written down beside it, never raised."""
    with app.app_context():
        try:
            _clear(app, utc_now())
            export = db.session.get(Export, export_id)
            if export is not None:
                with force_locale(export.language):
                    _make(app, export)
        except Exception:
            log.exception("export %d failed", export_id)
            db.session.rollback()
            _tell(export_id, state=FAILED)


def _make(app: Flask, export: Export) -> None:
    catalogue: Catalogue = app.extensions["catalogue"]
    now = export.made_at
    used, _set_for = queries.rules_of(export.group)
    view = read_view({"period": "year"}, day_of(now))
    asked = Asked(export.user, export.group, view, used, catalogue, now)
    number, ending = export.id, "xlsx" if export.format == "xlsx" else "zip"
    year = tables.year(asked, view.period)
    # Noted before they are read: who comes or goes meanwhile makes it a file of other people, never the other way round.
    people = queries.fingerprint_of(export.group)
    if not _tell(number, being=WAITING, state=RUNNING, total=year.rows, people=people):
        return
    folder(app).mkdir(parents=True, exist_ok=True)
    stored = f"{secrets.token_urlsafe(24)}.{ending}"
    with TemporaryDirectory(dir=folder(app)) as name, _Teller(number) as teller:
        scratch = Path(name)
        made = scratch / stored
        made.touch(mode=0o600)
        if ending == "xlsx":
            write_workbook(made, year.sheets, scratch=scratch, made_at=now, progress=teller)
        else:
            write_archive(made, year.sheets, teller)
        made.rename(folder(app) / stored)
    size = (folder(app) / stored).stat().st_size
    if not _tell(number, being=RUNNING, state=DONE, written=teller.written, stored=stored, size=size):
        (folder(app) / stored).unlink(missing_ok=True)  # withdrawn meanwhile


def write_archive(target: Path, sheets: list[Sheet], progress: Callable[[int], None]) -> None:
    """Write every sheet as a CSV file of its own, in one archive."""
    names, written = list[str](), 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            names.append(sheet_name(sheet.name, names))
            with archive.open(f"{names[-1]}.csv", "w") as part:
                written -= 1  # the headings are no row
                for chunk in csv_chunks([column.title for column in sheet.columns], sheet.rows):
                    part.write(chunk)
                    written += chunk.count(b"\r\n")
                    progress(max(written, 0))


class _Teller:
    """Write down now and then how many rows have been written, and while none are, that the work goes on."""

    def __init__(self, export_id: int) -> None:
        self._export_id, self._told_at, self.written = export_id, time.monotonic(), 0
        self._over = threading.Event()
        self._engine = db.engine
        self._pulse = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> _Teller:
        self._pulse.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._pulse.join()

    def __call__(self, written: int) -> None:
        self.written = written
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self._told_at = time.monotonic()
            self._write(written)

    def _beat(self) -> None:
        while not self._over.wait(ALIVE_EVERY):
            with suppress(SQLAlchemyError):  # the database is busy; the next beat will do
                self._write(self.written)

    def _write(self, written: int) -> None:
        # In a session of its own: the rows being exported are still being read in the other.
        with self._engine.begin() as connection:
            connection.execute(
                update(Export).where(Export.id == self._export_id).values(written=written, moved_at=utc_now())
            )


def _tell(export_id: int, *, being: str | None = None, **values: object) -> bool:
    """Write down what has become of a file, unless it is not in the state `being` any more."""
    is_so = true() if being is None else Export.state == being
    told = db.session.scalar(
        update(Export)
        .where(Export.id == export_id, is_so)
        .values(moved_at=utc_now(), **values)
        .returning(Export.id)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return told is not None


def withdraw_all() -> None:
    """Delete every file, and stop those under way: somebody who may be in one is erased. All can be made again."""
    for being, state in ((DONE, DONE), (WAITING, FAILED), (RUNNING, FAILED)):
        db.session.execute(
            update(Export)
            .where(Export.state == being)
            .values(state=state, stored=None)
            .execution_options(synchronize_session=False)
        )
    # One that is finished just now finds its row changed, and deletes its file itself.
    for path in folder(current_app).glob("*"):
        if path.is_file():
            path.unlink(missing_ok=True)


def _clear(app: Flask, now: datetime) -> None:
    """Drop files that were kept for long enough, also those whose row has gone with its person."""
    for path in folder(app).glob("*"):
        if now.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
            # A folder is what a server that was killed had half done.
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    db.session.execute(delete(Export).where(Export.made_at < now - KEPT))
    db.session.commit()


def find(export_id: int) -> Export | None:
    """Find a file that somebody asked for."""
    return db.session.get(Export, export_id)


def latest(user: User) -> list[Export]:
    """List the files a person has asked for, the latest first."""
    return list(
        db.session.scalars(
            select(Export).where(Export.user_id == user.id).order_by(Export.id.desc()).limit(10)
        )
    )


def is_stalled(export: Export, now: datetime) -> bool:
    """Tell whether a file will never be finished, because the server was stopped meanwhile."""
    return export.state in {WAITING, RUNNING} and now - export.moved_at > STALLED
