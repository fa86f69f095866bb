"""Tell the five guided experiments: a question, one thing changed at a time, what to notice, and a caveat.

Every sentence here that says what happens is held to the simulator by `tests/laboratory/test_guides.py`, in both
presets; where a preset disagrees, the text says so.
"""

from __future__ import annotations

from dataclasses import replace

from course.content.text import Text
from course.laboratory.guide import OTHER_TOWN, Guide, Step
from course.laboratory.settings import EARLY, MEETING, NEVER, Settings

MORE, FEWER, SAME = "more", "fewer", "same"
WHEELS, NOBODY = "wheels", "nobody"


def _t(ja: str, en: str) -> Text:
    return Text({"ja": ja, "en": en})


_AMOUNT = (
    (MORE, _t("増える", "more of them")),
    (SAME, _t("ほとんど変わらない", "about the same")),
    (FEWER, _t("減る", "fewer of them")),
)
_ALL_AS_IT_IS = Settings()

_HOLD = Guide(
    id="hold",
    title=_t("60 人を抱える、20 人に絞る", "Hold sixty people, now hold twenty"),
    question=_t(
        "名簿は長いほど安心、と言う人がいます。短いほど身軽、と言う人もいます。人数だけを変えてみます。",
        "A long list is a comfort, say some. A short list is quick on its feet, say others. Here only its length changes.",
    ),
    asks=_t(
        "上限を 20 人にすると、ひと月の契約は?",
        "With a limit of twenty, how many contracts a month will there be?",
    ),
    options=_AMOUNT,
    answer=FEWER,
    steps=(
        Step(
            replace(_ALL_AS_IT_IS, hold=60),
            _t(
                "60 人まで抱えた一年です。ひと月の契約、契約のない月、契約までの週数を覚えておいてください。",
                "A year with up to sixty people. Keep three figures in mind: contracts a month, empty months, weeks to a contract.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, hold=20),
            _t(
                "変えたのは名簿の上限だけです。契約と、契約までの週数を見比べてください。",
                "Nothing but the limit has changed. Compare contracts, and weeks to a contract.",
            ),
        ),
    ),
    notice=_t(
        "契約は半分より減り、契約のない月が増えました。契約までの週数は短くなっていますが、腕が上がったわけではありません。待つ人が、待ってもらえずに消えただけです。表の「見込みを持たない」人を見てください。名簿はやはり短いのに、契約はずっと多い。違いを作っているのは人数ではなく、会い方です。",
        "Contracts fell by more than half, and empty months became more common. The weeks to a contract are fewer, yet nobody got better at selling: those who needed time were simply not given any. Now look at “holds nobody” in the table. That list is short too, with far more contracts. It is the way of meeting people that does it, not their number.",
    ),
    caveat=_t(
        "この模型は、上限を超えると古い名前から機械的に外します。あなたならもう少しましな選び方をするはずなので、減り方の大きさまでは信じないでください。",
        "Over the limit, the model strikes off the oldest names, whoever they are. You would choose better than that, so do not trust the size of the fall.",
    ),
    tries=((_t("上限を 40 人にする", "A limit of forty"), replace(_ALL_AS_IT_IS, hold=40)),),
    lessons=("letting-go", "both-wheels"),
)

_ASK = Guide(
    id="ask",
    title=_t("いつ問うか", "When to ask"),
    question=_t(
        "早く問えば早く分かる。そのとおりですが、下地のない問いは相手を身構えさせます。問う時期だけを変えてみます。",
        "Ask early, know early. True enough; but a question with nothing to stand on puts people on their guard. Here only the moment changes.",
    ),
    asks=_t(
        "会って話したあとに問うことにすると、ひと月の契約は?",
        "If the question waits until after the meeting, how many contracts a month will there be?",
    ),
    options=_AMOUNT,
    answer=MORE,
    steps=(
        Step(
            replace(_ALL_AS_IT_IS, ask=EARLY),
            _t(
                "知り合った週に、全員へ問う一年です。契約と、取り消しの割合を覚えておいてください。",
                "A year of asking everyone in the week they were found. Keep in mind the contracts, and the share that was cancelled.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, ask=MEETING),
            _t(
                "問うのを、会って話したあとにしました。契約と取り消しがどう動いたか。",
                "Now the question comes after the meeting. See where contracts and cancellations went.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, ask=NEVER),
            _t(
                "こんどは、一度も問いません。嫌われる心配はなくなりました。契約は?",
                "Now nobody is ever asked. Nobody can take offence, either. And the contracts?",
            ),
        ),
    ),
    notice=_t(
        "早すぎる問いは契約を減らし、取り消しを増やしました。だからといって黙っていると、もっと減ります。問わない人の見積りと締めは、当てずっぽうになるからです。同じ一言が、置く場所で薬にも毒にもなります。",
        "Asking too early cost contracts, and more of those signed were cancelled. Keeping silent cost more still: estimates and closes then go out by guesswork. The same few words help or harm by where they are put.",
    ),
    caveat=_t(
        "早い問いが損になるのは、「早すぎると信頼を失う」という仮定のためです。失う信頼をゼロにすると、この損は消えます。信頼が下がるという向きには調査がありますが、大きさは私たちの仮定です。",
        "Early asking does harm only because of an assumption: that it costs trust. Set that cost to nothing and the harm is gone. Research supports the direction; the size is ours.",
    ),
    tries=(
        (
            _t("信頼が育ってから問う", "Ask once trust has grown"),
            replace(_ALL_AS_IT_IS, ask="trust"),
        ),
        (
            _t("見積りを渡してから問う", "Ask after the estimate"),
            replace(_ALL_AS_IT_IS, ask="estimate"),
        ),
    ),
    lessons=("test-close", "both-wheels"),
)

_LET_GO = Guide(
    id="let-go",
    title=_t("手放す日を決める", "Decide the day to let go"),
    question=_t(
        "白黒のつかない人を、いつ手放すか。もったいない気がして、決めずにいる人は多いはずです。",
        "When to let go of somebody who is neither yes nor no? Letting go feels wasteful, so the day is often left open.",
    ),
    asks=_t(
        "誰も手放さないことにすると、ひと月の契約は?",
        "If nobody unclear is ever let go, how many contracts a month will there be?",
    ),
    options=_AMOUNT,
    answer=FEWER,
    steps=(
        Step(
            _ALL_AS_IT_IS,
            _t(
                "6 週で白黒がつかなければ手放す一年です。契約と、名簿の人数を覚えておいてください。",
                "A year of letting go after six weeks without an answer. Keep in mind the contracts, and the length of the list.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, unknown=NEVER),
            _t(
                "白黒のつかない人を、誰も手放しません。名簿のうち、買わない人の割合を見てください。",
                "Nobody unclear is let go. Look at how much of the list will never buy.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, unknown="12"),
            _t(
                "手放す日を 12 週に置きました。6 週の一年と、どれだけ違うか。",
                "Now the day is set at twelve weeks. How far is that from six?",
            ),
        ),
    ),
    notice=_t(
        "手放さない名簿は何倍にもなり、そのほとんどが買わない人でした。報告と事務の時間がふくらみ、新しい人に会う時間を食べています（「すべての数字」を開いてみてください）。いっぽう 6 週と 12 週の差は小さい。何週目かより、日が決まっているかどうかです。",
        "Without letting go the list grew several times over, and nearly all of it would never buy. Desk work swelled and ate the hours for new people (see “All the figures”). Six weeks and twelve, though, are close. Which week matters little; that there is one matters.",
    ),
    caveat=_t(
        "この損のおよそ半分は、「名簿の一人につき週に 3 分の報告がいる」という仮定にかかっています。報告がいらなくても損は残りますが、小さくなります。",
        "About half of the loss hangs on an assumption: that each name on the list costs three minutes of reporting a week. Without it a loss remains, but a smaller one.",
    ),
    tries=(
        (
            _t("先の人を 12 週で手放す", "Let go of later buyers after twelve weeks"),
            replace(_ALL_AS_IT_IS, later="12"),
        ),
    ),
    lessons=("letting-go", "both-wheels"),
)

_NEW = Guide(
    id="new-people",
    title=_t("新しい人に会う時間を守る", "Protect the hours for new people"),
    question=_t(
        "新規がすべて、という教えがあります。名簿を先に片づけよ、という教えもあります。取り分ける割合だけを変えてみます。",
        "New people are everything, says one school. See to your list first, says another. Here only the share set aside changes.",
    ),
    asks=_t(
        "取り分けるのを八割から三割五分に減らすと、ひと月の契約は?",
        "If the share falls from eighty percent to thirty-five, how many contracts a month will there be?",
    ),
    options=_AMOUNT,
    answer=MORE,
    steps=(
        Step(
            replace(_ALL_AS_IT_IS, share=80),
            _t(
                "時間の八割を、先に新しい人へ回す一年です。名簿の人数と契約を覚えておいてください。",
                "A year with eighty percent of the hours set aside for new people. Keep in mind the length of the list, and the contracts.",
            ),
        ),
        Step(
            _ALL_AS_IT_IS,
            _t(
                "三割五分に減らしました。会う人は減り、進める時間は増えました。",
                "Now it is thirty-five percent: fewer new people, more time to take them further.",
            ),
        ),
        Step(
            replace(_ALL_AS_IT_IS, share=0),
            _t(
                "先に取り分けるのをやめました。名簿を片づけ、残った時間で新しい人に会います。",
                "Now nothing is set aside. The list comes first; new people get what is left.",
            ),
        ),
    ),
    notice=_t(
        "八割では、会った人を先へ進める時間がありません。名簿ばかり伸びて、契約は細ります。意外なのは三つめで、取り分けをやめても契約は減らず、少し増えました。名簿が短く保たれていれば、名簿の仕事のあとに時間が残るからです。",
        "At eighty percent there is no time to take anybody further: the list grows, contracts dwindle. The surprise is the third year. With nothing set aside contracts did not fall but rose a little, because a list kept short leaves hours over.",
    ),
    caveat=_t(
        "模型の人は、残った時間を一時間も惜しまず新しい人に使います。人はそうとは限りません。残りを使わず週 2 時間しか会わないことにすると、契約は三分の一にもなりません。守るのは、そういう自分からです。",
        "The rep in the model spends every hour left over on new people. Not everyone does. With two hours a week and the rest let slip, not a third of the contracts remains. That is what protecting the hours protects you from.",
    ),
    tries=(
        (
            _t("取り分けず、新しい人は週 2 時間まで", "Nothing set aside, two hours a week at most"),
            replace(_ALL_AS_IT_IS, share=0, new=2),
        ),
    ),
    lessons=("week-hours", "arithmetic", "both-wheels"),
)

_TOWN = Guide(
    id="town",
    title=_t("名簿がいるのは、どの町か", "Which town needs a list?"),
    question=_t(
        "見込みを抱えるな、という流儀と、両輪で回せ、という流儀。働き方はそのままに、町だけを変えてみます。",
        "Keep no prospects, says one school; turn both wheels, says the other. Nobody changes how they work here. Only the town changes.",
    ),
    asks=_t(
        "急がない町へ移ると、契約がより大きく減るのは?",
        "In a town in no hurry, whose contracts will fall by more?",
    ),
    options=(
        (WHEELS, _t("両輪の人", "those of “both wheels”")),
        (SAME, _t("同じくらい", "both alike")),
        (NOBODY, _t("見込みを持たない人", "those of “holds nobody”")),
    ),
    answer=NOBODY,
    steps=(
        Step(
            Settings(town="buying-now"),
            _t(
                "いま買う人の多い町です。下の表で「両輪」と「見込みを持たない」を比べてください。",
                "A town that buys now. In the table below, compare “both wheels” with “holds nobody”.",
            ),
        ),
        Step(
            Settings(town="buying-later"),
            _t(
                "急がない町に移りました。同じ二つの行を、もう一度比べてください。",
                "Now a town in no hurry. Compare the same two rows again.",
            ),
        ),
    ),
    notice=_t(
        "いま買う人の多い町では「見込みを持たない」が少し上、急がない町では「両輪」が大きく上でした。どちらの流儀が正しいかを決めたのは、人ではなく町です。",
        "Where people buy now, “holds nobody” is a little ahead; where they are in no hurry, “both wheels” is far ahead. It was the town that decided which school is right, not the rep.",
    ),
    caveat=_t(
        "「小さな契約が多い商い」でも「見込みを持たない」がわずかに上です。ただし新しい人が見つからない「日照り」が来ると、いちばん悪い月は、見込みを持たない人のほうが深く沈みます。そして、あなたの町がどちらかまでは、模型は教えてくれません。",
        "With many small contracts, too, “holds nobody” is slightly ahead. In a drought of new people, though, its worst month is the deeper one. And which kind of town yours is, no model can tell you.",
    ),
    tries=(
        (_t("小さな契約が多い商い", "Many small contracts"), Settings(town=OTHER_TOWN)),
        (
            _t("急がない町に、日照り", "No hurry, and a drought"),
            Settings(town="buying-later", event="drought"),
        ),
    ),
    lessons=("two-schools", "horizons", "both-wheels"),
    moves=False,
)

GUIDES: dict[str, Guide] = {guide.id: guide for guide in (_HOLD, _ASK, _LET_GO, _NEW, _TOWN)}
