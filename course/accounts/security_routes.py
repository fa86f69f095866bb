"""Sign in, out, change the password, and step into the demo."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_security import current_user

from course.accounts import demo, operations, passwords, queries, sessions
from course.accounts.access import acting_user, public
from course.accounts.forms import ChangePasswordForm, DemoForm, SignInForm, normalize_email
from course.accounts.next_page import safe_next
from course.accounts.sessions import fingerprint
from course.extensions import limiter, utc_now

bp = Blueprint("security", __name__, template_folder="templates")
log = logging.getLogger("ryorin.security")

REFUSED = 422
# Only failures count, so a whole class can sign in from one address, and nobody is locked out for good.
PER_ACCOUNT_AND_ADDRESS = "10 per 15 minutes"
PER_ACCOUNT = "60 per 15 minutes"
PER_ADDRESS = "300 per 15 minutes"


def _account() -> str:
    return fingerprint(normalize_email(request.form.get("email", "")[:300]))


def _account_and_address() -> str:
    return f"{_account()} {get_remote_address()}"


def _failed(response: Response) -> bool:
    return response.status_code == REFUSED


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(PER_ACCOUNT_AND_ADDRESS, methods=["POST"], key_func=_account_and_address, deduct_when=_failed)
@limiter.limit(PER_ACCOUNT, methods=["POST"], key_func=_account, deduct_when=_failed)
@limiter.limit(PER_ADDRESS, methods=["POST"], key_func=get_remote_address, deduct_when=_failed)
def login() -> ResponseReturnValue:
    """Show the sign-in page; let somebody in who knows their password."""
    form = SignInForm()
    target = safe_next(form.next.data if form.is_submitted() else request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    if request.method == "GET" and not queries.anyone_exists():
        return redirect(url_for("accounts.set_up"), 303)
    if form.validate_on_submit():
        person = queries.person_by_email(normalize_email(form.email.data))
        if passwords.matches(person, form.password.data) and person is not None and person.active:
            sessions.begin(person, utc_now())
            log.info("signed in: person=%d from=%s", person.id, request.remote_addr)
            return redirect(target, 303)
        log.warning("sign-in failed: person=%s from=%s", person.id if person else None, request.remote_addr)
    wrong = form.is_submitted()
    form.next.data = target
    page = render_template(
        "security/login_user.html",
        form=form,
        wrong=wrong,
        demo_people=queries.demo_people() if demo.is_open(request) else (),
    )
    return page, REFUSED if wrong else 200


@bp.post("/sign-out")
def logout() -> ResponseReturnValue:
    """End this sign-in."""
    person = acting_user()
    sessions.end_this(utc_now())
    log.info("signed out: person=%d from=%s", person.id, request.remote_addr)
    return redirect(url_for("security.login"), 303)


@bp.route("/change-password", methods=["GET", "POST"])
@limiter.limit(
    "20 per 15 minutes", methods=["POST"], key_func=lambda: str(current_user.id), deduct_when=_failed
)
def change_password() -> ResponseReturnValue:
    """Change one's own password, which ends every other sign-in."""
    person = acting_user()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        if not passwords.matches(person, form.password.data):
            form.password.errors = [_("いまのパスワードが違います。")]
        elif passwords.is_common(form.new_password.data, person.name, person.email.partition("@")[0]):
            form.new_password.errors = [
                _("よく使われる、または推測されやすいパスワードです。別のものにしてください。")
            ]
        else:
            now = utc_now()
            operations.change_password(person, passwords.hashed(form.new_password.data), now)
            sessions.begin(person, now)
            flash(_("パスワードを変えました。ほかの端末では、もう一度サインインしてください。"), "success")
            return redirect("/", 303)
    page = render_template("security/change_password.html", form=form)
    return page, REFUSED if form.is_submitted() else 200


@bp.post("/demo/sign-in")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Step into the shoes of a demo person; there is no such page outside the demo."""
    if not demo.is_open(request):
        abort(404)
    form = DemoForm()
    person = queries.demo_person(form.person.data) if form.validate_on_submit() else None
    if person is None:
        abort(404)
    sessions.begin(person, utc_now())
    log.info("demo sign-in: person=%d", person.id)
    return redirect("/", 303)
