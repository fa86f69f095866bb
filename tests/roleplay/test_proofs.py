"""The proofs say exactly what looking at every state one by one says."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from course.roleplay import space as spaces
from course.roleplay.analysis import (
    BEST_RAW,
    WORST_RAW,
    best_path,
    count_paths,
    distances,
    evaluate,
    shortest_path,
)
from course.roleplay.conditions import Compare, Flag, Not
from course.roleplay.engine import begin, choose, offered, replay
from course.roleplay.layout import TooManyStates
from course.roleplay.proofs import prove
from course.roleplay.samples import SCENARIO
from course.roleplay.scoring import Unbounded, bounds, result, survey
from course.roleplay.space import explore
from course.roleplay.story import Scenario
from tests.roleplay.building import PUSHBACK, build, choice, edited, ending, read, scenarios, scene
from tests.roleplay.oracle import Brute, holds, key

WIDE = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
MOST_BRUTE = 400  # states; the oracle is slow


def brute(scenario: Scenario) -> Brute:
    assume(explore(scenario).size <= MOST_BRUTE)
    found = Brute(scenario)
    assume(len(found.steps) <= MOST_BRUTE)
    return found


Faults = Counter[tuple[str, int]]


def told(faults: Faults, *names: str) -> Faults:
    return Counter({what: count for what, count in faults.items() if what[0] in names})


def lines_of(scenario: Scenario, choices: set[tuple[str, str]]) -> set[int]:
    return {
        made.line
        for name, choice_id in choices
        for made in scenario.scenes[name].choices
        if made.id == choice_id
    }


def check_reached(scenario: Scenario, found: Brute, faults: Faults) -> None:
    expected = Counter(
        ("scenario-scene-unreachable" if there.end is None else "scenario-end-unreachable", there.line)
        for there in scenario.scenes.values()
        if not found.at(there.id)
    )
    assert told(faults, "scenario-scene-unreachable", "scenario-end-unreachable") == expected


def check_conditions(scenario: Scenario, found: Brute, faults: Faults) -> None:
    expected: Faults = Counter()
    for there in scenario.scenes.values():
        parts = [(line.condition, line.line, found.at(there.id)) for line in there.lines]
        for made in there.choices:
            name = f"{there.id}/{made.id}"
            left = [state for state in found.at(there.id) if not made.once or name not in state[3]]
            parts.append((made.condition, made.condition_place[0], left))
        for condition, line, states in parts:
            if condition is None or not found.at(there.id):
                continue
            truths = {holds(scenario, condition, state) for state in states}
            if truths <= {True}:
                expected["scenario-condition-always", line] += 1
            elif truths == {False}:
                expected["scenario-condition-never", line] += 1
    assert told(faults, "scenario-condition-always", "scenario-condition-never") == expected


def check_lines(scenario: Scenario, found: Brute, faults: Faults) -> None:
    expected = Counter(
        ("scenario-line-missing", there.line)
        for there in scenario.scenes.values()
        if any(
            not any(line.condition is None or holds(scenario, line.condition, state) for line in there.lines)
            for state in found.at(there.id)
        )
    )
    assert told(faults, "scenario-line-missing") == expected


def check_exits(scenario: Scenario, found: Brute, faults: Faults) -> None:
    dead = {scenario.scenes[state[0]].line for state in found.dead()}
    assert told(faults, "scenario-dead-end") == Counter(("scenario-dead-end", line) for line in dead)
    stopping = found.leading_to(found.ends() | found.dead())
    trapped = {state[0] for state in found.steps if state not in stopping} & found.cyclic_scenes()
    reported = {line for _, line in told(faults, "scenario-no-exit")}
    assert reported <= {scenario.scenes[name].line for name in trapped}
    assert bool(reported) == bool(trapped)


def check_farming(scenario: Scenario, found: Brute, faults: Faults) -> None:
    expected = Counter(("scenario-mark-farmed", line) for line in lines_of(scenario, found.farmed()))
    assert told(faults, "scenario-mark-farmed") == expected


def check_choices(scenario: Scenario, found: Brute, faults: Faults) -> None:
    if found.leading_to(found.ends()) != set(found.steps):
        return  # without endings there is nothing to compare
    reported = {line for _, line in told(faults, "scenario-choice-dominated")}
    event(f"dominated: {min(len(reported), 2)}")
    assert reported == lines_of(scenario, found.dominated())


def check_number_of_runs(scenario: Scenario, found: Brute) -> None:
    counted = count_paths(explore(scenario))
    assert (counted is None) == found.has_loop()
    if counted is not None:
        assert counted == found.count_paths()


@given(st.one_of(scenarios(), scenarios(open_choices=True)))
@WIDE
def test_the_proofs_find_what_brute_force_finds(scenario: Scenario) -> None:
    found = brute(scenario)
    faults = Counter((fault.code, fault.line) for fault in prove(scenario))
    for code, _ in faults:
        event(code)
    check_reached(scenario, found, faults)
    check_conditions(scenario, found, faults)
    check_lines(scenario, found, faults)
    check_exits(scenario, found, faults)
    check_farming(scenario, found, faults)
    check_choices(scenario, found, faults)
    check_number_of_runs(scenario, found)


@given(scenarios(open_choices=True))
@WIDE
def test_best_and_worst_score_are_exact_and_have_witnesses(scenario: Scenario) -> None:
    found = brute(scenario)
    start = key(begin(scenario))
    if found.farmed() or start not in found.leading_to(found.ends()):
        with pytest.raises(Unbounded):
            bounds(scenario)
        return
    limits = bounds(scenario)
    assert limits.best == found.extremes(best=True)[start]
    assert limits.worst == found.extremes(best=False)[start]
    for path, raw, score in ((limits.best_path, limits.best, 100), (limits.worst_path, limits.worst, 0)):
        state, logs = replay(scenario, path)
        assert scenario.scenes[state.scene].end is not None
        assert result(scenario, logs).raw == raw
        assert result(scenario, logs).score in (score, 100)
    flat = {fault.code for fault in prove(scenario)} & {"scenario-score-flat"}
    if found.leading_to(found.ends()) == set(found.steps):
        assert bool(flat) == (limits.best == limits.worst)


@given(scenarios())
@WIDE
def test_shortest_paths_lead_where_they_say(scenario: Scenario) -> None:
    found = brute(scenario)
    space = explore(scenario)
    steps = distances(space)
    for name, block in space.blocks.items():
        for place in range(min(3, len(block.codes))):
            path = shortest_path(space, block.first + place, steps)
            state, _ = replay(scenario, path)
            assert state.scene == name
            assert len(path) == steps[block.first + place]
            assert key(state) in found.steps


@given(scenarios(open_choices=True), st.randoms(use_true_random=False))
@WIDE
def test_no_run_falls_outside_the_bounds(scenario: Scenario, rng: random.Random) -> None:
    try:
        limits = bounds(scenario)
    except Unbounded:
        assume(False)
    state, logs = begin(scenario), []
    for _ in range(30):
        there = offered(scenario, state)
        if not there:
            break
        state, log = choose(scenario, state, rng.choice(there).id)
        logs.append(log)
    if logs and logs[-1].ended:
        assert 0 <= result(scenario, logs).score <= 100
        assert limits.worst <= result(scenario, logs).raw <= limits.best


def test_wide_states_are_found_without_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = read(PUSHBACK)
    before = explore(scenario)
    monkeypatch.setattr(spaces, "WIDEST_TABLE", 0)
    after = explore(scenario)
    assert after.size == before.size
    for name, block in after.blocks.items():
        for edge, other in zip(block.edges, before.blocks[name].edges, strict=True):
            assert (edge.target == other.target).all()


def test_the_fixture_has_no_faults_and_known_bounds() -> None:
    scenario = read(PUSHBACK)
    assert prove(scenario) == []
    limits = bounds(scenario)
    assert (limits.worst, limits.best) == (-13, 15)
    assert limits.best_path == ("ask", "trial", "test", "show")
    assert limits.worst_path == ("cut", "seal")
    found = survey(scenario)
    assert (found.endings, found.paths, found.bounds) == (4, Brute(scenario).count_paths(), limits)


def test_too_many_states_are_refused_at_once() -> None:
    scenario = read(PUSHBACK)
    with pytest.raises(TooManyStates) as problem:
        explore(scenario, most=5)
    assert problem.value.most == 5


def test_a_loop_of_small_talk_is_no_fault_and_the_paths_are_endless() -> None:
    scenario = build(
        [
            scene(
                "s0",
                choice("chat", "s0", hours=0.25, effects=(("heat", 1),)),
                choice("go", "e0", marks={"trust": 1}),
                choice("stay", "e1", marks={"resolve": 1}),
            ),
            ending("e0", 3),
            ending("e1", -3),
        ]
    )
    assert prove(scenario) == []
    assert survey(scenario).paths is None
    assert (bounds(scenario).worst, bounds(scenario).best) == (-2, 4)


def test_the_dominating_choice_is_named() -> None:
    scenario = edited(("  - 変化: heat +2\n  - 技能: trust -2\n  - 見込み: horizon short, hours 0.25\n", ""))
    fault = next(fault for fault in prove(scenario) if fault.code == "scenario-choice-dominated")
    assert "“ask”" in fault.message("en")
    assert "cut" in fault.message("en")
    assert (fault.line, fault.column) == (SCENARIO[: SCENARIO.index("{#cut}")].count("\n") + 1, 3)


def test_a_dead_end_says_how_to_get_there() -> None:
    scenario = edited(("{#leave} -> grey\n", "{#leave} -> grey\n  - 条件: clarity >= 4\n"))
    fault = next(fault for fault in prove(scenario) if fault.code == "scenario-dead-end")
    assert "cut → chat" in fault.message("en")
    assert "trust 5, clarity 3, heat 7" in fault.message("en")


def test_best_path_does_not_go_round_in_a_loop_that_costs_nothing() -> None:
    scenario = build(
        [
            scene("s0", choice("chat", "s1", hours=0.25), choice("go", "e0", marks={"trust": 1})),
            scene("s1", choice("back", "s0")),
            ending("e0", 1),
        ]
    )
    space = explore(scenario)
    values = evaluate(space)
    assert best_path(space, values, BEST_RAW) == ("go",)
    assert best_path(space, values, WORST_RAW) == ("go",)


def test_marks_that_run_out_are_not_farmed_though_small_talk_goes_on_for_ever() -> None:
    up = choice(
        "up", "s0", marks={"trust": 1}, effects=(("trust", 5),), condition=Compare("trust", "<", 10), line=3
    )
    scenario = build(
        [scene("s0", up, choice("chat", "s0"), choice("go", "e0"), place=1), ending("e0", 1)],
        initial=(0, 5, 5),
    )
    assert "scenario-mark-farmed" not in {fault.code for fault in prove(scenario)}
    assert (bounds(scenario).worst, bounds(scenario).best) == (1, 3)


def test_a_condition_that_only_says_once_is_seen_to_hold_always() -> None:
    ask = choice(
        "ask",
        "s0",
        once=True,
        sets=(("asked", True),),
        condition=Not(Flag("asked")),
        condition_place=(4, 7),
        line=3,
    )
    scenario = build([scene("s0", ask, choice("go", "e0", marks={"trust": 1}), place=1), ending("e0")])
    found = [(fault.code, fault.line, fault.column) for fault in prove(scenario)]
    assert ("scenario-condition-always", 4, 7) in found
