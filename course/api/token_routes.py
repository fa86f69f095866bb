"""Serve one's own tokens, and the readable description of the API."""

from __future__ import annotations

import logging
import secrets

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, load_owned
from course.api import document, operations, queries
from course.api.bearer import RANDOM_BYTES
from course.api.forms import RevokeForm, TokenForm
from course.api.models import ApiToken
from course.api.problems import PROBLEMS
from course.api.resources import DEFAULT_LIMIT, MOST_ROWS, RESOURCES
from course.extensions import limiter, utc_now

bp = Blueprint("tokens", __name__, template_folder="templates")
log = logging.getLogger("ryorin.security")

REFUSED = 422
NEW = "new_token"


@bp.get("/account/tokens")
def index() -> str:
    """List one's tokens; one just made is shown this once."""
    return _page(TokenForm(), session.pop(NEW, None))


def _page(form: TokenForm, secret: str | None = None) -> str:
    person, now = acting_user(), utc_now()
    return render_template(
        "api/tokens.html", form=form, secret=secret, tokens=queries.tokens(person), now=now
    )


@bp.post("/account/tokens")
@limiter.limit("30 per hour", key_func=lambda: f"token maker {current_user.id}")
def make() -> ResponseReturnValue:
    """Make a token, and show its secret once."""
    form = TokenForm()
    if not form.validate():
        return _page(form), REFUSED
    try:
        token, secret = operations.make(
            acting_user(),
            name=form.name.data or "",
            days=form.days.data,
            random=secrets.token_bytes(RANDOM_BYTES),
            now=utc_now(),
        )
    except operations.TooMany:
        form.name.errors = [_("使えるトークンが 20 個あります。使わないものを取り消してから作ってください。")]
        return _page(form), REFUSED
    session[NEW] = secret
    log.info("token made: person=%d token=%d", token.user_id, token.id)
    return redirect(url_for("tokens.index"), 303)


@bp.post("/account/tokens/<int:token_id>/revoke")
def revoke(token_id: int) -> ResponseReturnValue:
    """End a token of one's own, at once; nobody else's can be found."""
    token = load_owned(ApiToken, token_id, acting_user())
    if token.user_id != acting_user().id:
        hide(f"token {token_id}")
    if not RevokeForm().validate():
        abort(400)
    operations.revoke(acting_user(), token, utc_now())
    log.info("token revoked: person=%d token=%d", token.user_id, token.id)
    flash(_("「%(name)s」を取り消しました。もう使えません。", name=token.name), "success")
    return redirect(url_for("tokens.index"), 303)


@bp.get("/api")
def guide() -> str:
    """Explain the API, from the same source as its OpenAPI document."""
    return render_template(
        "api/guide.html",
        about=document.ABOUT,
        resources=RESOURCES.values(),
        fields_of=document.fields_of,
        parameters=document.PARAMETERS,
        parameters_of=document.parameters_of,
        membership=document.MEMBERSHIP,
        problems=PROBLEMS,
        default_limit=DEFAULT_LIMIT,
        most_rows=MOST_ROWS,
    )
