"""Codes of faults in a translation, found by comparing it with its source unit by unit."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import QUIZ_BOTH_TREE, QUIZ_EN_PATH, QUIZ_PATH


def _translation(old: str, new: str) -> Example:
    return Example(base=QUIZ_BOTH_TREE, path=QUIZ_EN_PATH, old=old, new=new)


_PUSH = "- “Please decide today.” {#push src=5e288381}\n  - coach: You lose trust.\n"
_ASK = "- “Frankly, how does it strike you?” {#ask src=34799d68}\n  - coach: You learn what they think.\n"

register(
    "translation-other-id",
    ja=(
        "翻訳の id がもとのファイルと違います。",
        "id: {id} に直してください。",
        "どの教材の翻訳なのか確かめられません。",
    ),
    en=(
        "The id differs from that of the source.",
        "Make it id: {id}.",
        "It is not certain which item this translates.",
    ),
    examples=[_translation("id: sample\n", "id: other\n")],
    blocks=False,
)
register(
    "translation-front-missing",
    ja=(
        "設定「{key}」の訳がありません。",
        "設定欄に {key} の訳を足してください。",
        "訳が無いところは日本語で表示されます。",
    ),
    en=(
        "The setting “{key}” is not translated.",
        "Add its translation to the front matter.",
        "What is not translated is shown in Japanese.",
    ),
    examples=[_translation('title: "A sample quiz"\n', "")],
    blocks=False,
)
register(
    "translation-missing",
    ja=(
        "「{id}」の訳がありません（もとのファイルの {source_line} 行目）。",
        "同じ id で訳を足してください。",
        "訳が無いところは日本語で表示されます。",
    ),
    en=(
        "“{id}” is not translated (line {source_line} of the source).",
        "Add it with the same id.",
        "What is not translated is shown in Japanese.",
    ),
    examples=[_translation(_PUSH, "")],
    blocks=False,
)
register(
    "translation-surplus",
    ja=(
        "「{id}」はもとのファイルにありません。",
        "id の書きまちがいなら直し、もとから消えたものなら消してください。",
        "もとに無い訳は、どこにも表示されません。",
    ),
    en=(
        "“{id}” is not in the source.",
        "Correct the id, or delete it if the source no longer has it.",
        "A translation of nothing is never shown.",
    ),
    examples=[_translation(_PUSH, _PUSH + "- “Next week?” {#next src=00000000}\n  - coach: Too vague.\n")],
    blocks=False,
)
register(
    "translation-order",
    ja=(
        "「{id}」の順番がもとのファイルと違います（ここは「{expected}」です）。",
        "もとのファイルと同じ順に並べてください。",
        "順番が同じなら、見比べて確かめられます。",
    ),
    en=(
        "“{id}” is out of order (the source has “{expected}” here).",
        "Keep the order of the source.",
        "In the same order the two can be compared side by side.",
    ),
    examples=[_translation(_ASK + _PUSH, _PUSH + _ASK)],
    blocks=False,
)
register(
    "translation-unstamped",
    ja=(
        "「{id}」に、訳したときの印（src）がありません。",
        "訳を確かめてから ryorin stamp を使うか、src={hash} を書いてください。",
        "印があれば、もとの文が変わったときに気づけます。",
    ),
    en=(
        "“{id}” has no stamp (src) of the source it translates.",
        "Check the translation, then run ryorin stamp, or write src={hash}.",
        "The stamp tells when the source has changed since.",
    ),
    examples=[_translation("{#ask src=34799d68}", "{#ask}"), _translation("src: f40f3b89\n", "")],
    blocks=False,
)
register(
    "translation-stale",
    ja=(
        "「{id}」のもとの文（{source_line} 行目）が、訳した後で変わりました。",
        "訳を直してから ryorin stamp を使うか、src={hash} に書きかえてください。",
        "古い訳のままでは、二つの言語で違うことを教えてしまいます。",
    ),
    en=(
        "The source of “{id}” (line {source_line}) has changed since it was translated.",
        "Mend the translation, then run ryorin stamp, or write src={hash}.",
        "A stale translation teaches something else.",
    ),
    examples=[
        Example(base=QUIZ_BOTH_TREE, path=QUIZ_PATH, old="300 件", new="およそ 300 件"),
        Example(base=QUIZ_BOTH_TREE, path=QUIZ_PATH, old="見本の確認問題", new="見本の問題"),
    ],
    blocks=False,
)
register(
    "translation-structure",
    ja=(
        "翻訳に「{what}」は書けません。",
        "消してください。構成はもとのファイルだけに書きます。",
        "二か所に書くと、いつか食い違います。",
    ),
    en=(
        "A translation cannot have “{what}”.",
        "Delete it: structure is written in the source only.",
        "Written in two places, the two would differ one day.",
    ),
    examples=[
        _translation("- 3 {#b", "- [ ] 3 {#b"),
        _translation("  - coach: You lose trust.\n", "  - coach: You lose trust.\n  - points: 0\n"),
        _translation("{#q1 src", "{#q1 .multiple src"),
        _translation("id: sample\n", "id: sample\npass: 50\n"),
    ],
    blocks=False,
)
register(
    "translation-shape",
    ja=(
        "「{id}」の{what}の数がもとのファイルと違います（訳は {found}、もとは {expected}）。",
        "一つに一つが対応するように訳してください。",
        "数が違うと、途中で言語を切りかえたときに食い違います。",
    ),
    en=(
        "“{id}” has another number of {what} than the source ({found}, not {expected}).",
        "Translate each one by one.",
        "Otherwise switching the language halfway would not match.",
    ),
    examples=[_translation("Rep: “Here is our estimate.”\n", "Rep: “Here is our estimate.”\nRep: “Well?”\n")],
    blocks=False,
)
