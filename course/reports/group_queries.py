"""Sum up how groups do: in a period, by a due day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from course.accounts.models import Group, GroupTree, Membership
from course.assignments.due import Due
from course.chosen import People
from course.extensions import bare_rows, db
from course.reports.periods import Period
from course.reports.queries import count
from course.reports.rule_queries import active
from course.skills.mastery import SKILLS
from course.summaries import queries as summaries
from course.summaries.models import PersonWeek
from course.summaries.queries import Sums


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


SCORED = func.sum(PersonWeek.attempts + PersonWeek.runs)
SCORES = func.sum(PersonWeek.attempt_score + PersonWeek.run_score)
History = Sequence[tuple[date, Sums]]  # by Monday
Learned = Mapping[int, tuple[int, float]]  # by person: attempts and runs, and the sum of their scores (0–100)


def history(people: People, span: Period) -> History:
    """Sum up by week what people did in the weeks of a period; weeks without anything are left out."""
    return summaries.weeks(people, span.since, span.until)


def who_learned(people: People, period: Period) -> Learned:
    """Tell who answered or played in the weeks of a period, and how well."""
    rows = bare_rows(
        select(
            PersonWeek.user_id,
            SCORED,
            SCORES,
        )
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= period.first_week,
            PersonWeek.week <= period.last_week,
        )
        .group_by(PersonWeek.user_id)
    )
    return {user_id: (number, score) for user_id, number, score in rows}


def mean_score(found: Collection[tuple[int, float]]) -> float | None:
    """Give the mean score of those who learned, over all their attempts and runs; None without any."""
    number = sum(one[0] for one in found)
    return sum(one[1] for one in found) / number if number else None


def did(
    people: People,
    number: int,
    period: Period,
    *,
    known: History | None = None,
    learned: int | None = None,
    with_skills: bool = True,
) -> Did:
    """Sum up what so many people did in the weeks of a period; of very many, better without their skills.

    What has been read already is not read again: `known` is their history, of these weeks and perhaps of others, and
    `learned` how many of them answered or played.
    """
    known = history(people, period) if known is None else known
    learned = count(active(people, period)) if learned is None else learned
    every = [sums for week, sums in known if period.first_week <= week <= period.last_week]

    def total(name: str) -> float:
        return sum(getattr(sums, name) for sums in every)

    def mean(value: str, *numbers: str) -> float | None:
        number = sum(total(name) for name in numbers)
        return total(value) / number if number else None

    shown: dict[str, list[tuple[int, float]]] = defaultdict(list)
    if with_skills:
        for _week, skill, times, share in summaries.skill_weeks(people, period.since, period.until):
            shown[skill].append((times, share))
    right = mean("credit", "answers")
    return Did(
        people=number,
        active=learned,
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
    rows = db.session.execute(
        select(PersonWeek.week, func.count(), SCORES / func.nullif(SCORED, 0))
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
