"""Serve the API: lists of what the token's owner may read, and their description."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, current_app, request, url_for
from flask_limiter.util import get_remote_address
from flask_security import current_user

from course.accounts.access import public
from course.api import cursors
from course.api.access import keep_day_of_use, rate_key, reader, recognise
from course.api.document import openapi
from course.api.forms import ListForm
from course.api.listing import LISTINGS
from course.api.paging import Page, Reader
from course.api.problem_pages import answer
from course.api.resources import BASE, RESOURCES, Resource
from course.audit.seen import saw
from course.extensions import limiter, utc_now
from course.live_catalogue import catalogue
from course.presentation import OFFICE_ZONE

bp = Blueprint("api", __name__)

JSON_TYPE = "application/json"
UNKNOWN = 401


def _setting(name: str) -> Callable[[], str]:
    return lambda: str(current_app.config[name])


limiter.limit(_setting("API_RATE"), key_func=rate_key)(bp)
# Only refusals count here: guesses are counted by the address they come from, whatever token each of them names.
limiter.limit(
    _setting("API_REFUSALS"),
    key_func=get_remote_address,
    deduct_when=lambda response: response.status_code == UNKNOWN,
)(bp)


@bp.before_request
def let_in() -> Response | None:
    """Let in who has a token that works; somebody signed in may read the description, too."""
    if recognise() is not None:
        return None
    if request.endpoint == "api.describe" and current_user.is_authenticated:
        return None
    return answer(UNKNOWN)


@bp.after_request
def say_how_many_are_left(response: Response) -> Response:
    """Say how many requests the token has left."""
    hit = next((hit for hit in limiter.current_limits if hit.key.startswith("LIMITER/token")), None)
    if hit is not None:
        response.headers["X-RateLimit-Limit"] = str(hit.limit.amount)
        response.headers["X-RateLimit-Remaining"] = str(max(0, hit.remaining))
        response.headers["X-RateLimit-Reset"] = str(int(hit.reset_at))
    return response


@bp.after_request
def note_use(response: Response) -> Response:
    """Have the token's day of use noted once the answer is out: at most one write a day, none of it in the reading."""
    token = recognise()
    today = utc_now().astimezone(OFFICE_ZONE).date()
    if token is not None and token.last_used_on != today:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(keep_day_of_use, app, token.id, today))
    return response


@bp.get(f"{BASE}/openapi.json")
@public
def describe() -> Response:
    """Give the OpenAPI document."""
    return Response(msgspec.json.encode(openapi()), content_type=JSON_TYPE)


def _lister(resource: Resource) -> Callable[[], Response]:
    read, kinds = LISTINGS[resource.name]

    def list_rows() -> Response:
        form = ListForm(request.args, resource, kinds)
        wrong = form.problems()
        if wrong:
            return answer(400, wrong)
        actor = reader()
        page = read(Reader(actor, catalogue(), utc_now()), form.wanted())
        saw(page.people, f"api {resource.name}", reader=actor.id)
        return _page(resource, page)

    list_rows.__doc__ = f"List {resource.name}."
    return public(list_rows)


def _page(resource: Resource, page: Page) -> Response:
    cursor = None if page.end is None else cursors.write(page.end)
    following = None
    if cursor is not None:
        asked: dict[str, Any] = {**request.args.to_dict(), "cursor": cursor}
        following = url_for(f"api.{resource.name}", **asked)
    body = {"data": page.rows, "next_cursor": cursor, "next": following}
    response = Response(msgspec.json.encode(body), content_type=JSON_TYPE)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


for _resource in RESOURCES.values():
    bp.add_url_rule(_resource.path, endpoint=_resource.name, view_func=_lister(_resource), methods=["GET"])
