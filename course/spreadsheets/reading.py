"""Read a table that somebody uploads, CSV or XLSX, as text, within limits that are checked before unpacking. PURE."""

from __future__ import annotations

import codecs
import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, load_workbook

LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes, all parts of a workbook together
MOST_PARTS = 300
MOST_COLUMNS = 100
LONGEST_CELL = 2_000  # characters
_DELIMITERS = (",", "\t", ";")
_PLACE = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^<>]*?\sr\s*=\s*["\']([A-Za-z]*)(\d+)["\']')
_PIECE = 1 << 20  # bytes
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones the format knows
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class Unreadable(Exception):
    """Say why a file cannot be read: `code` is one of the codes below; `limit` the number that it broke, if any."""

    def __init__(self, code: str, limit: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit


EMPTY, ENCODING, BROKEN, TOO_LARGE, TOO_MANY_ROWS, TOO_WIDE, CELL_TOO_LONG = (
    "empty",
    "encoding",
    "broken",
    "too-large",
    "too-many-rows",
    "too-wide",
    "cell-too-long",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one row that is not blank, with its number as a spreadsheet shows it, from 1."""

    number: int
    cells: tuple[str, ...]


def read_table(data: bytes, *, most_rows: int) -> list[Line]:
    """Read the first sheet of a workbook, or a CSV file in UTF-8, UTF-16 or Shift_JIS; raise `Unreadable`."""
    rows = _workbook_rows(data, most_rows) if data[:4] == b"PK\x03\x04" else _csv_rows(data)
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(text.strip() for text in row)
        if not any(cells):
            continue
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(TOO_WIDE, MOST_COLUMNS)
        if max(map(len, cells)) > LONGEST_CELL:
            raise Unreadable(CELL_TOO_LONG, LONGEST_CELL)
        lines.append(Line(number, cells))
        if len(lines) > most_rows:
            raise Unreadable(TOO_MANY_ROWS, most_rows - 1)
    if not lines:
        raise Unreadable(EMPTY)
    return lines


def decode(data: bytes) -> str:
    """Read text as what it is: UTF-16 or UTF-8 with a mark, else UTF-8, else Shift_JIS as Windows writes it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")  # type: ignore[assignment]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable(ENCODING)


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = decode(data)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(BROKEN) from error


def _workbook_rows(data: bytes, most_rows: int) -> Iterator[list[str]]:
    _check_parts(data, most_rows)
    try:
        book = load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise Unreadable(BROKEN) from error
    for row in rows:
        yield [_as_text(value) for value in row]


def _check_parts(data: bytes, most_rows: int) -> None:
    """Unpack every part once, counting, and look where its cells stand.

    A directory may lie about sizes, so they are counted; and one cell in the last corner of an otherwise empty sheet would
    make the reader lay out every cell before it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unreadable(TOO_LARGE)
            if any(part.compress_type not in _PACKINGS for part in parts):
                raise Unreadable(BROKEN)
            left = LARGEST_UNPACKED
            for part in parts:
                is_sheet = part.filename.lower().startswith("xl/worksheets/")
                kept = bytearray()
                with archive.open(part) as stream:
                    while piece := stream.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise Unreadable(TOO_LARGE)
                        if is_sheet:
                            kept += piece
                _check_places(bytes(kept), most_rows)
    except _BROKEN_ARCHIVE as error:
        raise Unreadable(BROKEN) from error


def _check_places(sheet: bytes, most_rows: int) -> None:
    if sheet.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"<!DOCTYPE" in sheet:
        raise Unreadable(BROKEN)
    for letters, digits in _PLACE.findall(sheet):
        if len(digits) > 7 or int(digits) > most_rows + 1_000:
            raise Unreadable(TOO_MANY_ROWS, most_rows - 1)
        if len(letters) > 3 or _column(letters) > MOST_COLUMNS:
            raise Unreadable(TOO_WIDE, MOST_COLUMNS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date, time, timedelta, bool)):
        return str(value)
    return "" if value is None else str(value)
