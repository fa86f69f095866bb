"""Bring mistakes back at growing intervals. Pure: old card + answer + now → new card.

Intervals come from FSRS without its random fuzz. A wrong answer given with confidence is well corrected at first
but tends to return (Butler, Fazio & Marsh 2011), so it also comes back after a week, whatever its schedule says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from fsrs import Card, Rating, Scheduler, State

from course.quizzes.grading import is_right

Confidence = Literal["low", "middle", "high"]

RETURN_OF_CONFIDENT_ERROR = timedelta(days=7)
RETIRED_AFTER = timedelta(days=60)
HALF_CREDIT = 0.5
_SCHEDULER = Scheduler(
    learning_steps=(timedelta(minutes=10), timedelta(days=1)),
    relearning_steps=(timedelta(minutes=10),),
    maximum_interval=365,
    enable_fuzzing=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: credit 0–1, and how sure the person said they were, when they were asked."""

    credit: float
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCard:
    """Where one question stands for one person. Times are aware, in UTC; `stability` is in days.

    `return_at` is the second return of a confident error, until it has taken place.
    """

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    return_at: datetime | None = None

    @property
    def retired(self) -> bool:
        """Say whether the question is known well enough to leave the review list."""
        return self.due - self.last_review > RETIRED_AFTER

    def as_dict(self) -> dict[str, Any]:
        """Return the card as plain data for a JSON column; times as ISO 8601."""
        plain = asdict(self)
        return {
            key: value.isoformat() if isinstance(value, datetime) else value for key, value in plain.items()
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> ReviewCard:
        """Read back what `as_dict` gave."""
        times = {
            key: None if plain[key] is None else datetime.fromisoformat(plain[key])
            for key in ("due", "last_review", "return_at")
        }
        return cls(**{**plain, **times})

    def is_due(self, now: datetime) -> bool:
        """Say whether the question should be asked now."""
        return not self.retired and self.due <= now


def review(card: ReviewCard | None, answer: Answer, now: datetime) -> ReviewCard | None:
    """Return the card after an answer. Without a card, a right answer makes none.

    Raises ValueError when `now` has no time zone or the credit is not from 0 to 1.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    if not 0.0 <= answer.credit <= 1.0:
        raise ValueError(f"credit is from 0 to 1, not {answer.credit}")
    if card is None and is_right(answer.credit):
        return None
    at = now.astimezone(UTC)
    # card_id and due are given: left out, the library would read the clock.
    old = Card(card_id=0, due=at) if card is None else _to_library(card)
    new, _ = _SCHEDULER.review_card(old, _rating(answer), review_datetime=at)
    if new.stability is None or new.difficulty is None:
        raise ValueError("a reviewed card has a stability and a difficulty")
    again = _second_return(card, answer, at)
    return ReviewCard(
        state=int(new.state),
        step=new.step,
        stability=new.stability,
        difficulty=new.difficulty,
        due=new.due if again is None else min(new.due, again),
        last_review=at,
        return_at=again,
    )


def _to_library(card: ReviewCard) -> Card:
    return Card(
        card_id=0,
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due.astimezone(UTC),
        last_review=card.last_review.astimezone(UTC),
    )


def _rating(answer: Answer) -> Rating:
    if is_right(answer.credit):
        return Rating.Hard if answer.confidence == "low" else Rating.Good
    return Rating.Hard if answer.credit >= HALF_CREDIT else Rating.Again


def _second_return(card: ReviewCard | None, answer: Answer, at: datetime) -> datetime | None:
    if not is_right(answer.credit) and answer.confidence == "high":
        return at + RETURN_OF_CONFIDENT_ERROR
    waiting = card.return_at if card is not None else None
    return waiting if waiting is not None and waiting > at else None
