"""The stream of a live room in a real browser: one for all its tabs, polling where it does not get through, votes again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.live.delivery import Chair, Hall, open_hall, served
from tests.people import Cast
from tests.small_course import write_course

PATIENCE = 20_000  # milliseconds, on a machine that is busy with other tests


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    return open_hall(app, cast)


@pytest.fixture
def serving(app: Flask, cast: Cast) -> Iterator[tuple[str, Any]]:
    with served(app, beat=1.0) as running:
        yield running


@pytest.fixture
def phone(chromium: Browser, serving: tuple[str, Any], hall: Hall) -> Iterator[BrowserContext]:
    base, _ = serving
    chair: Chair = hall.seat("青木")
    context = chromium.new_context(base_url=base, locale="ja-JP", viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": chair.name, "value": chair.value, "url": base}])
    yield context
    context.close()


def opened(context: BrowserContext, hall: Hall) -> Page:
    page = context.new_page()
    page.goto(f"/room/{hall.code}")
    return page


def shows(page: Page, key: str, phase: str = "voting") -> None:
    expect(page.locator(f'[data-key="{key}"][data-phase="{phase}"]')).to_have_count(1, timeout=PATIENCE)


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait until something is so, while the browser goes on."""
    end = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def streams(hub: Any) -> int:
    return sum(len(list(room.channels)) for room in hub.rooms.values())


def test_all_tabs_share_one_stream_and_when_its_tab_closes_another_takes_over(
    serving: tuple[str, Any], phone: BrowserContext, hall: Hall
) -> None:
    _, hub = serving
    tabs = [opened(phone, hall) for _ in range(3)]
    until(tabs[-1], lambda: streams(hub) == 1)
    hall.question("q1")
    for tab in tabs:
        shows(tab, "1.1")
    assert streams(hub) == 1
    tabs.pop(0).close()
    until(tabs[-1], lambda: streams(hub) == 1)
    hall.step("reveal")
    hall.question("q2")
    for tab in tabs:
        shows(tab, "2.1")
    late = opened(phone, hall)
    shows(late, "2.1")
    expect(late.locator("[data-link]")).to_have_text("")
    hall.step("close")
    for tab in (*tabs, late):
        expect(tab.locator("[data-key]")).to_have_count(0, timeout=PATIENCE)
    until(late, lambda: streams(hub) == 0)


def test_where_no_stream_gets_through_the_phone_asks_and_says_so(phone: BrowserContext, hall: Hall) -> None:
    phone.route("**/stream?*", lambda route: route.abort())
    page = opened(phone, hall)
    hall.question("q1")
    shows(page, "1.1")
    expect(page.locator("[data-link]")).not_to_have_text("", timeout=PATIENCE)
    hall.step("reveal")
    shows(page, "1.1", "revealed")
    phone.unroute("**/stream?*")
    expect(page.locator("[data-link]")).to_have_text("", timeout=PATIENCE)
    hall.question("q2")
    shows(page, "2.1")


def test_a_phone_that_was_cut_off_says_so_and_catches_up(phone: BrowserContext, hall: Hall) -> None:
    page = opened(phone, hall)
    hall.question("q1")
    shows(page, "1.1")
    lost: dict[str, bool] = {"all": True}
    phone.route("**/room/**", lambda route: route.abort() if lost["all"] else route.continue_())
    page.evaluate("dispatchEvent(new Event('online'))")  # the browser notices, and tries again
    expect(page.locator("[data-link]")).not_to_have_text("", timeout=PATIENCE)
    hall.step("reveal")
    hall.question("q2")
    lost["all"] = False
    shows(page, "2.1")
    expect(page.locator("[data-link]")).to_have_text("", timeout=PATIENCE)


def test_a_vote_whose_answer_gets_lost_is_handed_in_again_and_counts_once(
    phone: BrowserContext, hall: Hall
) -> None:
    page = opened(phone, hall)
    hall.question("q1")
    shows(page, "1.1")
    turns: list[str] = []

    def on_a_bad_line(route: Route) -> None:
        turns.append(route.request.post_data or "")
        if len(turns) == 1:
            route.abort()  # it never arrives
        elif len(turns) == 2:
            route.fetch()  # it arrives, and its answer does not
            route.abort()
        else:
            route.continue_()

    phone.route("**/votes", on_a_bad_line)
    page.locator('input[name=choice][value="b"]').check()
    until(page, lambda: len(turns) >= 3)
    expect(page.locator("[data-ack]")).to_have_class("note ack good", timeout=PATIENCE)
    assert [(chosen, changes) for *_, chosen, changes in hall.votes()] == [(["b"], 0)]


def test_of_two_votes_pressed_quickly_the_later_one_stands(phone: BrowserContext, hall: Hall) -> None:
    page = opened(phone, hall)
    hall.question("q1")
    shows(page, "1.1")
    turns: list[str] = []

    def fail_once(route: Route) -> None:
        turns.append(route.request.post_data or "")
        route.abort() if len(turns) == 1 else route.continue_()

    phone.route("**/votes", fail_once)
    page.locator('input[name=choice][value="a"]').check()
    page.locator('input[name=choice][value="c"]').check()
    until(page, lambda: any('"c"' in turn for turn in turns))
    expect(page.locator("[data-ack]")).to_have_class("note ack good", timeout=PATIENCE)
    assert '"a"' not in turns[-1]
    assert [chosen for *_, chosen, _ in hall.votes()] == [["c"]]


def test_somebody_shown_out_is_taken_to_the_door(phone: BrowserContext, hall: Hall) -> None:
    page = opened(phone, hall)
    expect(page.locator("#screen")).to_have_count(1)
    from course.live.seats import number_in

    [cookie] = [one for one in phone.cookies() if one.get("name", "").startswith("ryorin_seat_")]
    number = number_in(cookie.get("value", ""))
    assert number is not None
    hall.show_out(Chair(number, "", ""))
    expect(page.locator("#screen")).to_have_count(0, timeout=PATIENCE)
