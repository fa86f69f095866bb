"""Serve the audit to admins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user
from course.accounts.admin_routes import admin
from course.accounts.forms import normalize_email
from course.accounts.queries import person_by_email
from course.audit import labels, queries
from course.audit.forms import AuditForm, PressForm
from course.audit.operations import note
from course.audit.queries import Sought
from course.extensions import limiter, utc_now
from course.spreadsheets import csv_files
from course.spreadsheets.downloads import disposition, file_name

bp = Blueprint("audit", __name__, template_folder="templates")


def _read(given: Any) -> tuple[AuditForm, Sought | None]:
    """Read what is looked for; None when it cannot be, or when there is no such person."""
    form = AuditForm(given, actions=queries.actions())
    if not form.validate():
        return form, None
    person_id = form.person.data
    if form.email.data:
        person = person_by_email(normalize_email(form.email.data))
        if person is None:
            form.email.errors = [_("このアドレスの人はいません。")]
            return form, None
        person_id = person.id
    return form, Sought(person_id, form.action.data or None, form.since.data, form.until.data)


@bp.get("/admin/audit")
def entries() -> str:
    """Show who did what, the newest first."""
    admin()
    form, sought = _read(request.args)
    found = queries.page_of(sought, form.before.data) if sought is not None else []
    return render_template(
        "audit/entries.html",
        form=form,
        found=found,
        older=found[-1].entry.id if len(found) == queries.PAGE else None,
        asked={
            name: form[name].raw_data[0]
            for name in ("email", "person", "action", "since", "until")
            if form[name].raw_data and form[name].raw_data[0]
        },
        action=labels.action,
        subject=labels.subject,
    )


@bp.post("/admin/audit/export")
@limiter.limit("20 per hour", key_func=lambda: str(current_user.id))
def export() -> Response:
    """Give the entries sought as a file; that somebody took them is an entry too."""
    admin()
    if not PressForm().validate_on_submit():
        abort(400)
    _form, sought = _read(request.form)
    if sought is None:
        abort(400)
    now = utc_now()
    rows = [
        [
            shown.entry.at,
            shown.actor,
            shown.entry.actor_id,
            labels.action(shown.entry.action),
            shown.entry.action,
            labels.subject(shown.entry.subject),
            shown.subject,
            shown.entry.subject_id,
            ", ".join(f"{name}={value}" for name, value in sorted(shown.entry.detail.items())),
        ]
        for shown in queries.all_of(sought)
    ]
    note(acting_user(), "audit.export", subject="audit", subject_id=None, detail={"rows": len(rows)})
    heading = [
        _("時刻"),
        _("した人"),
        _("した人の番号"),
        _("したこと"),
        _("したことの記号"),
        _("相手の種類"),
        _("相手"),
        _("相手の番号"),
        _("詳細"),
    ]
    return Response(
        csv_files.csv_bytes(heading, rows),
        content_type=csv_files.TYPE,
        headers={"Content-Disposition": disposition(file_name(_("監査の記録"), "csv", now))},
    )
