"""Serve the page from which an admin starts."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from course.accounts.admin_routes import admin
from course.administration import pages
from course.extensions import utc_now
from course.live_catalogue import catalogue

bp = Blueprint("administration", __name__, template_folder="templates")


@bp.get("/admin")
def index() -> str:
    """List what an admin looks after, how it stands, and where it is done."""
    admin()
    tasks = pages.tasks(catalogue(), bool(current_app.config["SMTP_HOST"]), utc_now())
    return render_template("administration/index.html", tasks=tasks)
