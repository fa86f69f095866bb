"""Codes of what the proofs find: scenes, endings, conditions and choices that do not work out in play."""

from __future__ import annotations

from course.content.faults import register
from course.roleplay.codes_scenes import edit
from course.roleplay.samples import SCENARIO

_CHAT = SCENARIO[SCENARIO.index("- 少し世間話") : SCENARIO.index("- 「では、また")]
_LEAVE = SCENARIO[SCENARIO.index("- 「では、また") : SCENARIO.index("\n## 日付のある")]
_CUT = SCENARIO[SCENARIO.index("- 「今日なら") : SCENARIO.index("\n## 奥さんの一言")]
_NAMES = ("trust", "clarity", "heat", "slack", "v5", "v6")
_CHANGES = ("+1", "-2", "+3", "-1", "+2")


def _stage(n: int) -> str:
    choices = "".join(
        f"- 「{n} の {c}」 {{#c{c}}} -> s{n + 1}\n"
        f"  - 変化: {_NAMES[(n + c) % 6]} {_CHANGES[c]}, {_NAMES[(n + c + 1 + (3 * n + c) % 5) % 6]} {_CHANGES[(n + c) % 5]}\n"
        "  - 助言: 進みます。\n"
        for c in range(5)
    )
    return f"## 段階 {n} {{#s{n}}}\n奥さん: はい。\n\n{choices}\n"


_MANY = "".join(_stage(n) for n in range(12))

register(
    "scenario-scene-unreachable",
    ja=(
        "場面「{scene}」には、どう遊んでもたどり着けません。",
        "この場面への選択肢を足すか、場面を消すか、途中の条件をゆるめてください。",
        "書いたのに誰にも見えない場面です。",
    ),
    en=(
        "No way of playing leads to the scene “{scene}”.",
        "Add a choice that leads here, delete the scene, or loosen a condition on the way.",
        "It is written, but nobody will ever see it.",
    ),
    examples=[
        edit(
            "## 日付のある",
            "## 帰り道 {#road}\n雨が降っていた。\n\n- 帰る {#home} -> grey\n  - 助言: 帰ります。\n\n## 日付のある",
        )
    ],
)
register(
    "scenario-end-unreachable",
    ja=(
        "終わり「{scene}」には、どう遊んでもたどり着けません。",
        "この終わりへの選択肢を足すか、途中の条件をゆるめてください。",
        "誰も見ることのない結末です。",
    ),
    en=(
        "No way of playing leads to the ending “{scene}”.",
        "Add a choice that leads here, or loosen a condition on the way.",
        "Nobody will ever see it.",
    ),
    examples=[
        edit(
            "## 種明かし",
            "## 取り消し {#undone .end outcome=cancelled buyer=-2 points=-3}\n電話が来た。\n\n## 種明かし",
        )
    ],
)
register(
    "scenario-dead-end",
    ja=(
        "場面「{scene}」で、選べるものが一つも無くなることがあります（例: {way} と進んだとき。{state}）。",
        "いつでも選べる選択肢を一つ足すか、条件をゆるめてください。",
        "受講者がそこから動けなくなります。",
    ),
    en=(
        "In the scene “{scene}” there can be nothing to choose (for example after {way}: {state}).",
        "Add a choice that is always on offer, or loosen a condition.",
        "A learner would be stuck there.",
    ),
    examples=[edit("{#leave} -> grey\n", "{#leave} -> grey\n  - 条件: clarity >= 4\n")],
)
register(
    "scenario-no-exit",
    ja=(
        "場面「{scene}」から、どう進んでも終われなくなることがあります（例: {way} と進んだとき。{state}）。",
        "終わりへ続く選択肢を足すか、条件をゆるめてください。",
        "同じ場面を回り続けることになります。",
    ),
    en=(
        "From the scene “{scene}” there can be no way to an ending (for example after {way}: {state}).",
        "Add a choice that leads to an ending, or loosen a condition.",
        "A learner would go round for ever.",
    ),
    examples=[
        edit(
            "{#leave} -> grey\n",
            "{#leave} -> grey\n  - 条件: clarity >= 4\n"
            + _LEAVE.split("\n", 1)[1].replace("0.25", "0.5")
            + "- 黙っている {#hush} -> talk\n  - 見込み: hours 0.25\n  - 助言: 何も変わりません。\n"
            + "- 咳をする {#cough} -> dated\n  - 条件: clarity >= 5\n  - 変化: heat +1\n",
        )
    ],
)
register(
    "scenario-condition-always",
    ja=(
        "条件「{condition}」は、ここではいつも成り立ちます。",
        "条件を消すか、成り立たないこともある条件に変えてください。",
        "あってもなくても同じ条件は、書いた人の思いちがいです。",
    ),
    en=(
        "The condition “{condition}” always holds here.",
        "Delete it, or change it so that it can fail.",
        "A condition that makes no difference is a misunderstanding.",
    ),
    examples=[edit("条件: clarity >= 5", "条件: clarity >= 3"), edit("[asked] 森", "[trust >= 1] 森")],
)
register(
    "scenario-condition-never",
    ja=(
        "条件「{condition}」は、ここでは決して成り立ちません。",
        "条件をゆるめるか、この行を消してください。",
        "書いたのに誰にも見えません。",
    ),
    en=(
        "The condition “{condition}” never holds here.",
        "Loosen it, or delete this line.",
        "It is written, but nobody will ever see it.",
    ),
    examples=[edit("[asked] 森", "[trust >= 9] 森")],
)
register(
    "scenario-line-missing",
    ja=(
        "場面「{scene}」で、台詞も地の文も一つも出ないことがあります（例: {way} と進んだとき。{state}）。",
        "条件の付かない行を一行足してください。",
        "何も起きないまま選択肢だけが出ます。",
    ),
    en=(
        "In the scene “{scene}” there can be no line at all (for example after {way}: {state}).",
        "Add a line without a condition.",
        "The choices would come out of nowhere.",
    ),
    examples=[edit("奥さん: どうしましょうね。\n", "")],
)
register(
    "scenario-choice-dominated",
    ja=(
        "選択肢「{choice}」を選ぶ理由がありません。どの場合も「{others}」のほうが同じかよい結果になります。",
        "この一言にしかない取り柄（技能、変数、短い時間、よい結末のどれか）を持たせてください。",
        "はっきり劣る選択肢は、考えずに外せるので学びになりません。",
    ),
    en=(
        "There is no reason to choose “{choice}”: “{others}” is as good or better every time.",
        "Give it something of its own: a skill, a variable, less time, or a better ending.",
        "A plainly worse line can be ruled out without thinking, so nothing is learnt.",
    ),
    examples=[
        edit(
            "  - 変化: heat +2\n  - 技能: trust -2\n  - 見込み: horizon short, hours 0.25\n",
            "  - 技能: trust -2\n",
        ),
        edit(_CUT, _CUT + _CUT.replace("#cut", "#cut2").replace("一割", "1割")),
    ],
)
register(
    "scenario-mark-farmed",
    ja=(
        "選択肢「{choice}」の技能の点は、同じところを回るたびに何度でも付きます。",
        "{{#{choice} .once}} として一度きりにするか、技能の点を外してください。",
        "点が限りなく増減すると、最高点も最低点も決まりません。",
    ),
    en=(
        "The skill marks of “{choice}” can be earned again and again by going round.",
        "Make it once only, {{#{choice} .once}}, or take the marks off.",
        "If marks can grow without end, there is no best or worst score.",
    ),
    examples=[
        edit(
            _CHAT + _LEAVE,
            _CHAT.replace(" .once", "").replace("  - 変化: trust +1\n", "  - 技能: trust +1\n")
            + _LEAVE.replace("hours 0.25", "hours 0"),
        )
    ],
)
register(
    "scenario-too-many-states",
    ja=(
        "場面「{scene}」までで、状態の数が {most} を超えました。ここから先は調べられません。",
        "条件で使う変数や旗を減らすか、変化を小さくするか、場面を分けてください。",
        "調べきれないと、行き止まりや最高点を保証できません。",
    ),
    en=(
        "Up to the scene “{scene}” there are more than {most} states; the rest cannot be looked through.",
        "Use fewer variables and flags in conditions, make changes smaller, or split the scenario.",
        "What cannot be looked through cannot be promised to have no dead ends.",
    ),
    examples=[
        edit(
            SCENARIO[SCENARIO.index("state: {") :],
            SCENARIO[SCENARIO.index("state: {") :]
            .replace("heat: 5}", "heat: 5, slack: 5, v5: 5, v6: 5}")
            .replace("start: open", "start: s0")
            .replace("## 見積りを見た", _MANY + "## 見積りを見た")
            .replace("-> s12", "-> open")
            .replace("[asked] 森", "[" + " and ".join(f"{name} > 2" for name in _NAMES) + "] 森"),
        )
    ],
)
register(
    "scenario-score-flat",
    ja=(
        "どう遊んでも同じ点（{score}）になります。",
        "技能の点か、終わりの点に差を付けてください。",
        "差が無ければ、点数から何も分かりません。",
    ),
    en=(
        "Every way of playing has the same score ({score}).",
        "Let skill marks or endings differ.",
        "Without a difference a score says nothing.",
    ),
    examples=[
        edit(
            SCENARIO[SCENARIO.index("## 見積りを見た") :],
            SCENARIO[SCENARIO.index("## 見積りを見た") :]
            .replace("  - 技能: qualify +2\n", "")
            .replace("  - 技能: trust -2\n", "")
            .replace("  - 技能: test_close +2\n", "  - 変化: heat +1\n")
            .replace("points=4", "points=-1"),
        )
    ],
)
