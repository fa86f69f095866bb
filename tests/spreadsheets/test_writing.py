"""Check what is written for spreadsheet programs by reading it with another's reader."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.spreadsheets import workbooks
from course.spreadsheets.cells import formula_safe
from course.spreadsheets.csv_files import csv_bytes
from course.spreadsheets.downloads import disposition, file_name
from course.spreadsheets.workbooks import Chart, Column, Sheet, sheet_name, workbook_bytes

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
DANGEROUS = ("=1+1", "+81", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "\x00x", "＝A1", "－1", " =1", "\x00=1")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_run_as_a_formula_is_quoted(text: str) -> None:
    assert formula_safe(text).startswith("'")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_begins_a_formula(text: str) -> None:
    safe = formula_safe(text)
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert "\x00" not in safe


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=8))
def test_a_csv_has_a_mark_and_gives_every_row_back(rows: list[tuple[str, str]]) -> None:
    data = csv_bytes(["名前", "メモ"], rows)
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read[0] == ["名前", "メモ"]
    assert read[1:] == [[formula_safe(text) for text in row] for row in rows]


def test_values_of_every_kind_in_a_csv() -> None:
    data = csv_bytes(["a"], [[None], [True], [12], [1.5], [date(2026, 1, 2)], [NOW], ["-x"]])
    assert data.decode("utf-8-sig").split("\r\n") == [
        "a",
        '""',
        "1",
        "12",
        "1.5",
        "2026-01-02",
        "2026-11-22 09:30",
        "'-x",
        "",
    ]


def sheets() -> list[Sheet]:
    columns = [
        Column("名前", width=20),
        Column("点", "number"),
        Column("割合", "percent"),
        Column("日", "date"),
        Column("時", "moment"),
    ]
    rows = [["佐々木 健", 3, 81, date(2026, 11, 22), NOW], ['=HYPERLINK("x")', None, 0.5, None, None]]
    return [
        Sheet("人/一覧", columns, rows, chart=Chart("点", 0, (1, 2)), notes=["=1+1"]),
        Sheet("人 一覧", columns, []),
    ]


def test_a_workbook_opens_elsewhere_with_its_values_and_without_formulas() -> None:
    told: list[int] = []
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets(), made_at=NOW, progress=told.append)))
    assert book.sheetnames == ["人 一覧", "人 一覧 2"]
    page = book.worksheets[0]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:E3"
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)
    assert [cell.value for cell in page[1]] == ["名前", "点", "割合", "日", "時"]
    assert [cell.value for cell in page[2]] == [
        "佐々木 健",
        3,
        81,
        datetime(2026, 11, 22),  # noqa: DTZ001  # cells have no zone
        datetime(2026, 11, 22, 9, 30),  # noqa: DTZ001
    ]
    assert page["E2"].number_format == "yyyy-mm-dd hh:mm"
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page["A3"].value == '=HYPERLINK("x")' and page["A3"].data_type == "s"
    assert len(page._charts) == 1
    assert told == [2]


@settings(deadline=None)
@given(st.lists(st.text(max_size=50), min_size=1, max_size=6))
def test_sheet_names_are_allowed_and_each_its_own(names: list[str]) -> None:
    given_: list[str] = []
    for name in names:
        given_.append(sheet_name(name, given_))
    assert len({name.casefold() for name in given_}) == len(given_)
    for name in given_:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")


def test_file_names_may_be_japanese() -> None:
    name = file_name("名古屋支店/人", "xlsx", NOW)
    assert name == "名古屋支店 人 2026-11-22.xlsx"
    assert disposition(name) == (
        'attachment; filename="2026-11-22.xlsx"; '
        "filename*=UTF-8''%E5%90%8D%E5%8F%A4%E5%B1%8B%E6%94%AF%E5%BA%97%20%E4%BA%BA%202026-11-22.xlsx"
    )
    assert disposition("people 2026.csv") == 'attachment; filename="people 2026.csv"'


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_file_name_never_breaks_out_of_its_header(name: str) -> None:
    header = disposition(file_name(name, "csv", NOW))
    assert header.isascii() and header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('attachment; filename="') and "\\" not in header


def numbers(count: int) -> Sheet:
    rows = ([n, f"人 {n}", 0.5, NOW] for n in range(count))
    columns = [Column("番号", "number"), Column("名前"), Column("点", "decimal"), Column("日時", "moment")]
    return Sheet("人", columns, rows, notes=("おわり",))


@pytest.mark.parametrize(
    ("count", "wanted"),
    [(0, [[]]), (3, [[0, 1, 2]]), (6, [[0, 1, 2], [3, 4, 5]]), (7, [[0, 1, 2], [3, 4, 5], [6]])],
)
def test_what_one_sheet_cannot_hold_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, wanted: list[list[int]]
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    told: list[int] = []
    workbooks.write_workbook(
        tmp_path / "a.xlsx", [numbers(count)], scratch=tmp_path, made_at=NOW, progress=told.append
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["人", "人 2", "人 3"][: len(wanted)]
    assert [[row[0].value for row in sheet.iter_rows(min_row=2) if row[1].value] for sheet in book] == wanted
    assert all(sheet["A1"].value == "番号" and sheet.freeze_panes == "B2" for sheet in book)
    assert told[-1] == count and [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_workbook_in_a_file_reads_like_one_in_memory(tmp_path: Path) -> None:
    workbooks.write_workbook(tmp_path / "a.xlsx", [numbers(9)], scratch=tmp_path, made_at=NOW)
    books = [
        openpyxl.load_workbook(source)
        for source in (
            tmp_path / "a.xlsx",
            io.BytesIO(workbooks.workbook_bytes([numbers(9)], made_at=NOW)),
        )
    ]
    in_file, in_memory = (
        [[(cell.value, cell.number_format, cell.data_type) for cell in row] for row in book["人"].iter_rows()]
        for book in books
    )
    assert in_file == in_memory


def test_a_long_workbook_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            workbooks.write_workbook(
                tmp_path / f"{count}.xlsx", [numbers(count)], scratch=tmp_path, made_at=NOW
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is kept from the first time on
    assert peak(4_000) < 1.2 * peak(1_000)
