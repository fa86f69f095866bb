"""The smallest good files of each kind, in both languages: what the examples of faults start from."""

from __future__ import annotations

LESSON_PATH = "lessons/sample.md"
QUIZ_PATH = "quizzes/sample.md"

LESSON = """---
id: sample
title: "見本の課"
module: wheels
minutes: 5
---
月末の夕方、見込み客の名簿を前に手が止まることがあります。

## この課でできるようになること {#goals .objectives}
- 両輪とは何かを一言で言える
- 名簿から今月の一人を選べる
- その人に時期を尋ねられる

## 二つの輪 {#idea}
契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。

## 手本の会話 {#talk .talk}
営業: 「いつごろまでに決めたいとお考えですか」
客: 「そうですね、年内には」

## 同じ場面を二通りに {#contrast .contrast}
### よくない例 {#bad .bad}
営業: 「今日決めていただけますか」
客: 「検討します」
### よい例 {#good .good}
営業: 「時期だけ、先に伺えますか」
客: 「年内です」

## 時期を聞くのはいつがよいですか {#check-1 .check .single}
- [x] 早めに軽く {#early}
  - 助言: 早く軽く聞くほど、相手の負担になりません。
- [ ] 契約の直前に {#late}
  - 助言: 直前では、予定を動かせません。

## 補充はいつでも後回しにできる {#check-2 .check .truefalse}
- [ ] 正しい {#yes}
  - 助言: 止めた影響は数週間後に表れます。
- [x] 正しくない {#no}
  - 助言: そのとおり。今日の補充が来月の契約になります。

## よくあるまちがい {#mistakes .mistakes}
件数を増やすことが目的になってしまうことです。

## あした試す {#tomorrow .tomorrow}
名簿の一人に、時期を尋ねます。

## 出典 {#sources .sources}
- 自社の事例による。
"""

QUIZ = """---
id: sample
title: "見本の確認問題"
---
## 一件の契約に、新規の接触はおよそ何件いりますか {#q1 .single}
- 技能: balance
- [x] 300 件 {#a}
  - 助言: 一対三対三十対三百の、いちばん外側です。
- [ ] 3 件 {#b}
  - 助言: それは見込み客の数です。

## 見積りを渡した直後、どう尋ねますか {#q2 .judgement}
営業: 「こちらがお見積りです」
- 技能: test_close, trust
- 解説: 渡した直後は、様子をうかがうのに向いた時です。
- 「率直に、どう感じられましたか」 {#ask}
  - 点: 3
  - 助言: 相手の考えが分かります。
- 「今日決めてください」 {#push}
  - 点: 0
  - 助言: 信頼を失います。
"""

QUIZ_EN = """---
id: sample
src: f40f3b89
title: "A sample quiz"
---
## About how many new contacts does one contract take? {#q1 src=3b63e974}
- 300 {#a src=3ba57f6a}
  - coach: It is the outermost figure of one, three, thirty, three hundred.
- 3 {#b src=71063577}
  - coach: That is the number of prospects.

## What do you ask right after handing over the estimate? {#q2 src=af84b0bf}
Rep: “Here is our estimate.”
- explain: Right after handing it over is a good time to see how it lands.
- “Frankly, how does it strike you?” {#ask src=34799d68}
  - coach: You learn what they think.
- “Please decide today.” {#push src=5e288381}
  - coach: You lose trust.
"""

GLOSSARY_PATH = "lessons/glossary.md"
COURSE_PATH = "lessons/course.md"

GLOSSARY = """---
id: glossary
title: "用語集"
---
## 両輪 {#both_wheels}
よみ: りょうりん
契約の輪と補充の輪が、そろって回ること。
"""

COURSE = """---
id: course
title: "見本のコース"
modules:
  - {id: wheels, title: 両輪, lessons: [sample]}
---
"""

QUIZ_EN_PATH = "quizzes/sample.en.md"
QUIZ_TREE = {QUIZ_PATH: QUIZ}
QUIZ_BOTH_TREE = {QUIZ_PATH: QUIZ, QUIZ_EN_PATH: QUIZ_EN}
LESSON_TREE = {LESSON_PATH: LESSON}
GLOSSARY_TREE = {GLOSSARY_PATH: GLOSSARY}
COURSE_TREE = {**LESSON_TREE, COURSE_PATH: COURSE}
