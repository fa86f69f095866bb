"""Fixtures every test may use: an application with a database of its own, and people to act in it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from course.config import CHECKOUT
from course.content.catalogue import Catalogue
from course.content.results import Results
from tests.databases import Databases
from tests.people import Cast, Companies, Person, make_cast, make_companies, sign_in_as

Filled = Callable[[str, Callable[[], Any]], Any]
TEST_SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "SECRET_KEY": "a-key-for-tests-only-0123456789abcdef",
    "WTF_CSRF_ENABLED": False,
    # The real cost is checked once, in tests/accounts/test_passwords.py.
    "PASSWORD_MEMORY_KIB": 64,
    "PROPAGATE_EXCEPTIONS": False,
    # A file is there when its page is asked for; the thread is tested by itself.
    "EXPORT_THREADS": 0,
}


# What these ask of the database, other tests ask too: once, on SQLite, is enough.
ONCE = (
    "tests/laboratory/",
    "tests/test_errors.py",
    "tests/test_presentation.py",
    "tests/test_scope.py",
    "tests/test_nothing_early.py",
    "tests/test_translations.py",
    "tests/quarter/test_hidden.py",
    "tests/live/test_nothing_early.py",
    "tests/quarter/test_evaluation.py",
    "tests/quarter/test_pages.py",
    "tests/demo/test_generate.py::test_the_same_number",
    "tests/reports/test_exports.py::test_libreoffice",
    "tests/content_admin/",
    "tests/administration/",
    "tests/search/",
    "tests/home/",
    "tests/test_routes_by_role.py",
    "tests/assignments/test_pages.py",
    "tests/notes/",
    "tests/accounts/test_demo.py",
    "tests/accounts/test_language.py",
    "tests/accounts/test_passwords.py",
    "tests/accounts/test_people.py",
    "tests/accounts/test_setup.py",
    "tests/reports/test_digest.py",
    "tests/reports/test_rules_page.py",
    "tests/audit/test_pages.py",
    "tests/live/test_guessing.py",
    "tests/roleplay/test_tank.py",
    "tests/roleplay/test_endings.py",
    "tests/api/test_document.py",
    "tests/api/test_tokens.py",
    "tests/coaching/test_behaviours.py",
)
# Of those, these are run again all the same: many writers at once, and a quarter from its first event to its report.
AGAIN = tuple(
    f"tests/quarter/test_pages.py::test_{name}"
    for name in (
        "a_quarter_of_twelve_weeks",
        "the_same_week_posted_again",
        "sixteen_",
        "two_screens",
        "a_second_screen",
        "the_forecast_of_a_second_screen",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that touch the database, so that they can be run again on PostgreSQL."""
    for item in items:
        once = item.nodeid.startswith(ONCE) and not item.nodeid.startswith(AGAIN)
        if "database_url" in getattr(item, "fixturenames", ()) and not once:
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end, and let it look less often: a seventh of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Leave out pytest-flask's fixture of this name: it would share one session and `g` between a test and its client."""


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Databases]:
    """Make empty databases on request: SQLite files, or one PostgreSQL database emptied each time."""
    kept = Databases(tmp_path_factory.mktemp("databases"), worker_id)
    yield kept
    kept.close()


@pytest.fixture
def database_url(databases: Databases) -> str:
    """Give the address of a database with all tables and no rows."""
    return databases.fresh()


@pytest.fixture
def app_settings() -> dict[str, Any]:
    """Give settings of a test's own; override this fixture in a module or class."""
    return {}


class KeptTemplates(FileSystemBytecodeCache):
    """Keep compiled templates for the applications of one test run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was kept for its template, here or by another worker, if it is of the same source."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self._keep(bucket)
        super().dump_bytecode(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a folder that the workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def templates(of_all_workers: Path) -> KeptTemplates:
    """Share compiled templates, between the runs of `make test`, too: compiling them anew takes longer than most tests."""
    folder = Path(os.environ.get("RYORIN_TEST_TEMPLATES") or of_all_workers / "templates")
    folder.mkdir(exist_ok=True)
    return KeptTemplates(folder)


@pytest.fixture(scope="session", autouse=True)
def _addresses() -> Iterator[None]:
    """Share what Werkzeug compiles to write each rule's addresses: most of the time of making an application."""
    made: dict[object, Callable[..., tuple[str, str]]] = {}
    compiled = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # The function is bound to its rule afterwards, and finds the rule's own converters there.
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compiled(rule, append_unknown)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which every application of one test run keeps the results of its checks."""
    return tmp_path_factory.mktemp("checks")


# Where the program itself keeps what it found in the shipped course, until the course or what checks it is changed.
KEPT_CHECKS = CHECKOUT / "instance" / "checks"


def make_instance(folder: Path, checks: Path = KEPT_CHECKS) -> None:
    """Make the folder of an installation that has checked its course before."""
    checks.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    (folder / "checks").symlink_to(checks)


@pytest.fixture(scope="session")
def shipped_course() -> Catalogue:
    """Read the shipped course once; a test with content of its own sets `CONTENT_ROOTS`."""
    return Catalogue([CHECKOUT], results=Results(KEPT_CHECKS))


@pytest.fixture
def app(  # noqa: PLR0917
    database_url: str,
    databases: Databases,
    app_settings: dict[str, Any],
    shipped_course: Catalogue,
    templates: KeptTemplates,
    checks: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """Make an application on an empty database; a GET that writes fails the test."""
    from course import create_app
    from course.extensions import db
    from tests.databases import forbid_writes_while_reading

    instance = tmp_path / "instance"
    make_instance(instance, checks)
    monkeypatch.setenv("RYORIN_INSTANCE", str(instance))
    settings = {"SQLALCHEMY_DATABASE_URI": database_url, **TEST_SETTINGS, **app_settings}
    if "CONTENT_ROOTS" not in app_settings:
        settings["CATALOGUE"] = shipped_course
    application = create_app(settings)
    application.jinja_env.bytecode_cache = templates
    with application.app_context():
        engine = db.engine
    databases.join(engine)
    forbid_writes_while_reading(engine)
    yield application
    databases.leave(engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def filled(app: Flask, databases: Databases) -> Filled:
    """Give a function that fills the database, once in a run: afterwards the rows are copied."""
    return lambda name, fill: databases.filled(app, name, fill)


@pytest.fixture
def cast(app: Flask, filled: Filled) -> Cast:
    """Put people of two groups, and an admin, in the database."""
    return filled("cast", lambda: make_cast(app))


@pytest.fixture
def companies(app: Flask, cast: Cast) -> Companies:
    """Put the cast into two companies, each with a branch and a team."""
    return make_companies(app, cast)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[FlaskClient, Person], FlaskClient]:
    """Give a function that signs a person in with a browser, without the sign-in page."""
    return lambda browser, person: sign_in_as(app, browser, person)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person | None], FlaskClient]:
    """Give a function that makes a new browser for a person, signed in (for None: an anonymous one)."""

    def make(person: Person | None) -> FlaskClient:
        browser = app.test_client()
        return browser if person is None else sign_in_as(app, browser, person)

    return make
