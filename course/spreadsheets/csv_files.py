"""Write CSV that spreadsheet programs open as it is meant: UTF-8 with a byte order mark, formula-safe. PURE."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from course.spreadsheets.cells import Cell, as_text

TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff".encode()  # without it Excel takes Japanese for another encoding
ROWS_AT_ONCE = 500


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Write a table piece by piece, for answers that are sent while they are made."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([as_text(name) for name in header])
    yield MARK
    for number, row in enumerate(rows, start=1):
        writer.writerow([as_text(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table whole."""
    return b"".join(csv_chunks(header, rows))
