"""Tell of one person why they need a word, by which rules, what helps, and where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from course.accounts.models import Group
from course.content.catalogue import Catalogue
from course.presentation import say
from course.reports import evidence, queries, rules, words
from course.reports.fitting import NUDGES
from course.reports.people import Asked
from course.reports.periods import chosen
from course.reports.queries import Row
from course.reports.rules import Reason
from course.skills.labels import LABELS
from course.summaries.calendar import day_of
from course.summaries.items import Left

LINES = 3  # reasons told on a card
LATELY = "weeks"  # the period whose weeks are those of the rule of answers sure and wrong


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one reason on a card: what was found, by which rule, and where to look at it."""

    sentence: str
    rule: str
    link: str
    label: str


@dataclass(frozen=True, slots=True)
class More:
    """Hold something worth knowing beside the reasons, with where to look at it."""

    sentence: str
    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """Hold one person to talk to: why, and what helps."""

    row: Row
    today: bool
    lines: tuple[Line, ...]
    more: tuple[More, ...]
    opener: str  # a question to begin with, in words that can be said as they stand
    act: str
    team: str
    nudge: str  # which ready words fit; "" where only one's own do


def cards(asked: Asked, rows: Sequence[Row], teams: Mapping[int, str]) -> list[Card]:
    """Put each person's weightiest reasons on a card."""
    silent = [row.person_id for row in rows if rules.QUIET in {reason.code for reason in row.reasons}]
    left = queries.left_open(silent, asked.now)
    return [_card(asked, row, teams.get(row.person_id, ""), left.get(row.person_id)) for row in rows]


def _card(asked: Asked, row: Row, team: str, left: Left | None) -> Card:
    return Card(
        row=row,
        today=row.today,
        lines=tuple(_told(asked, row, reason) for reason in row.reasons[:LINES]),
        more=_more(asked, row, left),
        opener=str(words.OPENERS[row.reasons[0].code]),
        act=str(words.ACTS[row.reasons[0].code]),
        team=team,
        nudge=NUDGES.get(row.reasons[0].code, ""),
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
        return url_for("reports.evidence", **place, sure=1, period=LATELY), _("その答えを見る")
    if reason.code == rules.LOW_SKILL:
        lowest = min(figures["skills"], key=figures["skills"].get)
        return url_for("reports.evidence", **place, skill=lowest), words.behind(lowest)
    if reason.code == rules.STUCK:
        return url_for(
            "roleplay.debrief", run_id=figures["run_id"], _anchor=f"scene-{figures['scene_id']}"
        ), _("その会話を見る")
    if reason.code in {rules.FORECAST, rules.STILL_LIST}:
        return url_for("quarter.report", quarter_id=figures["quarter_id"]), _("四半期の答え合わせ")
    part = {rules.DUE: "assignments", rules.FALLING: "scores"}.get(reason.code)
    return url_for("reports.person", **place, _anchor=part), _("記録を見る")


def _more(asked: Asked, row: Row, left: Left | None) -> tuple[More, ...]:
    """Tell of somebody silent which talk they left, and of somebody sure and wrong what most of it was about."""
    found = [] if left is None else [_left(left, asked.catalogue)]
    if rules.SURE_WRONG in {reason.code for reason in row.reasons}:
        found += _mostly(asked, row)
    return tuple(found)


def _left(one: Left, catalogue: Catalogue) -> More:
    entry = catalogue.scenarios.get(one.scenario_id)
    title = say(entry.item.title) if entry is not None else one.scenario_id
    return More(
        _("「%(title)s」を途中で置いたままです。", title=title),
        url_for("roleplay.replay", run_id=one.latest_id, decision=0),
        _("その会話を見る"),
    )


def _mostly(asked: Asked, row: Row) -> list[More]:
    lately = queries.moments(chosen(LATELY, None, None, day_of(asked.now)))
    about = Counter(
        skill for one in evidence.missed(row.person_id, sure=True, between=lately) for skill in one.skills
    )
    if not about:
        return []
    skill, number = about.most_common(1)[0]
    place: dict[str, Any] = {"group_id": asked.group.id, "person_id": row.person_id}
    link = url_for("reports.evidence", **place, skill=skill, sure=1, period=LATELY)
    said = ngettext(
        "そのうち %(num)d 問は「%(skill)s」の問いでした。",
        "そのうち %(num)d 問は「%(skill)s」の問いでした。",
        number,
        skill=LABELS[skill],
    )
    return [More(said, link, _("「%(skill)s」の、自信ありの誤答を見る", skill=LABELS[skill]))]
