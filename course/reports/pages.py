"""Put together the page of a group: words first, then figures, each with the way to what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from course.accounts.models import Group, User
from course.accounts.queries import led_tree, line_of
from course.content.catalogue import Catalogue
from course.presentation import language
from course.reports import charts, group_queries, queries, rules, words
from course.reports.forms import (
    ALL,
    BEFORE,
    LAST,
    NAME,
    NEED,
    PROGRESS,
    SORTS,
    View,
)
from course.reports.group_queries import Did
from course.reports.periods import WEEK, Period, monday
from course.reports.queries import BIG, PAGE, Row
from course.reports.rules import Reason, Rules
from course.skills.labels import LABELS
from course.skills.mastery import SKILLS
from course.summaries.calendar import day_of

CARDS = 6  # talks that fit into five minutes of reading
LINES = 3  # reasons told on a card
TREND_WEEKS = 12
HABITS = 8  # people listed for their quarters


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


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold one figure beside the one it is held against, both written out; `figure` names the people behind it."""

    label: str
    value: str
    other: str
    figure: str = ""


def group_page(
    actor: User, group: Group, view: View, catalogue: Catalogue, now: datetime
) -> dict[str, Any]:
    """Gather what the page of a group shows."""
    used, set_for = queries.rules_of(group)
    everybody = queries.people_of(group)
    number = queries.count(everybody)
    big = number > BIG
    shared = {
        "group": group,
        "line": _line(actor, group),
        "view": view,
        "total": number,
        "big": big,
        "rules": used,
        "rules_group": set_for,
        "labels": LABELS,
        "now": now,
        "below": group_queries.groups_below(group, used, view.period, catalogue, now),
        "cohorts": queries.cohorts(everybody) if number else [],
        "others": [branch for branch in led_tree(actor) if branch.group.id != group.id],
    }
    shared |= _people(group, view, used, catalogue, now) if not big else _many(group, view, used, catalogue, now)
    return shared | _course_of_weeks(actor, group, view, now)


def _line(actor: User, group: Group) -> list[Group]:
    """List the groups above that the reader leads too, from the top, this one the last."""
    led = {branch.group.id for branch in led_tree(actor)}
    return [one for one in line_of(group) if one.id in led]


def _people(
    group: Group, view: View, used: Rules, catalogue: Catalogue, now: datetime
) -> dict[str, Any]:
    """Rank everybody of a group that can be: cards, one page of the table, due days and quarters."""
    every = queries.rows(queries.people_of(group), used, catalogue, now)
    shown = ordered(chosen(group, every, view, used, catalogue, now), view.sort)
    page = shown[PAGE * (view.page - 1) : PAGE * view.page]
    waiting = [row for row in every if not row.on_track]
    teams = group_queries.team_names(group, [row.person_id for row in [*waiting[:CARDS], *page]])
    return {
        "fine": len(every) - len(waiting),
        "today": sum(row.today for row in waiting),
        "waiting": len(waiting),
        "cards": [card(group, row, used, catalogue, teams) for row in waiting[:CARDS]],
        "rows": page,
        "matching": len(shown),
        "pages": _pages(len(shown)),
        "teams": teams,
        "sentences": {row.person_id: sentences(row, catalogue) for row in page},
        "dues": group_queries.due_counts({row.person_id: row.dues for row in every}, now),
        "habits": _habits(every),
        "counts": _by_rule(every),
    }


def _many(
    group: Group, view: View, used: Rules, catalogue: Catalogue, now: datetime
) -> dict[str, Any]:
    """Count what can be counted of very many people, and show one page of them, the longest quiet first."""
    everybody = queries.people_of(group)
    silent = queries.count(queries.quiet(everybody, used, catalogue, now))
    fresh = queries.count(queries.not_begun(everybody, used, now))
    matching = queries.people_of(group, view)
    number = queries.count(matching) if view.search or view.cohort else None
    page = queries.rows(queries.window(matching, view), used, catalogue, now)
    page = ordered(page, NAME if view.sort == NAME else LAST)
    teams = group_queries.team_names(group, [row.person_id for row in page])
    return {
        "silent": silent + fresh,
        "cards": [],
        "rows": page,
        "matching": number,
        "pages": _pages(number) if number is not None else None,
        "teams": teams,
        "sentences": {row.person_id: sentences(row, catalogue) for row in page},
        "dues": [],
        "habits": [],
        "counts": {rules.QUIET: silent, rules.NOT_BEGUN: fresh},
    }


def _pages(number: int) -> int:
    return max(1, -(-number // PAGE))


def _by_rule(every: Sequence[Row]) -> dict[str, int]:
    """Count by rule whom it names, in the order of the rules; rules that name nobody are left out."""
    counts = {code: sum(code in {reason.code for reason in row.reasons} for row in every) for code in rules.CODES}
    return {code: number for code, number in counts.items() if number}


def chosen(
    group: Group, every: Sequence[Row], view: View, used: Rules, catalogue: Catalogue, now: datetime
) -> list[Row]:
    """Pick the people a view asks for; of another role than the trainees they are read anew."""
    if view.role != "trainee":
        every = queries.rows(queries.people_of(group, view), used, catalogue, now)
    wanted = view.search.casefold()
    return [
        row
        for row in every
        if wanted in row.name.casefold()
        and (view.status == ALL or row.status == view.status)
        and (not view.cohort or f"{day_of(row.joined_at):%Y-%m}" == view.cohort)
    ]


def ordered(found: Sequence[Row], sort: str) -> list[Row]:
    """Order people: who needs a word first, by name, the longest quiet first, or the lowest first."""
    if sort == NEED:
        return sorted(found, key=lambda row: row.need)
    if sort == NAME:
        return sorted(found, key=lambda row: (row.name, row.person_id))
    if sort == LAST:
        return sorted(found, key=lambda row: (row.last_at is not None, row.last_at or row.joined_at, row.person_id))
    if sort == PROGRESS:
        return sorted(found, key=lambda row: (row.progress, row.name, row.person_id))
    return sorted(found, key=lambda row: (_level(row, sort), row.name, row.person_id))


def _level(row: Row, skill: str) -> int:
    percent = row.skills[skill].percent
    return 101 if percent is None else percent


def sort_names() -> dict[str, str]:
    """Name the orders a reader may choose."""
    names = {NEED: _("声をかけたい順"), NAME: _("名前"), LAST: _("来ていない順"), PROGRESS: _("進みの遅い順")}
    return names | {skill: _("「%(skill)s」の低い順", skill=LABELS[skill]) for skill in SORTS if skill in LABELS}


# ---- cards


def card(group: Group, row: Row, used: Rules, catalogue: Catalogue, teams: Mapping[int, str]) -> Card:
    """Put a person's weightiest reasons on a card."""
    return Card(
        row=row,
        today=row.today,
        lines=tuple(_told(group, row, reason, used, catalogue) for reason in row.reasons[:LINES]),
        act=str(words.ACTS[row.reasons[0].code]),
        team=teams.get(row.person_id, ""),
    )


def sentences(row: Row, catalogue: Catalogue) -> list[str]:
    """Say every reason of a person."""
    return [words.sentence(reason, catalogue) for reason in row.reasons]


def _told(group: Group, row: Row, reason: Reason, used: Rules, catalogue: Catalogue) -> Line:
    link, label = _way(group, row, reason)
    return Line(words.sentence(reason, catalogue), words.rule(reason.code, used), link, label)


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


# ---- weeks, and what they are held against


def _course_of_weeks(actor: User, group: Group, view: View, now: datetime) -> dict[str, Any]:
    """Sum up the period beside what it is held against, and draw the weeks."""
    people = queries.people_of(group)
    if view.cohort:
        people = queries.cohort_of(group, view.cohort)
    own = group_queries.did(people, view.period)
    span = _at_least(view.period, TREND_WEEKS)
    weeks = group_queries.did(people, span)
    other, name, then = None, "", None
    against = _against(actor, group, view)
    if against is not None:
        other_people, name = against
        back = view.against == BEFORE
        other = group_queries.did(other_people, view.period.before() if back else view.period)
        then = group_queries.did(other_people, span.before() if back else span)
    return {
        "own": own,
        "other": other,
        "other_name": name,
        "compared": _compared(own, other),
        "trend": _trend(group.name, name, span, weeks, then, view.against == BEFORE),
        "periods": {"weeks": _("四週"), "quarter": _("四半期"), "year": _("一年"), "custom": _("日を選ぶ")},
        "sorts": sort_names(),
    }


def _at_least(period: Period, weeks: int) -> Period:
    first = min(period.first_week, monday(period.until) - WEEK * (weeks - 1))
    return Period(period.name, first, period.until)


def _against(actor: User, group: Group, view: View) -> tuple[queries.People, str] | None:
    """Find what the period is held against; a group the reader does not lead is as though it were not there."""
    if view.against == BEFORE:
        return queries.people_of(group), _("前の期間")
    kind, _colon, value = view.against.partition(":")
    if kind == "cohort":
        return queries.cohort_of(group, value), _("%(month)s に入った人", month=value)
    if kind == "group":
        for branch in led_tree(actor):
            if branch.group.id == int(value):
                return queries.people_of(branch.group), branch.group.name
    return None


def _compared(own: Did, other: Did | None) -> list[Compared]:
    return [
        Compared(label, tell(own), "" if other is None else tell(other), figure)
        for label, figure, tell in [
            (_("人数"), "people", lambda did: f"{did.people:,}"),
            (_("学んだ人"), "active", lambda did: f"{did.active:,}{_share(did.active, did.people)}"),
            (_("学んだ日(一人あたり)"), "", lambda did: _tenth(did.days, did.people)),
            (_("答えた問い"), "", lambda did: f"{did.answers:,}"),
            (_("正しかった割合"), "", lambda did: _percent(did.right)),
            (_("自信ありの誤答"), rules.SURE_WRONG, lambda did: f"{did.sure_wrong:,}"),
            (_("クイズの点"), "", lambda did: _points(did.quiz)),
            (_("ロールプレイの点"), "", lambda did: _points(did.roleplay)),
            (_("ロールプレイの回数"), "", lambda did: f"{did.runs:,}"),
            *(
                (str(LABELS[skill]), f"low-{skill}", lambda did, skill=skill: _points(did.skills[skill]))
                for skill in SKILLS
            ),
        ]
    ]


def _share(part: int, whole: int) -> str:
    return f" ({round(100 * part / whole)}%)" if whole else ""


def _tenth(total: float, number: int) -> str:
    return f"{total / number:.1f}" if number else "–"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}%"


def _trend(
    name: str, other_name: str, span: Period, own: Did, other: Did | None, back: bool
) -> dict[str, Any]:
    """Draw who learned, and the mean scores, week by week; the figures go beside as a table."""
    mondays = span.mondays
    theirs = span.before().mondays if back else mondays
    names = [_short(day) for day in mondays]
    series = []
    for title, place in ((_("学んだ人の割合(%)"), 0), (_("点の平均"), 1)):
        lines = [charts.Line("own", _("ここ") if not other_name else _clip(name), _values(own, mondays, place))]
        if other is not None:
            lines.append(charts.Line("other", _clip(other_name), _values(other, theirs, place)))
        series.append({"title": title, "svg": charts.trend(names, lines, title), "lines": lines})
    return {"names": names, "series": series}


def _values(did: Did, mondays: Sequence[date], place: int) -> tuple[float | None, ...]:
    if place == 0:
        whole = max(did.people, 1)
        return tuple(100 * did.weeks[week][0] / whole if week in did.weeks else 0.0 for week in mondays)
    return tuple(did.weeks[week][1] if week in did.weeks else None for week in mondays)


def _clip(name: str) -> str:
    return name if len(name) <= 9 else name[:8] + "…"


def _short(day: date) -> str:
    return f"{day:%b} {day.day}" if language() == "en" else f"{day.month}/{day.day}"


# ---- quarters


def _habits(every: Sequence[Row]) -> dict[str, Any]:
    """Tell how honest forecasts were and how old the lists, over the people who have finished a quarter."""
    played = [row for row in every if row.facts.quarter_id is not None]
    high = [row.facts.too_high for row in played if row.facts.too_high is not None]
    old = [row.facts.old_share for row in played if row.facts.old_share is not None]
    told = sorted(played, key=lambda row: (-abs(row.facts.too_high or 0.0), -(row.facts.old_share or 0.0), row.name))
    return {
        "people": len(played),
        "high": round(sum(high) / len(high)) if high else None,
        "old": round(sum(old) / len(old)) if old else None,
        "rows": told[:HABITS],
    }
