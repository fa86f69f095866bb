"""Ready words are offered when they fit: nobody is told of a day or a scene that is not theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from course.assignments import due
from course.reports import rules
from course.reports.fitting import NUDGES, fitting
from course.reports.queries import Row
from course.reports.rules import Reason

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def row(*codes: str, begun: bool = True, days_left: int | None = None, done: bool = False) -> Row:
    dues: tuple[due.Due, ...] = ()
    if days_left is not None:
        at = NOW + timedelta(days=days_left)
        task = due.Task(1, due.LESSON, "first", {"ja": "一"}, NOW, at, None, None, None)
        dues = (due.Due(1, task, due.Facts(done_at=NOW if done else None), False),)
    return Row(
        person_id=1,
        name="佐々木 結",
        joined_at=NOW,
        last_at=NOW if begun else None,
        progress=0,
        quiz=None,
        roleplay=None,
        skills={},
        dues=dues,
        facts=rules.Facts(days_known=1),
        reasons=tuple(Reason(code, 1.0, {}) for code in codes),
    )


@pytest.mark.parametrize(
    ("one", "first", "others"),
    [
        (row(), ["well"], ["back"]),
        (row(begun=False), ["begin"], []),
        (row(rules.QUIET), ["back"], []),
        (row(rules.NOT_BEGUN, begun=False), ["begin"], []),
        (row(rules.STUCK), ["stuck"], ["back", "well"]),
        (row(rules.DUE, rules.STUCK, days_left=-1), ["due", "stuck"], ["back", "well"]),
        (row(rules.LOW_SKILL), [], ["back", "well"]),
        (row(rules.QUIET, days_left=2), ["back"], ["due"]),
    ],
)
def test_what_fits_comes_first_and_what_is_untrue_never(
    one: Row, first: list[str], others: list[str]
) -> None:
    offered = fitting(one, NOW)
    assert (list(offered.first), list(offered.others)) == (first, others)


@pytest.mark.parametrize(
    ("days_left", "done", "told"),
    [(None, False, False), (-5, False, True), (3, False, True), (9, False, False), (2, True, False)],
)
def test_a_day_is_spoken_of_only_when_it_is_near_or_past(
    days_left: int | None, done: bool, told: bool
) -> None:
    offered = fitting(row(rules.LOW_SKILL, days_left=days_left, done=done), NOW)
    assert ("due" in offered.others) is told and "due" not in offered.first


@pytest.mark.parametrize("code", [code for code in rules.CODES if code != rules.STUCK])
def test_only_who_is_stuck_is_told_so(code: str) -> None:
    offered = fitting(row(code), NOW)
    assert "stuck" not in offered.first + offered.others
    assert (code in NUDGES) == bool(offered.first)
