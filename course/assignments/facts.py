"""Read from the records of lessons, quizzes, roleplays and quarters how far assignments have been done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import CTE, case, func, or_, select

from course.assignments.due import ALMOST, LESSON, QUARTER, QUIZ, SCENARIO, Facts, way_to
from course.assignments.models import Assignment
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.game import WEEKS
from course.quarter.models import Quarter, QuarterEvent
from course.quizzes.models import Attempt
from course.roleplay.models import SCORED, Run

Found = dict[tuple[int, int], Facts]
ROUNDING = 1e-9  # a rounding error of a mean fails nobody, as in the quizzes themselves
ALL_OF_THEM = 1_000_000  # attempts


def facts_of(pairs: CTE, kinds: Collection[str]) -> Found:
    """Give the facts by (assignment, person); a pair nothing is known of is left out. One statement for each kind."""
    readers: dict[str, Callable[[CTE], Found]] = {
        LESSON: _lessons,
        QUIZ: _quizzes,
        SCENARIO: _scenarios,
        QUARTER: _quarters,
    }
    found: Found = {}
    for kind, read in readers.items():
        if kind in kinds:
            found |= read(pairs)
    return found


def _lessons(pairs: CTE) -> Found:
    rows = db.session.execute(
        select(pairs.c.assignment_id, pairs.c.user_id, LessonProgress.percent, LessonProgress.finished_at)
        .join(Assignment, Assignment.id == pairs.c.assignment_id)
        .join(
            LessonProgress,
            (LessonProgress.user_id == pairs.c.user_id) & (LessonProgress.lesson_id == Assignment.item_id),
        )
        .where(Assignment.kind == LESSON)
    )
    return {
        (item, person): Facts(100 if done_at else min(percent, ALMOST), True, done_at)
        for item, person, percent, done_at in rows
    }


def _quizzes(pairs: CTE) -> Found:
    tried = (
        select(
            pairs.c.assignment_id,
            pairs.c.user_id,
            Assignment.pass_mark,
            Assignment.attempts,
            Attempt.score,
            Attempt.finished_at.label("ended_at"),
            Attempt.finished_at.is_not(None).label("counts"),
            Attempt.id,
        )
        .join(Assignment, Assignment.id == pairs.c.assignment_id)
        .join(Attempt, (Attempt.user_id == pairs.c.user_id) & (Attempt.quiz_id == Assignment.item_id))
        .where(Assignment.kind == QUIZ, _recent(Attempt.finished_at))
    )
    return _of_attempts(tried)


def _scenarios(pairs: CTE) -> Found:
    counts = Run.ended_at.is_not(None) & (Assignment.pass_mark.is_(None) | (Run.mode == SCORED))
    tried = (
        select(
            pairs.c.assignment_id,
            pairs.c.user_id,
            Assignment.pass_mark,
            Assignment.attempts,
            Run.score,
            Run.ended_at.label("ended_at"),
            counts.label("counts"),
            Run.id,
        )
        .join(Assignment, Assignment.id == pairs.c.assignment_id)
        .join(Run, (Run.user_id == pairs.c.user_id) & (Run.scenario_id == Assignment.item_id))
        .where(
            Assignment.kind == SCENARIO,
            Run.branched_from_id.is_(None),
            Run.quarter_id.is_(None),
            _recent(Run.ended_at),
        )
    )
    return _of_attempts(tried)


def _recent(ended_at: Any) -> Any:
    """Leave out what ended before records count; what is still under way will end later."""
    return or_(Assignment.counts_from.is_(None), ended_at.is_(None), ended_at >= Assignment.counts_from)


def _of_attempts(tried: Any) -> Found:
    """Sum attempts up: what counts is numbered in the order it ended, and only the first `attempts` decide."""
    tried = tried.subquery()
    number = func.row_number().over(
        partition_by=(tried.c.assignment_id, tried.c.user_id),
        order_by=(case((tried.c.counts, 0), else_=1), tried.c.ended_at, tried.c.id),
    )
    numbered = select(tried, number.label("number")).subquery()
    decides = numbered.c.counts & (numbered.c.number <= func.coalesce(numbered.c.attempts, ALL_OF_THEM))
    reaches = numbered.c.score >= func.coalesce(numbered.c.pass_mark, 0) - ROUNDING
    rows = db.session.execute(
        select(
            numbered.c.assignment_id,
            numbered.c.user_id,
            func.max(numbered.c.pass_mark),
            func.count().filter(decides),
            func.max(numbered.c.score).filter(decides),
            func.min(numbered.c.ended_at).filter(decides & reaches),
        ).group_by(numbered.c.assignment_id, numbered.c.user_id)
    )
    return {
        (item, person): Facts(100 if done_at else way_to(mark, best), True, done_at, best, used)
        for item, person, mark, used, best, done_at in rows
    }


def _quarters(pairs: CTE) -> Found:
    played = (
        select(
            pairs.c.assignment_id,
            pairs.c.user_id,
            func.min(Quarter.ended_at).label("done_at"),
            func.max(case((Quarter.ended_at.is_(None), Quarter.id))).label("open_id"),
        )
        .join(Assignment, Assignment.id == pairs.c.assignment_id)
        .join(Quarter, Quarter.user_id == pairs.c.user_id)
        .where(Assignment.kind == QUARTER, _recent(Quarter.ended_at))
        .group_by(pairs.c.assignment_id, pairs.c.user_id)
        .subquery()
    )
    # Weeks are counted from 0, so the number of the week being planned is how many have been lived.
    week = (
        select(func.max(QuarterEvent.week))
        .where(QuarterEvent.quarter_id == played.c.open_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(played.c.assignment_id, played.c.user_id, played.c.done_at, func.coalesce(week, 0))
    )
    return {
        (item, person): Facts(100 if done_at else min(ALMOST, 100 * weeks // WEEKS), True, done_at)
        for item, person, done_at, weeks in rows
    }
