"""Ask the database whom some of the rules name: for more people than can be ranked one by one.

`tests/reports/test_rule_queries.py` holds these to the rules themselves.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, literal, select

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.reports import rules
from course.reports.periods import Period
from course.reports.queries import is_finished, start_of
from course.reports.rules import Rules
from course.skills.mastery import ENOUGH
from course.summaries.calendar import day_of
from course.summaries.models import PersonItem, PersonSkill, PersonSummary, PersonWeek
from course.summaries.queries import People


def quiet(people: People, used: Rules, catalogue: Catalogue, now: datetime) -> People:
    """Select whom the rule of silence names; nobody when it is switched off."""
    last_day = day_of(now) - timedelta(days=used.quiet_days)
    return select(PersonSummary.user_id).where(
        PersonSummary.user_id.in_(people),
        PersonSummary.last_at < start_of(last_day + timedelta(days=1)),
        ~_both(is_finished(catalogue)),
        literal(rules.QUIET not in used.off),
    )


def _both(conditions: tuple[Any, Any]) -> Any:
    first, second = conditions
    return first & second


def not_begun(people: People, used: Rules, now: datetime) -> People:
    """Select whom the rule of those who have not begun names."""
    last_day = day_of(now) - timedelta(days=used.begin_days)
    return select(User.id).where(
        User.id.in_(people),
        User.created_at < start_of(last_day),
        ~exists().where(PersonSummary.user_id == User.id),
        literal(rules.NOT_BEGUN not in used.off),
    )


def low_in(people: People, skill: str, low: int) -> People:
    """Select who is known to be below a percentage in a skill."""
    level = func.round(100 * PersonSkill.value / PersonSkill.weight)
    return select(PersonSkill.user_id).where(
        PersonSkill.user_id.in_(people),
        PersonSkill.skill == skill,
        PersonSkill.n >= ENOUGH,
        PersonSkill.weight > 0.0,
        level < low,
    )


def stuck(people: People, used: Rules) -> People:
    """Select who is stuck at a scene."""
    return (
        select(PersonItem.user_id)
        .where(
            PersonItem.user_id.in_(people),
            PersonItem.stuck >= used.stuck_times,
            literal(rules.STUCK not in used.off),
        )
        .distinct()
    )


def active(people: People, period: Period) -> People:
    """Select who answered or played in the weeks of a period."""
    return (
        select(PersonWeek.user_id)
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= period.first_week,
            PersonWeek.week <= period.last_week,
        )
        .distinct()
    )


def idle(people: People, period: Period) -> People:
    """Select who neither answered nor played in the weeks of a period."""
    return select(User.id).where(User.id.in_(people), User.id.not_in(active(people, period)))
