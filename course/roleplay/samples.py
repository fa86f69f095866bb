"""The smallest good scenario, in both languages, with a transcript: what the examples of faults start from."""

from __future__ import annotations

SCENARIO_PATH = "roleplay/sample.md"
ENGLISH_PATH = "roleplay/sample.en.md"
TRANSCRIPT_PATH = "roleplay/transcripts/sample.best.transcript"

SCENARIO = """---
id: sample
title: "見本の商談"
minutes: 5
level: 1
preset: few-large
customer: {name: 森, company: 森商店, role: 店主, avatar: shop-owner}
cast: {wife: {name: 奥さん, avatar: homemaker}}
prospect: {horizon: mid, amount: 500000, age_weeks: 4}
truth: {will_buy: true, ready_in_weeks: 3, budget: 450000, decides: 奥さん}
state: {trust: 4, clarity: 3, heat: 5}
flags: [asked]
start: open
---
## ここまでのいきさつ {#brief .brief}
三度目の訪問です。冷蔵ケースの見積りを渡しました。

## 見積りを見た第一声 {#open}
森（困り）: うーん、思ったより高いですね。

- 「ほかに気になる点はありますか」 {#ask} -> talk
  - 型: concern-sweep
  - 変化: clarity +2, trust +1
  - 設定: asked
  - 技能: qualify +2
  - 助言: 値段を動かす前に、理由を聞きました。
- 「今日なら一割お引きします」 {#cut} -> talk
  - 型: pressure
  - 変化: heat +2
  - 技能: trust -2
  - 見込み: horizon short, hours 0.25
  - 助言: 理由を知らないまま値段を動かしました。

## 奥さんの一言 {#talk}
奥さん: どうしましょうね。
[asked] 森: うちは二人で決めるんです。

- 「お二人で決めるのは、いつごろになりそうですか」 {#when} -> dated
  - 型: time-frame
  - 条件: clarity >= 5
  - 技能: test_close +2
  - 見込み: this_month
  - 助言: 決まり方が分かったところで、時期を聞きました。
- 少し世間話をする {#chat .once} -> talk
  - 型: small-talk
  - 変化: trust +1
  - 見込み: hours 0.25
  - 助言: 場はなごみますが、商談は進みません。
- 「では、またご連絡します」 {#leave} -> grey
  - 型: wait
  - 見込み: hours 0.25
  - 助言: 次の約束がないまま帰りました。

## 日付のある約束 {#dated .end outcome=advance buyer=2 points=4}
奥さん: では、次の定休日に決めます。

## そのうち {#grey .end outcome=continuation buyer=0 points=-1}
手帳に「検討中」と書いた。

## 種明かし {#truth .truth}
決めるのは奥さんでした。
"""

ENGLISH = """---
id: sample
title: "A sample call"
customer: {name: Mori, company: Mori Shop, role: Shopkeeper}
cast: {wife: {name: Mrs Mori}}
truth: {decides: Mrs Mori}
src: 71f770f5
---
## The story so far {#brief src=8c48d0c4}
Your third visit. You have handed over the estimate for the chiller.

## First words {#open src=00a7fe25}
Mori: Hm. That is more than I thought.

- “Is there anything else on your mind?” {#ask src=e39ce42f}
  - coach: You asked for the reason before moving the price.
- “Ten per cent off, if it is today.” {#cut src=54d2d607}
  - coach: You moved the price without knowing the reason.

## Mrs Mori speaks {#talk src=5a42b146}
Mrs Mori: What shall we do?
Mori: We decide together, you see.

- “When will the two of you decide, do you think?” {#when src=6888c3be}
  - coach: Now that you know how it is decided, you asked when.
- Chat for a while {#chat src=42ec4124}
  - coach: It warms the room, and moves nothing.
- “I shall be in touch, then.” {#leave src=596a181d}
  - coach: You left without a next appointment.

## A promise with a date {#dated src=4a9ba1d4}
Mrs Mori: We will decide on our next day off.

## Some day {#grey src=d46f8a85}
“Thinking it over”, you wrote in your book.

## What was behind it {#truth src=86a22d9a}
It was Mrs Mori’s decision.
"""

TRANSCRIPT = """scenario: sample
see: ask, cut
> ask
state: clarity 5, asked yes
> chat
see: when, leave
> when
end: dated
outcome: advance
score: 100
"""

SCENARIO_TREE = {SCENARIO_PATH: SCENARIO}
BOTH_TREE = {SCENARIO_PATH: SCENARIO, ENGLISH_PATH: ENGLISH}
TRANSCRIPT_TREE = {SCENARIO_PATH: SCENARIO, TRANSCRIPT_PATH: TRANSCRIPT}
