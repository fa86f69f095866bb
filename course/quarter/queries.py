"""Read quarters, and put together where one stands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from course.extensions import db
from course.quarter.accounts import from_rows
from course.quarter.game import Game, Setup, fold
from course.quarter.meeting import Met
from course.quarter.models import Quarter
from course.roleplay import counterfactual, engine
from course.roleplay.events import fold as fold_run
from course.roleplay.models import Run
from course.roleplay.script import Scenario
from course.versions.queries import load as load_version

PAGE = 50


def of_person(user_id: int, limit: int = PAGE) -> Sequence[Quarter]:
    """List a person's quarters, the latest first."""
    query = select(Quarter).where(Quarter.user_id == user_id).order_by(Quarter.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def under_way(user_id: int) -> Quarter | None:
    """Find the latest quarter a person has not finished."""
    query = select(Quarter).where(Quarter.user_id == user_id, Quarter.ended_at.is_(None))
    return db.session.scalars(query.order_by(Quarter.id.desc()).limit(1)).first()


def meetings_of(quarter: Quarter) -> Sequence[Run]:
    """List the roleplays that are meetings of a quarter."""
    return db.session.scalars(select(Run).where(Run.quarter_id == quarter.id).order_by(Run.id)).all()


def setup_of(quarter: Quarter) -> Setup:
    """Give what a quarter began with."""
    return Setup(quarter.seed, quarter.territory, from_rows(quarter.accounts))


def game_of(quarter: Quarter) -> Game:
    """Fold a quarter's events, and the outcomes of its meetings, into where it stands."""
    met = {run.scenario_id: _met(run) for run in meetings_of(quarter) if run.ended_at is not None}
    return fold(setup_of(quarter), quarter.events, met)


def _met(run: Run) -> Met:
    """Read how a finished roleplay ended."""
    scenario: Scenario = load_version(run.version)
    state, _logs = engine.replay(scenario, fold_run(run.events).choice_ids)
    assert run.outcome is not None and run.score is not None
    return Met(run.outcome, counterfactual.customer_of(scenario, state), state.card.hours, run.id, run.score)
