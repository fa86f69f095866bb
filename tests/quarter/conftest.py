"""Fixtures for tests of the quarter: the same luck every time, and a content folder of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from course.content.catalogue import Catalogue
from tests.people import Cast, Person
from tests.quarter.playing import SEED

SHIPPED = Path(__file__).parents[2] / "roleplay"
ACCOUNTS = ("exhibition-card", "price-pushback")  # between them they have every outcome there is
BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture(scope="session")
def two_scenarios(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Read a course of two scenarios, so that every quarter has these two as key accounts."""
    root = tmp_path_factory.mktemp("content")
    (root / "roleplay").mkdir()
    for name in ACCOUNTS:
        for path in SHIPPED.glob(f"{name}*.md"):
            shutil.copy(path, root / "roleplay" / path.name)
    return Catalogue([root])


@pytest.fixture
def app_settings(two_scenarios: Catalogue) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [], "CATALOGUE": two_scenarios}


@pytest.fixture(autouse=True)
def one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin every quarter with the same people and the same luck."""
    from course.quarter import routes

    monkeypatch.setattr(routes, "_seed", lambda: SEED)


@pytest.fixture
def sasaki(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)
