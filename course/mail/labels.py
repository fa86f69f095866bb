"""Name the kinds of letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from course.mail.models import DIGEST, NUDGE, REMINDER

KINDS = {REMINDER: _l("課題のお知らせ"), NUDGE: _l("担当の人からの声かけ"), DIGEST: _l("週のまとめ")}
WHAT = {
    REMINDER: _l("期限が近いとき、過ぎたとき、まだ始めていないときに、一日に多くて一通。"),
    NUDGE: _l("担当の人が声をかけたとき、一日に多くて一通。止めても、声かけは「今日」のページに届きます。"),
    DIGEST: _l("グループのようすを、週の初めに一通。マネージャーの方だけです。"),
}
