"""Find skill marks that a loop lets a learner earn, or lose, again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from course.roleplay.analysis import loops
from course.roleplay.components import Component
from course.roleplay.layout import Mask
from course.roleplay.space import Edge, Rows, Space


def farmed(space: Space, component: Component) -> Iterator[Edge]:
    """Find the marked choices of a component that some way of playing can repeat for ever."""
    if not component.is_cyclic:
        return
    edges = [
        edge
        for scene_id in component.scenes
        for edge in space.blocks[scene_id].edges
        if edge.choice.target in component.scenes
    ]
    marked = [edge for edge in edges if any(edge.choice.marks.values())]
    if not marked:
        return
    inside = loops(space, component)
    for edge in marked:
        if _repeats(edge, edges, inside):
            yield edge


def _repeats(edge: Edge, edges: Sequence[Edge], inside: Mask) -> bool:
    """Tell whether a choice lies on a cycle of states.

    Keep those of its states that can be come back to after making it in one of them, until no more fall away: what
    is left can be followed backwards for ever, and being finite holds a cycle; what holds no cycle empties.
    """
    both = inside[edge.source] & inside[edge.target]
    source, target = edge.source[both], edge.target[both]
    while len(source):
        back = _reached(target, edges, inside)[source]
        if back.all():
            return True
        source, target = source[back], target[back]
    return False


def _reached(starts: Rows, edges: Sequence[Edge], inside: Mask) -> Mask:
    """Mark every state that can be reached from the starts without leaving `inside`."""
    seen = np.zeros_like(inside)
    seen[starts] = True
    count = 0
    while count != (count := int(seen.sum())):
        for edge in edges:
            seen[edge.target[seen[edge.source]]] = True
        seen &= inside
    return seen
