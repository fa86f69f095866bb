"""Codes of faults of the file itself."""

from __future__ import annotations

from course.content.faults import Example, FileContent, Link, register
from course.content.samples import QUIZ, QUIZ_PATH, QUIZ_TREE


def _quiz(old: str, new: str) -> Example:
    return Example(base=QUIZ_TREE, path=QUIZ_PATH, old=old, new=new)


def _whole(content: FileContent) -> Example:
    return Example(base={QUIZ_PATH: content})


_FRONT_END = 'title: "見本の確認問題"\n'

register(
    "file-missing",
    ja=(
        "ファイルがありません。",
        "名前と置き場所を確かめてください。",
        "指しているものが無ければ、何も読めません。",
    ),
    en=("The file is not there.", "Check its name and folder.", "What is not there cannot be read."),
    examples=[_whole(Link("nowhere.md"))],
)
register(
    "file-outside",
    ja=(
        "このリンクは教材フォルダーの外を指しています。",
        "リンクをやめ、ファイルそのものをフォルダーに置いてください。",
        "外のファイルを指すリンクからは、見せてはいけない内容がもれることがあります。",
    ),
    en=(
        "This link leads outside the content folder.",
        "Put the file itself into the folder instead of a link.",
        "A link that leads outside can show what nobody meant to show.",
    ),
    examples=[_whole(Link("/etc/hostname"))],
)
register(
    "file-unreadable",
    ja=(
        "ファイルを読めません（{reason}）。",
        "ふつうのファイルで、読む権限があることを確かめてください。",
        "フォルダーや特別なファイルは教材として読めません。",
    ),
    en=(
        "The file cannot be read ({reason}).",
        "Make sure that it is a plain file and that you may read it.",
        "A folder or a special file cannot be read as content.",
    ),
    examples=[Example(base={QUIZ_PATH + "/inside.txt": "ここは .md という名前のフォルダーの中です。"})],
)
register(
    "file-too-large",
    ja=(
        "ファイルが大きすぎます（{size} KiB、上限は {most} KiB）。",
        "二つ以上のファイルに分けてください。",
        "一つの課や場面としては長すぎ、読み込みも遅くなります。",
    ),
    en=(
        "The file is too large ({size} KiB; the limit is {most} KiB).",
        "Split it into two or more files.",
        "It is too long for one lesson or scenario, and slow to read.",
    ),
    examples=[_whole(QUIZ + "あ" * 100_000)],
)
register(
    "too-many-lines",
    ja=(
        "行が多すぎます（{lines} 行、上限は {most} 行）。",
        "二つ以上のファイルに分けてください。",
        "一つの課や場面としては長すぎ、読み込みも遅くなります。",
    ),
    en=(
        "The file has too many lines ({lines}; the limit is {most}).",
        "Split it into two or more files.",
        "It is too long for one lesson or scenario, and slow to read.",
    ),
    examples=[_whole(QUIZ + "\n" * 8_000)],
)
register(
    "not-utf8",
    ja=(
        "文字コードが UTF-8 ではありません（{byte} があります。推測: {guess}）。",
        "エディターの「名前を付けて保存」で、文字コードに UTF-8 を選んで保存し直してください。",
        "ほかの文字コードで保存すると、文字化けのまま教材になってしまいます。",
    ),
    en=(
        "The file is not UTF-8 (it has the byte {byte}; it looks like {guess}).",
        "Use “Save as” in your editor and choose UTF-8 as the encoding.",
        "In another encoding the text would reach learners garbled.",
    ),
    examples=[_whole(QUIZ.encode("cp932")), _whole(QUIZ.encode("utf-16"))],
)
register(
    "control-character",
    ja=(
        "目に見えない制御文字 {character} があります。",
        "その文字を消してください。",
        "見た目と中身が食い違ったり、表示が壊れたりします。",
    ),
    en=(
        "There is an invisible control character, {character}.",
        "Delete that character.",
        "It makes the text differ from what is shown, or breaks the display.",
    ),
    examples=[_quiz("300 件", "300\x00 件"), _quiz("300 件", "300\u202e 件")],
)
register(
    "more-faults",
    ja=(
        "このファイルにはほかにもまちがいがあります（はじめの 100 件だけを示しました）。",
        "上のものを直してから、もう一度調べてください。",
        "はじめの数件を直すと、続きも消えることがよくあります。",
    ),
    en=(
        "This file has more faults (only the first 100 are shown).",
        "Mend those above, then check again.",
        "Mending the first few often mends the rest.",
    ),
    examples=[
        Example(
            base=QUIZ_TREE,
            path=QUIZ_PATH,
            old=_FRONT_END,
            new=_FRONT_END + "".join(f"k{n}: 1\n" for n in range(101)),
            also=("front-key-unknown",),
        )
    ],
)
register(
    "check-failed",
    ja=(
        "このファイルは、調べている途中で止まってしまいました。",
        "直前の良い版が使われています。このファイルを添えて、開発者に知らせてください。",
        "これは教材ではなく、調べる側のまちがいです。",
    ),
    en=(
        "Checking this file stopped halfway.",
        "The last good version is in use. Please send this file to the developers.",
        "This is a mistake of the checker, not of the content.",
    ),
    examples=[],
)
