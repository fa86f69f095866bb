"""Cut a file into the units a translator works on, and hash each, so that a stale translation can be named.

The rule is the same for every kind of file. The front matter's text fields are one unit. Each heading with
an id is a unit: its title, the lines below it up to the next heading with an id, and the section's explanation.
Each list item with an id is a unit: its text, its coaching and its truth. Effects, conditions, points and the
like are not part of it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.content.attributes import Attributes
from course.content.faults import Reporter
from course.content.front import Path
from course.content.items import Item, read_items
from course.content.keywords import KEYWORDS
from course.content.outline import Line, Outline, Section

FRONT_TEXT = frozenset({"title", "name", "company", "role", "decides"})
TEXT_KEYS = frozenset({"coach", "truth", "explain", "reading"})
STRUCTURE_KEYS = frozenset(KEYWORDS.values()) - TEXT_KEYS
FRONT = "front"
HASH_DIGITS = 8
_CONDITION = re.compile(r"\[[^\]\[]*\][ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit: `key` is `front`, a heading's id, or `heading/item`; `stamp` is the `src` written on it."""

    key: str
    hash: str
    line: int
    column: int
    stamp: str = ""
    attributes: Attributes | None = None
    item: Item | None = None


def hash_text(*parts: str) -> str:
    """Hash a unit's text: NFC, spaces folded, blank lines dropped; eight hexadecimal digits of SHA-256."""
    lines = (" ".join(line.split()) for part in parts for line in part.split("\n"))
    text = unicodedata.normalize("NFC", "\n".join(line for line in lines if line))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def front_texts(values: Mapping[str, Any]) -> dict[Path, str]:
    """Return the translatable texts of front matter by path. A list entry with an id is keyed by that id."""
    result: dict[Path, str] = {}
    waiting: list[tuple[Path, Any]] = [((), values)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(((*path, key), child) for key, child in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, _entry_name(index, child)), child) for index, child in enumerate(value))
        elif isinstance(value, str) and path and path[-1] in FRONT_TEXT:
            result[path] = value
    return result


def _entry_name(index: int, entry: Any) -> str | int:
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return name if isinstance(name, str) else index


def cut_units(outline: Outline) -> list[Unit]:
    """Cut an outline into its units in file order. Faults of lists are not reported here."""
    texts = front_texts(outline.front.values)
    line, column = outline.front.key_place("src")
    stamp = outline.front.values.get("src")
    front = hash_text(*(f"{'.'.join(map(str, path))}={texts[path]}" for path in sorted(texts, key=repr)))
    units = [Unit(key=FRONT, hash=front, line=line, column=column, stamp="" if stamp is None else str(stamp))]
    for section, lines in merge_sections(outline):
        units.extend(_section_units(section, lines))
    return units


def merge_sections(outline: Outline) -> list[tuple[Section, list[Line]]]:
    """Give each heading with an id its lines, with the headings without an id that follow it and theirs."""
    merged: list[tuple[Section, list[Line]]] = []
    for section in outline.sections:
        if section.id:
            merged.append((section, list(section.lines)))
        elif merged:
            merged[-1][1].append(Line(section.line, "#" * section.level + " " + section.title))
            merged[-1][1].extend(section.lines)
    return merged


def _section_units(section: Section, lines: list[Line]) -> list[Unit]:
    body = read_items(lines, Reporter(""))
    aside: set[int] = set()  # numbers of the lines that are units of their own, or no text at all
    for item in body.items:
        pair = None if item.id else item.as_pair()
        if item.id or (pair is not None and pair.key in STRUCTURE_KEYS):
            aside.update(range(item.line, item.last_line + 1))
    prose = [_CONDITION.sub("", line.text.strip(), count=1) for line in lines if line.number not in aside]
    units = [_unit(section.id, hash_text(section.title, *prose), section.id_place, section.attributes)]
    for item in body.items:
        if item.id:
            texts = [pair.value for pair in item.pairs if pair.key in TEXT_KEYS]
            key = f"{section.id}/{item.id}"
            units.append(_unit(key, hash_text(item.text, *texts), item.id_place, item.attributes, item))
    return units


def _unit(
    key: str, digest: str, place: tuple[int, int], attributes: Attributes, item: Item | None = None
) -> Unit:
    stamp = attributes.values.get("src", "")
    return Unit(
        key=key, hash=digest, line=place[0], column=place[1], stamp=stamp, attributes=attributes, item=item
    )
