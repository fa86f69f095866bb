"""List the people behind a figure of a group's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from course.presentation import days_ago, say
from course.reports import group_queries, queries, rule_queries, rules, words
from course.reports.people import Asked, ordered
from course.reports.queries import BIG, PAGE, Row
from course.skills.labels import LABELS
from course.skills.mastery import SKILLS

PEOPLE, ACTIVE, IDLE = "people", "active", "idle"
TODAY, WEEK, ON_TRACK, LATE, QUARTERS = "today", "week", "on-track", "late", "quarters"
SKILL = "skill-"  # and the name of a skill
NAMES = (
    *(PEOPLE, ACTIVE, IDLE, TODAY, WEEK, ON_TRACK, LATE, QUARTERS),
    *rules.CODES,
    *(SKILL + skill for skill in SKILLS),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one person of a list and what makes them part of it."""

    row: Row
    said: str
    low: bool = False


def listing(asked: Asked, name: str) -> dict[str, Any] | None:
    """Gather one page of the people behind a figure; None for a name there is not."""
    if name not in NAMES:
        return None
    number = queries.count(queries.people_of(asked.group))
    big = number > BIG
    found, total = _many(asked, name) if big else _few(asked, name)
    teams = group_queries.team_names(asked.group, [row.person_id for row in found])
    return {
        "group": asked.group,
        "name": name,
        "title": title(asked, name),
        "rule": words.rule(name, asked.rules) if name in rules.CODES else "",
        "act": str(words.ACTS[name]) if name in rules.CODES else "",
        "listed": [_listed(asked, name, row) for row in found],
        "number": total,
        "pages": None if total is None else max(1, -(-total // PAGE)),
        "teams": teams,
        "view": asked.view,
        "now": asked.now,
    }


def _few(asked: Asked, name: str) -> tuple[list[Row], int]:
    """Pick who belongs to a list among people who can be ranked one by one."""
    people = selected(asked, name)
    if people is not None:
        every = asked.rows(people)
    else:
        every = [row for row in asked.everybody() if _belongs(name, row, asked)]
    if name.startswith(SKILL):
        every = ordered(every, name.removeprefix(SKILL))
    start = PAGE * (asked.view.page - 1)
    return every[start : start + PAGE], len(every)


def _many(asked: Asked, name: str) -> tuple[list[Row], int | None]:
    """Pick one page of very many people; None of them where only smaller groups can be asked."""
    people = selected(asked, name)
    if name.startswith(SKILL):
        everybody = queries.people_of(asked.group)
        people = rule_queries.low_in(everybody, name.removeprefix(SKILL), asked.rules.low_skill)
    if people is None:
        return [], None
    return asked.rows(queries.window(people, asked.view)), queries.count(people)


def selected(asked: Asked, name: str) -> Select[int] | None:
    """Select who belongs to a list where the database can tell, else None."""
    everybody = queries.people_of(asked.group)
    ways: Mapping[str, Callable[[], Select[int]]] = {
        PEOPLE: lambda: everybody,
        ACTIVE: lambda: rule_queries.active(everybody, asked.view.period),
        IDLE: lambda: rule_queries.idle(everybody, asked.view.period),
        rules.QUIET: lambda: rule_queries.quiet(everybody, asked.rules, asked.catalogue, asked.now),
        rules.NOT_BEGUN: lambda: rule_queries.not_begun(everybody, asked.rules, asked.now),
        rules.STUCK: lambda: rule_queries.stuck(everybody, asked.rules),
    }
    if name.startswith(SKILL):
        return everybody
    return ways[name]() if name in ways else None


def _belongs(name: str, row: Row, asked: Asked) -> bool:
    if name in {TODAY, WEEK, ON_TRACK}:
        return row.status == name
    if name == LATE:
        return any(due.is_late(asked.now) for due in row.dues)
    if name == QUARTERS:
        return row.facts.quarter_id is not None
    return any(reason.code == name for reason in row.reasons)


def _listed(asked: Asked, name: str, row: Row) -> Listed:
    if name.startswith(SKILL):
        percent = row.skills[name.removeprefix(SKILL)].percent
        low = percent is not None and percent < asked.rules.low_skill
        return Listed(row, _("まだ") if percent is None else str(percent), low)
    if name == LATE:
        late = [say(due.title) for due in row.dues if due.is_late(asked.now)]
        return Listed(row, _("期限を過ぎたもの: %(titles)s", titles=_("、").join(late)))
    if name == QUARTERS:
        return Listed(row, _habits(row))
    shown = [reason for reason in row.reasons if name not in rules.CODES or reason.code == name]
    return Listed(
        row,
        words.together([words.sentence(reason, asked.catalogue) for reason in shown]) or _calm(asked, row),
    )


def _calm(asked: Asked, row: Row) -> str:
    """Say when somebody was last here, where no rule names them."""
    return _("最近の学び: %(when)s", when=days_ago(row.last_at, asked.now))


def _habits(row: Row) -> str:
    parts = []
    if row.facts.too_high is not None:
        parts.append(_("ヨミのずれ %(n)s ポイント", n=signed(row.facts.too_high)))
    if row.facts.old_share is not None:
        parts.append(
            _("%(weeks)d 週を越えた名簿 %(n)d%%", weeks=words.OLD_WEEKS, n=round(row.facts.old_share))
        )
    return _("、").join(parts) or _("まだ数字がありません")


def signed(points: float) -> str:
    """Write points with their sign."""
    return f"{points:+.0f}".replace("-", "−")


def title(asked: Asked, name: str) -> str:
    """Name a list."""
    if name in rules.CODES:
        return str(words.TITLES[name])
    if name.startswith(SKILL):
        return _("「%(skill)s」の低い順", skill=LABELS[name.removeprefix(SKILL)])
    return {
        PEOPLE: _("すべての人"),
        ACTIVE: _("この期間に学んだ人"),
        IDLE: _("この期間に学ばなかった人"),
        TODAY: _("今日、声をかける人"),
        WEEK: _("今週、話を聞く人"),
        ON_TRACK: _("順調な人"),
        LATE: _("期限を過ぎた課題がある人"),
        QUARTERS: _("四半期を終えた人"),
    }[name]
