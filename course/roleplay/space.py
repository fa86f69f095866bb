"""Look through every state that a scenario can be in.

A state here is what decides the rest of a run: the scene and one packed number (see `layout`). The states of a scene
are a sorted array of such numbers, and each choice maps arrays to arrays. Scenes are taken in the order of play; those
that can come up again are repeated until nothing new is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.roleplay.components import Component, find_components
from course.roleplay.layout import Codes, Layout, Mask, TooManyStates, plan_layout
from course.roleplay.story import Choice, Scenario, Scene

Rows = NDArray[np.int64]
MOST_STATES = 1_000_000  # in one scenario; those of the course have some 2,000
WIDEST_TABLE = 22  # bits: a table of 4 million entries, 16 MB
WORTH_A_TABLE = 16  # filling in the known numbers costs about as much as searching for a 16th as many


@dataclass(frozen=True, slots=True)
class Edge:
    """Hold one choice over all states of its scene: from `source` (numbers of states) to `target`, pair by pair."""

    scene: Scene
    choice: Choice
    source: Rows
    target: Rows


@dataclass(frozen=True, slots=True)
class Block:
    """Hold the states of one scene: `codes` sorted, numbered from `first`, and the choices that lead on."""

    scene: Scene
    codes: Codes
    first: int
    edges: tuple[Edge, ...]

    @property
    def rows(self) -> slice:
        """Return the numbers of these states as a slice."""
        return slice(self.first, self.first + len(self.codes))


@dataclass(frozen=True, slots=True)
class Space:
    """Hold every reachable state of a scenario and every step between them. The start is `start`."""

    scenario: Scenario
    layout: Layout
    components: Sequence[Component]
    blocks: dict[str, Block]  # in the order of play; scenes that cannot be reached have no states
    size: int
    start: int

    def scene_of(self, state: int) -> Block:
        """Return the block that a state belongs to."""
        return next(block for block in self.blocks.values() if block.rows.start <= state < block.rows.stop)

    def steps(self, state: int) -> Iterator[tuple[Choice, int]]:
        """List the choices on offer in one state and the states they lead to."""
        for edge in self.scene_of(state).edges:
            at = int(np.searchsorted(edge.source, state))
            if at < len(edge.source) and edge.source[at] == state:
                yield edge.choice, int(edge.target[at])


def explore(scenario: Scenario, most: int = MOST_STATES) -> Space:
    """Find every reachable state. Raises TooManyStates when there are more than `most`."""
    components = find_components(scenario)
    search = _Search(scenario, plan_layout(scenario, components), most)
    search.waiting[scenario.start] = [search.layout.start(scenario)]
    for component in components:
        if component.is_cyclic:
            search.repeat(component)
        else:
            search.pass_through(component.scenes[0])
    return search.number(components)


def offers(layout: Layout, scene: Scene, choice: Choice, codes: Codes) -> Mask | None:
    """Tell for each state of a scene whether a choice is on offer; None when it always is."""
    unused = layout.unused(scene, choice, codes)
    if choice.condition is None:
        return unused
    holds = layout.holds(choice.condition, codes)
    return holds if unused is None else holds & unused


@dataclass(frozen=True, slots=True)
class _Move:
    """One choice over the states of its scene: `places` of those where it is on offer (None: all), and what follows."""

    choice: Choice
    places: Rows | None
    codes: Codes


class _Search:
    """Gather states scene by scene."""

    def __init__(self, scenario: Scenario, layout: Layout, most: int) -> None:
        self.scenario, self.layout, self.most = scenario, layout, most
        self.waiting: dict[str, list[Codes]] = {scene_id: [] for scene_id in scenario.scenes}
        self.known: dict[str, Codes] = {}
        self.moves: dict[str, list[_Move]] = {}
        self.count = 0
        self.index = _Index(layout)

    def moves_from(self, scene_id: str, codes: Codes) -> list[_Move]:
        """Carry out every choice of a scene in every one of these states where it is on offer."""
        scene = self.scenario.scenes[scene_id]
        moves = []
        columns = self.layout.columns(codes)
        for choice in scene.choices:
            after = self.layout.after(scene, choice, codes, columns)
            offered = offers(self.layout, scene, choice, codes)
            places = None if offered is None else np.flatnonzero(offered)
            moves.append(_Move(choice, places, after if places is None else after[places]))
        return moves

    def take(self, scene_id: str) -> Codes:
        """Take the states found at a scene since the last time, each once, in order."""
        waiting, self.waiting[scene_id] = self.waiting[scene_id], []
        if not waiting:
            return np.empty(0, dtype=self.layout.dtype)
        return _distinct(waiting[0] if len(waiting) == 1 else np.concatenate(waiting))

    def add(self, scene_id: str, codes: Codes) -> None:
        """Count new states of a scene. Raises TooManyStates."""
        self.count += len(codes)
        if self.count > self.most:
            raise TooManyStates(scene_id, self.most)

    def pass_through(self, scene_id: str) -> None:
        """Deal with a scene that comes up at most once in a run."""
        codes = self.take(scene_id)
        self.add(scene_id, codes)
        self.known[scene_id] = codes
        self.moves[scene_id] = self.moves_from(scene_id, codes)
        for move in self.moves[scene_id]:
            self.waiting[move.choice.target].append(move.codes)

    def repeat(self, component: Component) -> None:
        """Deal with scenes that lead to each other, until nothing new is found."""
        for scene_id in component.scenes:
            self.known[scene_id] = np.empty(0, dtype=self.layout.dtype)
        while any(self.waiting[scene_id] for scene_id in component.scenes):
            for scene_id in component.scenes:
                found = self.take(scene_id)
                fresh = found[~_among(found, self.known[scene_id])]
                if not len(fresh):
                    continue
                self.add(scene_id, fresh)
                self.known[scene_id] = _distinct(np.concatenate((self.known[scene_id], fresh)))
                for move in self.moves_from(scene_id, fresh):
                    self.waiting[move.choice.target].append(move.codes)
        for scene_id in component.scenes:
            self.moves[scene_id] = self.moves_from(scene_id, self.known[scene_id])

    def number(self, components: Sequence[Component]) -> Space:
        """Number all states, scene after scene in the order of play, and join the steps between them."""
        firsts, size = {}, 0
        order = [scene_id for component in components for scene_id in component.scenes]
        for scene_id in order:
            firsts[scene_id] = size
            size += len(self.known[scene_id])
        blocks = {}
        for scene_id in order:
            scene, codes, first = self.scenario.scenes[scene_id], self.known[scene_id], firsts[scene_id]
            edges = []
            for move in self.moves[scene_id]:
                source = first + (np.arange(len(codes)) if move.places is None else move.places)
                there = move.choice.target
                target = firsts[there] + self.index.find(self.known[there], move.codes)
                edges.append(Edge(scene, move.choice, source, target))
            blocks[scene_id] = Block(scene, codes, first, tuple(edges))
        start_codes = self.layout.start(self.scenario)
        start = firsts[self.scenario.start] + int(
            np.searchsorted(self.known[self.scenario.start], start_codes)[0]
        )
        return Space(self.scenario, self.layout, components, blocks, size, start)


class _Index:
    """Find numbers in sorted arrays: through a table where one fits, which is ten times faster than searching."""

    def __init__(self, layout: Layout) -> None:
        fits = layout.width <= WIDEST_TABLE
        self.places = np.empty(1 << layout.width, dtype=np.int32) if fits else None

    def find(self, known: Codes, codes: Codes) -> Rows:
        """Tell where each of `codes`, all of them known, stands in the sorted `known`."""
        if self.places is None or len(codes) * WORTH_A_TABLE < len(known):
            return np.searchsorted(known, codes)
        self.places[known.astype(np.intp)] = np.arange(len(known), dtype=np.int32)
        return self.places.take(codes, mode="clip").astype(np.int64)


def _distinct(codes: Codes) -> Codes:
    ordered = np.sort(codes)
    if len(ordered) < 2:
        return ordered
    keep = np.empty(len(ordered), dtype=np.bool_)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]


def _among(codes: Codes, known: Codes) -> Mask:
    """Tell which of `codes` are among the sorted `known`."""
    if not len(known):
        return np.zeros(len(codes), dtype=np.bool_)
    places = np.searchsorted(known, codes)
    places[places == len(known)] = 0
    result: Mask = known[places] == codes
    return result
