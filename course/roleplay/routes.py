"""Serve the pages of a roleplay: choose one, play it, look back on it."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from course.accounts.access import acting_user, load_owned
from course.accounts.queries import group_led_of
from course.coaching.labels import MARK_TONES, MARKS
from course.coaching.line_pages import of_run as reviews_of_run
from course.extensions import utc_now
from course.live_catalogue import catalogue
from course.roleplay import debrief as debrief_page
from course.roleplay import labels, operations, queries
from course.roleplay import play as play_page
from course.roleplay.forms import BeginForm, BranchForm, ChoiceForm, SayFirstForm, StepForm, WordsForm
from course.roleplay.models import PRACTICE, Run

bp = Blueprint("roleplay", __name__, template_folder="templates")


def _to_read(run_id: int) -> Run:
    return load_owned(Run, run_id, acting_user())


def _to_play(run_id: int) -> Run:
    return load_owned(Run, run_id, acting_user(), change=True)


def _seed() -> int:
    return secrets.randbits(31)


def _to_run(run: Run) -> Response:
    return redirect(url_for("roleplay.play", run_id=run.id), 303)


@bp.get("/roleplay")
def index() -> str:
    """Show every scenario with the reader's best score."""
    return render_template("roleplay/index.html", cards=play_page.cards(acting_user(), catalogue()))


@bp.get("/roleplay/<scenario_id>")
def scenario(scenario_id: str) -> str:
    """Show what a scenario is about, what was played before, and how to begin."""
    entry = catalogue().scenarios.get(scenario_id) or abort(404)
    return render_template(
        "roleplay/scenario.html", **play_page.introduction(acting_user(), entry, catalogue())
    )


@bp.post("/roleplay/<scenario_id>/runs")
def begin(scenario_id: str) -> Response:
    """Begin a run."""
    entry = catalogue().scenarios.get(scenario_id) or abort(404)
    form = BeginForm()
    if not form.validate():
        flash(_("「練習する」か「採点つきで始める」を選んでください。"), "error")
        return redirect(url_for("roleplay.scenario", scenario_id=scenario_id), 303)
    run = operations.begin(
        acting_user(), entry, mode=form.mode.data, say_first=form.say_first.data, seed=_seed(), now=utc_now()
    )
    return _to_run(run)


@bp.get("/runs/<int:run_id>")
def play(run_id: int) -> str | Response:
    """Show where a run stands: the talk, the lines on offer, the tank. Readers look back instead."""
    run = _to_read(run_id)
    if run.user_id != acting_user().id:
        return redirect(url_for("roleplay.replay", run_id=run.id, decision=0), 303)
    return render_template("roleplay/play.html", **play_page.view(run))


@bp.post("/runs/<int:run_id>/choices")
def choose(run_id: int) -> Response:
    """Choose a line."""
    run = _to_play(run_id)
    form = ChoiceForm()
    if not form.validate():
        flash(
            _("選んだ一言を受け取れませんでした。ここまでの会話は残っています。もう一度選んでください。"),
            "error",
        )
        return _to_run(run)
    return _step(
        run, lambda: operations.choose(run, seq=form.seq.data, choice_id=form.choice.data, now=utc_now())
    )


@bp.post("/runs/<int:run_id>/words")
def words(run_id: int) -> Response:
    """Take the reader's own words before the lines are shown."""
    run = _to_play(run_id)
    form = WordsForm()
    if not form.validate():
        flash(_("書いた言葉を受け取れませんでした。もう一度送ってください。"), "error")
        return _to_run(run)
    typed = "" if request.form.get("skip") else form.words.data or ""
    return _step(run, lambda: operations.say(run, seq=form.seq.data, words=typed, now=utc_now()))


@bp.post("/runs/<int:run_id>/undo")
def take_back(run_id: int) -> Response:
    """Take the last line back (practice only)."""
    run = _to_play(run_id)
    form = StepForm()
    if not form.validate():
        abort(400)
    return _step(run, lambda: operations.take_back(run, seq=form.seq.data, now=utc_now()))


@bp.post("/runs/<int:run_id>/say-first")
def say_first(run_id: int) -> Response:
    """Turn "say it first" on or off."""
    run = _to_play(run_id)
    form = SayFirstForm()
    if not form.validate():
        abort(400)
    operations.ask_first(run, form.wanted.data == "yes")
    return _to_run(run)


@bp.get("/runs/<int:run_id>/debrief")
def debrief(run_id: int) -> str | Response:
    """Look back on a finished run, with everything that was hidden."""
    run = _to_read(run_id)
    if run.ended_at is None:
        return _to_run(run)
    actor = acting_user()
    own = run.user_id == actor.id
    group = None if own else group_led_of(actor, run.user)
    reviews = reviews_of_run(run)
    return render_template(
        "roleplay/debrief.html",
        own=own,
        group=group,
        reviews=reviews,
        unread=own and any(review.read_at is None for said in reviews.values() for review in said),
        mark_labels=MARKS,
        mark_tones=MARK_TONES,
        **debrief_page.view(run),
    )


@bp.get("/runs/<int:run_id>/replay/<int:decision>")
def replay(run_id: int, decision: int) -> str:
    """Show the talk as it stood at one decision of a run, without changing anything."""
    run = _to_read(run_id)
    view = play_page.replay(run, decision)
    if view is None:
        abort(404)
    return render_template("roleplay/replay.html", own=run.user_id == acting_user().id, **view)


@bp.post("/runs/<int:run_id>/branches")
def branch(run_id: int) -> Response:
    """Begin again from one decision, as a practice run of its own."""
    run = _to_play(run_id)
    form = BranchForm()
    if not form.validate():
        abort(400)
    try:
        fresh = operations.branch(
            acting_user(), run, decision=form.decision.data, seed=run.seed, now=utc_now()
        )
    except operations.NotOffered:
        abort(404)
    flash(_("ここから練習としてやり直します。もとの記録はそのまま残ります。"), "success")
    return _to_run(fresh)


@bp.get("/history")
def history() -> str:
    """List the reader's runs, the latest first."""
    runs = queries.history(acting_user().id, request.args.get("before", type=int))
    return render_template(
        "roleplay/history.html",
        runs=runs,
        titles=play_page.titles(runs),
        outcomes=labels.OUTCOMES,
        tones=labels.OUTCOME_TONES,
        older=runs[-1].id if len(runs) == queries.PAGE else None,
    )


def _step(run: Run, act: object) -> Response:
    """Carry out one act on a run; say kindly when it came too late or is not open here."""
    assert callable(act)
    try:
        act()
    except operations.MovedOn:
        flash(_("この会話は、別の画面でもう先へ進んでいます。いまの場面を表示しました。"), "warning")
    except operations.NotOffered:
        if run.mode != PRACTICE and request.endpoint == "roleplay.take_back":
            flash(_("採点つきの会話では、一つ戻ることはできません。"), "error")
        else:
            flash(_("その一言は、この場面では選べません。下から選んでください。"), "error")
    return _to_run(run)
