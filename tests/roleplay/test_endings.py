"""What a talk can still come to: the script's own endings weigh more than the model's contracts."""

from __future__ import annotations

import pytest
from flask import Flask

from course.content.catalogue import Catalogue
from course.roleplay import counterfactual, engine
from course.roleplay.conversation import converse
from course.roleplay.effects import effects
from course.roleplay.endings import endings_from, only
from course.roleplay.events import Decision
from course.roleplay.events import Path as Taken
from course.roleplay.script import Scenario


@pytest.fixture(scope="module")
def scenario(shipped_course: Catalogue) -> Scenario:
    found: Scenario = shipped_course.scenarios["price-pushback"].item
    return found


def test_from_the_start_every_ending_is_open(scenario: Scenario) -> None:
    assert endings_from(scenario, scenario.start) == scenario.ends


def test_an_end_leads_to_itself_alone(scenario: Scenario) -> None:
    for scene in scenario.ends:
        assert endings_from(scenario, scene.id) == (scene,)


def test_what_a_scene_leads_to_holds_what_its_choices_lead_to(scenario: Scenario) -> None:
    for scene in scenario.scenes.values():
        reached = set(endings_from(scenario, scene.id))
        for choice in scene.choices:
            assert set(endings_from(scenario, choice.target)) <= reached


def test_only_is_about_every_ending(scenario: Scenario) -> None:
    assert only(scenario, "cancelled", frozenset({"cancelled"}))
    assert not only(scenario, scenario.start, frozenset({"cancelled"}))


def test_a_line_that_only_comes_to_a_contract_undone_counts_as_no_contract(scenario: Scenario) -> None:
    """Look for such a line along every first-choice path, and see that its future is none."""
    state = engine.begin(scenario)
    for choice_id in ("cut", "today"):
        state, _ = engine.choose(scenario, state, choice_id)
    for option in counterfactual.options_of(scenario, state):
        target = scenario.scenes[state.scene].choice(option.id).target
        undone = only(scenario, target, counterfactual.UNDONE)
        assert (option.after.outcome == "lost") >= undone


def test_a_line_that_can_only_hurt_the_buyer_is_never_shown_as_better(app: Flask, scenario: Scenario) -> None:
    """Railroading brings a contract in the model; the page must not call it good."""
    path = ("cut", "today", "ink")
    state = engine.begin(scenario)
    for choice in path[:-1]:
        state, _ = engine.choose(scenario, state, choice)
    assert path[-1] in {choice.id for choice in engine.offered(scenario, state)}
    taken = Taken(tuple(Decision(choice, None) for choice in path), None, False)
    moment = converse(scenario, taken, seed=3).moments[-1]
    with app.test_request_context("/"):
        found = effects(scenario, 3, moment)
    for choice in moment.offered:
        ends = endings_from(scenario, choice.target)
        if all(scene.end is not None and scene.end.buyer <= -2 for scene in ends):
            assert found[choice.id].tone == "worse"
            assert "買い手" in found[choice.id].words
    assert found["ink"].tone == "worse"
