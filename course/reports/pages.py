"""Put together the page of a group: words first, then figures, each with the way to what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from course.accounts.forms import ROLE_LABELS
from course.accounts.models import Group, User
from course.accounts.queries import led_tree, line_of
from course.accounts.tree import Branch
from course.assignments.queries import people_by_id
from course.chosen import People, these
from course.content.catalogue import Catalogue
from course.notes.pages import NudgeState, nudge_states
from course.presentation import language, month
from course.reports import charts, group_queries, queries, rule_queries, rules, words
from course.reports.attendance import attendance
from course.reports.below_queries import below_of_few, below_of_many
from course.reports.cards import cards, sentences
from course.reports.forms import BEFORE, LAST, NAME, View
from course.reports.people import Asked, ordered, sort_names
from course.reports.period_figures import compared
from course.reports.periods import WEEK, Period, monday
from course.reports.queries import BIG, PAGE, Row
from course.skills.labels import LABELS

CARDS = 6  # talks that fit into five minutes of reading
TREND_WEEKS = 12
HABITS = 8  # people listed for their quarters


@dataclass(frozen=True, slots=True)
class Weeks:
    """Hold how many people there are, and by Monday how many learned and their mean score."""

    people: int
    by_week: Mapping[date, tuple[int, float | None]]


@dataclass(frozen=True, slots=True)
class Whole:
    """Hold the people that a period is summed up of, how many they are, and how many learned in it; None: not known yet."""

    people: People
    number: int
    learned: int | None


def group_page(actor: User, group: Group, view: View, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather what the page of a group shows."""
    used, set_for = queries.rules_of(group)
    everybody = queries.people_of(group)
    extent = queries.extent(everybody)
    big = extent.people > BIG
    led = led_tree(actor)
    asked = Asked(actor, group, view, used, catalogue, now)
    every = [] if big else asked.everybody()
    people: People = everybody if big else these(row.person_id for row in every)
    shared = {
        "group": group,
        "line": _line(led, group),
        "view": view,
        "total": extent.people,
        "big": big,
        "rules": used,
        "rules_group": set_for,
        "labels": {skill: str(label) for skill, label in LABELS.items()},
        "rule_titles": words.TITLES,
        "roles": ROLE_LABELS,
        "now": now,
        "cohorts": extent.months,
        "others": [branch for branch in led if branch.group.id != group.id],
    }
    if big:
        shared |= _many(asked)
        shared["below"] = below_of_many(group, people, used, view.period, catalogue, now)
        learned = None
    else:
        shared |= _people(asked, every, people)
        of_each = group_queries.who_learned(people, view.period)
        shared["below"] = below_of_few(group, every, of_each)
        learned = len(of_each)
    whole = Whole(people, extent.people, learned)
    return shared | _course_of_weeks(led, group, view, whole, with_skills=not big)


def _line(led: Sequence[Branch], group: Group) -> list[Group]:
    """List the groups above that the reader leads too, from the top, this one the last."""
    known = {branch.group.id for branch in led}
    return [one for one in line_of(group) if one.id in known]


def _people(asked: Asked, every: Sequence[Row], people: People) -> dict[str, Any]:
    """Rank everybody of a group that can be: cards, one page of the table, due days and quarters."""
    shown = asked.chosen(every)
    page = shown[PAGE * (asked.view.page - 1) : PAGE * asked.view.page]
    waiting = [row for row in every if not row.on_track]
    teams = group_queries.team_names(asked.group, [row.person_id for row in [*waiting[:CARDS], *page]])
    return {
        "fine": len(every) - len(waiting),
        "today": sum(row.today for row in waiting),
        "waiting": len(waiting),
        "cards": cards(asked, waiting[:CARDS], teams),
        "nudges": _nudges(asked, waiting[:CARDS]),
        "rows": page,
        "matching": len(shown),
        "pages": _pages(len(shown)),
        "teams": teams,
        "sentences": {row.person_id: sentences(row, asked.catalogue) for row in page},
        "dues": group_queries.due_counts({row.person_id: row.dues for row in every}, asked.now),
        "habits": _habits(every),
        "rooms": attendance(people, asked.view.period, every),
        "counts": _by_rule(every),
    }


def _many(asked: Asked) -> dict[str, Any]:
    """Count what can be counted of very many people, and show one page of them, the longest quiet first."""
    group, view = asked.group, asked.view
    everybody = queries.people_of(group)
    silent, fresh = rule_queries.silence(everybody, asked.rules, asked.catalogue, asked.now)
    matching = queries.people_of(group, view, asked.actor)
    number = queries.count(matching)
    page = asked.rows(queries.window(matching, view))
    page = ordered(page, NAME if view.sort == NAME else LAST)
    teams = group_queries.team_names(group, [row.person_id for row in page])
    return {
        "silent": silent + fresh,
        "cards": [],
        "rows": page,
        "matching": number,
        "pages": _pages(number),
        "teams": teams,
        "sentences": {row.person_id: sentences(row, asked.catalogue) for row in page},
        "dues": [],
        "habits": None,
        "rooms": None,
        "counts": {rules.QUIET: silent, rules.NOT_BEGUN: fresh},
    }


def _nudges(asked: Asked, rows: Sequence[Row]) -> dict[int, NudgeState]:
    """Tell who may be sent a friendly word at one click."""
    people = list(people_by_id(row.person_id for row in rows).values())
    return nudge_states(asked.actor, people, asked.now)


def _pages(number: int) -> int:
    return max(1, -(-number // PAGE))


def _by_rule(every: Sequence[Row]) -> dict[str, int]:
    """Count by rule whom it names, in the order of the rules; rules that name nobody are left out."""
    counts = {
        code: sum(code in {reason.code for reason in row.reasons} for row in every) for code in rules.CODES
    }
    return {code: number for code, number in counts.items() if number}


# ---- weeks, and what they are held against


def _course_of_weeks(
    led: Sequence[Branch], group: Group, view: View, whole: Whole, *, with_skills: bool
) -> dict[str, Any]:
    """Sum up the period beside what it is held against, and draw the weeks."""
    if view.cohort:
        cohort = queries.cohort_of(group, view.cohort)
        whole = Whole(cohort, queries.count(cohort), None)
    people = whole.people
    # Beside the period before, a longer course would draw other weeks than the figures are of.
    span = view.period if view.against == BEFORE else _at_least(view.period, TREND_WEEKS)
    known = group_queries.history(people, span) if with_skills else None
    own = group_queries.did(
        people, whole.number, view.period, known=known, learned=whole.learned, with_skills=with_skills
    )
    weeks = Weeks(own.people, group_queries.weeks(people, span, known))
    other, name, then = None, "", None
    against = _against(led, group, view)
    if against is not None:
        other_people, name = against
        back = view.against == BEFORE
        period, other_span = (view.period.before(), span.before()) if back else (view.period, span)
        other = group_queries.did(other_people, queries.count(other_people), period, with_skills=with_skills)
        then = Weeks(other.people, group_queries.weeks(other_people, other_span))
    return {
        "own": own,
        "other": other,
        "other_name": name,
        "compared": compared(own, other),
        "trend": _trend(group.name, name, span, weeks, then, view.against == BEFORE),
        "periods": {"weeks": _("4 週"), "quarter": _("四半期"), "year": _("一年"), "custom": _("日を選ぶ")},
        "sorts": sort_names(),
    }


def _at_least(period: Period, weeks: int) -> Period:
    first = min(period.first_week, monday(period.until) - WEEK * (weeks - 1))
    return Period(period.name, first, period.until)


def _against(led: Sequence[Branch], group: Group, view: View) -> tuple[Select[int], str] | None:
    """Find what the period is held against; a group the reader does not lead is as though it were not there."""
    if view.against == BEFORE:
        return queries.people_of(group), _("前の期間")
    kind, _colon, value = view.against.partition(":")
    if kind == "cohort":
        return queries.cohort_of(group, value), _("%(month)sに入った人", month=month(value))
    if kind == "group":
        for branch in led:
            if branch.group.id == int(value):
                return queries.people_of(branch.group), branch.group.name
    return None


def _trend(
    name: str, other_name: str, span: Period, own: Weeks, other: Weeks | None, back: bool
) -> dict[str, Any]:
    """Draw who learned, and the mean scores, week by week; the figures go beside as a table."""
    mondays = span.mondays
    theirs = span.before().mondays if back else mondays
    names = [short_day(day) for day in mondays]
    own_name = _("この期間") if back else _clip(name) if other_name else _("最新")
    series = []
    for title, place in ((_("学んだ人の割合(%)"), 0), (_("点の平均"), 1)):
        lines = [charts.Line("own", own_name, _values(own, mondays, place))]
        if other is not None:
            lines.append(charts.Line("other", _clip(other_name), _values(other, theirs, place)))
        series.append({"title": title, "svg": charts.trend(names, lines, title), "lines": lines})
    return {"names": names, "series": series}


def _values(weeks: Weeks, mondays: Sequence[date], place: int) -> tuple[float | None, ...]:
    if place == 0:
        whole = max(weeks.people, 1)
        return tuple(
            100 * weeks.by_week[week][0] / whole if week in weeks.by_week else 0.0 for week in mondays
        )
    return tuple(weeks.by_week[week][1] if week in weeks.by_week else None for week in mondays)


def _clip(name: str) -> str:
    return name if len(name) <= 9 else name[:8] + "…"


def short_day(day: date) -> str:
    """Write a day without its year, as the ends of a chart have room for."""
    return f"{day:%b} {day.day}" if language() == "en" else f"{day.month}/{day.day}"


# ---- quarters


def _habits(every: Sequence[Row]) -> dict[str, Any]:
    """Tell how honest forecasts were and how old the lists, over the people who have finished a quarter."""
    played = [row for row in every if row.facts.quarter_id is not None]
    high = [row.facts.too_high for row in played if row.facts.too_high is not None]
    old = [row.facts.old_share for row in played if row.facts.old_share is not None]
    told = sorted(
        played, key=lambda row: (-abs(row.facts.too_high or 0.0), -(row.facts.old_share or 0.0), row.name)
    )
    return {
        "people": len(played),
        "high": round(sum(high) / len(high)) if high else None,
        "old": round(sum(old) / len(old)) if old else None,
        "rows": told[:HABITS],
    }
