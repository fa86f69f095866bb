"""Write XLSX workbooks: frozen header, filters, widths, formats, a chart; text is always text. PURE."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from course.spreadsheets.cells import Cell, office_time, plain

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "text": {},
    "number": {"num_format": "#,##0"},
    "decimal": {"num_format": "0.0"},
    "ratio": {"num_format": "0.00"},
    "percent": {"num_format": '0"%"'},  # percentages are kept as 0–100
    "yen": {"num_format": "¥#,##0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}
HEADER = {"bold": True, "bg_color": "#27406B", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
LONGEST_SHEET_NAME = 31
PROGRESS_EVERY = 200  # rows
MOST_ROWS = 1_000_000  # of one sheet; the format holds 1,048,576, headings and notes included
Progress = Callable[[int], None]
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its heading, a kind of `FORMATS`, and its width in characters of the usual font."""

    title: str
    kind: str = "text"
    width: float = 16


@dataclass(frozen=True, slots=True)
class Chart:
    """Describe a chart of a sheet's own columns, by number: `kind` as xlsxwriter has it ("line", "column", "bar")."""

    title: str
    categories: int
    values: tuple[int, ...]
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold one sheet; `rows` may be a generator. `notes` stand below the table, one a line."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    chart: Chart | None = None
    notes: Sequence[str] = field(default=())


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """Give a name the format allows: no `[]:*?/\\`, at most 31 characters, none twice (case does not count)."""
    allowed = re.sub(r"[\[\]:*?/\\]", " ", plain(name)).strip(" '")
    clean = allowed[:LONGEST_SHEET_NAME].strip(" '") or "Sheet"
    if clean.casefold() == "history":  # kept for the program itself
        clean = f"{clean}_"
    used = {other.casefold() for other in taken}
    found, number = clean, 2
    while found.casefold() in used:
        tail = f" {number}"
        found, number = clean[: LONGEST_SHEET_NAME - len(tail)] + tail, number + 1
    return found


def workbook_bytes(sheets: Iterable[Sheet], *, made_at: datetime, progress: Progress | None = None) -> bytes:
    """Write a workbook; `progress` is told now and then how many rows have been written in all."""
    memory = io.BytesIO()
    _write_book(xlsxwriter.Workbook(memory, {"in_memory": True, **_OPTIONS}), sheets, made_at, progress)
    return memory.getvalue()


def write_workbook(
    target: Path,
    sheets: Iterable[Sheet],
    *,
    scratch: Path,
    made_at: datetime,
    progress: Progress | None = None,
) -> None:
    """Write a workbook of any length into a file, keeping one row in memory; what is half done lies in `scratch`."""
    options = {"constant_memory": True, "tmpdir": str(scratch), **_OPTIONS}
    _write_book(xlsxwriter.Workbook(str(target), options), sheets, made_at, progress)


_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def _write_book(book: Any, sheets: Iterable[Sheet], made_at: datetime, progress: Progress | None) -> None:
    book.set_properties({"created": office_time(made_at)})
    formats = {kind: book.add_format(settings) for kind, settings in FORMATS.items()}
    header = book.add_format(HEADER)
    written, names = 0, list[str]()
    for sheet in sheets:
        for rows in _parts(sheet.rows):
            names.append(sheet_name(sheet.name, names))
            page = book.add_worksheet(names[-1])
            _write_header(page, sheet, header)
            before = written
            for row in rows:
                written += 1
                for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                    _write(page, written - before, place, value, formats[column.kind])
                if progress is not None and written % PROGRESS_EVERY == 0:
                    progress(written)
            _finish(book, page, sheet, written - before)
    book.close()
    if progress is not None:
        progress(written)


def _parts(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    """Cut rows into what a sheet can hold; without any rows there is one part. Each is to be read before the next."""
    left = iter(rows)
    yield itertools.islice(left, MOST_ROWS)
    for first in left:
        yield itertools.chain([first], itertools.islice(left, MOST_ROWS - 1))


def _write_header(page: Any, sheet: Sheet, header: Any) -> None:
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, plain(column.title), header)
        page.set_column(place, place, column.width)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _write(page: Any, row: int, place: int, value: Cell, format_: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, place, office_time(value), format_)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, format_)
    elif isinstance(value, (int, float)):
        page.write_number(row, place, value, format_)
    else:
        # Not `write`, which would guess: what begins with "=" stays a string of characters.
        page.write_string(row, place, plain(value), format_)


def _finish(book: Any, page: Any, sheet: Sheet, rows: int) -> None:
    if rows:
        page.autofilter(0, 0, rows, len(sheet.columns) - 1)
    for number, text in enumerate(sheet.notes, start=rows + 2):
        page.write_string(number, 0, plain(text))
    if sheet.chart is None or not rows:
        return
    chart = book.add_chart({"type": sheet.chart.kind})
    name = page.get_name()
    for place in sheet.chart.values:
        chart.add_series(
            {
                "name": [name, 0, place],
                "categories": [name, 1, sheet.chart.categories, rows, sheet.chart.categories],
                "values": [name, 1, place, rows, place],
            }
        )
    chart.set_title({"name": plain(sheet.chart.title)})
    chart.set_size({"width": 760, "height": 360})
    page.insert_chart(0, len(sheet.columns) + 1, chart)
