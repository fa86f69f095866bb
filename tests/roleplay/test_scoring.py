"""A score is the place between the worst and the best that the scenario allows."""

from __future__ import annotations

import pytest

from course.roleplay.engine import replay
from course.roleplay.scoring import Unbounded, bounds, observations, result
from course.roleplay.story import Scenario
from tests.roleplay.building import PUSHBACK, build, choice, ending, read, scene


@pytest.fixture(scope="module")
def pushback() -> Scenario:
    return read(PUSHBACK)


def test_the_best_run_scores_100_and_the_worst_0(pushback: Scenario) -> None:
    limits = bounds(pushback)
    for path, score in ((limits.best_path, 100.0), (limits.worst_path, 0.0)):
        assert result(pushback, replay(pushback, path)[1]).score == score


def test_raw_is_the_marks_of_the_choices_and_the_points_of_the_end(pushback: Scenario) -> None:
    _, logs = replay(pushback, ["number", "test", "match"])
    found = result(pushback, logs)
    assert found.raw == 1 + 2 + (1 - 1) + 4
    assert found.score == pytest.approx(100 * (7 + 13) / (15 + 13))
    assert (found.outcome, found.buyer) == ("advance", 2)


def test_a_skill_is_observed_where_the_choices_on_offer_differ_in_it(pushback: Scenario) -> None:
    _, logs = replay(pushback, ["number", "test", "match"])
    first = observations(pushback, logs[0])
    assert first == {"qualify": 0.5, "test_close": 1.0, "trust": pytest.approx(2 / 3)}
    assert observations(pushback, logs[1]) == {"test_close": 1.0}
    # “show” is not on offer here, so its mark does not count.
    assert observations(pushback, logs[2]) == {"qualify": 0.0, "trust": 0.0, "resolve": 1.0}
    assert result(pushback, logs).skills == {
        "qualify": [0.5, 0.0],
        "test_close": [1.0, 1.0],
        "trust": [pytest.approx(2 / 3), 0.0],
        "resolve": [1.0],
    }


def test_a_skill_in_which_nothing_differs_is_not_observed() -> None:
    both = {"trust": 2}
    scenario = build(
        [
            scene("s0", choice("a", "e0", marks=both), choice("b", "e1", marks=both)),
            ending("e0", 1),
            ending("e1"),
        ]
    )
    found = result(scenario, replay(scenario, ["a"])[1])
    assert found.skills == {}
    assert found.score == 100.0


def test_a_single_score_counts_as_100() -> None:
    scenario = build([scene("s0", choice("a", "e0")), ending("e0", -3)])
    assert result(scenario, replay(scenario, ["a"])[1]).score == 100.0


@pytest.mark.parametrize("path", [[], ["ask"]])
def test_a_run_that_has_not_ended_has_no_result(pushback: Scenario, path: list[str]) -> None:
    with pytest.raises(ValueError, match="when it has ended"):
        result(pushback, replay(pushback, path)[1])


def test_a_scenario_that_can_be_farmed_has_no_bounds() -> None:
    again = choice("again", "s0", marks={"trust": 1})
    scenario = build([scene("s0", again, choice("go", "e0")), ending("e0")])
    with pytest.raises(Unbounded, match="s0/again"):
        bounds(scenario)


def test_bounds_are_worked_out_once(pushback: Scenario) -> None:
    assert bounds(pushback) is bounds(pushback)
