"""Read from the records of lessons, quizzes, roleplays and quarters how far assignments have been done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from course.assignments.due import ALMOST, LESSON, QUARTER, QUIZ, SCENARIO, Facts, Task, way_to
from course.chosen import People
from course.extensions import bare_rows
from course.lessons.models import LessonProgress
from course.quarter.game import WEEKS
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import Attempt
from course.roleplay.models import SCORED, Run

Found = dict[tuple[int, int], Facts]
Given = dict[tuple[int, str], list[Task]]  # by person and item
Tried = tuple[
    float | None, datetime | None, bool
]  # score, when it ended (None: under way), played for a score
ROUNDING = 1e-9  # a rounding error of a mean fails nobody, as in the quizzes themselves


def facts_of(people: People, given: Iterable[tuple[Task, int]]) -> Found:
    """Give the facts by (assignment, person) for those who have done something. A statement or two for each kind.

    `given` says which assignment reaches which of the `people`: only those pairs are looked at.
    """
    of_kind: dict[str, Given] = defaultdict(lambda: defaultdict(list))
    for task, person in given:
        of_kind[task.kind][person, task.item_id].append(task)
    readers: dict[str, Callable[[People, Given], Found]] = {
        LESSON: _lessons,
        QUIZ: _quizzes,
        SCENARIO: _scenarios,
        QUARTER: _quarters,
    }
    found: Found = {}
    for kind, wanted in of_kind.items():
        found |= readers[kind](people, wanted)
    return found


def _items(given: Given) -> Collection[str]:
    return {item for _person, item in given}


def _lessons(people: People, given: Given) -> Found:
    rows = bare_rows(
        select(
            LessonProgress.user_id,
            LessonProgress.lesson_id,
            LessonProgress.percent,
            LessonProgress.finished_at,
        ).where(LessonProgress.user_id.in_(people), LessonProgress.lesson_id.in_(_items(given)))
    )
    return {
        (task.id, person): Facts(100 if done_at else min(percent, ALMOST), True, done_at)
        for person, item, percent, done_at in rows
        for task in given.get((person, item), ())
    }


def _quizzes(people: People, given: Given) -> Found:
    rows = bare_rows(
        select(Attempt.user_id, Attempt.quiz_id, Attempt.score, Attempt.finished_at)
        .where(Attempt.user_id.in_(people), Attempt.quiz_id.in_(_items(given)))
        .order_by(Attempt.user_id, Attempt.quiz_id, Attempt.finished_at, Attempt.id)
    )
    tried: dict[tuple[int, str], list[Tried]] = defaultdict(list)
    for person, item, score, ended_at in rows:
        tried[person, item].append((score, ended_at, True))
    return _judged(tried, given)


def _scenarios(people: People, given: Given) -> Found:
    # Branches and meetings are left out in one term: asked for "no quarter", SQLite would go through everybody's runs.
    counts = func.coalesce(Run.branched_from_id, Run.quarter_id).is_(None)
    rows = bare_rows(
        select(Run.user_id, Run.scenario_id, Run.score, Run.ended_at, Run.mode)
        .where(Run.user_id.in_(people), Run.scenario_id.in_(_items(given)), counts)
        .order_by(Run.user_id, Run.scenario_id, Run.ended_at, Run.id)
    )
    tried: dict[tuple[int, str], list[Tried]] = defaultdict(list)
    for person, item, score, ended_at, mode in rows:
        tried[person, item].append((score, ended_at, mode == SCORED))
    return _judged(tried, given)


def _judged(tried: Mapping[tuple[int, str], Sequence[Tried]], given: Given) -> Found:
    found: Found = {}
    for (person, item), tasks in given.items():
        for task in tasks:
            facts = judge(tried.get((person, item), ()), task)
            if facts is not None:
                found[task.id, person] = facts
    return found


def judge(tried: Iterable[Tried], task: Task) -> Facts | None:
    """Judge what one person has tried of an item, in the order it ended, by what an assignment asks for.

    None when nothing of it is recent enough. What is under way is begun, and spends no attempt.
    """
    since, mark, most = task.counts_from, task.pass_mark, task.attempts
    begun, used, best, done_at = False, 0, None, None
    for score, ended_at, scored in tried:
        if ended_at is None:
            begun = True
        elif since is None or ended_at >= since:
            begun = True
            if (scored or mark is None) and (most is None or used < most):
                used += 1
                reached = score or 0.0
                best = reached if best is None else max(best, reached)
                if done_at is None and reached >= (mark or 0) - ROUNDING:
                    done_at = ended_at
    if not begun:
        return None
    return Facts(100 if done_at else way_to(mark, best), True, done_at, best, used)


def _quarters(people: People, given: Given) -> Found:
    # Weeks are counted from 0, so the number of the week being planned is how many have been lived.
    week = (
        select(func.max(QuarterEvent.week)).where(QuarterEvent.quarter_id == Quarter.id).correlate(Quarter)
    ).scalar_subquery()
    played = bare_rows(
        select(
            Quarter.user_id,
            Quarter.ended_at,
            case((Quarter.ended_at.is_(None), func.coalesce(week, 0)), else_=0),
        )
        .where(Quarter.user_id.in_(people))
        .order_by(Quarter.ended_at, Quarter.id)
    )
    weeks: dict[int, int] = {}
    over: dict[int, list[datetime]] = defaultdict(list)
    for person, ended_at, lived in played:
        if ended_at is None:
            weeks[person] = lived  # the latest is the one that is told
        else:
            over[person].append(ended_at)
    found: Found = {}
    for (person, _item), tasks in given.items():
        for task in tasks:
            since = task.counts_from
            done_at = next((at for at in over[person] if since is None or at >= since), None)
            if done_at is not None:
                found[task.id, person] = Facts(100, True, done_at)
            elif person in weeks:
                found[task.id, person] = Facts(min(ALMOST, 100 * weeks[person] // WEEKS), True)
    return found
