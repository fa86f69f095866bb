"""Codes of faults in the writing itself: long sentences, and characters of the wrong width. None stops publication."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import LESSON_PATH, LESSON_TREE

_BODY = "契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。"


def _lesson(new: str) -> Example:
    return Example(base=LESSON_TREE, path=LESSON_PATH, old=_BODY, new=new)


register(
    "sentence-too-long",
    ja=(
        "「{text}」の一文が長すぎます（{found} {unit}、目安は {most} {unit}まで）。",
        "言い切って、次の文に分けてください。",
        "電話の画面で読む人は、長い文の頭を、終わりに着くまで覚えていられません。",
    ),
    en=(
        "The sentence “{text}” is too long ({found} {unit}; up to {most}).",
        "End it earlier, and begin another.",
        "On a phone nobody remembers how a long sentence began by the time it ends.",
    ),
    examples=[
        _lesson("契約の輪と補充の輪の、" + "どちらか片方だけでは進まず、" * 9 + "止まります。"),
        _lesson("One wheel closes " + "and the other one fills the list again " * 7 + "until both stop."),
    ],
    blocks=False,
)
register(
    "letters-full-width",
    ja=(
        "数字や英字「{found}」が全角です。",
        "半角の「{narrow}」にしてください。",
        "全角と半角が混ざると、検索で見つからず、読み上げもおかしくなります。",
    ),
    en=(
        "The digits or letters “{found}” are full-width.",
        "Write “{narrow}”.",
        "With both widths about, searching misses words and reading aloud stumbles.",
    ),
    examples=[_lesson(_BODY + "見込み客は３０人です。")],
    blocks=False,
)
register(
    "kana-half-width",
    ja=(
        "「{found}」が半角のカナや句読点です。",
        "「{wide}」にしてください。",
        "半角カナは読みにくく、濁点が別の字に分かれます。",
    ),
    en=(
        "“{found}” is half-width kana or punctuation.",
        "Write “{wide}”.",
        "Half-width kana are hard to read, and split into two characters.",
    ),
    examples=[_lesson(_BODY + "ﾘｽﾄを見ます。"), _lesson("契約の輪と、補充の輪｡")],
    blocks=False,
)
register(
    "punctuation-half-width",
    ja=(
        "和文の句読点が半角の「{found}」です。",
        "「{wide}」にしてください。",
        "和文では「、」と「。」を使うと、行の終わりでの折り返しも整います。",
    ),
    en=(
        "Japanese text has “{found}” for its punctuation.",
        "Write “{wide}”.",
        "With 、 and 。 the lines of Japanese text break in the right places.",
    ),
    examples=[_lesson("契約の輪と,補充の輪。"), _lesson("契約の輪と、補充の輪.")],
    blocks=False,
)
register(
    "parentheses-mixed",
    ja=(
        "かっこが二通りあります（全角の（）が {wide} か所、半角の () が {narrow} か所）。",
        "どちらか一方にそろえてください。名前のあとの（困り）などは数えません。",
        "同じ働きのものが二通りに見えると、違いを探してしまいます。",
    ),
    en=(
        "There are two kinds of brackets: full-width （） {wide} times, half-width () {narrow} times.",
        "Keep to one kind. Brackets after a speaker’s name do not count.",
        "When one thing looks two ways, readers look for a difference.",
    ),
    examples=[_lesson("契約の輪(短い輪)と、補充の輪（長い輪）。")],
    blocks=False,
)
