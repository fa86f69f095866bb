"""Find ways through a talk that went badly at one and the same scene, by playing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from course.roleplay import engine, scoring
from course.roleplay.script import Scenario
from course.summaries.scored import BAD_OUTCOMES

PLAYS = 150

Way = tuple[str, ...]  # the ids of the lines chosen


def stumbles(scenario: Scenario, times: int, chance: Random) -> Sequence[Way]:
    """Give so many different ways to a bad end, all of which fail where most do; the better ones last."""
    scores: dict[str, dict[Way, float]] = {}
    for _ in range(PLAYS):
        way, scene = _play(scenario, chance)
        result = scoring.result(scenario, engine.replay(scenario, way)[1])
        if result.outcome in BAD_OUTCOMES:
            scores.setdefault(scene, {})[way] = result.score
    if not scores:
        return ()
    often = Counter({scene: len(ways) for scene, ways in scores.items()}).most_common(1)[0][0]
    return sorted(scores[often], key=lambda way: (scores[often][way], way))[:times]


def _play(scenario: Scenario, chance: Random) -> tuple[Way, str]:
    """Play to an end by choosing any line; the lines, and the scene in which the last one was chosen."""
    state, way, scene = engine.begin(scenario), list[str](), scenario.start
    while scenario.scenes[state.scene].end is None:
        scene = state.scene
        way.append(chance.choice(engine.offered(scenario, state)).id)
        state, _ = engine.choose(scenario, state, way[-1])
    return tuple(way), scene
