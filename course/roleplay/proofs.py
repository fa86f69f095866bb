"""Prove that a scenario works out in play, over every state that it can be in."""

from __future__ import annotations

import numpy as np

from course.content.faults import Fault, Reporter
from course.content.text import Text
from course.roleplay import codes  # noqa: F401  registers the codes used here
from course.roleplay.analysis import (
    BEST_RAW,
    WORST_RAW,
    Values,
    distances,
    evaluate,
    finishing,
    shortest_path,
)
from course.roleplay.conditions import Condition, as_text
from course.roleplay.domination import dominated
from course.roleplay.engine import begin, choose, values
from course.roleplay.farming import farmed
from course.roleplay.layout import Codes, Mask, TooManyStates
from course.roleplay.space import Block, Space, explore
from course.roleplay.story import Scenario, Scene

_SEPARATOR = Text({"ja": "、", "en": ", "})
_AT_ONCE = Text({"ja": "何も選ばずに始めたところ", "en": "the very start"})


def prove(scenario: Scenario) -> list[Fault]:
    """Find every scene, ending, condition or choice that does not work out, each with its place."""
    report = Reporter(scenario.path)
    try:
        space = explore(scenario)
    except TooManyStates as problem:
        scene = scenario.scenes[problem.scene]
        report("scenario-too-many-states", scene.line, scene.column, scene=scene.id, most=problem.most)
        return report.faults
    for block in space.blocks.values():
        _check_reached(block, report)
        if len(block.codes):
            _check_conditions(space, block, report)
    _check_lines(space, report)
    farms = _check_farming(space, report)
    table = evaluate(space, with_marks=not farms)
    if table.stuck.any():
        _check_exits(space, report)
    else:
        _check_choices(space, table, report, farms=farms)
    return sorted(report.faults, key=lambda fault: (fault.line, fault.column, fault.code))


def _check_reached(block: Block, report: Reporter) -> None:
    if not len(block.codes):
        scene = block.scene
        code = "scenario-scene-unreachable" if scene.end is None else "scenario-end-unreachable"
        report(code, scene.line, scene.column, scene=scene.id)


def _check_conditions(space: Space, block: Block, report: Reporter) -> None:
    """Report conditions that hold in all or in none of the states of their scene."""
    for line in block.scene.lines:
        if line.condition is not None:
            _check_condition(space, line.condition, block.codes, (line.line, 1), report)
    for choice in block.scene.choices:
        if choice.condition is not None:
            unused = space.layout.unused(block.scene, choice, block.codes)
            codes_there = block.codes if unused is None else block.codes[unused]
            _check_condition(space, choice.condition, codes_there, choice.condition_place, report)


def _check_condition(
    space: Space, condition: Condition, there: Codes, place: tuple[int, int], report: Reporter
) -> None:
    holds = space.layout.holds(condition, there)
    if holds.all():
        report("scenario-condition-always", *place, condition=as_text(condition))
    elif not holds.any():
        report("scenario-condition-never", *place, condition=as_text(condition))


def _check_lines(space: Space, report: Reporter) -> None:
    """Report scenes in which there can be nothing to hear."""
    for block in space.blocks.values():
        conditions = [line.condition for line in block.scene.lines]
        if None in conditions or not len(block.codes):
            continue
        heard = np.zeros(len(block.codes), dtype=np.bool_)
        for condition in conditions:
            if condition is not None:
                heard |= space.layout.holds(condition, block.codes)
        if not heard.all():
            _report_state(space, "scenario-line-missing", block, ~heard, report)


def _check_exits(space: Space, report: Reporter) -> None:
    """Report states without a choice, and states that go round without ever ending."""
    for block in space.blocks.values():
        on_offer = np.full(len(block.codes), block.scene.end is not None)
        for edge in block.edges:
            on_offer[edge.source - block.first] = True
        if not on_offer.all():
            _report_state(space, "scenario-dead-end", block, ~on_offer, report)
    trapped = ~finishing(space)
    for component in space.components:
        for scene_id in component.scenes if component.is_cyclic else ():
            block = space.blocks[scene_id]
            if trapped[block.rows].any():
                _report_state(space, "scenario-no-exit", block, trapped[block.rows], report)
                break  # the scenes of one loop share their fault


def _report_state(space: Space, code: str, block: Block, there: Mask, report: Reporter) -> None:
    """Report a fault of some states of a scene, with the quickest way to one of them."""
    steps = distances(space)
    rows = block.first + np.flatnonzero(there)
    path = shortest_path(space, int(rows[np.argmin(steps[rows])]), steps)
    way = Text({"ja": " → ".join(path), "en": " → ".join(path)}) if path else _AT_ONCE
    scene = block.scene
    report(code, scene.line, scene.column, scene=scene.id, way=way, state=describe(space.scenario, path))


def describe(scenario: Scenario, path: tuple[str, ...]) -> Text:
    """Say in words what the variables and flags are after some choices."""
    state = begin(scenario)
    for choice_id in path:
        state, _ = choose(scenario, state, choice_id)
    parts = [f"{name} {value}" for name, value in values(scenario, state).items()]
    parts += [f"{name} yes" for name in scenario.flags if name in state.flags]
    return Text({language: _SEPARATOR.to(language).join(parts) for language in _SEPARATOR.languages})


def _check_farming(space: Space, report: Reporter) -> bool:
    """Report marks that can be earned for ever; tell whether there are any."""
    found = False
    for component in space.components:
        for edge in farmed(space, component):
            found = True
            report("scenario-mark-farmed", edge.choice.line, edge.choice.column, choice=edge.choice.id)
    return found


def _check_choices(space: Space, table: Values, report: Reporter, *, farms: bool) -> None:
    """Report choices that nobody has a reason to make, and a score that cannot differ."""
    for block in space.blocks.values():
        for found in dominated(space, table, block):
            others = _named(block.scene, [choice.id for choice in found.by])
            choice = found.choice
            report("scenario-choice-dominated", choice.line, choice.column, choice=choice.id, others=others)
    best, worst = int(table.table[space.start, BEST_RAW]), -int(table.table[space.start, WORST_RAW])
    if not farms and best == worst:
        scene = space.scenario.scenes[space.scenario.start]
        report("scenario-score-flat", scene.line, scene.column, score=best)


def _named(scene: Scene, ids: list[str]) -> Text:
    """Join ids in the order of the file."""
    ordered = [choice.id for choice in scene.choices if choice.id in ids]
    return Text({"ja": "」か「".join(ordered), "en": "” or “".join(ordered)})
