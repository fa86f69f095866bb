"""Units, their hashes, and the stamps that translations carry."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.faults import Fault
from course.content.outline import parse_outline
from course.content.samples import LESSON, QUIZ, QUIZ_EN
from course.content.source import Source
from course.content.stamp import NotATranslation, stamp_file, stamp_text
from course.content.translations import read_texts
from course.content.units import cut_units, hash_text

UNSTAMPED = "\n".join(
    line.split(" src=")[0] + "}" if " src=" in line else line
    for line in QUIZ_EN.split("\n")
    if not line.startswith("src:")
)


def hashes(text: str) -> dict[str, str]:
    return {unit.key: unit.hash for unit in cut_units(parse_outline(Source("x.md", text))[0])}


def test_units_of_a_quiz() -> None:
    assert list(hashes(QUIZ)) == ["front", "q1", "q1/a", "q1/b", "q2", "q2/ask", "q2/push"]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("300 件", "およそ 300 件", {"q1/a"}),
        ("いちばん外側", "外側", {"q1/a"}),
        ("見本の確認問題", "問題", {"front"}),
        ("id: sample\n", "id: sample\npass: 50\n", set()),
        ("技能: balance", "技能: trust", set()),
        ("点: 0", "点: 1", set()),
        ("渡した直後は、様子", "直後は、様子", {"q2"}),
        ("営業: 「こちら", "営業: 「これ", {"q2"}),
        ("- [x] 300", "- [ ] 300", set()),
        ("## 見積りを", "##   見積りを", set()),
        ("様子をうかがう", "様子を  うかがう", {"q2"}),
        ("様子をうかがう", "様子をうかがう ", set()),
    ],
)
def test_hash_follows_the_words_only(old: str, new: str, changed: set[str]) -> None:
    assert old in QUIZ
    before, after = hashes(QUIZ), hashes(QUIZ.replace(old, new, 1))
    if old == "様子をうかがう" and new.endswith(" "):
        changed = {"q2"}  # a space inside a line is a change of words
    assert {key for key in before if before[key] != after[key]} == changed


def test_condition_of_a_line_is_not_part_of_its_words() -> None:
    plain = "---\nid: x\n---\n## 場面 {#a}\n森下: はい\n"
    assert hashes(plain)["a"] == hashes(plain.replace("森下", "[trust >= 6] 森下"))["a"]
    assert hashes(plain)["a"] != hashes(plain.replace("森下", "[森下](x.md)森下"))["a"]


def test_heading_without_an_id_belongs_to_the_one_before() -> None:
    text = "---\nid: x\n---\n## 節 {#a}\n文\n### 小見出し\n続き\n"
    assert list(hashes(text)) == ["front", "a"]
    assert hashes(text)["a"] != hashes(text.replace("続き", "終わり"))["a"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))))
def test_hash_ignores_blank_lines_and_spacing(parts: list[str]) -> None:
    assert hash_text(*parts) == hash_text(*(f"  {part}  " for part in parts), "", "\n \n")


def test_fresh_translation_has_no_faults() -> None:
    reading = read_texts({"ja": Source("a.md", QUIZ), "en": Source("a.en.md", QUIZ_EN)})
    assert reading.faults == []
    assert reading.front("title").to("en") == "A sample quiz"


def test_stamping_makes_a_translation_fresh_and_is_idempotent() -> None:
    stamped = stamp_text(Source("a.md", QUIZ), UNSTAMPED)
    assert stamped.text == QUIZ_EN
    assert stamped.changed == 7
    assert stamp_text(Source("a.md", QUIZ), stamped.text).changed == 0


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_stamping_keeps_everything_else(newline: str, mark: str) -> None:
    raw = mark + UNSTAMPED.replace("\n", newline)
    stamped = stamp_text(Source("a.md", QUIZ), raw).text
    assert stamped == mark + QUIZ_EN.replace("\n", newline)


def test_stale_stamps_are_replaced_in_place() -> None:
    old = QUIZ_EN.replace("src=34799d68", "src=00000000").replace(
        "src: f40f3b89", "src: 11111111 # checked by Ono"
    )
    stamped = stamp_text(Source("a.md", QUIZ), old)
    assert stamped.changed == 2
    assert stamped.text == QUIZ_EN.replace("src: f40f3b89", "src: f40f3b89 # checked by Ono")


def test_stamp_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(QUIZ, "utf-8")
    translation = tmp_path / "a.en.md"
    translation.write_text(UNSTAMPED, "utf-8")
    translation.chmod(0o640)
    assert stamp_file(translation) == 7
    assert translation.read_text("utf-8") == QUIZ_EN
    assert translation.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.en.md", "a.md"]
    with pytest.raises(NotATranslation):
        stamp_file(tmp_path / "a.md")
    (tmp_path / "b.en.md").write_text("x", "utf-8")
    fault = stamp_file(tmp_path / "b.en.md")
    assert isinstance(fault, Fault)
    assert fault.code == "file-missing"


def test_lesson_survives_translation_with_a_broken_outline() -> None:
    reading = read_texts({"ja": Source("a.md", LESSON), "en": Source("a.en.md", "---\nid: sample\n")})
    assert not reading.blocked
    assert reading.translations == {}
    assert [fault.code for fault in reading.faults] == ["front-unclosed"]
