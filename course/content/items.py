"""Read the list of a section: items with attributes, a target, a check box, and `key: value` lines below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from course.content.attributes import NO_ATTRIBUTES, Attributes, split_attributes
from course.content.faults import Fault, Reporter, clip
from course.content.keywords import split_pair
from course.content.outline import Line, closes_fence, opens_fence
from course.content.text import join_lines

_MARKER = re.compile(r"([ \t]*)([-*+])[ \t]+")
_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")


@dataclass(frozen=True, slots=True)
class Located:
    """A piece of text and where its first character stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A `key: value` line: `key` is the English keyword, `name` the word as written; later lines follow in `value`.

    `line`/`column` point at the key, `value_column` at the value. `lines` holds each line of the value with its place.
    """

    key: str
    name: str
    value: str
    line: int
    column: int
    value_column: int
    lines: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One list item. `target` is None without an arrow; `checked` is None without a check box."""

    text: str
    line: int
    last_line: int
    column: int = 1
    text_column: int = 3
    lines: tuple[Located, ...] = ()
    attributes: Attributes = NO_ATTRIBUTES
    target: Located | None = None
    checked: bool | None = None
    pairs: tuple[Pair, ...] = ()

    @property
    def id(self) -> str:
        """Return the id, or the empty string."""
        return self.attributes.id

    @property
    def id_place(self) -> tuple[int, int]:
        """Return line and column of the id, else of the item's text."""
        if self.attributes.given:
            return self.attributes.line, self.attributes.column_of("#" + self.id)
        return self.line, self.text_column

    def as_pair(self) -> Pair | None:
        """Read an item without an id as a `key: value` line of the section itself."""
        return _pair(list(self.lines))


@dataclass(frozen=True, slots=True)
class Body:
    """A section's lines taken apart: `prose` (numbered, list lines removed) and the list `items`."""

    prose: tuple[Line, ...]
    items: tuple[Item, ...]


@dataclass
class _Draft:
    """An item being read."""

    line: int
    lines: list[Located]
    last_line: int
    depth: int = 0
    pairs: list[list[Located]] = field(default_factory=list)


def read_items(lines: Sequence[Line], report: Reporter) -> Body:
    """Take the list items out of a section's lines, and check that ids are not repeated among them.

    An item starts with `- ` at the margin; indented `- key: value` lines belong to it; lines indented further continue
    the value. Lines inside code fences are never items.
    """
    body, faults = _read(tuple(lines))
    for fault in faults:
        report(fault.code, fault.line, fault.column, **fault.params)
    return body


@lru_cache(maxsize=256)  # a section's list is asked for by its parser, the translation check and the count
def _read(lines: tuple[Line, ...]) -> tuple[Body, tuple[Fault, ...]]:
    report = Reporter("")
    prose: list[Line] = []
    drafts: list[_Draft] = []
    current: _Draft | None = None
    fence = ""
    for line in lines:
        marker = None if fence else _MARKER.match(line.text)
        fence = _next_fence(line.text, fence)
        if marker is not None and not marker.group(1):
            first = Located(line.text[marker.end() :].rstrip(), line.number, marker.end() + 1)
            current = _Draft(line.number, [first], line.number)
            drafts.append(current)
        elif current is None or (line.text[:1] not in (" ", "\t", "") and not fence):
            current = None
            prose.append(line)
        else:
            _continue(current, line, marker)
    items = tuple(_finish(draft, report) for draft in drafts)
    _check_ids(items, report)
    return Body(tuple(prose), items), tuple(report.faults)


def _next_fence(text: str, fence: str) -> str:
    if fence:
        return "" if closes_fence(text, fence) else fence
    return opens_fence(text)


def _continue(draft: _Draft, line: Line, marker: re.Match[str] | None) -> None:
    """Add an indented line to the item: a new `key: value`, or more of what came before."""
    draft.last_line = line.number if line.text.strip() else draft.last_line
    text = line.text.expandtabs(4) if line.text[:1] in " \t" else line.text
    depth = len(text) - len(text.lstrip())
    if marker is not None and (not draft.depth or depth <= draft.depth + 1):
        draft.depth = draft.depth or depth
        draft.pairs.append([Located(line.text[marker.end() :].rstrip(), line.number, marker.end() + 1)])
        return
    written = line.text.strip()
    place = Located(written, line.number, len(line.text) - len(line.text.lstrip()) + 1)
    (draft.pairs[-1] if draft.pairs else draft.lines).append(place)


def _trim(lines: list[Located]) -> list[Located]:
    while lines and not lines[-1].text:
        lines = lines[:-1]
    return lines


def _pair(lines: list[Located]) -> Pair | None:
    """Read located lines as `key: value`; None when the first has no key."""
    lines = _trim(lines)
    split = split_pair(lines[0].text) if lines else None
    if split is None:
        return None
    key, value, offset = split
    first = Located(value, lines[0].line, lines[0].column + offset)
    parts = [first, *lines[1:]] if value else (lines[1:] or [first])
    return Pair(
        key=key,
        name=lines[0].text[:offset].strip().rstrip(":：").strip(),
        value="\n".join(p.text for p in parts).strip(),
        line=lines[0].line,
        column=lines[0].column,
        value_column=first.column,
        lines=tuple(parts),
    )


def _finish(draft: _Draft, report: Reporter) -> Item:
    lines = _trim(draft.lines)
    checked: bool | None = None
    if lines and (box := _CHECKBOX.match(lines[0].text)):
        checked = box.group(1) != " "
        lines = [Located(lines[0].text[box.end() :], lines[0].line, lines[0].column + box.end()), *lines[1:]]
    attributes, target = NO_ATTRIBUTES, None
    if lines:
        last, attributes, target = _split_tail(lines[-1], report)
        lines = _trim([*lines[:-1], last])
    pairs = []
    for parts in draft.pairs:
        pair = _pair(parts)
        if pair is None:
            report("item-line-without-key", parts[0].line, parts[0].column, text=clip(parts[0].text))
        else:
            pairs.append(pair)
    return Item(
        text=join_lines([part.text for part in lines]),
        line=draft.line,
        last_line=draft.last_line,
        lines=tuple(lines),
        text_column=lines[0].column if lines else 3,
        attributes=attributes,
        target=target,
        checked=checked,
        pairs=tuple(pairs),
    )


def _split_tail(last: Located, report: Reporter) -> tuple[Located, Attributes, Located | None]:
    """Take ` {attributes} -> target` off the end of an item."""
    text, target = last.text, None
    arrow, width = max((text.rfind("->"), 2), (text.rfind("→"), 1))
    if arrow >= 0:
        before, after = text[:arrow].rstrip(), text[arrow + width :].strip()
        if before.endswith("}") and "}" not in after:
            tail = text[arrow + width :]
            target = Located(after, last.line, last.column + arrow + width + len(tail) - len(tail.lstrip()))
            text = before
    body, attributes = split_attributes(text, last.line, last.column, report)
    return Located(body, last.line, last.column), attributes, target


def _check_ids(items: Sequence[Item], report: Reporter) -> None:
    seen: dict[str, int] = {}
    for item in items:
        if item.id and item.id in seen:
            report("id-repeated", *item.id_place, id=clip(item.id), first=seen[item.id])
        if item.id:
            seen.setdefault(item.id, item.line)
