"""Fold a trainer's steps into where a room stands, and refuse a step that is not open. PURE.

A step is a kind, a body and a moment. Every kind is listed in `KINDS`; `check` refuses a step that is not open now, and
`fold` never sees one that was refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from course.live.moments import (
    KINDS,
    LONGEST_TIMER,
    MOST_POLL_OPTIONS,
    ROUND_KINDS,
    SCREENS,
    SWITCHES,
    Event,
    NotNow,
    Round,
    State,
    Timer,
    Trip,
)

__all__ = [
    "KINDS", "LONGEST_TIMER", "MOST_POLL_OPTIONS", "ROUND_KINDS", "SCREENS", "SWITCHES",
    "Event", "NotNow", "Round", "State", "Timer", "Trip", "check", "fold", "step",
]  # fmt: skip


def fold(events: Iterable[Event]) -> State:
    """Turn ordered events into the state of the room."""
    state = State()
    for event in events:
        state = step(state, event.kind, event.body, event.at)
    return state


def check(state: State, kind: str, body: Mapping[str, Any]) -> None:
    """Refuse a step that is not open now, or whose body does not say what it must; raise NotNow."""
    if kind not in KINDS:
        raise NotNow(f"no such step: {kind}")
    if state.closed:
        raise NotNow("the room is closed")
    _CHECKS.get(kind, _anything)(state, body)


def step(state: State, kind: str, body: Mapping[str, Any], at: datetime) -> State:
    """Give the state after one step that `check` has let pass."""
    state = replace(state, seq=state.seq + 1)
    return _STEPS[kind](state, body, at)


def _need(condition: bool, why: str) -> None:
    if not condition:
        raise NotNow(why)


def _anything(state: State, body: Mapping[str, Any]) -> None:
    return


def _check_begin(state: State, body: Mapping[str, Any]) -> None:
    _need(state.seq == 0, "the room has begun")
    path = body.get("path", ())
    _need(bool(body.get("scene")) and bool(path) and all(path), "which scene, and by which lines?")


def _check_open(state: State, body: Mapping[str, Any]) -> None:
    now = state.round
    _need(now is None or not now.voting, "votes are still being taken")
    _need(body.get("kind") in ROUND_KINDS, "a round needs a kind")
    if body["kind"] == "question":
        _need(bool(body.get("ref")), "which question?")
    if body["kind"] == "poll":
        options = body.get("options", ())
        _need(2 <= len(options) <= MOST_POLL_OPTIONS and all(options), "a poll needs two to six options")
    if body["kind"] in {"poll", "wall"}:
        _need(bool(str(body.get("prompt", "")).strip()), "what is asked?")


def _check_lock(state: State, body: Mapping[str, Any]) -> None:
    _need(state.round is not None and state.round.voting, "no votes are being taken")


def _check_revote(state: State, body: Mapping[str, Any]) -> None:
    _need(state.round is not None and state.round.phase == "discuss", "there was no first vote")


def _check_reveal(state: State, body: Mapping[str, Any]) -> None:
    _need(state.round is not None and not state.round.revealed, "there is nothing to reveal")


def _check_timer(state: State, body: Mapping[str, Any]) -> None:
    _need(state.round is not None and state.round.voting, "no votes are being taken")
    act = body.get("act")
    _need(act in {"start", "pause", "resume", "extend", "off"}, "what about the timer?")
    if act in {"start", "extend"}:
        seconds = body.get("seconds")
        _need(isinstance(seconds, int) and 0 < seconds <= LONGEST_TIMER, "how many seconds?")
    if act == "pause":
        _need(state.timer is not None and state.timer.ends_at is not None, "no timer is running")
    if act == "resume":
        _need(state.timer is not None and state.timer.ends_at is None, "no timer is paused")
    if act == "extend":
        _need(state.timer is not None, "there is no timer")


def _check_take(state: State, body: Mapping[str, Any]) -> None:
    now = state.round
    _need(now is not None and now.kind == "scene" and now.revealed, "first reveal the votes")
    assert now is not None
    _need(state.path == now.path, "this scene is behind us; go back to it first")
    _need(bool(body.get("choice")), "which line?")


def _check_rewind(state: State, body: Mapping[str, Any]) -> None:
    to = body.get("to")
    _need(isinstance(to, int) and state.given <= to < len(state.path), "there is no such decision")
    _need(state.round is None or not state.round.voting, "votes are still being taken")


def _check_section(state: State, body: Mapping[str, Any]) -> None:
    _need(bool(body.get("section")), "which section?")
    _need(state.round is None or not state.round.voting, "votes are still being taken")


def _check_screen(state: State, body: Mapping[str, Any]) -> None:
    _need(body.get("show") in SCREENS, "there is no such screen")
    _need(body.get("show") != "leaders" or state.leaders_on, "the leaderboard is off")


def _check_switch(state: State, body: Mapping[str, Any]) -> None:
    _need(body.get("name") in SWITCHES and isinstance(body.get("on"), bool), "there is no such switch")


def _check_talk(state: State, body: Mapping[str, Any]) -> None:
    team = body.get("team")
    _need(team is None or (isinstance(team, int) and team >= 1), "which team?")
    _need(team is not None or state.talking is not None, "nobody is speaking")


_CHECKS = {
    "begin": _check_begin,
    "open": _check_open,
    "lock": _check_lock,
    "revote": _check_revote,
    "reveal": _check_reveal,
    "timer": _check_timer,
    "take": _check_take,
    "rewind": _check_rewind,
    "section": _check_section,
    "screen": _check_screen,
    "switch": _check_switch,
    "talk": _check_talk,
}


def _with_round(state: State, **changes: Any) -> State:
    """Change the present round."""
    assert state.round is not None
    return replace(state, rounds=(*state.rounds[:-1], replace(state.round, **changes)))


def _begin(state: State, body: Mapping[str, Any], at: datetime) -> State:
    """Begin a talk in the middle: the lines that led there are taken as given."""
    path = tuple(str(line) for line in body["path"])
    return replace(state, path=path, given=len(path), began_at=str(body["scene"]))


def _open(state: State, body: Mapping[str, Any], at: datetime) -> State:
    fresh = Round(
        number=len(state.rounds) + 1,
        kind=body["kind"],
        ref=str(body.get("ref", "")),
        prompt=str(body.get("prompt", "")),
        options=tuple(str(option) for option in body.get("options", ())),
        peer=bool(body.get("peer")) and body["kind"] in {"question", "scene"},
        phase="voting",
        ballot=1,
        path=state.path,
        opened_at=at,
        tally_of=len(state.rounds) + 1,
    )
    return replace(state, rounds=(*state.rounds, fresh), timer=None, screen="round")


def _lock(state: State, body: Mapping[str, Any], at: datetime) -> State:
    assert state.round is not None
    again = state.round.peer and state.round.phase == "voting"
    return _with_round(replace(state, timer=None), phase="discuss" if again else "locked")


def _revote(state: State, body: Mapping[str, Any], at: datetime) -> State:
    return _with_round(replace(state, screen="round"), phase="revoting", ballot=2)


def _reveal(state: State, body: Mapping[str, Any], at: datetime) -> State:
    return _with_round(replace(state, timer=None, screen="round"), phase="revealed")


def _timer(state: State, body: Mapping[str, Any], at: datetime) -> State:
    act, seconds = body["act"], float(body.get("seconds", 0))
    if act == "off":
        return replace(state, timer=None)
    if act == "start":
        return replace(state, timer=Timer(at + timedelta(seconds=seconds)))
    assert state.timer is not None
    left = state.timer.seconds(at)
    if act == "pause":
        return replace(state, timer=Timer(None, left))
    if act == "resume":
        return replace(state, timer=Timer(at + timedelta(seconds=left)))
    left = min(left + seconds, LONGEST_TIMER)
    paused = state.timer.ends_at is None
    return replace(state, timer=Timer(None, left) if paused else Timer(at + timedelta(seconds=left)))


def _take(state: State, body: Mapping[str, Any], at: datetime) -> State:
    taken = str(body["choice"])
    return _with_round(replace(state, path=(*state.path, taken), screen="round"), taken=taken)


def _rewind(state: State, body: Mapping[str, Any], at: datetime) -> State:
    """Leave the present branch, keeping it, and stand again before decision number `to`, its votes still known."""
    to = body["to"]
    kept = state.trips if Trip(state.path) in state.trips else (*state.trips, Trip(state.path))
    path = state.path[:to]
    before = next(
        (held for held in reversed(state.rounds) if held.kind == "scene" and held.path == path), None
    )
    state = replace(state, path=path, trips=kept, truth=False, screen="round", timer=None)
    if before is None:
        return state
    # The same scene stands open to another line: a round of its own, already voted on.
    again = replace(before, number=len(state.rounds) + 1, phase="revealed", taken=None, opened_at=at)
    return replace(state, rounds=(*state.rounds, again))


def _truth(state: State, body: Mapping[str, Any], at: datetime) -> State:
    return replace(state, truth=True, screen="round")


def _section(state: State, body: Mapping[str, Any], at: datetime) -> State:
    return replace(state, section=str(body["section"]), section_after=len(state.rounds), screen="round")


def _screen(state: State, body: Mapping[str, Any], at: datetime) -> State:
    return replace(state, screen=body["show"])


def _switch(state: State, body: Mapping[str, Any], at: datetime) -> State:
    if body["name"] == "gate":
        return replace(state, gate=body["on"])
    hidden = state.screen == "leaders" and not body["on"]
    return replace(state, leaders_on=body["on"], screen="round" if hidden else state.screen)


def _talk(state: State, body: Mapping[str, Any], at: datetime) -> State:
    spoken = dict(state.talk)
    if state.talking is not None:
        team, since = state.talking
        spoken[team] = spoken.get(team, 0.0) + max(0.0, (at - since).total_seconds())
    wanted = body.get("team")
    return replace(state, talk=spoken, talking=None if wanted is None else (wanted, at))


def _close(state: State, body: Mapping[str, Any], at: datetime) -> State:
    state = _talk(state, {"team": None}, at)
    if state.round is not None and not state.round.revealed:
        state = _with_round(state, phase="locked")
    return replace(state, closed=True, timer=None)


_STEPS = {
    "begin": _begin,
    "open": _open,
    "lock": _lock,
    "revote": _revote,
    "reveal": _reveal,
    "timer": _timer,
    "take": _take,
    "rewind": _rewind,
    "truth": _truth,
    "section": _section,
    "screen": _screen,
    "switch": _switch,
    "talk": _talk,
    "close": _close,
}
