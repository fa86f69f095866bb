"""Codes of faults between files: names, links, lessons and modules."""

from __future__ import annotations

from course.content.faults import Example, register
from course.content.samples import (
    COURSE_PATH,
    COURSE_TREE,
    LESSON,
    LESSON_PATH,
    LESSON_TREE,
    QUIZ,
    QUIZ_BOTH_TREE,
    QUIZ_PATH,
    QUIZ_TREE,
)

_BODY = "契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。"


def _lesson(new: str) -> Example:
    return Example(base=LESSON_TREE, path=LESSON_PATH, old=_BODY, new=new)


register(
    "root-empty",
    ja=(
        "ここには lessons・quizzes・roleplay のどのフォルダーもありません。",
        "教材のフォルダーか、その中のファイルを指定してください。",
        "どこに何があるかは、この三つの名前で決まります。",
    ),
    en=(
        "There is no folder lessons, quizzes or roleplay here.",
        "Name the content folder, or a file inside it.",
        "These three names say where everything is.",
    ),
    examples=[Example(base={"memo.txt": "教材はまだありません。"})],
    blocks=False,
)
register(
    "language-unknown",
    ja=(
        "言語「{language}」のファイルは使われません。",
        "{hint}日本語のファイル名には言語を付けません。",
        "日本語と英語だけを扱います。",
    ),
    en=(
        "Files in the language “{language}” are not used.",
        "{hint} Japanese files carry no language in their name.",
        "Only Japanese and English are offered.",
    ),
    examples=[
        Example(base={QUIZ_PATH: QUIZ, "quizzes/sample.fr.md": QUIZ}),
        Example(base={QUIZ_PATH: QUIZ, "quizzes/sample.ja.md": QUIZ}),
    ],
    blocks=False,
)
register(
    "id-shared",
    ja=(
        "id「{id}」は {other} でも使われています。",
        "どちらかを別の id に変えてください。いまはもう一方だけが使われます。",
        "成績や記録は id で結び付くので、二つあると区別できません。",
    ),
    en=(
        "The id “{id}” is also used by {other}.",
        "Change one of them. For now only the other file is used.",
        "Scores and records go by the id, so two items cannot share one.",
    ),
    examples=[Example(base={QUIZ_PATH: QUIZ, "quizzes/sample-2.md": QUIZ})],
    blocks=False,
)
register(
    "reference-unknown",
    ja=(
        "{what}「{id}」が見つかりません。",
        "{hint}",
        "無いものを指していると、学ぶ人の道が途切れてしまいます。",
    ),
    en=(
        "There is no {what} “{id}”.",
        "{hint}",
        "A name that leads nowhere breaks the learner’s path.",
    ),
    examples=[
        Example(base=QUIZ_TREE, path=QUIZ_PATH, old="id: sample\n", new="id: sample\nlesson: nowhere\n"),
        Example(base=LESSON_TREE, path=LESSON_PATH, old="minutes: 5\n", new="minutes: 5\nquiz: nowhere\n"),
        Example(base=COURSE_TREE, path=LESSON_PATH, old="module: wheels\n", new="module: weels\n"),
        Example(base=COURSE_TREE, path=COURSE_PATH, old="lessons: [sample]", new="lessons: [sample, sampel]"),
    ],
    blocks=False,
)
register(
    "lesson-unlisted",
    ja=(
        "課「{id}」がコースに並んでいません。",
        "lessons/course.md のモジュール「{module}」の lessons に {id} を足してください。",
        "コースに無い課は、学ぶ順番に入りません。",
    ),
    en=(
        "The lesson “{id}” is not listed in the course.",
        "Add {id} to the lessons of the module “{module}” in lessons/course.md.",
        "A lesson that is not listed has no place in the order.",
    ),
    examples=[Example(base=COURSE_TREE, path=COURSE_PATH, old="lessons: [sample]", new="lessons: []")],
    blocks=False,
)
register(
    "lesson-elsewhere",
    ja=(
        "課「{id}」は、コースではモジュール「{listed}」に並んでいます。",
        "この課の module か、lessons/course.md のどちらかを直してください。",
        "二つの場所で書いてあることが食い違っています。",
    ),
    en=(
        "The course lists the lesson “{id}” under the module “{listed}”.",
        "Change either the module here or lessons/course.md.",
        "The two files contradict each other.",
    ),
    examples=[
        Example(
            base=COURSE_TREE,
            path=COURSE_PATH,
            old="lessons: [sample]}\n",
            new="lessons: []}\n  - {id: timing, title: 時機, lessons: [sample]}\n",
        )
    ],
    blocks=False,
)
register(
    "link-unknown",
    ja=(
        "リンク先「{target}」が見つかりません。",
        "{hint}",
        "行き先の無いリンクは、ただの文字として表示されます。",
    ),
    en=(
        "The link “{target}” leads to no file.",
        "{hint}",
        "A link that leads nowhere is shown as plain words.",
    ),
    examples=[
        _lesson("[算数の課](02-arithmetic.md)を先に読みます。"),
        _lesson("[用語](glossary.md#both_wheels)です。"),
    ],
    blocks=False,
)
register(
    "link-place-unknown",
    ja=(
        "リンク「{target}」の # の後にあたる見出しがありません。",
        "{hint}",
        "読む人を、意図した場所へ案内できません。",
    ),
    en=(
        "No heading has the id after # in the link “{target}”.",
        "{hint}",
        "The reader cannot be taken to the right place.",
    ),
    examples=[_lesson("[会話](#tolk)を見てください。"), _lesson("[会話](sample.md#tolk)を見てください。")],
    blocks=False,
)
register(
    "link-elsewhere",
    ja=(
        "リンク「{target}」は教材のファイルではありません。",
        "教材なら ../quizzes/名前.md のように書き、外のページなら https:// から書いてください。",
        "教材フォルダーの外のファイルは、画面から開けません。",
    ),
    en=(
        "The link “{target}” is not a content file.",
        "Write ../quizzes/name.md for content, or start with https:// for a web page.",
        "Files outside the content folders cannot be opened from a page.",
    ),
    examples=[_lesson("[名簿](list.xlsx)を開きます。"), _lesson("[設定](../../instance/secret.md)です。")],
    blocks=False,
)
register(
    "translation-file-missing",
    ja=(
        "翻訳「{name}」がありません。",
        "ファイルを作って訳すか、このフォルダーの翻訳をすべて外してください。",
        "翻訳の無い教材は、英語で読む人にも日本語のまま表示されます。",
    ),
    en=(
        "The translation “{name}” is missing.",
        "Create it and translate, or keep no translations in this folder at all.",
        "Without it, readers of English see Japanese.",
    ),
    examples=[
        Example(base={**QUIZ_BOTH_TREE, LESSON_PATH: LESSON}),
    ],
    blocks=False,
)
register(
    "translation-without-source",
    ja=(
        "翻訳のもとになる「{name}」がありません。",
        "日本語のファイルを置くか、このファイルの名前を直してください。",
        "翻訳だけでは、構成が分からないので使えません。",
    ),
    en=(
        "The source “{name}” of this translation is missing.",
        "Add the Japanese file, or correct this file’s name.",
        "A translation holds no structure of its own.",
    ),
    examples=[Example(base={QUIZ_PATH: QUIZ, "quizzes/sampel.en.md": "---\nid: sample\n---\n"})],
    blocks=False,
)
