"""Set the installation up, join by a link, invite others, and choose the language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course import language
from course.accounts import operations, passwords, queries, sessions
from course.accounts.access import acting_user, load_group, public
from course.accounts.forms import (
    ROLE_LABELS,
    InviteForm,
    LanguageForm,
    NewAccountForm,
    NewPasswordForm,
    PressForm,
    SetupForm,
    normalize_email,
)
from course.accounts.next_page import safe_next
from course.accounts.queries import DEMO_DOMAIN
from course.extensions import limiter, utc_now

bp = Blueprint("accounts", __name__, template_folder="templates")

REFUSED = 422
GONE = 410
NEW_INVITE = "new_invite"


@bp.app_context_processor
def name_roles() -> dict[str, Any]:
    """Give every template the names of the roles."""
    return {"role_labels": ROLE_LABELS}


@bp.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Keep the language somebody reads in, and go back to where they were."""
    form = LanguageForm()
    if not form.validate_on_submit():
        abort(400)
    if current_user.is_authenticated:
        operations.set_language(acting_user(), form.language.data)
    response = redirect(safe_next(form.next.data), 303)
    language.remember(response, form.language.data)  # type: ignore[arg-type]
    return response


@bp.route("/setup", methods=["GET", "POST"])
@public
@limiter.limit(
    "20 per 15 minutes", methods=["POST"], deduct_when=lambda response: response.status_code == REFUSED
)
def set_up() -> ResponseReturnValue:
    """Make the first account, an admin's; there is no such page once anybody exists."""
    if queries.anyone_exists():
        abort(404)
    form = SetupForm()
    if not form.is_submitted():
        form.code.data = request.args.get("code", "")[:100]
    elif form.validate():
        if operations.is_setup_code(form.code.data, current_app.config["SECRET_KEY"]):
            now = utc_now()
            try:
                person = operations.set_up(
                    email=normalize_email(form.email.data),
                    name=form.name.data,
                    password_hash=passwords.hashed(form.password.data),
                    now=now,
                )
            except operations.Closed:
                abort(404)
            sessions.begin(person, now)
            flash(_("準備ができました。まずグループを作り、人を招いてください。"), "success")
            return redirect(url_for("accounts.admin_groups"), 303)
        form.code.errors = [_("設定コードが違います。サーバーを起動した画面に表示されています。")]
    return render_template("accounts/setup.html", form=form), REFUSED if form.is_submitted() else 200


def _link_is_over() -> ResponseReturnValue:
    return render_template("accounts/link_over.html"), GONE


@bp.route("/join/<token>", methods=["GET", "POST"])
@public
@limiter.limit("100 per 15 minutes", deduct_when=lambda response: response.status_code == GONE)
def join(token: str) -> ResponseReturnValue:
    """Join a group by an invite link: with a new account, or with one's own when signed in."""
    now = utc_now()
    found = queries.open_invite(token, now)
    if found is None:
        return _link_is_over()
    if current_user.is_authenticated:
        return _join_as_oneself(token)
    form = NewAccountForm()
    if form.validate_on_submit():
        email = normalize_email(form.email.data)
        if email.endswith(DEMO_DOMAIN):
            form.email.errors = [_("このメールアドレスは使えません。")]
        elif queries.person_by_email(email) is not None:
            form.email.errors = [
                _("このアドレスの方はもう登録されています。サインインしてから、同じリンクを開いてください。")
            ]
        else:
            return _join_as_new(token, email, form)
    return render_template("accounts/join.html", form=form, invite=found, token=token), (
        REFUSED if form.is_submitted() else 200
    )


def _join_as_new(token: str, email: str, form: NewAccountForm) -> ResponseReturnValue:
    password_hash = passwords.hashed(form.password.data)
    now = utc_now()
    found = queries.open_invite(token, now)
    if found is None:
        return _link_is_over()
    try:
        person = operations.create_person(
            email=email,
            name=form.name.data,
            password_hash=password_hash,
            now=now,
            language=language.choose(),
        )
        operations.use_invite(found, person, now)
    except (operations.Closed, operations.Taken):
        return _link_is_over()
    sessions.begin(person, now)
    flash(_("ようこそ、%(name)sさん。", name=person.name), "success")
    return redirect("/", 303)


def _join_as_oneself(token: str) -> ResponseReturnValue:
    now = utc_now()
    found = queries.open_invite(token, now)
    if found is None:
        return _link_is_over()
    form = PressForm()
    if not form.validate_on_submit():
        return render_template("accounts/join.html", form=form, invite=found, token=token)
    try:
        operations.use_invite(found, acting_user(), now)
    except operations.Closed:
        return _link_is_over()
    flash(_("「%(group)s」に入りました。", group=found.group.name), "success")
    return redirect("/", 303)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
@limiter.limit("100 per 15 minutes", deduct_when=lambda response: response.status_code == GONE)
def new_password(token: str) -> ResponseReturnValue:
    """Set a new password by a link from an admin, which ends every sign-in there was."""
    form = NewPasswordForm()
    if queries.open_password_link(token, utc_now()) is None:
        return _link_is_over()
    if form.validate_on_submit():
        password_hash = passwords.hashed(form.password.data)
        now = utc_now()
        found = queries.open_password_link(token, now)
        try:
            person = operations.use_password_link(found, password_hash, now) if found else None
        except operations.Closed:
            person = None
        if person is None:
            return _link_is_over()
        sessions.begin(person, now)
        flash(_("パスワードを変えました。ほかの端末では、もう一度サインインしてください。"), "success")
        return redirect("/", 303)
    return render_template("accounts/new_password.html", form=form), REFUSED if form.is_submitted() else 200


@bp.route("/groups/<int:group_id>/invites", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"], key_func=lambda: str(current_user.id))
def invites(group_id: int) -> ResponseReturnValue:
    """List the open invites of a group one leads, and make a new one; its link is shown once."""
    actor = acting_user()
    group = load_group(actor, group_id, lead=True)
    form = InviteForm(allowed_roles=operations.invitable_roles(actor))
    now = utc_now()
    if form.validate_on_submit():
        token = operations.invite(
            actor, group, role=form.role.data, days=form.days.data, people=form.people.data, now=now
        )
        session[NEW_INVITE] = {"group": group.id, "token": token}
        return redirect(url_for("accounts.invites", group_id=group.id), 303)
    new = session.pop(NEW_INVITE, None) if not form.is_submitted() else None
    link = None
    if new and new["group"] == group.id:
        link = url_for("accounts.join", token=new["token"], _external=True)
    page = render_template(
        "accounts/invites.html",
        group=group,
        form=form,
        press=PressForm(),
        invites=queries.open_invites(group, now),
        link=link,
    )
    return page, REFUSED if form.is_submitted() else 200


@bp.post("/groups/<int:group_id>/invites/<int:invite_id>/close")
def close_invite(group_id: int, invite_id: int) -> ResponseReturnValue:
    """Close an invite before its time."""
    actor = acting_user()
    group = load_group(actor, group_id, lead=True)
    if not PressForm().validate_on_submit():
        abort(400)
    if not operations.revoke_invite(actor, group, invite_id):
        abort(404)
    flash(_("招待リンクを閉じました。"), "success")
    return redirect(url_for("accounts.invites", group_id=group.id), 303)


from course.accounts import admin_routes, people_routes  # noqa: E402, F401  # their views belong to this blueprint
