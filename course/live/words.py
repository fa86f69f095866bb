"""Say in words where a room stands, and why something was refused."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from course.live.agenda import Next
from course.live.reckoning import Revisit
from course.live.rounds import Round, State

REFUSALS = {
    "closed": _l("このルームは終わりました。"),
    "gate": _l("いまは入室を締め切っています。トレーナーに声をかけてください。"),
    "full": _l("このルームは満員です。トレーナーに人数の上限を増やしてもらってください。"),
    "signed_in": _l("このルームには、サインインしてから入ってください。"),
    "name_empty": _l("名前を入れてください。20 文字までです。"),
    "name_rough": _l("その名前は使えません。みんなの画面に出てよい名前にしてください。"),
    "name_taken": _l(
        "その名前はもう使われています。ご自分の席なら「席に戻る」から、別の方なら少し変えてください。"
    ),
    "shown_out": _l("この席は、トレーナーが外しました。"),
    "no_such_seat": _l("名前と合い言葉が合いません。合い言葉は、席を取った画面の下に出ています。"),
    "words_empty": _l("書いてから送ってください。300 文字までです。"),
    "too_many": _l("質問は一人 20 個までです。残りは声でどうぞ。"),
    "late": _l("締め切りに間に合いませんでした。前の答えがあれば、それが残っています。"),
    "next_round": _l("途中からの参加です。次の問いから答えられます。"),
    "not_offered": _l("その答えは、いまの問いにはありません。画面を開き直してください。"),
    "moved_on": _l("この問いは、もう先へ進んでいます。"),
    "no_code": _l("コードは 6 文字です。前の画面の文字を、そのまま入れてください。"),
    "unknown_code": _l("そのコードのルームは見つかりません。文字を確かめてください。"),
}
NOT_NOW = _l("いまはその操作ができません。画面はいまの様子に直してあります。")
MOVED_ON = _l("別の画面で、もう先へ進んでいます。いまの様子を表示しました。")
NO_SUCH_BEGINNING = _l("選ばれていた場面は、いまの台本では始まりにできません。はじめから始めます。")
JOIN_MODES = {
    "nickname": _l("呼び名で入る"),
    "signed_in": _l("サインインした人だけ"),
    "anonymous": _l("名前なしで入る"),
}
KINDS = {"lesson": _l("レッスン"), "quiz": _l("クイズ"), "scenario": _l("ロールプレイ")}
ROUND_KINDS = {
    "question": _l("問い"),
    "scene": _l("場面"),
    "poll": _l("その場の質問"),
    "wall": _l("書いてもらう"),
}
MESSAGE_STATES = {"waiting": _l("未処理"), "shown": _l("映した"), "put_away": _l("しまった")}
MARKS = {
    "right": _l("いちばんよい"),
    "partly": _l("もう一歩"),
    "wrong": _l("ちがう"),
    "given": _l("答えた"),
    "missed": _l("答えなし"),
    "later": _l("入る前"),
}
MARK_SIGNS = {"right": "✓", "partly": "△", "wrong": "✗", "given": "・", "missed": "–", "later": ""}
WAYS = {"": "", "better": _l("よくなった"), "worse": _l("わるくなった"), "other": _l("変えた")}
WAY_SIGNS = {"": "", "better": "↗", "worse": "↘", "other": "→"}
PULSES = (
    ("clear", _l("ここまで、分かりましたか"), (_l("分かった"), _l("だいたい"), _l("もう一度聞きたい"))),
    ("pace", _l("速さは、どうですか"), (_l("速い"), _l("ちょうどよい"), _l("ゆっくり"))),
    ("ready", _l("次へ進みますか"), (_l("進む"), _l("もう少し話す"))),
)


def phase(held: Round) -> str:
    """Name where a round stands."""
    if held.kind == "wall":
        return _("書いているところ") if held.voting else _("書き終わり")
    return {
        "voting": _("一回目の投票") if held.peer else _("投票"),
        "discuss": _("話し合い"),
        "revoting": _("二回目の投票"),
        "locked": _("締め切り"),
        "revealed": _("結果"),
    }[held.phase]


def next_step(following: Next, state: State) -> str:
    """Say what the trainer's main button does."""
    now = state.round
    if following.action == "lock":
        return _("締め切って、話し合いへ") if now is not None and now.peer else _("締め切る")
    if following.action == "open":
        if following.body.get("kind") == "scene":
            return _("この場面の一言を投票する")
        return _("次の問いを出す") if now is not None else _("最初の問いを出す")
    return {
        "section": _("次のところを映す"),
        "revote": _("もう一度投票する"),
        "reveal": _("結果を見せる"),
        "take": _("多数の一言で進む"),
        "truth": _("相手の本当のところを見せる"),
        "close": _("ルームを閉じる"),
    }[following.action]


def revisit(why: Revisit) -> str:
    """Say why a round is worth coming back to."""
    return {
        "majority_wrong": _("多くの人が、よくない答えで一致しました。"),
        "weak_line": _("ルームは、弱い一言を選びました。"),
        "low": _("話し合いのあとも、いちばんよい答えは %(n)d%% でした。", n=why.percent),
    }[why.reason]


# What a page without script is told after a post, by the word in its address.
SAID = {
    "kept": _l("✓ 届きました。締め切りまでは変えられます。"),
    "words": _l("✓ 届きました。トレーナーの画面に出ています。"),
    "late": REFUSALS["late"],
    "closed": REFUSALS["late"],
    "next_round": REFUSALS["next_round"],
    "not_offered": REFUSALS["not_offered"],
    "moved_on": REFUSALS["moved_on"],
}
