"""Sum up the groups a step below a group: in the database for very many people, from how each stands for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from sqlalchemy import case, func, or_, select

from course.accounts.models import TRAINEE, Group, GroupTree, Membership, User
from course.accounts.queries import groups_directly_below
from course.chosen import People
from course.content.catalogue import Catalogue
from course.extensions import bare_rows, db
from course.reports import rules
from course.reports.group_queries import SCORED, SCORES, Learned, mean_score
from course.reports.periods import Period
from course.reports.queries import Row
from course.reports.rule_queries import has_not_begun, is_quiet
from course.reports.rules import Rules
from course.skills.mastery import ENOUGH, SKILLS
from course.summaries.models import PersonSkill, PersonSummary, PersonWeek

SILENT = frozenset({rules.QUIET, rules.NOT_BEGUN})


@dataclass(frozen=True, slots=True)
class Below:
    """Hold one group a step below: its people, who learned in the period, who has been silent, and levels of skills."""

    group: Group
    people: int
    active: int
    quiet: int
    score: float | None
    skills: Mapping[str, float | None]


def below_of_few(group: Group, every: Sequence[Row], learned: Learned) -> list[Below]:
    """Sum up each group a step below from how each of a group's people stands, and who learned in the period.

    Gives what `below_of_many` gives.
    """
    children = groups_directly_below(group)
    if not children:
        return []
    rows = {row.person_id: row for row in every}
    held: dict[int, list[Row]] = defaultdict(list)
    for child_id, user_id in bare_rows(_placed(group)):
        if user_id in rows:
            held[child_id].append(rows[user_id])
    return [_summed_up(child, held[child.id], learned) for child in children]


def _summed_up(child: Group, held: Sequence[Row], learned: Learned) -> Below:
    found = [learned[row.person_id] for row in held if row.person_id in learned]
    known = {
        skill: [percent for row in held if (percent := row.skills[skill].percent) is not None]
        for skill in SKILLS
    }
    return Below(
        group=child,
        people=len(held),
        active=len(found),
        quiet=sum(any(reason.code in SILENT for reason in row.reasons) for row in held),
        score=mean_score(found),
        skills={skill: fmean(percents) if percents else None for skill, percents in known.items()},
    )


def below_of_many(
    group: Group, people: People, used: Rules, period: Period, catalogue: Catalogue, now: datetime
) -> list[Below]:
    """Sum up each group a step below, with those below it; a person in two of them is counted in both.

    `people` are the group's trainees.
    """
    children = groups_directly_below(group)
    if not children:
        return []
    place = _placed(group).cte("place")
    numbers = _numbers_by(place, used, catalogue, now)
    weeks, levels = _weeks_by(place, people, period), _levels_by(place, people)
    found = []
    for child in children:
        number, silent = numbers.get(child.id, (0, 0))
        learned, score = weeks.get(child.id, (0, None))
        skills = {skill: levels.get((child.id, skill)) for skill in SKILLS}
        found.append(Below(child, number, learned, silent, score, skills))
    return found


def sizes_below(group: Group) -> list[tuple[Group, int]]:
    """Count the people of each group a step below, with those below it, by name."""
    place = _placed(group).cte("place")
    numbers = select(place.c.child_id, func.count()).group_by(place.c.child_id)
    counted: dict[int, int] = {child_id: number for child_id, number in db.session.execute(numbers)}  # noqa: C416
    return [(child, counted.get(child.id, 0)) for child in groups_directly_below(group)]


def _placed(group: Group) -> Any:
    """Select (child_id, user_id): which group a step below each of a group's trainees is in, once each."""
    return (
        select(GroupTree.ancestor_id.label("child_id"), Membership.user_id.label("user_id"))
        .join(Group, (Group.id == GroupTree.ancestor_id) & (Group.parent_id == group.id))
        .join(Membership, Membership.group_id == GroupTree.descendant_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == TRAINEE, User.active)
        .distinct()
    )


def _numbers_by(place: Any, used: Rules, catalogue: Catalogue, now: datetime) -> dict[int, tuple[int, int]]:
    """Count by group its people, and those whom the rules of silence name."""
    silent = or_(is_quiet(used, catalogue, now), has_not_begun(used, now))
    rows = db.session.execute(
        select(place.c.child_id, func.count(), func.count().filter(silent))
        .join(User, User.id == place.c.user_id)
        .outerjoin(PersonSummary, PersonSummary.user_id == User.id)
        .group_by(place.c.child_id)
    )
    return {child_id: (people, waiting) for child_id, people, waiting in rows}


def _weeks_by(place: Any, people: People, period: Period) -> dict[int, tuple[int, float | None]]:
    """Give by group how many learned in a period, and their mean score."""
    rows = db.session.execute(
        select(
            place.c.child_id,
            func.count(place.c.user_id.distinct()),
            SCORES / func.nullif(SCORED, 0),
        )
        .join(PersonWeek, PersonWeek.user_id == place.c.user_id)
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= period.first_week,
            PersonWeek.week <= period.last_week,
        )
        .group_by(place.c.child_id)
    )
    return {child_id: (learned, mean) for child_id, learned, mean in rows}


def _levels_by(place: Any, people: People) -> dict[tuple[int, str], float]:
    """Give the mean level by group and skill, of levels as they are shown.

    `people` says again who is in `place`: PostgreSQL would read everybody's levels.
    """
    level = 100 * PersonSkill.value / PersonSkill.weight
    # As Python rounds, a half to the even number; SQLite would round it up.
    shown = case((level - func.floor(level) == 0.5, 2 * func.round(level / 2)), else_=func.round(level))
    rows = db.session.execute(
        select(place.c.child_id, PersonSkill.skill, func.avg(shown))
        .join(PersonSkill, PersonSkill.user_id == place.c.user_id)
        .where(PersonSkill.n >= ENOUGH, PersonSkill.weight > 0.0, PersonSkill.user_id.in_(people))
        .group_by(place.c.child_id, PersonSkill.skill)
    )
    return {(child_id, skill): mean for child_id, skill, mean in rows}
