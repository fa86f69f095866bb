"""Serve the trainer's pages: what is hard, a plan for a session, typed lines, behaviour in real talks."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts.access import (
    acting_user,
    hide,
    load_group,
    load_owned,
    load_person,
    refuse,
    require_leader,
)
from course.accounts.models import User
from course.accounts.queries import led_tree
from course.audit.seen import saw, saw_group
from course.coaching import behaviour_pages, line_pages, operations, pages, queries
from course.coaching.behaviours import BEHAVIOURS, Behaviour
from course.coaching.forms import EvidenceForm, LinesForm, PressForm, ReviewForm, SignOffForm
from course.coaching.models import SIGN_OFF
from course.extensions import utc_now
from course.live_catalogue import catalogue
from course.presentation import OFFICE_ZONE
from course.roleplay.models import Run

bp = Blueprint("coaching", __name__, template_folder="templates")

REFUSED = 422


@bp.get("/coaching")
def index() -> ResponseReturnValue:
    """List the groups the reader leads; go straight in when there is just one."""
    require_leader(acting_user())
    led = led_tree(acting_user())
    if len(led) == 1:
        return redirect(url_for("coaching.group", group_id=led[0].group.id), 303)
    return render_template("coaching/index.html", groups=led)


@bp.get("/groups/<int:group_id>/coaching")
def group(group_id: int) -> str:
    """Show what a group finds hard, and what is waiting for its trainer."""
    found = load_group(acting_user(), group_id, lead=True)
    saw_group(found.id, "coaching")
    return render_template("coaching/group.html", **pages.group(found, catalogue()))


@bp.post("/groups/<int:group_id>/coaching/plans")
def keep_plan(group_id: int) -> ResponseReturnValue:
    """Keep the present suggestion as a plan."""
    found = load_group(acting_user(), group_id, lead=True)
    if not PressForm().validate():
        abort(400)
    body = pages.suggestion(found, catalogue())
    if body is None:
        flash(_("まだ案を作れるだけの記録がありません。"), "warning")
        return redirect(url_for("coaching.group", group_id=found.id), 303)
    plan = operations.keep_plan(acting_user(), found, body, utc_now())
    return redirect(url_for("coaching.plan", group_id=found.id, plan_id=plan.id), 303)


@bp.get("/groups/<int:group_id>/coaching/plans/<int:plan_id>")
def plan(group_id: int, plan_id: int) -> str:
    """Show a plan, fit to be printed."""
    found = load_group(acting_user(), group_id, lead=True)
    held = queries.plan(found, plan_id) or abort(404)
    return render_template("coaching/plan.html", **pages.plan(held, catalogue()))


@bp.get("/groups/<int:group_id>/coaching/lines")
def lines(group_id: int) -> str:
    """List the lines that a group's people typed before they saw those on offer."""
    found = load_group(acting_user(), group_id, lead=True)
    form = LinesForm(request.args)
    if not form.validate():
        abort(400)
    view = line_pages.lines(acting_user(), found, unreviewed=form.show.data != "all", before=form.before.data)
    saw({line.run.user_id for line in view["lines"]}, "typed lines")
    return render_template("coaching/lines.html", **view)


@bp.post("/groups/<int:group_id>/coaching/lines/<int:event_id>")
def review(group_id: int, event_id: int) -> ResponseReturnValue:
    """Say something about a typed line of one of a group's people."""
    actor = acting_user()
    found = load_group(actor, group_id, lead=True)
    event = queries.typed_line(found, event_id)
    if event is None:
        hide(f"typed line {event_id}")
    run = queries.runs_of([event])[event.run_id]
    if run.user_id == actor.id:
        refuse(f"typed line {event_id}")
    form = ReviewForm()
    if not form.validate():
        view = line_pages.one_line(actor, found, event, run, form)
        return render_template("coaching/lines.html", **view), REFUSED
    operations.review(
        actor, run, event, mark=form.mark.data or None, comment=form.comment.data or "", now=utc_now()
    )
    flash(_("%(name)s さんに届くようにしました。", name=run.user.name), "success")
    return redirect(url_for("coaching.lines", group_id=found.id), 303)


@bp.post("/runs/<int:run_id>/reviews/read")
def read_reviews(run_id: int) -> ResponseReturnValue:
    """Note that one has read what was said of one's lines, and go to where it stands."""
    run = load_owned(Run, run_id, acting_user(), change=True)
    if not PressForm().validate():
        abort(400)
    operations.read_reviews(run, utc_now())
    first = min(line_pages.of_run(run), default=None)
    anchor = f"decision-{first}" if first is not None else None
    return redirect(url_for("roleplay.debrief", run_id=run.id, _anchor=anchor), 303)


@bp.get("/people/<int:person_id>/behaviours")
def behaviours(person_id: int) -> str:
    """Show the behaviours to be seen in real talks, and which of them a person has shown."""
    person = load_person(acting_user(), person_id)
    saw([person.id], "behaviours")
    return render_template("coaching/behaviours.html", **behaviour_pages.checklist(acting_user(), person))


def _today() -> date:
    return utc_now().astimezone(OFFICE_ZONE).date()


def _seen(form: EvidenceForm) -> dict[str, Any]:
    return {
        "observed_on": form.observed_on.data,
        "occasion": form.occasion.data,
        "text": form.text.data,
    }


def _to_behaviour(person: User, wanted: Behaviour) -> ResponseReturnValue:
    return redirect(url_for("coaching.behaviour", person_id=person.id, key=wanted.id), 303)


def _behaviour(key: str) -> Behaviour:
    return BEHAVIOURS.get(key) or abort(404)


@bp.get("/people/<int:person_id>/behaviours/<key>")
def behaviour(person_id: int, key: str) -> str:
    """Show what was written about one behaviour of a person, and the form to write more."""
    person, wanted = load_person(acting_user(), person_id), _behaviour(key)
    saw([person.id], "behaviours")
    corrects = None
    if "corrects" in request.args and person.id != acting_user().id:
        found = queries.entry_of(person.id, wanted.id, request.args.get("corrects", 0, type=int))
        corrects = found if found is not None and found.kind == SIGN_OFF else abort(404)
    view = behaviour_pages.one(acting_user(), person, wanted, today=_today(), corrects=corrects)
    return render_template("coaching/behaviour.html", **view)


@bp.post("/people/<int:person_id>/behaviours/<key>/sign-offs")
def sign_off(person_id: int, key: str) -> ResponseReturnValue:
    """Write down what one saw somebody do; nobody does so for themself, nor of who has been erased."""
    person, wanted = load_person(acting_user(), person_id), _behaviour(key)
    if person.id == acting_user().id or person.erased_at is not None:
        refuse(f"behaviours of person {person_id}")
    form = SignOffForm(today=_today())
    corrects_id = form.corrects_id()
    corrects = queries.entry_of(person.id, wanted.id, corrects_id) if corrects_id is not None else None
    if corrects_id is not None and (corrects is None or corrects.kind != SIGN_OFF):
        abort(404)
    if not form.validate():
        view = behaviour_pages.one(
            acting_user(), person, wanted, today=_today(), corrects=corrects, form=form
        )
        return render_template("coaching/behaviour.html", **view), REFUSED
    try:
        operations.sign_off(
            acting_user(),
            person,
            wanted.id,
            **_seen(form),
            result=form.result.data,
            corrects=corrects,
            now=utc_now(),
        )
    except operations.CorrectedAlready:
        flash(_("この記録は、先に訂正されていました。いまの内容を確かめてください。"), "warning")
    else:
        flash(_("記録しました。%(name)s さんにも見えます。", name=person.name), "success")
    return _to_behaviour(person, wanted)


@bp.post("/people/<int:person_id>/behaviours/<key>/evidence")
def give_evidence(person_id: int, key: str) -> ResponseReturnValue:
    """Write down what one did oneself, and ask for it to be looked at."""
    person, wanted = load_person(acting_user(), person_id), _behaviour(key)
    if person.id != acting_user().id:
        refuse(f"behaviours of person {person_id}")
    form = EvidenceForm(today=_today())
    if not form.validate():
        view = behaviour_pages.one(acting_user(), person, wanted, today=_today(), form=form)
        return render_template("coaching/behaviour.html", **view), REFUSED
    operations.give_evidence(acting_user(), wanted.id, **_seen(form), now=utc_now())
    flash(_("書きました。担当のトレーナーに、確認の依頼として届きます。"), "success")
    return _to_behaviour(person, wanted)
