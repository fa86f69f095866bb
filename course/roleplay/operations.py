"""Play a run: begin it, choose a line, take a step back, branch off. Every act is one event row."""

from __future__ import annotations

from datetime import datetime

from course.accounts.models import User
from course.content.catalogue import Entry
from course.extensions import db
from course.roleplay import engine, scoring
from course.roleplay.events import Path, fold
from course.roleplay.models import PRACTICE, Run, RunEvent
from course.roleplay.script import Scenario
from course.skills.operations import record
from course.summaries import operations as summaries
from course.upsert import insert_if_absent
from course.versions.operations import pin
from course.versions.queries import load

WORDS_LIMIT = 1_000  # characters of a line typed before the lines appear


class MovedOn(Exception):
    """Say that the run is no longer where the post thought it was; nothing was changed."""


class NotOffered(Exception):
    """Say that a choice or an act is not open at this place of the run; nothing was changed."""


def begin(
    actor: User, entry: Entry[Scenario], *, mode: str, say_first: bool, seed: int, now: datetime
) -> Run:
    """Start a run of the scenario's present version for the actor."""
    run = Run(
        user_id=actor.id,
        scenario_id=entry.id,
        version=pin(entry, now),
        mode=mode,
        seed=seed,
        say_first=say_first,
        started_at=now,
    )
    db.session.add(run)
    db.session.flush()
    summaries.touched(actor.id, now)
    return run


def choose(run: Run, *, seq: int, choice_id: str, now: datetime) -> Run:
    """Choose a line as event number `seq`. The same post any number of times makes one row.

    Raises MovedOn when something else stands at `seq`, NotOffered when the line is not open there.
    """
    scenario: Scenario = load(run.version)
    if _stands(run, seq, "choice", choice_id):
        return run
    path = _open_path(run, seq)
    if run.say_first and not path.seen:
        raise NotOffered(choice_id)
    state, _ = engine.replay(scenario, path.choice_ids)
    if choice_id not in {choice.id for choice in engine.offered(scenario, state)}:
        raise NotOffered(choice_id)
    if not _append(run, seq, "choice", scene_id=state.scene, choice_id=choice_id, now=now):
        return run
    state, logs = engine.replay(scenario, (*path.choice_ids, choice_id))
    if scenario.scenes[state.scene].end is not None:
        _finish(run, scoring.result(scenario, logs), now)
    return run


def say(run: Run, *, seq: int, words: str, now: datetime) -> Run:
    """Keep the words typed before the lines are shown; empty words mean "show me the lines".

    Raises MovedOn or NotOffered as `choose` does.
    """
    if _stands(run, seq, "words", None):
        return run
    path = _open_path(run, seq)
    if path.seen or not run.say_first:
        raise NotOffered("words")
    scenario: Scenario = load(run.version)
    state, _ = engine.replay(scenario, path.choice_ids)
    _append(run, seq, "words", scene_id=state.scene, words=words.strip()[:WORDS_LIMIT] or None, now=now)
    return run


def take_back(run: Run, *, seq: int, now: datetime) -> Run:
    """Take the last choice back. Practice runs only, and not once the run has ended.

    Raises MovedOn or NotOffered as `choose` does.
    """
    if _stands(run, seq, "undo", None):
        return run
    path = _open_path(run, seq)
    if run.mode != PRACTICE or not path.decisions:
        raise NotOffered("undo")
    scenario: Scenario = load(run.version)
    state, _ = engine.replay(scenario, path.choice_ids)
    _append(run, seq, "undo", scene_id=state.scene, now=now)
    return run


def ask_first(run: Run, wanted: bool) -> Run:
    """Turn "say it first" on or off for the decisions still to come."""
    run.say_first = wanted
    db.session.flush()
    return run


def branch(actor: User, run: Run, *, decision: int, seed: int, now: datetime) -> Run:
    """Start a practice run that takes over the first `decision` choices of `run`, on the same version.

    Raises NotOffered when the run has no such decision.
    """
    taken = fold(run.events).decisions
    if not 0 <= decision < len(taken):
        raise NotOffered(f"decision {decision}")
    scenario: Scenario = load(run.version)
    fresh = Run(
        user_id=actor.id,
        scenario_id=run.scenario_id,
        version=run.version,
        mode=PRACTICE,
        seed=seed,
        say_first=False,
        started_at=now,
        branched_from_id=run.id,
        branched_at=decision,
    )
    db.session.add(fresh)
    db.session.flush()
    summaries.touched(actor.id, now)
    state = engine.begin(scenario)
    for seq, choice_id in enumerate(item.choice_id for item in taken[:decision]):
        _append(fresh, seq, "choice", scene_id=state.scene, choice_id=choice_id, now=now)
        state, _ = engine.choose(scenario, state, choice_id)
    return fresh


def _stands(run: Run, seq: int, kind: str, choice_id: str | None) -> bool:
    """Tell whether the very event asked for already stands at `seq`."""
    if seq >= len(run.events):
        return False
    event = run.events[seq] if seq >= 0 else None
    if event is not None and event.kind == kind and event.choice_id == choice_id:
        return True
    raise MovedOn(seq)


def _open_path(run: Run, seq: int) -> Path:
    """Give the path so far, provided the run is still going on and `seq` is its next event."""
    if run.ended_at is not None or seq != len(run.events):
        raise MovedOn(seq)
    return fold(run.events)


def _append(
    run: Run,
    seq: int,
    kind: str,
    *,
    scene_id: str,
    choice_id: str | None = None,
    words: str | None = None,
    now: datetime,
) -> bool:
    """Add an event row; False when an equal post was faster, MovedOn when a different one was."""
    made = insert_if_absent(
        RunEvent,
        run_id=run.id,
        seq=seq,
        kind=kind,
        scene_id=scene_id,
        choice_id=choice_id,
        words=words,
        at=now,
    )
    db.session.expire(run, ["events"])
    if made:
        summaries.acted(run.user_id, now)
    else:
        _stands(run, seq, kind, choice_id)
    return made


def _finish(run: Run, result: scoring.Result, now: datetime) -> None:
    run.ended_at, run.raw, run.score = now, result.raw, result.score
    run.outcome, run.buyer = result.outcome, result.buyer
    db.session.flush()
    summaries.run_ended(run)
    record(run.user, result.skills, source="run", source_id=run.id, now=now)
