"""Say the friendly words that a nudge can be sent with at one click."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

BEGIN, BACK, DUE, STUCK, WELL = "begin", "back", "due", "stuck", "well"
# Each says one thing, blames nobody, and offers help.
TEMPLATES = {
    BACK: _l(
        "このところ、いかがですか。五分だけでも大丈夫です。続きから始められます。困っていることがあれば、声をかけてください。"
    ),
    BEGIN: _l(
        "課題の一つ目を、今週どこかで開いてみませんか。はじめの五分がいちばん大事です。分からないところは一緒に見ましょう。"
    ),
    DUE: _l(
        "期限が近い課題があります。途中まででも進めておくと楽になります。時間が取れないときは、相談してください。"
    ),
    STUCK: _l(
        "同じ場面で手が止まっているようですね。うまくいかない所ほど、話すと面白くなります。今度いっしょにやってみましょう。"
    ),
    WELL: _l("このところの取り組み、とてもよいですね。次はどの場面を試したいか、今度聞かせてください。"),
}
NAMES = {
    BACK: _l("しばらく来ていない人へ"),
    BEGIN: _l("まだ始めていない人へ"),
    DUE: _l("期限が近い人へ"),
    STUCK: _l("同じ場面で止まっている人へ"),
    WELL: _l("よく続いている人へ"),
}
