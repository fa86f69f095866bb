"""Split a content file into front matter, headings with attributes, and numbered lines.

Everything here runs in one pass over the lines, without recursion. Fenced code is left alone, and HTML comments
(`<!-- … -->` that start a line) are blanked, so that an author can put a passage aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from course.content.attributes import NO_ATTRIBUTES, Attributes, split_attributes
from course.content.faults import Fault, Reporter, clip
from course.content.front import Front, parse_front
from course.content.source import Source

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r" *(`{3,}|~{3,})")


class Line(NamedTuple):
    """One line of the body: its number in the file, from 1, and its text as written."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Hold one heading and the lines below it, up to the next heading of any level."""

    level: int
    title: str
    attributes: Attributes = NO_ATTRIBUTES
    line: int
    column: int = 1
    title_column: int = 1
    lines: tuple[Line, ...] = ()

    @property
    def id(self) -> str:
        """Return the id, or the empty string."""
        return self.attributes.id

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes in the order written."""
        return self.attributes.classes

    @property
    def text(self) -> str:
        """Return the lines as one Markdown text without blank ends."""
        return text_of(self.lines)

    @property
    def id_place(self) -> tuple[int, int]:
        """Return line and column of the id, else of the heading."""
        if self.attributes.given:
            return self.attributes.line, self.attributes.column_of("#" + self.id)
        return self.line, self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Hold one file: front matter, the lines before the first heading, and the sections in order."""

    path: str
    front: Front
    opening: tuple[Line, ...]
    sections: tuple[Section, ...]
    last_line: int

    def section(self, identifier: str) -> Section | None:
        """Return the first section with this id."""
        return next((section for section in self.sections if section.id == identifier), None)


def text_of(lines: tuple[Line, ...] | list[Line]) -> str:
    """Join lines to one text without blank lines at either end."""
    return "\n".join(line.text for line in lines).strip("\n").rstrip()


def parse_outline(source: Source) -> tuple[Outline, list[Fault]]:
    """Parse a whole file. Always gives an outline; what could not be understood is in the faults."""
    outline, faults = _parse(source)
    return outline, list(faults)


@lru_cache(maxsize=8)  # the checker looks at the same file from several sides, one after the other
def _parse(source: Source) -> tuple[Outline, tuple[Fault, ...]]:
    report = Reporter(source.path)
    lines = source.lines
    front, start = _split_front(lines, report)
    opening: list[Line] = []
    sections: list[tuple[Section, list[Line]]] = []
    current = opening
    for line, is_code in _visible(lines, start, report):
        found = None if is_code else _HEADING.match(line.text)
        if found is None:
            current.append(line)
            continue
        current = []
        sections.append((_heading(line, found, report), current))
    outline = Outline(
        path=source.path,
        front=front,
        opening=tuple(opening),
        last_line=len(lines),
        sections=tuple(_with_lines(section, body) for section, body in sections),
    )
    _check_ids(outline, report)
    return outline, tuple(report.faults)


def _split_front(lines: list[str], report: Reporter) -> tuple[Front, int]:
    """Return the front matter and the index of the first line of the body."""
    if lines[0].rstrip() != "---":
        report("front-missing", 1, 1)
        return Front(broken=True), 0
    for index in range(1, len(lines)):
        if lines[index].rstrip() == "---":
            return parse_front("\n".join(lines[1:index]), 2, report), index + 1
    report("front-unclosed", 1, 1)
    return Front(broken=True), len(lines)


def _visible(lines: list[str], start: int, report: Reporter) -> list[tuple[Line, bool]]:
    """Number the lines of the body, mark those inside code fences, and blank comments."""
    result: list[tuple[Line, bool]] = []
    fence, fence_line, comment_line = "", 0, 0
    for index in range(start, len(lines)):
        text, number = lines[index], index + 1
        if comment_line:
            comment_line = 0 if "-->" in text else comment_line
            result.append((Line(number, ""), False))
        elif fence:
            result.append((Line(number, text), True))
            if closes_fence(text, fence):
                fence = ""
        elif opened := opens_fence(text):
            fence, fence_line = opened, number
            result.append((Line(number, text), True))
        elif text.startswith("<!--"):
            comment_line = 0 if "-->" in text[4:] else number
            result.append((Line(number, ""), False))
        else:
            result.append((Line(number, text), False))
    if fence:
        report("fence-unclosed", fence_line, 1, fence=fence)
    if comment_line:
        report("comment-unclosed", comment_line, 1)
    return result


def opens_fence(text: str) -> str:
    """Return the fence (three or more backticks or tildes) that this line opens, or the empty string."""
    found = _FENCE.match(text)
    if found is None:
        return ""
    fence = found.group(1)
    return "" if fence[0] == "`" and "`" in text[found.end() :] else fence


def closes_fence(text: str, fence: str) -> bool:
    """Say whether this line closes `fence`."""
    stripped = text.strip()
    return len(stripped) >= len(fence) and not stripped.strip(fence[0]) and text.lstrip(" ")[:1] == fence[0]


def _heading(line: Line, found: re.Match[str], report: Reporter) -> Section:
    column = found.end() + 1
    title, attributes = split_attributes(line.text[found.end() :], line.number, column, report)
    bare = title.rstrip("#")
    title = bare.rstrip() if bare[-1:] in ("", " ", "\t") else title
    if not title:
        report("heading-empty", line.number, 1)
    return Section(
        level=len(found.group(1)), title=title, attributes=attributes, line=line.number, title_column=column
    )


def _with_lines(section: Section, lines: list[Line]) -> Section:
    return Section(
        level=section.level,
        title=section.title,
        attributes=section.attributes,
        line=section.line,
        column=section.column,
        title_column=section.title_column,
        lines=tuple(lines),
    )


def _check_ids(outline: Outline, report: Reporter) -> None:
    seen: dict[str, int] = {}
    for section in outline.sections:
        if not section.id:
            continue
        if section.id in seen:
            report("id-repeated", *section.id_place, id=clip(section.id), first=seen[section.id])
        seen.setdefault(section.id, section.line)
