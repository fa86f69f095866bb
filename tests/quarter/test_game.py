"""A quarter is a fold: the same events, the same quarter; what happened is told; nobody is forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.pipeline.mapping import Customer
from course.pipeline.territories import TERRITORIES
from course.quarter import happenings
from course.quarter.account import account_of, skills_of
from course.quarter.game import WEEKS, Game, Setup, board_of, fold
from course.quarter.meeting import Met, after_meeting
from course.quarter.people import bond_of, see
from tests.quarter.folding import ACCOUNT, advised, event

SETUP = Setup(5, "few-large", (ACCOUNT,))
LATER = Customer(7, 9, 8, "this_month", "short", presented=True, estimated=True)


def keys(game: Game) -> set[str]:
    return {person.key for person in game.listed}


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**31 - 1), territory=st.sampled_from(list(TERRITORIES)))
def test_everybody_has_one_name_and_the_list_adds_up(seed: int, territory: str) -> None:
    game, events = advised(Setup(seed, territory, (ACCOUNT,)), number=4)
    names = [profile.name.to("ja") for profile in game.register.profiles.values()]
    assert len(set(names)) == len(names)
    assert all(profile.amount > 0 for profile in game.register.profiles.values())
    count = game.moment.count
    at_first = board_of(game.setup)[1]
    assert at_first + count("potentials") == len(game.listed) + count("contracts") + count("dropped")
    again = fold(game.setup, events)
    assert again.moment.people.tobytes() == game.moment.people.tobytes()
    assert [week.happened for week in again.weeks] == [week.happened for week in game.weeks]


def test_a_quarter_is_twelve_weeks_and_then_over() -> None:
    game, _ = advised(SETUP)
    assert game.over and game.number == WEEKS and len(game.weeks) == WEEKS
    assert sum(week.counts["hours_desk"] for week in game.weeks) > 0
    for week in game.weeks:
        hours = sum(week.counts[f"hours_{name}"] for name in ("desk", "list", "new", "unused"))
        assert hours == pytest.approx(40.0)


def test_a_plan_can_be_taken_back_within_its_week_only() -> None:
    game = fold(SETUP, [])
    one, two = (person.key for person in game.listed[:2])
    events = [event("plan", acts={one: ["touch", ""]}), event("plan", acts={two: ["follow", ""]})]
    assert set(fold(SETUP, events).plan.intents) == {one, two}
    assert set(fold(SETUP, [*events, event("undo")]).plan.intents) == {one}
    assert fold(SETUP, [*events, *[event("undo")] * 5]).plan.intents == {}
    lived = fold(SETUP, [*events, event("week"), event("undo")])
    assert lived.number == 1 and set(lived.weeks[0].plan.intents) == {one, two}


def test_standing_hours_are_kept_for_the_next_week_and_people_are_planned_anew() -> None:
    key = fold(SETUP, []).listed[0].key
    game = fold(
        SETUP, [event("plan", inbound=2.0, exhibition=True, acts={key: ["touch", ""]}), event("week")]
    )
    assert game.plan.inbound == 2.0 and not game.plan.exhibition and not game.plan.intents


def test_a_key_account_stands_on_the_list_with_its_scenario_s_truth() -> None:
    game = fold(SETUP, [])
    account = next(person for person in game.listed if person.profile.scenario)
    assert account.profile.amount == ACCOUNT.amount and account.presented and account.estimated
    assert game.moment.people["opens"][0, account.place] in (ACCOUNT.truth.ready_in_weeks - 1, 5)
    assert game.to_be_met(account) and "present" not in game.allowed(account)


@pytest.mark.parametrize(
    ("outcome", "listed", "contracts", "cancelled"),
    [("won", False, 1, 0), ("cancelled", False, 1, 1), ("railroaded", False, 1, 1), ("let_go", False, 0, 0),
     ("refusal", False, 0, 0), ("advance", True, 0, 0), ("continuation", True, 0, 0)],
)  # fmt: skip
def test_a_meeting_s_outcome_enters_the_week(
    outcome: str, listed: bool, contracts: int, cancelled: int
) -> None:
    scenario = ACCOUNT.scenario
    waiting = fold(SETUP, [event("meeting", scenario=scenario)])
    assert (
        waiting.open_meeting == scenario
        and waiting.moment.people.tobytes() == fold(SETUP, []).moment.people.tobytes()
    )
    met = {scenario: Met(outcome, LATER, hours=4.5)}
    game = fold(SETUP, [event("meeting", scenario=scenario)], met)
    assert not game.open_meeting and game.meetings[scenario] == "met"
    assert game.free_hours == pytest.approx(fold(SETUP, []).free_hours - 4.5)
    account = next(person for person in game.people if person.profile.scenario)
    assert bool(account.outcome) is not listed
    assert game.moment.count("contracts") == contracts and game.moment.count("cancelled") == cancelled
    if listed:
        assert account.bond == bond_of(0.55) and account.settled == 4
    after = fold(SETUP, [event("meeting", scenario=scenario), event("week")], met)
    told = [one for one in after.weeks[0].happened if one.key == account.key]
    assert [one.kind for one in told][:1] == (
        []
        if listed
        else [{"won": "signed", "cancelled": "cancelled", "railroaded": "cancelled"}.get(outcome, "let-go")]
    )
    assert after.weeks[0].taken == 4.5


@given(clarity=st.integers(0, 10), more=st.integers(0, 10))
def test_the_clearer_the_talk_the_more_is_settled(clarity: int, more: int) -> None:
    game = fold(SETUP, [])
    spot = next(person.place for person in game.people if person.profile.scenario)
    low, high = sorted((clarity, more))
    settled = [
        int(
            after_meeting(game.moment, spot, Met("advance", replace(LATER, clarity=level), 1.0)).people[
                "known"
            ][0, spot]
        )
        for level in (low, high)
    ]
    assert settled[0] & settled[1] == settled[0]
    assert bin(settled[1]).count("1") == sum(high >= least for least in (3, 5, 7, 9))


def test_a_meeting_that_is_called_off_is_gone() -> None:
    events = [event("meeting", scenario=ACCOUNT.scenario), event("miss", scenario=ACCOUNT.scenario)]
    game = fold(SETUP, events)
    assert game.meetings[ACCOUNT.scenario] == "missed" and not game.open_meeting
    account = next(person for person in game.listed if person.profile.scenario)
    assert not game.to_be_met(account)


def test_what_happened_is_told_once_for_each_act_and_every_kind_is_known() -> None:
    seen = set()
    for seed in range(12):
        for adviser in ("two-wheels", "no-hold"):
            game, _ = advised(Setup(seed, "few-large"), adviser, 6)
            for week in game.weeks:
                acted = [one.key for one in week.happened if one.key]
                told_by_act = [key for key in acted if key in week.plan.intents]
                assert len(told_by_act) >= len(set(told_by_act))
                assert {one.kind for one in week.happened} <= set(happenings.KINDS)
                seen |= {one.kind for one in week.happened}
    assert {
        "signed",
        "lost",
        "said-no",
        "learnt",
        "vague",
        "came",
        "let-go",
        "raised-hand",
        "kept-up",
    } <= seen


def test_a_death_nobody_has_heard_of_is_not_seen() -> None:
    game, _ = advised(Setup(3, "buying-later"), number=3)
    for person in game.listed:
        if person.knows == "never":
            continue
        people = game.moment.people.copy()
        people["dead"][0, person.place] = 1
        people["open"][0, person.place] = 0
        people["naive"][0, person.place] ^= 1
        for name, bit in (("need", 1), ("budget", 2), ("authority", 4)):
            if not people["known"][0, person.place] & bit:
                people[name][0, person.place] ^= 1
        assert see(people, person.place, person.profile) == person


def test_the_account_adds_up() -> None:
    game, _ = advised(SETUP, "no-hold", grade="B")
    account = account_of(game)
    assert account.net == account.contracts - account.cancelled
    assert account.listed == len(game.listed) == sum(account.ages)
    assert account.dead_listed <= account.listed
    assert account.hours["wasted"] <= account.hours["list"]
    assert sum(account.hours[name] for name in ("desk", "list", "new", "unused")) == pytest.approx(
        40.0 * WEEKS
    )
    assert account.honesty.brier is not None and 0.0 <= account.honesty.brier <= 1.0
    assert all(0.0 <= value <= 1.0 for value in skills_of(account).values())
    assert set(skills_of(account)) <= {"qualify", "test_close", "trust", "resolve", "balance"}


def test_who_pushes_early_shows_less_trust_and_worse_questions() -> None:
    def pushed(setup: Setup) -> Game:
        events = []
        for _ in range(WEEKS):
            game = fold(setup, events)
            acts = {
                person.key: ["ask", "assumptive"]
                for person in game.listed[:40]
                if not person.presented and person.knows == "unknown"
            }
            events += [event("plan", acts=acts, onward=False), event("week")]
        return fold(setup, events)

    setup = Setup(9, "few-large")
    hard, soft = account_of(pushed(setup)), account_of(advised(setup)[0])
    assert hard.tests_early > soft.tests_early
    assert skills_of(hard)["test_close"] < skills_of(soft)["test_close"]
