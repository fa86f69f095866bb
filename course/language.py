"""Choose the language of a page: the person's own, else the browser's cookie, else what the browser asks for."""

from __future__ import annotations

from datetime import timedelta

from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Domain, _get_current_context
from flask_security import current_user

from course.config import LANGUAGES
from course.extensions import babel

COOKIE = "language"
COOKIE_AGE = timedelta(days=365)


class Words(Domain):
    """Find a page's translations once; the library works its language out again for each of some hundred words.

    They are kept where the library's `force_locale` and `refresh` forget them.
    """

    def get_translations(self) -> Translations | NullTranslations:
        """Give the translations in the language that holds now."""
        here = _get_current_context()
        kept: Translations | NullTranslations | None = getattr(here, "babel_translations", None)
        if kept is None:
            kept = super().get_translations()
            if here is not None:
                here.babel_translations = kept
        return kept


def init_app(app: Flask) -> None:
    """Let pages, and the templates for themselves, find their words this way."""
    babel.init_app(app, locale_selector=choose)
    words = Words()
    app.extensions["babel"].instance.domain_instance = words
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # by the library's extension
        gettext=lambda text: words.get_translations().ugettext(text),
        ngettext=lambda one, many, number: words.get_translations().ungettext(one, many, number),
        pgettext=lambda context, text: words.get_translations().upgettext(context, text),
        npgettext=lambda context, one, many, number: words.get_translations().unpgettext(
            context, one, many, number
        ),
        newstyle=True,
    )


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
