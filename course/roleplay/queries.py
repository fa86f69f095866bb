"""Read runs and their scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from course.extensions import db
from course.roleplay.models import Run

PAGE = 50


@dataclass(frozen=True, slots=True)
class Scores:
    """Hold a person's scores (0–100) in one scenario, kept apart: first, best, latest, average, and how many."""

    first: float
    best: float
    latest: float
    average: float
    count: int


def open_runs(user_id: int, scenario_id: str | None = None) -> Sequence[Run]:
    """List a person's unfinished runs, the latest first."""
    query = select(Run).where(Run.user_id == user_id, Run.ended_at.is_(None)).order_by(Run.id.desc())
    if scenario_id is not None:
        query = query.where(Run.scenario_id == scenario_id)
    return db.session.scalars(query.limit(10)).all()


def runs_to_go_on_with(user_id: int) -> Sequence[Run]:
    """List the unfinished runs that have not been overtaken: no later run of the same scenario has been finished."""
    later = aliased(Run)
    overtaken = exists().where(
        later.user_id == user_id,
        later.scenario_id == Run.scenario_id,
        later.id > Run.id,
        later.ended_at.is_not(None),
    )
    query = select(Run).where(Run.user_id == user_id, Run.ended_at.is_(None), ~overtaken)
    return db.session.scalars(query.order_by(Run.id.desc()).limit(10)).all()


def ended_runs(user_id: int, scenario_id: str | None = None, limit: int = PAGE) -> Sequence[Run]:
    """List a person's finished runs, the latest first."""
    query = select(Run).where(Run.user_id == user_id, Run.ended_at.is_not(None))
    if scenario_id is not None:
        query = query.where(Run.scenario_id == scenario_id)
    return db.session.scalars(query.order_by(Run.ended_at.desc(), Run.id.desc()).limit(limit)).all()


def history(user_id: int, before: int | None = None) -> Sequence[Run]:
    """List one page of a person's runs, finished or not, by falling id; `before` continues from an id."""
    query = select(Run).where(Run.user_id == user_id)
    if before is not None:
        query = query.where(Run.id < before)
    return db.session.scalars(query.order_by(Run.id.desc()).limit(PAGE)).all()


def scores(user_ids: Sequence[int]) -> dict[int, dict[str, Scores]]:
    """Give every person's scores per scenario, over all finished runs that were not branched off."""
    rows = db.session.execute(
        select(Run.user_id, Run.scenario_id, Run.score)
        .where(Run.user_id.in_(user_ids), Run.ended_at.is_not(None), Run.branched_from_id.is_(None))
        .order_by(Run.ended_at, Run.id)
    )
    series: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for user_id, scenario_id, score in rows:
        assert score is not None  # a finished run has one
        series[user_id][scenario_id].append(score)
    return {
        user_id: {
            scenario_id: Scores(values[0], max(values), values[-1], sum(values) / len(values), len(values))
            for scenario_id, values in series[user_id].items()
        }
        for user_id in user_ids
    }
