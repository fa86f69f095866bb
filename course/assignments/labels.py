"""Name kinds and states of assignments, and say days and terms, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from course.assignments import due as words
from course.assignments.days import days_until
from course.assignments.due import LESSON, QUARTER, QUIZ, SCENARIO, Due
from course.assignments.models import Assignment
from course.content.catalogue import Catalogue
from course.presentation import day

KINDS = {
    LESSON: _l("レッスン"),
    QUIZ: _l("クイズ"),
    SCENARIO: _l("ロールプレイ"),
    QUARTER: _l("四半期"),
}
STATES = {
    words.LATE: _l("期限を過ぎています"),
    words.USED_UP: _l("回数を使い切りました"),
    words.NOT_BEGUN: _l("まだ始めていません"),
    words.UNDER_WAY: _l("途中です"),
    words.DONE: _l("終わりました"),
    words.DONE_LATE: _l("遅れて終わりました"),
    words.EXEMPT: _l("免除"),
}
TONES = {
    words.LATE: "bad",
    words.USED_UP: "warn",
    words.NOT_BEGUN: "",
    words.UNDER_WAY: "key",
    words.DONE: "good",
    words.DONE_LATE: "good",
    words.EXEMPT: "",
}
EVENTS = {
    "made": _l("出しました"),
    "changed": _l("変えました"),
    "withdrawn": _l("取り下げました"),
    "restored": _l("元に戻しました"),
    "exempted": _l("免除しました"),
    "exemption_ended": _l("免除をやめました"),
}
TERMS = {
    "due_at": _l("いつまで"),
    "pass_mark": _l("合格点"),
    "attempts": _l("数える回数"),
    "note": _l("ひとこと"),
}
LONGEST_SHOWN = 40  # signs of a note in the history


def plain(name: str, value: str | int | None) -> str:
    """Write one of the terms the way the history shows it."""
    if not value:
        return _("なし")
    if name == "due_at":
        return day(datetime.fromisoformat(str(value)))
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def left(due_at: datetime, now: datetime) -> str:
    """Say how much time there is: today, tomorrow, in so many days, or how long it is over."""
    days = days_until(due_at, now)
    if days == 0:
        return _("今日まで")
    if days == 1:
        return _("明日まで")
    if days > 1:
        return ngettext("あと %(num)d 日", "あと %(num)d 日", days)
    return ngettext("%(num)d 日過ぎています", "%(num)d 日過ぎています", -days)


def terms(item: Due | Assignment) -> list[str]:
    """Say what it takes, in the order it is asked: how well, how often it counts."""
    said = []
    if item.kind == SCENARIO and item.pass_mark is not None:
        said.append(_("採点つきで %(n)d 点以上", n=item.pass_mark))
    elif item.pass_mark is not None:
        said.append(_("%(n)d 点以上", n=item.pass_mark))
    if isinstance(item, Due) and item.attempts_left is not None and item.is_open:
        said.append(
            ngettext("あと %(num)d 回が数えられます", "あと %(num)d 回が数えられます", item.attempts_left)
        )
    elif item.attempts is not None:
        said.append(ngettext("数えるのは %(num)d 回まで", "数えるのは %(num)d 回まで", item.attempts))
    return said


def address(kind: str, item_id: str, catalogue: Catalogue, *, external: bool = False) -> str | None:
    """Give the page of an item; None when the content no longer has it."""
    if kind == LESSON and item_id in catalogue.lessons:
        return url_for("lessons.lesson", lesson_id=item_id, _external=external)
    if kind == QUIZ and item_id in catalogue.quizzes:
        return url_for("quizzes.quiz", quiz_id=item_id, _external=external)
    if kind == SCENARIO and item_id in catalogue.scenarios:
        return url_for("roleplay.scenario", scenario_id=item_id, _external=external)
    if kind == QUARTER:
        return url_for("quarter.index", _external=external)
    return None
