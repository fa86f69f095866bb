"""Put together what a leader sees of one person: why they are named, their scores, answers, lines and quarters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from course.accounts.models import User
from course.assignments.queries import dues_of
from course.chosen import People
from course.content.catalogue import Catalogue
from course.content.text import Text
from course.lessons import queries as lessons
from course.live.visits import visits
from course.notes.pages import for_leader, nudge_states
from course.pipeline.territories import TERRITORIES
from course.presentation import say
from course.quarter import queries as quarter
from course.quizzes import queries as quizzes
from course.reports import charts, evidence, group_queries, queries
from course.reports.cards import cards
from course.reports.fitting import fitting
from course.reports.forms import Sought
from course.reports.pages import short_day
from course.reports.people import Asked
from course.reports.periods import WEEK, Period, monday
from course.roleplay import labels
from course.roleplay import queries as roleplay
from course.skills import labels as skill_labels
from course.skills import queries as skills
from course.summaries import items
from course.summaries.calendar import day_of
from course.summaries.models import QUIZ

MONTH = timedelta(days=30)
WEEKS = 12
SHOWN = 8  # attempts, runs and rooms on the person's page; the rest is a click away
TOLD = 4  # answers and lines with their coaching, which are long


def view(asked: Asked, person: User) -> dict[str, Any]:
    """Gather what the page of one person shows."""
    people = select(User.id).where(User.id == person.id)
    [row] = asked.rows(people)
    present = skills.levels([person.id], asked.now)[person.id]
    before = skills.levels([person.id], asked.now - MONTH)[person.id]
    is_there = person.erased_at is None  # of who has been erased nothing more is said or asked
    return {
        "group": asked.group,
        "person": person,
        "row": row,
        "card": cards(asked, [row], {})[0] if row.reasons and is_there else None,
        "catalogue": asked.catalogue,
        "read": lessons.progress([person.id]).get(person.id, {}),
        "items": _items(people, asked.catalogue),
        "attempts": quizzes.finished_attempts(person.id, limit=SHOWN),
        "runs": roleplay.ended_runs(person.id, limit=SHOWN),
        "open_runs": roleplay.open_runs(person.id),
        "rooms": visits(asked.actor, person, asked.catalogue, SHOWN),
        "quarters": quarter.of_person(person.id),
        "dues": dues_of(person.id, asked.now),
        "territories": TERRITORIES,
        "levels": skill_labels.shown(present, before),
        "missed": evidence.told_once(evidence.missed(person.id, limit=evidence.ANSWERS))[:TOLD],
        "lines": evidence.told_once(evidence.costly_lines(person.id))[:TOLD],
        "skills": skill_labels.LABELS,
        "outcomes": labels.OUTCOMES,
        "tones": labels.OUTCOME_TONES,
        "kinds": labels.KINDS,
        "trend": _weeks(people, asked.now),
        "fitting": fitting(row, asked.now),
        "notes": for_leader(asked.actor, person, asked.now)
        if is_there and person.id != asked.actor.id
        else None,
        "nudges": nudge_states(asked.actor, [person], asked.now),
        "now": asked.now,
    }


def _items(people: People, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List scores by quiz and scenario, in the order of the course; what it no longer has comes last."""
    order = {entry_id: place for place, entry_id in enumerate([*catalogue.quizzes, *catalogue.scenarios])}
    found = []
    for score in items.item_scores(people):
        entries: Any = catalogue.quizzes if score.kind == QUIZ else catalogue.scenarios
        entry = entries.get(score.item_id)
        title: Text | str = entry.item.title if entry is not None else score.item_id
        found.append({"score": score, "title": say(title), "quiz": score.kind == QUIZ})
    return sorted(
        found,
        key=lambda item: (not item["quiz"], order.get(item["score"].item_id, len(order)), item["title"]),
    )


def _weeks(people: People, now: datetime) -> dict[str, Any]:
    """Draw the scores of the last weeks."""
    today = day_of(now)
    period = Period("weeks", monday(today) - WEEK * (WEEKS - 1), today)
    weeks = group_queries.weeks(people, period)
    values = tuple(weeks[week][1] if week in weeks else None for week in period.mondays)
    names = [short_day(week) for week in period.mondays]
    line = charts.Line("own", _("点"), values)
    title = _("点の平均")
    return {
        "names": names,
        "series": [{"title": title, "svg": charts.trend(names, [line], title), "lines": [line]}],
    }


def evidence_view(asked: Asked, person: User, sought: Sought) -> dict[str, Any]:
    """Gather the answers and lines behind a skill, or the answers given as sure and wrong; all, when neither is asked."""
    between = queries.moments(sought.period) if sought.period else None
    missed = evidence.missed(person.id, skill=sought.skill, sure=sought.sure, between=between)
    told = evidence.told_once(missed)
    talks = 0 if sought.sure else evidence.number_ended(person.id, between)
    lines = (
        evidence.costly_lines(person.id, skill=sought.skill, between=between, page=sought.talks)
        if talks
        else []
    )
    first = evidence.ANSWERS * (sought.page - 1)
    return {
        "group": asked.group,
        "person": person,
        "sought": sought,
        "number": len(missed),
        "missed": told[first : first + evidence.ANSWERS],
        "pages": max(1, -(-len(told) // evidence.ANSWERS)),
        "lines": evidence.told_once(lines),
        "talks": talks,
        "talk_pages": max(1, -(-talks // evidence.RUNS)),
        "at_once": evidence.RUNS,
        "skills": skill_labels.LABELS,
        "kinds": labels.KINDS,
        "now": asked.now,
    }
