"""Markdown to HTML: nothing dangerous, nothing inline, charts and tables that can be read."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.content.faults import Reporter
from course.content.limits import LONGEST_LINE, LONGEST_PARAGRAPH, MOST_MARKS, scan_body
from course.content.markup import to_html, to_inline_html
from course.content.outline import parse_outline
from course.content.source import Source

ALLOWED_ATTRIBUTES = {
    "href", "rel", "id", "class", "tabindex", "role", "start", "viewbox", "preserveaspectratio", "aria-hidden",
    "focusable", "width", "height",
}  # fmt: skip


class Seen(HTMLParser):
    """Collect tags and attributes of a fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def assert_harmless(html: str) -> None:
    found = seen(html)
    assert not {"script", "style", "iframe", "object", "embed", "img", "form", "input", "link", "meta"} & set(
        found.tags
    )
    for name, value in found.attributes:
        assert name in ALLOWED_ATTRIBUTES, (name, value)
        if name == "href":
            assert re.match(r"(https?:|mailto:|#|/ok)", value or "", re.IGNORECASE), value


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&#58;alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    '[a](https://ok "onmouseover=alert(1)")',
    "![a](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[a]: javascript:alert(1)\n\n[a]",
    "## x {#id onclick=alert(1) style='color:red'}",
    "para\n{: onclick=alert(1) style=x .btn }",
    "`<script>`",
    "```\n<script>alert(1)</script>\n```",
    "``` {onclick=alert(1) .x}\ny\n```",
    "```chart <script>alert(1)</script>\n<b>x</b> | 3\n```",
    "\ue0000\ue001",
    "<svg/onload=alert(1)>",
    '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
    "<!--><script>alert(1)</script>-->",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "&lt;script&gt;",
    "<div style='position:fixed'>x</div>",
    "[x](//evil.example)",
    "[x](/admin)",
    "[x](\\\\evil)",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_come_out_harmless(payload: str) -> None:
    assert_harmless(to_html(payload))
    assert_harmless(to_inline_html(payload))
    assert "<script" not in to_html(payload)


@given(st.text(max_size=200) | st.text(st.sampled_from("<>[]()*_`#\"'=:/!&;ab \n|~{}-"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_out_harmless(text: str) -> None:
    assert_harmless(to_html(text, lambda target: "/ok"))


def test_links_are_resolved_opened_or_dropped() -> None:
    def resolve(target: str) -> str | None:
        return "/ok/" + target if target.startswith("glossary.md") else None

    html = to_html("[語](glossary.md#a)と[外](https://example.com)と[無](none.md)と[下](#b)", resolve)
    assert '<a href="/ok/glossary.md#a">語</a>' in html
    assert '<a href="https://example.com" rel="noopener noreferrer external">外</a>' in html
    assert '<span class="no-link">無</span>' in html
    assert '<a href="#b">下</a>' in html


def test_tables_scroll_by_themselves_and_keep_alignment_as_classes() -> None:
    html = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert html.startswith('<div class="table-scroll"')
    assert '<td class="end">2</td>' in html
    assert "style" not in html


def test_chart_reads_as_a_list() -> None:
    html = to_html(
        "前\n\n```chart 一件の契約までに (人)\n新規の接触 | 300\n潜在客 | 1,200 人\nゼロ | 0\n```\n\n後"
    )
    assert "<figcaption>一件の契約までに (人)</figcaption>" in html
    assert re.findall(r'chart-value" width="([^"]+)"', html) == ["25", "100", "0"]
    assert re.findall(r'chart-number">([^<]+)<', html) == ["300", "1,200 人", "0"]
    assert html.index("<p>前") < html.index("<figure") < html.index("<p>後")


def test_japanese_lines_join_without_a_space() -> None:
    assert to_html("あいう\nえお\nabc\ndef") == "<p>あいうえお\nabc\ndef</p>"
    assert "あ\nい" in to_html("```\nあ\nい\n```")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("「はい」", "「はい」"),
        ("1. x", "1. x"),
        ("- x", "- x"),
        ("# x", "# x"),
        ("> x", "&gt; x"),
        ("**a** b", "<strong>a</strong> b"),
        ("* a", "* a"),
        ("", ""),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_inline_text_stays_inline(text: str, html: str) -> None:
    assert to_inline_html(text) == html


def test_heading_ids_are_kept() -> None:
    assert to_html("### 小見出し {#sub}") == '<h3 id="sub">小見出し</h3>'


HOSTILE = [
    "[" * 50_000, "*a **b " * 9_000, "![" * 20_000, "`` ` " * 9_000, "> " * 20_000 + "x", "\\" * 50_000,
    "<a " * 20_000, "- " * 20_000 + "x", "_a__b " * 9_000, "&" * 50_000, "(" * 50_000, "[a](" * 20_000, "~" * 50_000,
    "輪" * 60_000, ("輪" * 2_000 + "\n") * 40, "[a]\n" * 9_000, "a" + " " * 60_000 + "b",
    "\n".join("    " * (n % 40) + "- x" for n in range(2_000)),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:10]))
def test_what_would_be_slow_is_refused_before_it_is_rendered(text: str) -> None:
    started = time.process_time()
    report = Reporter("x.md")
    scan_body(parse_outline(Source("x.md", "---\nid: x\n---\n" + text))[0], report)
    if not report.faults:
        to_html(text)
    assert time.process_time() - started < 1.0


@given(st.text(st.sampled_from("[]()*_`<~!&\\a "), max_size=LONGEST_LINE))
@settings(max_examples=60, deadline=None)
def test_what_is_accepted_is_rendered_quickly(text: str) -> None:
    report = Reporter("x.md")
    scan_body(parse_outline(Source("x.md", "---\nid: x\n---\n" + text))[0], report)
    started = time.process_time()
    if not report.faults:
        to_html(text)
    assert time.process_time() - started < 1.0


def test_limits_are_within_reach_of_real_prose() -> None:
    assert LONGEST_LINE >= 2_000
    assert LONGEST_PARAGRAPH > LONGEST_LINE
    assert MOST_MARKS >= 200
