"""Write a small course for the tests of its pages; what must not be shown too early carries a word of its own."""

from __future__ import annotations

from pathlib import Path

from course.roleplay import samples

LESSON_SECRETS = ("秘密の助言", "もう一つの助言", "確かめ二の助言", "hidden coaching")
QUIZ_SECRETS = ("助言カナリア", "解説カナリア", "coach-canary", "explain-canary")
SCENARIO_SECRETS = ("理由を知らないまま値段を動かしました", "決めるのは奥さんでした", "どうしましょうね")

COURSE = """---
id: course
title: "小さな講座"
modules:
  - {id: wheels, title: "両輪", lessons: [first, second]}
  - {id: later, title: "あとの章", lessons: [missing]}
---
"""
COURSE_EN = """---
id: course
title: "A small course"
modules:
  - {id: wheels, title: "Both wheels"}
  - {id: later, title: "Later"}
---
"""
GLOSSARY = """---
id: glossary
title: "用語集"
---
## 見積り {#estimate}
- よみ: みつもり
値段と条件を書いて渡すもの。

## テストクロージング {#test_close}
決めてもらう前に、考えを聞く一言。
"""
GLOSSARY_EN = """---
id: glossary
title: "Glossary"
---
## Estimate {#estimate}
A price in writing.

## Test close {#test_close}
- reading: tesuto
A line that asks before it asks for a decision.
"""


def lesson(number: int, item_id: str, title: str, *, note: str = "") -> str:
    """Write a lesson with two checks; `note` changes its text, and so its version."""
    return f"""---
id: {item_id}
title: "{title}"
module: wheels
minutes: 10
quiz: {item_id}
---
{number} 月の朝、[見積り](glossary.md#estimate)を渡した。{note}

## この課でできるようになること {{#goals .objectives}}
- 商談の色を言える
- 次の一言を選べる
- 断りを受け取れる

## 考え方 {{#idea}}
ネコの手も借りたい商談では、[次の課](02-second.md#idea)と[会話](../roleplay/sample.md)が役に立つ。

| 列 | 数 |
|---|---|
| 契約 | 1 |

## 手本の会話 {{#talk .talk}}
営業: 「いつごろお決めになりますか」
客（心の声）: 急がされないのがいい。
客: 「年内です」

## 同じ場面を二通りに {{#contrast .contrast}}
### よくない例 {{#bad .bad}}
営業: 「今日ください」
客: 「また今度」

### よい例 {{#good .good}}
営業: 「時期だけ伺えますか」
客: 「年内です」

## どれが前進ですか {{#check-1 .check .single}}
三人のうち一人です。
- [ ] 笑顔の社長 {{#smile}}
  - 助言: 秘密の助言、笑顔は前進ではない。
- [x] 日付をくれた店主 {{#date}}
  - 助言: もう一つの助言、日付は前進。

## 断りは失敗である {{#check-2 .check .truefalse}}
- [ ] そう思う {{#yes}}
  - 助言: 確かめ二の助言、白黒はついた。
- [x] そうは思わない {{#no}}
  - 助言: 確かめ二の助言、時間が返る。

## よくあるまちがい {{#mistakes .mistakes}}
件数で安心する。

## あした試す {{#tomorrow .tomorrow}}
一人に聞く。

## 出典 {{#sources .sources}}
- 自社の事例。
"""


# The English of `lesson`; written only by the tests of English pages, which want nothing left in Japanese.
LESSON_EN = """---
id: {item_id}
title: "{title}"
---
One morning in June an [estimate](glossary.md#estimate) was handed over.

## What you will be able to do {{#goals}}
- tell the colour of a talk
- choose the next line
- take a refusal

## The idea {{#idea}}
For a talk that needs every hand, see the [next lesson](02-second.md#idea) and a [talk](../roleplay/sample.md).

| Column | Number |
|---|---|
| Contract | 1 |

## A model talk {{#talk}}
Rep: When might you decide?
Buyer (thinks): Nobody is rushing me.
Buyer: This year.

## The same moment twice {{#contrast}}
### Badly {{#bad}}
Rep: Today, please.
Buyer: Another time.

### Well {{#good}}
Rep: May I ask only when?
Buyer: This year.

## Which is an advance? {{#check-1}}
One of three people.
- The smiling president {{#smile}}
  - coach: A smile is no advance.
- The owner with a date {{#date}}
  - coach: A date is.

## A refusal is a failure {{#check-2}}
- I think so {{#yes}}
  - coach: It is settled.
- I don't think so {{#no}}
  - coach: The time comes back.

## Common mistakes {{#mistakes}}
Feeling safe in numbers.

## Try it tomorrow {{#tomorrow}}
Ask one person.

## Sources {{#sources}}
- Our own cases.
"""


def quiz(item_id: str = "first", *, third_right: str = "late", note: str = "") -> str:
    """Write a quiz with one question of each kind; `third_right` moves a key, `note` changes only the text."""
    early, late = ("x" if third_right == name else " " for name in ("early", "late"))
    return f"""---
id: {item_id}
title: "確かめの四問{note}"
lesson: {item_id}
pass: 70
---
## いちばん近いのは {{#q1 .single}}
- 技能: qualify
- [x] 三百 {{#a}}
  - 助言: 助言カナリア、三百。
- [ ] 三 {{#b}}
  - 助言: 助言カナリア、三。
- [ ] 三十 {{#c}}
  - 助言: 助言カナリア、三十。

## あてはまるものすべて {{#q2 .multiple}}
- 技能: qualify, balance
- [x] 日付 {{#date}}
  - 助言: 助言カナリア、日付。
- [x] 金額 {{#price}}
  - 助言: 助言カナリア、金額。
- [ ] 笑顔 {{#smile}}
  - 助言: 助言カナリア、笑顔。

## 早いほどよい {{#q3 .truefalse}}
- 技能: trust
- [{early}] 正しい {{#early}}
  - 助言: 助言カナリア、早い。
- [{late}] 正しくない {{#late}}
  - 助言: 助言カナリア、遅い。

## 見積りのあとの一言 {{#q4 .judgement}}
店主: うーん。
- 技能: test_close
- 解説: 解説カナリア。
- 待つ {{#wait}}
  - 点: 2
  - 助言: 助言カナリア、待つ。
- 聞く {{#ask}}
  - 点: 3
  - 助言: 助言カナリア、聞く。
- 値引く {{#cut}}
  - 点: 0
  - 助言: 助言カナリア、値引く。
"""


QUIZ_EN = """---
id: first
title: "Four questions"
---
## Which is nearest {#q1}
- three hundred {#a}
  - coach: coach-canary, three hundred.
- three {#b}
  - coach: coach-canary, three.
- thirty {#c}
  - coach: coach-canary, thirty.

## All that apply {#q2}
- a date {#date}
  - coach: coach-canary, a date.
- a price {#price}
  - coach: coach-canary, a price.
- a smile {#smile}
  - coach: coach-canary, a smile.

## The sooner the better {#q3}
- true {#early}
  - coach: coach-canary, early.
- false {#late}
  - coach: coach-canary, late.

## A line after the estimate {#q4}
Owner: Hm.
- explain: explain-canary.
- wait {#wait}
  - coach: coach-canary, wait.
- ask {#ask}
  - coach: coach-canary, ask.
- cut {#cut}
  - coach: coach-canary, cut.
"""

RIGHT = {"q1": ["a"], "q2": ["date", "price"], "q3": ["late"], "q4": ["ask"]}
WRONG = {"q1": ["b"], "q2": ["smile"], "q3": ["early"], "q4": ["cut"]}


def write_course(root: Path) -> Path:
    """Write the course below `root`, and give `root` back."""
    files = {
        "lessons/course.md": COURSE,
        "lessons/course.en.md": COURSE_EN,
        "lessons/glossary.md": GLOSSARY,
        "lessons/glossary.en.md": GLOSSARY_EN,
        "lessons/01-first.md": lesson(6, "first", "二つの輪で走る"),
        "lessons/02-second.md": lesson(7, "second", "時期を聞く"),
        "quizzes/01-first.md": quiz(),
        "quizzes/01-first.en.md": QUIZ_EN,
        samples.SCENARIO_PATH: samples.SCENARIO,
        samples.ENGLISH_PATH: samples.ENGLISH,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root
