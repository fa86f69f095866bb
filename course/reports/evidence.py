"""Gather the very answers and lines behind a figure, each with its coaching, what came again told once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Integer, Select, cast, func, null, select, union_all
from sqlalchemy.orm import selectinload

from course.content.text import Text
from course.extensions import db
from course.quizzes.definition import Quiz
from course.quizzes.models import SURE, Answer, Attempt, ReviewAnswer, ReviewCard
from course.roleplay.conversation import converse
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.roleplay.script import Scenario
from course.versions.queries import VersionLost, load

ANSWERS = 30  # shown at once
RUNS = 12  # looked through at once for lines
Between = tuple[datetime, datetime]  # the second no longer among it


@dataclass(frozen=True, slots=True)
class Missed:
    """Hold one answer that was not right: what was asked, what was chosen, and the coaching of that."""

    attempt_id: int | None  # None: it was given in review
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
    between: Between | None = None,
    limit: int | None = None,
) -> list[Missed]:
    """List a person's answers in quizzes and in review that were not right, the latest first; all, or so many.

    Of one skill, sure ones only, or between two moments, when asked.
    """
    found: list[Missed] = []
    # A question's skills are in its file: what is of another skill is passed over here.
    query = _not_right(person_id, sure, between)
    # Some more than are wanted, for a version that can no longer be read.
    query = query.limit(2 * limit) if limit and not skill else query
    for given in db.session.execute(query):
        one = _missed(given)
        if one is not None and (skill is None or skill in one.skills):
            found.append(one)
        if len(found) == limit:
            break
    return found


def _not_right(person_id: int, sure: bool, between: Between | None) -> Any:
    """Select the answers without full credit, those of quizzes and those of review in one."""

    def narrowed(query: Any, answer: Any) -> Any:
        query = query.where(answer.credit < 1.0)
        if sure:
            query = query.where(answer.confidence == SURE)
        if between is not None:
            query = query.where(answer.at >= between[0], answer.at < between[1])
        return query

    in_quizzes = (
        select(Answer.at, Answer.id, Answer.attempt_id, Attempt.quiz_id, Attempt.version)
        .add_columns(Answer.question_id, Answer.chosen, Answer.confidence, Answer.credit)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.user_id == person_id)
    )
    nothing = cast(null(), Integer).label("attempt_id")
    in_review = (
        select(ReviewAnswer.at, ReviewAnswer.id, nothing, ReviewCard.quiz_id, ReviewAnswer.version)
        .add_columns(
            ReviewCard.question_id, ReviewAnswer.chosen, ReviewAnswer.confidence, ReviewAnswer.credit
        )
        .join(ReviewCard, ReviewCard.id == ReviewAnswer.card_id)
        .where(ReviewCard.user_id == person_id)
    )
    both = union_all(narrowed(in_quizzes, Answer), narrowed(in_review, ReviewAnswer)).subquery("given")
    return select(both).order_by(both.c.at.desc(), both.c.id.desc())


def _missed(given: Any) -> Missed | None:
    try:
        quiz: Quiz = load(given.version)
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
        same=(given.quiz_id, given.question_id, tuple(given.chosen)),
    )


def costly_lines(
    person_id: int, *, skill: str | None = None, between: Between | None = None, page: int = 1
) -> list[Said]:
    """List the lines that cost a skill in some of a person's finished talks, the latest first: `RUNS` talks a page."""
    ended = _ended(person_id, between).options(selectinload(Run.events))
    ended = ended.order_by(Run.ended_at.desc(), Run.id.desc()).limit(RUNS).offset(RUNS * (page - 1))
    return [one for run in db.session.scalars(ended) for one in said(run) if _costs(one, skill)]


def number_ended(person_id: int, between: Between | None = None) -> int:
    """Count the talks that there are to look through for lines."""
    ended = _ended(person_id, between).with_only_columns(func.count(Run.id))
    return db.session.execute(ended).scalar_one()


def _ended(person_id: int, between: Between | None) -> Select[Run]:
    query = select(Run).where(Run.user_id == person_id, Run.ended_at.is_not(None))
    return query if between is None else query.where(Run.ended_at >= between[0], Run.ended_at < between[1])


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
