"""Serve the pages of a quarter: begin one, plan and live its weeks, look back on it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from course.accounts.access import acting_user, load_owned
from course.accounts.queries import group_led_of
from course.extensions import utc_now
from course.live_catalogue import catalogue
from course.quarter import operations, pages, report_page, words
from course.quarter.advisers import ADVISERS
from course.quarter.forms import BeginForm, ForecastForm, PlaceForm, WeekForm
from course.quarter.models import Quarter
from course.quarter.plan import Refused

Made = TypeVar("Made")

bp = Blueprint("quarter", __name__, template_folder="templates")


def _to_read(quarter_id: int) -> Quarter:
    return load_owned(Quarter, quarter_id, acting_user())


def _to_play(quarter_id: int) -> Quarter:
    return load_owned(Quarter, quarter_id, acting_user(), change=True)


def _seed() -> int:
    return secrets.randbits(31)


def _to_week(quarter: Quarter) -> Response:
    return redirect(url_for("quarter.week", quarter_id=quarter.id), 303)


@bp.get("/quarters")
def index() -> str:
    """Show the territories to choose from, and the reader's quarters."""
    return render_template("quarter/index.html", **pages.index(acting_user()))


@bp.post("/quarters")
def begin() -> Response:
    """Begin a quarter."""
    form = BeginForm()
    if not form.validate():
        flash(_("担当する地域を、一つ選んでください。"), "error")
        return redirect(url_for("quarter.index"), 303)
    quarter = operations.begin(
        acting_user(), catalogue(), territory=form.territory.data, seed=_seed(), now=utc_now()
    )
    return _to_week(quarter)


@bp.post("/quarters/<int:quarter_id>/again")
def again(quarter_id: int) -> Response:
    """Begin the same quarter once more, with the same people and the same luck."""
    quarter = _to_play(quarter_id)
    fresh = operations.again(acting_user(), quarter, utc_now())
    flash(_("同じ人、同じ運で、もう一度です。前の記録はそのまま残ります。"), "success")
    return _to_week(fresh)


@bp.get("/quarters/<int:quarter_id>")
def week(quarter_id: int) -> str | Response:
    """Show the week to be planned, or the sales meeting; somebody else's is shown as it went so far."""
    quarter = _to_read(quarter_id)
    if quarter.ended_at is not None:
        return redirect(url_for("quarter.report", quarter_id=quarter.id), 303)
    if quarter.user_id != acting_user().id:
        return redirect(url_for("quarter.past_week", quarter_id=quarter.id, number=0), 303)
    view = pages.week(quarter, catalogue())
    template = "quarter/meeting.html" if view["game"].meeting_due else "quarter/week.html"
    return render_template(template, **view)


@bp.get("/quarters/<int:quarter_id>/weeks/<int:number>")
def past_week(quarter_id: int, number: int) -> str | Response:
    """Show a week that was lived: what was planned, what happened, how the list stood."""
    quarter = _to_read(quarter_id)
    own = quarter.user_id == acting_user().id
    view = pages.past_week(quarter, number)
    if view is None:
        if number == 0 and not own:
            return render_template(
                "quarter/not_yet.html", quarter=quarter, group=group_led_of(acting_user(), quarter.user)
            )
        abort(404)
    group = None if own else group_led_of(acting_user(), quarter.user)
    return render_template("quarter/past_week.html", own=own, group=group, **view)


@bp.post("/quarters/<int:quarter_id>/plan")
def plan(quarter_id: int) -> Response:
    """Change the plan of the week: save it, take a change back, or let a colleague fill it."""
    quarter = _to_play(quarter_id)
    form = WeekForm()
    if not form.validate():
        return _not_understood(quarter)
    return _act(quarter, lambda: _change(quarter, form))


def _change(quarter: Quarter, form: WeekForm) -> None:
    now, at = utc_now(), {"week": form.week.data, "seq": form.seq.data}
    changes = form.changes(request.form)
    game = operations.change_plan(quarter, changes=changes, now=now, **at)
    after = {"week": form.week.data, "seq": game.events}
    if form.act.data == "undo":
        operations.undo(quarter, now=now, **after)
    elif form.act.data == "clear":
        operations.clear_plan(quarter, now=now, **after)
    elif form.act.data == "drop":
        operations.drop_older(quarter, weeks=form.weeks.data or 0, now=now, **after)
    elif form.act.data in ADVISERS:
        filled = operations.fill_plan(quarter, adviser=form.act.data, now=now, **after)
        added = len(filled.plan.intents.keys() - game.plan.intents.keys())
        if added:
            flash(_("空いていた %(n)d 人の予定を書き足しました。", n=added), "success")
        else:
            flash(
                _(
                    "書き足せる予定がありませんでした。時間がいっぱいか、今週は手を付けなくてよい人ばかりです。"
                ),
                "warning",
            )


@bp.post("/quarters/<int:quarter_id>/weeks")
def live(quarter_id: int) -> Response:
    """Live the week as planned."""
    quarter = _to_play(quarter_id)
    form = WeekForm()
    if not form.validate():
        return _not_understood(quarter)
    return _act(
        quarter,
        lambda: operations.live(
            quarter,
            week=form.week.data,
            seq=form.seq.data,
            changes=form.changes(request.form),
            now=utc_now(),
        ),
    )


@bp.post("/quarters/<int:quarter_id>/forecasts")
def forecast(quarter_id: int) -> Response:
    """Tell the sales meeting who will sign within the month."""
    quarter = _to_play(quarter_id)
    form = ForecastForm()
    if not form.validate():
        return _not_understood(quarter)
    grades = form.grades(request.form)
    return _act(
        quarter,
        lambda: operations.forecast(
            quarter, week=form.week.data, seq=form.seq.data, grades=grades, now=utc_now()
        ),
    )


@bp.post("/quarters/<int:quarter_id>/meetings")
def meet(quarter_id: int) -> Response:
    """Go and meet a key account in a roleplay."""
    quarter = _to_play(quarter_id)
    form = WeekForm()
    entry = catalogue().scenarios.get(form.scenario.data or "")
    if not form.validate():
        return _not_understood(quarter)
    if entry is None:
        flash(_("この商談の台本が、いまは見つかりません。ほかの手で進めてください。"), "error")
        return _to_week(quarter)
    run = _tried(
        lambda: operations.meet(
            quarter,
            entry,
            week=form.week.data,
            seq=form.seq.data,
            changes=form.changes(request.form),
            run_seed=_seed(),
            now=utc_now(),
        ),
    )
    if run is None:
        return _to_week(quarter)
    return redirect(url_for("roleplay.play", run_id=run.id), 303)


@bp.post("/quarters/<int:quarter_id>/meetings/off")
def call_off(quarter_id: int) -> Response:
    """Call the open meeting off."""
    quarter = _to_play(quarter_id)
    form = PlaceForm()
    if not form.validate():
        return _not_understood(quarter)
    return _act(
        quarter,
        lambda: operations.call_off(quarter, week=form.week.data, seq=form.seq.data, now=utc_now()),
    )


@bp.get("/quarters/<int:quarter_id>/report")
def report(quarter_id: int) -> str | Response:
    """Look back on a quarter that is over."""
    quarter = _to_read(quarter_id)
    if quarter.report is None:
        return _to_week(quarter)
    own = quarter.user_id == acting_user().id
    group = None if own else group_led_of(acting_user(), quarter.user)
    return render_template(
        "quarter/report.html", own=own, group=group, **report_page.view(quarter, catalogue())
    )


def _not_understood(quarter: Quarter) -> Response:
    flash(
        _("送られた内容を読み取れませんでした。四半期は前のまま残っています。もう一度試してください。"),
        "error",
    )
    return _to_week(quarter)


def _act(quarter: Quarter, act: Callable[[], object]) -> Response:
    _tried(act)
    return _to_week(quarter)


def _tried(act: Callable[[], Made]) -> Made | None:
    """Carry out one act; say kindly when it came too late or cannot be. None when nothing was done."""
    try:
        return act()
    except operations.MovedOn:
        flash(_("この四半期は、別の画面でもう先へ進んでいます。いまの週を表示しました。"), "warning")
    except Refused as refused:
        flash(words.refusal(refused), "error")
    return None
