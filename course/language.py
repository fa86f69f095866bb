"""Choose the language of a page: the person's own, else the browser's cookie, else what the browser asks for."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, has_request_context, request
from flask_security import current_user

from course.config import LANGUAGES

COOKIE = "language"
COOKIE_AGE = timedelta(days=365)


def choose() -> str:
    """Name the language of the present request; Japanese when nothing says otherwise."""
    if not has_request_context():
        return LANGUAGES[0]
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])


def remember(response: Response, language: str) -> None:
    """Keep the language in the browser for a year."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
