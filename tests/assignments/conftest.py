"""Give every test of assignments the small course, and hands to put records into the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from course.content.catalogue import Catalogue
from tests.assignments.records import Records
from tests.people import Cast
from tests.small_course import write_course


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Read the small course once."""
    return Catalogue([write_course(tmp_path_factory.mktemp("content"))])


@pytest.fixture
def app_settings(small_course: Catalogue) -> dict[str, Any]:
    return {"CONTENT_ROOTS": small_course.roots, "CATALOGUE": small_course}


@pytest.fixture
def records(app: Flask, cast: Cast) -> Iterator[Records]:
    """Give hands inside an application context; what a test puts there is flushed, not committed."""
    with app.app_context():
        yield Records(app, cast)
