"""Serve the pages by which trainers and managers follow their people."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from course.accounts.access import acting_user, load_group, load_person, require_leader
from course.accounts.models import Group, User
from course.accounts.queries import is_somewhere_below, led_tree
from course.audit.seen import saw, saw_group
from course.extensions import utc_now
from course.live_catalogue import catalogue
from course.reports import figures, pages, person_page, queries
from course.reports.forms import View, read_sought, read_view
from course.reports.people import Asked
from course.summaries.calendar import day_of

bp = Blueprint("reports", __name__, template_folder="templates")


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
    """Show who of a group is on track, who is not, why, and what to do."""
    found = load_group(acting_user(), group_id, lead=True)
    saw_group(found.id, "figures")
    now = utc_now()
    view = _view(now)
    return render_template(
        "reports/group.html", **pages.group_page(acting_user(), found, view, catalogue(), now)
    )


@bp.get("/groups/<int:group_id>/figures/<name>")
def figure(group_id: int, name: str) -> str:
    """List the people behind a figure."""
    found = load_group(acting_user(), group_id, lead=True)
    saw_group(found.id, "figure")
    shown = figures.listing(asked(found), name)
    return render_template("reports/figure.html", **shown or abort(404))


@bp.get("/groups/<int:group_id>/people/<int:person_id>")
def person(group_id: int, person_id: int) -> str:
    """Show one person's reasons, scores, answers, lines and quarters."""
    found, whom = _person(group_id, person_id)
    saw([whom.id], "person")
    return render_template("reports/person.html", **person_page.view(asked(found), whom))


@bp.get("/groups/<int:group_id>/people/<int:person_id>/evidence")
def evidence(group_id: int, person_id: int) -> str:
    """List the very answers and lines behind a figure of one person."""
    found, whom = _person(group_id, person_id)
    saw([whom.id], "evidence")
    sought = read_sought(request.args, day_of(utc_now()))
    view = person_page.evidence_view(asked(found), whom, sought)
    return render_template("reports/evidence.html", **view)


def _person(group_id: int, person_id: int) -> tuple[Group, User]:
    """Find a person among those of a group the reader leads; of another group they are not there."""
    found = load_group(acting_user(), group_id, lead=True)
    whom = load_person(acting_user(), person_id)
    if not is_somewhere_below(whom, found):
        abort(404)
    return found, whom


def _view(now: datetime) -> View:
    return read_view(request.args, day_of(now))


def asked(found: Group) -> Asked:
    """Gather what a page about a group rests on: who asks, what was picked, and the rules that hold."""
    now = utc_now()
    used, _set_for = queries.rules_of(found)
    return Asked(acting_user(), found, _view(now), used, catalogue(), now)


from course.reports import export_routes, rules_routes  # noqa: E402, F401  # their views belong to this blueprint
