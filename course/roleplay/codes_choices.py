"""Codes of faults in one choice and the lines below it."""

from __future__ import annotations

from course.content.faults import register
from course.roleplay.codes_scenes import edit

register(
    "scenario-choice-without-id",
    ja=(
        "選択肢「{text}」に id がありません。",
        "文の後に {{#ask}} のような印を付けてください。",
        "どの一言を選んだかは id で記録します。",
    ),
    en=(
        "The choice “{text}” has no id.",
        "Put a mark like {{#ask}} after the text.",
        "What was chosen is recorded by id.",
    ),
    examples=[
        edit("する {#chat .once} -> talk", "する {.once} -> talk"),
        edit("少し世間話をする {#chat .once} -> talk", "少し世間話をする"),
    ],
)
register(
    "scenario-choice-empty",
    ja=(
        "選択肢に文がありません。",
        "「- 」の後に、言うことやすることを書いてください。",
        "受講者には空の行が見えてしまいます。",
    ),
    en=(
        "The choice has no text.",
        "Write what is said or done after the “- ”.",
        "Learners would see an empty line.",
    ),
    examples=[edit("- 少し世間話をする {#chat", "- {#chat")],
)
register(
    "scenario-choice-without-target",
    ja=(
        "選択肢「{choice}」に行き先がありません。",
        "「-> 場面の id」を付けてください。",
        "選んだ後、次の場面に進めません。",
    ),
    en=(
        "The choice “{choice}” leads nowhere.",
        "Add “-> id of a scene”.",
        "Once chosen, there is no scene to go on to.",
    ),
    examples=[edit("{#leave} -> grey", "{#leave}")],
)
register(
    "scenario-choice-with-box",
    ja=(
        "シナリオの選択肢に [ ] や [x] は使えません。",
        "[ ] や [x] を消してください。",
        "会話の選択肢に正解・不正解の印はありません。",
    ),
    en=(
        "A choice of a scenario has no [ ] or [x].",
        "Delete the [ ] or [x].",
        "The choices of a talk are not marked right or wrong.",
    ),
    examples=[edit("- 少し世間話", "- [x] 少し世間話")],
)
register(
    "scenario-choice-without-coach",
    ja=(
        "選択肢「{choice}」に助言がありません。",
        "「  - 助言: …」を足してください。",
        "なぜよいのか、なぜよくないのかを書かないと、学びになりません。",
    ),
    en=(
        "The choice “{choice}” has no coaching.",
        "Add “  - coach: …”.",
        "Without a reason there is nothing to learn from it.",
    ),
    examples=[edit("  - 助言: 次の約束がないまま帰りました。\n", "")],
)
register(
    "scenario-target-unknown",
    ja=("行き先「{scene}」という場面はありません。", "{hint}", "選んだ後、次の場面に進めません。"),
    en=("There is no scene “{scene}”.", "{hint}", "Once chosen, there is no scene to go on to."),
    examples=[edit("{#when} -> dated", "{#when} -> datd")],
)
register(
    "scenario-target-not-scene",
    ja=(
        "「{scene}」は場面ではないので、行き先にできません。",
        "{hint}",
        "いきさつや種明かしは会話の外にあります。",
    ),
    en=(
        "“{scene}” is not a scene, so no choice can lead there.",
        "{hint}",
        "The brief and the truth are not in the talk.",
    ),
    examples=[edit("{#when} -> dated", "{#when} -> truth")],
)
register(
    "scenario-kind-unknown",
    ja=("型「{kind}」はありません。", "{hint}", "型は、どの種類の一言かを数えるための決まった名前です。"),
    en=("There is no kind “{kind}”.", "{hint}", "Kinds are fixed names, so that they can be counted."),
    examples=[edit("型: small-talk", "型: smalltalk")],
)
register(
    "scenario-change-malformed",
    ja=(
        "「{text}」を変化として読めません。",
        "「clarity +2, trust -1」のように、名前と + か - と数を書いてください。",
        "符号が無いと、その値にするのか、足すのか分かりません。",
    ),
    en=(
        "“{text}” cannot be read as a change.",
        "Write a name, + or -, and a number: “clarity +2, trust -1”.",
        "Without a sign it could mean setting or adding.",
    ),
    examples=[edit("clarity +2, trust +1", "clarity +2, trust 1"), edit("技能: qualify +2", "技能: qualify")],
)
register(
    "scenario-change-range",
    ja=(
        "「{text}」の数が大きすぎるか、0 です（上限は {most}）。",
        "範囲の中の数にするか、その項目を消してください。",
        "一言で動く大きさには限りがあります。",
    ),
    en=(
        "The number in “{text}” is too large, or 0 (at most {most}).",
        "Use a number within the range, or delete the entry.",
        "There is a limit to what one line can move.",
    ),
    examples=[edit("clarity +2, trust +1", "clarity +2, trust +0"), edit("trust -2", "trust -9")],
)
register(
    "scenario-entry-repeated",
    ja=("「{name}」が二度書かれています。", "一つにまとめてください。", "どちらが正しいのか分かりません。"),
    en=("“{name}” is written twice.", "Make it one.", "It is not clear which one is meant."),
    examples=[
        edit("clarity +2, trust +1", "clarity +2, clarity +1"),
        edit("設定: asked", "設定: asked, asked = no"),
        edit("horizon short, hours 0.25", "horizon short, horizon mid, hours 0.25"),
    ],
)
register(
    "scenario-variable-unknown",
    ja=("変数「{name}」はありません。", "{hint}", "先頭の state に無い変数は動かせません。"),
    en=("There is no variable “{name}”.", "{hint}", "Only variables listed under state can change."),
    examples=[edit("clarity +2, trust +1", "clarity +2, trst +1")],
)
register(
    "scenario-flag-unknown",
    ja=("旗「{name}」はありません。", "{hint}", "先頭の flags に無い旗は立てられません。"),
    en=("There is no flag “{name}”.", "{hint}", "Only flags listed under flags can be set."),
    examples=[edit("設定: asked", "設定: askd")],
)
register(
    "scenario-set-malformed",
    ja=(
        "「{text}」を設定として読めません。",
        "「asked」または「asked = no」と書いてください。",
        "旗は立てるか倒すかのどちらかです。",
    ),
    en=(
        "“{text}” cannot be read as a setting.",
        "Write “asked” or “asked = no”.",
        "A flag is either up or down.",
    ),
    examples=[edit("設定: asked", "設定: asked = 3")],
)
register(
    "scenario-move-unknown",
    ja=(
        "見込みの動き「{text}」はありません。",
        "{hint}",
        "札の動かし方は決まった言葉で書きます。",
    ),
    en=("There is no pipeline move “{text}”.", "{hint}", "Moves of the card have fixed names."),
    examples=[edit("見込み: this_month", "見込み: thismonth"), edit("horizon short", "horizon soon")],
)
register(
    "scenario-hours-range",
    ja=(
        "時間「{text}」を読めません（0 から {most} まで、小数は二桁まで）。",
        "「hours 0.5」のように書いてください。",
        "一言や一つの行動に使う時間です。",
    ),
    en=(
        "The time “{text}” cannot be read (0 to {most}, at most two decimals).",
        "Write it like “hours 0.5”.",
        "It is the time that one line or act takes.",
    ),
    examples=[edit("horizon short, hours 0.25", "horizon short, hours 40")],
)
