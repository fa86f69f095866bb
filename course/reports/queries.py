"""Gather what a trainer or manager sees of a group. People are always a query of ids: its size does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select

from course.accounts.access import readable_people
from course.accounts.models import MANAGER, TRAINEE, Group, GroupTree, Membership, User
from course.accounts.queries import trainee_ids_below
from course.assignments import queries as assignments
from course.assignments.days import days_until
from course.assignments.due import Due
from course.assignments.models import Assignment
from course.chosen import People, these
from course.content.catalogue import Catalogue
from course.extensions import db
from course.presentation import OFFICE_ZONE, say
from course.reports import rules
from course.reports.forms import View
from course.reports.models import GroupRules
from course.reports.periods import Period
from course.reports.rules import Facts, Reason, Rules, Stuck
from course.skills.mastery import SKILLS, Level
from course.summaries import habits as summed_habits
from course.summaries import items
from course.summaries import queries as summaries
from course.summaries.calendar import day_of
from course.summaries.models import PersonSummary
from course.summaries.queries import Trend

BIG = 1_000  # people: above, a group is shown by the groups below it, and nobody is ranked
PAGE = 50
DUE_SINCE = timedelta(days=60)  # what was due longer ago is no longer shown beside a person
DUE_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one person as the page shows them; `progress` is percent of the lessons, scores are means of best ones."""

    person_id: int
    name: str
    joined_at: datetime
    last_at: datetime | None
    progress: int
    quiz: int | None
    roleplay: int | None
    skills: Mapping[str, Level]
    dues: tuple[Due, ...]
    facts: Facts
    reasons: tuple[Reason, ...]

    @property
    def on_track(self) -> bool:
        """Tell whether nothing asks for a word."""
        return not self.reasons

    @property
    def today(self) -> bool:
        """Tell whether something asks for a word today."""
        return rules.is_today(self.reasons)

    @property
    def status(self) -> str:
        """Name how the person stands: today, week or on-track."""
        return "on-track" if self.on_track else "today" if self.today else "week"

    @property
    def need(self) -> tuple[Any, ...]:
        """Order people by who needs a word first."""
        return (not self.today, -rules.rank(self.reasons), self.name, self.person_id)


# ---- whom


def people_of(group: Group, view: View | None = None, actor: User | None = None) -> Select[int]:
    """Select the people of a group and those below it: its active trainees, or those the view asks for.

    Of another role than the trainees' only those are selected whom the actor may read.
    """
    if view is None:
        return trainee_ids_below(group)
    found = trainee_ids_below(group) if view.role == TRAINEE else _in_role(group, view.role, actor)
    if not (view.search or view.cohort):
        return found
    query = select(User.id).where(User.id.in_(found))
    if view.search:
        query = query.where(User.name.icontains(view.search, autoescape=True))
    return query.where(*_joined_in(view.cohort)) if view.cohort else query


def _in_role(group: Group, role: str, actor: User | None) -> Select[int]:
    assert actor is not None
    return (
        select(Membership.user_id)
        .join(GroupTree, GroupTree.descendant_id == Membership.group_id)
        .join(User, User.id == Membership.user_id)
        .where(
            GroupTree.ancestor_id == group.id, Membership.role == role, User.active, readable_people(actor)
        )
        .distinct()
    )


def fingerprint_of(group: Group) -> str:
    """Give what tells the people of a group, and below it, from any other people: a hash of their numbers."""
    numbers = db.session.scalars(trainee_ids_below(group).order_by(User.id))
    return sha256(",".join(map(str, numbers)).encode()).hexdigest()


def cohort_of(group: Group, month: str) -> Select[int]:
    """Select the trainees of a group, and below it, who joined in a month (2026-04)."""
    return select(User.id).where(User.id.in_(trainee_ids_below(group)), *_joined_in(month))


def _joined_in(month: str) -> list[Any]:
    year, number = map(int, month.split("-"))
    following = (year + number // 12, number % 12 + 1)
    return [
        User.created_at >= start_of(date(year, number, 1)),
        User.created_at < start_of(date(*following, 1)),
    ]


def start_of(day: date) -> datetime:
    """Give the moment a day begins in the office."""
    return datetime.combine(day, time(), OFFICE_ZONE)


def count(people: Select[int]) -> int:
    """Count people."""
    return db.session.execute(select(func.count()).select_from(people.subquery())).scalar_one()


@dataclass(frozen=True, slots=True)
class Extent:
    """Hold how many people there are, and when the first and the last of them joined."""

    people: int
    first: datetime | None
    last: datetime | None

    @property
    def months(self) -> list[str]:
        """List the months from the first joining to the last, the latest first."""
        if self.first is None or self.last is None:
            return []
        begin, end = day_of(self.first), day_of(self.last)
        months = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
        return [f"{month // 12}-{month % 12 + 1:02}" for month in reversed(months)]


def extent(people: People) -> Extent:
    """Count people, and tell when they joined."""
    ends = select(func.count(), func.min(User.created_at), func.max(User.created_at))
    number, first, last = db.session.execute(ends.where(User.id.in_(people))).one()
    return Extent(number, first, last)


def window(people: People, view: View) -> People:
    """Find one page of many people, in an order the database can keep: by name, or the longest quiet first."""
    query = (
        select(User.id).outerjoin(PersonSummary, PersonSummary.user_id == User.id).where(User.id.in_(people))
    )
    order = (
        (User.name, User.id) if view.sort == "name" else (PersonSummary.last_at.asc().nulls_first(), User.id)
    )
    return these(db.session.scalars(query.order_by(*order).limit(PAGE).offset(PAGE * (view.page - 1))))


# ---- rules


def own_rules(group: Group) -> GroupRules | None:
    """Give the rules a group has changed itself."""
    return db.session.get(GroupRules, group.id)


def rules_of(group: Group) -> tuple[Rules, Group | None]:
    """Give the rules that hold for a group, and the group they were set for: itself, or the nearest above; None: shipped."""
    row = db.session.execute(
        select(GroupRules.settings, Group)
        .join(Group, Group.id == GroupRules.group_id)
        .join(GroupTree, GroupTree.ancestor_id == GroupRules.group_id)
        .where(GroupTree.descendant_id == group.id)
        .order_by(GroupTree.depth)
        .limit(1)
    ).first()
    return (Rules(), None) if row is None else (rules.from_settings(row.settings), row.Group)


# ---- how each stands


def rows(people: People, used: Rules, catalogue: Catalogue, now: datetime) -> list[Row]:
    """Work out how each person stands, who needs a word first; always the same few statements."""
    standings = summaries.standings(people, tuple(catalogue.lessons))
    people = these(one.user_id for one in standings)
    levels, trends = summaries.levels(people), summaries.trends(people, now, rules.RECENT_WEEKS)
    habits = summed_habits.habits(people)
    stuck = {one.user_id: one for one in reversed(items.stuck(people, least=used.stuck_times))}
    dues = dues_by_person(people, now)
    tasks = {due.task.id: due.task for held in dues.values() for due in held}
    named = {number: (say(task.title), days_until(task.due_at, now)) for number, task in tasks.items()}
    lessons, quizzes = max(len(catalogue.lessons), 1), len(catalogue.quizzes)
    nothing = {skill: Level(None, 0) for skill in SKILLS}
    today = day_of(now)
    found = []
    for one in standings:
        skills, trend, person_dues = (
            levels.get(one.user_id, nothing),
            trends.get(one.user_id),
            dues[one.user_id],
        )
        facts = Facts(
            days_known=(today - day_of(one.joined_at)).days,
            days_quiet=None if one.last_at is None else (today - day_of(one.last_at)).days,
            finished=one.finished >= lessons and one.quizzes_passed >= quizzes,
            dues=tuple(
                rules.Due(*named[due.task.id], due.facts.percent, due.task.id)
                for due in person_dues
                if due.is_open
            ),
            sure_wrong=trend.recent.sure_wrong if trend else 0,
            **scores_of(trend),
            stuck=_stuck(stuck.get(one.user_id)),
            skills={skill: level.percent for skill, level in skills.items()},
            **habits_of(habits.get(one.user_id)),
        )
        found.append(
            Row(
                person_id=one.user_id,
                name=one.name,
                joined_at=one.joined_at,
                last_at=one.last_at,
                progress=int(one.progress),
                quiz=None if one.quiz is None else round(one.quiz),
                roleplay=None if one.roleplay is None else round(one.roleplay),
                skills=skills,
                dues=tuple(person_dues),
                facts=facts,
                reasons=rules.reasons(facts, used),
            )
        )
    return sorted(found, key=lambda row: row.need)


def scores_of(trend: Trend | None) -> dict[str, Any]:
    """Give the mean scores of lately and before, None where there are too few to compare."""
    if trend is None:
        return {}
    enough = all(part.attempts + part.runs >= rules.ENOUGH_SCORED for part in (trend.recent, trend.before))
    return {"score_lately": trend.recent.mean, "score_before": trend.before.mean} if enough else {}


def _stuck(one: items.Stuck | None) -> Stuck | None:
    return None if one is None else Stuck(one.scenario_id, one.scene_id, one.times, one.latest_id)


def habits_of(one: summed_habits.Habits | None) -> dict[str, Any]:
    """Give what somebody's quarters showed, as the rules want it."""
    if one is None:
        return {}
    graded = one.bias is not None and one.graded >= rules.ENOUGH_GRADED
    return {
        "too_high": 100 * one.bias if one.bias is not None and graded else None,
        "old_share": None if one.old is None else 100 * one.old,
        "quarter_id": one.latest_id,
    }


def is_finished(catalogue: Catalogue) -> tuple[Any, Any]:
    """Give the two conditions on `PersonSummary` under which somebody has read and passed the whole course."""
    return (
        PersonSummary.finished >= max(len(catalogue.lessons), 1),
        PersonSummary.quizzes_passed >= len(catalogue.quizzes),
    )


def dues_by_person(people: People, now: datetime) -> dict[int, list[Due]]:
    """Give what is or was due around now, by person, the soonest first."""
    near = (Assignment.due_at > now - DUE_SINCE) & (Assignment.due_at < now + DUE_AHEAD)
    found: dict[int, list[Due]] = defaultdict(list)
    for due in assignments.dues(people, now, only=near):
        found[due.user_id].append(due)
    return found


def moments(period: Period) -> tuple[datetime, datetime]:
    """Give the moment a period begins and the one it has ended at, by the weeks it touches."""
    return start_of(period.first_week), start_of(period.last_week + timedelta(weeks=1))


def manages(actor: User, group: Group) -> bool:
    """Tell whether the actor manages a group, or one above it; trainers do not, an admin manages every one."""
    if actor.is_admin:
        return True
    found = db.session.scalar(
        select(Membership.id)
        .join(GroupTree, GroupTree.ancestor_id == Membership.group_id)
        .where(
            GroupTree.descendant_id == group.id,
            Membership.user_id == actor.id,
            Membership.role == MANAGER,
        )
        .limit(1)
    )
    return found is not None


def managed_groups(manager: User) -> Sequence[Group]:
    """List the groups somebody manages themself, not those below them, by name."""
    return db.session.scalars(
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.user_id == manager.id, Membership.role == MANAGER)
        .order_by(Group.name, Group.id)
    ).all()


def left_open(person_ids: Collection[int], now: datetime) -> dict[int, items.Left]:
    """Give the latest roleplay that each of some people of a page began lately and left in the middle, if there is one."""
    if not person_ids:
        return {}
    found = items.left(these(person_ids), now - DUE_SINCE, now)
    return {one.user_id: one for one in sorted(found, key=lambda one: one.latest_at)}
