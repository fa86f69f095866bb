"""Serve the import and the export of people, to admins."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts import people_queries
from course.accounts import queries as accounts
from course.accounts.access import acting_user, hide
from course.accounts.admin_routes import admin
from course.accounts.forms import PeopleForm
from course.accounts.people_queries import Sought
from course.audit.operations import note
from course.extensions import limiter, utc_now
from course.roster import jobs, labels, operations, pages, queries
from course.roster.forms import PressForm, UploadForm
from course.roster.models import PeopleImport
from course.spreadsheets import csv_files, workbooks
from course.spreadsheets.downloads import disposition, file_name
from course.spreadsheets.reading import Unreadable
from course.uploads import takes_file

bp = Blueprint("roster", __name__, template_folder="templates")
LARGEST_FILE = 8 * 1024 * 1024  # bytes; 20,000 people take about two million
REFUSED = 422


def _found(import_id: int) -> PeopleImport:
    admin()
    found = queries.find_import(import_id)
    if found is None:
        hide(f"import {import_id}")
    return found


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


def _to(found: PeopleImport) -> ResponseReturnValue:
    return redirect(url_for("roster.an_import", import_id=found.id), 303)


def download(body: bytes | Iterable[bytes], kind: str, name: str) -> Response:
    """Answer with a file to keep."""
    return Response(body, content_type=kind, headers={"Content-Disposition": disposition(name)})


@bp.route("/admin/people/import", methods=["GET", "POST"])
@takes_file(LARGEST_FILE)
@limiter.limit("60 per hour", methods=["POST"], key_func=lambda: str(current_user.id))
def upload() -> ResponseReturnValue:
    """Take a list of people and check it; nobody is changed yet."""
    actor = admin()
    form = UploadForm()
    if form.validate_on_submit():
        with closing(form.file.data) as sent:
            name, data = sent.filename or "", sent.read()
        try:
            return _to(operations.check(actor, name, data, utc_now()))
        except Unreadable as error:
            form.file.errors = [labels.unreadable(error)]
    page = render_template(
        "roster/upload.html",
        form=form,
        recent=queries.recent_imports(),
        states=labels.STATE_LABELS,
        tones=labels.STATE_TONES,
        most=operations.MOST_PEOPLE,
    )
    return page, REFUSED if form.is_submitted() else 200


@bp.get("/admin/people/import/template.<any(csv, xlsx):kind>")
def template(kind: str) -> Response:
    """Give an empty list to fill in."""
    admin()
    now, title = utc_now(), _("人の一覧のひな型")
    if kind == "csv":
        return download(csv_files.csv_bytes(pages.headings(), []), csv_files.TYPE, f"{title}.csv")
    body = workbooks.workbook_bytes(pages.template_sheets(), made_at=now)
    return download(body, workbooks.TYPE, f"{title}.xlsx")


@bp.get("/admin/people/imports/<int:import_id>")
def an_import(import_id: int) -> str:
    """Show what an import would do, how far it is, or what it did."""
    return render_template("roster/import.html", **pages.an_import(_found(import_id), utc_now()))


@bp.post("/admin/people/imports/<int:import_id>/begin")
def begin(import_id: int) -> ResponseReturnValue:
    """Let an import begin that was checked."""
    found = _found(import_id)
    _pressed()
    if not found.total or not operations.confirm(acting_user(), found, utc_now()):
        flash(_("この取り込みは、もう始まっているか、終わっています。"), "warning")
    else:
        _work_on(found)
    return _to(found)


@bp.post("/admin/people/imports/<int:import_id>/go-on")
def go_on(import_id: int) -> ResponseReturnValue:
    """Let an import go on that stopped half-way."""
    found = _found(import_id)
    _pressed()
    if operations.go_on(acting_user(), found, utc_now()):
        _work_on(found)
    else:
        flash(_("この取り込みは、いま動いているか、終わっています。"), "warning")
    return _to(found)


def _work_on(found: PeopleImport) -> None:
    app = cast(Flask, cast(Any, current_app)._get_current_object())
    jobs.start_after_request(app, found.id)


@bp.post("/admin/people/imports/<int:import_id>/cancel")
def cancel(import_id: int) -> ResponseReturnValue:
    """Forget an import that was checked, or that stopped."""
    found = _found(import_id)
    _pressed()
    if operations.cancel(acting_user(), found, utc_now()):
        flash(_("取り込みを取り消しました。読み込んだ一覧は消しました。"), "success")
    else:
        flash(_("この取り込みは、いま動いているか、終わっています。"), "warning")
    return _to(found)


@bp.post("/admin/people/imports/<int:import_id>/problems")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def problems(import_id: int) -> ResponseReturnValue:
    """Give what is wrong with a list as a CSV file, in which it can be mended, and note who took it."""
    found = _found(import_id)
    _pressed()
    taken = operations.take_problems(acting_user(), found)
    if not taken:
        flash(_("直すところは、もう残していません。もう一度読み込むと確かめられます。"), "warning")
        return _to(found)
    body = csv_files.csv_bytes(pages.problem_headings(), pages.problem_rows(taken))
    return download(body, csv_files.TYPE, file_name(_("取り込みで直すところ"), "csv", utc_now()))


@bp.post("/admin/people/imports/<int:import_id>/links")
@limiter.limit("20 per hour", key_func=lambda: str(current_user.id))
def first_links(import_id: int) -> ResponseReturnValue:
    """Make a first link for everybody an import brought in, and give them as a file.

    The file is the answer to the press, with no page between: the links are kept nowhere else.
    """
    found = _found(import_id)
    _pressed()
    now = utc_now()
    made = operations.make_first_links(acting_user(), found, now)
    rows = pages.link_rows(made, now + operations.FIRST_LINK_LIFE)
    body = csv_files.csv_bytes(pages.link_headings(), rows)
    return download(body, csv_files.TYPE, file_name(_("最初のリンク"), "csv", now))


@bp.post("/admin/people/export")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def export() -> ResponseReturnValue:
    """Give the people sought as a CSV or XLSX file, and note who took it."""
    actor = admin()
    _pressed()
    tree = accounts.led_tree(actor)
    form = PeopleForm(request.form, places=[(branch.group.id, branch.path) for branch in tree])
    kind = request.form.get("kind", "")
    if not form.validate() or kind not in {"csv", "xlsx"}:
        abort(400)
    sought = Sought(
        form.q.data or "", form.group.data or None, form.role.data or None, form.state.data or None
    )
    people = people_queries.everybody(sought)
    now = utc_now()
    detail = {"people": len(people), "kind": kind, "group": sought.group_id}
    note(actor, "people.export", subject="people", subject_id=None, detail=detail)
    columns = pages.people_columns()
    rows = pages.people_rows(people, {branch.group.id: branch.path for branch in tree})
    name = file_name(_("人の一覧"), kind, now)
    if kind == "csv":
        return download(csv_files.csv_bytes([column.title for column in columns], rows), csv_files.TYPE, name)
    sheet = workbooks.Sheet(_("人の一覧"), columns, rows)
    return download(workbooks.workbook_bytes([sheet], made_at=now), workbooks.TYPE, name)
