"""Look after groups and people: the admin's pages."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts import group_operations, operations, queries
from course.accounts.access import acting_user, load_group, load_person, require_admin
from course.accounts.forms import (
    ROLE_LABELS,
    GroupForm,
    MemberForm,
    PressForm,
    RolesForm,
    normalize_email,
)
from course.accounts.models import Group, User
from course.accounts.next_page import page_to_return_to
from course.accounts.routes import REFUSED, bp
from course.extensions import utc_now

NEW_PASSWORD_LINK = "new_password_link"  # noqa: S105


def _admin() -> User:
    actor = acting_user()
    require_admin(actor)
    return actor


def _to(group: Group) -> ResponseReturnValue:
    return redirect(url_for("accounts.admin_group", group_id=group.id), 303)


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


@bp.route("/admin/groups", methods=["GET", "POST"])
def admin_groups() -> ResponseReturnValue:
    """List every group, and add one."""
    actor = _admin()
    form = GroupForm()
    if form.validate_on_submit():
        try:
            return _to(group_operations.create_group(actor, form.name.data, utc_now()))
        except operations.Taken:
            form.name.errors = [_("同じ名前のグループがもうあります。")]
    page = render_template(
        "accounts/admin_groups.html",
        form=form,
        press=PressForm(),
        groups=queries.led_tree(actor),
        sizes=queries.sizes(),
        loose=queries.people_without_group(),
    )
    return page, REFUSED if form.is_submitted() else 200


def _group_page(
    group: Group, rename: GroupForm, member: MemberForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "accounts/admin_group.html",
        group=group,
        rename=rename,
        member=member,
        press=PressForm(),
        members=queries.members(group),
        roles=ROLE_LABELS,
    )
    return page, status


@bp.get("/admin/groups/<int:group_id>")
def admin_group(group_id: int) -> ResponseReturnValue:
    """Show one group and its people."""
    group = load_group(_admin(), group_id)
    return _group_page(group, GroupForm(obj=group), MemberForm())


@bp.post("/admin/groups/<int:group_id>/name")
def rename_group(group_id: int) -> ResponseReturnValue:
    """Give a group another name."""
    actor = _admin()
    group = load_group(actor, group_id)
    form = GroupForm()
    if form.validate_on_submit():
        try:
            group_operations.rename_group(actor, group, form.name.data)
            flash(_("名前を変えました。"), "success")
            return _to(group)
        except operations.Taken:
            form.name.errors = [_("同じ名前のグループがもうあります。")]
    return _group_page(group, form, MemberForm(formdata=None), REFUSED)


@bp.post("/admin/groups/<int:group_id>/members")
def add_member(group_id: int) -> ResponseReturnValue:
    """Put somebody who has an account in a group."""
    actor = _admin()
    group = load_group(actor, group_id)
    form = MemberForm()
    if form.validate_on_submit():
        person = queries.person_by_email(normalize_email(form.email.data))
        if person is not None:
            group_operations.add_role(actor, group, person, form.role.data)
            flash(_("%(name)sさんをグループに入れました。", name=person.name), "success")
            return _to(group)
        form.email.errors = [_("このアドレスの人はまだ登録されていません。招待リンクを送ってください。")]
    return _group_page(group, GroupForm(formdata=None, obj=group), form, REFUSED)


@bp.post("/admin/groups/<int:group_id>/members/<int:person_id>/roles")
def set_member_roles(group_id: int, person_id: int) -> ResponseReturnValue:
    """Say all that somebody is in a group."""
    actor = _admin()
    group = load_group(actor, group_id)
    person = load_person(actor, person_id)
    if not person.roles_in(group):
        abort(404)
    form = RolesForm()
    if form.validate_on_submit():
        group_operations.set_roles(actor, group, person, form.roles.data)
        flash(_("%(name)sさんの役割を変えました。", name=person.name), "success")
    elif form.roles.data:
        abort(400)
    else:
        flash(_("役割は、少なくとも一つ選んでください。何も変わっていません。"), "error")
    return redirect(page_to_return_to(), 303)


@bp.post("/admin/groups/<int:group_id>/members/<int:person_id>/remove")
def remove_member(group_id: int, person_id: int) -> ResponseReturnValue:
    """Take somebody out of a group."""
    actor = _admin()
    group = load_group(actor, group_id)
    person = load_person(actor, person_id)
    _pressed()
    if not person.roles_in(group):
        abort(404)
    group_operations.remove_member(actor, group, person)
    flash(_("%(name)sさんをグループから外しました。記録は残っています。", name=person.name), "success")
    return _to(group)


@bp.route("/admin/people/<int:person_id>/password-link", methods=["GET", "POST"])
def password_link(person_id: int) -> ResponseReturnValue:
    """Make the link by which somebody who forgot their password sets a new one; it is shown once."""
    actor = _admin()
    person = load_person(actor, person_id)
    if request.method == "POST":
        _pressed()
        token = operations.make_password_link(actor, person, utc_now())
        session[NEW_PASSWORD_LINK] = {"person": person.id, "token": token}
        return redirect(url_for("accounts.password_link", person_id=person.id), 303)
    new = session.pop(NEW_PASSWORD_LINK, None)
    link = None
    if new and new["person"] == person.id:
        link = url_for("accounts.new_password", token=new["token"], _external=True)
    return render_template("accounts/password_link.html", person=person, link=link)


@bp.post("/admin/people/<int:person_id>/active")
def set_active(person_id: int) -> ResponseReturnValue:
    """Close somebody's account, ending their sign-ins at once, or open it again."""
    actor = _admin()
    person = load_person(actor, person_id)
    _pressed()
    if person.id == actor.id:
        flash(_("自分のアカウントは止められません。"), "error")
    else:
        operations.set_active(actor, person, not person.active, utc_now())
        done = (
            _("%(name)sさんのアカウントを再開しました。")
            if person.active
            else _("%(name)sさんのアカウントを止めました。")
        )
        flash(done % {"name": person.name}, "success")
    return redirect(page_to_return_to(), 303)
