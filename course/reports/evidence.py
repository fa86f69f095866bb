"""Gather the very answers and lines behind a figure, each with its coaching, what came again told once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from course.content.text import Text
from course.extensions import db
from course.quizzes.definition import Quiz
from course.quizzes.grading import is_right
from course.quizzes.models import SURE, Answer, Attempt
from course.roleplay.conversation import converse
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.roleplay.script import Scenario
from course.versions.queries import VersionLost, load

ANSWERS = 30  # shown at once
RUNS = 12  # looked through for lines


@dataclass(frozen=True, slots=True)
class Missed:
    """Hold one answer that was not right: what was asked, what was chosen, and the coaching of that."""

    attempt_id: int
    question_id: str
    quiz: Text
    title: Text
    chosen: tuple[tuple[Text, Text], ...]  # what each option says, and its coaching
    skills: tuple[str, ...]
    credit: float
    sure: bool
    at: datetime
    same: Hashable  # alike for the same answer to the same question, whatever the attempt


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one line of a talk that cost a skill, with its coaching; `decision` counts from 0, as replays do."""

    run_id: int
    decision: int
    scenario: Text
    heading: Text
    text: Text
    coach: Text
    kind: str
    marks: dict[str, int]
    at: datetime
    same: Hashable  # alike for the same choice of the same scene, whatever the talk


Seen = TypeVar("Seen", Missed, Said)


@dataclass(frozen=True, slots=True)
class Repeated(Generic[Seen]):
    """Hold what came once or again and again: the latest time, and the earlier ones, the latest of them first."""

    latest: Seen
    earlier: tuple[Seen, ...]

    @property
    def times(self) -> int:
        """Count how often it came."""
        return 1 + len(self.earlier)


def told_once(found: Sequence[Seen]) -> list[Repeated[Seen]]:
    """Put together what is the same, in the order in which each came last; `found` has the latest first."""
    alike: dict[Hashable, list[Seen]] = {}
    for one in found:
        alike.setdefault(one.same, []).append(one)
    return [Repeated(times[0], tuple(times[1:])) for times in alike.values()]


def missed(
    person_id: int,
    *,
    skill: str | None = None,
    sure: bool = False,
    since: datetime | None = None,
    limit: int = ANSWERS,
) -> list[Missed]:
    """List a person's answers that were not right, the latest first; of one skill, or sure ones only, when asked."""
    query = (
        select(Answer, Attempt.quiz_id, Attempt.version)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.user_id == person_id, Answer.credit < 1.0)
        .order_by(Answer.at.desc(), Answer.id.desc())
    )
    if sure:
        query = query.where(Answer.confidence == SURE)
    if since is not None:
        query = query.where(Answer.at >= since)
    found: list[Missed] = []
    # A question's skills are in its file: what is of another skill is passed over here.
    for given, quiz_id, version in db.session.execute(query.limit(limit * (8 if skill else 2))):
        one = _missed(given, quiz_id, version)
        if one is not None and (skill is None or skill in one.skills):
            found.append(one)
        if len(found) == limit:
            break
    return found


def _missed(given: Answer, quiz_id: str, version: str) -> Missed | None:
    if is_right(given.credit):
        return None
    try:
        quiz: Quiz = load(version)
    except VersionLost:
        return None
    asked = quiz.question(given.question_id)
    if asked is None:
        return None
    options = [option for option in map(asked.option, given.chosen) if option is not None]
    return Missed(
        attempt_id=given.attempt_id,
        question_id=given.question_id,
        quiz=quiz.title,
        title=asked.title,
        chosen=tuple((option.text, option.coach) for option in options),
        skills=asked.skills,
        credit=given.credit,
        sure=given.confidence == SURE,
        at=given.at,
        same=(quiz_id, given.question_id, tuple(given.chosen)),
    )


def costly_lines(
    person_id: int, *, skill: str | None = None, since: datetime | None = None, runs: int = RUNS
) -> list[Said]:
    """List the lines that cost a skill in a person's latest finished talks, the latest first."""
    found: list[Said] = []
    for run in db.session.scalars(_ended(person_id, since).limit(runs)):
        found += [one for one in said(run) if _costs(one, skill)]
    return found


def _ended(person_id: int, since: datetime | None) -> Select[Run]:
    query = (
        select(Run)
        .where(Run.user_id == person_id, Run.ended_at.is_not(None))
        .options(selectinload(Run.events))
        .order_by(Run.ended_at.desc(), Run.id.desc())
    )
    return query if since is None else query.where(Run.ended_at >= since)


def _costs(one: Said, skill: str | None) -> bool:
    if skill is not None:
        return one.marks.get(skill, 0) < 0
    return sum(one.marks.values()) < 0


def said(run: Run) -> list[Said]:
    """List every line of a talk with its coaching, in order; none when its scenario can no longer be read."""
    try:
        scenario: Scenario = load(run.version)
    except VersionLost:
        return []
    talk = converse(scenario, fold(run.events), run.seed)
    return [
        Said(
            run_id=run.id,
            decision=moment.number - 1,
            scenario=scenario.title,
            heading=moment.scene.title,
            text=moment.chosen.label,
            coach=moment.chosen.coach,
            kind=moment.chosen.kind,
            marks=dict(moment.chosen.marks),
            at=run.ended_at or run.started_at,
            same=(run.scenario_id, moment.scene.id, moment.chosen.id),
        )
        for moment in talk.moments
    ]
