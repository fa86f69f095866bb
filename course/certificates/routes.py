"""Serve one's own certificate, and the page where anybody can check one."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.accounts.access import acting_user, public
from course.certificates import operations, pages, queries
from course.certificates.forms import CodeForm, IssueForm
from course.certificates.numbers import read_code
from course.extensions import limiter, utc_now
from course.live_catalogue import catalogue

bp = Blueprint("certificates", __name__, template_folder="templates")

NOT_YET = 403
UNKNOWN = 404
LOOKING_UP = "60 per minute"  # from one address: a whole class may scan at once


@bp.get("/certificates")
def mine() -> str:
    """Show one's own certificate, or what is still missing for it."""
    return _mine()


def _mine(**more: object) -> str:
    return render_template("certificates/mine.html", **pages.mine(acting_user(), catalogue()), **more)


@bp.post("/certificates")
@limiter.limit("20 per minute")
def issue() -> ResponseReturnValue:
    """Issue one's own certificate, once, or again under a changed name."""
    if not IssueForm().validate():
        abort(400)
    try:
        operations.issue(acting_user(), catalogue(), now=utc_now())
    except operations.NotEarned:
        return _mine(too_early=True), NOT_YET
    return redirect(url_for("certificates.mine"), 303)


@bp.get("/certificates/verify")
@public
@limiter.limit(LOOKING_UP)
def verify() -> ResponseReturnValue:
    """Ask for a code; with one in the address, go to what it names."""
    form = CodeForm(request.args)
    if "code" not in request.args:
        return render_template("certificates/check.html", typed="", wrong=False)
    typed = form.code.data or ""
    code = read_code(typed) if form.validate() else None
    if code is None:
        return render_template("certificates/check.html", typed=typed, wrong=True)
    return redirect(url_for("certificates.certificate", code=code), 303)


@bp.get("/certificates/<code>")
@public
@limiter.limit(LOOKING_UP)
def certificate(code: str) -> ResponseReturnValue:
    """Say whose certificate a code names, or that there is none such."""
    proper = read_code(code)
    found = queries.by_code(proper) if proper is not None else None
    if found is None:
        return render_template("certificates/check.html", typed=proper or code, wrong=True), UNKNOWN
    return render_template("certificates/found.html", **pages.shown(found))
