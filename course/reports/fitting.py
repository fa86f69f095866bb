"""Tell which of the ready words for a nudge fit somebody, and which may be said to them besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from course.accounts.models import Group, User
from course.content.catalogue import Catalogue
from course.notes.labels import BACK, BEGIN, DUE, STUCK, WELL
from course.reports import queries, rules
from course.reports.queries import Row
from course.reports.rules import Rules

NUDGES = {rules.QUIET: BACK, rules.NOT_BEGUN: BEGIN, rules.DUE: DUE, rules.STUCK: STUCK}
SILENT = frozenset({rules.QUIET, rules.NOT_BEGUN})  # of whom nobody says that they are keeping it up


@dataclass(frozen=True, slots=True)
class Fitting:
    """Hold which ready words fit somebody, the weightiest reason's first, and which others are not untrue."""

    first: tuple[str, ...]
    others: tuple[str, ...]


def fitting(row: Row, now: datetime) -> Fitting:
    """Choose among the ready words by why somebody is named, or by their being on track."""
    begun = row.last_at is not None
    codes = [reason.code for reason in row.reasons]
    first = [NUDGES[code] for code in codes if code in NUDGES]
    if row.on_track:
        first = [WELL] if begun else [BEGIN]
    allowed = {
        BACK: begun,
        BEGIN: not begun,
        DUE: any(due.is_late(now) or due.is_soon(now) for due in row.dues),
        WELL: begun and not SILENT & set(codes),
    }
    return Fitting(tuple(first), tuple(key for key, may in allowed.items() if may and key not in first))


def fitting_of(person: User, group: Group | None, catalogue: Catalogue, now: datetime) -> Fitting:
    """Choose among the ready words for one person, by the rules of a group they are led in."""
    used = queries.rules_of(group)[0] if group is not None else Rules()
    [row] = queries.rows(select(User.id).where(User.id == person.id), used, catalogue, now)
    return fitting(row, now)
