"""Give tests of letters a noon in Japan, the small course, and a mail server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from course.content.catalogue import Catalogue
from tests.mail.server import MailServer
from tests.small_course import write_course


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Read the small course once."""
    return Catalogue([write_course(tmp_path_factory.mktemp("content"))])


@pytest.fixture
def app_settings(small_course: Catalogue) -> dict[str, Any]:
    return {
        "CONTENT_ROOTS": small_course.roots,
        "CATALOGUE": small_course,
        "ADDRESS": "https://ryorin.example.jp/",
    }


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture(autouse=True)
def no_weekly_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the weekly letter out, but where a test is about it: what it says is tested with the reports."""
    monkeypatch.setattr("course.reports.digest.write", lambda person, now: None)
