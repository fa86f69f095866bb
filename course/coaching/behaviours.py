"""Name the behaviours that a trainer looks for in real talks: a few for each skill, each to be seen or not. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.content.text import Text


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Hold one behaviour; `look_for` says what counts as having seen it."""

    id: str
    skill: str
    text: Text
    look_for: Text


def _behaviour(skill: str, key: str, ja: str, en: str, sign_ja: str, sign_en: str) -> Behaviour:
    return Behaviour(key, skill, Text({"ja": ja, "en": en}), Text({"ja": sign_ja, "en": sign_en}))


BEHAVIOURS: Mapping[str, Behaviour] = {
    behaviour.id: behaviour
    for behaviour in (
        _behaviour(
            "qualify",
            "who-and-when",
            "見積りの前に、決める人と時期を自分から聞いた",
            "Asked who decides, and by when, before giving an estimate",
            "相手に言われてからではなく、こちらから。答えをその場で書き留めている。",
            "Of their own accord, not because the buyer raised it; the answers were written down on the spot.",
        ),
        _behaviour(
            "qualify",
            "money",
            "予算の枠か、比べている金額を、相手の言葉で聞き出した",
            "Drew out, in the buyer’s own words, the budget or the price it is being compared with",
            "「お高いですか」ではなく、金額か、比べている先が出てくる聞き方。",
            "A question that brings out a figure or a rival, not “is it too expensive?”",
        ),
        _behaviour(
            "qualify",
            "sorted",
            "会ったその日のうちに、見込みを長・中・短に分け、理由を一行で書いた",
            "Sorted the prospect as long-, mid- or short-term the same day, with the reason in one line",
            "理由が気持ちではなく、聞いた事実になっている。",
            "The reason is something heard, not a feeling.",
        ),
        _behaviour(
            "qualify",
            "early-no",
            "買わない人だと分かったとき、早めに、気持ちよく区切りをつけた",
            "Having learned that somebody will not buy, closed the matter early and pleasantly",
            "追いかけず、次に会える口実だけを残している。",
            "No chasing; only a reason to meet again some day is left open.",
        ),
        _behaviour(
            "test_close",
            "pause",
            "説明のあとに質問を一つ置き、相手が話し終えるまで黙って待った",
            "After explaining, asked one question and stayed silent until the buyer had finished",
            "沈黙を自分の言葉で埋めなかった。三秒でも待てている。",
            "The silence was not filled. Even three seconds count.",
        ),
        _behaviour(
            "test_close",
            "if-then",
            "「もし〜なら」の形で、決めるための条件を確かめた",
            "Checked what a decision hangs on with an “if … then” question",
            "相手から「それなら」で始まる答えが出ている。",
            "The buyer’s answer began with something like “in that case”.",
        ),
        _behaviour(
            "test_close",
            "temperature",
            "商談の途中で、ここまでの感想を聞いてから先へ進んだ",
            "Asked midway how it sounded so far, before going on",
            "答えを聞いて、話す順番か中身を変えている。",
            "What came next was changed by the answer.",
        ),
        _behaviour(
            "trust",
            "said-back",
            "相手の言ったことを、相手の言葉で言い直し、合っているか確かめた",
            "Put the buyer’s point back in the buyer’s own words and asked whether that was right",
            "相手が「そうなんです」か、言い足しをしている。",
            "The buyer said “exactly”, or added to it.",
        ),
        _behaviour(
            "trust",
            "downside",
            "できないことや不利なことを、聞かれる前に伝えた",
            "Said what we cannot do, or what speaks against it, before being asked",
            "あとで分かれば困ることを、決める前に渡している。",
            "Something that would hurt later was handed over before the decision.",
        ),
        _behaviour(
            "trust",
            "kept-word",
            "約束した日に約束したものを届けた。遅れるときは先に知らせた",
            "Delivered what was promised on the day it was promised, or gave notice before it was late",
            "日付の分かる記録（メール、予定表）がある。",
            "There is something with a date on it: a mail, a calendar.",
        ),
        _behaviour(
            "trust",
            "no-rush",
            "急がせたくなる場面で、急ぐ理由を作らず、相手の時期を聞いた",
            "Where it was tempting to rush, made up no reason to hurry and asked about the buyer’s own timing",
            "「今日だけ」「ほかにも希望者が」を使わずに済ませている。",
            "Got by without “only today” or “somebody else is interested”.",
        ),
        _behaviour(
            "resolve",
            "next-date",
            "別れる前に、次の日付と、互いにすることを決めた",
            "Before parting, settled the next date and what each side will do",
            "双方の予定表に同じ日が入っている。",
            "The same day is in both calendars.",
        ),
        _behaviour(
            "resolve",
            "asked",
            "条件がそろったところで、決めてほしいと言葉にした",
            "Once the conditions were met, asked for the decision in so many words",
            "「いかがでしょう」ではなく、はいかいいえで答えられる一言。",
            "A line that can be answered with yes or no, not “what do you think?”",
        ),
        _behaviour(
            "resolve",
            "grey",
            "あいまいな返事に、何が決まれば進むのかを聞いた",
            "Met a vague answer by asking what would have to be settled first",
            "「検討します」のまま持ち帰っていない。",
            "“We’ll think about it” was not simply taken home.",
        ),
        _behaviour(
            "balance",
            "new-people",
            "忙しい週にも、新しい人に会う時間を先に予定へ入れ、守った",
            "In a busy week, put time for meeting new people into the calendar first, and kept it",
            "予定表と実績が合っている。",
            "Calendar and record agree.",
        ),
        _behaviour(
            "balance",
            "let-go",
            "返事の無い相手に使う時間に上限を決め、超えたら手を離した",
            "Set a limit to the time spent on somebody who does not answer, and let go when it was reached",
            "手を離した日と理由が名簿に残っている。",
            "The list says when it was let go, and why.",
        ),
        _behaviour(
            "balance",
            "honest-forecast",
            "ヨミの根拠（誰が・いつ・いくらのどれを聞いたか）を、聞かれる前に言えた",
            "Gave the grounds of a forecast (which of who, when and how much had been heard) before being asked",
            "聞けていないことも、聞けていないと言えている。",
            "What had not been heard was said to be so.",
        ),
    )
}
