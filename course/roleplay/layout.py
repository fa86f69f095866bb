"""Pack the part of a state that decides what can happen next into one number of 32 or 64 bits.

From the lowest bit: four bits for each variable that some condition reads, one bit for each flag that some condition
reads, one bit for each once-only choice of a scene that can be visited again. What no later scene can read is cleared
when a choice leads past it (`live`), so that states which can no longer differ in anything become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.roleplay.components import Component
from course.roleplay.conditions import OPERATORS, AllOf, Compare, Condition, Flag, Not, atoms
from course.roleplay.story import Choice, Scenario, Scene
from course.roleplay.vocabulary import LEAST_VALUE, MOST_VALUE

Code = np.unsignedinteger[Any]
Codes = NDArray[Code]
Mask = NDArray[np.bool_]
NIBBLE = 4
WORD = 64


class TooManyStates(Exception):
    """Say that a scenario has more states than are looked through; `scene` is where it became too much."""

    def __init__(self, scene: str, most: int) -> None:
        super().__init__(f"more than {most} states at the scene {scene!r}")
        self.scene, self.most = scene, most


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold where each tracked thing lies: bits of variables (the lowest of four), flags and once-only choices.

    `live` gives, for each scene, the bits that it or a scene after it can read.
    """

    variables: Mapping[str, int]
    flags: Mapping[str, int]
    onces: Mapping[tuple[str, str], int]
    live: Mapping[str, int]
    width: int  # bits in use

    @property
    def dtype(self) -> type[Code]:
        """Return the narrowest type that holds a packed state: half the bytes to move about are half the time."""
        return np.uint32 if self.width <= WORD // 2 else np.uint64

    def live_variables(self, scene: str) -> list[str]:
        """List the variables whose values are kept at a scene."""
        return [name for name, bit in self.variables.items() if self.live[scene] >> bit & 1]

    def start(self, scenario: Scenario) -> Codes:
        """Pack the state at the start."""
        code = 0
        for name, value in zip(scenario.variables, scenario.initial, strict=True):
            if name in self.variables:
                code |= value << self.variables[name]
        return np.array([code & self.live[scenario.start]], dtype=self.dtype)

    def values(self, codes: Codes, name: str) -> NDArray[np.uint8]:
        """Unpack the values of one variable."""
        return (codes >> self.dtype(self.variables[name])).astype(np.uint8) & np.uint8(15)

    def holds(self, condition: Condition, codes: Codes) -> Mask:
        """Tell for each state whether a condition holds. At most ten levels deep by the parser's promise."""
        if isinstance(condition, Compare):
            table = _comparison(condition.sign, condition.number)
            return table.take(self.values(codes, condition.name))
        if isinstance(condition, Flag):
            is_set: Mask = (codes & self.dtype(1 << self.flags[condition.name])) != 0
            return is_set
        if isinstance(condition, Not):
            return ~self.holds(condition.part, codes)
        join = np.logical_and if isinstance(condition, AllOf) else np.logical_or
        result = self.holds(condition.parts[0], codes)
        for part in condition.parts[1:]:
            join(result, self.holds(part, codes), out=result)
        return result

    def unused(self, scene: Scene, choice: Choice, codes: Codes) -> Mask | None:
        """Tell for each state whether a once-only choice is still there; None when it always is."""
        bit = self.onces.get((scene.id, choice.id))
        return None if bit is None else (codes & self.dtype(1 << bit)) == 0

    def columns(self, codes: Codes) -> list[NDArray[np.intp]]:
        """Take apart the bytes that hold variables, as indices of tables."""
        count = (len(self.variables) + 1) // 2
        return [codes.view(np.uint8)[byte :: codes.itemsize].astype(np.intp) for byte in range(count)]

    def after(self, scene: Scene, choice: Choice, codes: Codes, columns: list[NDArray[np.intp]]) -> Codes:
        """Carry out a choice in each state; `columns` are those of `codes`."""
        live = self.live[choice.target]
        on = off = 0
        for name, value in choice.sets:
            bit = 1 << self.flags[name] if name in self.flags else 0
            on, off = (on | bit, off & ~bit) if value else (on & ~bit, off | bit)
        if (scene.id, choice.id) in self.onces:
            on |= 1 << self.onces[scene.id, choice.id]
        changes = [0] * (len(self.variables) + len(self.variables) % 2)
        for name, change in choice.effects:
            if name in self.variables and live >> self.variables[name] & 1:
                changes[self.variables[name] // NIBBLE] += change
        moved = [byte for byte in range(len(changes) // 2) if changes[2 * byte] or changes[2 * byte + 1]]
        kept = live & ~off & ~sum(255 << 8 * byte for byte in moved)
        result = codes & self.dtype(kept)
        for byte in moved:
            keep = (live & ~off) >> 8 * byte & 255
            table = _changed(byte, changes[2 * byte], changes[2 * byte + 1], keep, codes.itemsize)
            result |= table.take(columns[byte])
        if on & live:
            result |= self.dtype(on & live)
        return result


def plan_layout(scenario: Scenario, components: Sequence[Component]) -> Layout:
    """Decide what is tracked. Raises TooManyStates when it does not fit into 64 bits."""
    read = {scene.id: _read(scene) for scene in scenario.scenes.values()}
    names = {name for there in read.values() for name in there}
    variables = {
        name: NIBBLE * place for place, name in enumerate(v for v in scenario.variables if v in names)
    }
    bit = NIBBLE * len(variables)
    flags = {name: bit + place for place, name in enumerate(f for f in scenario.flags if f in names)}
    bit += len(flags)
    onces: dict[tuple[str, str], int] = {}
    for component in components:
        for scene_id in component.scenes if component.is_cyclic else ():
            for choice in scenario.scenes[scene_id].choices:
                if choice.once:
                    onces[scene_id, choice.id] = bit + len(onces)
                    if bit + len(onces) > WORD:
                        raise TooManyStates(scene_id, WORD)
    places = {name: 15 << at for name, at in variables.items()} | {
        name: 1 << at for name, at in flags.items()
    }
    live = _live(
        scenario, components, {scene: [places[name] for name in there] for scene, there in read.items()}
    )
    for component in components:
        here = sum(1 << at for (scene_id, _), at in onces.items() if scene_id in component.scenes)
        for scene_id in component.scenes:
            live[scene_id] |= here
    return Layout(variables, flags, onces, live, bit + len(onces))


def _read(scene: Scene) -> set[str]:
    conditions = [line.condition for line in scene.lines] + [choice.condition for choice in scene.choices]
    return {atom.name for condition in conditions if condition is not None for atom in atoms(condition)}


def _live(
    scenario: Scenario, components: Sequence[Component], read: Mapping[str, Iterable[int]]
) -> dict[str, int]:
    """Gather, for each scene, the bits that it or a scene after it reads; components come in order of play."""
    live: dict[str, int] = {}
    for component in reversed(components):
        bits = 0
        for scene_id in component.scenes:
            for mask in read[scene_id]:
                bits |= mask
            for choice in scenario.scenes[scene_id].choices:
                bits |= live.get(choice.target, 0)
        live.update(dict.fromkeys(component.scenes, bits))
    return live


@lru_cache(maxsize=256)
def _comparison(sign: str, number: int) -> Mask:
    compare = OPERATORS[sign]
    return np.array([compare(value, number) for value in range(1 << NIBBLE)], dtype=np.bool_)


@lru_cache(maxsize=4096)
def _changed(byte: int, low: int, high: int, keep: int, size: int) -> Codes:
    """Tabulate what becomes of one byte, two variables, when they change by `low` and `high`.

    `keep` masks the bits that stay; `size` is that of a packed state, in bytes.
    """
    table: Codes = np.zeros(256, dtype=np.uint32) if size == 4 else np.zeros(256, dtype=np.uint64)
    for value in range(256):
        first, second = value & 15, value >> NIBBLE
        if low:
            first = min(MOST_VALUE, max(LEAST_VALUE, first + low))
        if high:
            second = min(MOST_VALUE, max(LEAST_VALUE, second + high))
        table[value] = ((first | second << NIBBLE) & keep) << 8 * byte
    return table
