"""Hold one live room in a browser: the hall's screen, the trainer's remote, and phones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Visit, sign_in_as
from tests.browser.rules import ALL_RULES, JAPANESE, NAMES, RULES, SMALLEST, axe
from tests.browser.site import TRAINER

PHONE = 360
CODE = re.compile(r"^[2-9A-HJKMNP-Z]{6}$")


@dataclass
class Hall:
    """Know the screens of one room."""

    visit: Visit
    remote: Page
    projector: Page
    open_page: OpenPage
    language: str
    code: str
    number: str
    phones: list[Page] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def sit(self, name: str, *, script: bool = True) -> Page:
        """Take a seat with a phone of its own."""
        page = self.open_page(language=self.language, width=PHONE, script=script)
        page.goto("/join")
        page.locator("#code").fill(f" {self.code[:3].lower()} {self.code[3:]}")
        page.locator("main form .btn").click()
        page.locator("#name").fill(name)
        page.locator("form:has(#name) .btn").click()
        expect(page.locator("#screen")).to_be_visible()
        expect(page.locator(".who-am-i")).to_contain_text(name)
        self.phones.append(page)
        return page

    def key(self, key: str) -> None:
        """Press a key on the remote."""
        self.remote.keyboard.press(key)

    def phase(self, name: str) -> None:
        """Wait until every phone with script has come to a phase of the present round."""
        for phone in self.scripted:
            expect(phone.locator(".live-round")).to_have_attribute("data-phase", name)

    @property
    def scripted(self) -> list[Page]:
        """List the phones that follow by themselves."""
        return [phone for phone in self.phones if phone.evaluate("() => true") is True]

    def vote(self, phone: Page, place: int) -> None:
        """Choose an option, and wait for the acknowledgement."""
        phone.locator("[data-vote] label.option").nth(place).click()
        send = phone.locator("[data-send]")
        if send.is_visible():
            send.click()
        expect(phone.locator("[data-ack]")).to_have_class(re.compile("good"))

    def voted(self, number: int, of: int) -> None:
        """Wait until the hall's screen and the remote have counted the votes."""
        for page in (self.projector, self.remote):
            expect(page.locator("[data-count=voted]").first).to_have_text(str(number))
            expect(page.locator("[data-count=voting]").first).to_have_text(str(of))
        done = self.projector.locator("[data-complete]")
        if number == of:
            expect(done).to_be_visible()
        else:
            expect(done).to_be_hidden()

    def shares(self) -> list[str]:
        """Read the percentages on the hall's screen."""
        expect(self.projector.locator(".vote .pc").first).to_be_visible()
        return [text.split("%")[0] for text in self.projector.locator(".vote .pc").all_inner_texts()]

    def look(self, *pages: tuple[str, Page]) -> None:
        """Note what is wrong with screens as they stand: axe, sizes, width, language.

        A room is held in both languages, and the same colours stand under both: in Japanese axe looks in the light, in
        English in the dark.
        """
        japanese = self.language == "ja"
        for name, page in pages:
            page.emulate_media(color_scheme="light" if japanese else "dark")
            wrong = axe(page, self.visit, ALL_RULES)
            page.emulate_media(color_scheme="light")
            # The hall's screen is made to fit by its script, which sets the size of its type.
            wrong += [one for one in page.evaluate(RULES, SMALLEST) if "style or handler" not in one]
            if not japanese:
                wrong += [f"in Japanese: {text}" for text in page.evaluate(JAPANESE, [*NAMES, "青木"])]
            reach = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if reach > 0:
                wrong.append(f"it is {reach} too wide")
            self.faults += [f"{name}: {fault}" for fault in wrong]


def open_hall(
    open_page: OpenPage, visit: Visit, *, language: str, kind: str, item: str, **settings: str
) -> Hall:
    """Open a room as the trainer, with the hall's screen beside the remote."""
    remote = open_page(language=language)
    sign_in_as(remote, TRAINER)
    remote.goto(f"/rooms/new?kind={kind}&item={item}")
    for name, value in settings.items():
        box = remote.locator(f"[name={name}]")
        if not box.is_visible():
            remote.locator("main details summary").click()
        if box.evaluate("box => box.localName") == "select":
            box.select_option(value)
        else:
            box.fill(value)
    remote.locator("main form .btn.block").click()
    remote.wait_for_url(re.compile(r"/rooms/\d+$"))
    code = remote.locator(".top .code-small").inner_text()
    assert CODE.match(code)
    projector = remote.context.new_page()
    projector.set_viewport_size({"width": 1280, "height": 720})
    number = remote.url.rsplit("/", 1)[1]
    projector.goto(f"/rooms/{number}/projector")
    expect(projector.locator(".code")).to_have_text(code)
    return Hall(visit, remote, projector, open_page, language, code, number)


def button(page: Page, key: str) -> Locator:
    """Find the button of the remote that a key presses."""
    return page.locator(f"[data-hotkey='{key}']")
