"""Find the shortest way to a scene, so that a talk can begin there. PURE."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course.roleplay.layout import TooManyStates
from course.roleplay.space import Edge, Rows, Space, explore
from course.roleplay.story import Scenario

A_LINE = 1_000_000  # what a line costs, beside which all the marks of a talk are little
FAR = 2**62

Way = tuple[str, ...]  # the ids of the lines chosen


@lru_cache(maxsize=512)
def way_to(scenario: Scenario, scene_id: str) -> Way | None:
    """Give the fewest lines that lead to a scene, of several ways the one with the best marks.

    Empty for the scene a talk begins with anyway; None for one that ends it, that nobody comes to, or that is not there.
    """
    scene = scenario.scenes.get(scene_id)
    if scene is None or scene.end is not None:
        return None
    try:
        space = explore(scenario)
    except TooManyStates:
        return None
    costs = _costs(space)
    arrived = [edge.source for edge in space.blocks[scene_id].edges if len(edge.source)]
    if not arrived:
        return None
    states = np.unique(np.concatenate(arrived))  # where something can be said
    return _back_from(space, int(states[np.argmin(costs[states])]), costs)


def _costs(space: Space) -> Rows:
    """Tell for each state what the cheapest way there costs: few lines first, then good marks."""
    costs = np.full(space.size, FAR, dtype=np.int64)
    costs[space.start] = 0
    for component in space.components:
        edges = [edge for scene_id in component.scenes for edge in space.blocks[scene_id].edges]
        changed = True
        while changed:
            changed = False
            for edge in edges:
                before = costs[edge.target]
                np.minimum.at(costs, edge.target, costs[edge.source] + _cost(edge))
                changed = changed or (component.is_cyclic and not np.array_equal(before, costs[edge.target]))
    return costs


def _cost(edge: Edge) -> int:
    return A_LINE - edge.choice.mark_sum


def _back_from(space: Space, state: int, costs: Rows) -> Way:
    """Follow the cheapest way back to the start."""
    way: list[str] = []
    while state != space.start:
        state, choice_id = _step_before(space, state, costs)
        way.append(choice_id)
    return tuple(reversed(way))


def _step_before(space: Space, state: int, costs: Rows) -> tuple[int, str]:
    for block in space.blocks.values():
        for edge in block.edges:
            found = edge.source[(edge.target == state) & (costs[edge.source] + _cost(edge) == costs[state])]
            if len(found):
                return int(found[0]), edge.choice.id
    raise ValueError("the state cannot be reached")
