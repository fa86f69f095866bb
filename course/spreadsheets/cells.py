"""Make text safe to open in a spreadsheet program. PURE."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

Cell = str | int | float | bool | date | datetime | None
OFFICE_ZONE = ZoneInfo("Asia/Tokyo")
# What a program may take for the beginning of a formula, full-width forms and leading blanks included.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|[\t\r\n\x00]")
# Control characters that neither XML nor any cell can hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters a cell can hold


def plain(text: str) -> str:
    """Drop what no cell can hold: control characters, and whatever is beyond its length."""
    return _UNPRINTABLE.sub("", text)[:LONGEST]


def formula_safe(text: str) -> str:
    """Put an apostrophe before text that a program might run as a formula when it opens a CSV file."""
    clean = plain(text)
    # Cleaned first: a control character that is dropped may have stood before the sign.
    return f"'{clean}"[:LONGEST] if _FORMULA.match(text) or _FORMULA.match(clean) else clean


def without_apostrophe(text: str) -> str:
    """Take away the apostrophe that `formula_safe` puts before a text, when a file comes back."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def office_time(moment: datetime) -> datetime:
    """Give a moment on the office's clock, without its zone, as cells have none."""
    return moment.astimezone(OFFICE_ZONE).replace(tzinfo=None)


def as_text(value: Cell) -> str:
    """Write a value the way a CSV file has it: `2026-11-22`, `2026-11-22 09:30`, `12.5`, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return office_time(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return str(value)
    return formula_safe(value)
