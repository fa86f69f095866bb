"""Read how people do in each quiz and scenario, and where they are stuck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from course.chosen import People
from course.extensions import db
from course.roleplay.models import Run, RunEvent
from course.summaries.models import PersonItem


@dataclass(frozen=True, slots=True)
class ItemScore:
    """Hold one person's scores in one quiz or scenario; the ids are of the attempt or run that each came from."""

    user_id: int
    kind: str
    item_id: str
    count: int
    passed: int
    first: float
    best: float
    latest: float
    average: float
    first_id: int
    best_id: int
    latest_id: int
    first_at: datetime
    latest_at: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """Hold that somebody's latest runs of a scenario, `times` in a row, ended badly at one scene."""

    user_id: int
    scenario_id: str
    scene_id: str
    times: int
    latest_id: int
    latest_at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Hold that somebody left runs of a scenario unfinished at one scene, so many `times`; `latest_id` is the last of them."""

    user_id: int
    scenario_id: str
    scene_id: str
    times: int
    latest_id: int
    latest_at: datetime


# What a row holds is in the order of the fields; the types of a row's columns are not known to the type checker.
_item_score: Callable[..., ItemScore] = ItemScore
_stuck: Callable[..., Stuck] = Stuck
_left: Callable[..., Left] = Left


def item_scores(people: People, kind: str | None = None, item_id: str | None = None) -> list[ItemScore]:
    """List people's scores in quizzes and scenarios, of one kind or one item where it is named."""
    table = PersonItem
    query = select(
        table.user_id,
        table.kind,
        table.item_id,
        table.count,
        table.passed,
        table.first,
        table.best,
        table.latest,
        table.total / table.count,
        table.first_id,
        table.best_id,
        table.latest_id,
        table.first_at,
        table.latest_at,
    ).where(table.user_id.in_(people))
    if kind is not None:
        query = query.where(table.kind == kind)
    if item_id is not None:
        query = query.where(table.item_id == item_id)
    return [
        _item_score(*row)
        for row in db.session.execute(query.order_by(table.user_id, table.kind, table.item_id))
    ]


def stuck(people: People, least: int = 2) -> list[Stuck]:
    """List who ended badly at one scene at least so many times in a row, and has not got past it since."""
    table = PersonItem
    rows = db.session.execute(
        select(table.user_id, table.item_id, table.scene_id, table.stuck, table.latest_id, table.latest_at)
        .where(table.user_id.in_(people), table.stuck >= least)
        .order_by(table.stuck.desc(), table.latest_at.desc(), table.user_id)
    )
    return [_stuck(*row) for row in rows]


def left(people: People, since: datetime, before: datetime, least: int = 1) -> list[Left]:
    """List runs begun since one moment, untouched since `before` another, and never ended; branched ones are left out.

    A scenario that was played to an end after that is left out too: nobody is stuck there.
    """
    last, later = aliased(RunEvent), aliased(Run)
    newest = select(func.max(RunEvent.seq)).where(RunEvent.run_id == Run.id).correlate(Run).scalar_subquery()
    overtaken = (
        select(later.id)
        .where(
            later.user_id == Run.user_id,
            later.scenario_id == Run.scenario_id,
            later.ended_at.is_not(None),
            later.started_at >= Run.started_at,
        )
        .exists()
    )
    rows = db.session.execute(
        select(Run.user_id, Run.scenario_id, last.scene_id, func.count(), func.max(Run.id), func.max(last.at))
        .join(last, and_(last.run_id == Run.id, last.seq == newest))
        .where(
            Run.user_id.in_(people),
            Run.ended_at.is_(None),
            Run.branched_from_id.is_(None),
            Run.started_at >= since,
            last.at < before,
            ~overtaken,
        )
        .group_by(Run.user_id, Run.scenario_id, last.scene_id)
        .having(func.count() >= least)
        .order_by(func.count().desc(), func.max(last.at).desc(), Run.user_id)
    )
    return [_left(*row) for row in rows]
