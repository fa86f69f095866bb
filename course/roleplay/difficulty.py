"""Tell in which scenes of a scenario people choose the weaker lines, from the paths of first runs. PURE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from course.roleplay import engine
from course.roleplay.engine import State
from course.roleplay.script import Choice, Scenario

LEAST_RUNS = 5


@dataclass(frozen=True, slots=True)
class HardScene:
    """Hold one scene that many leave by a weak line: `low` of `n` runs, most of them by `choice_id`."""

    scenario_id: str
    scene_id: str
    n: int
    low: int
    choice_id: str
    chosen: int

    @property
    def share(self) -> float:
        """Give the share of runs (0–1) that left it by a line in the lower half."""
        return self.low / self.n


@dataclass(slots=True)
class SceneTally:
    """Count how runs left one scene the first time they came to it.

    `low` counts those that chose a line in the lower half of what was on offer at that moment, `weak` those lines.
    """

    n: int = 0
    low: int = 0
    weak: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Give the share of runs (0–1) that left the scene by a line in the lower half."""
        return self.low / self.n if self.n else 0.0

    @property
    def commonest(self) -> tuple[str, int] | None:
        """Name the weak line chosen most, and how often; None when none was."""
        return min(self.weak.items(), key=lambda item: (-item[1], item[0]), default=None)


def lower_half(offered: Sequence[Choice]) -> frozenset[str]:
    """Name the lines nearer the worst than the best of those on offer, by their skill marks; none where they do not differ."""
    marks = {choice.id: choice.mark_sum for choice in offered}
    middle = (min(marks.values()) + max(marks.values())) / 2
    return frozenset(choice_id for choice_id, mark in marks.items() if mark < middle)


class Walk:
    """Follow runs of one version of a scenario. What two runs have in common is played once."""

    def __init__(self, scenario: Scenario) -> None:
        """Stand at the beginning."""
        self._scenario = scenario
        self._states: dict[tuple[str, ...], State] = {(): engine.begin(scenario)}
        self._low: dict[tuple[str, ...], frozenset[str]] = {}
        self._halves: dict[tuple[str, ...], frozenset[str]] = {}  # by what was on offer

    def count(self, path: tuple[str, ...], tallies: dict[str, SceneTally], times: int = 1) -> None:
        """Add `times` runs, given by the choices that stand, to the tallies by scene."""
        seen: set[str] = set()
        for number, chosen in enumerate(path):
            before = path[:number]
            state = self._states[before]
            if state.scene not in seen:
                seen.add(state.scene)
                tally = tallies.setdefault(state.scene, SceneTally())
                tally.n += times
                if chosen in self._low_at(before):
                    tally.low += times
                    tally.weak[chosen] += times
            after = path[: number + 1]
            if after not in self._states:
                self._states[after] = engine.choose(self._scenario, state, chosen)[0]

    def _low_at(self, before: tuple[str, ...]) -> frozenset[str]:
        """Name the lines of the lower half where a path has led to."""
        if before not in self._low:
            offered = tuple(engine.offered(self._scenario, self._states[before]))
            ids = tuple(choice.id for choice in offered)
            if ids not in self._halves:
                self._halves[ids] = lower_half(offered)
            self._low[before] = self._halves[ids]
        return self._low[before]
