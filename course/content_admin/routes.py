"""Serve the state of the content to those whose business it is."""

from __future__ import annotations

from flask import Blueprint, render_template

from course.accounts.access import acting_user, hide
from course.content_admin.state import file_states
from course.live_catalogue import catalogue
from course.presentation import language

bp = Blueprint("content_admin", __name__, template_folder="templates")


@bp.get("/content/faults")
def faults() -> str:
    """List what is wrong in the content's files, and what learners get meanwhile."""
    if not acting_user().sees_content_faults:
        hide("faults of the content")
    present = catalogue()
    states = file_states(present)
    return render_template(
        "content_admin/faults.html",
        states=states,
        total=sum(len(state.faults) for state in states),
        spoken=language(),
        counts=(len(present.lessons), len(present.quizzes), len(present.scenarios)),
    )
