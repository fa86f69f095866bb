"""Serve the first page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from course.accounts.access import acting_user, public
from course.extensions import utc_now
from course.home import today as today_page
from course.home import welcome
from course.live_catalogue import catalogue

bp = Blueprint("home", __name__, template_folder="templates")


@bp.get("/")
@public
def today() -> str | Response:
    """Show today's page; to a visitor, what this is; who only trains is led to what to teach, who only leads to their people."""
    if not current_user.is_authenticated:
        return welcome.page()
    if acting_user().only_trains:
        return redirect(url_for("coaching.index"), 303)
    if acting_user().only_leads:
        return redirect(url_for("reports.groups"), 303)
    return render_template("home/today.html", **today_page.view(acting_user(), catalogue(), utc_now()))
