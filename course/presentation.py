"""Give every template the names it may count on: language, navigation, assets and formats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from course import navigation
from course.content.text import Text
from course.extensions import utc_now

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
    days = (office_day(now) - office_day(moment)).days
    if days <= 0:
        return _("今日")
    if days == 1:
        return _("昨日")
    return _("%(days)d 日前", days=days)


def office_day(moment: datetime) -> date:
    """Give the day on which a moment falls in the office's time zone; a date field reads and writes it as 2026-11-22."""
    return moment.astimezone(OFFICE_ZONE).date()


def day(when: datetime | date, now: datetime | None = None) -> str:
    """Write a day the way it is said: 6月12日(金), or Fri 12 June; with its year when that is not the present one."""
    said = office_day(when) if isinstance(when, datetime) else when
    year = "" if said.year == office_day(now or utc_now()).year else "y"
    if language() == "en":
        return format_date(said, f"EEE d MMMM {year}".rstrip(), locale="en")
    return format_date(said, "y年M月d日(EEE)" if year else "M月d日(EEE)", locale="ja")


def date_time(moment: datetime, now: datetime | None = None) -> str:
    """Write a moment to the minute: 6月12日(金) 09:30, or Fri 12 June, 09:30."""
    between = ", " if language() == "en" else " "
    return day(moment, now) + between + moment.astimezone(OFFICE_ZONE).strftime("%H:%M")


def month(year_and_month: str) -> str:
    """Write a month, given as 2026-11, the way it is said: 2026年11月, or November 2026."""
    first = date.fromisoformat(f"{year_and_month}-01")
    return format_date(first, "MMMM y" if language() == "en" else "y年M月", locale=language())


def _context() -> dict[str, Any]:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {"page_language": language(), "here": here, "navigation": navigation.items(), "asset": asset}


def init_app(app: Flask) -> None:
    """Add the shared names and filters to the application's templates."""
    app.context_processor(_context)
    for function in (say, yen, contracts, introduce, days_ago, office_day, day, date_time, month):
        app.add_template_filter(function, function.__name__)
