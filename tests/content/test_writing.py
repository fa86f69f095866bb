"""The rules for writing say what is so, where it stands, and leave good writing alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.content.check_run import check_paths
from course.content.faults import Fault, Reporter
from course.content.outline import parse_outline
from course.content.passages import passages
from course.content.source import Source
from course.content.writing import check_writing, is_japanese, sentences

ROOT = Path(__file__).parents[2]
BODY = """---
id: x
title: "題"
customer: {name: 森, company: 森商店}
---
書き出しの文。
次の行に続く。

## 見出し {#a .talk src=12345678}
森（困り）: 「うーん」
[trust >= 6] 森: 「ただ」
- 型: wait
- [x] 選ぶ文 {#b} -> c
  - 助言: 理由です。
  - 変化: trust +1
| 列 | 数 |
|---|---|
| a\\|b | 3 |

```chart 図
名前 | 3
```
> 引用の文
"""


def found(text: str) -> list[Fault]:
    report = Reporter("x.md")
    check_writing(parse_outline(Source("x.md", f'---\nid: x\ntitle: "題"\n---\n{text}\n'))[0], report)
    return report.faults


def said(text: str) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.line, fault.column) for fault in found(text)]


def test_only_what_is_read_is_looked_at_each_piece_in_its_place() -> None:
    pieces = list(passages(parse_outline(Source("x.md", BODY))[0]))
    assert {(piece.kind, piece.text) for piece in pieces if piece.kind == "front"} == {
        ("front", "題"), ("front", "森"), ("front", "森商店"),
    }  # fmt: skip
    body = [piece for piece in pieces if piece.kind != "front"]
    assert [(piece.kind, piece.text) for piece in body] == [
        ("text", "書き出しの文。\n次の行に続く。"),
        ("heading", "見出し"),
        ("said", "「うーん」"),
        ("said", "「ただ」"),
        ("text", "選ぶ文"),
        ("text", "理由です。"),
        ("text", "列"),
        ("text", "数"),
        ("text", "a\\|b"),
        ("text", "3"),
        ("text", "引用の文"),
    ]
    lines = BODY.split("\n")
    for piece in body:
        for part in piece.parts:
            assert lines[part.line - 1][part.column - 1 :].startswith(part.text)
    opening = body[0]
    line, column = opening.place(opening.text.index("続く"))
    assert lines[line - 1][column - 1 :].startswith("続く")


def test_sentences_end_where_a_reader_breathes() -> None:
    assert [text for _, text in sentences("言った。「はい。」そうか! では、v1.5 を使う。")] == [
        "言った。", "「はい。」", "そうか!", "では、v1.5 を使う。",
    ]  # fmt: skip
    assert [text for _, text in sentences("It costs 1.5 million. “Really?” he said. Yes…  ")] == [
        "It costs 1.5 million.", "“Really?”", "he said.", "Yes…",
    ]  # fmt: skip
    assert list(sentences("  ")) == []


@pytest.mark.parametrize(
    ("text", "japanese"),
    [("見込み客", True), ("Call 森下 today", False), ("1:3:30", False), ("SPINの四つの問い", True)],
)
def test_a_language_is_told_by_its_characters(text: str, japanese: bool) -> None:
    assert is_japanese(text) is japanese


def test_the_limits_of_a_sentence() -> None:
    assert found("あ" * 119 + "。") == []
    assert said("短い文。" + "あ" * 120 + "。") == [("sentence-too-long", 5, 5)]
    assert found("word " * 49 + "end.") == []
    assert said("word " * 50 + "end.") == [("sentence-too-long", 5, 1)]
    assert found("[" + "あ" * 60 + "](glossary.md#" + "x" * 100 + ")" + "い" * 59 + "。") == []


def test_a_sentence_goes_on_over_a_wrapped_line_and_not_over_list_entries() -> None:
    half = "あ" * 70
    assert said(f"{half}\n{half}。") == [("sentence-too-long", 5, 1)]
    assert found(f"- {half}\n- {half}") == []
    assert found(f"| {half} | {half} |") == []
    assert found(f"森: {half}\n森: {half}") == []


@pytest.mark.parametrize(
    "good",
    [
        "「はい!」と言った。では? 1,000円、1.5倍、3:30、A社。",
        "参照したのは『SPIN Selling』(1988)。√(p(1−p)÷n)です。（全角だけ）",
        "[用語](glossary.md#x)と(補足)",
        "He said (twice) that it was fine, see (a).",
        "例: 見てください",
        "`ＡＢＣ` は別の話".replace("ＡＢＣ", "ABC"),
    ],
)
def test_good_writing_is_left_alone(good: str) -> None:
    assert found(good) == []


@pytest.mark.parametrize(
    ("bad", "code", "column"),
    [
        ("見込み客は３０人", "letters-full-width", 6),
        ("Ａ社の人", "letters-full-width", 1),
        ("Call １２ people", "letters-full-width", 6),
        ("新規ﾘｽﾄ", "kana-half-width", 3),
        ("聞いて,待つ", "punctuation-half-width", 4),
        ("「待つ」.", "punctuation-half-width", 5),
    ],
)
def test_wrong_widths_are_placed(bad: str, code: str, column: int) -> None:
    assert said(bad) == [(code, 5, column)]


def test_brackets_of_two_kinds_are_told_once_where_the_fewer_stand() -> None:
    (fault,) = found("森（困り）: 「(笑って)いや」\n\n短い輪（一つ）と長い輪（二つ）")
    assert (fault.code, fault.line, fault.column) == ("parentheses-mixed", 5, 9)
    assert "2" in fault.message("en")


def test_nothing_is_said_of_the_writing_while_a_file_cannot_be_read_as_meant(tmp_path: Path) -> None:
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "x.md").write_text("---\nid: x\ntitle: １\n---\n## ３ {#q1}\n", "utf-8")
    codes = {fault.code for fault in check_paths([tmp_path]).faults}
    assert "letters-full-width" not in codes
    assert codes


def test_the_shipped_course_has_no_fault() -> None:
    outcome = check_paths([ROOT], transcripts=True)
    assert [(fault.code, fault.path, fault.line) for fault in outcome.faults] == []
