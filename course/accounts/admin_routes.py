"""Look after the tree of groups and who is in them: the admin's pages."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts import group_operations, queries
from course.accounts.access import acting_user, load_group, load_person, require_admin
from course.accounts.forms import (
    ROLE_LABELS,
    TOP,
    GroupForm,
    MemberForm,
    NewGroupForm,
    PlaceForm,
    PressForm,
    RolesForm,
    TargetForm,
    normalize_email,
)
from course.accounts.models import Group, User
from course.accounts.operations import Taken
from course.accounts.routes import REFUSED, bp
from course.extensions import utc_now


def admin() -> User:
    """Give the acting person, who must be an admin; anybody else is told 404."""
    actor = acting_user()
    require_admin(actor)
    return actor


def places(actor: User, *, but: Group | None = None) -> list[tuple[int, str]]:
    """List every group with its path, for a choice; `but` leaves one out, with all below it."""
    tree = queries.led_tree(actor)
    out = {group.id for group in queries.groups_below(but)} if but is not None else set()
    return [(branch.group.id, branch.path) for branch in tree if branch.group.id not in out]


def _to(group: Group) -> ResponseReturnValue:
    return redirect(url_for("accounts.admin_group", group_id=group.id), 303)


def _to_person(person: User) -> ResponseReturnValue:
    return redirect(url_for("accounts.admin_person", person_id=person.id), 303)


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


@bp.route("/admin/groups", methods=["GET", "POST"])
def admin_groups() -> ResponseReturnValue:
    """Show the tree of all groups, and add one to it."""
    actor = admin()
    tree = queries.led_tree(actor)
    form = NewGroupForm(places=[(branch.group.id, branch.path) for branch in tree])
    if form.validate_on_submit():
        parent = load_group(actor, form.parent.data) if form.parent.data != TOP else None
        try:
            return _to(group_operations.create_group(actor, form.name.data, utc_now(), parent=parent))
        except Taken:
            form.name.errors = [_("同じ場所に、同じ名前のグループがもうあります。")]
    page = render_template(
        "accounts/admin_groups.html",
        form=form,
        groups=tree,
        sizes=queries.sizes(),
        loose=queries.people_without_group(),
    )
    return page, REFUSED if form.is_submitted() else 200


def _group_page(
    actor: User,
    group: Group,
    *,
    rename: GroupForm | None = None,
    member: MemberForm | None = None,
    place: PlaceForm | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "accounts/admin_group.html",
        group=group,
        line=queries.line_of(group),
        below=queries.groups_directly_below(group),
        sizes=queries.sizes(),
        rename=rename or GroupForm(formdata=None, obj=group),
        member=member or MemberForm(formdata=None),
        place=place
        or PlaceForm(formdata=None, parent=group.parent_id or TOP, places=places(actor, but=group)),
        members=queries.members(group),
        roles=ROLE_LABELS,
    )
    return page, REFUSED if rename or member or place else 200


@bp.get("/admin/groups/<int:group_id>")
def admin_group(group_id: int) -> ResponseReturnValue:
    """Show one group: what stands above and below it, and its people."""
    actor = admin()
    return _group_page(actor, load_group(actor, group_id))


@bp.post("/admin/groups/<int:group_id>/name")
def rename_group(group_id: int) -> ResponseReturnValue:
    """Give a group another name."""
    actor = admin()
    group = load_group(actor, group_id)
    form = GroupForm()
    if form.validate_on_submit():
        try:
            group_operations.rename_group(actor, group, form.name.data)
            flash(_("名前を変えました。"), "success")
            return _to(group)
        except Taken:
            form.name.errors = [_("同じ場所に、同じ名前のグループがもうあります。")]
    return _group_page(actor, group, rename=form)


@bp.post("/admin/groups/<int:group_id>/parent")
def move_group(group_id: int) -> ResponseReturnValue:
    """Put a group, with all below it, somewhere else in the tree."""
    actor = admin()
    group = load_group(actor, group_id)
    form = PlaceForm(places=places(actor, but=group))
    if form.validate_on_submit():
        parent = load_group(actor, form.parent.data) if form.parent.data != TOP else None
        try:
            group_operations.move_group(actor, group, parent)
            flash(
                _(
                    "「%(group)s」を移しました。だれがだれを見られるかは、もう変わっています。",
                    group=group.name,
                ),
                "success",
            )
            return _to(group)
        except Taken:
            form.parent.errors = [_("移る先に、同じ名前のグループがもうあります。")]
        except group_operations.Cycle:
            form.parent.errors = [_("自分より下のグループの下には移せません。")]
    elif form.parent.errors:
        form.parent.errors = [_("移る先を選び直してください。自分より下のグループの下には移せません。")]
    return _group_page(actor, group, place=form)


@bp.post("/admin/groups/<int:group_id>/members")
def add_member(group_id: int) -> ResponseReturnValue:
    """Put somebody who has an account in a group, or give them a further role there."""
    actor = admin()
    group = load_group(actor, group_id)
    form = MemberForm()
    if form.validate_on_submit():
        person = queries.person_by_email(normalize_email(form.email.data))
        if person is not None:
            group_operations.add_role(actor, group, person, form.role.data)
            flash(_("%(name)sさんをグループに入れました。", name=person.name), "success")
            return _to(group)
        form.email.errors = [_("このアドレスの人はまだ登録されていません。招待リンクを送ってください。")]
    return _group_page(actor, group, member=form)


def _member(actor: User, group_id: int, person_id: int) -> tuple[Group, User]:
    group = load_group(actor, group_id)
    person = load_person(actor, person_id)
    if not person.roles_in(group):
        abort(404)
    return group, person


@bp.post("/admin/groups/<int:group_id>/members/<int:person_id>/roles")
def set_member_roles(group_id: int, person_id: int) -> ResponseReturnValue:
    """Say all that somebody is in a group."""
    actor = admin()
    group, person = _member(actor, group_id, person_id)
    form = RolesForm()
    if form.validate_on_submit():
        group_operations.set_roles(actor, group, person, form.roles.data)
        flash(_("%(name)sさんの役割を変えました。", name=person.name), "success")
    elif form.roles.data:
        abort(400)
    else:
        flash(_("役割は、少なくとも一つ選んでください。何も変わっていません。"), "error")
    return _to_person(person)


@bp.post("/admin/groups/<int:group_id>/members/<int:person_id>/move")
def move_member(group_id: int, person_id: int) -> ResponseReturnValue:
    """Take somebody from one group to another, with all that they are in it."""
    actor = admin()
    group, person = _member(actor, group_id, person_id)
    form = TargetForm(places=places(actor))
    if not form.validate_on_submit():
        abort(400)
    target = load_group(actor, form.target.data)
    group_operations.move_person(actor, person, group, target)
    flash(
        _(
            "%(name)sさんを「%(group)s」に移しました。記録はそのまま付いていきます。",
            name=person.name,
            group=target.name,
        ),
        "success",
    )
    return _to_person(person)


@bp.post("/admin/groups/<int:group_id>/members/<int:person_id>/remove")
def remove_member(group_id: int, person_id: int) -> ResponseReturnValue:
    """Take somebody out of a group."""
    actor = admin()
    group, person = _member(actor, group_id, person_id)
    _pressed()
    group_operations.remove_member(actor, group, person)
    flash(_("%(name)sさんをグループから外しました。記録は残っています。", name=person.name), "success")
    return _to_person(person)
