"""Play weeks of a quarter in a browser: plan, live, read, take back; with a mouse, with the keyboard, without script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, sign_in_as
from tests.browser.hands import Keys, Mouse
from tests.browser.site import NEW_REP, Site

WIDTHS = (360, 1280)
PLANNED, COLD = "[data-planned]", "[data-cold]"


@dataclass
class Rep:
    """Play a quarter with one page and one kind of hand."""

    page: Page
    hand: Mouse
    language: str = "ja"
    script: bool = True
    read: list[str] = field(default_factory=list)  # what happened, week by week

    def arrive(self) -> None:
        """Wait until a page has come, in the right language and without complaints."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page.locator("main h1").first).to_be_visible()
        expect(self.page.locator(".flashes .bad, .flashes .warn")).to_have_count(0)

    def begin(self) -> None:
        """Find the way from the home page, and begin a quarter."""
        page = self.page
        sign_in_as(page, NEW_REP)
        self.hand.press(page.locator("nav.tabs a[href='/quarters']"))
        page.wait_for_url("**/quarters")
        self.arrive()
        self.hand.press(page.locator("button[name=territory][value=few-large]"))
        page.wait_for_url(re.compile(r"/quarters/\d+$"))
        self.arrive()

    def tell(self) -> None:
        """Tell the sales meeting that the first one on the list will sign, and hear the boss."""
        grades = self.page.locator("details[open] fieldset.grades")
        self.hand.pick(grades.first, "A")
        self.hand.press(self.page.locator(".go button"))
        expect(self.page.locator("form[data-plan]")).to_be_visible()
        expect(self.page.locator(".boss p").first).not_to_be_empty()
        self.arrive()

    @property
    def free(self) -> float:
        """Give the hours of the week."""
        return float(self.page.locator("form[data-plan]").get_attribute("data-free") or "")

    def hours(self) -> tuple[float, float]:
        """Read the hours planned, and those left for cold visits."""
        planned, cold = (float(self.page.locator(which).inner_text()) for which in (PLANNED, COLD))
        assert cold == pytest.approx(max(0.0, self.free - planned), abs=0.11)
        return planned, cold

    def plan(self) -> dict[str, str]:
        """Read what is planned with whom."""
        found: dict[str, str] = self.page.locator("[data-todo]").evaluate_all(
            "lists => Object.fromEntries(lists.filter((list) => list.value).map((list) => [list.name, list.value]))"
        )
        return found

    def ask_a_colleague(self, adviser: str = "two-wheels") -> None:
        """Let a colleague draft the week."""
        self.hand.press(self.page.locator(f"button[name=act][value={adviser}]"))
        expect(self.page.locator("[data-undo]")).to_be_enabled()
        self.arrive()
        assert len(self.plan()) >= 2
        assert 0 < self.hours()[0] <= self.free + 0.05

    def change_one(self) -> None:
        """Plan something else with the first person in sight; see the hours move at once, and the plan saved."""
        before, plan = self.hours(), self.plan()
        # Letting go takes no hours: a full week stays one that can be lived.
        boxes = self.page.locator("details[open] [data-todo]").all()
        box = next(one for one in boxes if one.input_value() != "drop")
        value = "drop"
        costs = [
            float(box.locator(f"option[value='{one}']").get_attribute("data-hours") or "0")
            for one in (box.input_value(), value)
        ]
        name = box.get_attribute("name") or ""
        self.hand.pick(box, value)
        if self.script:
            expect(self.page.locator("#saved")).not_to_be_empty()
        else:
            self.page.locator("input[name=flyers]").press("Enter")
            expect(self.page.locator("[data-undo]")).to_be_enabled()
            self.page.wait_for_load_state()
        assert self.hours()[0] == pytest.approx(before[0] + costs[1] - costs[0], abs=0.11)
        assert self.plan() == plan | {name: value}

    def reload(self) -> None:
        """Load the page again, and find everything as it was."""
        plan, hours = self.plan(), self.hours()
        self.page.reload()
        self.arrive()
        assert (self.plan(), self.hours()) == (plan, hours)

    def take_back(self) -> None:
        """Take the last change back."""
        plan = self.plan()
        with self.page.expect_navigation():
            self.hand.press(self.page.locator("[data-undo]"))
        self.arrive()
        assert self.plan() != plan

    def live(self, number: int) -> None:
        """Live the week, and read what happened in it."""
        self.hand.press(self.page.locator("[data-live]"))
        past = self.page.locator(f".calendar a[href$='/weeks/{number}']")
        expect(past).to_be_visible()
        self.arrive()
        told = [text for text in self.page.locator(".last-week .told li").all_inner_texts() if text.strip()]
        assert told, "nothing is told of the week"
        assert self.plan() == {}
        self.read.append(told[0])

    def look_back(self, number: int) -> None:
        """Open a week that was lived, find the same there, and come back to the present one."""
        address = self.page.url
        self.hand.press(self.page.locator(f".calendar a[href$='/weeks/{number}']"))
        self.page.wait_for_url(f"**/weeks/{number}")
        self.arrive()
        expect(self.page.locator(".told").first).to_contain_text(self.read[number])
        assert self.page.locator("main form").count() == 0
        self.hand.press(self.page.locator(".turn a").last)
        self.page.wait_for_url(address)
        self.arrive()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_rep_plans_and_lives_two_weeks(site: Site, open_page: OpenPage, language: str, width: int) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(language=language, width=width, calm=False)
    rep = Rep(page, Mouse(page), language)
    rep.begin()
    rep.tell()
    rep.ask_a_colleague()
    draft = rep.plan()
    rep.change_one()
    rep.reload()
    rep.take_back()
    assert rep.plan() == draft
    rep.change_one()
    rep.live(0)  # by one press, although a change has just been saved
    rep.look_back(0)
    # What is changed at the very last moment is lived, too, and nobody complains of it afterwards.
    rep.ask_a_colleague("no-hold")
    page.locator("details[open] [data-todo]").first.select_option("drop")
    name = page.locator("details[open] [data-todo]").first.get_attribute("name") or ""
    rep.live(1)
    page.wait_for_load_state("networkidle")
    page.reload()
    rep.arrive()
    assert page.locator(f"[name={name}]").count() == 0
    kinds = site.rows("SELECT kind FROM quarter_event ORDER BY id DESC LIMIT 2")
    assert kinds == [("week",), ("plan",)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_alone_is_enough_for_a_week(site: Site, open_page: OpenPage, width: int) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(width=width)
    rep = Rep(page, Keys(page))
    rep.begin()
    rep.tell()
    rep.change_one()
    rep.hand.write(page.locator("input[name=flyers]"), "1.5")
    assert rep.hours()[0] >= 1.5
    rep.live(0)


def test_a_week_can_be_lived_without_script(site: Site, open_page: OpenPage) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(width=360, script=False)
    rep = Rep(page, Mouse(page), script=False)
    rep.begin()
    rep.tell()
    rep.ask_a_colleague()
    draft = rep.plan()
    rep.change_one()
    rep.reload()
    rep.take_back()
    assert rep.plan() == draft
    rep.live(0)
    rep.look_back(0)


def test_a_key_account_is_met_and_the_way_leads_back_to_the_week(site: Site, open_page: OpenPage) -> None:
    site.begin_anew(NEW_REP)
    page = open_page(width=360)
    rep = Rep(page, Mouse(page))
    rep.begin()
    week = page.url
    rep.tell()
    free = rep.free
    for group in page.locator("details.group:not([open]) > summary").all():
        group.click()
    page.locator("[name=scenario]").first.click()
    page.wait_for_url("**/runs/*")
    run = page.url
    page.goto(week)
    expect(page.locator("[data-live]")).to_be_disabled()
    page.locator(".key-meeting a.btn").click()
    page.wait_for_url(run)
    for taken in range(1, 40):
        if not page.locator("button[name=choice]").count():
            break
        page.locator("button[name=choice]").first.click()
        expect(page.locator(".steps i.on")).to_have_count(taken + 1)
    page.locator("#ask a.btn[data-first]").click()
    page.wait_for_url(week)
    rep.arrive()
    assert rep.free < free, "the hours of the talk are of this week"
    expect(page.locator(".key-meeting")).to_have_count(0)
    rep.live(0)


def test_another_screen_is_told_when_the_week_has_gone_by(site: Site, open_page: OpenPage) -> None:
    site.begin_anew(NEW_REP)
    page = open_page()
    rep = Rep(page, Mouse(page))
    rep.begin()
    rep.tell()
    other = page.context.new_page()
    other.goto(page.url)
    rep.live(0)
    other.locator("details[open] [data-todo]").first.select_option("drop")
    expect(other.locator(".calendar a[href$='/weeks/0']")).to_be_visible()
    expect(other.locator(".flashes .note")).to_be_visible()
    assert len(site.rows("SELECT id FROM quarter_event WHERE kind = 'week'")) == len(
        site.rows("SELECT DISTINCT quarter_id, week FROM quarter_event WHERE kind = 'week'")
    )


def test_hours_that_cannot_be_are_told(site: Site, open_page: OpenPage) -> None:
    site.begin_anew(NEW_REP)
    page = open_page()
    rep = Rep(page, Mouse(page))
    rep.begin()
    rep.tell()
    page.locator("input[name=flyers]").fill("0.3")
    expect(page.locator(".flashes .note")).to_be_visible()
    expect(page.locator("input[name=flyers]")).to_have_value("0")
