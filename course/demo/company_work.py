"""Let the leaders of a generated company give their people work: the course piece by piece, as a manager would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from course.accounts.models import Group, User
from course.assignments import operations
from course.assignments.days import day_of
from course.assignments.operations import Item, Terms
from course.assignments.pages import offer
from course.content.catalogue import Catalogue
from course.demo.histories import plan

NOTICE = timedelta(days=21)  # from the day it is given to the day it is due
AHEAD = timedelta(days=16)  # the furthest due day
PART = 0.4  # of the course
MARK, TRIES = 70, 3


def give_work(
    leaders: Sequence[tuple[User, Group]],
    head: tuple[User, Group],
    catalogue: Catalogue,
    days: int,
    now: datetime,
) -> None:
    """Assign the course to each leader's group over the days, and a quarter to the whole company. The caller commits."""
    pieces = _pieces(catalogue)
    gap = timedelta(days=days) / max(len(pieces), 1)
    for leader, group in leaders:
        for number, piece in enumerate(reversed(pieces)):
            due = now + AHEAD - number * gap
            terms = Terms(day_of(due), MARK if piece.kind == "scenario" else None, TRIES)
            operations.assign(leader, [piece], group, terms, anew=False, now=due - NOTICE)
    quarter = offer(catalogue)["quarter:any"]
    terms = Terms(day_of(now + AHEAD))
    operations.assign(head[0], [quarter], head[1], terms, anew=False, now=now - NOTICE)


def _pieces(catalogue: Catalogue) -> list[Item]:
    """List what is given, in the order of the course: as far along it as leaders ask for, who ask less than the keen do."""
    offered, whole = offer(catalogue), plan(catalogue)
    return [offered[f"{entry.kind}:{entry.id}"] for entry in whole[: round(PART * len(whole))]]
