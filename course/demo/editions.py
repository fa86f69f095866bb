"""Make earlier editions of a few items, so that a year's histories rest on content that was edited meanwhile. PURE."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from course.content.catalogue import Entry
from course.content.kinds import parse_item, version_of
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE

_TITLE = re.compile(r"^(title:\s*)(\"?)(.+?)(\"?)\s*$", re.MULTILINE)
_TRUE_FALSE = re.compile(r"\{#([\w-]+)[^}]*\.truefalse[^}]*\}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)

Edit = Callable[[str], str]


def retitled(text: str) -> str:
    """Give an item another title: an edit that changes nothing anybody was asked."""
    return _TITLE.sub(lambda found: f"{found[1]}{found[2]}{found[3]}（第一版）{found[4]}", text, count=1)


def key_moved(text: str) -> str:
    """Let the first question that is true or false have had its key the other way round."""

    def swap(found: re.Match[str]) -> str:
        return found[0].replace("- [x]", "- [?]").replace("- [ ]", "- [x]").replace("- [?]", "- [ ]")

    return _TRUE_FALSE.sub(swap, text, count=1)


def earlier(entry: Entry[Any], edit: Edit) -> Entry[Any]:
    """Give an item as it was before an edit of its source; the item itself where such a text would not be usable."""
    source = entry.texts[SOURCE_LANGUAGE]
    texts = {**entry.texts, SOURCE_LANGUAGE: Source(path=source.path, text=edit(source.text))}
    item, _faults = parse_item(entry.kind, texts)
    if item is None:
        return entry
    return Entry(
        kind=entry.kind, id=entry.id, version=version_of(entry.kind, entry.id, texts), item=item, texts=texts
    )


def editions(entries: Sequence[Entry[Any]], *edits: Edit) -> list[tuple[Entry[Any], ...]]:
    """Pair items with their earlier edition: the first with the first edit, and so on; the others have none."""
    return [
        (earlier(entry, edits[place]), entry) if place < len(edits) else (entry,)
        for place, entry in enumerate(entries)
    ]
