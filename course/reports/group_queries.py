"""Sum up how groups do: those a step below, a period, a due day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from course.accounts.models import TRAINEE, Group, GroupTree, Membership, User
from course.accounts.queries import trainee_ids_below
from course.assignments.due import Due
from course.content.catalogue import Catalogue
from course.extensions import db
from course.reports.periods import Period
from course.reports.queries import count
from course.reports.rule_queries import active, has_not_begun, is_quiet
from course.reports.rules import Rules
from course.skills.mastery import ENOUGH, SKILLS
from course.summaries import queries as summaries
from course.summaries.models import PersonSkill, PersonSummary, PersonWeek
from course.summaries.queries import People, Sums


@dataclass(frozen=True, slots=True)
class Below:
    """Hold one group a step below: its people, who learned in the period, who has been silent, and levels of skills."""

    group: Group
    people: int
    active: int
    quiet: int
    score: float | None
    skills: Mapping[str, float | None]


def groups_below(
    group: Group, used: Rules, period: Period, catalogue: Catalogue, now: datetime
) -> list[Below]:
    """Sum up each group a step below, with those below it; a person in two of them is counted in both."""
    children = db.session.scalars(
        select(Group).where(Group.parent_id == group.id).order_by(Group.name, Group.id)
    ).all()
    if not children:
        return []
    place = _places(group)
    numbers = _numbers_by(place, used, catalogue, now)
    weeks, levels = _weeks_by(place, period), _levels_by(place, trainee_ids_below(group))
    found = []
    for child in children:
        people, silent = numbers.get(child.id, (0, 0))
        learned, score = weeks.get(child.id, (0, None))
        skills = {skill: levels.get((child.id, skill)) for skill in SKILLS}
        found.append(Below(child, people, learned, silent, score, skills))
    return found


def sizes_below(group: Group) -> list[tuple[Group, int]]:
    """Count the people of each group a step below, with those below it, by name."""
    place = _places(group)
    numbers = select(place.c.child_id, func.count()).group_by(place.c.child_id)
    counted: dict[int, int] = {child_id: number for child_id, number in db.session.execute(numbers)}  # noqa: C416
    children = select(Group).where(Group.parent_id == group.id).order_by(Group.name, Group.id)
    return [(child, counted.get(child.id, 0)) for child in db.session.scalars(children)]


def _places(group: Group) -> Any:
    """Select (child_id, user_id): which group a step below each active trainee is in, once each."""
    return (
        select(GroupTree.ancestor_id.label("child_id"), Membership.user_id.label("user_id"))
        .join(Group, (Group.id == GroupTree.ancestor_id) & (Group.parent_id == group.id))
        .join(Membership, Membership.group_id == GroupTree.descendant_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == TRAINEE, User.active)
        .distinct()
        .cte("place")
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


def _weeks_by(place: Any, period: Period) -> dict[int, tuple[int, float | None]]:
    """Give by group how many learned in a period, and their mean score."""
    number = func.sum(PersonWeek.attempts + PersonWeek.runs)
    score = func.sum(PersonWeek.attempt_score + PersonWeek.run_score) / func.nullif(number, 0)
    rows = db.session.execute(
        select(place.c.child_id, func.count(place.c.user_id.distinct()), score)
        .join(PersonWeek, PersonWeek.user_id == place.c.user_id)
        .where(PersonWeek.week >= period.first_week, PersonWeek.week <= period.last_week)
        .group_by(place.c.child_id)
    )
    return {child_id: (learned, mean) for child_id, learned, mean in rows}


def _levels_by(place: Any, people: People) -> dict[tuple[int, str], float]:
    """Give the mean level by group and skill. `people` says again who is in `place`: PostgreSQL would read everybody's levels."""
    level = 100 * PersonSkill.value / PersonSkill.weight
    rows = db.session.execute(
        select(place.c.child_id, PersonSkill.skill, func.avg(level))
        .join(PersonSkill, PersonSkill.user_id == place.c.user_id)
        .where(PersonSkill.n >= ENOUGH, PersonSkill.weight > 0.0, PersonSkill.user_id.in_(people))
        .group_by(place.c.child_id, PersonSkill.skill)
    )
    return {(child_id, skill): mean for child_id, skill, mean in rows}


def team_names(group: Group, person_ids: Sequence[int]) -> dict[int, str]:
    """Name the groups, within this one, that some people of a page are in; empty for a group without any below."""
    found = db.session.execute(
        select(Membership.user_id, Group.name)
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .join(Group, Group.id == Membership.group_id)
        .where(GroupTree.ancestor_id == group.id, GroupTree.depth > 0, Membership.user_id.in_(person_ids))
        .order_by(Group.name)
        .distinct()
    )
    names: dict[int, list[str]] = defaultdict(list)
    for person_id, name in found:
        names[person_id].append(name)
    return {person_id: "・".join(held) for person_id, held in names.items()}


# ---- how a group did


@dataclass(frozen=True, slots=True)
class Did:
    """Hold what some people did in a period: how many there are and learned, their answers and mean scores (0–100)."""

    people: int
    active: int
    days: int
    answers: int
    right: float | None
    sure_wrong: int
    quiz: float | None
    roleplay: float | None
    runs: int
    skills: Mapping[str, float | None]


History = Sequence[tuple[date, Sums]]  # by Monday


def history(people: People, span: Period) -> History:
    """Sum up by week what people did in the weeks of a period; weeks without anything are left out."""
    return summaries.weeks(people, span.since, span.until)


def did(people: People, period: Period, known: History | None = None, *, with_skills: bool = True) -> Did:
    """Sum up what people did in the weeks of a period; of very many, better without their skills.

    `known` is their history where it has been read already, of these weeks and perhaps of others.
    """
    known = history(people, period) if known is None else known
    every = [sums for week, sums in known if period.first_week <= week <= period.last_week]

    def total(name: str) -> float:
        return sum(getattr(sums, name) for sums in every)

    def mean(value: str, *numbers: str) -> float | None:
        number = sum(total(name) for name in numbers)
        return total(value) / number if number else None

    shown: dict[str, list[tuple[int, float]]] = defaultdict(list)
    if with_skills:
        for _week, skill, number, share in summaries.skill_weeks(people, period.since, period.until):
            shown[skill].append((number, share))
    right = mean("credit", "answers")
    return Did(
        people=count(people),
        active=count(active(people, period)),
        days=int(total("active_days")),
        answers=int(total("answers") + total("reviews")),
        right=None if right is None else 100 * right,
        sure_wrong=int(total("sure_wrong")),
        quiz=mean("attempt_score", "attempts"),
        roleplay=mean("run_score", "runs"),
        runs=int(total("runs")),
        skills={skill: _weighed(shown[skill]) for skill in SKILLS} if with_skills else {},
    )


def weeks(people: People, span: Period, known: History | None = None) -> dict[date, tuple[int, float | None]]:
    """Give by Monday how many people learned and their mean score (0–100); weeks without anything are left out.

    `known` is their history where it has been read already; for very many people the two figures alone are read sooner.
    """
    if known is not None:
        return {week: (sums.people, sums.score) for week, sums in known}
    number = func.sum(PersonWeek.attempts + PersonWeek.runs)
    score = func.sum(PersonWeek.attempt_score + PersonWeek.run_score) / func.nullif(number, 0)
    rows = db.session.execute(
        select(PersonWeek.week, func.count(), score)
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= span.first_week,
            PersonWeek.week <= span.last_week,
        )
        .group_by(PersonWeek.week)
    )
    return {week: (learned, mean) for week, learned, mean in rows}


def _weighed(parts: Sequence[tuple[int, float]]) -> float | None:
    number = sum(n for n, _share in parts)
    return 100 * sum(n * share for n, share in parts) / number if number else None


@dataclass(frozen=True, slots=True)
class DueCount:
    """Hold how people stand with one assignment: how many it reaches, have done it, are late; their mean percent."""

    assignment_id: int
    kind: str
    title: Mapping[str, str]
    due_at: datetime
    people: int
    done: int
    late: int
    percent: int


def due_counts(dues: Mapping[int, Sequence[Due]], now: datetime) -> list[DueCount]:
    """Sum up by assignment how people stand, the soonest due first; whoever is exempt is left out."""
    by_assignment: dict[int, list[Due]] = defaultdict(list)
    for held in dues.values():
        for due in held:
            if not due.exempt:
                by_assignment[due.assignment_id].append(due)
    found = [
        DueCount(
            assignment_id=number,
            kind=held[0].kind,
            title=held[0].title,
            due_at=held[0].due_at,
            people=len(held),
            done=sum(due.done_at is not None for due in held),
            late=sum(due.is_late(now) for due in held),
            percent=sum(due.percent for due in held) // len(held),
        )
        for number, held in by_assignment.items()
    ]
    return sorted(found, key=lambda one: (one.due_at, one.assignment_id))
