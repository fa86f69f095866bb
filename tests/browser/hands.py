"""Press and choose on a page: with a mouse, or with nothing but the keys."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS, MOST_CHOICES = 250, 30
# What a person sees of the focus: nothing (it is nowhere), or whether it is drawn, in view and not covered.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return {lost: true};
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const holder = at.closest("label") ?? at;
  const box = (drawn(at) ? at : holder).getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
  const open = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (holder.contains(top) || top.contains(holder));
  });
  const name = `<${at.localName} class="${at.className}"> ${(at.textContent || at.name || "").trim().slice(0, 40)}`;
  return {lost: false, name, tag: at.localName, drawn: drawn(at) || drawn(holder), open};
}"""


class Mouse:
    """Press with the mouse (or, without script, as the browser itself does)."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Press a link or a button."""
        target.click()

    def mark(self, option: Locator) -> None:
        """Choose a radio button or a checkbox."""
        option.check()

    def write(self, box: Locator, words: str) -> None:
        """Write into a box."""
        box.fill(words)

    def pick(self, box: Locator, value: str) -> None:
        """Pick from a list, or one of the radio buttons of a group."""
        if box.evaluate("box => box.localName") == "fieldset":
            box.locator(f"label:has(input[value='{value}'])").click()
        else:
            box.select_option(value)

    def say(self, line: Locator) -> None:
        """Choose a line of a roleplay."""
        line.click()

    def take_back(self) -> None:
        """Take the last line back."""
        self.page.locator("[data-undo]").click()

    def go_on(self, link: Locator) -> None:
        """Go on to the next question."""
        link.click()


class Keys(Mouse):
    """Press with the keyboard alone; wherever the focus goes on the way, it must be seen."""

    def press(self, target: Locator) -> None:
        """Go to a link or a button by Tab, and press Enter."""
        self._go_to(target)
        self.page.keyboard.press("Enter")

    def mark(self, option: Locator) -> None:
        """Go to a choice by Tab, or by the arrows within its group, and press the space bar."""
        self._go_to(option)
        self.page.keyboard.press("Space")
        assert option.is_checked()

    def write(self, box: Locator, words: str) -> None:
        """Go to a box by Tab and type."""
        self._go_to(box)
        self.page.keyboard.type(words)

    def pick(self, box: Locator, value: str) -> None:
        """Go to a list by Tab and to a choice in it by the arrows; in a group of radio buttons, too."""
        group = box.evaluate("box => box.localName") == "fieldset"
        self._go_to(box.locator("input:checked") if group else box)
        reached = f"input[value='{value}']:checked" if group else ""
        for key in ["Home"] * (not group) + ["ArrowDown"] * MOST_CHOICES:
            self.page.keyboard.press(key)
            if box.locator(reached).count() if group else box.input_value() == value:
                return
        raise AssertionError(f"{self.page.url}: {value} cannot be reached with the arrows")

    def say(self, line: Locator) -> None:
        """Press the number shown before a line, as the page says."""
        number = line.locator("kbd").inner_text() if line.locator("kbd").is_visible() else ""
        self.page.keyboard.press(number or line.get_attribute("data-key") or "")

    def take_back(self) -> None:
        """Press U."""
        self.page.keyboard.press("u")

    def go_on(self, link: Locator) -> None:
        """Press Enter, as the page says."""
        self.page.keyboard.press("Enter")

    def focus(self) -> dict[str, object]:
        """Tell where the focus is; wherever it is, it must be drawn, in view and not covered."""
        found: dict[str, object] = self.page.evaluate(FOCUS)
        if not found["lost"] and found["tag"] not in {
            "main",
            "h1",
            "h2",
            "div",
        }:  # places jumped to by script
            assert found["drawn"], f"{self.page.url}: the focus on {found['name']} is not to be seen"
            assert found["open"], f"{self.page.url}: the focus on {found['name']} is covered or out of view"
        return found

    def _go_to(self, target: Locator) -> None:
        goal = target.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("goal => document.activeElement === goal", goal):
                return
            self.page.keyboard.press("Tab")
            self.focus()
        raise AssertionError(f"{self.page.url}: {target} cannot be reached with the Tab key")
