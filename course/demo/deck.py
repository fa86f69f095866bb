"""Let the spacing algorithm run for very many cards: equal histories are worked out once and only moved in time. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from course.demo.clock import Clock
from course.quizzes import review as spacing
from course.quizzes.review import Answer, ReviewCard

_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
MOST_KEPT = 400_000


@dataclass(frozen=True, slots=True)
class Held:
    """Hold a card as it stands after its last answer; minutes count from that answer."""

    key: int
    card: ReviewCard
    due: int
    back: int | None  # when the second return of a confident error is
    head: str
    retired: bool

    def row(self, at: int, clock: Clock) -> str:
        """Write the card as its column holds it, its last answer given at minute `at`."""
        back = "null" if self.back is None else f'"{clock.iso(at + self.back)}"'
        return f'{self.head}, "due": "{clock.iso(at + self.due)}", "last_review": "{clock.iso(at)}", "return_at": {back}}}'


class Deck:
    """Answer cards, each step of which is `course.quizzes.review.review`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, float, str | None, int], Held | None] = {}
        self._number = 0

    def answer(self, held: Held | None, gap: int, credit: float, confidence: str | None) -> Held | None:
        """Give the card after an answer so many minutes after its last one; None where a right answer makes none."""
        key = (held.key if held is not None else 0, credit, confidence, gap if held is not None else 0)
        if key in self._kept:
            return self._kept[key]
        now = _ZERO + gap * _MINUTE if held is not None else _ZERO
        given = Answer(credit=credit, confidence=confidence)  # type: ignore[arg-type]
        card = spacing.review(held.card if held is not None else None, given, now)
        after = self._hold(card, now) if card is not None else None
        if len(self._kept) < MOST_KEPT:
            self._kept[key] = after
        return after

    def _hold(self, card: ReviewCard, now: datetime) -> Held:
        """Move a card so that its last answer lies at the beginning."""
        self._number += 1
        moved = ReviewCard(
            state=card.state,
            step=card.step,
            stability=card.stability,
            difficulty=card.difficulty,
            due=_ZERO + (card.due - now),
            last_review=_ZERO,
            return_at=None if card.return_at is None else _ZERO + (card.return_at - now),
        )
        step = "null" if card.step is None else card.step
        return Held(
            key=self._number,
            card=moved,
            due=int((card.due - now) / _MINUTE),
            back=None if card.return_at is None else int((card.return_at - now) / _MINUTE),
            head=f'{{"state": {card.state}, "step": {step}, "stability": {card.stability!r}, '
            f'"difficulty": {card.difficulty!r}',
            retired=card.retired,
        )
