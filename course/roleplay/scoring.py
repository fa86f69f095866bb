"""Score a run by its exact place between the worst and the best that its scenario allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from course.content.keywords import SKILLS
from course.roleplay.analysis import BEST_RAW, WORST_RAW, Values, best_path, count_paths, evaluate
from course.roleplay.engine import StepLog
from course.roleplay.farming import farmed
from course.roleplay.space import Space, explore
from course.roleplay.story import Scenario


@dataclass(frozen=True, slots=True)
class Bounds:
    """Hold the worst and the best raw score that any run can have, and the choices of one run with each."""

    worst: int
    best: int
    worst_path: tuple[str, ...]
    best_path: tuple[str, ...]

    def score(self, raw: int) -> float:
        """Place a raw score between worst and best, 0–100. Where there is only one score it is 100."""
        span = self.best - self.worst
        return 100.0 * (raw - self.worst) / span if span else 100.0


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what an ended run came to: `skills` has the observations (0–1) of each skill that was put to the test."""

    raw: int
    score: float
    skills: dict[str, list[float]]
    outcome: str
    buyer: int


@dataclass(frozen=True, slots=True)
class Survey:
    """Hold what an author wants to know of a scenario.

    `states` counts what can differ later on, `paths` the different runs (None: a loop makes them endless; rounded
    beyond 2**53).
    """

    states: int
    endings: int
    paths: float | None
    bounds: Bounds


class Unbounded(ValueError):
    """Say that a scenario has no best or worst score: a loop can be farmed, or no ending reached."""


@lru_cache(maxsize=512)
def bounds(scenario: Scenario) -> Bounds:
    """Work out the exact worst and best raw score. Raises Unbounded, or TooManyStates, for a scenario with faults."""
    space = explore(scenario)
    return bounds_of(space, _sound_values(space))


def survey(scenario: Scenario) -> Survey:
    """Count the states, endings and runs of a scenario. Raises as `bounds` does."""
    space = explore(scenario)
    found = bounds_of(space, _sound_values(space))
    return Survey(space.size, len(scenario.ends), count_paths(space), found)


def _sound_values(space: Space) -> Values:
    for component in space.components:
        for edge in farmed(space, component):
            raise Unbounded(f"{edge.scene.id}/{edge.choice.id} can be repeated for ever")
    values = evaluate(space)
    if not values.ends(space.start):
        raise Unbounded("no ending can be reached")
    return values


def bounds_of(space: Space, values: Values) -> Bounds:
    """Read the bounds off the values at the start."""
    return Bounds(
        worst=-int(values.table[space.start, WORST_RAW]),
        best=int(values.table[space.start, BEST_RAW]),
        worst_path=best_path(space, values, WORST_RAW),
        best_path=best_path(space, values, BEST_RAW),
    )


def observations(scenario: Scenario, log: StepLog) -> dict[str, float]:
    """Say how good a choice was for each skill, among what was on offer: 0 the lowest mark, 1 the highest.

    Skills in which the choices on offer do not differ are left out: there was nothing to decide.
    """
    on_offer = [choice.marks for choice in scenario.scenes[log.scene].choices if choice.id in log.offered]
    result = {}
    for skill in SKILLS:
        marks = [there.get(skill, 0) for there in on_offer]
        least, most = min(marks), max(marks)
        if least != most:
            result[skill] = (log.marks.get(skill, 0) - least) / (most - least)
    return result


def result(scenario: Scenario, logs: Sequence[StepLog]) -> Result:
    """Score a whole run. Raises ValueError when it has not ended."""
    end = scenario.scenes[logs[-1].target].end if logs else None
    if end is None:
        raise ValueError("a run is scored when it has ended")
    raw = sum(sum(log.marks.values()) for log in logs) + end.points
    skills: dict[str, list[float]] = {}
    for log in logs:
        for skill, value in observations(scenario, log).items():
            skills.setdefault(skill, []).append(value)
    return Result(raw, bounds(scenario).score(raw), skills, end.outcome, end.buyer)
