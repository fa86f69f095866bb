"""The way to a scene is a way, the shortest there is, and the best of those."""

from __future__ import annotations

import pytest
from hypothesis import given

from course.content.catalogue import Catalogue
from course.roleplay import engine
from course.roleplay.reach import way_to
from course.roleplay.story import Scenario
from tests.roleplay.building import build, choice, edited, ending, scenarios, scene
from tests.roleplay.oracle import Brute, Key, key


def test_of_two_lines_that_lead_there_the_better_is_taken() -> None:
    sample = edited()
    assert way_to(sample, "talk") == ("ask",)
    assert way_to(sample, "open") == ()


def test_fewer_lines_come_before_better_marks() -> None:
    there = scene("s2", choice("on", "e0"))
    slow = scene("s1", choice("on", "s2", marks={"trust": 9}))
    scenario = build([scene("s0", choice("slow", "s1"), choice("fast", "s2")), slow, there, ending("e0")])
    assert way_to(scenario, "s2") == ("fast",)


@pytest.mark.parametrize("wanted", ["e0", "lonely", "no-such"])
def test_an_end_and_a_scene_nobody_comes_to_are_no_beginning(wanted: str) -> None:
    lonely = scene("lonely", choice("on", "e0"))
    assert way_to(build([scene("s0", choice("on", "e0")), lonely, ending("e0")]), wanted) is None


@given(scenarios())
def test_whatever_the_scenario_no_way_is_shorter_or_as_short_and_better(scenario: Scenario) -> None:
    brute = Brute(scenario)
    best = _best(brute, key(engine.begin(scenario)))
    for one in scenario.scenes.values():
        reached = [best[state] for state in brute.at(one.id) if state in best and brute.steps[state]]
        way = way_to(scenario, one.id)
        if one.end is not None or not reached:
            assert way is None
            continue
        assert way is not None
        state, logs = engine.replay(scenario, way)
        assert state.scene == one.id and engine.offered(scenario, state)
        assert (len(way), -sum(sum(log.marks.values()) for log in logs)) == min(reached)


def _best(brute: Brute, start: Key) -> dict[Key, tuple[int, int]]:
    """Give the fewest lines to each state, and the most marks (negative) with so few."""
    best, level = {start: (0, 0)}, {start: 0}
    for length in range(1, len(brute.steps) + 1):
        further: dict[Key, int] = {}
        for state, marks in level.items():
            for line, after in brute.steps[state]:
                if after not in best:
                    further[after] = max(further.get(after, marks + line.mark_sum), marks + line.mark_sum)
        best |= {state: (length, -marks) for state, marks in further.items()}
        level = further
    return best


def test_a_talk_can_begin_at_every_scene_of_the_course(shipped_course: Catalogue) -> None:
    for entry in shipped_course.scenarios.values():
        for one in entry.item.scenes.values():
            assert (way_to(entry.item, one.id) is None) == (one.end is not None), (entry.id, one.id)
