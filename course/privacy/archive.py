"""Write tables into one zip file, each as JSON and as CSV. PURE."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from course.spreadsheets.csv_files import csv_bytes


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one table: its name, its columns, and its rows by column."""

    name: str
    columns: Sequence[str]
    rows: Sequence[dict[str, Any]]


def _plain(value: Any) -> Any:
    """Give a value as JSON has it; moments keep their zone."""
    return value.isoformat() if isinstance(value, (datetime, date)) else value


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return value.isoformat() if isinstance(value, datetime) else value


def zip_bytes(parts: Iterable[Part], *, about: str, at: datetime) -> bytes:
    """Write the parts and a page that says what they are."""
    memory = io.BytesIO()
    stamp = at.timetuple()[:6]
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, body: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, stamp), body, zipfile.ZIP_DEFLATED)

        add("README.txt", about.encode("utf-8-sig"))
        for part in parts:
            rows = [{name: _plain(value) for name, value in row.items()} for row in part.rows]
            text = json.dumps(rows, ensure_ascii=False, indent=1, default=_plain)
            add(f"{part.name}.json", text.encode())
            add(
                f"{part.name}.csv",
                csv_bytes(part.columns, [[_cell(row[name]) for name in part.columns] for row in part.rows]),
            )
    return memory.getvalue()
