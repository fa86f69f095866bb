"""Take the running text out of a content file: what a person reads, piece by piece, with the place of each.

Marks of the dialect (headings, ids, targets, conditions, effects, the names of speakers) and fenced code are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from course.content.items import Located
from course.content.keywords import split_pair
from course.content.outline import Line, Outline, Section, closes_fence, opens_fence
from course.content.talk import parse_talk_line
from course.content.units import STRUCTURE_KEYS, TEXT_KEYS, front_texts

PassageKind = Literal["front", "heading", "text", "said"]
_LEAD = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|[0-9]{1,3}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?")
_TAIL = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*(?:(?:->|→)[ \t]*\S*[ \t]*)?$")
_CONDITION = re.compile(r"\[[^\]\[]*\][ \t]+(?!\()")
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]+\|?[ \t]*")
_CELL = re.compile(r"(?<!\\)\|")
_BEGINS_ANEW = re.compile(r"[ \t]*(?:>|[-*+][ \t]|[0-9]{1,3}[.)][ \t]|\|)")
_STRUCTURE = re.compile(r"[ \t]*[-*+][ \t]+")


@dataclass(slots=True)
class Passage:
    """One piece of running text: a paragraph, a list entry, a table's cell, a line of talk, a heading.

    `parts` are its lines with their places; `section` is the section it stands in, None before the first heading and
    for front matter.
    """

    kind: PassageKind
    section: Section | None
    parts: list[Located] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the whole piece; a line break counts as one character, so that `place` can count them too."""
        return "\n".join(part.text for part in self.parts)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of `text`."""
        for part in self.parts:
            if offset <= len(part.text):
                return part.line, part.column + offset
            offset -= len(part.text) + 1
        last = self.parts[-1]
        return last.line, last.column + len(last.text)


def passages(outline: Outline) -> Iterator[Passage]:
    """Go through the running text of a file in order."""
    for path in front_texts(outline.front.values):
        value = _front_value(outline, path)
        if value is not None:
            yield Passage("front", None, [value])
    yield from _body(None, outline.opening)
    for section in outline.sections:
        yield Passage("heading", section, [Located(section.title, section.line, section.title_column)])
        yield from _body(section, section.lines)


def _front_value(outline: Outline, path: tuple[str | int, ...]) -> Located | None:
    text = front_texts(outline.front.values)[path]
    line, column = outline.front.place(*path)
    return Located(text, line, column) if text else None


def _body(section: Section | None, lines: tuple[Line, ...]) -> Iterator[Passage]:
    """Cut the lines of a section into pieces. A line that begins nothing new goes on with the piece before it."""
    fence = ""
    open_piece: Passage | None = None
    for line in lines:
        if fence:
            fence = "" if closes_fence(line.text, fence) else fence
            continue
        fence = opens_fence(line.text)
        if fence or not line.text.strip():
            if open_piece is not None:
                yield open_piece
            open_piece = None
            continue
        pieces = _pieces(section, line)
        goes_on = open_piece is not None and open_piece.kind == "text" and _goes_on(line, pieces)
        if goes_on and open_piece is not None:
            open_piece.parts.extend(pieces[0].parts)
            continue
        if open_piece is not None:
            yield open_piece
        yield from pieces[:-1]
        open_piece = pieces[-1] if pieces else None
    if open_piece is not None:
        yield open_piece


def _goes_on(line: Line, pieces: list[Passage]) -> bool:
    return len(pieces) == 1 and pieces[0].kind == "text" and not _BEGINS_ANEW.match(line.text)


def _pieces(section: Section | None, line: Line) -> list[Passage]:
    """Read one line: the cells of a table's row, or one piece; none when it is not for reading."""
    text = line.text
    if text.lstrip().startswith("|"):
        return [] if _RULE.fullmatch(text) else list(_cells(section, line))
    marker = _STRUCTURE.match(text)
    start = _LEAD.match(text).end()  # type: ignore[union-attr]  # it matches the empty string
    if marker is not None:
        pair = split_pair(text[marker.end() :])
        if pair is not None and pair[0] in STRUCTURE_KEYS:
            return []
        if pair is not None and pair[0] in TEXT_KEYS:
            start = marker.end() + pair[2]
    condition = _CONDITION.match(text, start)
    start = condition.end() if condition else start
    body = _TAIL.sub("", text[start:]).rstrip()
    kind: PassageKind = "text"
    talk = parse_talk_line(body, line.number)
    if talk.kind != "narration" and marker is None:
        kind = "said"
        at = body.rfind(talk.text) if talk.text else len(body)
        start, body = start + at, talk.text
    return [Passage(kind, section, [Located(body, line.number, start + 1)])] if body else []


def _cells(section: Section | None, line: Line) -> Iterator[Passage]:
    at = 0
    for cell in _CELL.split(line.text):
        if cell.strip():
            column = at + len(cell) - len(cell.lstrip()) + 1
            yield Passage("text", section, [Located(cell.strip(), line.number, column)])
        at += len(cell) + 1
