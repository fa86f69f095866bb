"""Check how a trainer's steps fold into the state of a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import rounds
from course.live.rounds import NotNow, State

START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
QUESTION = {"kind": "question", "ref": "q1", "peer": True}
SCENE = {"kind": "scene", "peer": False}


@dataclass(frozen=True)
class Row:
    seq: int
    kind: str
    body: dict[str, Any]
    at: datetime


def go(*steps: tuple[str, dict[str, Any]], every: float = 10.0) -> State:
    """Take steps, ten seconds apart, each checked; what the rows fold to must be the same."""
    state, rows = State(), []
    for seq, (kind, body) in enumerate(steps):
        at = START + timedelta(seconds=seq * every)
        rounds.check(state, kind, body)
        state = rounds.step(state, kind, body, at)
        rows.append(Row(seq, kind, body, at))
    assert rounds.fold(rows) == state
    return state


def phases(*steps: tuple[str, dict[str, Any]]) -> list[str]:
    return [held.phase for held in go(*steps).rounds]


def test_peer_instruction_votes_discusses_votes_again_and_reveals() -> None:
    steps = [("open", QUESTION), ("lock", {}), ("revote", {}), ("lock", {}), ("reveal", {})]
    seen = [phases(*steps[:count])[0] for count in range(1, len(steps) + 1)]
    assert seen == ["voting", "discuss", "revoting", "locked", "revealed"]
    assert [go(*steps[:count]).ballot for count in range(1, 6)] == [(1, 1), None, (1, 2), None, None]


def test_without_discussion_a_vote_is_locked_and_revealed() -> None:
    assert phases(("open", {**QUESTION, "peer": False}), ("lock", {})) == ["locked"]
    assert phases(("open", {**QUESTION, "peer": False}), ("reveal", {})) == ["revealed"]


def test_the_discussion_can_be_left_out_when_everybody_agrees() -> None:
    state = go(("open", QUESTION), ("lock", {}), ("reveal", {}))
    assert state.round is not None and (state.round.phase, state.round.ballot) == ("revealed", 1)


@pytest.mark.parametrize(
    ("before", "kind", "body"),
    [
        ([], "lock", {}),
        ([], "reveal", {}),
        ([], "revote", {}),
        ([], "take", {"choice": "a"}),
        ([], "dance", {}),
        ([], "open", {"kind": "poll", "prompt": "?", "options": ["one"]}),
        ([], "open", {"kind": "poll", "prompt": "?", "options": list("abcdefg")}),
        ([], "open", {"kind": "wall", "prompt": "  "}),
        ([], "open", {"kind": "question"}),
        ([], "screen", {"show": "secret"}),
        ([], "screen", {"show": "leaders"}),
        ([], "switch", {"name": "gate", "on": 1}),
        ([], "talk", {"team": None}),
        ([], "talk", {"team": 0}),
        ([("open", QUESTION)], "open", QUESTION),
        ([("open", QUESTION)], "timer", {"act": "start", "seconds": 0}),
        ([("open", QUESTION)], "timer", {"act": "start", "seconds": 3601}),
        ([("open", QUESTION)], "timer", {"act": "resume"}),
        ([("open", QUESTION), ("reveal", {})], "reveal", {}),
        ([("open", QUESTION), ("reveal", {})], "timer", {"act": "start", "seconds": 30}),
        ([("open", SCENE)], "take", {"choice": "a"}),
        ([("open", SCENE), ("reveal", {})], "rewind", {"to": 0}),
        ([("open", SCENE), ("reveal", {}), ("take", {"choice": "a"})], "take", {"choice": "b"}),
        ([("close", {})], "open", QUESTION),
        ([("close", {})], "close", {}),
    ],
)
def test_a_step_that_is_not_open_is_refused(before: list[Any], kind: str, body: dict[str, Any]) -> None:
    state = go(*before)
    with pytest.raises(NotNow):
        rounds.check(state, kind, body)


def test_two_branches_are_run_one_after_the_other() -> None:
    state = go(
        ("open", SCENE), ("reveal", {}), ("take", {"choice": "ask"}),
        ("open", SCENE), ("reveal", {}), ("take", {"choice": "when"}),
        ("rewind", {"to": 0}), ("take", {"choice": "push"}),
    )  # fmt: skip
    assert state.path == ("push",)
    assert [trip.path for trip in state.trips] == [("ask", "when")]
    assert [(held.tally_of, held.own, held.taken) for held in state.rounds] == [
        (1, True, "ask"),
        (2, True, "when"),
        (1, False, "push"),
    ]


def test_a_branch_is_kept_once_and_the_truth_is_covered_again() -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("open", SCENE), ("reveal", {}), ("take", {"choice": "a"}), ("truth", {}), ("rewind", {"to": 0}),
        ("take", {"choice": "a"}), ("rewind", {"to": 0}),
    ]  # fmt: skip
    state = go(*steps)
    assert not state.truth and len(state.trips) == 1


def test_a_timer_runs_pauses_and_is_extended() -> None:
    opened = [("open", QUESTION), ("timer", {"act": "start", "seconds": 60})]
    state = go(*opened)
    assert state.timer is not None and state.timer.seconds(START + timedelta(seconds=20)) == 50
    paused = go(*opened, ("timer", {"act": "pause"}))
    assert paused.timer is not None and paused.timer.seconds(START + timedelta(hours=1)) == 50
    longer = go(*opened, ("timer", {"act": "pause"}), ("timer", {"act": "extend", "seconds": 30}))
    assert longer.timer is not None and (longer.timer.ends_at, longer.timer.left) == (None, 80)
    again = go(*opened, ("timer", {"act": "pause"}), ("timer", {"act": "resume"}))
    assert again.timer is not None and again.timer.ends_at == START + timedelta(seconds=80)
    assert go(*opened, ("lock", {})).timer is None


def test_talk_time_adds_up_by_team_and_stops_when_the_room_closes() -> None:
    state = go(("talk", {"team": 1}), ("talk", {"team": 2}), ("talk", {"team": 1}), ("close", {}))
    assert state.talk == {1: 20.0, 2: 10.0} and state.talking is None


def test_closing_ends_an_open_ballot() -> None:
    state = go(("open", QUESTION), ("close", {}))
    assert state.ballot is None and state.round is not None and state.round.phase == "locked"


STEPS = st.sampled_from(
    [
        ("open", QUESTION), ("open", SCENE), ("open", {"kind": "wall", "prompt": "?"}),
        ("open", {"kind": "poll", "prompt": "?", "options": ["a", "b"]}), ("lock", {}), ("revote", {}), ("reveal", {}),
        ("timer", {"act": "start", "seconds": 30}), ("timer", {"act": "pause"}), ("timer", {"act": "resume"}),
        ("timer", {"act": "extend", "seconds": 30}), ("timer", {"act": "off"}), ("take", {"choice": "a"}),
        ("take", {"choice": "b"}), ("rewind", {"to": 0}), ("rewind", {"to": 1}), ("truth", {}),
        ("section", {"section": "one"}), ("screen", {"show": "board"}), ("switch", {"name": "gate", "on": True}),
        ("switch", {"name": "leaders_on", "on": True}), ("screen", {"show": "leaders"}),
        ("switch", {"name": "leaders_on", "on": False}), ("talk", {"team": 1}), ("talk", {"team": None}), ("close", {}),
    ]
)  # fmt: skip


@given(st.lists(STEPS, max_size=60))
def test_whatever_is_tapped_the_room_stays_sound(taps: list[tuple[str, dict[str, Any]]]) -> None:
    state, taken = State(), 0
    for number, (kind, body) in enumerate(taps):
        try:
            rounds.check(state, kind, body)
        except NotNow:
            continue
        before = state
        state = rounds.step(state, kind, body, START + timedelta(seconds=number))
        taken += 1
        assert state.seq == taken
        assert [held.number for held in state.rounds] == list(range(1, len(state.rounds) + 1))
        assert sum(held.voting for held in state.rounds) <= 1
        assert all(not held.voting for held in state.rounds[:-1])
        assert state.timer is None or state.ballot is not None
        assert state.leaders_on or state.screen != "leaders"
        assert len(state.trips) == len(set(state.trips)) >= len(before.trips)
        assert state.ballot is None or not state.closed
        for step in state.next_steps():
            rounds.check(state, step, {})
