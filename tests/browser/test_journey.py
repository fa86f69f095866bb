"""The whole journey of a new rep, and of those who look after them, in both languages, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, sign_in_as
from tests.browser.hands import Keys, Mouse
from tests.browser.journey import Learner, best_lines
from tests.browser.site import MANAGER, NEW_REP, TRAINER, Site

WIDTHS = (360, 1280)


def learn(learner: Learner, *, words_first: bool = False) -> tuple[int, int]:
    """Go the whole way; give the scores of the quiz and of the roleplay."""
    learner.sign_in()
    learner.read_the_lesson()
    quiz = learner.take_the_quiz()
    lines = best_lines(learner.begin_the_roleplay(words_first=words_first))
    learner.play_to_the_end(lines, words_first=words_first)
    roleplay = learner.look_back(len(lines))
    assert roleplay == 100, "the transcript is that of the best run"
    learner.see_scores_at_home(quiz, roleplay)
    return quiz, roleplay


def follow(page: Page, name: str, quiz: int, roleplay: int) -> None:
    """As a leader, go from the group to a person, to their run, and to one answer of theirs."""
    page.goto("/groups")
    page.wait_for_url(re.compile(r"/groups/\d+$"))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
    expect(row).to_contain_text(str(quiz))
    expect(row).to_contain_text(str(roleplay))
    row.get_by_role("link", name=name, exact=True).click()
    page.wait_for_url("**/people/*")
    person = page.url
    run = page.locator("a[href$='/debrief']").first
    expect(page.locator("li").filter(has=run)).to_contain_text(str(roleplay))
    run.click()
    page.wait_for_url("**/debrief")
    expect(page.locator(".score")).to_contain_text(str(roleplay))
    expect(page.locator(".note.key")).to_contain_text(name)
    expect(page.locator("main form")).to_have_count(0)
    page.goto(person)
    page.locator("a[href^='/attempts/']").first.click()
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".score")).to_contain_text(str(quiz))
    page.locator(".questions a").first.click()
    page.wait_for_url("**/questions/*")
    expect(page.locator(".answers .mine")).to_contain_text(name)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_rep_studies_alone_and_those_who_lead_them_see_it(
    site: Site, open_page: OpenPage, language: str, width: int
) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(language=language, width=width, calm=False)
    scores = learn(Learner(page, Mouse(page), language))
    for leader in (TRAINER, MANAGER):
        theirs = open_page(language=language, width=width)
        sign_in_as(theirs, leader)
        follow(theirs, NEW_REP, *scores)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_alone_is_enough(site: Site, open_page: OpenPage, width: int) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(language="ja" if width == 360 else "en", width=width)
    hand = Keys(page)
    learn(Learner(page, hand, "ja" if width == 360 else "en"))
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    hand.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_everything_works_without_script(site: Site, open_page: OpenPage) -> None:
    """Say-first and undo included."""
    site.begin_anew(NEW_REP)
    page = open_page(width=360, script=False)
    learn(Learner(page, Mouse(page), "ja", script=False), words_first=True)
