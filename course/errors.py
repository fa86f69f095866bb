"""Answer errors with a page that says what happened, what is safe, and what to do."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_babel import lazy_gettext as _l
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from course.api import problem_pages
from course.extensions import db, limiter

log = logging.getLogger("ryorin")
A_MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the three things an error page says."""

    happened: Any
    safe: Any
    do: Any


WORDS = {
    400: Words(
        _l("送られた内容を読み取れませんでした"),
        _l("記録は何も変わっていません。"),
        _l("前のページに戻り、開き直してからもう一度お試しください。"),
    ),
    403: Words(
        _l("このページで変更できるのは、持ち主だけです"),
        _l("見ることはできます。記録は何も変わっていません。"),
        _l("変更が必要なときは、本人かグループの担当者にご相談ください。"),
    ),
    404: Words(
        _l("お探しのページは見つかりませんでした"),
        _l("あなたの記録はそのままです。"),
        _l("アドレスを確かめるか、「今日」のページからお進みください。"),
    ),
    405: Words(
        _l("このアドレスは、その使い方に対応していません"),
        _l("記録は何も変わっていません。"),
        _l("「今日」のページから、もう一度お進みください。"),
    ),
    413: Words(
        _l("送られた内容が大きすぎました"),
        _l("記録は何も変わっていません。"),
        _l("短くして、もう一度お試しください。"),
    ),
    429: Words(
        _l("少し間をおいてください"),
        _l("短いあいだに何度も送られたため、一時的に止めています。記録はそのままです。"),
        _l("しばらく待ってから、もう一度お試しください。"),
    ),
    500: Words(
        _l("こちらの不具合で、うまく処理できませんでした"),
        _l("これまでの記録は残っています。いまの操作だけが保存されていません。"),
        _l("少し待ってから、もう一度お試しください。続くときは担当者にお知らせください。"),
    ),
}
LAST_RESORT = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><title>両輪</title>'
    "<p>こちらの不具合で、うまく処理できませんでした。これまでの記録は残っています。</p>"
    '<p lang="en">Something went wrong on our side. What you had saved is safe. Please try again in a moment.</p>'
    '<p><a href="/">両輪</a></p></html>'
)


def _page(status: int) -> Response:
    if problem_pages.wanted_here():
        return problem_pages.answer(status)
    try:
        text = render_template("errors/error.html", status=status, words=WORDS.get(status, WORDS[400]))
    except Exception:
        # The page itself needs the database and the templates; when those are what broke, say so without them.
        log.exception("the error page could not be made")
        text = LAST_RESORT
    return make_response(text, status)


def on_http_error(error: HTTPException) -> AnyResponse:
    """Answer an HTTP error with its page, keeping the headers it carries (Allow, Retry-After, Location)."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    page = _page(status)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            page.headers[name] = value
    return page


def on_rate_limit(error: RateLimitExceeded) -> AnyResponse:
    """Answer 429 and say, in seconds, when to come back."""
    page = _page(429)
    hit = limiter.current_limit
    page.headers["Retry-After"] = str(max(1, int(hit.reset_at - time.time())) if hit else A_MINUTE)
    return page


def on_crash(error: Exception) -> Response:
    """Answer 500, with nothing of the request kept and nothing of the fault told."""
    db.session.rollback()
    return _page(500)


def init_app(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(RateLimitExceeded, on_rate_limit)
    app.register_error_handler(500, on_crash)
