"""Set Flask-Security up: argon2id, our own sign-ins, and no way in but the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_security import Security, SQLAlchemyUserDatastore

from course.accounts import sessions
from course.accounts.models import Role, User
from course.accounts.passwords import HashGate
from course.extensions import db

SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    # Composed once and for all, so that the same keys typed on another system match; otherwise untouched.
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFC",
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
}


class PageSessions(SecureCookieSessionInterface):
    """Renew the session's cookie with each page, and leave static files, which caches keep, without one."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether this answer carries the cookie."""
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def hash_options(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cost of one hash: memory in KiB, passes, lanes."""
    return {
        "argon2__type": "ID",
        "argon2__memory_cost": config["PASSWORD_MEMORY_KIB"],
        "argon2__time_cost": config["PASSWORD_PASSES"],
        "argon2__parallelism": config["PASSWORD_LANES"],
    }


def init_app(app: Flask) -> None:
    """Let the application know its people."""
    config = app.config
    for name, value in SETTINGS.items():
        config.setdefault(name, value)
    config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = hash_options(config)
    app.session_interface = PageSessions()
    security = Security()
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
    manager = security.login_manager
    manager.user_loader(sessions.load)
    manager.request_loader(None)
    manager.session_protection = None
    app.extensions["password_gate"] = HashGate(config["PASSWORD_CONCURRENCY"], config["PASSWORD_QUEUE"])
