"""Codes of faults of the front matter."""

from __future__ import annotations

from course.content.faults import Example, FileContent, register
from course.content.samples import GLOSSARY_PATH, GLOSSARY_TREE, QUIZ_PATH, QUIZ_TREE


def _quiz(old: str, new: str) -> Example:
    return Example(base=QUIZ_TREE, path=QUIZ_PATH, old=old, new=new)


def _whole(content: FileContent) -> Example:
    return Example(base={QUIZ_PATH: content})


_FRONT_END = 'title: "見本の確認問題"\n'

register(
    "front-missing",
    ja=(
        "ファイルの先頭に設定欄（--- で囲んだ部分）がありません。",
        "1 行目に --- を書き、id と title を続けてください。",
        "id が無いと、ほかの教材から指すことができません。",
    ),
    en=(
        "The file does not start with front matter (the part between ---).",
        "Write --- on the first line, then id and title.",
        "Without an id nothing can refer to it.",
    ),
    examples=[_whole("# 設定欄のない文書\n")],
)
register(
    "front-unclosed",
    ja=(
        "設定欄が閉じていません。",
        "設定の最後の行の下に --- だけの行を足してください。",
        "どこから本文が始まるのか分かりません。",
    ),
    en=(
        "The front matter is not closed.",
        "Add a line of just --- below the last setting.",
        "It is not clear where the text begins.",
    ),
    examples=[_whole("---\nid: sample\n")],
)
register(
    "front-invalid",
    ja=(
        "設定欄を読めません（{reason}）。",
        "「名前: 値」の形になっているか、引用符やかっこが閉じているかを見てください。",
        "設定欄は YAML という書き方で読みます。",
    ),
    en=(
        "The front matter cannot be read ({reason}).",
        "Check that lines read “name: value” and that quotes and brackets close.",
        "Front matter is read as YAML.",
    ),
    examples=[_quiz(_FRONT_END, 'title: "閉じていない引用符\n'), _quiz(_FRONT_END, "title: [見本\n")],
)
register(
    "front-not-mapping",
    ja=(
        "設定欄が「名前: 値」の組になっていません。",
        "id: と title: の行を書いてください。",
        "設定は名前で読み分けます。",
    ),
    en=(
        "The front matter is not made of “name: value” lines.",
        "Write lines with id: and title:.",
        "Settings are told apart by name.",
    ),
    examples=[_whole("---\n- sample\n---\n")],
)
register(
    "front-too-large",
    ja=(
        "設定欄が大きすぎます（{size} KiB、上限は {most} KiB）。",
        "長い文章は設定欄ではなく本文に書いてください。",
        "設定欄は短い値のためのものです。",
    ),
    en=(
        "The front matter is too large ({size} KiB; the limit is {most} KiB).",
        "Move long text into the body.",
        "Front matter is for short values.",
    ),
    examples=[_quiz("見本の確認問題", "見" * 6000)],
)
register(
    "front-too-deep",
    ja=(
        "設定欄の入れ子が深すぎます（上限は {most} 段）。",
        "かっこや字下げの段を減らしてください。",
        "これほど深い設定は使いません。",
    ),
    en=(
        "The front matter is nested too deeply (at most {most} levels).",
        "Use fewer levels of brackets or indentation.",
        "No setting is as deep as that.",
    ),
    examples=[_quiz(_FRONT_END, "title: [[[[[[見本]]]]]]\n")],
)
register(
    "front-alias",
    ja=(
        "設定欄では {name} のような参照を使えません。",
        "値をその場にもう一度書いてください。",
        "参照を重ねると、短い文書がとても大きくふくらみます。",
    ),
    en=(
        "Front matter cannot use anchors or aliases such as {name}.",
        "Write the value out again.",
        "Aliases of aliases make a small file explode in size.",
    ),
    examples=[_quiz(_FRONT_END, 'title: &t "見本"\n'), _quiz(_FRONT_END, "title: *t\n")],
)
register(
    "front-tag",
    ja=(
        "設定欄では {tag} のような型の指定を使えません。",
        "! で始まる部分を消してください。文字なら引用符で囲みます。",
        "型の指定からは、意図しないものが作られることがあります。",
    ),
    en=(
        "Front matter cannot use tags such as {tag}.",
        "Delete the part that starts with !. Put text in quotes.",
        "A tag can create what nobody meant to create.",
    ),
    examples=[_quiz(_FRONT_END, 'title: !!str "見本"\n')],
)
register(
    "front-key-odd",
    ja=(
        "設定欄の名前は文字でなければなりません。",
        "「名前: 値」の形に直してください。",
        "設定は名前で読み分けます。",
    ),
    en=(
        "A name in the front matter must be plain text.",
        "Write it as “name: value”.",
        "Settings are told apart by name.",
    ),
    examples=[_quiz(_FRONT_END, _FRONT_END + "[a, b]: 1\n")],
)
register(
    "front-key-repeated",
    ja=(
        "設定「{key}」が二度書かれています。",
        "どちらか一方を消してください。",
        "どちらが正しいのか分かりません。",
    ),
    en=(
        "The setting “{key}” is written twice.",
        "Delete one of them.",
        "It is not clear which one is meant.",
    ),
    examples=[_quiz(_FRONT_END, _FRONT_END + "title: もう一つ\n")],
)
register(
    "front-key-unknown",
    ja=(
        "設定「{key}」は使われません。",
        "{hint}",
        "書きまちがえた設定は、黙って無視されるより直されるべきです。",
    ),
    en=(
        "The setting “{key}” is not known.",
        "{hint}",
        "A misspelt setting should be mended, not silently ignored.",
    ),
    examples=[_quiz(_FRONT_END, _FRONT_END + "lessn: both-wheels\n")],
)
register(
    "front-key-absent",
    ja=(
        "設定「{key}」がありません。",
        "設定欄に {key}: の行を足してください。",
        "この設定が無いと教材として成り立ちません。",
    ),
    en=(
        "The setting “{key}” is missing.",
        "Add a line {key}: to the front matter.",
        "The item cannot work without it.",
    ),
    examples=[_quiz(_FRONT_END, "")],
)
register(
    "front-value-wrong",
    ja=(
        "設定「{key}」の値「{value}」は使えません。",
        "{expected}を書いてください。",
        "値の種類がちがうと、正しく読めません。",
    ),
    en=(
        "The value “{value}” of “{key}” cannot be used.",
        "Write {expected}.",
        "A value of the wrong kind cannot be read.",
    ),
    examples=[_quiz(_FRONT_END, _FRONT_END + "pass: 七割\n"), _quiz(_FRONT_END, _FRONT_END + "pass: 700\n")],
)
register(
    "front-text-too-long",
    ja=(
        "設定「{key}」が長すぎます（上限は {most} 文字）。",
        "短くするか、続きを本文に書いてください。",
        "題名などが画面に収まらなくなります。",
    ),
    en=(
        "The setting “{key}” is too long (at most {most} characters).",
        "Shorten it, or move the rest into the body.",
        "Titles and names have to fit on a screen.",
    ),
    examples=[_quiz("見本の確認問題", "見本" * 150)],
)
register(
    "front-option-unknown",
    ja=(
        "設定「{key}」の値「{value}」は選べません。",
        "{hint}",
        "決まった名前の中から選びます。",
    ),
    en=("“{value}” is not one of the values of “{key}”.", "{hint}", "The value is chosen from a fixed list."),
    examples=[
        Example(base=GLOSSARY_TREE, path=GLOSSARY_PATH, old="id: glossary", new="id: glosary"),
    ],
)
