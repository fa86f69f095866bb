"""Mistakes come back: soon, at growing intervals, and confident ones after a week as well."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quizzes.review import Answer, Confidence, ReviewCard, review

START = datetime(2026, 4, 1, 9, tzinfo=UTC)
RIGHT, WRONG = Answer(credit=1.0), Answer(credit=0.0)
SURELY_WRONG = Answer(credit=0.0, confidence="high")
DAY = timedelta(days=1)
GOLDEN = [1.0, 2.0, 6.0, 18.0, 45.0]  # days between right answers after one mistake, fsrs 6


def after(card: ReviewCard | None, answer: Answer, now: datetime) -> ReviewCard:
    new = review(card, answer, now)
    assert new is not None
    return new


def test_a_right_first_answer_needs_no_card() -> None:
    assert review(None, RIGHT, START) is None


def test_a_mistake_comes_back_within_the_hour_and_then_at_growing_intervals() -> None:
    card = after(None, WRONG, START)
    assert timedelta(0) < card.due - START <= timedelta(hours=1)
    gaps = []
    for _ in range(6):
        now = card.due
        card = after(card, RIGHT, now)
        gaps.append(card.due - now)
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(hours=12)
    assert gaps[-1] > 20 * gaps[0] or card.retired


def test_golden_intervals_do_not_move_by_chance() -> None:
    card = after(None, WRONG, START)
    dues = []
    for _ in range(5):
        card = after(card, RIGHT, card.due)
        dues.append(round((card.due - card.last_review) / DAY, 2))
    assert dues == GOLDEN


def test_a_confident_mistake_also_comes_back_after_a_week() -> None:
    card = after(None, SURELY_WRONG, START)
    assert card.due - START <= timedelta(hours=1)
    week = START + timedelta(days=7)
    met = False
    for _ in range(12):
        now = card.due
        met = met or now == week
        assert met or now <= week
        card = after(card, RIGHT, now)
    assert met
    assert card.return_at is None


def test_a_known_question_answered_wrong_with_confidence_returns_within_the_week() -> None:
    card = replace(
        after(None, WRONG, START), state=2, step=None, stability=40.0, due=START + 40 * DAY, last_review=START
    )
    failed = after(card, SURELY_WRONG, card.due)
    again = after(failed, RIGHT, failed.due)
    assert again.due <= card.due + 7 * DAY
    unsure = after(after(card, WRONG, card.due), RIGHT, card.due + timedelta(minutes=10))
    assert unsure.return_at is None


def test_what_is_known_retires_from_the_list() -> None:
    card = after(None, WRONG, START)
    for _ in range(40):
        if card.retired:
            break
        card = after(card, RIGHT, card.due)
    assert card.retired
    assert not card.is_due(card.due + 1000 * DAY)
    assert not after(card, WRONG, card.due).retired


def test_due_is_from_its_moment_on() -> None:
    card = after(None, WRONG, START)
    assert not card.is_due(card.due - timedelta(seconds=1))
    assert card.is_due(card.due)


def test_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        review(None, WRONG, datetime(2026, 4, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="credit"):
        review(None, Answer(credit=1.5), START)


CONFIDENCE = st.sampled_from([None, "low", "middle", "high"])
STEPS = st.lists(
    st.tuples(st.sampled_from([0.0, 1 / 3, 2 / 3, 1.0]), CONFIDENCE, st.integers(1, 100_000)), max_size=12
)


@given(STEPS)
def test_any_history_gives_the_same_sane_card(steps: list[tuple[float, Confidence | None, int]]) -> None:
    def play() -> list[ReviewCard | None]:
        cards: list[ReviewCard | None] = []
        card: ReviewCard | None = None
        now = START
        for credit, confidence, minutes in steps:
            now += timedelta(minutes=minutes)
            card = review(card, Answer(credit=credit, confidence=confidence), now)
            cards.append(card)
            if card is not None:
                assert card.last_review == now
                assert now < card.due <= now + 365 * DAY
                assert card.stability > 0
                assert 1 <= card.difficulty <= 10
                assert card.return_at is None or now < card.return_at <= now + 7 * DAY
                assert card.return_at is None or card.due <= card.return_at
                assert ReviewCard.from_dict(json.loads(json.dumps(card.as_dict()))) == card
        return cards

    assert play() == play()


def test_time_zones_do_not_matter() -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    assert review(None, WRONG, tokyo) == review(None, WRONG, START)
