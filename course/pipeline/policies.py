"""Name the reference policies: how a rep may spend the week."""

from __future__ import annotations

from dataclasses import dataclass

from course.content.text import Text
from course.pipeline import codes


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold a policy: its code in the kernel, its name and what it does."""

    id: str
    code: int
    name: Text
    does: Text


class UnknownPolicy(ValueError):
    """Say that there is no policy of that id."""


def _policy(code: int, ja: str, en: str, does_ja: str, does_en: str) -> Policy:
    return Policy(
        codes.POLICIES[code], code, Text({"ja": ja, "en": en}), Text({"ja": does_ja, "en": does_en})
    )


POLICIES = {
    policy.id: policy
    for policy in (
        _policy(
            codes.TWO_WHEELS,
            "両輪",
            "both wheels",
            "会って、下地ができたら問い、白黒がついた人から動く。古い名前は手放す。",
            "Meets people, asks once they are ready, acts on the answer, lets stale names go.",
        ),
        _policy(
            codes.NO_TEST,
            "問わない",
            "never asks",
            "両輪と同じように会うが、テストクロージングをしない。見積りと締めは当てずっぽうになる。",
            "Meets people just so, but never test closes; estimates and closes are guesses.",
        ),
        _policy(
            codes.EARLY_TEST,
            "初週に問う",
            "asks in week one",
            "両輪に加えて、会った週に全員へ問う。",
            "Both wheels, and asks everyone in their first week.",
        ),
        _policy(
            codes.HOARDER,
            "抱え込む",
            "hoards",
            "誰も手放さず、誰にも問わず、向こうから言ってきた人だけ契約する。",
            "Drops nobody, asks nobody, signs only those who insist.",
        ),
        _policy(
            codes.NO_HOLD,
            "見込みを持たない",
            "holds nobody",
            "一度の濃い商談で決着をつけ、数週間で契約できる人だけを残す。",
            "Settles it in one dense meeting and keeps only whoever can sign within weeks.",
        ),
        _policy(
            codes.PUSHER,
            "押す",
            "pushes",
            "価値を見せる前から、毎週全員に迫る。",
            "Asks everyone every week, before showing any value.",
        ),
        _policy(
            codes.FEAST_FAMINE,
            "まとめ取り",
            "feast and famine",
            "名簿がいっぱいになるまで集め、なくなるまでそれで食べる。",
            "Fills the list in a burst, then lives off it until it is empty.",
        ),
    )
}


def policy_of(identifier: str) -> Policy:
    """Look a policy up. Raises UnknownPolicy."""
    if identifier not in POLICIES:
        raise UnknownPolicy(identifier)
    return POLICIES[identifier]
