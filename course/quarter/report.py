"""Make the report of a quarter that is over, and write it so that it can be kept. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from course.quarter import advice, evaluation
from course.quarter.account import Account, account_of, skills_of
from course.quarter.advice import Advice
from course.quarter.evaluation import Reference, Worth
from course.quarter.game import Game


@dataclass(frozen=True, slots=True)
class Report:
    """Hold everything that was worked out when a quarter ended."""

    worth: Worth
    references: tuple[Reference, ...]
    account: Account
    skills: Mapping[str, float]
    advice: tuple[Advice, ...]


def make(game: Game, *, runs: int = evaluation.RUNS) -> Report:
    """Work a quarter out that is over; the same quarter gives the same report."""
    worth = evaluation.worth(game, runs=runs)
    account = account_of(game)
    return Report(
        worth=worth,
        references=evaluation.references(game),
        account=account,
        skills=skills_of(account),
        advice=advice.advise(account, worth),
    )


def to_row(report: Report) -> dict[str, Any]:
    """Write a report as it is kept."""
    row: dict[str, Any] = msgspec.to_builtins(report)
    return row


def from_row(row: Mapping[str, Any]) -> Report:
    """Read a report back."""
    return msgspec.convert(row, Report)
