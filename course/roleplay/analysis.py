"""Work backwards from the endings: the best and worst that each state can still lead to, and the paths there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.roleplay.components import Component
from course.roleplay.layout import Mask
from course.roleplay.space import Block, Space

NEVER = -1_000_000  # no ending can be reached; marks added to it leave it far below any real sum
_LOWEST = NEVER // 2
BEST_END, WORST_END, BEST_RAW, WORST_RAW = range(4)


@dataclass(frozen=True, slots=True)
class Values:
    """Hold for each state the best and worst ending points and raw scores still to be had.

    Columns: best ending, minus the worst ending, best raw score from here on, minus the worst; so every column is a
    maximum. NEVER (or near it) where no ending can be reached.
    """

    table: NDArray[np.int32]

    def ends(self, state: int) -> bool:
        """Tell whether a state can reach an ending."""
        return bool(self.table[state, BEST_END] > _LOWEST)

    @property
    def stuck(self) -> Mask:
        """Tell for each state whether it cannot reach any ending."""
        result: Mask = self.table[:, BEST_END] <= _LOWEST
        return result


def evaluate(space: Space, *, with_marks: bool = True) -> Values:
    """Work out the values of all states; without marks (when a mark could be earned for ever) of endings only."""
    table = np.full((space.size, 4), NEVER, dtype=np.int32)
    for component in reversed(space.components):
        blocks = [space.blocks[scene_id] for scene_id in reversed(component.scenes)]
        for block in blocks:
            if block.scene.end is not None:
                points = block.scene.end.points
                table[block.rows] = (points, -points, points, -points)
        changed = True
        while changed:
            before = [table[block.rows].copy() for block in blocks] if component.is_cyclic else []
            for block in blocks:
                _pull(table, block, with_marks)
            changed = any(
                not np.array_equal(old, table[block.rows]) for old, block in zip(before, blocks, strict=False)
            )
    return Values(table)


def _pull(table: NDArray[np.int32], block: Block, with_marks: bool) -> None:
    """Let each state of a block have the best of what its choices lead to."""
    here = table[block.rows]
    for edge in block.edges:
        there = np.take(table, edge.target, axis=0)
        worth = edge.choice.mark_sum if with_marks else 0
        if worth:
            there[:, BEST_RAW] += worth
            there[:, WORST_RAW] -= worth
        if len(edge.source) == len(block.codes):
            np.maximum(here, there, out=here)
        else:
            places = edge.source - block.first
            here[places] = np.maximum(here[places], there)


def finishing(space: Space) -> Mask:
    """Mark the states from which the talk can stop: at an ending, or where nothing is on offer."""
    result = np.zeros(space.size, dtype=np.bool_)
    for block in space.blocks.values():
        stops = np.ones(len(block.codes), dtype=np.bool_)
        for edge in block.edges:
            stops[edge.source - block.first] = False
        result[block.rows] = stops
    for component in reversed(space.components):
        edges = [edge for scene_id in component.scenes for edge in space.blocks[scene_id].edges]
        count = -1
        while count != (count := int(result.sum())):
            for edge in edges:
                result[edge.source[result[edge.target]]] = True
    return result


def best_path(space: Space, values: Values, column: int) -> tuple[str, ...]:
    """Follow from the start the choices that lose nothing of one column, to an ending.

    A choice that earns nothing and comes back may lose nothing either, so states already seen are not entered again.
    """
    seen = {space.start}
    trail: list[tuple[int, str]] = [(space.start, "")]
    while space.scene_of(trail[-1][0]).scene.end is None:
        state = trail[-1][0]
        for choice, target in space.steps(state):
            sign = {BEST_RAW: 1, WORST_RAW: -1}.get(column, 0)
            kept = values.table[target, column] + sign * choice.mark_sum == values.table[state, column]
            if kept and target not in seen:
                seen.add(target)
                trail.append((target, choice.id))
                break
        else:
            trail.pop()
            if not trail:
                raise ValueError("no ending can be reached")
    return tuple(choice_id for _, choice_id in trail[1:])


def distances(space: Space) -> NDArray[np.int64]:
    """Count the fewest choices from the start to each state."""
    result = np.full(space.size, space.size + 1, dtype=np.int64)
    result[space.start] = 0
    for component in space.components:
        blocks = [space.blocks[scene_id] for scene_id in component.scenes]
        changed = True
        while changed:
            changed = False
            for block in blocks:
                for edge in block.edges:
                    before = result[edge.target]
                    np.minimum.at(result, edge.target, result[edge.source] + 1)
                    changed = changed or (
                        component.is_cyclic and not np.array_equal(before, result[edge.target])
                    )
    return result


def shortest_path(space: Space, state: int, steps: NDArray[np.int64] | None = None) -> tuple[str, ...]:
    """Give the choices of a shortest way from the start to a state; `steps` are the distances, when at hand."""
    steps = distances(space) if steps is None else steps
    path: list[str] = []
    while state != space.start:
        state, choice_id = _step_before(space, state, steps)
        path.append(choice_id)
    return tuple(reversed(path))


def _step_before(space: Space, state: int, steps: NDArray[np.int64]) -> tuple[int, str]:
    scene_id = space.scene_of(state).scene.id
    for block in space.blocks.values():
        for edge in block.edges:
            if edge.choice.target != scene_id:
                continue
            found = edge.source[(edge.target == state) & (steps[edge.source] == steps[state] - 1)]
            if len(found):
                return int(found[0]), edge.choice.id
    raise ValueError("the state cannot be reached")


def loops(space: Space, component: Component) -> Mask:
    """Mark the states of a component that lie on, or between, steps that can be repeated for ever.

    States without a step on to another marked one, or without one from there, are struck out until none is left.
    """
    inside = np.zeros(space.size, dtype=np.bool_)
    if not component.is_cyclic:
        return inside
    blocks = [space.blocks[scene_id] for scene_id in component.scenes]
    edges = [edge for block in blocks for edge in block.edges if edge.choice.target in component.scenes]
    for block in blocks:
        inside[block.rows] = True
    left = int(inside.sum())
    while True:
        leaves, enters = np.zeros_like(inside), np.zeros_like(inside)
        for edge in edges:
            both = inside[edge.source] & inside[edge.target]
            leaves[edge.source[both]] = True
            enters[edge.target[both]] = True
        inside &= leaves & enters
        now = int(inside.sum())
        if now in (0, left):
            return inside
        left = now


def count_paths(space: Space) -> float | None:
    """Count the different ways from the start to an ending; None when a loop makes them endless.

    Exact up to 2**53, rounded beyond.
    """
    if any(loops(space, component).any() for component in space.components):
        return None
    counts = np.zeros(space.size)
    for component in reversed(space.components):
        blocks: Sequence[Block] = [space.blocks[scene_id] for scene_id in reversed(component.scenes)]
        changed = True
        while changed:
            before = [counts[block.rows].copy() for block in blocks] if component.is_cyclic else []
            for block in blocks:
                fresh = np.full(len(block.codes), 1.0 if block.scene.end is not None else 0.0)
                for edge in block.edges:
                    fresh[edge.source - block.first] += counts[edge.target]
                counts[block.rows] = fresh
            changed = any(
                not np.array_equal(old, counts[block.rows])
                for old, block in zip(before, blocks, strict=False)
            )
    return float(counts[space.start])
