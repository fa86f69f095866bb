"""Codes of faults in headings, lists and their marks."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import QUIZ_PATH, QUIZ_TREE


def _quiz(old: str, new: str) -> Example:
    return Example(base=QUIZ_TREE, path=QUIZ_PATH, old=old, new=new)


register(
    "id-malformed",
    ja=(
        "「{id}」は id として使えません。",
        "半角の英小文字で始め、英小文字・数字・ハイフンで 64 文字までにしてください。",
        "id は住所や記録に使うので、どこでも同じに書ける文字に限ります。",
    ),
    en=(
        "“{id}” cannot be an id.",
        "Start with a lower-case letter; use lower-case letters, digits and hyphens, 64 at most.",
        "Ids appear in addresses and records, so they keep to characters that work everywhere.",
    ),
    examples=[_quiz("id: sample", "id: 見本"), _quiz("{#a}", "{#A}"), _quiz("{#q1 ", "{#一問目 ")],
)
register(
    "id-repeated",
    ja=(
        "id「{id}」は {first} 行目でも使われています。",
        "どちらかを別の id に変えてください。",
        "答えは id で記録されるので、二つあると区別できません。",
    ),
    en=(
        "The id “{id}” is already used on line {first}.",
        "Change one of them.",
        "Answers are recorded by id, so two cannot share one.",
    ),
    examples=[_quiz("{#b}", "{#a}"), _quiz("{#q2 ", "{#q1 ")],
)
register(
    "attribute-malformed",
    ja=(
        "{{ }} の中の「{token}」が分かりません。",
        "#id、.種類、名前=値 のどれかの形で書いてください。",
        "かっこの中は決まった形だけを読みます。",
    ),
    en=(
        "“{token}” inside {{ }} is not understood.",
        "Write #id, .class or name=value.",
        "Only these forms are read there.",
    ),
    examples=[_quiz("{#a}", "{#a ほか}"), _quiz("{#a}", "{#a x=}")],
)
register(
    "attribute-repeated",
    ja=(
        "{{ }} の中に「{token}」が重なっています。",
        "一つだけ残してください。",
        "どちらが正しいのか分かりません。",
    ),
    en=("“{token}” is repeated inside {{ }}.", "Keep only one.", "It is not clear which one is meant."),
    examples=[_quiz("{#a}", "{#a #c}"), _quiz("{#q1 .single}", "{#q1 .single .single}")],
)
register(
    "attribute-unclosed",
    ja=(
        "{{#… のかっこが閉じていません。",
        "行の終わりに }} を足してください。",
        "どこまでが id なのか分かりません。",
    ),
    en=(
        "The bracket of {{#… is not closed.",
        "Add }} at the end of the line.",
        "It is not clear where the id ends.",
    ),
    examples=[_quiz("{#a}", "{#a")],
)
register(
    "heading-empty",
    ja=(
        "見出しに文字がありません。",
        "# の後に空白を一つ入れ、見出しの文を書いてください。",
        "見出しの無い部分は、目次にも画面にも出せません。",
    ),
    en=(
        "The heading has no text.",
        "Write a space and the heading after the #.",
        "A part without a heading cannot be listed or shown.",
    ),
    examples=[_quiz("一件の契約に、新規の接触はおよそ何件いりますか", "")],
)
register(
    "fence-unclosed",
    ja=(
        "{fence} で始めた囲みが閉じていません。",
        "囲みの終わりに {fence} だけの行を足してください。",
        "ここから後がすべて囲みの中として読まれてしまいます。",
    ),
    en=(
        "The block opened with {fence} is not closed.",
        "Add a line of just {fence} at its end.",
        "Everything below would be read as part of the block.",
    ),
    examples=[_quiz("  - 助言: 信頼を失います。\n", "  - 助言: 信頼を失います。\n\n```\n見積り 320 万円\n")],
)
register(
    "comment-unclosed",
    ja=(
        "<!-- で始めた覚え書きが閉じていません。",
        "覚え書きの終わりに --> を足してください。",
        "ここから後がすべて消えてしまいます。",
    ),
    en=(
        "The comment opened with <!-- is not closed.",
        "Add --> at its end.",
        "Everything below would vanish.",
    ),
    examples=[_quiz("  - 助言: 信頼を失います。\n", "  - 助言: 信頼を失います。\n<!-- あとで足す\n")],
)
register(
    "item-line-without-key",
    ja=(
        "「{text}」の前に、助言・点などの名前がありません。",
        "「- 助言: …」のように、名前とコロンを付けてください。",
        "項目の下の行は、名前で読み分けます。",
    ),
    en=(
        "“{text}” has no name such as coach or points before it.",
        "Give it a name and a colon, like “- coach: …”.",
        "The lines below an item are told apart by name.",
    ),
    examples=[
        _quiz("  - 助言: それは見込み客の数です。\n", "  - 助言: それは見込み客の数です。\n  - 覚え書き\n")
    ],
)
register(
    "item-key-unknown",
    ja=(
        "ここでは「{key}」を使えません。",
        "{hint}",
        "書きまちがえた行は、黙って無視されるより直されるべきです。",
    ),
    en=("“{key}” cannot be used here.", "{hint}", "A misspelt line should be mended, not silently ignored."),
    examples=[_quiz("- 解説: 渡した", "- 解釈: 渡した"), _quiz("  - 助言: 信頼を", "  - 助け: 信頼を")],
)
register(
    "item-key-repeated",
    ja=("「{key}」が二度書かれています。", "一つにまとめてください。", "どちらが正しいのか分かりません。"),
    en=("“{key}” is written twice.", "Make it one.", "It is not clear which one is meant."),
    examples=[_quiz("  - 点: 3\n", "  - 点: 3\n  - points: 2\n")],
)
register(
    "skill-unknown",
    ja=("技能「{skill}」はありません。", "{hint}", "成績は決まった五つの技能でまとめます。"),
    en=("There is no skill “{skill}”.", "{hint}", "Results are gathered under five skills."),
    examples=[_quiz("技能: balance", "技能: balanse")],
)
register(
    "class-unknown",
    ja=("ここでは「.{name}」を使えません。", "{hint}", "種類が分からないと、どう見せてよいか決まりません。"),
    en=(
        "“.{name}” cannot be used here.",
        "{hint}",
        "Without a known kind it is not clear how to show this part.",
    ),
    examples=[_quiz("{#q1 .single}", "{#q1 .sngle}")],
)
register(
    "attribute-unknown",
    ja=(
        "ここでは「{name}」を使えません。",
        "{hint}",
        "書きまちがえた印は、黙って無視されるより直されるべきです。",
    ),
    en=(
        "“{name}” cannot be used here.",
        "{hint}",
        "A misspelt mark should be mended, not silently ignored.",
    ),
    examples=[_quiz("{#q1 .single}", "{#q1 .single points=3}")],
)
register(
    "target-not-here",
    ja=(
        "ここでは -> を使えません。",
        "-> と行き先を消してください。",
        "行き先があるのはシナリオの選択肢だけです。",
    ),
    en=(
        "-> cannot be used here.",
        "Delete -> and what follows.",
        "Only the choices of a scenario lead somewhere.",
    ),
    examples=[_quiz("{#a}", "{#a} -> q2")],
)
