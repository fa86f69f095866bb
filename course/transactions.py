"""Commit once a request: after its view has succeeded; otherwise nothing of it remains.

The one thing a GET leaves behind is the note of whose answers it showed to whom (`course.audit.seen`).
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from course.audit import seen
from course.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_REDIRECT = 300
FIRST_ERROR = 400


class TransactionalFlask(Flask):
    """Run every view inside one transaction."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit when it answered without an error, roll back when it refused, failed or only read."""
        try:
            response: Response = self.make_response(super().dispatch_request())
            if request.method in SAFE_METHODS or response.status_code >= FIRST_ERROR:
                db.session.rollback()
            else:
                db.session.commit()
            if response.status_code < FIRST_REDIRECT:
                seen.write()
        except BaseException:
            db.session.rollback()
            raise
        return response
