"""What the terminal says, in both languages."""

from __future__ import annotations

from course.content.text import Text


def _text(ja: str, en: str) -> Text:
    return Text({"ja": ja, "en": en})


WORDS = {
    "keys": _text("番号で選びます。q でやめます。", "Choose by number. q stops."),
    "keys-practice": _text(
        "番号で選びます。u で一つ戻り、q でやめます。",
        "Choose by number. u takes the last line back, q stops.",
    ),
    "prompt": _text("番号", "Number"),
    "me": _text("あなた", "You"),
    "coach": _text("助言", "Coaching"),
    "no-number": _text(
        "1 から {most} までの番号を入れてください。", "Please type a number from 1 to {most}."
    ),
    "no-undo": _text(
        "採点つきの会話では戻れません。--practice を付けて始めると戻れます。",
        "There is no taking back in a scored talk. Start with --practice to be able to.",
    ),
    "undo-start": _text("まだ何も選んでいません。", "Nothing has been chosen yet."),
    "undone": _text("一つ前の場面に戻りました。", "Back to the scene before."),
    "stopped": _text("ここまでにします。", "Stopped here."),
    "outcome": _text("結果", "Outcome"),
    "buyer": _text("買い手にとって", "For the buyer"),
    "score": _text("点数", "Score"),
    "range": _text(
        "（この台本で取れる点は {worst} から {best}。今回は {raw}）",
        " (from {worst} to {best} in this scenario; yours: {raw})",
    ),
    "truth": _text("種明かし", "What was behind it"),
    "inner": _text("相手の胸の内", "What the customer thought"),
    "looking-back": _text("振り返り", "Looking back"),
    "recorded": _text("記録を {path} に書きました。", "Recorded in {path}."),
    "card": _text("札", "Card"),
    "hours": _text("{hours} 時間", "{hours} h"),
    "yes": _text("立っている旗", "flags set"),
}

OUTCOMES = {
    "won": _text("受注", "Order"),
    "advance": _text("一歩前進", "A step forward"),
    "continuation": _text("保留のまま", "Still open"),
    "refusal": _text("はっきりした断り", "A clear no"),
    "lost": _text("失注", "Lost"),
    "let_go": _text("こちらから見送り", "Let go"),
    "cancelled": _text("契約後に取り消し", "Signed, then cancelled"),
    "railroaded": _text("勢いで契約", "Rushed into signing"),
}

MOODS = {
    "neutral": _text("", ""),
    "warm": _text("笑顔", "warm"),
    "doubtful": _text("困り", "doubtful"),
    "cold": _text("不機嫌", "cold"),
}
