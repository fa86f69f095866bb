"""The simulator is compiled once for all tests of the laboratory."""

from __future__ import annotations

import pytest

from course.pipeline import simulator


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    simulator.warm()
