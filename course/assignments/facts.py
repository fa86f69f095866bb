"""Read from the records of lessons, quizzes, roleplays and quarters how far assignments have been done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select

from course.assignments.due import ALMOST, LESSON, QUARTER, QUIZ, SCENARIO, Facts, Task, way_to
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.game import WEEKS
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import Attempt
from course.roleplay.models import SCORED, Run

People = Select[int]
Found = dict[tuple[int, int], Facts]
ROUNDING = 1e-9  # a rounding error of a mean fails nobody, as in the quizzes themselves


class Tried(NamedTuple):
    """Hold one attempt or run: its score, when it ended (None: under way), and whether it was played for a score."""

    score: float | None
    ended_at: datetime | None
    scored: bool


def facts_of(people: People, tasks: Iterable[Task]) -> Found:
    """Give the facts by (assignment, person) for people who have done something. A statement or two for each kind."""
    of_kind: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        of_kind[task.kind].append(task)
    readers: dict[str, Callable[[People, Sequence[Task]], Found]] = {
        LESSON: _lessons,
        QUIZ: _quizzes,
        SCENARIO: _scenarios,
        QUARTER: _quarters,
    }
    found: Found = {}
    for kind, wanted in of_kind.items():
        found |= readers[kind](people, wanted)
    return found


def _items(tasks: Iterable[Task]) -> Collection[str]:
    return {task.item_id for task in tasks}


def _lessons(people: People, tasks: Sequence[Task]) -> Found:
    rows = db.session.execute(
        select(
            LessonProgress.user_id,
            LessonProgress.lesson_id,
            LessonProgress.percent,
            LessonProgress.finished_at,
        ).where(LessonProgress.user_id.in_(people), LessonProgress.lesson_id.in_(_items(tasks)))
    )
    given = _by_item(tasks)
    return {
        (task.id, person): Facts(100 if done_at else min(percent, ALMOST), True, done_at)
        for person, item, percent, done_at in rows
        for task in given[item]
    }


def _quizzes(people: People, tasks: Sequence[Task]) -> Found:
    rows = db.session.execute(
        select(Attempt.user_id, Attempt.quiz_id, Attempt.score, Attempt.finished_at)
        .where(Attempt.user_id.in_(people), Attempt.quiz_id.in_(_items(tasks)))
        .order_by(Attempt.user_id, Attempt.quiz_id, Attempt.finished_at, Attempt.id)
    )
    tried: dict[tuple[int, str], list[Tried]] = defaultdict(list)
    for person, item, score, ended_at in rows:
        tried[person, item].append(Tried(score, ended_at, True))
    return _judged(tried, tasks)


def _scenarios(people: People, tasks: Sequence[Task]) -> Found:
    # Branches and meetings are left out here: asked for "no quarter", SQLite would go through everybody's runs.
    rows = db.session.execute(
        select(
            Run.user_id,
            Run.scenario_id,
            Run.score,
            Run.ended_at,
            Run.mode,
            Run.branched_from_id,
            Run.quarter_id,
        )
        .where(Run.user_id.in_(people), Run.scenario_id.in_(_items(tasks)))
        .order_by(Run.user_id, Run.scenario_id, Run.ended_at, Run.id)
    )
    tried: dict[tuple[int, str], list[Tried]] = defaultdict(list)
    for person, item, score, ended_at, mode, branched_from, quarter in rows:
        if branched_from is None and quarter is None:
            tried[person, item].append(Tried(score, ended_at, mode == SCORED))
    return _judged(tried, tasks)


def _by_item(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    given: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        given[task.item_id].append(task)
    return given


def _judged(tried: dict[tuple[int, str], list[Tried]], tasks: Iterable[Task]) -> Found:
    given = _by_item(tasks)
    found: Found = {}
    for (person, item), rows in tried.items():
        for task in given[item]:
            facts = judge(rows, task)
            if facts is not None:
                found[task.id, person] = facts
    return found


def judge(tried: Iterable[Tried], task: Task) -> Facts | None:
    """Judge what one person has tried of an item, in the order it ended, by what an assignment asks for.

    None when nothing of it is recent enough. What is under way is begun, and spends no attempt.
    """
    since, mark = task.counts_from, task.pass_mark
    recent = [one for one in tried if since is None or one.ended_at is None or one.ended_at >= since]
    if not recent:
        return None
    decides = [
        (one.score or 0.0, one.ended_at)
        for one in recent
        if one.ended_at is not None and (one.scored or mark is None)
    ][: task.attempts]
    best = max((score for score, _ in decides), default=None)
    done_at = next((ended_at for score, ended_at in decides if score >= (mark or 0) - ROUNDING), None)
    return Facts(100 if done_at else way_to(mark, best), True, done_at, best, len(decides))


def _quarters(people: People, tasks: Sequence[Task]) -> Found:
    # Weeks are counted from 0, so the number of the week being planned is how many have been lived.
    week = (
        select(func.max(QuarterEvent.week)).where(QuarterEvent.quarter_id == Quarter.id).correlate(Quarter)
    ).scalar_subquery()
    ended = db.session.execute(
        select(Quarter.user_id, Quarter.ended_at)
        .where(Quarter.user_id.in_(people), Quarter.ended_at.is_not(None))
        .order_by(Quarter.ended_at)
    ).all()
    open_ones = db.session.execute(
        select(Quarter.user_id, func.coalesce(week, 0))
        .where(Quarter.user_id.in_(people), Quarter.ended_at.is_(None))
        .order_by(Quarter.id)
    ).all()
    found: Found = {}
    for task in tasks:
        for person, weeks in open_ones:  # the latest is the one that is told
            found[task.id, person] = Facts(min(ALMOST, 100 * weeks // WEEKS), True)
        for person, ended_at in reversed(ended):
            if ended_at is not None and (task.counts_from is None or ended_at >= task.counts_from):
                found[task.id, person] = Facts(100, True, ended_at)
    return found
