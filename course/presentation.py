"""Give every template the names it may count on: language, navigation, assets and formats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from course import navigation
from course.content.text import Text

OFFICE_ZONE = ZoneInfo("Asia/Tokyo")


def language() -> str:
    """Name the language of the page being made: `ja` or `en`."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "ja"


def say(text: Text | Mapping[str, str] | str) -> str:
    """Give content text in the reader's language, falling back to Japanese."""
    if isinstance(text, str):
        return text
    if isinstance(text, Mapping):
        return text.get(language()) or text["ja"]
    return text.to(language())


@lru_cache(maxsize=256)
def _fingerprint(path: Path, modified_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """Give the address of a static file, with its content's hash so that it can be kept for ever."""
    path = Path(__file__).parent / "static" / filename
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


def yen(amount: int) -> str:
    """Write an amount of money the way a rep says it: 320 万円, or ¥3,200,000 in English."""
    if language() == "en":
        return f"¥{amount:,}"
    if amount >= 10_000 and amount % 1_000 == 0:
        return f"{amount / 10_000:g} 万円"
    return f"{amount:,} 円"


def contracts(difference: float) -> str:
    """Write a difference in contracts with its sign: +0.4, −1.2, ±0.0."""
    if round(difference, 1) == 0:
        return "±0.0"
    return f"{difference:+.1f}".replace("-", "−")


def introduce(person: Any) -> str:
    """Name somebody with role and firm, in the order the reader's language has them; what is empty is left out."""
    known = [part for part in (say(person.company), say(person.role), say(person.name)) if part]
    return ", ".join(reversed(known)) if language() == "en" else " ".join(known)


def days_ago(moment: datetime | None, now: datetime) -> str:
    """Say how long ago something was, in days of the office's calendar."""
    if moment is None:
        return _("まだ")
    days = (now.astimezone(OFFICE_ZONE).date() - moment.astimezone(OFFICE_ZONE).date()).days
    if days <= 0:
        return _("今日")
    if days == 1:
        return _("昨日")
    return _("%(days)d 日前", days=days)


def date(moment: datetime) -> str:
    """Write a day, in the office's time zone, as 2026-11-22."""
    return moment.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d")


def date_time(moment: datetime) -> str:
    """Write a moment, in the office's time zone, to the minute."""
    return moment.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def _context() -> dict[str, Any]:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {"page_language": language(), "here": here, "navigation": navigation.items(), "asset": asset}


def init_app(app: Flask) -> None:
    """Add the shared names and filters to the application's templates."""
    app.context_processor(_context)
    for function in (say, yen, contracts, introduce, days_ago, date, date_time):
        app.add_template_filter(function, function.__name__)
