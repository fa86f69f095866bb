"""Serve one's own data to everybody, and to admins the handing out and the erasing of others'."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, load_person
from course.accounts.admin_routes import admin
from course.accounts.models import User
from course.extensions import limiter, utc_now
from course.privacy import operations, queries
from course.privacy.archive import zip_bytes
from course.privacy.forms import EraseForm, PressForm
from course.spreadsheets.downloads import disposition, file_name

bp = Blueprint("privacy", __name__, template_folder="templates")
REFUSED = 422
A_FEW = "20 per hour"


def _hand_out(person: User) -> Response:
    """Answer with the file itself: that it was taken is noted, so it is a post."""
    if not PressForm().validate_on_submit():
        abort(400)
    operations.note_handing_out(acting_user(), person)
    now = utc_now()
    about = _(
        "両輪に残っている、%(name)sさんの記録のすべてです。\n"
        "表ごとに JSON と CSV があり、中身は同じです。時刻は協定世界時（UTC）です。\n"
        "パスワードやリンクの鍵は、だれにも渡さないため入っていません。\n",
        name=person.name,
    )
    about += _("担当の人だけのメモと、課題を免除した理由は、書いた人のものなので入っていません。") + "\n"
    body = zip_bytes(queries.parts_of(person), about=about, at=now)
    name = file_name(_("%(name)sさんの記録", name=person.name), "zip", now)
    return Response(body, content_type="application/zip", headers={"Content-Disposition": disposition(name)})


@bp.post("/account/data")
@limiter.limit(A_FEW, key_func=lambda: str(current_user.id))
def my_data() -> ResponseReturnValue:
    """Hand the reader all that is kept of them."""
    return _hand_out(acting_user())


@bp.post("/admin/people/<int:person_id>/data")
@limiter.limit(A_FEW, key_func=lambda: str(current_user.id))
def their_data(person_id: int) -> ResponseReturnValue:
    """Hand an admin all that is kept of a person, to pass on."""
    return _hand_out(load_person(admin(), person_id))


@bp.route("/admin/people/<int:person_id>/erase", methods=["GET", "POST"])
def erase(person_id: int) -> ResponseReturnValue:
    """Say what goes and what stays; erase a person whose name was typed."""
    actor = admin()
    person = load_person(actor, person_id)
    if person.erased_at is not None:
        hide(f"erased person {person_id}")
    form = EraseForm()
    if form.validate_on_submit():
        if form.name.data != person.name:
            form.name.errors = [_("名前が違います。画面の名前をそのまま打ってください。何も消していません。")]
        else:
            try:
                operations.erase(actor, person, utc_now())
                flash(
                    _(
                        "消去しました。名前とアドレスは、もう表示されません。前のバックアップ、送られたメール、受け取られたファイルには残っています。"
                    ),
                    "success",
                )
                return redirect(url_for("accounts.admin_person", person_id=person_id), 303)
            except operations.LastAdmin:
                form.name.errors = [_("最後の管理者は消去できません。先に、ほかの人を管理者にしてください。")]
    page = render_template("privacy/erase.html", person=person, form=form)
    return page, REFUSED if form.is_submitted() else 200
