"""Change how a rep works and read what it does: on a desk, on a phone, by keyboard, on a projector, without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, sign_in_as
from tests.browser.hands import Keys
from tests.browser.site import NEW_REP, TRAINER

GAIN = {"ja": re.compile(r"契約は月に [+−]"), "en": re.compile(r"^[+−]\d\.\d\d contracts a month")}
IN_VIEW = """(element) => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.width > 0;
}"""


def in_view(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate(IN_VIEW))


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 360)])
@pytest.mark.parametrize("script", [True, False])
def test_one_setting_is_changed_run_and_read(
    open_page: OpenPage, language: str, width: int, script: bool
) -> None:
    page = open_page(language=language, width=width, script=script)
    sign_in_as(page, NEW_REP)
    page.locator(".tabs a[href='/laboratory']").click()
    expect(page.locator("h1")).to_be_visible()
    if width == 360:
        expect(page.locator("#hold")).to_be_hidden()
        page.locator("#settings > summary").click()
    page.locator("#hold").fill("20")
    page.locator("#hold").press("Enter")
    page.wait_for_url("**/laboratory?hold=20&was=as-it-is")
    expect(page.locator("#words h2")).to_have_text(GAIN[language])
    expect(page.locator("#words .changes")).to_contain_text("20")
    assert in_view(page, "#words h2"), "the result comes first"
    expect(page.locator(".fan path.wheels")).to_be_attached()
    expect(page.locator("tr.own")).to_have_count(1)
    page.goto(page.locator(".permalink a").get_attribute("href") or "")
    assert page.url.endswith("/laboratory?hold=20")


def test_wrong_settings_are_mended_where_they_were_entered(open_page: OpenPage, visit: object) -> None:
    page = open_page(width=360)
    sign_in_as(page, NEW_REP)
    visit.expected = {422}  # type: ignore[attr-defined]
    page.goto("/laboratory?hold=3&intros=2")
    expect(page.get_by_role("alert")).to_contain_text("5 から 200")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#hold")).to_be_in_viewport()
    expect(page.locator("#hold")).to_have_value("3")
    page.locator("#hold").fill("30")
    page.locator("#settings .btn").click()
    page.wait_for_url("**/laboratory?intros=2&hold=30")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_guided_experiment_is_followed_by_keyboard(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width)
    sign_in_as(page, NEW_REP)
    page.goto("/laboratory")
    hand = Keys(page)
    hand.press(page.locator(".cards a[href*='guide=ask']"))
    page.wait_for_url("**guide=ask&step=1")
    hand.mark(page.locator("input[name=guess][value=more]"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"guide=ask&step=2&.*guess=more"))
    expect(page.locator(".guided .note")).to_contain_text("予想は「増える」、模型の答えは「増える」")
    expect(page.locator("#words h2")).to_contain_text("増")
    expect(page.locator(".noticed")).to_have_count(0)
    hand.press(page.locator(".guided .btn"))
    page.wait_for_url("**step=3**")
    expect(page.locator("#words h2")).to_contain_text("減")
    expect(page.locator(".noticed .note.warn")).to_be_visible()
    hand.press(page.locator(".noticed a[href='/lessons/test-close']"))
    page.wait_for_url("**/lessons/test-close")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "path",
    ["/laboratory", "/laboratory?hold=20&was=hold.60", "/laboratory?ask=never&guide=ask&step=3&was=as-it-is"],
)
def test_on_a_projector_the_words_and_the_chart_are_in_view_and_large(
    open_page: OpenPage, language: str, path: str
) -> None:
    page = open_page(language=language, width=1280)
    page.set_viewport_size({"width": 1280, "height": 720})
    sign_in_as(page, TRAINER)
    page.goto(path)
    assert in_view(page, "#words") and in_view(page, ".fan")
    sizes = page.evaluate("""() => Object.fromEntries([["#words h2"], ["#words p"], [".fan text"], [".fan text.own"]]
      .map(([name]) => [name, parseFloat(getComputedStyle(document.querySelector(name)).fontSize)]))""")
    assert sizes["#words h2"] >= 24 and sizes["#words p"] >= 17
    assert sizes[".fan text"] >= 14 and sizes[".fan text.own"] >= 17


def test_on_paper_the_figures_are_open(open_page: OpenPage) -> None:
    page = open_page()
    sign_in_as(page, NEW_REP)
    page.goto("/laboratory?hold=20")
    cell = page.locator(".figures tbody td").first
    expect(cell).to_be_hidden()
    page.emulate_media(media="print")
    expect(cell).to_be_visible()
    expect(page.locator("#settings")).to_be_hidden()
    expect(page.locator(".fan")).to_be_visible()
