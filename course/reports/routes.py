"""Serve the pages by which trainers and managers follow their people."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from course.accounts.access import acting_user, load_group, load_person, require_leader
from course.accounts.queries import is_somewhere_below, led_tree
from course.audit.seen import saw
from course.extensions import utc_now
from course.lessons import queries as lessons
from course.live_catalogue import catalogue
from course.pipeline.territories import TERRITORIES
from course.quarter import queries as quarter
from course.quizzes import queries as quizzes
from course.reports import queries
from course.roleplay import labels
from course.roleplay import queries as roleplay
from course.skills import labels as skill_labels
from course.skills import queries as skills
from course.skills.labels import LABELS

bp = Blueprint("reports", __name__, template_folder="templates")
MONTH = timedelta(days=30)


@bp.get("/groups")
def groups() -> str | Response:
    """List the groups the reader leads; go straight in when there is just one."""
    require_leader(acting_user())
    led = led_tree(acting_user())
    if len(led) == 1:
        return redirect(url_for("reports.group", group_id=led[0].group.id), 303)
    return render_template("reports/groups.html", groups=led)


@bp.get("/groups/<int:group_id>")
def group(group_id: int) -> str:
    """Show how every trainee of a group stands."""
    found = load_group(acting_user(), group_id, lead=True)
    now = utc_now()
    rows = queries.standings(queries.trainees(found), catalogue(), now)
    return render_template(
        "reports/group.html", group=found, rows=rows, labels=LABELS, low=queries.LOW, now=now
    )


@bp.get("/groups/<int:group_id>/people/<int:person_id>")
def person(group_id: int, person_id: int) -> str:
    """Show one trainee's progress, scores, runs and attempts."""
    found = load_group(acting_user(), group_id, lead=True)
    whom = load_person(acting_user(), person_id)
    if not is_somewhere_below(whom, found):
        abort(404)
    saw([whom.id], "person")
    now = utc_now()
    present = skills.levels([whom.id], now)[whom.id]
    before = skills.levels([whom.id], now - MONTH)[whom.id]
    return render_template(
        "reports/person.html",
        group=found,
        person=whom,
        catalogue=catalogue(),
        read=lessons.progress([whom.id]).get(whom.id, {}),
        quiz_scores=quizzes.scores([whom.id]).get(whom.id, {}),
        run_scores=roleplay.scores([whom.id]).get(whom.id, {}),
        attempts=quizzes.finished_attempts(whom.id),
        runs=roleplay.ended_runs(whom.id),
        quarters=quarter.of_person(whom.id),
        territories=TERRITORIES,
        levels=skill_labels.shown(present, before),
        outcomes=labels.OUTCOMES,
        tones=labels.OUTCOME_TONES,
        now=now,
    )
