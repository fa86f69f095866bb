"""Read the figures that summaries keep off the kept report of a quarter. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from course.quarter.report import Report, from_row

OLD_FROM = 2  # the first of the report's age classes that is beyond eight weeks


def figures_of(
    quarter_id: int, user_id: int, ended_at: datetime, brier: float | None, kept: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the row of `QuarterSummary` for a quarter that is over."""
    report: Report = from_row(kept)
    account = report.account
    grades = account.honesty.grades
    return {
        "quarter_id": quarter_id,
        "user_id": user_id,
        "ended_at": ended_at,
        "net": account.net,
        "skill": report.worth.skill + report.worth.meetings,
        "brier": brier,
        "graded": sum(grade.number for grade in grades),
        "stated": sum(grade.said * grade.number for grade in grades),
        "came": sum(grade.came for grade in grades),
        "listed": account.listed,
        "old": sum(account.ages[OLD_FROM:]),
        "unclear": account.unclear_listed,
        "hours_new": account.hours["new"],
        "hours_list": account.hours["list"],
        "hours_wasted": account.hours["wasted"],
    }
