"""Join settings, extensions and capabilities into one Flask application."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from course import config as settings
from course import errors, headers, language, presentation, sqlite, uploads
from course.accounts import access, identity
from course.content.catalogue import Catalogue
from course.content.results import Results
from course.extensions import csrf, db, limiter
from course.transactions import TransactionalFlask

CAPABILITIES = (
    "course.accounts.routes",
    "course.accounts.security_routes",
    "course.roster.routes",
    "course.privacy.routes",
    "course.audit.routes",
    "course.home.routes",
    "course.lessons.routes",
    "course.quizzes.routes",
    "course.roleplay.routes",
    "course.quarter.routes",
    "course.laboratory.routes",
    "course.live.routes",
    "course.reports.routes",
    "course.assignments.routes",
    "course.assignments.leading_routes",
    "course.mail.routes",
    "course.notes.routes",
    "course.certificates.routes",
    "course.coaching.routes",
    "course.api.routes",
    "course.api.token_routes",
    "course.search.routes",
    "course.content_admin.routes",
    "course.administration.routes",
)
LARGEST_ROW_NUMBER = 2**31 - 1  # PostgreSQL's integer
CONTENT_REST = 1.0  # seconds between two looks at the content folders


class RowNumber(IntegerConverter):
    """Match a row's number in an address; one the database could not hold is simply not found."""

    def __init__(self, rules: Map, max: int = LARGEST_ROW_NUMBER) -> None:
        super().__init__(rules, max=max)


def build(given: Mapping[str, Any] | None = None) -> Flask:
    """Make the application; `given` overrides every other setting."""
    instance = settings.instance_folder()
    app = TransactionalFlask("course", instance_path=str(instance))
    app.config.update(settings.load(given, instance))
    app.url_map.converters["int"] = RowNumber
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _join_database(app)
    identity.init_app(app)
    # Before the form check: somebody whose sign-in has ended is sent to sign in, not told their form is stale.
    app.before_request(access.require_sign_in)
    app.before_request(uploads.widen)  # the form check reads the form
    language.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    presentation.init_app(app)
    _join_content(app)
    _register(app)
    return app


def _join_database(app: Flask) -> None:
    # Every table must be known before the first query: keys of one capability refer to tables of another.
    for models in sorted(Path(app.root_path).glob("*/models.py")):
        importlib.import_module(f"course.{models.parent.name}.models")
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS", sqlite.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    )
    db.init_app(app)
    with app.app_context():
        sqlite.listen(db.engine)


def _join_content(app: Flask) -> None:
    catalogue: Catalogue | None = app.config.get("CATALOGUE")
    if catalogue is None:
        results = Results(Path(app.instance_path) / "checks")
        catalogue = Catalogue(app.config["CONTENT_ROOTS"], results=results)
    app.extensions["catalogue"] = catalogue
    looked = time.monotonic()

    @app.before_request
    def refresh_content() -> None:
        nonlocal looked
        now = time.monotonic()
        if request.endpoint != "static" and now - looked >= CONTENT_REST:
            looked = now
            catalogue.refresh()


def _register(app: Flask) -> None:
    for name in CAPABILITIES:
        app.register_blueprint(importlib.import_module(name).bp)
