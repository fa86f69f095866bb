"""Read attempts, scores, and what is due for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from course.extensions import db
from course.quizzes.models import Answer, Attempt, ReviewCard

PAGE = 50


@dataclass(frozen=True, slots=True)
class Scores:
    """Hold a person's scores (0–100) in one quiz, kept apart: first, best, latest, average, and how many."""

    first: float
    best: float
    latest: float
    average: float
    count: int
    passed: bool  # in any attempt


@dataclass(frozen=True, slots=True)
class Due:
    """Count the questions due for review, and those among them that were missed while being sure."""

    total: int
    confident: int


def scores(user_ids: Sequence[int]) -> dict[int, dict[str, Scores]]:
    """Give every person's scores per quiz, over all finished attempts."""
    rows = db.session.execute(
        select(Attempt.user_id, Attempt.quiz_id, Attempt.score, Attempt.passed)
        .where(Attempt.user_id.in_(user_ids), Attempt.finished_at.is_not(None))
        .order_by(Attempt.finished_at, Attempt.id)
    )
    series: dict[int, dict[str, list[tuple[float, bool]]]] = defaultdict(lambda: defaultdict(list))
    for user_id, quiz_id, score, is_passed in rows:
        series[user_id][quiz_id].append((score or 0.0, bool(is_passed)))
    return {
        user_id: {quiz_id: _summed_up(values) for quiz_id, values in series[user_id].items()}
        for user_id in user_ids
    }


def _summed_up(values: Sequence[tuple[float, bool]]) -> Scores:
    marks = [score for score, _ in values]
    return Scores(
        first=marks[0],
        best=max(marks),
        latest=marks[-1],
        average=sum(marks) / len(marks),
        count=len(marks),
        passed=any(is_passed for _, is_passed in values),
    )


def finished_attempts(user_id: int, quiz_id: str | None = None, limit: int = PAGE) -> Sequence[Attempt]:
    """List a person's finished attempts, the latest first."""
    query = select(Attempt).where(Attempt.user_id == user_id, Attempt.finished_at.is_not(None))
    if quiz_id is not None:
        query = query.where(Attempt.quiz_id == quiz_id)
    return db.session.scalars(
        query.order_by(Attempt.finished_at.desc(), Attempt.id.desc()).limit(limit)
    ).all()


def unfinished(user_id: int, quiz_id: str | None = None) -> Sequence[Attempt]:
    """List a person's unfinished attempts, the latest first: at most one a quiz."""
    query = select(Attempt).where(Attempt.user_id == user_id, Attempt.finished_at.is_(None))
    if quiz_id is not None:
        query = query.where(Attempt.quiz_id == quiz_id)
    return db.session.scalars(query.order_by(Attempt.id.desc())).all()


def answers(attempt: Attempt) -> dict[str, Answer]:
    """Give an attempt's answers by question."""
    rows = db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id))
    return {row.question_id: row for row in rows}


def due_count(user_id: int, now: datetime) -> Due:
    """Count what is due for review now."""
    total, confident = db.session.execute(
        select(func.count(), func.count().filter(ReviewCard.confident_wrong)).where(
            ReviewCard.user_id == user_id, ReviewCard.due_at <= now
        )
    ).one()
    return Due(total=total, confident=confident)


def due_cards(user_id: int, now: datetime) -> Sequence[ReviewCard]:
    """List what is due now: first what was missed while being sure, then what has waited longest."""
    return db.session.scalars(
        select(ReviewCard)
        .where(ReviewCard.user_id == user_id, ReviewCard.due_at <= now)
        .order_by(ReviewCard.confident_wrong.desc(), ReviewCard.due_at, ReviewCard.id)
        .limit(PAGE)
    ).all()


def next_due_at(user_id: int, now: datetime) -> datetime | None:
    """Tell when the next question comes back, None when nothing is waiting."""
    return db.session.scalar(
        select(ReviewCard.due_at)
        .where(ReviewCard.user_id == user_id, ReviewCard.due_at > now)
        .order_by(ReviewCard.due_at)
        .limit(1)
    )


def waiting_count(user_id: int, now: datetime) -> int:
    """Count the questions that will come back later."""
    return db.session.execute(
        select(func.count()).where(ReviewCard.user_id == user_id, ReviewCard.due_at > now)
    ).scalar_one()
