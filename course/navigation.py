"""Name the main pages, in the order a reader meets them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_security import current_user

MAIN_PAGES = {
    "home": "home.today",
    "lessons": "lessons.course_map",
    "quizzes": "lessons.course_map",
    "certificates": "lessons.course_map",
    "roleplay": "roleplay.index",
    "quarter": "quarter.index",
    "laboratory": "laboratory.index",
    "reports": "reports.groups",
    "live": "live.index",
    "assignments": "home.today",
    "assigning": "reports.groups",
    "notes": "home.today",
    "notes.about": "reports.groups",
    "accounts.invites": "reports.groups",
    "coaching": "reports.groups",
}
REVIEWING = frozenset(
    {"quizzes.review", "quizzes.answer_review", "quizzes.reviewed"}
)  # in the menu, no main page


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one entry of the main navigation; `current` marks the page being shown."""

    endpoint: str
    label: str
    icon: str
    current: bool


def items() -> list[Item]:
    """List the main pages for the present user; empty for somebody who has not signed in.

    Who only trains or manages finds people and rooms first; the rest of the course is one tap further.
    """
    if not current_user.is_authenticated:
        return []
    team = ("reports.groups", _("チーム"), "team")
    course = [
        ("lessons.course_map", _("コース"), "course"),
        ("roleplay.index", _("ロールプレイ"), "roleplay"),
    ]
    laboratory = ("laboratory.index", pgettext("tab", "実験室"), "lab")
    if current_user.only_leads:
        pages = [team, ("live.index", _("ルーム"), "room"), *course, laboratory]
    else:
        pages = [
            ("home.today", _("今日"), "today"),
            *course,
            ("quarter.index", _("四半期"), "quarter"),
            laboratory,
        ]
        if current_user.leads_a_group:
            pages.append(team)
    here = _page_of(request.endpoint or "")
    return [Item(endpoint, label, icon, endpoint == here) for endpoint, label, icon in pages]


def _page_of(endpoint: str) -> str | None:
    """Name the main page that an endpoint, or else its capability, belongs to: quizzes are part of the course."""
    if endpoint in REVIEWING:
        return None
    return MAIN_PAGES.get(endpoint) or MAIN_PAGES.get(endpoint.partition(".")[0])
