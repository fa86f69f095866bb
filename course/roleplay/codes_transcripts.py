"""Codes of transcripts that do not run as they say."""

from __future__ import annotations

from course.content.faults import Example, register
from course.roleplay.samples import TRANSCRIPT_PATH, TRANSCRIPT_TREE


def _edit(old: str, new: str) -> Example:
    return Example(base=TRANSCRIPT_TREE, path=TRANSCRIPT_PATH, old=old, new=new)


register(
    "transcript-malformed",
    ja=(
        "「{text}」を読めません。",
        "「> 選択肢の id」か「see: 」「state: 」「end: 」「outcome: 」「score: 」で始まる行、または # の覚え書きにしてください。",
        "読めない行があると、何を確かめたのか分かりません。",
    ),
    en=(
        "“{text}” cannot be read.",
        "Start the line with “> id of a choice”, “see:”, “state:”, “end:”, “outcome:”, “score:”, or # for a note.",
        "With lines that cannot be read it is not clear what has been tested.",
    ),
    examples=[_edit("> ask\n", "ask\n"), _edit("score: 100", "score: full")],
)
register(
    "transcript-other-scenario",
    ja=(
        "この記録はシナリオ「{found}」のものだと書いてありますが、調べているのは「{expected}」です。",
        "1 行目を「scenario: {expected}」にするか、ファイル名を「{found}.….transcript」にしてください。",
        "別のシナリオで確かめても、確かめたことになりません。",
    ),
    en=(
        "The transcript says it is of “{found}”, but “{expected}” is being tested.",
        "Start it with “scenario: {expected}”, or name the file “{found}.….transcript”.",
        "Testing another scenario tests nothing.",
    ),
    examples=[
        Example(
            base={
                **{path: text for path, text in TRANSCRIPT_TREE.items() if path != TRANSCRIPT_PATH},
                "roleplay/transcripts/other.best.transcript": TRANSCRIPT_TREE[TRANSCRIPT_PATH],
            }
        )
    ],
)
register(
    "transcript-see",
    ja=(
        "ここで選べるのは {found} です。記録では {expected} になっています。",
        "シナリオか記録のどちらかを直してください。",
        "選べるものが変わると、受講者の見る会話も変わります。",
    ),
    en=(
        "What is on offer here is {found}, not {expected}.",
        "Mend the scenario or the transcript.",
        "If other lines are on offer, learners see another talk.",
    ),
    examples=[_edit("see: ask, cut", "see: cut, ask")],
)
register(
    "transcript-not-offered",
    ja=(
        "場面「{scene}」で「{choice}」は選べません。選べるのは {found} です。",
        "シナリオの条件か、記録のこの行を直してください。",
        "ここから先は確かめられません。",
    ),
    en=(
        "“{choice}” is not on offer in the scene “{scene}”; on offer: {found}.",
        "Mend the conditions of the scenario, or this line.",
        "Nothing beyond this line can be tested.",
    ),
    examples=[_edit("> ask\nstate: clarity 5, asked yes\n", "> cut\n> when\n")],
)
register(
    "transcript-state",
    ja=(
        "{name} は {found} です。記録では {expected} になっています。",
        "シナリオの変化か、記録のこの行を直してください。",
        "値が違うと、この先の条件も変わります。",
    ),
    en=(
        "{name} is {found}, not {expected}.",
        "Mend the effects in the scenario, or this line.",
        "Another value changes the conditions further on.",
    ),
    examples=[_edit("clarity 5", "clarity 4"), _edit("asked yes", "asked no")],
)
register(
    "transcript-name-unknown",
    ja=("「{name}」という変数や旗はありません。", "{hint}", "無いものは確かめられません。"),
    en=("There is no variable or flag “{name}”.", "{hint}", "What is not there cannot be tested."),
    examples=[_edit("clarity 5", "clarty 5")],
)
register(
    "transcript-end",
    ja=(
        "会話は「{found}」にいます。記録では「{expected}」で終わることになっています。",
        "シナリオの行き先か、記録を直してください。",
        "結末が変わると、点数も変わります。",
    ),
    en=(
        "The talk is at “{found}”; the transcript says it ends at “{expected}”.",
        "Mend the targets in the scenario, or the transcript.",
        "Another ending means another score.",
    ),
    examples=[
        _edit("end: dated", "end: grey"),
        _edit("> when\nend: dated\noutcome: advance\nscore: 100\n", "end: dated\n"),
    ],
)
register(
    "transcript-outcome",
    ja=(
        "結果は {found} です。記録では {expected} になっています。",
        "シナリオの outcome か、記録を直してください。",
        "結果は成績に残ります。",
    ),
    en=(
        "The outcome is {found}, not {expected}.",
        "Mend the outcome in the scenario, or the transcript.",
        "The outcome goes on record.",
    ),
    examples=[_edit("outcome: advance", "outcome: won")],
)
register(
    "transcript-score",
    ja=(
        "点数は {found} です。記録では {expected} になっています。",
        "シナリオの技能の点か、記録を直してください。",
        "点数は成績に残ります。",
    ),
    en=(
        "The score is {found}, not {expected}.",
        "Mend the marks in the scenario, or the transcript.",
        "The score goes on record.",
    ),
    examples=[_edit("score: 100", "score: 90")],
)
register(
    "transcript-ended",
    ja=(
        "会話は「{scene}」で終わっているので、この行は確かめられません。",
        "この行を消すか、前の選択を直してください。",
        "終わりの先に選択肢はありません。",
    ),
    en=(
        "The talk has ended at “{scene}”, so this line cannot be tested.",
        "Delete the line, or mend a choice before it.",
        "Nothing is on offer after an ending.",
    ),
    examples=[_edit("end: dated\n", "> chat\nend: dated\n")],
)
register(
    "transcript-unended",
    ja=(
        "会話がまだ終わっていない（「{scene}」）ので、結果も点数も決まりません。",
        "終わりまで選択を続けるか、この行を消してください。",
        "結果と点数は終わってから決まります。",
    ),
    en=(
        "The talk has not ended yet (“{scene}”), so there is no outcome or score.",
        "Go on to an ending, or delete the line.",
        "Outcome and score come with the ending.",
    ),
    examples=[_edit("> when\nend: dated\noutcome: advance\n", "")],
)
register(
    "transcript-empty",
    ja=(
        "この記録には選択が一つもありません。",
        "「> 選択肢の id」の行を書いてください。",
        "何も確かめていない記録は、いつでも通ってしまいます。",
    ),
    en=(
        "The transcript makes no choice.",
        "Write lines like “> id of a choice”.",
        "A transcript that tests nothing always passes.",
    ),
    examples=[Example(base={**TRANSCRIPT_TREE, TRANSCRIPT_PATH: "scenario: sample\n"})],
)
