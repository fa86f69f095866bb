"""Run an import in the background: piece by piece, each in a transaction of its own, its progress a row."""

from __future__ import annotations

import logging
import threading

from flask import Flask, Response, after_this_request

from course.extensions import db, utc_now
from course.roster import operations, queries
from course.roster.models import RUNNING

log = logging.getLogger("ryorin")


def start(app: Flask, import_id: int) -> None:
    """Begin to work on an import, and return at once. A second job on the same import does no harm."""
    threading.Thread(target=run, args=(app, import_id), name=f"import-{import_id}", daemon=True).start()


def start_after_request(app: Flask, import_id: int) -> None:
    """Begin to work on an import once this request has been committed; before, the job would not see that it may."""

    @after_this_request
    def begin(response: Response) -> Response:
        start(app, import_id)
        return response


def run(app: Flask, import_id: int) -> None:
    """Bring an import to its end, from wherever it stands."""
    with app.app_context():
        try:
            found = queries.find_import(import_id)
            if found is None or found.state != RUNNING:
                return
            entries, done = queries.entries_of(found), found.done
            db.session.rollback()
            while done is not None:
                done = operations.bring_in_piece(import_id, entries, done, utc_now())  # type: ignore[assignment]
                db.session.commit()
        except Exception:
            log.exception("import %d stopped", import_id)
            db.session.rollback()
            operations.stop(import_id, utc_now())
            db.session.commit()
