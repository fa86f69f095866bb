"""Find choices that nobody has a reason to make: something else on offer is as good in every respect, every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course.content.keywords import SKILLS
from course.roleplay.analysis import BEST_END, WORST_END, Values
from course.roleplay.layout import Codes, Layout, Mask
from course.roleplay.space import Block, Edge, Space
from course.roleplay.story import Choice
from course.roleplay.vocabulary import LEAST_VALUE, MOST_VALUE


@dataclass(frozen=True, slots=True)
class Dominated:
    """Hold a choice of a scene and those that are at least as good: at each state where it is on offer, one of them."""

    choice: Choice
    by: tuple[Choice, ...]


def dominated(space: Space, values: Values, block: Block) -> Iterator[Dominated]:
    """Find the dominated choices of a scene.

    A choice is dominated at a state by another on offer there when none of its skill marks is higher, none of the
    variables is higher after it, it takes no less time, and neither the best nor the worst ending that can follow it
    has more points. Of two that are the same in all this, only the later counts as dominated. Variables that no scene
    from here on reads are compared by their change, the others by their value.
    """
    static = [(edge, _Static(edge.choice)) for edge in block.edges]
    for place, (edge, mine) in enumerate(static):
        if not len(edge.source):
            continue
        covered = np.zeros(len(block.codes), dtype=np.bool_)
        by: list[Choice] = []
        for other_place, (other, theirs) in enumerate(static):
            if other_place == place or not mine.may_yield_to(theirs):
                continue
            here = _at_most(space.layout, values, block, edge, other)
            if other_place > place and theirs.may_yield_to(mine):
                here &= ~_at_most(space.layout, values, block, other, edge)
            if here.any():
                by.append(other.choice)
                covered |= here
        if by and covered[edge.source - block.first].all():
            yield Dominated(edge.choice, tuple(by))


class _Static:
    """What can be compared without looking at states."""

    def __init__(self, choice: Choice) -> None:
        self.marks = [choice.marks.get(skill, 0) for skill in SKILLS]
        self.hours = choice.hours

    def may_yield_to(self, other: _Static) -> bool:
        """Tell whether marks and hours leave room for the other to dominate."""
        return self.hours >= other.hours and all(
            mine <= theirs for mine, theirs in zip(self.marks, other.marks, strict=True)
        )


def _at_most(layout: Layout, values: Values, block: Block, edge: Edge, other: Edge) -> Mask:
    """Tell for each state of the block whether both are on offer and `edge` has no better variable or ending."""
    result = np.zeros(len(block.codes), dtype=np.bool_)
    mine, theirs = _spread(block, edge), _spread(block, other)
    both = (mine >= 0) & (theirs >= 0)
    if not _variables_at_most(layout, block, edge.choice, other.choice, both):
        return result
    first, second = values.table[mine[both]], values.table[theirs[both]]
    result[both] = (first[:, BEST_END] <= second[:, BEST_END]) & (first[:, WORST_END] >= second[:, WORST_END])
    return result


def _spread(block: Block, edge: Edge) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give for each state of the block where the edge leads, −1 where it is not on offer."""
    result = np.full(len(block.codes), -1, dtype=np.int64)
    result[edge.source - block.first] = edge.target
    return result


def _variables_at_most(layout: Layout, block: Block, choice: Choice, other: Choice, both: Mask) -> bool:
    """Narrow `both` to the states where no variable is higher after `choice`; tell whether any is left."""
    mine, theirs = dict(choice.effects), dict(other.effects)
    live = set(layout.live_variables(block.scene.id))
    for name in mine.keys() | theirs.keys():
        first, second = mine.get(name, 0), theirs.get(name, 0)
        if first <= second:
            continue
        if name not in live:
            return False
        both &= _clamped(layout, block.codes, name, first) <= _clamped(layout, block.codes, name, second)
    return bool(both.any())


def _clamped(
    layout: Layout, codes: Codes, name: str, change: int
) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.clip(layout.values(codes, name).astype(np.int16) + change, LEAST_VALUE, MOST_VALUE)
