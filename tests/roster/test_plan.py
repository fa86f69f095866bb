"""Check how a list of people is read: headings, words, faults, and what bringing it in would change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.accounts.forms import address_or_none
from course.roster.plan import (
    LONGEST_KEPT,
    Entry,
    Known,
    Reading,
    change_of,
    new_paths,
    read_people,
    row_of,
    without_nameless,
)
from course.spreadsheets.cells import as_text, plain
from course.spreadsheets.reading import Line

HEADING = ("名前", "メールアドレス", "グループ", "役割", "言語")


def read(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING) -> Reading:
    lines = [Line(number, cells) for number, cells in enumerate((heading, *rows), start=1)]
    return read_people(lines, address_or_none)


def test_a_person_is_read() -> None:
    found = read(
        (" 佐々木　健 ", "Sasaki@Example.JP", "両輪商事／名古屋支店 / 第一課", "トレーナー", "日本語")
    )
    assert found.entries == (
        Entry(
            2, "sasaki@example.jp", "佐々木 健", "ja", ((("両輪商事", "名古屋支店", "第一課"), "trainer"),)
        ),
    )
    assert found.problems == () and found.refused == 0


@pytest.mark.parametrize(
    "heading",
    [
        ("Name", "E-mail", "Group", "Role", "Language"),
        ("氏名", "ｅｍａｉｌ", "所属", "ロール", "language"),
        ("Full name", "MAIL", "部署", "ROLE", "言 語"),
    ],
)
def test_headings_are_known_in_both_languages(heading: tuple[str, ...]) -> None:
    [entry] = read(("A B", "a@example.jp", "X", "Manager", "EN"), heading=heading).entries
    assert entry.places == ((("X",), "manager"),) and entry.language == "en"


def test_the_order_of_columns_is_free_and_unknown_ones_are_named() -> None:
    found = read(("a@example.jp", "99", "A"), heading=("email", "社員番号", "name"))
    assert found.entries[0].name == "A" and found.ignored == ("社員番号",)


def test_without_the_columns_that_are_needed_nothing_is_read() -> None:
    found = read(("A", "x"), ("B", "y"), heading=("名前", "電話"))
    assert [(problem.line, problem.column, problem.code) for problem in found.problems] == [
        (1, "email", "column-missing")
    ]
    assert found.entries == () and found.refused == 2
    assert found.problems[0].row == ("名前", "", "", "", "")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("A", "", "", "", ""), "email", "email-missing"),
        (("A", "no address", "", "", ""), "email", "email-wrong"),
        (("A", "x@example.jp" + "a" * 250, "", "", ""), "email", "email-wrong"),
        (("x" * 101, "a@example.jp", "", "", ""), "name", "name-long"),
        (("a\x07b", "a@example.jp", "", "", ""), "name", "name-odd"),
        (("A", "a@example.jp", "X", "king", ""), "role", "role-unknown"),
        (("A", "a@example.jp", "", "受講者", ""), "group", "group-missing"),
        (("A", "a@example.jp", "X//Y", "", ""), "group", "group-gap"),
        (("A", "a@example.jp", "/X", "", ""), "group", "group-gap"),
        (("A", "a@example.jp", "/".join("abcdefghi"), "", ""), "group", "group-deep"),
        (("A", "a@example.jp", "x" * 101, "", ""), "group", "group-odd"),
        (("A", "a@example.jp", "", "", "fr"), "language", "language-unknown"),
    ],
)
def test_every_fault_is_placed(row: tuple[str, ...], column: str, code: str) -> None:
    found = read(("B", "b@example.jp"), row)
    assert [(problem.line, problem.column, problem.code) for problem in found.problems] == [(3, column, code)]
    assert found.problems[0].row == row
    assert [entry.email for entry in found.entries] == ["b@example.jp"]
    assert found.refused == 1


def test_two_lines_of_one_person_give_two_places() -> None:
    found = read(("A", "a@example.jp", "X", "受講者"), ("", "A@example.jp", "Y", "トレーナー"))
    assert found.entries[0].places == ((("X",), "trainee"), (("Y",), "trainer"))


def test_lines_of_one_person_must_agree() -> None:
    found = read(
        ("A", "a@example.jp", "X", "", "ja"),
        ("B", "a@example.jp", "Y", "", ""),
        ("A", "a@example.jp", "Y", "", "en"),
        ("A", "a@example.jp", "X", "trainee", ""),
    )
    assert [(problem.line, problem.code, problem.other) for problem in found.problems] == [
        (3, "name-differs", 2),
        (4, "language-differs", 2),
        (5, "repeated", 2),
    ]
    assert len(found.entries) == 1 and found.refused == 3


def test_a_name_is_needed_for_new_people_only() -> None:
    found = read(("", "old@example.jp", "X"), ("", "new@example.jp", "X"))
    known = {"old@example.jp": Known("O", None, frozenset())}
    left = without_nameless(found, known)
    assert [entry.email for entry in left.entries] == ["old@example.jp"]
    assert [(problem.line, problem.code, problem.row) for problem in left.problems] == [
        (3, "name-missing", ("", "new@example.jp", "X", "", ""))
    ]
    assert left.refused == 1


@pytest.mark.parametrize(
    ("entry", "change"),
    [
        (Entry(2, "a", "A", "ja", ((("X",), "trainee"),)), "unchanged"),
        (Entry(2, "a", None, None, ()), "unchanged"),
        (Entry(2, "a", "B", None, ()), "changed"),
        (Entry(2, "a", None, "en", ()), "changed"),
        (Entry(2, "a", None, None, ((("X",), "trainer"),)), "changed"),
    ],
)
def test_what_would_change(entry: Entry, change: str) -> None:
    assert change_of(entry, Known("A", "ja", frozenset({(("X",), "trainee")}))) == change
    assert change_of(entry, None) == "new"


@given(st.text(), st.sampled_from("=+-@＝＋－＠"))
def test_what_was_made_safe_for_a_spreadsheet_is_read_as_it_was(rest: str, sign: str) -> None:
    name = " ".join(f"{sign}{plain(rest)}".split())
    line = Line(2, (as_text(name), "a@example.jp"))
    assert row_of(line, {"name": 0})[0] == name[:LONGEST_KEPT]


def test_an_apostrophe_of_a_name_s_own_stays() -> None:
    assert row_of(Line(2, ("'t Hooft", "a@example.jp")), {"name": 0})[0] == "'t Hooft"


def test_groups_to_make_come_after_those_above_them() -> None:
    entries = [Entry(2, "a", "A", None, ((("甲", "乙", "丙"), "trainee"), (("丁",), "trainee")))]
    made = new_paths(entries, frozenset({("甲",)}))
    assert set(made) == {("甲", "乙"), ("甲", "乙", "丙"), ("丁",)}
    assert made.index(("甲", "乙")) < made.index(("甲", "乙", "丙"))


WORDS = st.sampled_from(["", "A", "a@example.jp", "b@example.jp", "X/Y", "X//", "受講者", "en", "\x07", "=1"])


@given(st.lists(st.lists(WORDS, max_size=7), max_size=12))
@settings(deadline=None)
def test_every_line_ends_in_an_entry_or_in_a_fault(rows: list[list[str]]) -> None:
    found = read(*map(tuple, rows))
    assert {problem.line for problem in found.problems} <= set(range(2, len(rows) + 2))
    assert found.refused == len({problem.line for problem in found.problems})
    assert len({entry.email for entry in found.entries}) == len(found.entries)
    places = sum(max(1, len(entry.places)) for entry in found.entries)
    assert len(found.entries) <= len(rows) - found.refused <= places + len(rows)
