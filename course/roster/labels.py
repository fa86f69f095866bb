"""Say in words what is wrong with a list of people, and how to mend it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from course.roster.models import CANCELLED, CHECKED, DONE, RUNNING, STOPPED
from course.roster.plan import EMAIL, GROUP, LANGUAGE, MOST_LEVELS, NAME, ROLE, Problem
from course.spreadsheets import reading

COLUMN_LABELS = {
    NAME: _l("名前"),
    EMAIL: _l("メールアドレス"),
    GROUP: _l("グループ"),
    ROLE: _l("役割"),
    LANGUAGE: _l("言語"),
}
STATE_LABELS = {
    CHECKED: _l("確認待ち"),
    RUNNING: _l("取り込み中"),
    DONE: _l("完了"),
    STOPPED: _l("止まっています"),
    CANCELLED: _l("取り消し"),
}
STATE_TONES = {CHECKED: "key", RUNNING: "key", DONE: "good", STOPPED: "warn", CANCELLED: ""}
_WHAT = {
    "column-missing": _l("この列が見つかりません"),
    "name-missing": _l("名前がありません"),
    "name-long": _l("名前が長すぎます"),
    "name-odd": _l("名前に使えない文字があります"),
    "name-differs": _l("同じアドレスの人の名前が、%(other)d 行目と違います"),
    "email-missing": _l("メールアドレスがありません"),
    "email-wrong": _l("メールアドレスの形になっていません"),
    "role-unknown": _l("知らない役割です"),
    "language-unknown": _l("知らない言語です"),
    "language-differs": _l("同じアドレスの人の言語が、%(other)d 行目と違います"),
    "group-missing": _l("役割があるのに、グループがありません"),
    "group-gap": _l("グループの名前が抜けている段があります"),
    "group-deep": _l("グループの段が多すぎます"),
    "group-odd": _l("グループの名前が長すぎるか、使えない文字があります"),
    "repeated": _l("%(other)d 行目と同じ人、同じ場所です"),
}
_MEND = {
    "column-missing": _l("一行目に、この列の見出しを入れてください。ひな型の見出しがそのまま使えます。"),
    "name-missing": _l("新しく登録する人には、名前を入れてください。"),
    "name-long": _l("100 文字までにしてください。"),
    "name-odd": _l("見えない文字が混じっています。打ち直してください。"),
    "name-differs": _l("どちらかに揃えるか、別の人ならアドレスを直してください。"),
    "email-missing": _l("アドレスを入れてください。人はアドレスで見分けます。"),
    "email-wrong": _l("「name@example.jp」のように直してください。"),
    "role-unknown": _l(
        "「受講者」「トレーナー」「マネージャー」のどれかにしてください。空欄なら受講者になります。"
    ),
    "language-unknown": _l("「ja」か「en」にするか、空欄にしてください。"),
    "language-differs": _l("どちらかに揃えてください。"),
    "group-missing": _l("グループを入れるか、役割を空欄にしてください。"),
    "group-gap": _l("「会社/支店/チーム」のように、上から順に書いてください。"),
    "group-deep": _l("8 段までにしてください。"),
    "group-odd": _l("一段を 100 文字までにし、打ち直してください。"),
    "repeated": _l("どちらかの行を消してください。そのままでも、先の行だけが使われます。"),
}
assert MOST_LEVELS == 8  # said in words above
assert set(_WHAT) == set(_MEND)


def what(problem: Problem) -> str:
    """Say what is wrong."""
    return str(_WHAT[problem.code]) % {"other": problem.other}


def mend(problem: Problem) -> str:
    """Say how to mend it."""
    return str(_MEND[problem.code])


def unreadable(error: reading.Unreadable) -> str:
    """Say why a file could not be read at all, and what to do."""
    limit = error.limit or 0
    sentences: dict[str, str] = {
        reading.EMPTY: _("ファイルに何も書かれていません。一行目に見出し、二行目から人を書いてください。"),
        reading.ENCODING: _(
            "文字の符号が分かりません。Excel なら「CSV UTF-8」か「ブック（.xlsx）」で保存し直してください。"
        ),
        reading.BROKEN: _(
            "ファイルが壊れているか、CSV でも XLSX でもありません。表計算ソフトで開いて保存し直してください。"
        ),
        reading.TOO_LARGE: _("中身が大きすぎます。画像などを取り除き、人の一覧だけのブックにしてください。"),
        reading.TOO_MANY_ROWS: _(
            "行が多すぎます。一度に %(limit)d 行までにし、分けて取り込んでください。", limit=limit
        ),
        reading.TOO_WIDE: _("列が多すぎます。%(limit)d 列までにしてください。", limit=limit),
        reading.CELL_TOO_LONG: _(
            "長すぎる欄があります。一つの欄は %(limit)d 文字までにしてください。", limit=limit
        ),
    }
    return sentences[error.code]
