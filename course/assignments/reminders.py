"""Decide when somebody is reminded of an assignment. PURE.

Each stage is told once: half the time gone and nothing begun; three days before; on the day; and one, three, seven and
fourteen days after. After four weeks it is for people to talk about, not for a program.
"""

from __future__ import annotations

from datetime import datetime

from course.assignments.days import days_until
from course.assignments.due import SOON, Due

HALF, NEAR, TODAY = "half", "near", "today"
AFTER = ((14, "late-14"), (7, "late-7"), (3, "late-3"), (1, "late-1"))  # days over → stage, the latest first
LAST_DAY = 28
SHORTEST = 4  # days: who was given less has no half-way


def stage(due: Due, now: datetime) -> str | None:
    """Name the reminder that is due now; None when there is none.

    Somebody whose attempts are used up is not reminded: it is their leader's turn.
    """
    if not due.is_open or due.attempts_left == 0:
        return None
    left = days_until(due.due_at, now)
    if left < 0:
        over = -left
        return next((name for days, name in AFTER if over >= days), None) if over <= LAST_DAY else None
    if left == 0:
        return TODAY
    if left <= SOON:
        return NEAR
    given = days_until(due.due_at, due.given_at)
    half_gone = now - due.given_at >= (due.due_at - due.given_at) / 2
    return HALF if not due.begun and given >= SHORTEST and half_gone else None
