"""Serve the laboratory."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_security import current_user
from werkzeug.wrappers import Response

from course.extensions import limiter
from course.laboratory import pages
from course.laboratory.permalink import read
from course.live_catalogue import catalogue

bp = Blueprint("laboratory", __name__, template_folder="templates")

# A run takes a core for a fifth of a second. Nobody reads forty results in a minute; a script might want to.
A_MINUTE = "40 per minute"


@bp.get("/laboratory")
@limiter.limit(
    A_MINUTE, key_func=lambda: str(current_user.id), deduct_when=lambda response: response.status_code == 200
)
def index() -> str | Response | tuple[str, int]:
    """Run the settings of the query and show what a year brings; send a longer address on to its shortest form."""
    query = request.args
    reading = read(query)
    if reading.faults:
        return render_template("laboratory/index.html", **pages.refused(query, reading)), 422
    shorter = pages.shorter(query, reading)
    if shorter is not None:
        return redirect(shorter, 303)
    return render_template("laboratory/index.html", **pages.view(query, reading, catalogue()))
