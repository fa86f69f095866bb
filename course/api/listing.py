"""Read the rows of each list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from course.accounts.models import Group as GroupRow
from course.accounts.models import User
from course.api import resources
from course.api.paging import (
    Page,
    Reader,
    Wanted,
    cut,
    of_people,
    ordered,
    paged,
    visible_groups,
    whom,
)
from course.assignments.due import Due
from course.assignments.models import Assignment as AssignmentRow
from course.assignments.queries import dues, reached
from course.content.text import SOURCE_LANGUAGE
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.models import Quarter
from course.quizzes.grading import is_right
from course.quizzes.models import Answer, Attempt
from course.roleplay.models import Run
from course.skills import queries as skills
from course.skills.mastery import SKILLS

CONFIDENCE = {"low": "low", "middle": "medium", "high": "high", None: None}


def groups(reader: Reader, wanted: Wanted) -> Page:
    """List the groups the reader can see."""
    visible = visible_groups(reader.actor)
    rows, end = paged(select(GroupRow).where(visible), (GroupRow.id,), wanted)
    above = {row.parent_id for row in rows} - {None}
    shown = set(db.session.scalars(select(GroupRow.id).where(GroupRow.id.in_(above), visible)))
    return Page(
        [
            resources.Group(
                id=row.id,
                name=row.name,
                parent_id=row.parent_id if row.parent_id in shown else None,
                created_at=row.created_at,
            )
            for row in rows
        ],
        end,
    )


def people(reader: Reader, wanted: Wanted) -> Page:
    """List the people the reader may read, with their roles in groups the reader can see."""
    query = select(User).where(*whom(reader.actor, wanted, User.id)).options(selectinload(User.memberships))
    rows, end = paged(query, (User.id,), wanted)
    seen = set(db.session.scalars(select(GroupRow.id).where(visible_groups(reader.actor))))
    return Page([_person(row, reader.actor, seen) for row in rows], end)


def _person(row: User, actor: User, seen: set[int]) -> resources.Person:
    shows_email = actor.is_admin or row.id == actor.id
    return resources.Person(
        id=row.id,
        name=row.name,
        email=row.email if shows_email else None,
        active=row.active,
        language=row.language,
        created_at=row.created_at,
        memberships=[
            resources.Membership(group_id=own.group_id, role=own.role)  # type: ignore[arg-type]
            for own in sorted(row.memberships, key=lambda own: (own.group_id, own.role))
            if own.group_id in seen
        ],
    )


def lesson_progress(reader: Reader, wanted: Wanted) -> Page:
    """List how far lessons have been read."""

    def make(row: LessonProgress) -> resources.Row:
        return resources.LessonProgress(
            id=row.id,
            person_id=row.user_id,
            lesson_id=row.lesson_id,
            content_version=row.version,
            percent=row.percent,
            started_at=row.started_at,
            finished_at=row.finished_at,
            updated_at=row.updated_at,
        )

    return of_people(reader, wanted, LessonProgress, LessonProgress.updated_at, make)


def attempts(reader: Reader, wanted: Wanted) -> Page:
    """List attempts at quizzes."""

    def make(row: Attempt) -> resources.Row:
        return resources.Attempt(
            id=row.id,
            person_id=row.user_id,
            quiz_id=row.quiz_id,
            content_version=row.version,
            score=row.score,
            passed=row.passed,
            started_at=row.started_at,
            finished_at=row.finished_at,
            updated_at=row.finished_at or row.started_at,
        )

    updated = func.coalesce(Attempt.finished_at, Attempt.started_at)
    return of_people(reader, wanted, Attempt, updated, make)


def answers(reader: Reader, wanted: Wanted) -> Page:
    """List answers to quizzes."""
    query = (
        select(Answer, Attempt.user_id, Attempt.quiz_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(*whom(reader.actor, wanted, Attempt.user_id))
    )
    keys = (Attempt.user_id, Attempt.id, Answer.id)
    if wanted.updated_since is not None:
        # The second condition says nothing new, but spares looking into attempts that were over before.
        query = query.where(
            Answer.at >= wanted.updated_since,
            or_(Attempt.finished_at.is_(None), Attempt.finished_at >= wanted.updated_since),
        )
    rows, end = cut(
        db.session.execute(ordered(query, keys, wanted)).all(),
        wanted,
        lambda row: (row.user_id, row.Answer.attempt_id, row.Answer.id),
    )
    return Page(
        [_answer(row.Answer, row.user_id, row.quiz_id) for row in rows],
        end,
        frozenset(row.user_id for row in rows),
    )


def _answer(row: Answer, user_id: int, quiz_id: str) -> resources.Row:
    return resources.Answer(
        id=row.id,
        person_id=user_id,
        attempt_id=row.attempt_id,
        quiz_id=quiz_id,
        question_id=row.question_id,
        selected_option_ids=row.chosen,
        confidence=CONFIDENCE[row.confidence],  # type: ignore[arg-type]
        credit=row.credit,
        correct=is_right(row.credit),
        answered_at=row.at,
    )


def runs(reader: Reader, wanted: Wanted) -> Page:
    """List roleplays."""

    def make(row: Run) -> resources.Row:
        return resources.Run(
            id=row.id,
            person_id=row.user_id,
            scenario_id=row.scenario_id,
            content_version=row.version,
            mode=row.mode,  # type: ignore[arg-type]
            branched_from_id=row.branched_from_id,
            quarter_id=row.quarter_id,
            score=row.score,
            outcome=row.outcome,
            buyer_outcome=row.buyer,
            started_at=row.started_at,
            ended_at=row.ended_at,
            updated_at=row.ended_at or row.started_at,
        )

    return of_people(reader, wanted, Run, func.coalesce(Run.ended_at, Run.started_at), make)


def quarters(reader: Reader, wanted: Wanted) -> Page:
    """List quarters played."""

    def make(row: Quarter) -> resources.Row:
        return resources.Quarter(
            id=row.id,
            person_id=row.user_id,
            territory_id=row.territory,
            simulator_version=row.simulator,
            contracts=row.net,
            revenue_jpy=row.money,
            skill_contracts=row.skill,
            brier_score=row.brier,
            started_at=row.started_at,
            ended_at=row.ended_at,
            updated_at=row.ended_at or row.started_at,
        )

    return of_people(reader, wanted, Quarter, func.coalesce(Quarter.ended_at, Quarter.started_at), make)


def skill_levels(reader: Reader, wanted: Wanted) -> Page:
    """List the levels of the five skills, five rows a person."""
    person, place = wanted.after or (0, len(SKILLS) - 1)
    assert isinstance(person, int) and isinstance(place, int)
    # The person at whom the last page ended may have rows left.
    query = select(User.id).where(*whom(reader.actor, wanted, User.id), User.id >= person).order_by(User.id)
    ids = db.session.scalars(query.limit(wanted.limit // len(SKILLS) + 3)).all()
    every = [
        (user_id, index)
        for user_id in ids
        for index in range(len(SKILLS))
        if (user_id, index) > (person, place)
    ]
    keys, end = cut(every, wanted, tuple)
    levels = skills.levels(sorted({user_id for user_id, _index in keys}), reader.now)
    rows = [
        resources.SkillLevel(
            person_id=user_id,
            skill=SKILLS[index],  # type: ignore[arg-type]
            level=levels[user_id][SKILLS[index]].percent,
            observation_count=levels[user_id][SKILLS[index]].count,
        )
        for user_id, index in keys
    ]
    return Page(rows, end, frozenset(user_id for user_id, _index in keys))


def assignments(reader: Reader, wanted: Wanted) -> Page:
    """List how people stand with their assignments."""
    people = select(User.id).where(*whom(reader.actor, wanted, User.id))
    pairs = reached(people, AssignmentRow.made_at <= reader.now).subquery()
    keys = (pairs.c.user_id, pairs.c.assignment_id)
    found = [
        (user_id, assignment_id)
        for user_id, assignment_id in db.session.execute(ordered(select(*keys), keys, wanted))
    ]
    shown, end = cut(found, wanted, tuple)
    ids = {user_id for user_id, _assignment_id in shown}
    only = AssignmentRow.id.in_({assignment_id for _user_id, assignment_id in shown})
    standing = {
        (due.user_id, due.assignment_id): due
        for due in dues(select(User.id).where(User.id.in_(ids)), reader.now, only=only)
    }
    rows = [_assignment(standing[key], reader.now) for key in shown]
    return Page(rows, end, frozenset(ids))


def _assignment(due: Due, now: datetime) -> resources.Row:
    return resources.Assignment(
        assignment_id=due.assignment_id,
        person_id=due.user_id,
        kind=due.kind,  # type: ignore[arg-type]
        item_id=due.item_id,
        status=due.state(now),  # type: ignore[arg-type]
        progress=due.percent,
        best_score=due.best,
        passing_score=due.pass_mark,
        attempts_used=due.used,
        attempts_allowed=due.attempts,
        assigned_at=due.given_at,
        due_at=due.due_at,
        completed_at=due.done_at,
    )


def items(reader: Reader, wanted: Wanted) -> Page:
    """List the course as it stands."""
    catalogue = reader.catalogue
    every = {
        (kind, entry.id): entry
        for kind, entries in (
            ("lesson", catalogue.lessons),
            ("quiz", catalogue.quizzes),
            ("scenario", catalogue.scenarios),
        )
        for entry in entries.values()
    }
    keys = sorted(key for key in every if wanted.after is None or key > wanted.after)
    shown, end = cut(keys, wanted, tuple)
    return Page([_item(kind, every[kind, item_id]) for kind, item_id in shown], end)


def _item(kind: str, entry: Any) -> resources.Row:
    title = entry.item.title.as_dict()
    return resources.Item(
        kind=kind,  # type: ignore[arg-type]
        id=entry.id,
        title=title.get(SOURCE_LANGUAGE, entry.id),
        title_en=title.get("en"),
        lesson_id=None if kind == "lesson" else entry.item.lesson or None,
        passing_score=entry.item.passing if kind == "quiz" else None,
        content_version=entry.version,
    )


Listing = Callable[[Reader, Wanted], Page]
# Each list with the types of its key's parts.
LISTINGS: dict[str, tuple[Listing, tuple[type, ...]]] = {
    "groups": (groups, (int,)),
    "people": (people, (int,)),
    "items": (items, (str, str)),
    "lesson-progress": (lesson_progress, (int, int)),
    "attempts": (attempts, (int, int)),
    "answers": (answers, (int, int, int)),
    "runs": (runs, (int, int)),
    "skills": (skill_levels, (int, int)),
    "assignments": (assignments, (int, int)),
    "quarters": (quarters, (int, int)),
}
