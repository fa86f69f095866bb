"""Codes of faults in running text: headings, charts, and what Markdown must not be asked to render."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import LESSON_PATH, LESSON_TREE

_BODY = "契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。"


def _lesson(old: str, new: str) -> Example:
    return Example(base=LESSON_TREE, path=LESSON_PATH, old=old, new=new)


register(
    "line-too-long",
    ja=(
        "一行が長すぎます（{found} 文字、上限は {most} 文字）。",
        "空行を入れて段落を分けてください。",
        "読みにくく、表示にも時間がかかります。",
    ),
    en=(
        "The line is too long ({found} characters; the limit is {most}).",
        "Split it into paragraphs with blank lines between.",
        "It is hard to read and slow to show.",
    ),
    examples=[_lesson(_BODY, "輪" * 3001)],
)
register(
    "paragraph-too-long",
    ja=(
        "段落が長すぎます（上限は {most} 文字）。",
        "空行を入れて段落を分けてください。",
        "読みにくく、表示にも時間がかかります。",
    ),
    en=(
        "The paragraph is too long (at most {most} characters).",
        "Split it with blank lines.",
        "It is hard to read and slow to show.",
    ),
    examples=[_lesson(_BODY, ("輪" * 1000 + "\n") * 9).then("minutes: 5\n", "minutes: 18\n")],
)
register(
    "marks-too-many",
    ja=(
        "一つの段落に記号（* や [ など）が多すぎます（上限は {most} 個）。",
        "飾りを減らすか、段落を分けてください。",
        "記号が込み入ると、読み取りに長い時間がかかります。",
    ),
    en=(
        "One paragraph has too many marks such as * and [ (at most {most}).",
        "Use fewer, or split the paragraph.",
        "Tangled marks take very long to read.",
    ),
    examples=[_lesson(_BODY, "[" * 500), _lesson(_BODY, "*輪 **" * 200)],
)
register(
    "nested-too-deep",
    ja=(
        "箇条書きや引用の段が深すぎます。",
        "字下げや > を四段までにしてください。",
        "深い段は、電話の画面では読めません。",
    ),
    en=(
        "Lists or quotations are nested too deeply.",
        "Keep to four levels.",
        "Deep levels cannot be read on a phone.",
    ),
    examples=[_lesson(_BODY, ">>>>> " + _BODY), _lesson(_BODY, "- 輪\n" + " " * 20 + "- " + _BODY)],
)
register(
    "image-unsupported",
    ja=(
        "画像「{target}」は表示できません。",
        "文章か表、chart の図で表してください。",
        "教材は、読み上げでも小さな画面でも同じように伝わる文字で書きます。",
    ),
    en=(
        "The image “{target}” cannot be shown.",
        "Use words, a table, or a chart.",
        "Content is text, so that it reads aloud and fits every screen.",
    ),
    examples=[_lesson(_BODY, _BODY + "![図](wheels.png)")],
)
register(
    "heading-level",
    ja=(
        "見出しの深さがここに合いません（# が {found} 個）。",
        "{expected}",
        "題名は設定欄の title にあり、本文は ## から始まります。",
    ),
    en=(
        "The level of this heading does not fit here ({found} #).",
        "{expected}",
        "The title is in the front matter; the text starts at ##.",
    ),
    examples=[
        _lesson("## 二つの輪 {#idea}", "# 二つの輪 {#idea}"),
        _lesson("客: 「そうですね、年内には」\n", "客: 「そうですね、年内には」\n\n### その後\n"),
    ],
)
register(
    "chart-malformed",
    ja=(
        "図の行「{text}」を読めません。",
        "「名前 | 数」の形で、数は半角で書いてください（20 行まで）。",
        "数が読めないと棒を描けません。",
    ),
    en=(
        "The chart line “{text}” cannot be read.",
        "Write “label | number”, at most 20 lines.",
        "Without a number no bar can be drawn.",
    ),
    examples=[
        _lesson("契約の輪と、補充の輪。", "```chart 一件の契約までに (人)\n新規の接触 | 三百\n```\n"),
        _lesson("契約の輪と、補充の輪。", "```chart 空の図\n```\n"),
    ],
)
