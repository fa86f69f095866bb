"""Reading files: encodings, sizes, links and special files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course.content.faults import Fault
from course.content.source import MOST_BYTES, Source, decode_source, place_of, read_source


def test_marks_and_newlines_are_made_plain(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes("\ufeffあ\r\nい\rう\n".encode())
    assert read_source(path, shown="x") == Source("x", "あ\nい\nう\n")


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        ("abc\r\nあ".encode() + b"\xff", "not-utf8", 2, 2),
        ("あ".encode("cp932"), "not-utf8", 1, 1),
        ("あ".encode("utf-16"), "not-utf8", 1, 1),
        (b"ab\nc\x00d", "control-character", 2, 2),
        ("a\n\nb\u202e".encode(), "control-character", 3, 2),
        (b"\xed\xa0\x80", "not-utf8", 1, 1),  # half of a surrogate pair
        (b"x" * (MOST_BYTES + 1), "file-too-large", 1, 1),
    ],
    ids=["bad byte", "Shift_JIS", "UTF-16", "NUL", "override", "surrogate", "large"],
)
def test_refused(data: bytes, code: str, line: int, column: int) -> None:
    fault = decode_source(data, "x.md")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.line, fault.column) == (code, line, column)


def test_the_likely_encoding_is_named() -> None:
    fault = decode_source("両輪で回す".encode("cp932"), "x.md")
    assert isinstance(fault, Fault)
    assert "Shift_JIS" in fault.message("ja")


def test_a_link_may_stay_inside_but_not_lead_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "lessons").mkdir(parents=True)
    (root / "lessons" / "a.md").write_text("a")
    (tmp_path / "secret.md").write_text("secret")
    inside, outside = root / "lessons" / "in.md", root / "lessons" / "out.md"
    inside.symlink_to("a.md")
    outside.symlink_to(tmp_path / "secret.md")
    assert isinstance(read_source(inside, root=root), Source)
    fault = read_source(outside, root=root)
    assert isinstance(fault, Fault)
    assert fault.code == "file-outside"
    climbing = read_source(root / "lessons" / ".." / ".." / "secret.md", root=root)
    assert isinstance(climbing, Fault)
    assert climbing.code == "file-outside"


def test_special_files_neither_hang_nor_raise(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "folder.md").mkdir()
    for name in ("pipe.md", "loop.md", "folder.md"):
        fault = read_source(tmp_path / name)
        assert isinstance(fault, Fault)
        assert fault.code == "file-unreadable"
    absent = read_source(tmp_path / "none.md")
    assert isinstance(absent, Fault)
    assert absent.code == "file-missing"
    strange = read_source(tmp_path / "a\0b.md")
    assert isinstance(strange, Fault)


def test_place_of_counts_from_one() -> None:
    assert place_of("ab\ncd", 0) == (1, 1)
    assert place_of("ab\ncd", 3) == (2, 1)
    assert place_of("ab\ncd", 5) == (2, 3)
