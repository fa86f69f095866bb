"""Codes of faults in conditions."""

from __future__ import annotations

from course.content.faults import Example, register
from course.roleplay.codes_scenes import edit


def _condition(text: str) -> Example:
    return edit("条件: clarity >= 5", "条件: " + text)


register(
    "scenario-condition-unexpected",
    ja=(
        "条件の中の「{found}」は、ここに書けません。",
        "「clarity >= 5 and not asked」のように、比べる式や旗を and・or・not でつないでください。",
        "読み方が決まらない条件は、思わぬときに成り立ちます。",
    ),
    en=(
        "“{found}” cannot stand here in a condition.",
        "Join comparisons and flags by and, or, not: “clarity >= 5 and not asked”.",
        "A condition that can be read two ways holds when nobody expects it.",
    ),
    examples=[_condition("clarity >= 5 asked"), _condition("clarity >= 5)"), _condition("clarity + 5")],
)
register(
    "scenario-condition-unfinished",
    ja=(
        "条件が途中で終わっています。",
        "続きを書くか、最後の and・or・not を消してください。",
        "何と比べるのか分かりません。",
    ),
    en=(
        "The condition stops halfway.",
        "Write the rest, or delete the last and, or, not.",
        "It is not clear what it asks for.",
    ),
    examples=[_condition("clarity >= 5 and")],
)
register(
    "scenario-condition-unclosed",
    ja=(
        "条件のかっこが閉じていません。",
        "対になる ) を書いてください。",
        "どこまでが一まとまりか分かりません。",
    ),
    en=("A parenthesis is not closed.", "Add the matching ).", "It is not clear how far the group goes."),
    examples=[_condition("(clarity >= 5 or asked")],
)
register(
    "scenario-condition-too-deep",
    ja=(
        "かっこや not が深すぎます（上限は {most} 重）。",
        "条件を短くするか、旗を一つ立てて分けてください。",
        "読む人にも分からない条件になります。",
    ),
    en=(
        "Parentheses and nots go too deep (at most {most}).",
        "Make the condition shorter, or set a flag to split it.",
        "No reader could follow it.",
    ),
    examples=[_condition("(" * 11 + "asked" + ")" * 11)],
)
register(
    "scenario-condition-too-long",
    ja=(
        "条件が長すぎます（500 文字、60 項まで）。",
        "条件を短くするか、旗を一つ立てて分けてください。",
        "読む人にも分からない条件になります。",
    ),
    en=(
        "The condition is too long (at most 500 characters and 60 terms).",
        "Make it shorter, or set a flag to split it.",
        "No reader could follow it.",
    ),
    examples=[_condition(" or ".join(["clarity >= 5"] * 61))],
)
register(
    "scenario-condition-sign",
    ja=(
        "「{sign}」という比べ方はありません。",
        ">= <= > < == != のどれかにしてください（等しいは = を二つ）。",
        "書きまちがえた記号は、別の意味に読まれかねません。",
    ),
    en=(
        "There is no comparison “{sign}”.",
        "Use one of >= <= > < == != (two = for equal).",
        "A misspelt sign could be read as something else.",
    ),
    examples=[_condition("clarity = 5"), _condition("clarity => 5")],
)
register(
    "scenario-condition-number",
    ja=(
        "比べる相手が 0 から 10 までの数ではありません（{found}）。",
        "0 から 10 までの整数にしてください。",
        "変数の値はいつも 0 から 10 までです。",
    ),
    en=(
        "The variable is not compared with a number from 0 to 10 ({found}).",
        "Use a whole number from 0 to 10.",
        "Variables always lie between 0 and 10.",
    ),
    examples=[_condition("clarity >= 50"), _condition("clarity >= trust"), _condition("clarity >=")],
)
register(
    "scenario-condition-name-unknown",
    ja=(
        "条件の中の「{name}」という変数や旗はありません。",
        "{hint}",
        "無いものを調べる条件は成り立ちません。",
    ),
    en=("There is no variable or flag “{name}”.", "{hint}", "A condition cannot ask for what is not there."),
    examples=[_condition("clarty >= 5"), _condition("asekd")],
)
register(
    "scenario-condition-flag-compared",
    ja=(
        "「{name}」は旗なので、数と比べられません。",
        "「{name}」か「not {name}」とだけ書いてください。",
        "旗は立っているか、いないかです。",
    ),
    en=(
        "“{name}” is a flag and cannot be compared with a number.",
        "Write just “{name}” or “not {name}”.",
        "A flag is either up or down.",
    ),
    examples=[_condition("asked == 1")],
)
register(
    "scenario-condition-variable-bare",
    ja=(
        "「{name}」は変数なので、数と比べてください。",
        "「{name} >= 5」のように書いてください。",
        "いくつからよいのか分かりません。",
    ),
    en=(
        "“{name}” is a variable and has to be compared with a number.",
        "Write it like “{name} >= 5”.",
        "It is not clear how much is enough.",
    ),
    examples=[_condition("clarity")],
)
