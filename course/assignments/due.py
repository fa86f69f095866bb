"""Say how somebody stands with one assignment. PURE: facts in, one word out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from course.assignments.days import days_until

LESSON, QUIZ, SCENARIO, QUARTER = "lesson", "quiz", "scenario", "quarter"
KINDS = (LESSON, QUIZ, SCENARIO, QUARTER)
ANY_QUARTER = "any"  # the `item_id` of a quarter: any territory will do

DONE, DONE_LATE, EXEMPT = "done", "done_late", "exempt"
LATE, USED_UP, NOT_BEGUN, UNDER_WAY = "late", "used_up", "not_begun", "under_way"
CLOSED_STATES = frozenset({DONE, DONE_LATE, EXEMPT})
SOON = 3  # days before the due day from which an assignment is near
ALMOST = 99  # percent: 100 is for what is done


@dataclass(frozen=True, slots=True)
class Task:
    """Hold what of an assignment is the same for everybody; see `course.assignments.models.Assignment` for the figures."""

    id: int
    kind: str
    item_id: str
    title: Mapping[str, str]
    made_at: datetime
    due_at: datetime
    pass_mark: int | None
    attempts: int | None
    counts_from: datetime | None


# These two are made by the thousand for one page; a frozen dataclass sets its fields one by one, a tuple at once.


class Facts(NamedTuple):
    """Hold what the records say about one person and one assignment."""

    percent: int = 0
    begun: bool = False
    done_at: datetime | None = None
    best: float | None = None
    used: int = 0


class Due(NamedTuple):
    """Hold how one person stands with one assignment.

    `percent` is 100 only when it is done. `best` is the best score that counts, `used` how many attempts have counted
    and `attempts_left` how many more will (None: any number). What counts is told in `course.assignments.models`.
    """

    user_id: int
    task: Task
    facts: Facts
    exempt: bool

    @property
    def assignment_id(self) -> int:
        """Give the assignment's number."""
        return self.task.id

    @property
    def kind(self) -> str:
        """Name the kind of item."""
        return self.task.kind

    @property
    def item_id(self) -> str:
        """Name the item."""
        return self.task.item_id

    @property
    def title(self) -> Mapping[str, str]:
        """Give the item's title by language, as it was when it was assigned."""
        return self.task.title

    @property
    def given_at(self) -> datetime:
        """Tell when it was assigned."""
        return self.task.made_at

    @property
    def due_at(self) -> datetime:
        """Tell the last moment of the due day."""
        return self.task.due_at

    @property
    def pass_mark(self) -> int | None:
        """Give the score that is asked for."""
        return self.task.pass_mark

    @property
    def attempts(self) -> int | None:
        """Give how many attempts count."""
        return self.task.attempts

    @property
    def percent(self) -> int:
        """Say how far they have come; 100 only when it is done."""
        return self.facts.percent

    @property
    def begun(self) -> bool:
        """Tell whether they have begun."""
        return self.facts.begun

    @property
    def done_at(self) -> datetime | None:
        """Tell when it was done."""
        return self.facts.done_at

    @property
    def best(self) -> float | None:
        """Give the best score that counts."""
        return self.facts.best

    @property
    def used(self) -> int:
        """Count the attempts that have counted."""
        return self.facts.used

    @property
    def attempts_left(self) -> int | None:
        """Count the attempts that will still count; None when all will."""
        return None if self.attempts is None else max(0, self.attempts - self.used)

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.facts.done_at is None and not self.exempt

    def is_late(self, now: datetime) -> bool:
        """Tell whether the day has passed with something still to be done."""
        return self.is_open and now > self.due_at

    def is_soon(self, now: datetime) -> bool:
        """Tell whether it is due within three days, and still to be done."""
        return self.is_open and 0 <= days_until(self.due_at, now) <= SOON

    def state(self, now: datetime) -> str:
        """Name how it stands: the first that holds of exempt, done, late, attempts used up, not begun, under way."""
        if self.exempt:
            return EXEMPT
        if self.done_at is not None:
            return DONE if self.done_at <= self.due_at else DONE_LATE
        if now > self.due_at:
            return LATE
        if self.attempts_left == 0:
            return USED_UP
        return UNDER_WAY if self.begun else NOT_BEGUN


def way_to(mark: int | None, best: float | None) -> int:
    """Say in percent how far a best score is on the way to a pass mark; below 100, since it has not been reached."""
    if best is None or not mark:
        return 0
    return max(0, min(ALMOST, int(100 * best / mark)))
