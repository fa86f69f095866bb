"""Tell of one person why they need a word, by which rules, what helps, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from course.accounts.models import Group
from course.content.catalogue import Catalogue
from course.reports import rules, words
from course.reports.people import Asked
from course.reports.queries import Row
from course.reports.rules import Reason

LINES = 3  # reasons told on a card


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one reason on a card: what was found, by which rule, and where to look at it."""

    sentence: str
    rule: str
    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """Hold one person to talk to: why, and what helps."""

    row: Row
    today: bool
    lines: tuple[Line, ...]
    act: str
    team: str


def card(asked: Asked, row: Row, teams: Mapping[int, str]) -> Card:
    """Put a person's weightiest reasons on a card."""
    return Card(
        row=row,
        today=row.today,
        lines=tuple(_told(asked, row, reason) for reason in row.reasons[:LINES]),
        act=str(words.ACTS[row.reasons[0].code]),
        team=teams.get(row.person_id, ""),
    )


def sentences(row: Row, catalogue: Catalogue) -> list[str]:
    """Say every reason of a person."""
    return [words.sentence(reason, catalogue) for reason in row.reasons]


def _told(asked: Asked, row: Row, reason: Reason) -> Line:
    link, label = _way(asked.group, row, reason)
    return Line(words.sentence(reason, asked.catalogue), words.rule(reason.code, asked.rules), link, label)


def _way(group: Group, row: Row, reason: Reason) -> tuple[str, str]:
    """Give the address of the very answers, lines or figures behind a reason, and its name."""
    place: dict[str, Any] = {"group_id": group.id, "person_id": row.person_id}
    figures = reason.figures
    if reason.code == rules.SURE_WRONG:
        return url_for("reports.evidence", **place, sure=1), _("その答えを見る")
    if reason.code == rules.LOW_SKILL:
        lowest = min(figures["skills"], key=figures["skills"].get)
        return url_for("reports.evidence", **place, skill=lowest), _("もとの答えと一言を見る")
    if reason.code == rules.STUCK:
        return url_for("roleplay.debrief", run_id=figures["run_id"]), _("その会話を見る")
    if reason.code in {rules.FORECAST, rules.STILL_LIST}:
        return url_for("quarter.report", quarter_id=figures["quarter_id"]), _("四半期の答え合わせ")
    part = {rules.DUE: "assignments", rules.FALLING: "scores"}.get(reason.code)
    return url_for("reports.person", **place, _anchor=part), _("記録を見る")
