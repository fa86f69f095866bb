"""Write a course in which every hidden text is a word of its own, and read answers for words that are not due yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SEED = 20_260_401
BUDGET, WEEKS = 4_738_219, 437  # numbers that nothing else on a page has
HIDDEN_VARIABLE, HIDDEN_FLAG = "zankai", "hatajirushi"
SCENES = ("scene-uguisu", "scene-hibari", "scene-tsubame", "scene-kamome")


def mark(name: str) -> str:
    """Give the word that stands for one hidden text."""
    return f"カナリア{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def scenario(*, variant: str = "", hidden: dict[str, str] | None = None) -> str:
    """Write the scenario; `variant` changes every hidden text, `hidden` its numbers and places."""
    held = {
        "ask_does": "clarity +2, trust +1",
        "ask_marks": "qualify +2",
        "cut_does": "heat +2",
        "cut_marks": "trust -2",
        "cut_card": "horizon short, hours 0.25",
        "cut_kind": "pressure",
        "when_marks": "test_close +2",
        "leave_card": "hours 0.25",
        "dated": "buyer=2 points=4",
        "grey": "buyer=0 points=-1",
        "truth": f"will_buy: true, ready_in_weeks: {WEEKS}, budget: {BUDGET}",
        "state": f"trust: 4, clarity: 3, heat: 5, {HIDDEN_VARIABLE}: 7",
    } | (hidden or {})

    def c(name: str) -> str:
        return mark(name + variant)

    first, second, dated, grey = SCENES
    return f"""---
id: sample
title: "見本の商談"
lesson: first
minutes: 5
level: 1
preset: few-large
customer: {{name: 森, company: 森商店, role: 店主, avatar: shop-owner}}
cast: {{wife: {{name: 奥さん, avatar: homemaker}}}}
prospect: {{horizon: mid, amount: 5000000, age_weeks: 4}}
truth: {{{held["truth"]}, decides: "{c("decides")}"}}
state: {{{held["state"]}}}
flags: [{HIDDEN_FLAG}]
start: {first}
---
## ここまでのいきさつ {{#brief .brief}}
三度目の訪問です。

## 見積りを見た第一声 {{#{first}}}
森（困り）: うーん、思ったより高いですね。

- 「ほかに気になる点はありますか」 {{#ask}} -> {second}
  - 型: concern-sweep
  - 変化: {held["ask_does"]}
  - 設定: {HIDDEN_FLAG}
  - 技能: {held["ask_marks"]}
  - 助言: {c("ask.coach")}
  - 本音: {c("ask.truth")}
- 「今日なら一割お引きします」 {{#cut}} -> {second}
  - 型: {held["cut_kind"]}
  - 変化: {held["cut_does"]}
  - 技能: {held["cut_marks"]}
  - 見込み: {held["cut_card"]}
  - 助言: {c("cut.coach")}
  - 本音: {c("cut.truth")}

## {c("second.title")} {{#{second}}}
奥さん: どうしましょうね。{mark("second.line")}
[{HIDDEN_FLAG}] 森: 二人で決めるんです。{mark("second.conditional")}

- 「いつごろになりそうですか」{mark("when.label")} {{#when}} -> {dated}
  - 型: time-frame
  - 条件: clarity >= 5
  - 技能: {held["when_marks"]}
  - 見込み: this_month
  - 助言: {c("when.coach")}
  - 本音: {c("when.truth")}
- 少し世間話をする {mark("chat.label")} {{#chat .once}} -> {second}
  - 型: small-talk
  - 変化: trust +1, {HIDDEN_VARIABLE} +2
  - 見込み: hours 0.25
  - 助言: {c("chat.coach")}
  - 本音: {c("chat.truth")}
- 「では、またご連絡します」{mark("leave.label")} {{#leave}} -> {grey}
  - 型: wait
  - 見込み: {held["leave_card"]}
  - 助言: {c("leave.coach")}
  - 本音: {c("leave.truth")}

## {c("dated.title")} {{#{dated} .end outcome=advance {held["dated"]}}}
奥さん: 次の定休日に決めます。{mark("dated.line")}

## {c("grey.title")} {{#{grey} .end outcome=continuation {held["grey"]}}}
手帳に「検討中」と書いた。{mark("grey.line")}

## 種明かし {{#truth .truth}}
{c("reveal")}

## 進行メモ {{#trainer .trainer}}
{c("trainer")}
"""


QUESTIONS = {
    "q1": ("single", {"a": "[x]", "b": "[ ]", "c": "[ ]"}),
    "q2": ("multiple", {"a": "[x]", "b": "[ ]", "c": "[x]"}),
    "q3": ("truefalse", {"a": "[ ]", "b": "[x]"}),
    "q4": ("judgement", {"a": "2", "b": "3", "c": "0"}),
}
MOVED = {
    "q1": ("single", {"a": "[ ]", "b": "[ ]", "c": "[x]"}),
    "q2": ("multiple", {"a": "[ ]", "b": "[x]", "c": "[ ]"}),
    "q3": ("truefalse", {"a": "[x]", "b": "[ ]"}),
    "q4": ("judgement", {"a": "3", "b": "0", "c": "1"}),
}


def options(owner: str, keys: dict[str, str], variant: str) -> Iterator[str]:
    for name, key in keys.items():
        place = mark(f"{owner}.{name}.coach{variant}")
        if key.startswith("["):
            yield f"- {key} 選択肢の{name} {{#{name}}}\n  - 助言: {place}\n"
        else:
            yield f"- 選択肢の{name} {{#{name}}}\n  - 点: {key}\n  - 助言: {place}\n"


def quiz(questions: dict[str, tuple[str, dict[str, str]]] = QUESTIONS, variant: str = "") -> str:
    parts = ['---\nid: first\ntitle: "四問"\nlesson: first\npass: 70\n---\n']
    for name, (kind, keys) in questions.items():
        explain = f"- 技能: qualify\n- 解説: {mark(f'{name}.explain{variant}')}\n"
        parts.append(
            f"## 問いの{name} {{#{name} .{kind}}}\n{explain}{''.join(options(name, keys, variant))}\n"
        )
    return "".join(parts)


def lesson(checks: dict[str, tuple[str, dict[str, str]]], variant: str = "") -> str:
    asked = "".join(
        f"## 確かめの{name} {{#{name} .check .{kind}}}\n{''.join(options(name, keys, variant))}\n"
        for name, (kind, keys) in checks.items()
    )
    return f"""---
id: first
title: "二つの輪"
module: wheels
minutes: 5
quiz: first
---
朝、見積りを渡した。

## できるようになること {{#goals .objectives}}
- 一つめ
- 二つめ
- 三つめ

## 手本の会話 {{#talk .talk}}
営業: 「いつごろお決めになりますか」
客: 「年内です」

## 二通り {{#contrast .contrast}}
### よくない例 {{#bad .bad}}
営業: 「今日ください」
### よい例 {{#good .good}}
営業: 「時期だけ伺えますか」

{asked}
## よくあるまちがい {{#mistakes .mistakes}}
件数で安心する。

## あした試す {{#tomorrow .tomorrow}}
一人に聞く。

## 出典 {{#sources .sources}}
- 自社の事例。
"""


CHECKS = {"check-1": ("single", {"a": "[ ]", "b": "[x]"}), "check-2": ("truefalse", {"a": "[x]", "b": "[ ]"})}
CHECKS_MOVED = {
    "check-1": ("single", {"a": "[x]", "b": "[ ]"}),
    "check-2": ("truefalse", {"a": "[ ]", "b": "[x]"}),
}
FILES = {
    "lessons/course.md": '---\nid: course\ntitle: "講座"\nmodules:\n  - {id: wheels, title: "両輪", lessons: [first]}\n---\n',
    "lessons/glossary.md": '---\nid: glossary\ntitle: "用語集"\n---\n## 見積り {#estimate}\n値段を書いて渡すもの。\n',
    "lessons/01-first.md": lesson(CHECKS),
    "quizzes/01-first.md": quiz(),
    "roleplay/sample.md": scenario(),
}
LINES = ("ask", "cut", "when", "chat", "leave")
SCENARIO_MARKS = {
    mark(name): name
    for name in (
        *(f"{line}.{part}" for line in LINES for part in ("coach", "truth")),
        *("second.line", "second.conditional", "dated.line", "grey.line", "decides", "reveal", "trainer"),
        *("second.title", "dated.title", "grey.title", "when.label", "chat.label", "leave.label"),
    )
}
QUESTION_MARKS = {
    mark(f"{owner}.{part}"): f"{owner}.{part}"
    for owner, (_kind, keys) in (QUESTIONS | CHECKS).items()
    for part in (*(f"{key}.coach" for key in keys), *(("explain",) if owner.startswith("q") else ()))
}
MARKS = SCENARIO_MARKS | QUESTION_MARKS
NAMES = re.compile(
    rf"{HIDDEN_VARIABLE}|{HIDDEN_FLAG}|{'|'.join(SCENES)}|{BUDGET}|{BUDGET:,}|(?<![\w.,=-]){WEEKS}(?![\w.,])"
)


def question_marks(owner: str) -> set[str]:
    """Name everything that is due once one question has been answered."""
    return {name for name in QUESTION_MARKS.values() if name.startswith(owner)}


@dataclass
class Watched:
    """Stand between a test and its browser, and read every answer for what is not due."""

    browser: FlaskClient
    due: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    revealed: bool = False  # the debrief of this scenario has been opened to this person

    def read(self, answer: TestResponse) -> str:
        text = answer.get_data(as_text=True)
        everything = f"{answer.headers}\n{text}"
        found = {name for word, name in MARKS.items() if word in everything}
        assert found <= self.due, f"{answer.request.path} sends {sorted(found - self.due)} too early"
        if not self.revealed:
            assert not NAMES.search(everything), f"{answer.request.path} names {NAMES.search(everything)}"
        self.seen |= found
        return text

    def get(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(path, buffered=True)
        text = self.read(answer)
        assert answer.status_code == status, path
        return text

    def post(self, path: str, status: int = 303, **data: Any) -> str:
        answer = self.browser.post(path, data=data, buffered=True)
        self.read(answer)
        assert answer.status_code == status, path
        return answer.location or ""

    def choose(self, run: str, seq: int, choice: str, *due: str) -> str:
        self.due |= set(due)
        self.post(f"{run}/choices", seq=str(seq), choice=choice)
        return self.get(run)

    def look_around(self) -> None:
        """Open every page that a learner can open without being in the middle of something."""
        for path in (
            "/",
            "/course",
            "/lessons/first",
            "/glossary",
            "/quizzes/first",
            "/review",
            "/roleplay",
            "/certificates",
        ):
            self.get(path)
        for path in ("/roleplay/sample", "/history", "/search", "/change-password", "/sign-in?next=/"):
            self.get(path, 303 if path.startswith("/sign-in") else 200)
        for words in ("カナリア", "助言", "商談", "奥さん", HIDDEN_VARIABLE[:4], str(BUDGET)[:4]):
            self.get(f"/search?q={words}")
        for path in ("/runs/99", "/roleplay/none", "/quizzes/none", "/groups", "/content/faults", "/%00"):
            self.get(path, 404)
