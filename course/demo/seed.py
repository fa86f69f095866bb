"""Fill the demo's database at start, unless it has been filled before."""

from __future__ import annotations

import logging

from flask import Flask

from course.demo import operations
from course.extensions import db, utc_now
from course.live_catalogue import catalogue

log = logging.getLogger("ryorin")


def ensure(app: Flask) -> None:
    """Make the demo group when the database is empty; all of it or nothing."""
    with app.app_context():
        if operations.fill(catalogue(), utc_now()):
            db.session.commit()
            log.info("the demo group has been made")
