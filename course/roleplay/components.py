"""Order the scenes by play, with those that can be visited again and again from each other taken together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course.roleplay.story import Scenario


@dataclass(frozen=True, slots=True)
class Component:
    """Hold scenes that can all reach each other. `is_cyclic` says that a scene here can come up twice in a run."""

    scenes: tuple[str, ...]
    is_cyclic: bool


def find_components(scenario: Scenario) -> list[Component]:
    """Find the strongly connected components of the scenes, each before those it leads to (Tarjan, without recursion).

    Conditions are not looked at; targets that do not exist are passed over.
    """
    search = _Search(scenario)
    for scene_id in scenario.scenes:
        if scene_id not in search.numbers:
            search.run(scene_id)
    order = {scene_id: place for place, scene_id in enumerate(scenario.scenes)}
    found = [tuple(sorted(scenes, key=order.__getitem__)) for scenes in reversed(search.found)]
    return [Component(scenes, _is_cyclic(scenario, scenes)) for scenes in found]


def _is_cyclic(scenario: Scenario, scenes: tuple[str, ...]) -> bool:
    return len(scenes) > 1 or any(choice.target == scenes[0] for choice in scenario.scenes[scenes[0]].choices)


class _Search:
    """Tarjan's algorithm with a stack of its own."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.numbers: dict[str, int] = {}
        self.lows: dict[str, int] = {}
        self.open: list[str] = []
        self.is_open: set[str] = set()
        self.found: list[list[str]] = []

    def run(self, root: str) -> None:
        """Search from one scene."""
        work: list[tuple[str, Iterator[str]]] = [self._enter(root)]
        while work:
            scene_id, targets = work[-1]
            for target in targets:
                if target not in self.numbers:
                    work.append(self._enter(target))
                    break
                if target in self.is_open:
                    self.lows[scene_id] = min(self.lows[scene_id], self.numbers[target])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    self.lows[above] = min(self.lows[above], self.lows[scene_id])
                if self.lows[scene_id] == self.numbers[scene_id]:
                    self._close(scene_id)

    def _enter(self, scene_id: str) -> tuple[str, Iterator[str]]:
        self.numbers[scene_id] = self.lows[scene_id] = len(self.numbers)
        self.open.append(scene_id)
        self.is_open.add(scene_id)
        scenes = self.scenario.scenes
        return scene_id, (choice.target for choice in scenes[scene_id].choices if choice.target in scenes)

    def _close(self, scene_id: str) -> None:
        members: list[str] = []
        while not members or members[-1] != scene_id:
            members.append(self.open.pop())
            self.is_open.discard(members[-1])
        self.found.append(members)
