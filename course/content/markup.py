"""Turn an author's Markdown into safe HTML.

Raw HTML is shown as text, the result passes an allow-list, and nothing in it carries a style or a script: it may stand
on a page whose policy forbids both inline.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import cast
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from course.content.charts import CHART_INFO, chart_html, read_chart
from course.content.outline import closes_fence, opens_fence

LinkResolver = Callable[[str], str | None]

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "li", "ol", "p", "pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "div": {"tabindex", "role"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
}  # fmt: skip
_CLASSES = {
    "div": {"table-scroll"}, "td": {"start", "center", "end"}, "th": {"start", "center", "end"}, "span": {"no-link"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_OPEN, _CLOSE = "\ue000", "\ue001"
_CHART_PLACE = re.compile(f"<p>{_OPEN}([0-9]+){_CLOSE}</p>")
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_WRAP = re.compile(f"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_EXTERNAL = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
_SIDES = {"left": "start", "center": "center", "right": "end"}
_local = threading.local()


class _Rewriter(Treeprocessor):
    """Rewrite links, wrap tables so that they scroll by themselves, and turn alignment styles into classes."""

    resolve: LinkResolver | None = None

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "a":
                    self._link(child)
                elif child.tag in ("td", "th"):
                    self._align(child)
                elif child.tag == "table":
                    parent[index] = self._wrap(child)

    def _link(self, link: Element) -> None:
        target = link.get("href", "")
        link.attrib.clear()
        if _EXTERNAL.match(target):
            link.set("href", target)
            link.set("rel", "noopener noreferrer external")
            return
        address = (
            target if target.startswith("#") else self.resolve(target) if self.resolve is not None else None
        )
        if address is None:
            link.tag = "span"
            link.set("class", "no-link")
        else:
            link.set("href", address)

    def _align(self, cell: Element) -> None:
        found = _ALIGN.search(cell.get("style", ""))
        cell.attrib.pop("style", None)
        if found:
            cell.set("class", _SIDES[found.group(1)])
        if cell.tag == "th" and not len(cell) and not (cell.text or "").strip():
            cell.tag = "td"  # the corner of a table heads nothing

    def _wrap(self, table: Element) -> Element:
        box = Element("div", {"class": "table-scroll", "tabindex": "0", "role": "group"})
        box.append(table)
        box.tail, table.tail = table.tail, None
        return box


class _Dialect(Extension):
    """Switch raw HTML off and the rewriter on."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("autolink")
        md.inlinePatterns.deregister("automail")
        md.treeprocessors.register(_Rewriter(md), "ryorin", 5)


def _converter() -> tuple[Markdown, _Rewriter]:
    """Return this thread's converter: one is not safe to share between threads, and slow to make."""
    held: Markdown | None = getattr(_local, "converter", None)
    if held is None:
        held = Markdown(
            extensions=[
                "tables", "attr_list", "sane_lists", "def_list",
                "pymdownx.highlight", "pymdownx.superfences", "pymdownx.betterem", "pymdownx.tilde", _Dialect(),
            ],
            extension_configs={"pymdownx.highlight": {"use_pygments": False}},
            output_format="html",
        )  # fmt: skip
        _local.converter, _local.rewriter = held, held.treeprocessors["ryorin"]
    return held, cast(_Rewriter, _local.rewriter)


def to_html(markdown: str, resolve_link: LinkResolver | None = None) -> Markup:
    """Render Markdown. `resolve_link` turns the target of a link to another file into an address.

    A target that it does not know (None) leaves the words without a link.
    """
    text, charts = _take_charts(markdown.translate({ord(_OPEN): None, ord(_CLOSE): None}))
    converter, rewriter = _converter()
    converter.reset()
    rewriter.resolve = resolve_link
    try:
        raw = converter.convert(text)
    finally:
        rewriter.resolve = None
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    parts = _PRE.split(clean)
    clean = "".join(part if index % 2 else _WRAP.sub("", part) for index, part in enumerate(parts))
    # Each place was put there by _take_charts: the author's text cannot hold these two characters.
    return Markup(_CHART_PLACE.sub(lambda found: charts[int(found.group(1))], clean))  # noqa: S704


def to_inline_html(text: str, resolve_link: LinkResolver | None = None) -> Markup:
    """Render a short text, such as one line of talk or an option, without a paragraph around it."""
    rendered = to_html(_escape_block(text), resolve_link)
    if rendered.startswith("<p>") and rendered.endswith("</p>") and rendered.count("<p>") == 1:
        return Markup(rendered[3:-4])  # noqa: S704  a part of what has just been cleaned
    return rendered


def _escape_block(text: str) -> str:
    """Keep a line of talk from becoming a list, a heading or a quotation by its first character."""
    stripped = text.strip()
    found = re.match(r"([0-9]+)([.)])", stripped)
    if found:
        return f"{found.group(1)}\\{stripped[found.end(1) :]}"
    if stripped[:1] in tuple("-+>#=|:") or (stripped[:1] == "*" and stripped[1:2] in (" ", "\t")):
        return "\\" + stripped
    return stripped


def _take_charts(markdown: str) -> tuple[str, list[str]]:
    """Replace each chart by a mark on a line of its own; return the text and the drawn charts."""
    kept: list[str] = []
    charts: list[str] = []
    fence, block = "", []
    for line in markdown.split("\n"):
        if not fence:
            fence = opens_fence(line)
            block = [line]
            if not fence:
                kept.append(line)
            continue
        if not closes_fence(line, fence):
            block.append(line)
            continue
        words = block[0].strip().lstrip(fence[0]).split(None, 1)
        if words[:1] == [CHART_INFO]:
            kept.extend(("", f"{_OPEN}{len(charts)}{_CLOSE}", ""))
            charts.append(chart_html(read_chart(block)[0]))
        else:
            kept.extend((*block, line))
        fence = ""
    return "\n".join([*kept, *(block if fence else [])]), charts
