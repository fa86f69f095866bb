"""Write large scenarios for the benchmarks, and for tests that need many of them.

What one contains: 40 scenes with 3 choices each and 4 endings besides, in Japanese. Every choice changes all 5 variables,
has a kind, marks for two skills, a move of the card, coaching and truth (about 60 characters each), and every scene three
or four lines. About a third of the scenes have a conditional choice, half a conditional line; conditions are on one to three
variables, and all five variables are read by some condition. After the first scene the others stand in rows of `width`, each
choice leading to a scene of the next row: by default thirteen rows of three, so that a talk is fourteen decisions long;
with a width of 1 (it is at most 3) it is one chain of forty, in which nearly every combination of values comes up.
The files have no faults: conditions that a first draft's proofs find always or never true are left out of the final one.
"""

from __future__ import annotations

import random
from collections.abc import Collection

from course.content.source import Source
from course.roleplay.proofs import prove
from course.roleplay.script import Scenario, parse_scenario

SCENES, CHOICES, WIDTH = 40, 3, 3
VARIABLES = ("trust", "clarity", "heat", "budget", "timing")
SKILLS = ("qualify", "test_close", "trust", "resolve", "balance")
KINDS = ("concern-sweep", "conditional", "time-frame", "listen", "present", "next-step")
MOVES = ("horizon short", "horizon mid", "presented", "estimated", "this_month")
ENDS = (
    ("won", 2, 6),
    ("advance", 1, 3),
    ("continuation", 0, -1),
    ("lost", -1, -4),
)
_WORDS = (
    "見積りの金額", "来月の会議", "現場の手間", "社長のお考え", "前の機械", "今期の枠", "納期のこと", "ほかの候補", "人手の不足",
    "使う人の声", "決め方の順番", "去年の失敗", "置き場所", "保守の費用",
)  # fmt: skip
_LINES = (
    "{a}と{b}が、どうも頭から離れないんですよ。",
    "{a}については、もう少し考えさせてください。",
    "正直に言うと、{a}より{b}のほうが気がかりでしてね。",
    "{a}さえ見通しが立てば、話は早いんですが。",
)
_ASKS = (
    "「{a}のことを、もう少し詳しく伺ってもよろしいですか」",
    "「仮に{a}が片づいたら、{b}はどうなりそうでしょうか」",
    "「{a}は、いつごろまでに決めたいとお考えですか」",
    "「{b}の前に、{a}を一緒に整理させてください」",
)
_COACH = "{a}を先に確かめたので、{b}の話へ無理なく進めます。相手の言葉で答えてもらえたかどうかを、次の一言で確かめましょう。"
_TRUTH = "{a}か。聞かれるとは思わなかった。{b}のことまで話してしまってもいいかもしれない。"


def write_scenario(number: int, *, scenes: int = SCENES, width: int = WIDTH) -> str:
    """Write scenario number `number`; the same number always gives the same text."""
    dropped: set[str] = set()
    while True:
        text = _draft(number, scenes, width, dropped)
        scenario, faults = parse_scenario({"ja": Source("roleplay/benchmark.md", text)})
        assert scenario is not None, faults[:3]
        lines = text.split("\n")
        wrong = [lines[fault.line - 1] for fault in prove(scenario)]
        if not wrong:
            return text
        assert all(line.startswith(("[", "  - 条件:")) for line in wrong), wrong
        dropped.update(wrong)


def load_scenario(number: int, *, scenes: int = SCENES, width: int = WIDTH) -> Scenario:
    """Write a scenario and parse it."""
    text = write_scenario(number, scenes=scenes, width=width)
    scenario, _ = parse_scenario({"ja": Source(f"roleplay/benchmark-{number}.md", text)})
    assert scenario is not None
    return scenario


def _draft(number: int, scenes: int, width: int, dropped: Collection[str]) -> str:
    rng = random.Random(number)
    parts = [_front(number)]
    for place in range(scenes):
        parts.append(_scene(rng, place, scenes, width))
    for place, (outcome, buyer, points) in enumerate(ENDS):
        parts.append(
            f"## {_pick(rng, '{a}の結末')} {{#end{place} .end outcome={outcome} buyer={buyer} points={points}}}\n"
            f"森下: {_pick(rng, _LINES[0])}\n商談は、ここでひと区切りとなった。\n"
        )
    parts.append("## 種明かし {#truth .truth}\n森下さんは、来月の会議までに決めるつもりでした。\n")
    text = "\n".join(parts)
    return "\n".join(_without(line) if line in dropped else line for line in text.split("\n"))


def _without(line: str) -> str:
    """Take the condition out of a line: all of it below a choice, the part in brackets before a line of talk."""
    return line.partition("] ")[2] if line.startswith("[") else ""


def _front(number: int) -> str:
    state = ", ".join(f"{name}: {4 + place % 3}" for place, name in enumerate(VARIABLES))
    return (
        f'---\nid: benchmark-{number}\ntitle: "計測用の商談 {number}"\nminutes: 10\nlevel: 2\npreset: few-large\n'
        "customer: {name: 森下, company: 森下製作所, role: 工場長, avatar: plant-manager}\n"
        "prospect: {horizon: mid, amount: 3200000, age_weeks: 6}\n"
        "truth: {will_buy: true, ready_in_weeks: 5, budget: 2900000, decides: 社長}\n"
        f"state: {{{state}}}\nstart: s0\n---\n"
        "## ここまでのいきさつ {#brief .brief}\n四度目の訪問です。先ほど見積書を手渡しました。\n"
    )


def _scene(rng: random.Random, place: int, scenes: int, width: int) -> str:
    lines = [f"## {_pick(rng, '{a}の話')} {{#s{place}}}"]
    lines += [f"森下: {_pick(rng, rng.choice(_LINES))}" for _ in range(2)]
    lines.append(f"{_pick(rng, '{a}の資料')}が、机の端に置かれている。")
    if place and rng.random() < 0.5:
        lines.append(f"[{_condition(rng, place)}] 森下（笑顔）: {_pick(rng, rng.choice(_LINES))}")
    lines.append("")
    conditional = rng.randrange(CHOICES) if place and rng.random() < 0.35 else -1
    for index in range(CHOICES):
        condition = _condition(rng, place) if index == conditional else ""
        lines += _choice(rng, place, index, _target(place, index, scenes, width), condition)
    return "\n".join(lines) + "\n"


def _target(place: int, index: int, scenes: int, width: int) -> str:
    """Lead to a scene of the next row, and from the last one to an ending; every scene is led to."""
    row, seat = divmod(place + width - 1, width)
    there = row * width + 1 + (seat + index) % width
    return f"s{there}" if there < scenes else f"end{(place + index) % len(ENDS)}"


def _choice(rng: random.Random, place: int, index: int, target: str, condition: str) -> list[str]:
    changes = [rng.choice((-2, -1, 1, 2)) for _ in VARIABLES]
    effect = ", ".join(f"{name} {change:+d}" for name, change in zip(VARIABLES, changes, strict=True))
    # The first skill is this choice's own in the scene, so that none of the three is dominated.
    own, other = SKILLS[(place + index) % 5], SKILLS[(place + index + 3) % 5]
    lines = [
        f"- {_pick(rng, rng.choice(_ASKS))} {{#c{index}}} -> {target}",
        f"  - 型: {rng.choice(KINDS)}",
        f"  - 条件: {condition}" if condition else "",
        f"  - 変化: {effect}",
        f"  - 技能: {own} +2, {other} {rng.choice((-1, 1)):+d}",
        f"  - 見込み: {rng.choice(MOVES)}, hours 0.5",
        f"  - 助言: {_pick(rng, _COACH)}",
        f"  - 本音: {_pick(rng, _TRUTH)}",
    ]
    return [line for line in lines if line]


def _condition(rng: random.Random, place: int) -> str:
    names = rng.sample(VARIABLES, rng.choice((1, 2, 2, 3)))
    terms = [f"{name} {rng.choice(('>=', '<='))} {rng.randint(4, 6)}" for name in names]
    joined = terms[0]
    for term in terms[1:]:
        joined += f" {rng.choice(('and', 'or'))} {term}"
    return joined


def _pick(rng: random.Random, pattern: str) -> str:
    first, second = rng.sample(_WORDS, 2)
    return pattern.format(a=first, b=second)
