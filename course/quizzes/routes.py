"""Serve quizzes, attempts at them, and the review of what was missed."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, load_owned
from course.content.catalogue import Entry
from course.extensions import limiter, utc_now
from course.live_catalogue import catalogue
from course.quizzes import operations, pages
from course.quizzes.definition import Quiz
from course.quizzes.forms import AnswerForm, PressForm, ReviewForm
from course.quizzes.grading import AnswerRefused
from course.quizzes.models import Attempt, ReviewAnswer, ReviewCard

bp = Blueprint("quizzes", __name__, template_folder="templates")

REFUSED = 422
CONFLICT = 409


def _to_read(attempt_id: int) -> Attempt:
    return load_owned(Attempt, attempt_id, acting_user())


def _to_answer(attempt_id: int) -> Attempt:
    return load_owned(Attempt, attempt_id, acting_user(), change=True)


def _person() -> str:
    """Count posts by person, not by address: a whole classroom may share one address."""
    return str(current_user.id)


@bp.get("/quizzes/<quiz_id>")
def quiz(quiz_id: str) -> str:
    """Show what a quiz asks and how it went before."""
    entry: Entry[Quiz] = catalogue().quizzes.get(quiz_id) or abort(404)
    return render_template("quizzes/quiz.html", **pages.introduction(acting_user(), entry, catalogue()))


@bp.post("/quizzes/<quiz_id>/attempts")
@limiter.limit("60 per minute", key_func=_person)
def begin(quiz_id: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is not finished."""
    entry: Entry[Quiz] = catalogue().quizzes.get(quiz_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    attempt = operations.begin(acting_user(), entry, seed=secrets.randbits(31), now=utc_now())
    return redirect(url_for("quizzes.attempt", attempt_id=attempt.id), 303)


@bp.get("/attempts/<int:attempt_id>")
def attempt(attempt_id: int) -> str:
    """Show where an attempt stands: the next question, or the result. Readers see what has been answered."""
    return _where_it_stands(_to_read(attempt_id))


def _where_it_stands(held: Attempt, message: str = "") -> str:
    if pages.is_asking(acting_user(), held):
        view = pages.question(held, catalogue(), message=message, tone="warn")
        return render_template("quizzes/question.html", **view)
    return render_template(
        "quizzes/result.html", **pages.result(acting_user(), held, catalogue(), message=message)
    )


@bp.post("/attempts/<int:attempt_id>")
@limiter.limit("120 per minute", key_func=_person)
def answer(attempt_id: int) -> ResponseReturnValue:
    """Answer the question whose turn it is, and go on to its feedback."""
    held = _to_answer(attempt_id)
    form = AnswerForm()
    if not form.validate():
        abort(400)
    question_id, chosen = form.question.data or "", form.choice.data
    try:
        operations.answer(
            acting_user(),
            held,
            question_id=question_id,
            chosen=chosen,
            confidence=form.confidence.data,
            now=utc_now(),
        )
    except AnswerRefused:
        return _ask_again(held, form)
    except operations.AnsweredAlready:
        message = _("この問いには、先に送られた答えがあります。そちらを残しました。")
        shown = pages.feedback(acting_user(), held, question_id, catalogue(), message=message)
        return render_template("quizzes/feedback.html", **shown or abort(404)), CONFLICT
    except operations.OutOfTurn:
        message = _("その問いの番ではありません。記録は何も変わっていません。いまの場面を表示しました。")
        return _where_it_stands(held, message), CONFLICT
    return redirect(url_for("quizzes.feedback", attempt_id=attempt_id, question_id=question_id), 303)


def _ask_again(held: Attempt, form: AnswerForm) -> ResponseReturnValue:
    message = _("まだ選ばれていません。選択肢を選んでから「答える」を押してください。")
    if not pages.is_asking(acting_user(), held):
        return _where_it_stands(held), CONFLICT
    view = pages.question(held, catalogue(), message=message, confidence=form.confidence.data)
    return render_template("quizzes/question.html", **view), REFUSED


@bp.get("/attempts/<int:attempt_id>/questions/<question_id>")
def feedback(attempt_id: int, question_id: str) -> str:
    """Show the feedback on an answered question."""
    shown = pages.feedback(acting_user(), _to_read(attempt_id), question_id, catalogue())
    return render_template("quizzes/feedback.html", **shown or abort(404))


@bp.get("/review")
def review() -> str:
    """Show the question to review now, or when the next one comes back."""
    return render_template("quizzes/review.html", **pages.review(acting_user(), catalogue(), utc_now()))


@bp.post("/review/<int:card_id>")
@limiter.limit("120 per minute", key_func=_person)
def answer_review(card_id: int) -> ResponseReturnValue:
    """Answer a question that has come back, and go on to its feedback."""
    card = load_owned(ReviewCard, card_id, acting_user(), change=True)
    form = ReviewForm()
    if not form.validate():
        abort(400)
    now = utc_now()
    try:
        given = operations.answer_review(
            acting_user(),
            card,
            catalogue().quizzes.get(card.quiz_id),
            seq=form.seq.data or 0,
            version=form.version.data or "",
            chosen=form.choice.data,
            confidence=form.confidence.data,
            now=now,
        )
    except AnswerRefused:
        return _review_again(
            _("まだ選ばれていません。選択肢を選んでから「答える」を押してください。"), "bad", REFUSED
        )
    except operations.QuestionRevised:
        message = _(
            "この問いは、いま新しくなりました。まだ記録していません。見直して、もう一度答えてください。"
        )
        return _review_again(message, "warn", CONFLICT)
    except operations.OutOfTurn:
        message = _("その問いは、もう見直しがすんでいます。記録は何も変わっていません。")
        return _review_again(message, "warn", CONFLICT)
    except operations.AnsweredAlready as already:
        standing = already.standing
        assert isinstance(standing, ReviewAnswer)
        message = _("この問いには、先に送られた答えがあります。そちらを残しました。")
        view = pages.reviewed(acting_user(), standing, catalogue(), now, message=message)
        return render_template("quizzes/reviewed.html", **view), CONFLICT
    return redirect(url_for("quizzes.reviewed", answer_id=given.id), 303)


def _review_again(message: str, tone: str, status: int) -> ResponseReturnValue:
    view = pages.review(acting_user(), catalogue(), utc_now(), message=message, tone=tone)
    return render_template("quizzes/review.html", **view), status


@bp.get("/review/answers/<int:answer_id>")
def reviewed(answer_id: int) -> str:
    """Show the feedback on a review answer, to its owner alone."""
    given = load_owned(ReviewAnswer, answer_id, acting_user(), owner=lambda row: row.card.user)
    if given.card.user_id != acting_user().id:
        hide(f"review answer {answer_id}")
    return render_template(
        "quizzes/reviewed.html", **pages.reviewed(acting_user(), given, catalogue(), utc_now())
    )
