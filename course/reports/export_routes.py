"""Serve files: the people of a page at once, a year of a group when it has been made."""

from __future__ import annotations

from flask import (
    Response,
    abort,
    after_this_request,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, load_group, may_lead
from course.accounts.forms import PressForm
from course.extensions import limiter, utc_now
from course.presentation import language
from course.reports import exporting, operations, queries, tables
from course.reports.below_queries import sizes_below
from course.reports.models import Export
from course.reports.people import Asked
from course.reports.queries import BIG, Row
from course.reports.routes import asked, bp
from course.spreadsheets import csv_files, workbooks
from course.spreadsheets.downloads import disposition, file_name

FORMATS = ("xlsx", "csv")


def _person() -> str:
    return str(current_user.id)


def _wanted() -> str:
    format_ = request.form.get("format", "")
    if not PressForm().validate_on_submit() or format_ not in FORMATS:
        abort(400)
    return format_


@bp.post("/groups/<int:group_id>/people-file")
@limiter.limit("30 per minute", key_func=_person)
def people_file(group_id: int) -> ResponseReturnValue:
    """Give the people of a page, as the address narrows and orders them, as a file."""
    found = load_group(acting_user(), group_id, lead=True)
    format_ = _wanted()
    seen = asked(found)
    rows = _rows(seen)
    sheet = tables.people_sheet(seen, rows)
    operations.note_export(acting_user(), found, what="people", format_=format_, rows=len(rows))
    if format_ == "csv":
        made = csv_files.csv_bytes([column.title for column in sheet.columns], sheet.rows)
        return _file(made, csv_files.TYPE, file_name(found.name, "csv", seen.now))
    made = workbooks.workbook_bytes([sheet], made_at=seen.now)
    return _file(made, workbooks.TYPE, file_name(found.name, "xlsx", seen.now))


def _rows(seen: Asked) -> list[Row]:
    everybody = queries.people_of(seen.group)
    if queries.count(everybody) > BIG:
        return seen.rows(queries.people_of(seen.group, seen.view, seen.actor))
    return seen.chosen(seen.everybody())


def _file(made: bytes, kind: str, name: str) -> Response:
    return Response(made, mimetype=kind, headers={"Content-Disposition": disposition(name)})


@bp.get("/groups/<int:group_id>/exports")
def exports(group_id: int) -> str:
    """Offer a year of a group as a file, and list those asked for lately."""
    found = load_group(acting_user(), group_id, lead=True)
    number = queries.count(queries.people_of(found))
    return render_template(
        "reports/exports.html",
        group=found,
        number=number,
        most=exporting.MOST_PEOPLE,
        slow=exporting.SLOW,
        below=sizes_below(found) if number > exporting.MOST_PEOPLE else [],
        latest=exporting.latest(acting_user()),
        now=utc_now(),
        is_stalled=exporting.is_stalled,
    )


@bp.post("/groups/<int:group_id>/exports")
@limiter.limit("10 per minute", key_func=_person)
def begin_export(group_id: int) -> ResponseReturnValue:
    """Have a year of a group made as a file; the page it leads to tells how far it has come."""
    found = load_group(acting_user(), group_id, lead=True)
    format_ = _wanted()
    number = queries.count(queries.people_of(found))
    if number > exporting.MOST_PEOPLE:
        abort(422)
    export, is_new = operations.ask_for_export(
        acting_user(), found, format_=format_, language=language(), people=number, now=utc_now()
    )
    app, export_id = current_app._get_current_object(), export.id  # type: ignore[attr-defined]

    @after_this_request
    def begin(response: Response) -> Response:
        # Only now has the row been committed, so that the thread can find it.
        if is_new:
            exporting.start(app, export_id)
        return response

    return redirect(url_for("reports.export", export_id=export_id), 303)


@bp.get("/exports/<int:export_id>")
def export(export_id: int) -> str:
    """Tell how far a file has come, and offer it when it is done."""
    found = _own(export_id)
    path = exporting.path_of(found, utc_now())
    changed = path is not None and exporting.has_changed(found)
    return render_template(
        "reports/export.html",
        export=found,
        ready=path is not None and not changed,
        changed=changed,
        stalled=exporting.is_stalled(found, utc_now()),
    )


@bp.get("/exports/<int:export_id>/file")
def export_file(export_id: int) -> ResponseReturnValue:
    """Give a finished file to the one who asked for it, as long as they lead its group and it has the same people."""
    found = _own(export_id)
    path = exporting.path_of(found, utc_now())
    if path is None:
        abort(404)
    if exporting.has_changed(found):
        return redirect(url_for("reports.export", export_id=found.id), 303)
    ending = "xlsx" if found.format == "xlsx" else "zip"
    name = file_name(_("%(group)s 一年", group=found.group.name), ending, found.made_at)
    answer = send_file(path, mimetype=workbooks.TYPE if ending == "xlsx" else "application/zip")
    answer.headers["Content-Disposition"] = disposition(name)
    return answer


def _own(export_id: int) -> Export:
    """Find a file the reader asked for; anybody else's is 404, as is that of a group they no longer lead."""
    found = exporting.find(export_id)
    if found is None or found.user_id != acting_user().id or not may_lead(acting_user(), found.group):
        hide(f"export {export_id}")
    return found
