"""Find people and look after their accounts: the admin's pages, and the page of one's own account."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from course.accounts import group_operations, operations, people_queries, queries
from course.accounts.access import acting_user, hide, load_group, load_person
from course.accounts.admin_routes import admin, places
from course.accounts.forms import ROLE_LABELS, JoinForm, NameForm, PeopleForm, PressForm
from course.accounts.models import User
from course.accounts.next_page import page_to_return_to
from course.accounts.routes import REFUSED, bp
from course.extensions import utc_now

NEW_PASSWORD_LINK = "new_password_link"  # noqa: S105


def _account(person_id: int) -> User:
    """Find somebody whose account an admin may change: not one who has been erased."""
    person = load_person(admin(), person_id)
    if person.erased_at is not None:
        hide(f"erased person {person_id}")
    return person


def _pressed() -> None:
    if not PressForm().validate_on_submit():
        abort(400)


@bp.get("/admin/people")
def admin_people() -> ResponseReturnValue:
    """Find people by name, address, group, role and state of their account."""
    actor = admin()
    tree = queries.led_tree(actor)
    form = PeopleForm(request.args, places=[(branch.group.id, branch.path) for branch in tree])
    sought = people_queries.Sought()
    if form.validate():
        sought = people_queries.Sought(
            form.q.data or "", form.group.data or None, form.role.data or None, form.state.data or None
        )
    found = people_queries.page_of(sought, form.page.data if form.validate() else 1)
    paths = {branch.group.id: branch.path for branch in tree}
    return render_template(
        "accounts/admin_people.html",
        form=form,
        sought=sought,
        found=found,
        paths=paths,
        roles=ROLE_LABELS,
    )


def _person_page(person_id: int, join: JoinForm | None = None) -> ResponseReturnValue:
    actor = admin()
    person = load_person(actor, person_id)
    every = places(actor)
    page = render_template(
        "accounts/admin_person.html",
        person=person,
        memberships=people_queries.memberships(person),
        places=every,
        paths=dict(every),
        join=join or JoinForm(formdata=None, places=every),
        roles=ROLE_LABELS,
        seen_at=people_queries.last_sign_in(person),
    )
    return page, REFUSED if join else 200


@bp.get("/admin/people/<int:person_id>")
def admin_person(person_id: int) -> ResponseReturnValue:
    """Show one person's account: where they are what, and all that can be done with it."""
    return _person_page(person_id)


@bp.post("/admin/people/<int:person_id>/groups")
def join_group(person_id: int) -> ResponseReturnValue:
    """Put a person in one more group."""
    actor = admin()
    person = _account(person_id)
    form = JoinForm(places=places(actor))
    if not form.validate_on_submit():
        return _person_page(person_id, form)
    group = load_group(actor, form.target.data)
    group_operations.add_role(actor, group, person, form.role.data)
    flash(_("%(name)sさんをグループに入れました。", name=person.name), "success")
    return redirect(url_for("accounts.admin_person", person_id=person.id), 303)


@bp.route("/admin/people/<int:person_id>/password-link", methods=["GET", "POST"])
def password_link(person_id: int) -> ResponseReturnValue:
    """Make the link by which somebody who forgot their password sets a new one; it is shown once."""
    actor = admin()
    person = _account(person_id)
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
    actor = admin()
    person = _account(person_id)
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


@bp.post("/admin/people/<int:person_id>/admin")
def set_admin(person_id: int) -> ResponseReturnValue:
    """Make somebody an admin, or take that back; nobody does it to themself."""
    actor = admin()
    person = _account(person_id)
    _pressed()
    if person.id == actor.id:
        flash(_("自分を管理者から外すことはできません。ほかの管理者に頼んでください。"), "error")
    elif not person.active and not person.is_admin:
        flash(_("止まっているアカウントの人は、管理者にできません。"), "error")
    else:
        operations.set_admin(actor, person, not person.is_admin)
        done = (
            _("%(name)sさんを管理者にしました。")
            if person.is_admin
            else _("%(name)sさんを管理者から外しました。")
        )
        flash(done % {"name": person.name}, "success")
    return redirect(url_for("accounts.admin_person", person_id=person.id), 303)


@bp.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Show one's own account, and let its owner change their name."""
    person = acting_user()
    form = NameForm(obj=person)
    if form.validate_on_submit():
        if operations.rename(person, form.name.data):
            flash(
                _("お名前を変えました。修了証がある場合は、修了証のページで新しい名前に出し直せます。"),
                "success",
            )
        return redirect(url_for("accounts.account"), 303)
    page = render_template(
        "accounts/account.html",
        form=form,
        memberships=people_queries.memberships(person),
        paths=people_queries.paths_of(person),
        roles=ROLE_LABELS,
    )
    return page, REFUSED if form.is_submitted() else 200
