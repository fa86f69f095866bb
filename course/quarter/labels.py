"""Name what a quarter's pages show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from course.roleplay.labels import KINDS

TODOS = {
    "touch": _l("ひと声かける"),
    "follow": _l("訪ねて話す"),
    "present": _l("商談に誘う"),
    "present-ask": _l("商談に誘い、その場で聞く"),
    "ask": _l("聞く(テストクロージング)"),
    "estimate": _l("見積りを渡す"),
    "estimate-ask": _l("見積りを渡し、その場で聞く"),
    "close": _l("契約をお願いする"),
    "drop": _l("手放す"),
}
LINES = {"standard": _l("ひととおり"), **{kind: KINDS[kind] for kind in KINDS}}
# Which lines ask about what, for the list to choose from.
LINE_GROUPS = (
    (_l("まとめて"), ("standard", "summary-check", "conditional", "close-file")),
    (
        _l("必要かどうか"),
        ("temperature", "scale", "concern-sweep", "status-quo", "decision-criteria", "trial"),
    ),
    (_l("時期"), ("time-frame", "next-step", "backward-schedule")),
    (_l("お金"), ("budget-range", "price-condition")),
    (_l("だれが決めるか"), ("decision-process", "third-party", "competitor")),
    (_l("強く押す"), ("alternative", "assumptive")),
)
UNKNOWNS = {
    "need": _l("必要"),
    "budget": _l("予算"),
    "authority": _l("決裁"),
    "timing": _l("時期"),
}
CHANNELS = {
    "cold": _l("飛び込み"),
    "inbound": _l("反響"),
    "referral": _l("紹介"),
    "exhibition": _l("展示会"),
    "flyer": _l("チラシ"),
}
LANES = {
    "this_month": _l("今月"),
    "prospect": _l("見込み"),
    "potential": _l("潜在"),
    "new": _l("新規"),
}
OUTCOMES = {"won": _l("受注"), "cancelled": _l("取消"), "let_go": _l("見送り")}
ADVISERS = {
    "two-wheels": _l("両輪の先輩の下書き"),
    "no-hold": _l("抱えない先輩の下書き"),
}
HOURS = {
    "desk": _l("事務と報告"),
    "list": _l("名簿の人"),
    "new": _l("新しい人"),
    "unused": _l("使わなかった"),
}
