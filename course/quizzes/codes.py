"""Codes of faults in questions, wherever they stand: in a quiz or inside a lesson."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import QUIZ_PATH, QUIZ_TREE


def _quiz(old: str, new: str) -> Example:
    return Example(base=QUIZ_TREE, path=QUIZ_PATH, old=old, new=new)


_PUSH = "- 「今日決めてください」 {#push}\n  - 点: 0\n  - 助言: 信頼を失います。\n"
_QUESTIONS = QUIZ_TREE[QUIZ_PATH].split("---\n", 2)[2]

register(
    "quiz-empty",
    ja=(
        "問いが一つもありません。",
        "「## 問いの文 {{#q1 .single}}」の形で問いを書いてください。",
        "問いの無いクイズには答えようがありません。",
    ),
    en=(
        "There is no question.",
        "Write a question: “## The question {{#q1 .single}}”.",
        "A quiz without questions cannot be taken.",
    ),
    examples=[_quiz(_QUESTIONS, "")],
)
register(
    "question-without-id",
    ja=(
        "問い「{title}」に id がありません。",
        "見出しの終わりに {{#q1 .single}} のような印を付けてください。",
        "答えは問いの id で記録されます。",
    ),
    en=(
        "The question “{title}” has no id.",
        "End the heading with a mark like {{#q1 .single}}.",
        "Answers are recorded by the id of the question.",
    ),
    examples=[_quiz("いりますか {#q1 .single}", "いりますか")],
)
register(
    "question-kind",
    ja=(
        "問いの種類がないか、二つ以上あります。",
        ".single（一つ選ぶ）.multiple（いくつでも）.truefalse（正誤）.judgement（状況判断）の"
        "どれか一つを付けてください。",
        "種類によって、答え方と採点が変わります。",
    ),
    en=(
        "The question has no kind, or more than one.",
        "Give it exactly one of .single, .multiple, .truefalse and .judgement.",
        "The kind decides how it is answered and marked.",
    ),
    examples=[_quiz("{#q1 .single}", "{#q1}"), _quiz("{#q1 .single}", "{#q1 .single .multiple}")],
)
register(
    "question-options-few",
    ja=(
        "選択肢が {found} 個しかありません。",
        "選択肢を二つ以上書いてください。",
        "選びようがなければ、問いになりません。",
    ),
    en=(
        "There are only {found} options.",
        "Write at least two options.",
        "Without a choice there is no question.",
    ),
    examples=[_quiz(_PUSH, "")],
)
register(
    "question-options-many",
    ja=(
        "選択肢が {found} 個あります（上限は {most} 個）。",
        "選択肢を減らすか、問いを分けてください。",
        "多すぎる選択肢は、読むだけで疲れてしまいます。",
    ),
    en=(
        "There are {found} options (at most {most}).",
        "Remove some, or split the question.",
        "Too many options wear the reader out.",
    ),
    examples=[_quiz(_PUSH, "".join(_PUSH.replace("push", f"push{n}") for n in range(8)))],
)
register(
    "question-key",
    ja=(
        "正解（[x]）の数が合いません。",
        "{expected}",
        "正解の数は、問いの種類ごとに決まっています。",
    ),
    en=(
        "The number of right answers, [x], does not fit.",
        "{expected}",
        "Each kind of question has its own number of right answers.",
    ),
    examples=[
        _quiz("- [x] 300 件", "- [ ] 300 件"),
        _quiz("- [ ] 3 件", "- [x] 3 件"),
        _quiz("{#q1 .single}", "{#q1 .multiple}").then("- [ ] 3 件", "- [x] 3 件"),
    ],
)
register(
    "question-truefalse-options",
    ja=(
        "正誤問題の選択肢は二つでなければなりません（いまは {found} 個）。",
        "「正しい」と「正しくない」の二つにしてください。三つ以上なら .single を使います。",
        "正誤問題は二つから選ぶ問いです。",
    ),
    en=(
        "A true/false question has exactly two options (here {found}).",
        "Keep “true” and “false”, or use .single for more.",
        "A true/false question is a choice between two.",
    ),
    examples=[
        _quiz("{#q1 .single}", "{#q1 .truefalse}").then(
            "  - 助言: それは見込み客の数です。\n",
            "  - 助言: それは見込み客の数です。\n- [ ] 30 件 {#c}\n  - 助言: 潜在客の数です。\n",
        )
    ],
)
register(
    "option-without-id",
    ja=(
        "選択肢「{text}」に id がありません。",
        "行の終わりに {{#a}} のような id を付けてください。",
        "答えは選択肢の id で記録され、順番や文面を変えても壊れません。",
    ),
    en=(
        "The option “{text}” has no id.",
        "End the line with an id like {{#a}}.",
        "Answers are recorded by id, so that order and wording may change.",
    ),
    examples=[_quiz("300 件 {#a}", "300 件")],
)
register(
    "option-without-box",
    ja=(
        "選択肢「{text}」に [x] か [ ] がありません。",
        "正解なら [x]、そうでなければ [ ] を文の前に付けてください。",
        "どれが正解なのか分かりません。",
    ),
    en=(
        "The option “{text}” has neither [x] nor [ ].",
        "Put [x] before a right answer and [ ] before a wrong one.",
        "It is not clear which answer is right.",
    ),
    examples=[_quiz("- [ ] 3 件", "- 3 件")],
)
register(
    "option-with-box",
    ja=(
        "状況判断の選択肢に [x] や [ ] は付けられません。",
        "かっこを消し、- 点: 0 から 3 で重みを書いてください。",
        "状況判断では、正解が一つとは限りません。",
    ),
    en=(
        "An option of a judgement question cannot have [x] or [ ].",
        "Delete the box, and give points from 0 to 3.",
        "In a judgement question there may be more than one good answer.",
    ),
    examples=[_quiz("- 「今日決めてください」", "- [ ] 「今日決めてください」")],
)
register(
    "option-empty",
    ja=("選択肢に文がありません。", "選択肢の文を書いてください。", "何を選ぶのか分かりません。"),
    en=("The option has no text.", "Write the option.", "It is not clear what is chosen."),
    examples=[_quiz("- [ ] 3 件 {#b}", "- [ ] {#b}")],
)
register(
    "option-without-coach",
    ja=(
        "選択肢「{text}」に助言がありません。",
        "すぐ下に「  - 助言: …」を足してください。正解にも要ります。",
        "正誤だけを知らせるより、理由を添えたほうがずっとよく身につきます。",
    ),
    en=(
        "The option “{text}” has no coaching.",
        "Add “  - coach: …” below it. Right answers need it too.",
        "Saying why teaches far more than right or wrong alone.",
    ),
    examples=[_quiz("  - 助言: それは見込み客の数です。\n", "")],
)
register(
    "option-points",
    ja=(
        "状況判断の点がないか、0 から 3 の整数ではありません。",
        "「  - 点: 2」のように 0、1、2、3 のどれかを書いてください。",
        "点が無いと採点できません。",
    ),
    en=(
        "The points of the option are missing, or not a whole number from 0 to 3.",
        "Write “  - points: 2”, with 0, 1, 2 or 3.",
        "Without points the answer cannot be marked.",
    ),
    examples=[_quiz("  - 点: 0\n", ""), _quiz("  - 点: 0\n", "  - 点: 5\n"), _quiz("点: 0", "点: なし")],
)
register(
    "question-no-best",
    ja=(
        "3 点の選択肢がありません。",
        "いちばんよい選択肢を 3 点にしてください。",
        "満点を取れない問いは、はげみになりません。",
    ),
    en=(
        "No option is worth 3 points.",
        "Give the best option 3 points.",
        "A question nobody can get full marks for discourages.",
    ),
    examples=[_quiz("  - 点: 3\n", "  - 点: 2\n")],
)
register(
    "question-without-skill",
    ja=(
        "この問いに技能がありません。",
        "「- 技能: qualify, test_close」のように、五つの技能から一つ以上を書いてください。",
        "成績は技能ごとにまとめます。",
    ),
    en=(
        "The question names no skill.",
        "Add “- skill: qualify, test_close”, with one or more of the five skills.",
        "Results are gathered by skill.",
    ),
    examples=[_quiz("- 技能: balance\n", "")],
)


def _told_by(lengths: tuple[str, ...], count: int, *, turn: bool) -> Example:
    """Write a quiz whose best option is the first of `lengths`; `turn` moves it to another place each time."""
    parts = [QUIZ_TREE[QUIZ_PATH].split("## ", 1)[0]]
    for number in range(count):
        options = [
            f"- [{'x' if not place else ' '}] {text} {{#{'abcd'[place]}}}\n  - 助言: {text}だからです。\n"
            for place, text in enumerate(lengths)
        ]
        first = number % len(options) if turn else 0
        ordered = [*options[-first:], *options[:-first]] if first else options
        parts.append(
            f"## 問い {number + 1} {{#q{number + 1} .single}}\n- 技能: balance\n{''.join(ordered)}\n"
        )
    return Example(base={QUIZ_PATH: "".join(parts)})


register(
    "quiz-longest-best",
    ja=(
        "{asked} 問のうち {found} 問で、いちばん長い選択肢が正解です（偶然なら {expected} 問ほど）。",
        "正解を短くするか、ほかの選択肢にも同じくらいの事情を書き足してください。",
        "長さで当てられると、分かっていない人も満点を取れます。偶然では百に一つも起きない偏りだけを知らせています。",
    ),
    en=(
        "In {found} of {asked} questions the longest option is the best (by luck it would be about {expected}).",
        "Shorten the best options, or give the others as much detail.",
        "Whoever picks the longest passes without understanding. Only what luck does less than once in a hundred is told.",
    ),
    examples=[_told_by(("いちばん長い選択肢", "短い", "短め", "短いの"), 4, turn=True)],
    blocks=False,
)
register(
    "quiz-position-same",
    ja=(
        "{asked} 問のうち {found} 問で、正解が同じ位置（{letter}）にあります。",
        "正解の位置をばらしてください。半分までなら数えません。",
        "画面では並べかえて出しますが、紙で使う人や読み合わせる人には、もとの順が見えます。",
    ),
    en=(
        "In {found} of {asked} questions the best option stands in the same place ({letter}).",
        "Spread the best options. Up to a half is fine.",
        "On screen the options are shuffled, but whoever uses them on paper or reviews them sees this order.",
    ),
    examples=[_told_by(("同じ長さ", "同じ重さ", "同じ高さ", "同じ広さ"), 8, turn=False)],
    blocks=False,
)
