"""Start one demo server and one browser for all tests here, and give each test a browser profile of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

from course import create_app
from course.extensions import db
from course.serving import prepare
from tests.browser.site import MANAGER, NEW_REP, TRAINER, Site
from tests.conftest import make_instance
from tests.test_server import command, wait_until_up

HERE = Path(__file__).parent
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
INSTALL = "apt-get install chromium-headless-shell fonts-noto-cjk"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--js-flags=--no-opt",  # no page stays open long enough for what the optimizing compiler costs to come back
)
HEIGHTS = {320: 640, 360: 740, 1280: 800}
PATIENCE = 30_000  # milliseconds, on a machine that is busy with other tests
DOORS = {NEW_REP: 0, TRAINER: 1, MANAGER: 2}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that it can be left out where there is no browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def program() -> str:
    """Find the browser; without one skip, naming the command, but fail where all tests must run."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        missing = f"the browser tests need: {INSTALL}"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def chromium(program: str) -> Iterator[Browser]:
    """Give a running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(program: str, tmp_path_factory: pytest.TempPathFactory, of_all_workers: Path) -> Path:
    """Give the database of a demo, made by the worker that comes first and copied by the others."""
    own = tmp_path_factory.getbasetemp()
    made = of_all_workers / "demo.sqlite3"
    with (of_all_workers / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make_instance(own / "demo")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("RYORIN_INSTANCE", str(own / "demo"))
                app = create_app({"DEMO": True})
                prepare(app)
            with app.app_context():
                db.engine.dispose()  # the last connection that closes writes everything into the file
            (own / "demo/demo.sqlite3").rename(made)
    return made


@pytest.fixture(scope="session")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the demo, served the way `make run` serves it."""
    folder = tmp_path_factory.mktemp("site")
    make_instance(folder / "instance")
    shutil.copyfile(demo, folder / "instance/demo.sqlite3")
    with command(folder, "--demo", "--port", "0") as (_process, address):
        wait_until_up(address)
        yield Site(address.rstrip("/"), folder / "instance")


expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """Keep what went wrong on the pages of one test."""

    wrong: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # statuses that a test asks for on purpose

    def watch(self, page: Page) -> None:
        """Note every console error (violations of the content policy among them), crash and failed answer."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        ours = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not ours:
            self.wrong.append(f"{message.location}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrong.append(f"{response.request.method} {response.url}: {response.status}")


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Give what watches the pages of a test; anything wrong on them fails it."""
    watching = Visit()
    yield watching
    assert not watching.wrong


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site, visit: Visit) -> Iterator[OpenPage]:
    """Give a function that opens a page of a new profile: `language`, `width`, `script`, `dark`, `calm`."""
    profiles = []

    def make(
        *, language: str = "ja", width: int = 1280, script: bool = True, dark: bool = False, calm: bool = True
    ) -> Page:
        options: dict[str, Any] = {
            "base_url": site.address,
            "locale": {"ja": "ja-JP", "en": "en-GB"}[language],
            "timezone_id": "Asia/Tokyo",
            "viewport": {"width": width, "height": HEIGHTS[width]},
            "java_script_enabled": script,
            "color_scheme": "dark" if dark else "light",
            "reduced_motion": "reduce" if calm else "no-preference",
        }
        profile = chromium.new_context(**options)
        profile.set_default_timeout(PATIENCE)
        profile.on("page", visit.watch)
        profiles.append(profile)
        return profile.new_page()

    yield make
    for profile in profiles:
        profile.close()


def sign_in_as(page: Page, who: str) -> None:
    """Step in by one click on the welcome page."""
    page.goto("/")
    if who in DOORS:
        page.locator("form:has(input[name=person]) button").nth(DOORS[who]).click()
    else:
        page.locator("main details summary").click()
        page.get_by_role("button", name=who).click()
    expect(page.locator(".menu > summary")).to_have_text(who)
