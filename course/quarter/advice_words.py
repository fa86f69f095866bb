"""Put the advice after a quarter into sentences, each with a lesson to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from course.content.catalogue import Catalogue
from course.content.text import Text
from course.quarter.advice import Advice


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one piece of advice: its sentence, whether it praises, and the lesson it leads to."""

    sentence: str
    praise: bool
    lesson_id: str
    lesson_title: Text


def sentences(advice: Iterable[Advice], catalogue: Catalogue) -> list[Shown]:
    """Say each piece of advice; the first of its lessons that the course has is linked."""
    shown = []
    for one in advice:
        lesson = next((key for key in one.lessons if key in catalogue.lessons), None)
        if lesson is None:
            lesson = next((item.id for item in catalogue.course_lessons()), None)
        title = catalogue.lessons[lesson].item.title if lesson else Text()
        shown.append(Shown(_SENTENCES[one.kind](one.details), one.praise, lesson or "", title))
    return shown


Details = Mapping[str, Any]
_SENTENCES: dict[str, Callable[[Details], str]] = {
    "early": lambda d: _(
        "聞いた %(tests)d 回のうち %(early)d 回は、まだ早い人への問いでした。商談を一つ挟んでからの同じ一言は、信頼を減らさずに聞けます。",
        tests=d["tests"],
        early=d["early"],
    ),
    "unasked": lambda d: _(
        "十二週で、聞いたのは %(tests)d 回。説明のたびに一つ聞くと、だれに時間を使うかを勘で決めずに済みます。",
        tests=d["tests"],
    ),
    "wasted": lambda d: _(
        "名簿に使った %(list)d 時間のうち %(hours)d 時間は、買わない人に向かっていました。聞いて、手放す。その時間は新しい人に回せます。",
        list=round(d["list"]),
        hours=round(d["hours"]),
    ),
    "unclear": lambda d: _(
        "四週より長くいて、まだ白黒のつかない人が %(n)d 人。月に一度、古い順に五人だけ確かめてみてください。",
        n=d["n"],
    ),
    "dropped-buyers": lambda d: _(
        "名簿から外れた %(dropped)d 人のうち %(n)d 人は、いつか買う人でした。時期だけ聞いて、遠い人には六週に一度のひと声を。",
        dropped=d["dropped"],
        n=d["n"],
    ),
    "no-new": lambda d: _(
        "新しい人に会う時間は、週に %(hours)s 時間でした。いまの名簿が減ったあとの四半期は、ここで決まります。",
        hours=f"{d['hours']:.1f}",
    ),
    "undone": lambda d: _(
        "契約 %(contracts)d 件のうち %(n)d 件が取り消されました。決まる前に一度だけ、気がかりを聞いてみてください。",
        contracts=d["contracts"],
        n=d["n"],
    ),
    "hurried": lambda d: _(
        "%(n)d 人は、聞かれた勢いでその場で契約しています。残ったとしても、本人が決めた契約とは少し違います。",
        n=d["n"],
    ),
    "too-high": lambda d: _(
        "会議で言った %(said)s 件ぶんのヨミに対し、入ったのは %(came)d 件。A と書く前に、何を聞いたから A なのかを一行書いてみてください。",
        said=f"{d['said']:.1f}",
        came=d["came"],
    ),
    "too-low": lambda d: _(
        "ヨミ %(said)s 件ぶんに対し、%(came)d 件が入りました。控えめなヨミは叱られませんが、会社は仕入れを間違えます。",
        said=f"{d['said']:.1f}",
        came=d["came"],
    ),
    "nothing-left": lambda d: _(
        "次の十二週に残した名簿は %(left)s 件ぶん。忙しい週にも新しい人の時間を先に取っておくと、来期の最初の月が空きません。",
        left=f"{d['left']:.1f}",
    ),
    "inquiries": lambda d: _(
        "返事を待てずに消えた反響が %(n)d 件。反響の一時間は、飛び込みの一時間より先に取っておけます。",
        n=d["n"],
    ),
    "no-contract": lambda d: _(
        "残った契約はありませんでした。「いま買える」と分かった人に、見積りと契約のお願いまで同じ週に進む手があります。"
    ),
    "good-tests": lambda d: _(
        "聞いた %(tests)d 回のうち %(timely)d 回は、ちょうどよい時でした。この間合いは、そのまま続けてください。",
        tests=d["tests"],
        timely=d["timely"],
    ),
    "good-list": lambda d: _(
        "名簿に使った %(list)d 時間のうち、買わない人に向かったのは %(hours)d 時間だけ。名簿がよく手入れされています。",
        list=round(d["list"]),
        hours=round(d["hours"]),
    ),
    "good-forecast": lambda d: _(
        "ヨミ %(said)s 件ぶんに対し %(came)d 件。部長の顔色より、当たるほうを取りましたね。",
        said=f"{d['said']:.1f}",
        came=d["came"],
    ),
    "good-left": lambda d: _(
        "次の十二週に、%(left)s 件ぶんの名簿を残しました。来期の自分が礼を言うはずです。",
        left=f"{d['left']:.1f}",
    ),
    "stood": lambda d: _(
        "契約 %(contracts)d 件、取り消しなし。急がせなかった契約は、残ります。", contracts=d["contracts"]
    ),
    "begin": lambda d: _(
        "もう一度、同じ運で試してみてください。変えるのは一つだけにすると、違いが見えます。"
    ),
}
