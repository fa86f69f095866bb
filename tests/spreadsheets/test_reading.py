"""Check that tables are read as they were meant, and that what could hurt is refused before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.spreadsheets import reading
from course.spreadsheets.csv_files import csv_bytes
from course.spreadsheets.reading import Unreadable, read_table
from course.spreadsheets.workbooks import Column, Sheet, workbook_bytes

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = "名前,メール\r\n佐々木 健,sasaki@example.jp\r\n"


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in read_table(data, most_rows=100)]


def refused(data: bytes, most_rows: int = 100) -> str:
    with pytest.raises(Unreadable) as caught:
        read_table(data, most_rows=most_rows)
    return caught.value.code


def workbook(rows: list[list[str]], header: str = "名前") -> bytes:
    columns = (
        [Column(header)] + [Column(f"c{n}") for n in range(len(rows[0]) - 1)] if rows else [Column(header)]
    )
    return workbook_bytes([Sheet("s", columns, rows)], made_at=NOW)


def repacked(data: bytes, **parts: bytes) -> bytes:
    """Give a workbook with some parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(
                part.filename,
                parts.get("sheet", old.read(part)) if "sheet1" in part.filename else old.read(part),
            )
        for name, body in parts.items():
            if name != "sheet":
                new.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert cells(TEXT.encode(encoding)) == [("名前", "メール"), ("佐々木 健", "sasaki@example.jp")]


def test_machine_dependent_characters_of_windows_are_read() -> None:
    assert cells("髙橋①,㈱".encode("cp932")) == [("髙橋①", "㈱")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_other_delimiters_are_found(delimiter: str) -> None:
    assert cells(TEXT.replace(",", delimiter).encode())[1] == ("佐々木 健", "sasaki@example.jp")


def test_blank_rows_are_left_out_and_the_numbers_stay() -> None:
    lines = read_table(b'\r\na,b\r\n,\r\n \r\n"c\nd",e\r\n', most_rows=9)
    assert [(line.number, line.cells) for line in lines] == [(2, ("a", "b")), (5, ("c\nd", "e"))]


def test_a_workbook_is_read_with_its_numbers() -> None:
    data = workbook([["佐々木 健", "=x"], ["", ""], ["小野", "3"]])
    lines = read_table(data, most_rows=9)
    assert [(line.number, line.cells) for line in lines] == [
        (1, ("名前", "c0")),
        (2, ("佐々木 健", "=x")),
        (4, ("小野", "3")),
    ]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12), min_size=1, max_size=5
    )
)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(words: list[str]) -> None:
    rows = [[f"x{word}", "y"] for word in words]
    meant = [(f"x{word}".strip(), "y") for word in words]
    assert cells(workbook(rows))[1:] == meant
    assert cells(csv_bytes(["a", "b"], rows))[1:] == meant


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", reading.EMPTY),
        (b"\r\n , \r\n", reading.EMPTY),
        (b"\x80\x81\x00\xff\xfe", reading.ENCODING),
        (b"\xff\xfe\x00", reading.ENCODING),
        (b"a\x00b", reading.ENCODING),
        (b'a,"b\r\n', reading.BROKEN),
        (b"PK\x03\x04" + b"x" * 200, reading.BROKEN),
        (b"a,b\r\n" * 101, reading.TOO_MANY_ROWS),
        (b"," * 100 + b"a", reading.TOO_WIDE),
        (b"a" * 2001, reading.CELL_TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(out.getvalue()) == reading.BROKEN


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1_000_000)
    bomb = repacked(workbook([["a"]]), **{"xl/media/big.bin": b"\0" * 1_000_001})
    assert len(bomb) < 20_000
    assert refused(bomb) == reading.TOO_LARGE


def test_sizes_are_counted_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1_000_000)
    bomb = bytearray(repacked(workbook([["a"]]), **{"xl/media/big.bin": b"\0" * 1_000_001}))
    true_size = (1_000_001).to_bytes(4, "little")
    at = bomb.rfind(true_size)
    while at != -1:  # both in the directory and before the part
        bomb[at : at + 4] = (10).to_bytes(4, "little")
        at = bomb.rfind(true_size)
    assert refused(bytes(bomb)) in {reading.TOO_LARGE, reading.BROKEN}


def test_too_many_parts_are_refused() -> None:
    many = {f"xl/media/{number}": b"" for number in range(reading.MOST_PARTS)}
    assert refused(repacked(workbook([["a"]]), **many)) == reading.TOO_LARGE


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (b"XFD1", reading.TOO_WIDE),
        (b"A1048576", reading.TOO_MANY_ROWS),
        (b"XFD1048576", reading.TOO_MANY_ROWS),
    ],
)
def test_a_cell_in_a_far_corner_is_refused_before_the_sheet_is_laid_out(place: bytes, code: str) -> None:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c  t="n" r=\''
        + place
        + b"'><v>1</v></c></row></sheetData></worksheet>"
    )
    assert refused(repacked(workbook([["a"]]), sheet=sheet)) == code


@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_a_damaged_workbook_is_read_or_refused_but_breaks_nothing(at: int, noise: bytes) -> None:
    data = bytearray(DAMAGED)
    place = at % len(data)
    data[place : place + len(noise)] = noise
    with suppress(Unreadable):
        read_table(bytes(data), most_rows=100)


DAMAGED = workbook([["佐々木 健", "x"]])
