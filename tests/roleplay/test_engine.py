"""The engine: old state and choice give new state and log."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.roleplay.engine import (
    Card,
    NotOffered,
    State,
    begin,
    choose,
    lines,
    move_card,
    offered,
    replay,
    values,
)
from course.roleplay.story import Move, Scenario
from tests.roleplay.building import PUSHBACK, WORD, build, choice, ending, moves, read, scenarios, scene


@pytest.fixture(scope="module")
def pushback() -> Scenario:
    return read(PUSHBACK)


def ids(scenario: Scenario, state: State) -> list[str]:
    return [made.id for made in offered(scenario, state)]


def test_a_run_begins_as_the_front_matter_says(pushback: Scenario) -> None:
    state = begin(pushback)
    assert (state.scene, values(pushback, state)) == ("open", {"trust": 4, "clarity": 3, "heat": 5})
    assert state.card == Card("prospect", "mid")
    assert not state.flags
    assert ids(pushback, state) == ["ask", "number", "cut"]


def test_a_choice_gives_a_new_state_and_says_what_it_did(pushback: Scenario) -> None:
    state, log = choose(pushback, begin(pushback), "number")
    assert state.scene == "reason"
    assert state.flags == {"asked_budget"}
    assert (log.scene, log.choice, log.target, log.ended) == ("open", "number", "reason", False)
    assert log.changes == {"clarity": 2, "heat": 1}
    assert log.marks == {"qualify": 1}
    assert log.offered == ("ask", "number", "cut")
    assert (log.before, log.after) == (Card("prospect", "mid"), Card("prospect", "mid", True, True, 0.25))


def test_values_are_clamped_and_the_log_says_what_really_changed() -> None:
    up = choice("up", "s0", effects=(("trust", 5), ("heat", -9)))
    scenario = build([scene("s0", up, choice("go", "e0")), ending("e0")], initial=(8, 5, 2))
    state, log = choose(scenario, begin(scenario), "up")
    assert state.values == (10, 5, 0)
    assert log.changes == {"trust": 2, "heat": -2}
    state, log = choose(scenario, state, "up")
    assert state.values == (10, 5, 0)
    assert log.changes == {}


def test_a_once_only_choice_is_gone_after_it_was_made(pushback: Scenario) -> None:
    state, _ = replay(pushback, ["ask"])
    assert ids(pushback, state) == ["trial", "test", "later"]
    state, _ = choose(pushback, state, "trial")
    assert ids(pushback, state) == ["test", "later"]
    with pytest.raises(NotOffered):
        choose(pushback, state, "trial")


def test_conditional_choices_and_lines_follow_the_state(pushback: Scenario) -> None:
    cold, _ = replay(pushback, ["cut", "undo"])
    warm, _ = replay(pushback, ["ask"])
    asked, _ = replay(pushback, ["number"])
    assert ids(pushback, cold) == ["trial", "later"]
    assert [line.speaker for line in lines(pushback, cold)] == ["customer"]
    assert [line.mood for line in lines(pushback, warm)] == ["neutral", "warm"]
    assert [line.speaker for line in lines(pushback, asked)] == ["customer", "me"]


def test_a_flag_can_be_taken_down_again() -> None:
    down = choice("down", "s1", sets=(("asked", False), ("told", True)))
    scenario = build(
        [
            scene("s0", choice("up", "s1", sets=(("asked", True),))),
            scene("s1", down, choice("go", "e0")),
            ending("e0"),
        ]
    )
    assert replay(scenario, ["up"])[0].flags == {"asked"}
    assert replay(scenario, ["up", "down"])[0].flags == {"told"}


@pytest.mark.parametrize("wrong", ["test", "nothing", ""])
def test_what_is_not_on_offer_is_refused_and_nothing_changes(pushback: Scenario, wrong: str) -> None:
    state = begin(pushback)
    before = state.to_bytes()
    with pytest.raises(NotOffered) as problem:
        choose(pushback, state, wrong)
    assert (problem.value.scene, problem.value.choice) == ("open", wrong)
    assert problem.value.offered == ("ask", "number", "cut")
    assert "ask, number, cut" in str(problem.value)
    assert state.to_bytes() == before


def test_after_the_end_nothing_is_on_offer(pushback: Scenario) -> None:
    state, logs = replay(pushback, ["cut", "seal"])
    assert logs[-1].ended
    assert offered(pushback, state) == ()
    with pytest.raises(NotOffered, match="has ended"):
        choose(pushback, state, "seal")


@pytest.mark.parametrize(
    ("kinds", "outcome", "expected"),
    [
        ([Move("horizon", "short")], None, Card("prospect", "short", hours=1.0)),
        ([Move("this_month")], None, Card("this_month", "mid", hours=1.0)),
        ([Move("potential"), Move("presented")], None, Card("potential", "mid", presented=True, hours=1.0)),
        ([Move("estimated")], "advance", Card("prospect", "mid", estimated=True, hours=1.0)),
        ([Move("won")], "cancelled", Card("result", "mid", hours=1.0, outcome="won")),
        ([], "refusal", Card("result", "mid", hours=1.0, outcome="lost")),
        ([], "railroaded", Card("result", "mid", hours=1.0, outcome="won")),
        ([], "let_go", Card("result", "mid", hours=1.0, outcome="let_go")),
        ([], "continuation", Card("prospect", "mid", hours=1.0)),
        ([Move("lost"), Move("horizon", "long")], None, Card("prospect", "long", hours=1.0)),
    ],
)
def test_the_card_moves(kinds: list[Move], outcome: str | None, expected: Card) -> None:
    assert move_card(Card("prospect", "mid", hours=0.5), kinds, 0.5, outcome) == expected


@given(st.lists(moves, max_size=6), st.sampled_from(["won", "advance", None]))
def test_a_card_has_a_result_exactly_when_it_lies_there(kinds: list[Move], outcome: str | None) -> None:
    card = move_card(Card("new", "long"), kinds, 0.0, outcome)
    assert (card.lane == "result") == bool(card.outcome)


@given(scenarios(), st.lists(st.integers(0, 2), max_size=12))
def test_states_survive_being_stored_and_replay_repeats_a_run(scenario: Scenario, picks: list[int]) -> None:
    state, made = begin(scenario), []
    for pick in picks:
        there = offered(scenario, state)
        if not there:
            break
        made.append(there[pick % len(there)].id)
        state, _ = choose(scenario, state, made[-1])
        assert State.from_bytes(state.to_bytes()) == state
        assert all(0 <= value <= 10 for value in state.values)
    again, logs = replay(scenario, made)
    assert again == state
    assert again.to_bytes() == state.to_bytes()
    assert [log.choice for log in logs] == made


def test_the_largest_state_that_the_limits_allow_stays_small() -> None:
    flags = frozenset(f"{'flag' * 4}_{number}" for number in range(12))
    state = State(
        "a-scene-with-a-long-name", (10,) * 8, flags, frozenset({"scene/choice"}), Card("this_month", "short")
    )
    assert len(state.to_bytes()) <= 1_000


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x95\xa1", WORD.to("ja").encode()])
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, msgspec.ValidationError)):
        State.from_bytes(data)
