"""Colleagues see what the rep sees, fill only what is empty, and keep to the hours."""

from __future__ import annotations

import pytest

from course.quarter import advisers
from course.quarter.advisers import ADVISERS, draft
from course.quarter.game import Setup, fold
from course.quarter.plan import Intent, planned_hours
from tests.quarter.folding import advised


@pytest.mark.parametrize("adviser", ADVISERS)
@pytest.mark.parametrize("territory", ["few-large", "many-small", "buying-later"])
def test_a_draft_fits_and_can_be_done(adviser: str, territory: str) -> None:
    for seed in range(5):
        game, _ = advised(Setup(seed, territory), adviser, 3)
        planned = draft(adviser, game.listed, game.plan, game.free_hours, game.costs)
        assert (
            planned_hours(planned, game.costs, [p.key for p in game.listed]) <= game.free_hours + 1.0 + 1e-9
        )
        for person in game.listed:
            if person.key in planned.intents:
                assert planned.intents[person.key].todo in game.allowed(person)


@pytest.mark.parametrize("adviser", ADVISERS)
def test_what_is_planned_already_stays(adviser: str) -> None:
    game = fold(Setup(2, "few-large"), [])
    mine = {person.key: Intent("touch") for person in game.listed[::2]}
    kept = game.plan.changed({"acts": {key: ["touch", ""] for key in mine}})
    planned = draft(adviser, game.listed, kept, game.free_hours, game.costs)
    assert {key: planned.intents[key] for key in mine} == mine
    assert draft(adviser, game.listed, kept, 0.0, game.costs).intents.keys() >= mine.keys()


def test_the_schools_differ_about_a_buyer_who_is_far_off() -> None:
    for seed in range(30):
        game, _ = advised(Setup(seed, "buying-later"), number=2)
        far = [p for p in game.listed if p.knows == "future" and not p.soon and p.age < 30]
        if far:
            one = far[0].key
            assert draft("no-hold", game.listed, game.plan, 99.0, game.costs).intents[one].todo == "drop"
            other = draft("two-wheels", game.listed, game.plan, 99.0, game.costs).intents.get(one)
            assert other is None or other.todo != "drop"
            return
    raise AssertionError("nobody far off")


def test_the_old_are_named_but_never_who_can_buy_now() -> None:
    game, _ = advised(Setup(3, "few-large"), number=6)
    for weeks in (0, 6, 30):
        named = set(advisers.stale(game.listed, weeks))
        for person in game.listed:
            assert (person.key in named) == (person.age > weeks and person.knows != "hot")
