"""Take apart the short notations of a choice: comma-separated entries, signed numbers, hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from course.content.items import Located, Pair

_ENTRY = re.compile(r"[^,、，;；]+")
_CHANGE = re.compile(r"([^\s+\-0-9][^\s+\-]*)\s*([+\-])\s*([0-9]{1,3})")
_SIGNS = str.maketrans({"−": "-", "–": "-", "ー": "-", "―": "-", "‐": "-", "±": "+"})
_HOURS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*h?")


@lru_cache(maxsize=4096)
def fold_width(text: str) -> str:
    """Make full-width letters, digits and signs narrow, one character for one, so that columns stay true."""
    if text.isascii():
        return text
    return "".join(
        narrow if len(narrow := unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )


def entries(pair: Pair) -> Iterator[Located]:
    """Split a value at its commas; empty entries are passed over."""
    for line in pair.lines:
        for found in _ENTRY.finditer(line.text):
            text = found.group()
            entry = text.strip()
            if entry:
                yield Located(entry, line.line, line.column + found.start() + len(text) - len(text.lstrip()))


def read_change(text: str) -> tuple[str, int] | None:
    """Read `name +2` or `name -1`; None when it is not of that form. The sign has to be there."""
    found = _CHANGE.fullmatch(fold_width(text).translate(_SIGNS))
    if found is None:
        return None
    number = int(found.group(3))
    return found.group(1), -number if found.group(2) == "-" else number


def read_integer(text: str) -> int | None:
    """Read a whole number of at most three digits, with or without a sign."""
    folded = fold_width(text).translate(_SIGNS)
    return int(folded) if re.fullmatch(r"[+\-]?[0-9]{1,3}", folded) else None


def read_hours(text: str) -> float | None:
    """Read a number of hours with at most two decimals."""
    found = _HOURS.fullmatch(fold_width(text).strip())
    return float(found.group(1)) if found else None
