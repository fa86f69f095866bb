"""Name the vocabulary of a scenario for the reader."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OUTCOMES = {
    "won": _l("受注"),
    "advance": _l("一歩前進"),
    "continuation": _l("保留のまま"),
    "refusal": _l("はっきりした断り"),
    "lost": _l("失注"),
    "let_go": _l("こちらから見送り"),
    "cancelled": _l("契約後に取り消し"),
    "railroaded": _l("勢いで契約"),
}
OUTCOME_TONES = {
    "won": "good",
    "advance": "good",
    "continuation": "warn",
    "refusal": "key",
    "lost": "warn",
    "let_go": "key",
    "cancelled": "bad",
    "railroaded": "bad",
}
BUYER = {
    3: _l("買い手にとって、とてもよい結果"),
    2: _l("買い手にとって、よい結果"),
    1: _l("買い手にとって、まずまずの結果"),
    0: _l("買い手にとって、損も得もなし"),
    -1: _l("買い手に、小さな引っかかりが残った"),
    -2: _l("買い手に、後悔が残った"),
    -3: _l("買い手に、痛手が残った"),
}
KINDS = {
    "temperature": _l("温度感"),
    "scale": _l("10 段階"),
    "conditional": _l("仮に条件"),
    "price-condition": _l("価格の条件"),
    "budget-range": _l("予算の枠"),
    "time-frame": _l("時期"),
    "backward-schedule": _l("逆算"),
    "decision-process": _l("決まり方"),
    "decision-criteria": _l("選ぶ基準"),
    "alternative": _l("二者択一"),
    "assumptive": _l("決まったものとして話す"),
    "next-step": _l("次の一歩"),
    "trial": _l("お試し"),
    "summary-check": _l("要約して確かめる"),
    "concern-sweep": _l("気がかりを聞く"),
    "status-quo": _l("このままなら"),
    "competitor": _l("比較の状況"),
    "close-file": _l("白黒を確かめる"),
    "third-party": _l("まわりの目"),
    "open-question": _l("開いた問い"),
    "listen": _l("聞く"),
    "present": _l("説明する"),
    "estimate": _l("見積り"),
    "close": _l("決断を求める"),
    "wait": _l("待つ"),
    "let-go": _l("手放す"),
    "pressure": _l("押す"),
    "small-talk": _l("雑談"),
}
LANES = {
    "new": _l("新規"),
    "potential": _l("潜在"),
    "prospect": _l("見込み"),
    "this_month": _l("今月"),
    "result": _l("結果"),
}
HORIZONS = {"long": _l("長"), "mid": _l("中"), "short": _l("短")}
# What every scenario has, and what those of the shipped course add; a company's own variable is shown by its name.
VARIABLES = {
    "trust": _l("信頼"),
    "clarity": _l("見通し"),
    "heat": _l("熱"),
    "fresh": _l("新規の種"),
    "face": _l("会議での顔"),
    "slack": _l("時間のゆとり"),
    "time": _l("残りの時間"),
    "patience": _l("辛抱"),
    "left": _l("残りの手数"),
    "known": _l("知っていること"),
    "taki": _l("滝本さんの気持ち"),
    "maki_trust": _l("真紀さんの信頼"),
}
RESULTS = {"won": _l("受注"), "lost": _l("失注"), "let_go": _l("見送り")}
