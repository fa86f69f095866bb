"""Read what people's quarters showed: how honestly they forecast, and how the list was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from course.chosen import People
from course.extensions import bare_rows
from course.summaries.models import QuarterSummary


@dataclass(frozen=True, slots=True)
class Habits:
    """Hold what one person's quarters showed; None where nothing says it.

    `brier` is the mean over the quarters that have one. `bias` is by how much of a contract (0–1) a graded name was
    forecast too high on average. `old` is the share of the list, at the end of the latest quarter, that had been on it
    for more than eight weeks; `unclear` that of which nothing was known after four.
    """

    user_id: int
    quarters: int
    latest_id: int
    latest_at: datetime
    brier: float | None
    bias: float | None
    graded: int
    old: float | None
    unclear: float | None


def habits(people: People) -> dict[int, Habits]:
    """Give what people's quarters showed; who has ended none is left out."""
    table = QuarterSummary
    rows: Sequence[Any] = bare_rows(
        select(
            table.user_id,
            table.quarter_id,
            table.ended_at,
            table.brier,
            table.graded,
            table.stated,
            table.came,
            table.listed,
            table.old,
            table.unclear,
        )
        .where(table.user_id.in_(people))
        .order_by(table.user_id, table.ended_at, table.quarter_id)
    )
    return {user_id: _habits(user_id, list(held)) for user_id, held in groupby(rows, lambda row: row.user_id)}


def _habits(user_id: int, held: Sequence[Any]) -> Habits:
    latest = held[-1]
    briers = [row.brier for row in held if row.brier is not None]
    graded = sum(row.graded for row in held)
    return Habits(
        user_id=user_id,
        quarters=len(held),
        latest_id=latest.quarter_id,
        latest_at=latest.ended_at,
        brier=sum(briers) / len(briers) if briers else None,
        bias=sum(row.stated - row.came for row in held) / graded if graded else None,
        graded=graded,
        old=latest.old / latest.listed if latest.listed else None,
        unclear=latest.unclear / latest.listed if latest.listed else None,
    )
