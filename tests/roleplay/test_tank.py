"""The tank shows where the card lies and what the last line did, and never more than is due."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from course.content.catalogue import Catalogue
from course.roleplay import engine, tank
from course.roleplay.conversation import Conversation, converse, shuffled, still_to_come
from course.roleplay.effects import effects
from course.roleplay.events import Decision
from course.roleplay.events import Path as Taken
from course.roleplay.figures import panel_of, signed
from course.roleplay.script import Scenario

SEED = 11


@pytest.fixture(scope="module")
def scenario(shipped_course: Catalogue) -> Scenario:
    found: Scenario = shipped_course.scenarios["price-pushback"].item
    return found


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def talk_after(scenario: Scenario, *choices: str) -> Conversation:
    return converse(scenario, Taken(tuple(Decision(choice, None) for choice in choices), None, False), SEED)


def first_lines(scenario: Scenario, number: int) -> tuple[str, ...]:
    state, taken = engine.begin(scenario), []
    for _ in range(number):
        choice = engine.offered(scenario, state)[0].id
        state, _ = engine.choose(scenario, state, choice)
        taken.append(choice)
    return tuple(taken)


@pytest.mark.usefixtures("page")
def test_every_card_is_in_one_lane_and_the_customer_is_seen(scenario: Scenario) -> None:
    shown = tank.view(scenario, SEED, talk_after(scenario))
    keys = [card.key for lane in shown.lanes for card in lane.cards]
    assert len(keys) == len(set(keys))
    assert sum(card.focus for lane in shown.lanes for card in lane.cards) == 1
    assert sum(lane.count for lane in shown.lanes) == 25
    assert [lane.here for lane in shown.lanes].count(True) == 1


@pytest.mark.usefixtures("page")
def test_a_line_says_what_it_did_in_figures_and_words(scenario: Scenario) -> None:
    shown = tank.view(scenario, SEED, talk_after(scenario, "cut"))
    assert all(figure.after for figure in shown.figures)
    assert shown.figures[0].before and "帯" in shown.figures[0].note
    assert any("この一言" in sentence for sentence in shown.sentences)
    assert "→" in shown.brief


def test_the_figures_of_one_step_begin_where_those_of_the_last_one_ended(scenario: Scenario) -> None:
    taken = first_lines(scenario, 4)
    for number in range(1, len(taken)):
        earlier = panel_of(scenario, SEED, talk_after(scenario, *taken[:number]))
        later = panel_of(scenario, SEED, talk_after(scenario, *taken[: number + 1]))
        assert later.contracts_before == pytest.approx(earlier.contracts_after)
        assert later.empty_month_before == pytest.approx(earlier.empty_month_after)


@pytest.mark.usefixtures("page")
def test_each_line_on_offer_has_its_effect_and_the_chosen_one_is_the_zero(scenario: Scenario) -> None:
    moment = talk_after(scenario, "cut").moments[0]
    found = effects(scenario, SEED, moment)
    assert set(found) == {choice.id for choice in moment.offered}
    chosen = found["cut"]
    assert chosen.tone == "" and chosen.dot_x == chosen.zero_x
    assert found["ask"].tone == "better", "a discount before a question costs contracts in the model"
    for effect in found.values():
        assert 0 <= effect.low_x <= effect.dot_x <= effect.high_x <= 200


def test_the_order_of_lines_belongs_to_the_run_and_is_not_always_the_author_s(scenario: Scenario) -> None:
    lines = scenario.scenes["open"].choices
    orders = {tuple(choice.id for choice in shuffled(lines, seed, "open")) for seed in range(40)}
    assert len(orders) > 6
    assert all(set(order) == {choice.id for choice in lines} for order in orders)
    assert shuffled(lines, SEED, "open") == shuffled(lines, SEED, "open")


def test_the_way_to_an_end_is_counted_in_decisions(scenario: Scenario) -> None:
    assert still_to_come(scenario, "won_floor") == 0
    assert still_to_come(scenario, "open") >= 2


def test_a_difference_is_written_with_its_sign() -> None:
    assert [signed(value) for value in (0.123, -0.04, 0.001, -0.001)] == ["+0.12", "−0.04", "±0.00", "±0.00"]
