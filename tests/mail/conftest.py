"""Give tests of letters a noon in Japan, the small course, and a mail server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mail.server import MailServer
from tests.small_course import write_course


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(small_content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [small_content], "ADDRESS": "https://ryorin.example.jp/"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running
