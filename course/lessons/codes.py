"""Codes of faults in lessons, the glossary and the course file."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import (
    COURSE_PATH,
    COURSE_TREE,
    GLOSSARY_PATH,
    GLOSSARY_TREE,
    LESSON_PATH,
    LESSON_TREE,
)


def _lesson(old: str, new: str) -> Example:
    return Example(base=LESSON_TREE, path=LESSON_PATH, old=old, new=new)


def _glossary(old: str, new: str) -> Example:
    return Example(base=GLOSSARY_TREE, path=GLOSSARY_PATH, old=old, new=new)


def _course(old: str, new: str) -> Example:
    return Example(base=COURSE_TREE, path=COURSE_PATH, old=old, new=new)


_TALK = "営業: 「いつごろまでに決めたいとお考えですか」\n客: 「そうですね、年内には」\n"
_LESSON = LESSON_TREE[LESSON_PATH]
_CHECK = _LESSON[_LESSON.index("## 補充はいつでも") : _LESSON.index("## よくあるまちがい")]
_SECTIONS = (
    (
        "lesson-without-objectives",
        "objectives",
        "この課でできるようになること",
        "What you will be able to do",
        "三つの目標が見えていると、読む前から何に注目すればよいか分かります。",
        "Three aims in view tell the reader what to look for.",
    ),
    (
        "lesson-without-talk",
        "talk",
        "手本の会話",
        "A model talk",
        "よい会話を先に見ておくと、練習がずっと楽になります。",
        "Having seen a good talk first makes practice far easier.",
    ),
    (
        "lesson-without-contrast",
        "contrast",
        "同じ場面を二通りに",
        "The same scene twice",
        "よい例と悪い例を並べると、違いが身につきます。",
        "A good and a bad example side by side are what carries over to work.",
    ),
    (
        "lesson-without-mistakes",
        "mistakes",
        "よくあるまちがい",
        "Common mistakes",
        "前もって知っていれば避けられるまちがいがあります。",
        "Some mistakes are avoided just by knowing of them.",
    ),
    (
        "lesson-without-tomorrow",
        "tomorrow",
        "あした試す",
        "Try it tomorrow",
        "学んだことは、次の日に一つ使うと残ります。",
        "What is learnt stays when one thing of it is used the next day.",
    ),
    (
        "lesson-without-sources",
        "sources",
        "出典",
        "Sources",
        "何にもとづく話なのかを、読む人が確かめられるようにします。",
        "Readers can see what the lesson rests on.",
    ),
)


def _section_of(name: str) -> str:
    """Cut the section of a class out of the sample, up to the next heading of its level."""
    start = _LESSON.rindex("\n## ", 0, _LESSON.index(f".{name}}}")) + 1
    end = _LESSON.find("\n## ", start)
    return _LESSON[start:] if end < 0 else _LESSON[start : end + 1]


for _code, _name, _ja, _en, _why_ja, _why_en in _SECTIONS:
    register(
        _code,
        ja=(
            "「.{name}」の節がありません。",
            f"「## {_ja} {{{{#{_name} .{_name}}}}}」という見出しで節を足してください。",
            _why_ja,
        ),
        en=(
            "There is no section “.{name}”.",
            f"Add a section with the heading “## {_en} {{{{#{_name} .{_name}}}}}”.",
            _why_en,
        ),
        examples=[_lesson(_section_of(_name), "")],
    )

register(
    "lesson-without-opening",
    ja=(
        "最初の見出しの前に、書き出しがありません。",
        "設定欄のすぐ下に、ある一日の場面から始まる段落を書いてください。",
        "身近な場面から入ると、自分の話として読めます。",
    ),
    en=(
        "There is no opening before the first heading.",
        "Below the front matter, write a paragraph that starts from a real day.",
        "A familiar scene makes the lesson the reader’s own.",
    ),
    examples=[_lesson("月末の夕方、見込み客の名簿を前に手が止まることがあります。\n", "")],
)
register(
    "lesson-objectives-count",
    ja=(
        "目標が {found} 個あります（ちょうど三つにします）。",
        "「- 」で始まる行を三つにしてください。",
        "三つなら読み終わるまで覚えていられます。",
    ),
    en=(
        "There are {found} objectives; there must be exactly three.",
        "Keep three lines that start with “- ”.",
        "Three can be kept in mind to the end.",
    ),
    examples=[_lesson("- その人に時期を尋ねられる\n", "")],
)
register(
    "lesson-checks-few",
    ja=(
        "確かめる問いが {found} 個しかありません。",
        "「## 問い {{#check-2 .check .single}}」の形で、二つ以上にしてください。",
        "読むだけより、思い出して答えるほうがよく残ります。",
    ),
    en=(
        "There are only {found} check questions.",
        "Have at least two, written “## The question {{#check-2 .check .single}}”.",
        "Recalling an answer teaches more than reading on.",
    ),
    examples=[_lesson(_CHECK, "")],
)
register(
    "lesson-minutes",
    ja=(
        "minutes が {minutes} 分ですが、読むとおよそ {estimate} 分かかります。",
        "minutes を {estimate} に近い数にするか、本文の長さを見直してください（二倍までの違いは数えません）。",
        "時間を見て読みはじめた人が、途中で席を立たずに済みます。",
    ),
    en=(
        "The setting minutes says {minutes}, but reading takes about {estimate}.",
        "Bring it nearer to {estimate}, or change the length of the text (up to a factor of two is fine).",
        "Who begins because there are ten minutes should not have to leave halfway.",
    ),
    examples=[_lesson("minutes: 5\n", "minutes: 30\n")],
    blocks=False,
)
register(
    "lesson-section-repeated",
    ja=(
        "「.{name}」の節が二つあります。",
        "一つにまとめてください。",
        "この節は一つの課に一つと決まっています。",
    ),
    en=(
        "There are two sections “.{name}”.",
        "Make them one.",
        "A lesson has just one of these.",
    ),
    examples=[_lesson("## 二つの輪 {#idea}", "## 二つの輪 {#idea .mistakes}")],
)
register(
    "lesson-contrast-half",
    ja=(
        "対比の節に「.{name}」の例がありません。",
        "「### … {{#{name} .{name}}}」という見出しで会話を足してください。",
        "片方だけでは比べられません。",
    ),
    en=(
        "The contrast has no example “.{name}”.",
        "Add a talk below the heading “### … {{#{name} .{name}}}”.",
        "With only one there is nothing to compare.",
    ),
    examples=[
        _lesson("### よい例 {#good .good}\n営業: 「時期だけ、先に伺えますか」\n客: 「年内です」\n", "")
    ],
)
register(
    "talk-without-lines",
    ja=(
        "この会話には、誰かの言葉が一行もありません。",
        "「営業: 「…」」のように、名前とコロンで始まる行を書いてください。",
        "会話の手本は、言葉そのものが見えて初めて役に立ちます。",
    ),
    en=(
        "Nobody speaks in this talk.",
        "Write lines that start with a name and a colon: “Rep: …”.",
        "A model talk helps only when its words are there.",
    ),
    examples=[_lesson(_TALK, "ここで二人は話し合った。\n")],
)
register(
    "section-empty",
    ja=("節「{title}」に本文がありません。", "本文を書くか、見出しを消してください。", "空の節は読む人を戸惑わせます。"),
    en=("The section “{title}” is empty.", "Write something below it, or delete the heading.", "An empty section puzzles the reader."),
    examples=[
        _lesson("契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。\n", ""),
        _glossary("契約の輪と補充の輪が、そろって回ること。\n", ""),
    ],
)  # fmt: skip
register(
    "section-without-id",
    ja=(
        "見出し「{title}」に id がありません。",
        "見出しの終わりに {{#idea}} のような id を付けてください。",
        "目次や翻訳は id を手がかりにします。",
    ),
    en=(
        "The heading “{title}” has no id.",
        "End it with an id like {{#idea}}.",
        "Contents and translations go by the id.",
    ),
    examples=[_lesson("## 二つの輪 {#idea}", "## 二つの輪"), _glossary("## 両輪 {#both_wheels}", "## 両輪")],
)
_EARLIER = _LESSON.replace("id: sample", "id: earlier").replace("契約の輪と、", "両輪とは、契約の輪と、")
register(
    "term-unlinked",
    ja=(
        "「{term}」は、あとの課「{lesson}」の目標に出てくる用語なのに、用語集へのリンクなしで使われています。",
        "はじめて使う所に glossary.md#{id} へのリンクを付けるか、ほかの言葉で書いてください。",
        "まだ習っていない言葉も、その場で意味を見られれば、読みつづけられます。",
    ),
    en=(
        "“{term}” is explained in a later lesson (the objectives of “{lesson}”), and is used here without a link.",
        "Link its first use to glossary.md#{id}, or say it in other words.",
        "A word not yet learnt does no harm when its meaning is one tap away.",
    ),
    examples=[
        Example(
            base={
                **LESSON_TREE,
                **GLOSSARY_TREE,
                "lessons/earlier.md": _EARLIER,
                COURSE_PATH: COURSE_TREE[COURSE_PATH].replace("[sample]", "[earlier, sample]"),
            },
            path="lessons/earlier.md",
            old="- 両輪とは何かを一言で言える",
            new="- 名簿を一人ずつ見られる",
        )
    ],
    blocks=False,
)
register(
    "course-lesson-repeated",
    ja=(
        "課「{id}」が二度並んでいます。",
        "どちらか一方を消してください。",
        "同じ課が二か所にあると、進み具合を正しく数えられません。",
    ),
    en=(
        "The lesson “{id}” is listed twice.",
        "Delete one of them.",
        "A lesson in two places cannot be counted properly.",
    ),
    examples=[_course("lessons: [sample]", "lessons: [sample, sample]")],
)
register(
    "course-module-after",
    ja=(
        "先に学ぶモジュールとして書かれた「{id}」が、これより前にありません。",
        "前にあるモジュールの id を書くか、after から消してください。",
        "先に学ぶものは、コースの並びでも先に来ます。",
    ),
    en=(
        "The module “{id}”, which this one is to come after, does not stand before it.",
        "Name a module that stands before this one, or take it out of `after`.",
        "What is to be learnt first comes first in the course, too.",
    ),
    examples=[_course("lessons: [sample]", "lessons: [sample], after: [later]")],
)
register(
    "course-module-repeated",
    ja=(
        "モジュールの id「{id}」が二度使われています。",
        "どちらかを別の id に変えてください。",
        "課がどちらに属するのか分かりません。",
    ),
    en=(
        "The module id “{id}” is used twice.",
        "Change one of them.",
        "It is not clear which module a lesson belongs to.",
    ),
    examples=[
        _course(
            "lessons: [sample]}\n",
            "lessons: [sample]}\n  - {id: wheels, title: もう一つ, lessons: []}\n",
        )
    ],
)
