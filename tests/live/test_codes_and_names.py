"""Check the codes of rooms, and what is left of the names that people type."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import codes, names


@given(st.integers())
def test_a_code_is_read_back_however_it_is_typed(seed: int) -> None:
    code = codes.make_code(random.Random(seed))
    assert len(code) == 6 and not set(code) & set("0O1IL")
    assert codes.read_code(code) == code
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    assert codes.read_code(f"  {wide[:3]}-{wide[3:]} ") == code


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", "ABCDEFG", "ABCDE0", "ABCDEI", "<b>AB</b>", "あいうえおか", "A" * 10_000]
)
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert codes.read_code(typed) is None


def test_codes_have_thirty_bits_of_room() -> None:
    assert len(codes.ALPHABET) ** codes.LENGTH > 0.8 * 2**30


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  佐々木　健 ", "佐々木 健"),
        ("<b>太字</b>", "<b>太字</b>"),  # the page escapes it
        ("abc\u202edef", "abcdef"),
        ("\u2066ليلى\u2069", "ليلى"),
        ("名\u200b前\ufeff", "名前"),
        ("行\n改\t行", "行 改 行"),
        ("👨‍👩‍👧 家族", "👨‍👩‍👧 家族"),
        ("Z" + "\u0301" * 50, "Ź\u0301\u0301"),
        ("あ" * 10_000, "あ" * names.LONGEST_NAME),
        ("\u202e\u200b \u2060", ""),
        ("\x00\x07", ""),
    ],
)
def test_names_are_cleaned(typed: str, shown: str) -> None:
    assert names.clean_name(typed) == shown


@given(st.text(max_size=200))
def test_no_cleaned_name_steers_hides_or_grows(typed: str) -> None:
    name = names.clean_name(typed)
    assert len(name) <= names.LONGEST_NAME and name == name.strip()
    assert all(
        unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"} and unicodedata.bidirectional(sign) not in
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for sign in name
    )  # fmt: skip
    assert names.clean_name(name) == name


def test_the_same_name_is_known_in_another_dress() -> None:
    assert names.fold("ササキ ｹﾝ") == names.fold("ささきケン") == "ささきけん"
    assert names.fold("ＳＡＳＡＫＩ") == names.fold("sasaki")


@pytest.mark.parametrize("name", ["ばか", "バ カ", "ﾊﾞｶ", "FUCK you", "ｆｕｃｋ"])
def test_rough_names_are_known(name: str) -> None:
    assert names.is_rough(name)


@pytest.mark.parametrize("name", ["佐々木", "Dickens", "若葉", "鹿野"])
def test_honest_names_pass(name: str) -> None:
    assert not names.is_rough(name)
