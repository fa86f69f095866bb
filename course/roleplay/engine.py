"""Play a scenario: old state + choice → new state + log.

Everything that depends on the scenario alone is worked out once (`_plan`); a step then only looks things up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import msgspec

from course.roleplay.conditions import Test, compile_condition
from course.roleplay.story import Choice, Line, Move, Scenario, Scene
from course.roleplay.vocabulary import LEAST_VALUE, MOST_VALUE, RESULT_LANE, RESULT_OF_OUTCOME, RESULTS

__all__ = [
    "Card", "Line", "NotOffered", "State", "StepLog",
    "begin", "choose", "lines", "move_card", "offered", "replay", "values",
]  # fmt: skip


class Card(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Hold where the customer's card lies.

    `lane` is one of new, potential, prospect, this_month, result; `hours` is what the talk has cost so far;
    `outcome` is empty until there is a result: won, lost or let_go.
    """

    lane: str
    horizon: str
    presented: bool = False
    estimated: bool = False
    hours: float = 0.0
    outcome: str = ""


class State(msgspec.Struct, frozen=True, array_like=True):
    """Hold where a run stands. `values` go with `scenario.variables`; `used` names once-only choices as scene/choice."""

    scene: str
    values: tuple[int, ...]
    flags: frozenset[str]
    used: frozenset[str]
    card: Card

    def to_bytes(self) -> bytes:
        """Pack the state; equal states give equal bytes."""
        return _ENCODER.encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> State:
        """Unpack a state. Raises msgspec.DecodeError or ValidationError on anything else."""
        return _DECODER.decode(data)


_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(State)


@dataclass(frozen=True, slots=True)
class StepLog:
    """Hold what one choice did.

    `offered` are the ids on offer at that moment, `changes` the real change of each variable after clamping
    (those that stayed are left out), `marks` the skill marks, `before`/`after` the card, `hours` the cost of the act.
    """

    scene: str
    choice: str
    target: str
    offered: tuple[str, ...]
    changes: Mapping[str, int]
    marks: Mapping[str, int]
    before: Card
    after: Card
    hours: float
    ended: bool


class NotOffered(ValueError):
    """Say that a choice is not on offer where the run stands; nothing was changed."""

    def __init__(self, scene: str, choice: str, offered: tuple[str, ...]) -> None:
        listed = ", ".join(offered) or "nothing: the talk has ended"
        super().__init__(f"the choice {choice!r} is not on offer in the scene {scene!r} (on offer: {listed})")
        self.scene, self.choice, self.offered = scene, choice, offered


class _Gate(NamedTuple):
    """A choice with what decides whether it is on offer."""

    choice: Choice
    used_as: str  # empty for a choice that can be made again
    test: Test | None


class _Step(NamedTuple):
    """A choice, ready to be carried out."""

    choice: Choice
    effects: tuple[tuple[int, str, int], ...]
    sets: frozenset[str]
    clears: frozenset[str]
    used: frozenset[str]
    moves: tuple[Move, ...]
    hours: float
    outcome: str | None  # of the end it leads to


class _ScenePlan(NamedTuple):
    """A scene, ready to be played. `fixed` are the choices where nothing depends on the state."""

    scene: Scene
    fixed: tuple[Choice, ...] | None
    fixed_ids: tuple[str, ...]
    gates: tuple[_Gate, ...]
    steps: dict[str, _Step]
    lines: tuple[tuple[Line, Test | None], ...]
    has_conditional_lines: bool


@lru_cache(maxsize=512)
def _plan(scenario: Scenario) -> dict[str, _ScenePlan]:
    return {scene.id: _plan_scene(scenario, scene) for scene in scenario.scenes.values()}


def _plan_scene(scenario: Scenario, scene: Scene) -> _ScenePlan:
    gates = tuple(
        _Gate(choice, f"{scene.id}/{choice.id}" if choice.once else "", _test(scenario, choice))
        for choice in scene.choices
    )
    is_fixed = not any(gate.used_as or gate.test for gate in gates)
    return _ScenePlan(
        scene=scene,
        fixed=scene.choices if is_fixed else None,
        fixed_ids=tuple(choice.id for choice in scene.choices),
        gates=gates,
        steps={gate.choice.id: _plan_step(scenario, gate) for gate in gates},
        lines=tuple((line, _test(scenario, line)) for line in scene.lines),
        has_conditional_lines=any(line.condition for line in scene.lines),
    )


def _test(scenario: Scenario, what: Choice | Line) -> Test | None:
    return None if what.condition is None else compile_condition(what.condition, scenario.variables)


def _plan_step(scenario: Scenario, gate: _Gate) -> _Step:
    choice = gate.choice
    end = scenario.scenes[choice.target].end
    return _Step(
        choice=choice,
        effects=tuple((scenario.variables.index(name), name, change) for name, change in choice.effects),
        sets=frozenset(name for name, value in choice.sets if value),
        clears=frozenset(name for name, value in choice.sets if not value),
        used=frozenset((gate.used_as,)) if gate.used_as else frozenset(),
        moves=choice.moves,
        hours=choice.hours,
        outcome=None if end is None else end.outcome,
    )


def begin(scenario: Scenario) -> State:
    """Return the state in which a run starts."""
    card = Card(lane=scenario.prospect.lane, horizon=scenario.prospect.horizon)
    return State(scenario.start, scenario.initial, frozenset(), frozenset(), card)


def lines(scenario: Scenario, state: State) -> tuple[Line, ...]:
    """List the lines that are heard in this state."""
    plan = _plan(scenario)[state.scene]
    if not plan.has_conditional_lines:
        return plan.scene.lines
    return tuple(line for line, test in plan.lines if test is None or test(state.values, state.flags))


def offered(scenario: Scenario, state: State) -> tuple[Choice, ...]:
    """List the choices on offer in this state; none once the talk has ended."""
    plan = _plan(scenario)[state.scene]
    return plan.fixed if plan.fixed is not None else _passing(plan, state)


def _passing(plan: _ScenePlan, state: State) -> tuple[Choice, ...]:
    values_now, flags, used = state.values, state.flags, state.used
    return tuple(
        [
            choice
            for choice, used_as, test in plan.gates
            if (not used_as or used_as not in used) and (test is None or test(values_now, flags))
        ]
    )


def choose(scenario: Scenario, state: State, choice_id: str) -> tuple[State, StepLog]:
    """Carry out a choice. Raises NotOffered when it is not on offer in this state."""
    plan = _plan(scenario)[state.scene]
    on_offer = plan.fixed_ids if plan.fixed is not None else tuple([c.id for c in _passing(plan, state)])
    if choice_id not in on_offer:
        raise NotOffered(state.scene, choice_id, on_offer)
    choice, effects, sets, clears, used, moves, hours, outcome = plan.steps[choice_id]
    after = list(state.values)
    changes = {}
    for index, name, change in effects:
        old = after[index]
        new = old + change
        new = LEAST_VALUE if new < LEAST_VALUE else MOST_VALUE if new > MOST_VALUE else new
        if new != old:
            after[index] = new
            changes[name] = new - old
    flags = state.flags
    if sets or clears:
        flags = (flags | sets) - clears
    card = move_card(state.card, moves, hours, outcome)
    new_state = State(choice.target, tuple(after), flags, state.used | used if used else state.used, card)
    log = StepLog(
        state.scene,
        choice_id,
        choice.target,
        on_offer,
        changes,
        choice.marks,
        state.card,
        card,
        hours,
        outcome is not None,
    )
    return new_state, log


def move_card(card: Card, moves: Iterable[Move], hours: float, outcome: str | None = None) -> Card:
    """Move a card as a choice asks, add its hours, and let an ending's outcome settle it when no move has."""
    lane, horizon, presented, estimated, result = (
        card.lane, card.horizon, card.presented, card.estimated, card.outcome
    )  # fmt: skip
    for move in moves:
        kind = move.kind
        if kind == "horizon":
            lane, horizon, result = "prospect", move.horizon, ""
        elif kind == "presented":
            presented = True
        elif kind == "estimated":
            estimated = True
        elif kind in RESULTS:
            lane, result = RESULT_LANE, kind
        else:
            lane, result = kind, ""
    if outcome is not None and not result and outcome in RESULT_OF_OUTCOME:
        lane, result = RESULT_LANE, RESULT_OF_OUTCOME[outcome]
    return Card(lane, horizon, presented, estimated, card.hours + hours, result)


def replay(scenario: Scenario, choice_ids: Iterable[str]) -> tuple[State, tuple[StepLog, ...]]:
    """Play a whole list of choices from the start. Raises NotOffered at the first that is not on offer."""
    state, logs = begin(scenario), []
    for choice_id in choice_ids:
        state, log = choose(scenario, state, choice_id)
        logs.append(log)
    return state, tuple(logs)


def values(scenario: Scenario, state: State) -> dict[str, int]:
    """Return the value of each variable by name."""
    return dict(zip(scenario.variables, state.values, strict=True))
