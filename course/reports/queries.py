"""Gather what a trainer or manager sees of a group and of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.content.catalogue import Catalogue
from course.extensions import db
from course.lessons import queries as lessons
from course.lessons.models import CheckAnswer, LessonProgress
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes import queries as quizzes
from course.quizzes.models import Attempt
from course.roleplay import queries as roleplay
from course.roleplay.models import Run, RunEvent
from course.skills import queries as skills
from course.skills.mastery import Level

QUIET_AFTER = timedelta(days=10)
SETTLING = timedelta(days=3)  # somebody who has just joined need not have begun
LOW = 45  # percent: below this a skill is marked


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how one trainee stands: `progress` percent of lessons read, mean best scores (None: none yet), skills."""

    person: User
    progress: int
    quiz: int | None
    roleplay: int | None
    skills: dict[str, Level]
    last_at: datetime | None
    quiet: bool

    @property
    def need(self) -> tuple[bool, int, str]:
        """Order people by who needs a word first: the quiet, then by their lowest skill."""
        known = [level.percent for level in self.skills.values() if level.percent is not None]
        return (not self.quiet, min(known, default=100), self.person.name)

    @property
    def on_track(self) -> bool:
        """Tell whether nothing asks for a word: active in the last ten days, and no skill known to be low."""
        low = any(level.percent is not None and level.percent < LOW for level in self.skills.values())
        return not self.quiet and not low


def trainees(group: Group) -> Sequence[User]:
    """List the active trainees of a group and of those below it, by name."""
    return db.session.scalars(
        select(User).where(User.id.in_(trainee_ids_below(group))).order_by(User.name, User.id)
    ).all()


def standings(people: Sequence[User], catalogue: Catalogue, now: datetime) -> list[Standing]:
    """Work out how each person stands, with a fixed number of queries whatever the number of people."""
    ids = [person.id for person in people]
    read = lessons.progress(ids)
    quiz_scores, run_scores = quizzes.scores(ids), roleplay.scores(ids)
    levels = skills.levels(ids, now)
    seen = last_activity(ids)
    total = max(len(catalogue.lessons), 1)
    result = []
    for person in people:
        percents = [
            item.percent
            for lesson_id, item in read.get(person.id, {}).items()
            if lesson_id in catalogue.lessons
        ]
        last_at = seen.get(person.id)
        result.append(
            Standing(
                person=person,
                progress=round(sum(percents) / total),
                quiz=_mean([item.best for item in quiz_scores.get(person.id, {}).values()]),
                roleplay=_mean([item.best for item in run_scores.get(person.id, {}).values()]),
                skills=levels[person.id],
                last_at=last_at,
                quiet=now - (last_at or person.created_at) > (QUIET_AFTER if last_at else SETTLING),
            )
        )
    return sorted(result, key=lambda standing: standing.need)


def last_activity(user_ids: Sequence[int]) -> dict[int, datetime]:
    """Tell when each person last read, answered or played."""
    acts = union_all(
        select(LessonProgress.user_id, LessonProgress.updated_at.label("at")),
        select(CheckAnswer.user_id, CheckAnswer.at),
        select(Attempt.user_id, func.coalesce(Attempt.finished_at, Attempt.started_at)),
        select(Run.user_id, func.coalesce(Run.ended_at, Run.started_at)),
        select(Run.user_id, RunEvent.at).join(Run, Run.id == RunEvent.run_id),
        select(Quarter.user_id, QuarterEvent.at).join(Quarter, Quarter.id == QuarterEvent.quarter_id),
    ).subquery()
    rows = db.session.execute(
        select(acts.c.user_id, func.max(acts.c.at))
        .where(acts.c.user_id.in_(user_ids))
        .group_by(acts.c.user_id)
    )
    return {user_id: at for user_id, at in rows}  # noqa: C416  # a row is not a tuple to the types


def _mean(values: Sequence[float]) -> int | None:
    return round(sum(values) / len(values)) if values else None
