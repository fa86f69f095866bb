"""Name occasions, results and marks for the reader."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from course.coaching.models import ALMOST, DONE, GOOD, HELPED, NOT_YET
from course.coaching.session import SPLIT, TEACH_FIRST

OCCASIONS = {
    "visit": _l("訪問"),
    "phone": _l("電話"),
    "meeting": _l("商談の同席"),
    "online": _l("オンラインの商談"),
    "records": _l("記録や予定表"),
}
RESULTS = {DONE: _l("できた"), HELPED: _l("手助けがあれば"), NOT_YET: _l("まだ")}
RESULT_TONES = {DONE: "good", HELPED: "warn", NOT_YET: "bad"}
MARKS = {GOOD: _l("良い"), ALMOST: _l("もう一歩")}
MARK_TONES = {GOOD: "good", ALMOST: "warn"}
WAYS = {
    SPLIT: _l("意見が割れる問いです。まず一人で選び、隣と話し合い、もう一度選びます。"),
    TEACH_FIRST: _l(
        "正解した人が少ないので、話し合いだけでは答えに届きません。選んでもらったあと、短く説明してから選び直します。"
    ),
}
SHORT_WAYS = {SPLIT: _l("選ぶ → 話し合う → もう一度"), TEACH_FIRST: _l("選ぶ → 短く説明 → もう一度")}
