"""Find by brute force what the proofs should find: play every choice in every full state, one at a time.

Slow and plain on purpose. It shares nothing with the proofs but the scenario and the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from course.roleplay.conditions import AllOf, AnyOf, Compare, Condition, Flag, Not
from course.roleplay.engine import State, begin, choose, offered
from course.roleplay.story import Choice, Scenario

Key = tuple[str, tuple[int, ...], frozenset[str], frozenset[str]]


def key(state: State) -> Key:
    """Leave the card out: it decides nothing."""
    return state.scene, state.values, state.flags, state.used


def holds(scenario: Scenario, condition: Condition, state: Key) -> bool:
    """Evaluate a condition from its meaning."""
    if isinstance(condition, Compare):
        value = state[1][scenario.variables.index(condition.name)]
        return bool(eval(f"{value} {condition.sign} {condition.number}"))
    if isinstance(condition, Flag):
        return condition.name in state[2]
    if isinstance(condition, Not):
        return not holds(scenario, condition.part, state)
    found = [holds(scenario, part, state) for part in condition.parts]
    return all(found) if isinstance(condition, AllOf) else any(found)


@dataclass
class Brute:
    """Hold every full state and every step, and what follows from them."""

    scenario: Scenario
    steps: dict[Key, list[tuple[Choice, Key]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        waiting = [begin(self.scenario)]
        while waiting:
            state = waiting.pop()
            if key(state) in self.steps:
                continue
            there = []
            for choice in offered(self.scenario, state):
                after, _ = choose(self.scenario, state, choice.id)
                there.append((choice, key(after)))
                waiting.append(after)
            self.steps[key(state)] = there

    def at(self, scene: str) -> list[Key]:
        """List the states of a scene."""
        return [state for state in self.steps if state[0] == scene]

    def is_end(self, state: Key) -> bool:
        """Tell whether the talk has ended."""
        return self.scenario.scenes[state[0]].end is not None

    def reach(self, state: Key) -> set[Key]:
        """Gather every state that can follow, by at least one step."""
        seen: set[Key] = set()
        waiting = [after for _, after in self.steps[state]]
        while waiting:
            there = waiting.pop()
            if there not in seen:
                seen.add(there)
                waiting += [after for _, after in self.steps[there]]
        return seen

    def leading_to(self, goals: set[Key]) -> set[Key]:
        """Gather the goals and every state that can come to one."""
        found = set(goals)
        while True:
            more = {
                s for s, there in self.steps.items() if s not in found and any(a in found for _, a in there)
            }
            if not more:
                return found
            found |= more

    def dead(self) -> set[Key]:
        """Gather the states in which nothing is on offer."""
        return {state for state, there in self.steps.items() if not there and not self.is_end(state)}

    def ends(self) -> set[Key]:
        """Gather the endings."""
        return {state for state in self.steps if self.is_end(state)}

    def points(self, state: Key) -> int:
        """Return the points of an ending."""
        end = self.scenario.scenes[state[0]].end
        assert end is not None
        return end.points

    def cyclic_scenes(self) -> set[str]:
        """Gather the scenes that targets lead back to, whatever the conditions."""
        targets = {s.id: {c.target for c in s.choices} for s in self.scenario.scenes.values()}
        result = set()
        for scene, first in targets.items():
            seen: set[str] = set()
            waiting = list(first)
            while waiting:
                there = waiting.pop()
                if there not in seen:
                    seen.add(there)
                    waiting += targets[there]
            if scene in seen:
                result.add(scene)
        return result

    def farmed(self) -> set[tuple[str, str]]:
        """Gather the marked choices that can be come back to after they were made."""
        found = set()
        for state, there in self.steps.items():
            for choice, after in there:
                if any(choice.marks.values()) and (after == state or state in self.reach(after)):
                    found.add((state[0], choice.id))
        return found

    def extremes(self, best: bool) -> dict[Key, int]:
        """Work out the best (or worst) raw score from each state on."""
        pick = max if best else min
        result = {state: self.points(state) for state in self.ends()}
        while True:
            fresh = dict(result)
            for state, there in self.steps.items():
                sums = [choice.mark_sum + result[after] for choice, after in there if after in result]
                if sums:
                    fresh[state] = pick(sums)
            if fresh == result:
                return result
            result = fresh

    def read_after(self, scene: str) -> set[str]:
        """Gather the names that conditions of this scene, or of one that can come after it, read."""
        waiting, seen = [scene], set()
        names: set[str] = set()
        while waiting:
            there = self.scenario.scenes[waiting.pop()]
            if there.id in seen:
                continue
            seen.add(there.id)
            waiting += [choice.target for choice in there.choices]
            for condition in [part.condition for part in (*there.lines, *there.choices)]:
                names |= set() if condition is None else _names(condition)
        return names

    def dominated(self) -> set[tuple[str, str]]:
        """Gather the choices that another is as good as in every state where they are on offer."""
        outlook = {s: {self.points(e) for e in (self.reach(s) | {s}) & self.ends()} for s in self.steps}
        result = set()
        for scene in self.scenario.scenes.values():
            read = self.read_after(scene.id)
            for mine in scene.choices:
                states = [s for s in self.at(scene.id) if any(c is mine for c, _ in self.steps[s])]
                if states and all(self._yields(mine, state, outlook, read) for state in states):
                    result.add((scene.id, mine.id))
        return result

    def _yields(self, mine: Choice, state: Key, outlook: dict[Key, set[int]], read: set[str]) -> bool:
        here = self.steps[state]
        place = next(index for index, (choice, _) in enumerate(here) if choice is mine)
        for index, other in enumerate(here):
            if index == place or not self._at_most(here[place], other, state, outlook, read):
                continue
            if index < place or not self._at_most(other, here[place], state, outlook, read):
                return True
        return False

    def _at_most(
        self,
        first: tuple[Choice, Key],
        second: tuple[Choice, Key],
        state: Key,
        outlook: dict[Key, set[int]],
        read: set[str],
    ) -> bool:
        (mine, after), (other, after_other) = first, second
        for skill in {*mine.marks, *other.marks}:
            if mine.marks.get(skill, 0) > other.marks.get(skill, 0):
                return False
        if mine.hours < other.hours:
            return False
        changes, others = dict(mine.effects), dict(other.effects)
        for index, name in enumerate(self.scenario.variables):
            if name in read:
                if after[1][index] > after_other[1][index]:
                    return False
            elif changes.get(name, 0) > others.get(name, 0):
                return False
        ends, other_ends = outlook[after], outlook[after_other]
        return max(ends) <= max(other_ends) and min(ends) <= min(other_ends)

    def count_paths(self, state: Key | None = None) -> int:
        """Count the runs; there must be no loop."""
        state = key(begin(self.scenario)) if state is None else state
        if self.is_end(state):
            return 1
        return sum(self.count_paths(after) for _, after in self.steps[state])

    def has_loop(self) -> bool:
        """Tell whether any state can come up twice."""
        return any(state in self.reach(state) for state in self.steps)


def _names(condition: Condition) -> set[str]:
    if isinstance(condition, Compare | Flag):
        return {condition.name}
    if isinstance(condition, Not):
        return _names(condition.part)
    assert isinstance(condition, AllOf | AnyOf)
    return set().union(*(_names(part) for part in condition.parts))
