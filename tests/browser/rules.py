"""Look at the page that is open: by axe's rules, and by those that axe does not know."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from course.demo.people import GROUP, LEARNERS
from tests.browser.conftest import Visit
from tests.browser.site import MANAGER, TRAINER
from tests.browser.stage import ADMIN_NAME, OTHER_GROUP

HEAVIEST_KB, MOST_SCRIPT_KB = 200, 50
MOST_SHIFT = 0.01
SMALLEST = 44  # pixels, of a target; half of one is left to rounding
# What people and groups are called, and what was searched for, is the same in every language.
NAMES = [*(learner.name for learner in LEARNERS), TRAINER, MANAGER, GROUP, ADMIN_NAME, OTHER_GROUP, "時期"]

RULES = """(smallest) => {
  const wrong = [];
  const seen = (element) => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    && element.getClientRects().length > 0 && !element.closest(".visually-hidden");
  const name = (element) => `<${element.localName} class="${element.className}"> ${(element.textContent || element.name || "").trim().slice(0, 30)}`;
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  let level = 0;
  for (const heading of headings) {
    const own = Number(heading.localName[1]);
    if (own > level + 1) wrong.push(`${name(heading)} after a heading of level ${level}`);
    level = own;
  }
  if (headings.filter((heading) => heading.localName === "h1").length !== 1) wrong.push("not exactly one h1");
  const targets = "button, summary, select, textarea, input:not([type=hidden]), a.btn, .brand, .icon-link, .tabs a, .menu a, .toc a, .letters a, .questions a, .next-steps a, .turn a, .list a.whole";
  for (const target of document.querySelectorAll(targets)) {
    const shown = target.closest("label") ?? target;
    if (!seen(shown) || target.matches(".skip") || getComputedStyle(target).pointerEvents === "none") continue;
    const box = shown.getBoundingClientRect();
    // A link whose ::after covers its row is as large as the row.
    const covers = getComputedStyle(target, "::after");
    const stretched = covers.position === "absolute" && covers.inset === "0px" ? target.closest("li, article").getBoundingClientRect() : box;
    if (stretched.height < smallest - .5 || stretched.width < smallest - .5) wrong.push(`${name(target)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
  }
  for (const element of document.querySelectorAll("[style], [onclick], [onload]")) if (!element.closest("[data-card], .term-card") && element.id !== "screen") wrong.push(`${name(element)} has a style or handler of its own`);
  return wrong;
}"""
WEIGHT = """() => {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const script = entries.filter((entry) => entry.initiatorType === "script" || /[.]js([?]|$)/.test(entry.name));
  const kb = (list) => list.reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1024;
  return [kb(entries), kb(script)];
}"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const watch = new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; });
  watch.observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""
JAPANESE = """(names) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest("[lang=ja], [lang=''], script, template, noscript")) continue;
    let text = node.textContent;
    for (const name of names) text = text.replaceAll(name, "");
    if (/[ぁ-んァ-ヶ一-龯。、]/.test(text)) found.add(text.trim().slice(0, 60));
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const text = element.getAttribute(name) ?? "";
      if (/[ぁ-んァ-ヶ]/.test(text) && !element.closest("[lang=ja], [lang='']")) found.add(`${name}: ${text}`);
    }
  }
  return [...found];
}"""
AXE = """(options) => axe.run(options).then((found) => found.violations.map((rule) =>
  `${rule.id} (${rule.help}): ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")} and ${rule.nodes.length} in all`))"""
OF_COLOURS = ("color-contrast", "link-in-text-block")
ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Two thirds of the time go into the contrast of every word; the same colours stand under both languages.
ALL_BUT_COLOURS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in OF_COLOURS}},
}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": list(OF_COLOURS)}}


def axe(page: Page, visit: Visit, options: dict[str, Any]) -> list[str]:
    """Ask axe; what the browser says of axe's own tricks is not the page's fault."""
    before = list(visit.wrong)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE, options)
    visit.wrong[:] = before
    return found


def inspect(
    page: Page,
    visit: Visit,
    *,
    language: str,
    width: int,
    colours: tuple[str, ...] = ("light", "dark"),
    structure: bool = True,
    loaded: bool = True,
) -> list[str]:
    """List everything that is wrong with the page that is open.

    `colours` names the schemes in which axe looks at a Japanese page; without `structure` it looks at nothing else. A page
    that was not loaded in this width, but made as wide, is not asked how it loaded.
    """
    wrong = []
    if loaded:
        shift = page.evaluate(SHIFT)
        if shift > MOST_SHIFT:
            wrong.append(f"it shifts by {shift:.3f} while it loads")
        weight, script = page.evaluate(WEIGHT)
        if weight > HEAVIEST_KB or script > MOST_SCRIPT_KB:
            wrong.append(f"it weighs {weight:.0f} KB, of which {script:.0f} KB script")
    lang = page.locator("html").get_attribute("lang")
    if lang != language:
        wrong.append(f"its language is {lang}")
    wrong += page.evaluate(RULES, SMALLEST)
    if language == "en":
        wrong += [f"in Japanese: {text}" for text in page.evaluate(JAPANESE, NAMES)]
    wrong += _by_axe(page, visit, colours if language == "ja" else (), structure)
    for narrow in (320, width) if width < 400 else (width,):
        page.set_viewport_size({"width": narrow, "height": 740})
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > narrow:
            wrong.append(f"at {narrow} it is {reach} wide")
    return wrong


def _by_axe(page: Page, visit: Visit, colours: tuple[str, ...], structure: bool) -> list[str]:
    """Let axe look once for each scheme; the structure is the same in all of them, and seen with the first."""
    if not colours:
        return axe(page, visit, ALL_BUT_COLOURS) if structure else []
    wrong = []
    for scheme, options in zip(colours, [ALL_RULES if structure else COLOURS, COLOURS], strict=False):
        page.emulate_media(color_scheme=scheme)
        where = "in the dark: " if scheme == "dark" else ""
        wrong += [f"{where}{fault}" for fault in axe(page, visit, options)]
    page.emulate_media(color_scheme="light")
    return wrong
