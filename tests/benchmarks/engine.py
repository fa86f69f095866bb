"""Measure the roleplay engine on a large scenario: 40 scenes, 3 choices each, 5 variables changed by every choice."""

from __future__ import annotations

import random
import time

from course.roleplay.engine import begin, choose, offered
from course.roleplay.story import Scenario
from tests.benchmarks.scenarios import load_scenario

SECONDS = 1.0  # of each round
ROUNDS = 5


def steps_per_second(scenario: Scenario, seconds: float = SECONDS) -> float:
    """Play at random and count the steps; a step lists what is on offer and makes one choice."""
    rng = random.Random(1)
    picks = [rng.random() for _ in range(997)]
    steps = 0
    state = begin(scenario)
    begun = time.perf_counter()
    while True:
        for pick in picks:
            there = offered(scenario, state)
            if there:
                state, _ = choose(scenario, state, there[int(pick * len(there))].id)
                steps += 1
            else:
                state = begin(scenario)
        taken = time.perf_counter() - begun
        if taken >= seconds:
            return steps / taken


def largest_state(scenario: Scenario, runs: int = 200) -> int:
    """Play whole runs at random; return the bytes of the largest state met."""
    rng = random.Random(2)
    largest = 0
    for _ in range(runs):
        state = begin(scenario)
        while there := offered(scenario, state):
            state, _ = choose(scenario, state, rng.choice(there).id)
            largest = max(largest, len(state.to_bytes()))
    return largest


def measure() -> dict[str, float]:
    """Return steps a second (the best of several rounds, on one core) and the bytes of a stored state."""
    scenario = load_scenario(0)
    return {
        "engine.steps_per_second": round(max(steps_per_second(scenario) for _ in range(ROUNDS))),
        "engine.state_bytes": largest_state(scenario),
    }
