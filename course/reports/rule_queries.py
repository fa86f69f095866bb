"""Ask the database whom some of the rules name: for more people than can be ranked one by one.

`tests/reports/test_rule_queries.py` holds these to the rules themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from course.accounts.models import User
from course.chosen import People
from course.content.catalogue import Catalogue
from course.extensions import db
from course.reports import rules
from course.reports.periods import Period
from course.reports.queries import habits_of, is_finished, scores_of, start_of
from course.reports.rules import Facts, Rules
from course.summaries import habits
from course.summaries import queries as summaries
from course.summaries.calendar import day_of
from course.summaries.models import PersonItem, PersonSummary, PersonWeek


def is_quiet(used: Rules, catalogue: Catalogue, now: datetime) -> ColumnElement[bool]:
    """Give the condition on `PersonSummary` under which the rule of silence names somebody."""
    last_day = day_of(now) - timedelta(days=used.quiet_days)
    read, passed = is_finished(catalogue)
    return and_(
        PersonSummary.last_at < start_of(last_day + timedelta(days=1)),
        ~(read & passed),
        literal(rules.QUIET not in used.off),
    )


def has_not_begun(used: Rules, now: datetime) -> ColumnElement[bool]:
    """Give the condition on `User` and their `PersonSummary`, outer-joined, for those who have not begun."""
    last_day = day_of(now) - timedelta(days=used.begin_days)
    return and_(
        User.created_at < start_of(last_day),
        PersonSummary.user_id.is_(None),
        literal(rules.NOT_BEGUN not in used.off),
    )


def quiet(people: People, used: Rules, catalogue: Catalogue, now: datetime) -> Select[int]:
    """Select whom the rule of silence names; nobody when it is switched off."""
    return select(PersonSummary.user_id).where(
        PersonSummary.user_id.in_(people), is_quiet(used, catalogue, now)
    )


def not_begun(people: People, used: Rules, now: datetime) -> Select[int]:
    """Select whom the rule of those who have not begun names."""
    return (
        select(User.id)
        .outerjoin(PersonSummary, PersonSummary.user_id == User.id)
        .where(User.id.in_(people), has_not_begun(used, now))
    )


def silence(people: People, used: Rules, catalogue: Catalogue, now: datetime) -> tuple[int, int]:
    """Count whom the two rules of silence name: those who no longer come, and those who have not begun."""
    one = db.session.execute(
        select(
            func.count().filter(is_quiet(used, catalogue, now)), func.count().filter(has_not_begun(used, now))
        )
        .select_from(User)
        .outerjoin(PersonSummary, PersonSummary.user_id == User.id)
        .where(User.id.in_(people))
    ).one()
    return one[0], one[1]


def stuck(people: People, used: Rules) -> Select[int]:
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


def active(people: People, period: Period) -> Select[int]:
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


def idle(people: People, period: Period) -> Select[int]:
    """Select who neither answered nor played in the weeks of a period."""
    return select(User.id).where(User.id.in_(people), User.id.not_in(active(people, period)))


def named_by(people: People, code: str, used: Rules, now: datetime) -> set[int] | None:
    """Tell whom one rule names, where it rests on one kind of record alone; None where it does not.

    How everybody stands need not be worked out for it.
    """
    facts: Mapping[int, Facts] = {}
    if code in {rules.SURE_WRONG, rules.FALLING}:
        facts = {
            user_id: Facts(days_known=0, sure_wrong=trend.recent.sure_wrong, **scores_of(trend))
            for user_id, trend in summaries.trends(people, now, rules.RECENT_WEEKS).items()
        }
    elif code == rules.LOW_SKILL:
        facts = {
            user_id: Facts(days_known=0, skills={skill: level.percent for skill, level in skills.items()})
            for user_id, skills in summaries.levels(people).items()
        }
    elif code in {rules.FORECAST, rules.STILL_LIST}:
        facts = {
            user_id: Facts(days_known=0, **habits_of(one)) for user_id, one in habits.habits(people).items()
        }
    else:
        return None
    return {
        user_id
        for user_id, known in facts.items()
        if any(reason.code == code for reason in rules.reasons(known, used))
    }
