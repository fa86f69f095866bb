"""Read the settings: defaults, then `instance/config.toml`, then the environment, then the caller's own."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ja", "en")
DEMO_DATABASE = "demo.sqlite3"
ABSOLUTE_SESSION = timedelta(days=30)
IDLE_SESSION = timedelta(days=14)
REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds

DEFAULTS: dict[str, Any] = {
    "DEMO": False,
    "HTTPS": False,
    "PROXIES": 0,
    "CONTENT_ROOTS": [CHECKOUT],
    "BABEL_DEFAULT_LOCALE": "ja",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Tokyo",
    "MAX_CONTENT_LENGTH": 512 * 1024,  # nothing is uploaded; the longest form is a few kilobytes
    "MAX_FORM_PARTS": 500,
    "EXPORT_THREADS": 1,  # files that take seconds are made so many at once; with 0 before the answer (for tests)
    "PERMANENT_SESSION_LIFETIME": IDLE_SESSION,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    # A page left open over lunch must still post: the token lives as long as the session it is bound to.
    "WTF_CSRF_TIME_LIMIT": None,
    # Said here, because the limiter, which all applications of a process share, keeps what the last one said.
    "RATELIMIT_ENABLED": True,
    "RATELIMIT_STRATEGY": "moving-window",
    # While Redis is away each process counts for itself, and no page waits for it.
    "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    "REDIS_URL": "",
    "API_RATE": "300 per minute",  # requests of one token
    "API_REFUSALS": "120 per 5 minutes",  # from one address, of tokens that do not work
    # One verification: 46 MiB, one pass, one lane (ASVS 5.0 appendix C); more than this many at once must wait.
    "PASSWORD_MEMORY_KIB": 46 * 1024,
    "PASSWORD_PASSES": 1,
    "PASSWORD_LANES": 1,
    "PASSWORD_CONCURRENCY": max(1, os.cpu_count() or 1),
    "PASSWORD_QUEUE": 16,
    # Letters. Without a mail server they are written to instance/outbox/.
    "ADDRESS": "http://127.0.0.1:8000/",  # where people open this installation; letters link to it
    "MAIL_FROM": "Ryorin <ryorin@localhost>",
    "SMTP_HOST": "",
    "SMTP_PORT": 587,
    "SMTP_TLS": "starttls",  # or "tls" (from the first byte, port 465), or "none"
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
}

_FROM_ENVIRONMENT = {
    "DATABASE_URL": "DATABASE_URL",
    "REDIS_URL": "REDIS_URL",
    "RYORIN_SECRET_KEY": "SECRET_KEY",
    "RYORIN_CONTENT": "CONTENT_ROOTS",
    "RYORIN_HTTPS": "HTTPS",
    "RYORIN_PROXIES": "PROXIES",
    "RYORIN_ADDRESS": "ADDRESS",
    "RYORIN_MAIL_FROM": "MAIL_FROM",
    "RYORIN_SMTP_HOST": "SMTP_HOST",
    "RYORIN_SMTP_PORT": "SMTP_PORT",
    "RYORIN_SMTP_TLS": "SMTP_TLS",
    "RYORIN_SMTP_USER": "SMTP_USER",
    "RYORIN_SMTP_PASSWORD": "SMTP_PASSWORD",
}


def instance_folder() -> Path:
    """Give the folder of this installation's own files: `RYORIN_INSTANCE`, else `instance/` beside the package."""
    named = os.environ.get("RYORIN_INSTANCE")
    return Path(named).resolve() if named else CHECKOUT / "instance"


def secret_key(instance: Path) -> str:
    """Read the secret key, making it (readable by this user alone) when there is none.

    Two processes starting at once end with the same key: the file appears whole or not at all.
    """
    kept = instance / "secret_key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        draft = instance / f".secret_key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text(encoding="ascii").strip()


def database_url(settings: Mapping[str, Any], instance: Path) -> str:
    """Name the database: `DATABASE_URL` if set, else a SQLite file in instance/ (its own one for the demo)."""
    url = str(settings.get("DATABASE_URL") or "")
    if not url:
        return f"sqlite:///{instance / (DEMO_DATABASE if settings['DEMO'] else 'ryorin.sqlite3')}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _typed(key: str, text: str) -> Any:
    if key == "HTTPS":
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if key in {"PROXIES", "SMTP_PORT"}:
        return int(text)
    return text


def load(given: Mapping[str, Any] | None, instance: Path) -> dict[str, Any]:
    """Put the settings together; a setting of `given` wins over the environment, that over the file."""
    settings = dict(DEFAULTS)
    own = instance / "config.toml"
    if own.exists():
        settings |= {key.upper(): value for key, value in tomllib.loads(own.read_text("utf-8")).items()}
    for variable, key in _FROM_ENVIRONMENT.items():
        if os.environ.get(variable):
            settings[key] = _typed(key, os.environ[variable])
    settings["DEMO"] = False  # only `--demo` switches it on, never a file or the environment
    settings |= given or {}
    roots = settings["CONTENT_ROOTS"]
    if isinstance(roots, str):
        roots = [CHECKOUT, *(Path(part) for part in roots.split(os.pathsep) if part)]
    settings["CONTENT_ROOTS"] = [Path(root) for root in roots]
    settings.setdefault("SQLALCHEMY_DATABASE_URI", database_url(settings, instance))
    settings.setdefault("RATELIMIT_STORAGE_URI", settings["REDIS_URL"] or "memory://")
    if settings["RATELIMIT_STORAGE_URI"].startswith("redis"):
        settings.setdefault("RATELIMIT_STORAGE_OPTIONS", dict(REDIS_PATIENCE))
    settings["SESSION_COOKIE_SECURE"] = settings["HTTPS"]
    settings.setdefault("SESSION_COOKIE_NAME", "__Host-ryorin" if settings["HTTPS"] else "ryorin")
    if "SECRET_KEY" not in settings:
        settings["SECRET_KEY"] = secret_key(instance)
    return settings
