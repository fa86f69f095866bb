"""List the people behind a figure of a group's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from course.chosen import People, these
from course.presentation import days_ago, say
from course.reports import group_queries, period_figures, queries, rule_queries, rules, words
from course.reports.people import Asked
from course.reports.period_figures import ACTIVE, IN_PERIOD, PEOPLE, Listed
from course.reports.queries import BIG, PAGE, Row

IDLE = "idle"
TODAY, WEEK, ON_TRACK, LATE, QUARTERS = "today", "week", "on-track", "late", "quarters"
NAMES = (
    *(PEOPLE, ACTIVE, IDLE, TODAY, WEEK, ON_TRACK, LATE, QUARTERS),
    *rules.CODES,
    *IN_PERIOD,
)


def listing(asked: Asked, name: str) -> dict[str, Any] | None:
    """Gather one page of the people behind a figure; None for a name there is not."""
    if name not in NAMES:
        return None
    listed, number, value = _of_period(asked, name) if name in IN_PERIOD else _standing(asked, name)
    return {
        "group": asked.group,
        "name": name,
        "title": title(asked, name),
        "rule": words.rule(name, asked.rules) if name in rules.CODES else "",
        "act": str(words.ACTS[name]) if name in rules.CODES else "",
        "label": period_figures.label(name) if name in IN_PERIOD else "",
        "value": value,
        "in_period": name in (*IN_PERIOD, ACTIVE, IDLE),
        "listed": listed,
        "number": number,
        "pages": None if number is None else max(1, -(-number // PAGE)),
        "teams": group_queries.team_names(asked.group, [one.row.person_id for one in listed]),
        "view": asked.view,
        "now": asked.now,
    }


def _of_period(asked: Asked, name: str) -> tuple[list[Listed], int, str]:
    """List those behind a figure of the period: as many people as it takes, for the database finds them."""
    listed, whole = period_figures.behind(asked, name)
    return listed, whole.people, period_figures.value(name, whole, queries.count(asked.whole))


def _standing(asked: Asked, name: str) -> tuple[list[Listed], int | None, str]:
    """List those behind a figure about how people stand, or about who learned at all."""
    big = queries.count(asked.whole) > BIG
    found, number = _many(asked, name) if big else _few(asked, name)
    return [_listed(asked, name, row) for row in found], number, ""


def _few(asked: Asked, name: str) -> tuple[list[Row], int]:
    """Pick who belongs to a list among people who can be ranked one by one."""
    people: People | None = selected(asked, name)
    if people is None:
        named = rule_queries.named_by(asked.whole, name, asked.rules, asked.now)
        people = None if named is None else these(named)
    every = asked.rows(asked.whole if people is None else people)
    if people is None:
        every = [row for row in every if _belongs(name, row, asked)]
    start = PAGE * (asked.view.page - 1)
    return every[start : start + PAGE], len(every)


def _many(asked: Asked, name: str) -> tuple[list[Row], int | None]:
    """Pick one page of very many people; None of them where only smaller groups can be asked."""
    people = selected(asked, name)
    if people is None:
        return [], None
    return asked.rows(queries.window(people, asked.view)), queries.count(people)


def selected(asked: Asked, name: str) -> Select[int] | None:
    """Select who belongs to a list where the database can tell, else None."""
    everybody = asked.whole
    ways: Mapping[str, Callable[[], Select[int]]] = {
        PEOPLE: lambda: everybody,
        ACTIVE: lambda: rule_queries.active(everybody, asked.view.period),
        IDLE: lambda: rule_queries.idle(everybody, asked.view.period),
        rules.QUIET: lambda: rule_queries.quiet(everybody, asked.rules, asked.catalogue, asked.now),
        rules.NOT_BEGUN: lambda: rule_queries.not_begun(everybody, asked.rules, asked.now),
        rules.STUCK: lambda: rule_queries.stuck(everybody, asked.rules),
    }
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
    if name in IN_PERIOD:
        return _("この期間の「%(figure)s」", figure=period_figures.label(name))
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
