"""Serve the course: its map, its lessons and their checks, its glossary."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user
from course.content.catalogue import Entry
from course.extensions import limiter, utc_now
from course.lessons import operations, pages
from course.lessons.catalog import Lesson
from course.lessons.forms import CheckForm, PlaceForm, PressForm
from course.live_catalogue import catalogue
from course.quizzes.grading import AnswerRefused

bp = Blueprint("lessons", __name__, template_folder="templates")

REFUSED = 422
CONFLICT = 409
ENDING = "lesson.end"


def _entry(lesson_id: str) -> Entry[Lesson]:
    return catalogue().lessons.get(lesson_id) or abort(404)


def _by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


@bp.get("/course")
def course_map() -> str:
    """Show every lesson in order, how far the reader has come, and what comes next."""
    return render_template("lessons/map.html", **pages.course_map(acting_user(), catalogue()))


@bp.get("/lessons/<lesson_id>")
def lesson(lesson_id: str) -> str:
    """Show a lesson."""
    return _page(_entry(lesson_id))


def _page(entry: Entry[Lesson], messages: dict[str, str] | None = None) -> str:
    return render_template(
        "lessons/lesson.html", **pages.lesson_page(acting_user(), entry, catalogue(), messages)
    )


@bp.post("/lessons/<lesson_id>/place")
@limiter.limit("120 per minute", key_func=lambda: str(current_user.id))
def keep_place(lesson_id: str) -> ResponseReturnValue:
    """Keep the place being read."""
    entry = _entry(lesson_id)
    form = PlaceForm()
    if not form.validate():
        abort(400)
    section = form.section.data or ""
    try:
        operations.keep_place(acting_user(), entry, section=section, now=utc_now())
    except operations.NoSuchPlace:
        # The lesson has been edited since the page was made: nothing is lost by not knowing this heading.
        if not _by_script():
            flash(
                _("このレッスンは、読んでいるあいだに新しくなりました。いまの内容を表示しました。"), "warning"
            )
    if _by_script():
        return "", 204
    return redirect(url_for("lessons.lesson", lesson_id=lesson_id, _anchor=section or None), 303)


@bp.post("/lessons/<lesson_id>/finish")
def finish(lesson_id: str) -> ResponseReturnValue:
    """Mark a lesson as read."""
    entry = _entry(lesson_id)
    if not PressForm().validate():
        abort(400)
    operations.finish(acting_user(), entry, now=utc_now())
    return redirect(url_for("lessons.lesson", lesson_id=lesson_id, _anchor=ENDING), 303)


@bp.post("/lessons/<lesson_id>/checks/<check_id>")
@limiter.limit("120 per minute", key_func=lambda: str(current_user.id))
def answer_check(lesson_id: str, check_id: str) -> ResponseReturnValue:
    """Take the answer to an inline check; what goes wrong is said inside that check."""
    entry = _entry(lesson_id)
    if entry.item.check(check_id) is None:
        abort(404)
    form = CheckForm()
    if not form.validate():
        abort(400)
    version = form.version.data or ""
    try:
        operations.answer_check(
            acting_user(), entry, version=version, check_id=check_id, chosen=form.choice.data, now=utc_now()
        )
    except AnswerRefused:
        message = _("まだ選ばれていません。一つ選んでから「答える」を押してください。")
        return _page(entry, {check_id: message}), REFUSED
    except operations.LessonRevised:
        message = _(
            "このレッスンは、読んでいるあいだに新しくなりました。まだ記録していません。問いを見直して、もう一度答えてください。"
        )
        return _page(entry, {check_id: message}), CONFLICT
    except operations.AnsweredAlready:
        message = _("この問いには、先に送られた答えがあります。そちらを残しました。")
        return _page(entry, {check_id: message}), CONFLICT
    return redirect(url_for("lessons.lesson", lesson_id=lesson_id, _anchor=check_id), 303)


@bp.get("/glossary")
def glossary() -> str:
    """Show the words of the course and what they mean."""
    return render_template("lessons/glossary.html", **pages.glossary_page(catalogue()))
