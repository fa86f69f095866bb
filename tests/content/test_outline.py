"""Outlines: headings, attributes, lists, fences, and no exception on anything."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.content.faults import Reporter
from course.content.items import Item, read_items
from course.content.outline import Outline, parse_outline
from course.content.samples import LESSON, QUIZ, QUIZ_EN
from course.content.source import MOST_LINES, Source
from course.content.units import cut_units

FRONT = "---\nid: x\n---\n"


def outline_of(text: str) -> tuple[Outline, list[str]]:
    outline, faults = parse_outline(Source("x.md", text))
    return outline, [fault.code for fault in faults]


def items_of(text: str) -> tuple[tuple[Item, ...], list[str]]:
    outline, _ = outline_of(FRONT + "## 節 {#s}\n" + text)
    report = Reporter("x.md")
    return read_items(outline.sections[0].lines, report).items, [fault.code for fault in report.faults]


def test_heading_carries_level_title_attributes_and_place() -> None:
    outline, faults = outline_of(FRONT + "書き出し\n\n## 今月で決まり {#dated .end outcome=won}\n本文\n")
    section = outline.sections[0]
    assert faults == []
    assert (section.level, section.title, section.id) == (2, "今月で決まり", "dated")
    assert section.classes == ("end",)
    assert section.attributes.values == {"outcome": "won"}
    assert (section.line, section.id_place) == (6, (6, 12))
    assert [line.text for line in outline.opening] == ["書き出し", ""]
    assert section.lines[0] == (7, "本文")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("## a\n```\n## b\n```\n## c\n", ["a", "c"]),
        ("## a\n~~~~\n```\n## b\n~~~\n~~~~\n## c\n", ["a", "c"]),
        ("## a\n```inline``` text\n## b\n", ["a", "b"]),
        ("## a\n<!-- ## b\n## c -->\n## d\n", ["a", "d"]),
        ("## a\n##b\n#\tc\n", ["a", "c"]),
        ("## a ##\n", ["a"]),
    ],
)
def test_only_real_headings_count(text: str, titles: list[str]) -> None:
    assert [section.title for section in outline_of(FRONT + text)[0].sections] == titles


def test_item_with_everything() -> None:
    items, faults = items_of(
        "- 「金額のほかに、気になる点は」 {#ask .once} -> reason\n"
        "  - 型： concern-sweep\n"
        "  - 助言: 一行目\n"
        "      二行目\n"
        "    - 三行目\n"
        "  - effect: clarity +2\n"
    )
    item = items[0]
    assert faults == []
    assert (item.text, item.id, item.attributes.classes) == (
        "「金額のほかに、気になる点は」",
        "ask",
        ("once",),
    )
    assert item.target is not None
    assert (item.target.text, item.target.line, item.target.column) == ("reason", 5, 35)
    assert [(pair.key, pair.name, pair.value) for pair in item.pairs] == [
        ("kind", "型", "concern-sweep"),
        ("coach", "助言", "一行目\n二行目\n- 三行目"),
        ("effect", "effect", "clarity +2"),
    ]
    assert (item.pairs[0].line, item.pairs[0].column, item.pairs[0].value_column) == (6, 5, 8)
    assert item.last_line == 10


@pytest.mark.parametrize(
    ("text", "said", "identifier", "checked", "target"),
    [
        ("- [x] A -> B {#a}", "A -> B", "a", True, None),
        ("- [ ] A {#a}", "A", "a", False, None),
        ("- A -> b", "A -> b", "", None, None),
        ("- A {#a} → b", "A", "a", None, "b"),
        ("- A {#a} ->", "A", "a", None, ""),
        ("* A\n  つづき {#a} -> b", "Aつづき", "a", None, "b"),
        ("- word\n  more {#a}", "word more", "a", None, None),
    ],
)
def test_item_tails(text: str, said: str, identifier: str, checked: bool | None, target: str | None) -> None:
    items, faults = items_of(text)
    item = items[0]
    assert faults == []
    assert (item.text, item.id, item.checked) == (said, identifier, checked)
    assert (item.target.text if item.target else None) == target


def test_four_space_lists_and_blank_lines_between() -> None:
    items, faults = items_of("- A {#a}\n\n    - 助言: x\n\n        つづき\n\n文\n- B {#b}\n")
    assert faults == []
    assert [item.id for item in items] == ["a", "b"]
    assert items[0].pairs[0].value == "x\n\nつづき"


def test_meta_items_are_pairs() -> None:
    items, _ = items_of("- 技能: qualify\n- 解説: 一行\n  二行\n")
    pairs = [item.as_pair() for item in items]
    assert [(pair.key, pair.value) for pair in pairs if pair] == [
        ("skill", "qualify"),
        ("explain", "一行\n二行"),
    ]


def test_list_inside_fence_is_not_a_list() -> None:
    items, _ = items_of("```\n- A {#a}\n```\n- B {#b}\n")
    assert [item.id for item in items] == ["b"]


ALPHABET = st.text(st.sampled_from("#{}[]()-*+>`~|: \n\t.=→あx0_<!\\\"'&%@?,："), max_size=300)
MIXED = st.one_of(
    st.text(max_size=300),
    ALPHABET,
    ALPHABET.map(lambda text: FRONT + text),
    ALPHABET.map(lambda text: "---\n" + text + "\n---\n## a {#b}\n" + text),
    st.tuples(st.sampled_from([LESSON, QUIZ, QUIZ_EN]), st.integers(0, 900), ALPHABET).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] :]
    ),
)


@given(MIXED)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_an_outline_and_faults_inside_the_file(text: str) -> None:
    source = Source("x.md", text)
    outline, faults = parse_outline(source)
    report = Reporter("x.md")
    for section in outline.sections:
        read_items(section.lines, report)
    cut_units(outline)
    lines = source.lines
    for fault in [*faults, *report.faults]:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 2
        assert fault.message("ja")
        assert fault.suggestion("en")


@given(MIXED)
@settings(max_examples=200, deadline=None)
def test_no_line_is_lost(text: str) -> None:
    outline, _ = parse_outline(Source("x.md", text))
    numbers = [line.number for line in outline.opening]
    for section in outline.sections:
        numbers.append(section.line)
        numbers.extend(line.number for line in section.lines)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "[" * 50_000 + "]" * 50_000,
        "- " + "{#a} -> " * 20_000,
        "# " + "{#" * 80_000,
        "- a: " + "：" * 80_000,
        "　" * 80_000,
        "- x\n" * 50_000,
        "- x {#a}\n  - y\n" * 15_000,
        "## a {#b}\n" * 20_000,
        "#" * 200_000,
        "<!--" * 50_000,
        ("```\n" * 50_000),
        "- x\n" + "    y\n" * 40_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    text = "\n".join((FRONT + text).split("\n")[:MOST_LINES])
    started = time.process_time()
    outline, _ = parse_outline(Source("x.md", text))
    report = Reporter("x.md")
    read_items(outline.opening, report)
    for section in outline.sections:
        read_items(section.lines, report)
    assert time.process_time() - started < 1.0
