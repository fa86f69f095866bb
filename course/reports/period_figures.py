"""Write out the figures of a period, and tell who stands behind each of them and with how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from course.chosen import these
from course.reports import period_queries
from course.reports.group_queries import Did
from course.reports.people import Asked
from course.reports.period_queries import (
    ANSWERS,
    COUNTS,
    DAYS,
    QUIZ,
    RIGHT,
    ROLEPLAY,
    RUNS,
    SURE_WRONG,
    Figure,
    Part,
)
from course.reports.queries import Row
from course.skills.labels import LABELS
from course.skills.mastery import SKILLS

PEOPLE, ACTIVE = "people", "active"
SKILL = "skill-"  # and the name of a skill
IN_PERIOD = (DAYS, ANSWERS, RIGHT, SURE_WRONG, QUIZ, ROLEPLAY, RUNS, *(SKILL + skill for skill in SKILLS))


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold one figure beside the one it is held against, both written out; `figure` names the people behind it."""

    label: str
    value: str
    other: str
    figure: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one person of a list and what makes them part of it; `link` leads to the answers, "" to their page."""

    row: Row
    said: str
    low: bool = False
    link: str = ""


def label(name: str) -> str:
    """Name a figure."""
    if name.startswith(SKILL):
        return str(LABELS[name.removeprefix(SKILL)])
    return {
        PEOPLE: _("人数"),
        ACTIVE: _("学んだ人"),
        DAYS: _("学んだ日(一人あたり)"),
        ANSWERS: _("答えた問い"),
        RIGHT: _("正しかった割合"),
        SURE_WRONG: _("自信ありの誤答"),
        QUIZ: _("クイズの点"),
        ROLEPLAY: _("ロールプレイの点"),
        RUNS: _("ロールプレイの回数"),
    }[name]


def compared(own: Did, other: Did | None) -> list[Compared]:
    """Write the figures of a period beside those it is held against."""
    theirs = {} if other is None else _written(other)
    return [Compared(label(name), value, theirs.get(name, ""), name) for name, value in _written(own).items()]


def _written(did: Did) -> dict[str, str]:
    """Write the figures of a period by their names, in order."""
    return {
        PEOPLE: f"{did.people:,}",
        ACTIVE: f"{did.active:,}{share(did.active, did.people)}",
        DAYS: _tenth(did.days, did.people),
        ANSWERS: f"{did.answers:,}",
        RIGHT: _percent(did.right),
        SURE_WRONG: f"{did.sure_wrong:,}",
        QUIZ: points(did.quiz),
        ROLEPLAY: points(did.roleplay),
        RUNS: f"{did.runs:,}",
        **{SKILL + skill: points(value) for skill, value in did.skills.items()},
    }


def share(part: int, whole: int) -> str:
    """Write a part in percent of the whole, in brackets after its number."""
    return f" ({round(100 * part / whole)}%)" if whole else ""


def points(value: float | None) -> str:
    """Write a mean score; a dash when there is none."""
    return "–" if value is None else f"{value:.0f}"


def _tenth(total: float, number: int) -> str:
    return f"{total / number:.1f}" if number else "–"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}%"


# ---- who stands behind a figure


def behind(asked: Asked, name: str) -> tuple[list[Listed], Figure]:
    """List one page of the people behind a figure of the period, each with their part of it; and the figure itself."""
    known = name.removeprefix(SKILL)
    found, whole = period_queries.parts(asked.whole, asked.view.period, known, asked.view.page)
    rows = {row.person_id: row for row in asked.rows(these(part.person_id for part in found))}
    return [_listed(asked, name, rows[part.person_id], part) for part in found], whole


def value(name: str, whole: Figure, people: int) -> str:
    """Write a figure from those behind it, as the group's page does; `people` are all who might be."""
    if name == DAYS:
        return _tenth(whole.number, people)
    if name in COUNTS:
        return f"{whole.number:,}"
    return _percent(whole.mean) if name == RIGHT else points(whole.mean)


def _listed(asked: Asked, name: str, row: Row, part: Part) -> Listed:
    low = name.startswith(SKILL) and part.mean < asked.rules.low_skill
    return Listed(row, _said(name, row, part), low, _way(asked, name, row))


def _said(name: str, row: Row, part: Part) -> str:
    number = part.number
    if name.startswith(SKILL):
        level = row.skills[name.removeprefix(SKILL)].percent
        said = ngettext(
            "この期間は %(mean)s(証拠 %(num)d 回)、いまの力は %(level)s",
            "この期間は %(mean)s(証拠 %(num)d 回)、いまの力は %(level)s",
            number,
            mean=points(part.mean),
            level=_("まだ") if level is None else level,
        )
        return str(said)
    mean = points(part.mean)
    texts: Mapping[str, Any] = {
        DAYS: lambda: ngettext("%(num)d 日学びました", "%(num)d 日学びました", number),
        ANSWERS: lambda: ngettext("%(num)d 問に答えました", "%(num)d 問に答えました", number),
        RIGHT: lambda: ngettext(
            "正しかった割合 %(mean)s%%(%(num)d 問)",
            "正しかった割合 %(mean)s%%(%(num)d 問)",
            number,
            mean=mean,
        ),
        SURE_WRONG: lambda: ngettext("自信ありの誤答 %(num)d 問", "自信ありの誤答 %(num)d 問", number),
        QUIZ: lambda: ngettext(
            "クイズの点 %(mean)s(%(num)d 回)", "クイズの点 %(mean)s(%(num)d 回)", number, mean=mean
        ),
        ROLEPLAY: lambda: ngettext(
            "ロールプレイの点 %(mean)s(%(num)d 回)",
            "ロールプレイの点 %(mean)s(%(num)d 回)",
            number,
            mean=mean,
        ),
        RUNS: lambda: ngettext("ロールプレイ %(num)d 回", "ロールプレイ %(num)d 回", number),
    }
    return str(texts[name]())


def _way(asked: Asked, name: str, row: Row) -> str:
    """Give the address of the answers behind somebody's part where they can be listed: sure and wrong ones, those of a skill."""
    about: dict[str, Any]
    if name == SURE_WRONG:
        about = {"sure": 1}
    elif name.startswith(SKILL):
        about = {"skill": name.removeprefix(SKILL)}
    else:
        return ""
    about |= asked.view.period.query()
    return url_for("reports.evidence", group_id=asked.group.id, person_id=row.person_id, **about)
