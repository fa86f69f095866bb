"""Play a quarter: begin it, plan a week, live it, forecast, meet a key account. Every act is one event row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.extensions import db
from course.pipeline import jit
from course.quarter import advisers, plan, report
from course.quarter.accounts import choose, to_rows
from course.quarter.forecast import GRADES
from course.quarter.game import FAIR_WEEKS, LEAST_FOR_MEETING, Game, after
from course.quarter.models import Quarter, QuarterEvent
from course.quarter.plan import Plan, Refused
from course.quarter.queries import game_of, meetings_of
from course.roleplay import operations as roleplay
from course.roleplay.models import SCORED, Run
from course.roleplay.script import Scenario
from course.skills.operations import record
from course.summaries import operations as summaries
from course.upsert import insert_if_absent

SLACK = 1e-6  # hours


class MovedOn(Exception):
    """Say that the quarter is no longer where the post thought it was; nothing was changed."""


def begin(actor: User, catalogue: Catalogue, *, territory: str, seed: int, now: datetime) -> Quarter:
    """Start a quarter in a territory, with key accounts from the course's scenarios."""
    scenarios = [entry.item for entry in catalogue.scenarios.values()]
    return _add(actor, territory, seed, to_rows(choose(scenarios, territory, seed)), now)


def again(actor: User, quarter: Quarter, now: datetime) -> Quarter:
    """Start the same quarter once more: the same people, the same luck."""
    fresh = _add(actor, quarter.territory, quarter.seed, quarter.accounts, now)
    fresh.again_of_id = quarter.id
    db.session.flush()
    return fresh


def _add(actor: User, territory: str, seed: int, accounts: list[dict[str, Any]], now: datetime) -> Quarter:
    quarter = Quarter(
        user_id=actor.id,
        territory=territory,
        seed=seed,
        accounts=accounts,
        simulator=jit.source_hash(),
        started_at=now,
    )
    db.session.add(quarter)
    db.session.flush()
    summaries.touched(actor.id, now)
    return quarter


def change_plan(quarter: Quarter, *, week: int, seq: int, changes: Mapping[str, Any], now: datetime) -> Game:
    """Change this week's plan; nothing is added when nothing differs.

    Raises MovedOn when the quarter has gone on meanwhile, Refused when the plan names what cannot be.
    """
    game = _game_at(quarter, week, seq)
    return _plan(quarter, game, _checked(game, changes), now)


def fill_plan(quarter: Quarter, *, week: int, seq: int, adviser: str, now: datetime) -> Game:
    """Let a colleague fill what is not planned yet. Raises as `change_plan` does."""
    game = _game_at(quarter, week, seq)
    people = tuple(person for person in game.listed if not game.to_be_met(person))
    gone = {key: None for key in game.plan.intents if game.person(key) is None}
    hours = game.free_hours - plan.hours_for_new(game.plan, game.costs)
    wanted = advisers.draft(adviser, people, game.plan.changed({"acts": gone}), hours, game.costs)
    return _plan(quarter, game, wanted, now)


def clear_plan(quarter: Quarter, *, week: int, seq: int, now: datetime) -> Game:
    """Plan nothing with anybody. Raises as `change_plan` does."""
    game = _game_at(quarter, week, seq)
    return _plan(quarter, game, game.plan.changed({"acts": dict.fromkeys(game.plan.intents)}), now)


def drop_older(quarter: Quarter, *, week: int, seq: int, weeks: int, now: datetime) -> Game:
    """Plan to let go of all who are older than so many weeks, but for those who can buy now. Raises as `change_plan`."""
    game = _game_at(quarter, week, seq)
    acts = {key: ["drop", ""] for key in advisers.stale(game.listed, weeks)}
    return _plan(quarter, game, game.plan.changed({"acts": acts}), now)


def undo(quarter: Quarter, *, week: int, seq: int, now: datetime) -> Game:
    """Take the last change of this week's plan back. Raises as `change_plan` does."""
    game = _game_at(quarter, week, seq)
    if len(game.drafts) > 1:
        return _append(quarter, game, "undo", {}, now)
    return game


def live(quarter: Quarter, *, week: int, seq: int, changes: Mapping[str, Any], now: datetime) -> Game:
    """Live the week as planned, changes included. The same post any number of times lives it once.

    Raises as `change_plan` does; also Refused when the plan needs more hours than the week has.
    """
    lived = [event for event in quarter.events if event.kind == "week" and event.week == week]
    if lived and seq <= lived[0].seq:
        game = game_of(quarter)
        planned = game.weeks[week].plan
        if planned.changed(changes) != planned:
            raise MovedOn(seq)  # another screen lived the week otherwise
        return game
    game = _game_at(quarter, week, seq)
    if game.meeting_due:
        raise Refused("forecast-first")
    if game.open_meeting:
        raise Refused("meeting-open")
    game = _plan(quarter, game, _checked(game, changes), now)
    if game.planned_hours > game.free_hours + SLACK:
        raise Refused("hours", planned=game.planned_hours, free=game.free_hours)
    game = _append(quarter, game, "week", {}, now)
    if game.over and quarter.ended_at is None:
        _finish(quarter, game, now)
    return game


def forecast(quarter: Quarter, *, week: int, seq: int, grades: Mapping[str, str], now: datetime) -> Game:
    """Tell the sales meeting who will sign within the month. Raises as `change_plan` does."""
    told = [event for event in quarter.events if event.kind == "forecast" and event.week == week]
    if told and seq <= told[0].seq:
        return game_of(quarter)
    game = _game_at(quarter, week, seq)
    if not game.meeting_due:
        raise Refused("no-meeting")
    for key, grade in grades.items():
        if game.person(key) is None:
            raise Refused("person")
        if grade not in GRADES:
            raise Refused("grade", grade=grade[:10])
    asked = {person.key: "" for person in game.listed if person.lane in {"prospect", "this_month"}}
    return _append(quarter, game, "forecast", {"grades": {**asked, **grades}}, now)


def meet(
    quarter: Quarter,
    entry: Entry[Scenario],
    *,
    week: int,
    seq: int,
    changes: Mapping[str, Any],
    run_seed: int,
    now: datetime,
) -> Run:
    """Go and meet a key account, in a scored roleplay. Raises as `change_plan` does."""
    scenario = entry.id
    held = next((run for run in meetings_of(quarter) if run.scenario_id == scenario), None)
    if held is not None:
        return held
    game = _game_at(quarter, week, seq)
    person = next((one for one in game.listed if one.profile.scenario == scenario), None)
    if person is None or game.meetings.get(scenario) != "":
        raise Refused("no-account")
    if game.meeting_due or game.open_meeting:
        raise Refused("meeting-open" if game.open_meeting else "forecast-first")
    if game.free_hours < LEAST_FOR_MEETING:
        raise Refused("no-hours-to-meet", free=game.free_hours)
    game = _plan(quarter, game, _checked(game, changes), now)
    _append(quarter, game, "meeting", {"scenario": scenario}, now)
    run = roleplay.begin(quarter.user, entry, mode=SCORED, say_first=False, seed=run_seed, now=now)
    run.quarter_id = quarter.id
    db.session.flush()
    return run


def call_off(quarter: Quarter, *, week: int, seq: int, now: datetime) -> Game:
    """Call the open meeting off, so that the week can go on. Raises as `change_plan` does."""
    game = _game_at(quarter, week, seq)
    if not game.open_meeting:
        return game
    return _append(quarter, game, "miss", {"scenario": game.open_meeting}, now)


def _game_at(quarter: Quarter, week: int, seq: int) -> Game:
    """Give where the quarter stands, provided the post was made for this very place."""
    if quarter.ended_at is not None or seq != len(quarter.events):
        raise MovedOn(seq)
    game = game_of(quarter)
    if game.over or week != game.number:
        raise MovedOn(seq)
    return game


def _checked(game: Game, changes: Mapping[str, Any]) -> Plan:
    """Apply changes to the plan. Raises Refused for what cannot be planned."""
    plan.check(changes)
    if changes.get("exhibition") and game.number not in FAIR_WEEKS:
        raise Refused("no-fair")
    for key, given in changes.get("acts", {}).items():
        person = game.person(key)
        if person is None:
            if given is None:
                continue
            raise Refused("person")
        if given is not None and given[0] not in game.allowed(person):
            raise Refused("not-with-them", name=person.profile.name, todo=given[0])
    return game.plan.changed(changes)


def _plan(quarter: Quarter, game: Game, wanted: Plan, now: datetime) -> Game:
    differences = game.plan.differences(wanted)
    return _append(quarter, game, "plan", differences, now) if differences else game


def _append(quarter: Quarter, game: Game, kind: str, body: Mapping[str, Any], now: datetime) -> Game:
    """Add an event row and give the quarter after it; MovedOn when another post was faster."""
    made = insert_if_absent(
        QuarterEvent,
        quarter_id=quarter.id,
        seq=len(quarter.events),
        week=game.number,
        kind=kind,
        body=dict(body),
        at=now,
    )
    db.session.expire(quarter, ["events"])
    if not made:
        raise MovedOn(kind)
    summaries.acted(quarter.user_id, now)
    return after(game, kind, body)


def _finish(quarter: Quarter, game: Game, now: datetime) -> None:
    """Write down, once, what the quarter came to."""
    made = report.make(game)
    quarter.ended_at = now
    quarter.net, quarter.money = made.account.net, made.account.money
    quarter.skill, quarter.brier = made.worth.skill + made.worth.meetings, made.account.honesty.brier
    quarter.report = report.to_row(made)
    db.session.flush()
    summaries.quarter_ended(quarter)
    observed = {skill: [value] for skill, value in made.skills.items()}
    record(quarter.user, observed, source="quarter", source_id=quarter.id, now=now)
