"""Codes of faults in the shape of a scenario: its front matter, sections, lines and endings."""

from __future__ import annotations

from course.content.faults import Example, register
from course.roleplay.samples import BOTH_TREE, ENGLISH_PATH, SCENARIO, SCENARIO_PATH, SCENARIO_TREE


def edit(old: str, new: str) -> Example:
    """Edit the good sample in one place."""
    return Example(base=SCENARIO_TREE, path=SCENARIO_PATH, old=old, new=new)


def _english(old: str, new: str) -> Example:
    return Example(base=BOTH_TREE, path=ENGLISH_PATH, old=old, new=new)


_SCENES = SCENARIO[SCENARIO.index("## 見積りを見た") : SCENARIO.index("## 種明かし")]
_PLAYED = SCENARIO[SCENARIO.index("## 見積りを見た") : SCENARIO.index("## 日付のある")]
_TRUTH = SCENARIO[SCENARIO.index("## 種明かし") :]
_BRIEF = "三度目の訪問です。冷蔵ケースの見積りを渡しました。\n"

register(
    "scenario-name-taken",
    ja=(
        "名前「{name}」はもう使われています。",
        "別の名前に変えてください。",
        "同じ名前が二つあると、どちらのことか分かりません。",
    ),
    en=(
        "The name “{name}” is taken already.",
        "Choose another name.",
        "With two of one name it is not clear which is meant.",
    ),
    examples=[
        edit("flags: [asked]", "flags: [asked, trust]"),
        edit("{wife:", "{son: {name: 奥さん, avatar: colleague}, wife:"),
    ],
)
register(
    "scenario-too-many",
    ja=(
        "{what}が多すぎます（{count}、上限は {most}）。",
        "減らすか、二つのシナリオに分けてください。",
        "多すぎると、遊ぶ人も、たどり着けるかを調べる側も追いきれません。",
    ),
    en=(
        "There are too many {what} ({count}; the limit is {most}).",
        "Have fewer, or make two scenarios of it.",
        "Beyond that neither a learner nor the proofs can follow.",
    ),
    examples=[
        edit("flags: [asked]", "flags: [asked, " + ", ".join(f"f{n}" for n in range(12)) + "]"),
        edit("heat: 5}", "heat: 5, " + ", ".join(f"v{n}: 0" for n in range(6)) + "}"),
    ],
)
register(
    "scenario-start-unknown",
    ja=(
        "始まりの場面「{scene}」が、選択肢のある場面の中に見つかりません。",
        "{hint}",
        "どこから始めるのか決まりません。",
    ),
    en=(
        "The start “{scene}” is not a scene with choices.",
        "{hint}",
        "It is not clear where to begin.",
    ),
    examples=[edit("start: open", "start: opne"), edit("start: open", "start: grey")],
)
register(
    "scenario-text-outside",
    ja=(
        "最初の見出しより前に文章があります（{text}）。",
        "「## ここまでのいきさつ {{#brief .brief}}」の下に移してください。",
        "どの場面のものでもない文章は、どこにも表示されません。",
    ),
    en=(
        "There is text before the first heading ({text}).",
        "Move it below “## The story so far {{#brief .brief}}”.",
        "Text that belongs to no scene is shown nowhere.",
    ),
    examples=[edit("## ここまでのいきさつ", "冷蔵ケースの商談です。\n\n## ここまでのいきさつ")],
)
register(
    "scenario-section-without-id",
    ja=(
        "見出し「{title}」に id がありません。",
        "見出しの終わりに {{#open}} のような印を付けてください。",
        "選択肢の行き先も、受講者の記録も、場面の id で書かれます。",
    ),
    en=(
        "The heading “{title}” has no id.",
        "End it with a mark like {{#open}}.",
        "Choices and records refer to a scene by its id.",
    ),
    examples=[edit(_TRUTH, "## おまけ\n終わりの後の話です。\n\n" + _TRUTH)],
)
register(
    "scenario-section-absent",
    ja=(
        "「.{kind}」の節がありません。",
        "いきさつは「## ここまでのいきさつ {{#brief .brief}}」、種明かしは「## 種明かし {{#truth .truth}}」"
        "として書いてください。",
        "いきさつが無いと始められず、種明かしが無いと振り返れません。",
    ),
    en=(
        "There is no “.{kind}” section.",
        "Write “## The story so far {{#brief .brief}}” and “## What was behind it {{#truth .truth}}”.",
        "Without the first nobody can begin, without the second nobody can look back.",
    ),
    examples=[edit(_TRUTH, "")],
)
register(
    "scenario-section-repeated",
    ja=(
        "「.{kind}」の節が二つあります（一つめは {first} 行目）。",
        "一つにまとめてください。",
        "どちらを見せるのか決まりません。",
    ),
    en=(
        "There are two “.{kind}” sections (the first is on line {first}).",
        "Make them one.",
        "It is not clear which to show.",
    ),
    examples=[edit(_TRUTH, _TRUTH + "\n## もう一つの種明かし {#truth2 .truth}\nご主人でした。\n")],
)
register(
    "scenario-section-empty",
    ja=(
        "「.{kind}」の節に文章がありません。",
        "見出しの下に書いてください。",
        "受講者には見出しだけが見えてしまいます。",
    ),
    en=(
        "The “.{kind}” section has no text.",
        "Write it below the heading.",
        "Learners would see nothing but the heading.",
    ),
    examples=[edit(_BRIEF, "")],
)
register(
    "scenario-section-unclear",
    ja=(
        "この見出しには「.{first}」と「.{second}」の両方があります。",
        "どちらか一つにしてください。",
        "節の種類は一つです。",
    ),
    en=(
        "This heading is both “.{first}” and “.{second}”.",
        "Keep one of them.",
        "A section is of one kind.",
    ),
    examples=[edit("{#brief .brief}", "{#brief .brief .trainer}")],
)
register(
    "scenario-without-scenes",
    ja=(
        "場面が一つもありません。",
        "「## 場面の見出し {{#open}}」の形で書き、その下に台詞と選択肢を並べてください。",
        "始める場面がありません。",
    ),
    en=(
        "There is no scene.",
        "Write “## The heading {{#open}}”, then lines and choices below it.",
        "There is nothing to begin with.",
    ),
    examples=[edit(_SCENES, "")],
)
register(
    "scenario-without-ends",
    ja=(
        "終わりの場面が一つもありません。",
        "「## 見出し {{#dated .end outcome=advance buyer=2 points=4}}」の形で書いてください。",
        "終わらない会話は採点できません。",
    ),
    en=(
        "There is no ending.",
        "Write one: “## The heading {{#dated .end outcome=advance buyer=2 points=4}}”.",
        "A talk that never ends cannot be scored.",
    ),
    examples=[
        edit(
            _SCENES,
            "## 立ち話 {#open}\n森: どうも。\n\n- 世間話をする {#chat} -> open\n  - 助言: 終わりがありません。\n\n",
        )
    ],
)
register(
    "scenario-scene-without-choices",
    ja=(
        "場面「{scene}」に選択肢がありません。",
        "「- 言うこと {{#id}} -> 行き先」を足すか、終わりの場面なら見出しに .end を付けてください。",
        "受講者がここで行き止まりになります。",
    ),
    en=(
        "The scene “{scene}” has no choices.",
        "Add “- something to say {{#id}} -> target”, or mark an ending with .end.",
        "A learner would be stuck here.",
    ),
    examples=[edit(" {#grey .end outcome=continuation buyer=0 points=-1}", " {#grey}")],
)
register(
    "scenario-scene-silent",
    ja=(
        "場面「{scene}」に台詞も地の文もありません。",
        "見出しの下に、相手の台詞か地の文を一行書いてください。",
        "何も起きないまま選択肢だけが出ます。",
    ),
    en=(
        "The scene “{scene}” has no lines.",
        "Write a line of talk or narration below the heading.",
        "The choices would come out of nowhere.",
    ),
    examples=[edit("手帳に「検討中」と書いた。\n", "")],
)
register(
    "scenario-end-incomplete",
    ja=(
        "終わりの場面に {name}= がありません。",
        "{hint}",
        "結果・買い手にとっての意味・点がそろって、はじめて振り返れます。",
    ),
    en=(
        "The ending has no {name}=.",
        "{hint}",
        "Looking back needs the outcome, what it meant for the buyer, and the points.",
    ),
    examples=[edit(" points=4}", "}"), edit("outcome=advance ", "")],
)
register(
    "scenario-outcome-unknown",
    ja=("結果「{value}」はありません。", "{hint}", "結果は決まった言葉で集計します。"),
    en=("There is no outcome “{value}”.", "{hint}", "Outcomes are counted under fixed names."),
    examples=[edit("outcome=advance", "outcome=advanced")],
)
register(
    "scenario-end-range",
    ja=(
        "{name}={value} は −{most} から {most} までの整数ではありません。",
        "範囲の中の整数にしてください。",
        "終わりどうしを同じ物差しで比べます。",
    ),
    en=(
        "{name}={value} is not a whole number from −{most} to {most}.",
        "Use a whole number within the range.",
        "Endings are compared on one scale.",
    ),
    examples=[edit("buyer=2", "buyer=5"), edit("points=4", "points=many")],
)
register(
    "scenario-end-with-choices",
    ja=(
        "終わりの場面「{scene}」に選択肢があります。",
        "選択肢を消すか、見出しから .end を外してください。",
        "終わりの先には進めません。",
    ),
    en=(
        "The ending “{scene}” has choices.",
        "Delete them, or take .end off the heading.",
        "Nothing comes after an ending.",
    ),
    examples=[
        edit(
            "手帳に「検討中」と書いた。\n",
            "手帳に「検討中」と書いた。\n\n- もう一度訪ねる {#again} -> talk\n  - 助言: 終わりの先はありません。\n",
        )
    ],
)
register(
    "scenario-speaker-unknown",
    ja=(
        "「{name}」は登場人物にいません。",
        "{hint} 地の文なら、行の先頭に \\ を付けてください。",
        "誰の台詞か分からないと、顔も名前も出せません。",
    ),
    en=(
        "“{name}” is not in the cast.",
        "{hint} If it is narration, put a \\ in front of the line.",
        "Without knowing who speaks there is no face and no name to show.",
    ),
    examples=[edit("奥さん: どう", "奥様: どう")],
)
register(
    "scenario-speaker-differs",
    ja=(
        "この行の話し手が、もとのファイルと違います。",
        "もとでは「{expected}」です。行の順番も確かめてください。",
        "途中で言語を替えると、別の人が話したことになってしまいます。",
    ),
    en=(
        "This line has another speaker than in the source.",
        "There it is “{expected}”. Check the order of the lines, too.",
        "Switching the language would make someone else say it.",
    ),
    examples=[_english("Mrs Mori: What shall", "Mori: What shall"), _english("Mrs Mori: We will", "We will")],
)
register(
    "scenario-mood-unknown",
    ja=("表情「{mood}」はありません。", "{hint}", "顔の絵は決まった四つの表情です。"),
    en=("There is no mood “{mood}”.", "{hint}", "Faces are drawn in four moods."),
    examples=[edit("森（困り）", "森（困惑）")],
)
register(
    "scenario-line-thought",
    ja=(
        "場面の中に「{name}」の心の声があります。",
        "相手の胸の内は選択肢の「本音」に、そのほかは地の文に書いてください。",
        "本音は、振り返りまで見せません。",
    ),
    en=(
        "This scene shows what “{name}” thinks.",
        "Put it into the “truth” of a choice, or make it narration.",
        "What the customer thinks is kept until the debrief.",
    ),
    examples=[edit("奥さん: どう", "奥さん（心の声）: どう")],
)
register(
    "scenario-line-empty",
    ja=(
        "「{name}」の台詞が空です。",
        "コロンの後に台詞を書くか、行を消してください。",
        "何も言わない吹き出しが出てしまいます。",
    ),
    en=(
        "“{name}” says nothing here.",
        "Write the words after the colon, or delete the line.",
        "An empty bubble would be shown.",
    ),
    examples=[edit("奥さん: どうしましょうね。", "奥さん:")],
)
register(
    "scenario-line-bracket",
    ja=(
        "行の先頭の [ が閉じていません。",
        "「[trust >= 6] 名前: 台詞」の形にしてください。条件でなければ、先頭に \\ を付けてください。",
        "いつ言う台詞なのか分かりません。",
    ),
    en=(
        "The [ at the start of this line is not closed.",
        "Write “[trust >= 6] NAME: words”. If it is not a condition, put a \\ in front.",
        "It is not clear when the line is said.",
    ),
    examples=[edit("[asked] 森", "[asked 森")],
)
