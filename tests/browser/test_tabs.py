"""Tabs as people use them: many at once, closed in the middle, two on the same talk; and what moves on the page."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, sign_in_as
from tests.browser.journey import best_lines
from tests.browser.site import Site

MANY = 6
SOON = 10.0  # seconds for one more tab on a busy machine; one that waits for another tab's stream never comes


def begin(page: Page, scenario: str, mode: str = "practice") -> str:
    page.goto(f"/roleplay/{scenario}")
    page.locator(f"button[name=mode][value={mode}]").click()
    page.wait_for_url("**/runs/*")
    return page.url


def lines(page: Page) -> list[str]:
    return page.locator("button[name=choice]").all_inner_texts()


def say(page: Page, choice: str, taken: int) -> None:
    page.locator(f"button[name=choice][value={choice}]").click()
    expect(page.locator(".steps i.on")).to_have_count(taken + 1)


def test_a_seventh_tab_opens_while_six_are_in_use(site: Site, open_page: OpenPage) -> None:
    site.begin_anew("佐々木 結")
    first = open_page()
    sign_in_as(first, "佐々木 結")
    run = begin(first, "price-pushback")
    addresses = [run, "/lessons/both-wheels", run, "/lessons/arithmetic", "/roleplay/full-tank", run]
    tabs = []
    for address in addresses[:MANY]:
        tabs.append(first.context.new_page())
        tabs[-1].goto(address)
    for tab in tabs:
        expect(tab.locator("main h1")).to_be_visible()
    seventh = first.context.new_page()
    began = time.monotonic()
    seventh.goto("/lessons/test-close", wait_until="load")
    expect(seventh.locator("main h1")).to_be_visible()
    assert time.monotonic() - began < SOON
    began = time.monotonic()
    seventh.goto(run, wait_until="load")
    expect(seventh.locator("button[name=choice]").first).to_be_visible()
    assert time.monotonic() - began < SOON


def test_a_tab_closed_in_the_middle_of_a_talk_is_found_again_from_the_home_page(
    site: Site, open_page: OpenPage
) -> None:
    site.begin_anew("大野 拓")
    page = open_page(width=360)
    sign_in_as(page, "大野 拓")
    address = begin(page, "price-pushback", "scored")
    path = best_lines("price-pushback")
    say(page, path[0], 1)
    say(page, path[1], 2)
    before = lines(page), page.locator("#talk").inner_text()
    profile = page.context
    page.close()
    again = profile.new_page()
    again.goto("/")
    again.locator("main .btn").first.click()
    expect(again).to_have_url(address)
    assert (lines(again), again.locator("#talk").inner_text()) == before
    expect(again.locator(".steps i.on")).to_have_count(3)


def test_a_tab_closed_in_the_middle_of_a_lesson_knows_where_the_reader_was(
    site: Site, open_page: OpenPage
) -> None:
    person = site.begin_anew("岡 真理子")
    page = open_page()
    sign_in_as(page, "岡 真理子")
    page.goto("/lessons/both-wheels")
    section = page.locator("[data-section]").nth(2).get_attribute("data-section")
    page.locator(f"#{section}").evaluate("part => window.scrollTo(0, part.offsetTop - 100)")
    expect(page.locator(f"[data-toc] a[href='#{section}']")).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(700)  # longer than a glance, shorter than it takes until the place is sent anyway
    profile = page.context
    page.close(run_before_unload=True)
    again = profile.new_page()
    for _ in range(50):  # the place is sent while the tab is being closed
        if site.rows("SELECT section FROM lesson_progress WHERE user_id = ?", person) == [(section,)]:
            break
        time.sleep(0.1)
    again.goto("/")
    again.locator("main .btn").first.click()
    again.wait_for_url("**/lessons/both-wheels**")
    resume = again.locator(".resume a")
    expect(resume).to_have_attribute("href", f"#{section}")
    resume.click()
    expect(again.locator(f"#{section}")).to_be_in_viewport()


def test_a_second_tab_on_the_same_talk_is_told_and_shown_where_it_stands(
    site: Site, open_page: OpenPage
) -> None:
    site.begin_anew("谷口 亮")
    page = open_page()
    sign_in_as(page, "谷口 亮")
    begin(page, "price-pushback")
    stale = page.context.new_page()
    stale.goto(page.url)
    first, other = (page.locator("button[name=choice]").nth(n).get_attribute("value") for n in (0, 1))
    say(page, str(first), 1)
    stale.locator(f"button[name=choice][value={other}]").click()
    expect(stale.locator(".steps i.on")).to_have_count(2)
    expect(stale.get_by_text("もう先へ進んでいます")).to_be_visible()
    assert lines(stale) == lines(page)


def test_a_card_that_changes_lanes_is_seen_to_move_but_stands_still_for_who_wants_calm(
    site: Site, open_page: OpenPage
) -> None:
    site.begin_anew("早川 さくら")
    watch = """() => {
      window.moved = [];
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...rest) {
        if (this.dataset.card) window.moved.push(this.dataset.card);
        return animate.apply(this, rest);
      };
    }"""
    for calm in (False, True):
        page = open_page(calm=calm)
        sign_in_as(page, "早川 さくら")
        begin(page, "price-pushback")
        page.evaluate(watch)
        lanes = []
        for taken, choice in enumerate(best_lines("price-pushback"), start=1):
            say(page, choice, taken)
            lanes.append(page.locator("#tank .lane:has(.fishcard.focus) h3").inner_text().split()[0])
        assert len(set(lanes)) >= 2, lanes
        key = page.locator(".fishcard.focus").get_attribute("data-card")
        assert (key in page.evaluate("window.moved")) is not calm
        expect(page.locator("#said")).to_contain_text(re.compile(r"\d"))
