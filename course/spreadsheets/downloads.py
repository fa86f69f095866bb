"""Name files that are sent for keeping, in a header that every browser reads (RFC 6266). PURE."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote

from course.spreadsheets.cells import office_time

_UNUSABLE = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f\ud800-\udfff]+')
LONGEST_NAME = 120


def file_name(title: str, ending: str, at: datetime) -> str:
    """Give a file name: what it is, the day on the office's calendar, the ending; nothing a disk would refuse."""
    clean = _UNUSABLE.sub(" ", title)
    clean = " ".join(clean.split()).strip(" .")[:LONGEST_NAME] or "ryorin"
    return f"{clean} {office_time(at):%Y-%m-%d}.{ending}"


def disposition(name: str) -> str:
    """Give the Content-Disposition that saves an answer under a name, Japanese ones included."""
    clean = " ".join(_UNUSABLE.sub(" ", name).split()) or "ryorin"
    ascii_name = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode()
    stem, dot, ending = ascii_name.rpartition(".")
    stem = " ".join(stem.split()) if dot else " ".join(ascii_name.split())
    plain = f"{stem or 'ryorin'}{dot}{ending}" if dot else stem or "ryorin"
    if plain == clean:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
