"""In which scenes people choose the weaker lines, from the paths of their first runs."""

from __future__ import annotations

from functools import lru_cache

from course.content.source import Source
from course.content.text import Text
from course.roleplay import engine, samples
from course.roleplay.difficulty import SceneTally, Walk, lower_half
from course.roleplay.script import Choice, Scenario, parse_scenario


@lru_cache(maxsize=1)
def scenario() -> Scenario:
    found, faults = parse_scenario({"ja": Source(samples.SCENARIO_PATH, samples.SCENARIO)})
    assert found is not None and not faults
    return found


def choice(key: str, **marks: int) -> Choice:
    return Choice(id=key, label=Text(key), target="x", coach=Text(key), marks=marks)


def test_the_lower_half_is_nearer_the_worst_than_the_best_on_offer() -> None:
    lines = [choice("a", trust=2), choice("b"), choice("c", trust=-1, qualify=-1)]
    assert lower_half(lines) == {"c"}
    assert lower_half([*lines, choice("d", trust=-1)]) == {"c", "d"}
    assert lower_half(lines[:1]) == lower_half([lines[0], choice("e", trust=2)]) == frozenset()


def test_a_scene_is_counted_once_a_run_and_only_what_was_on_offer_counts() -> None:
    walk, tallies = Walk(scenario()), dict[str, SceneTally]()
    for path in (
        ("ask", "when"),
        ("ask", "chat", "leave"),
        ("cut", "leave"),
        ("cut", "chat", "leave"),
        ("ask", "leave"),
    ):
        walk.count(path, tallies)
    assert (tallies["open"].n, tallies["open"].low) == (5, 2)
    assert tallies["open"].commonest == ("cut", 2)
    # After "cut" nothing better was on offer: leaving is no weakness there. A chat is counted, what follows it is not.
    assert (tallies["talk"].n, tallies["talk"].low) == (5, 2)
    assert tallies["talk"].weak == {"chat": 1, "leave": 1}


def test_the_engine_agrees_with_the_walk() -> None:
    state, _logs = engine.replay(scenario(), ("ask", "chat"))
    assert {one.id for one in engine.offered(scenario(), state)} == {"when", "leave"}
