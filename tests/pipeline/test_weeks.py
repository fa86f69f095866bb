"""A week that is played keeps the laws of the weeks that policies live through, and shares their luck."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.pipeline import codes, simulator, weeks
from course.pipeline.board import Board, draw_board
from course.pipeline.lines import LINES
from course.pipeline.territories import TERRITORIES
from course.pipeline.weeks import LINE_ROWS, Act, Moment, Outreach

SLOWLY = settings(deadline=None, max_examples=40)
KINDS = st.sampled_from(
    [
        codes.DROP,
        codes.TOUCH,
        codes.FOLLOW,
        codes.PRESENT,
        codes.PRESENT | codes.ASK,
        codes.PRESENT | codes.ASK | codes.ONWARD,
        codes.ESTIMATE,
        codes.ESTIMATE | codes.ASK | codes.ONWARD,
        codes.ASK,
        codes.ASK | codes.ONWARD,
        codes.CLOSE,
        (1 << 8) - 2,  # everything but letting go
    ]
)
HOURS = st.floats(0, 40)


def begun(seed: int, territory: str) -> tuple[np.ndarray, Board, Moment]:
    board = draw_board(seed, territory)
    rows = weeks.rows_of(TERRITORIES[territory].parameters())
    return rows, board, weeks.begin(rows, seed, board.people, board.listed, board.world, board.week)


def spent(moment: Moment) -> float:
    return sum(moment.count(name) for name in ("hours_desk", "hours_list", "hours_new", "hours_unused"))


def listed(people: np.ndarray, places: list[int]) -> int:
    return int(sum(people["on"][0, spot] == codes.LISTED for spot in places))


@SLOWLY
@given(
    seed=st.integers(0, 2**31 - 1),
    territory=st.sampled_from(list(TERRITORIES)),
    plans=st.lists(st.tuples(st.lists(st.tuples(KINDS, st.sampled_from(list(LINES)))), HOURS), max_size=4),
    exhibition=st.sampled_from([0.0, 16.0, 40.0]),
    rest=st.booleans(),
)
def test_hours_and_people_add_up_whatever_is_planned(
    seed: int,
    territory: str,
    plans: list[tuple[list[tuple[int, str]], float]],
    exhibition: float,
    rest: bool,
) -> None:
    rows, board, moment = begun(seed, territory)
    people = board.listed
    for number, (planned, hours) in enumerate(plans, start=1):
        acts = [
            Act(spot, kinds, LINE_ROWS[kind])
            for spot, (kinds, kind) in zip(moment.places, planned, strict=False)
        ]
        outreach = Outreach(
            exhibition=exhibition, flyers=hours / 3, referral=hours / 3, inbound=hours, cold=hours, rest=rest
        )
        played = weeks.play(rows, seed, moment, acts, outreach)
        end, moment = played.end, played.next
        # Hours never exceed the week, and every one is booked somewhere.
        assert spent(moment) == pytest.approx(40.0 * number, abs=1e-6)
        assert 0.0 <= moment.count("hours_wasted") <= moment.count("hours_list") + 1e-9
        # Nobody appears or vanishes uncounted.
        there = listed(moment.people, moment.places)
        gone = moment.count("contracts") + moment.count("dropped")
        assert people + moment.count("potentials") == there + gone
        assert moment.count("cancelled") <= moment.count("contracts")
        assert moment.count("tests_early") <= moment.count("tests")
        top = int(end["top"][0])
        assert end["trust"][0, :top].min() >= -0.5 and end["trust"][0, :top].max() <= 1.0
        for act, result in zip(acts, played.results, strict=True):
            came, declined = bool(result & codes.CAME), bool(result & codes.DECLINED)
            assert not (came and declined)
            if result & codes.EARLY:
                assert act.kinds & codes.ASK


@SLOWLY
@given(seed=st.integers(0, 2**31 - 1), kind=st.sampled_from(list(LINES)), kinds=st.just(codes.ASK))
def test_asking_in_a_played_week_never_raises_trust_when_it_comes_early(
    seed: int, kind: str, kinds: int
) -> None:
    rows, _, moment = begun(seed, "few-large")
    for spot in moment.places:
        if moment.people["on"][0, spot] != codes.LISTED:
            continue
        played = weeks.play(rows, seed, moment, [Act(spot, kinds, LINE_ROWS[kind])], Outreach())
        if played.results[0] & codes.EARLY:
            assert played.end["trust"][0, spot] <= moment.people["trust"][0, spot] + 1e-12
        else:
            assert played.end["trust"][0, spot] >= moment.people["trust"][0, spot] - 1e-12


def test_the_same_week_gives_the_same_week() -> None:
    rows, _, moment = begun(7, "few-large")
    acts = [Act(spot, codes.PRESENT | codes.ASK | codes.ONWARD) for spot in moment.places[:6]]
    first, second = (weeks.play(rows, 7, moment, acts, Outreach(flyers=2.0)) for _ in range(2))
    assert first.next.people.tobytes() == second.next.people.tobytes()
    assert first.next.tally.tobytes() == second.next.tally.tobytes()
    other = weeks.play(rows, 8, moment, acts, Outreach(flyers=2.0))
    assert first.next.people.tobytes() != other.next.people.tobytes()


def test_a_week_begins_as_it_does_for_a_policy_and_luck_is_that_of_its_first_future() -> None:
    """A rep who plans nothing meets the people a policy meets that spends no hour on its list."""
    rows, board, moment = begun(3, "few-large")
    idle = TERRITORIES["few-large"].parameters(dict.fromkeys(("h_invite", "h_nurture", "h_touch"), 1000.0))
    idle = np.array(idle)
    idle[[codes.PARAMETER_NAMES.index(name) for name in ("h_test", "h_close", "h_estimate", "h_present")]] = (
        1e3
    )
    outcomes = simulator.run(
        idle, codes.HOARDER, runs=1, weeks=4, seed=3, warm_up=0, start=board.week, board=board.people,
        listed=board.listed, world=board.world,
    )  # fmt: skip
    for _ in range(4):
        moment = weeks.play(rows, 3, moment, [], Outreach()).next
    assert moment.count("potentials") == outcomes.tallies["potentials"][0]
    assert moment.count("contacts") == outcomes.tallies["contacts"][0]


def test_futures_of_a_week_that_has_begun_are_those_of_the_week_that_begins() -> None:
    """Nature passes once: a policy that takes over mid-week earns what it earns from the week's beginning."""
    rows, board, moment = begun(5, "few-large")
    whole = simulator.run(
        TERRITORIES["few-large"].parameters(), codes.TWO_WHEELS, runs=3_000, weeks=12, seed=5, warm_up=0, first=1,
        start=board.week, board=board.people, listed=board.listed, world=board.world,
    ).net.sum(1)  # fmt: skip
    begins = weeks.futures_of(rows, moment, codes.TWO_WHEELS, runs=3_000, weeks=12, seed=5).net.sum(1)
    error = float(np.hypot(whole.std(), begins.std()) / 3_000**0.5)
    # The first week's own luck is fixed in the moment, so the two differ by one week's news at most.
    assert abs(whole.mean() - begins.mean()) < 4 * error + 0.4


def test_hours_taken_are_missing() -> None:
    rows, _, moment = begun(5, "few-large")
    free = weeks.play(rows, 5, moment, [], Outreach()).next
    busy = weeks.play(rows, 5, moment, [], Outreach(taken=10.0)).next
    assert free.count("hours_new") - busy.count("hours_new") == pytest.approx(10.0)
    assert busy.count("hours_list") == 10.0
    with_less = weeks.futures_of(
        rows, moment, codes.TWO_WHEELS, runs=2_000, weeks=8, seed=5, plan=Outreach(taken=20.0)
    ).net.sum(1)
    with_all = weeks.futures_of(rows, moment, codes.TWO_WHEELS, runs=2_000, weeks=8, seed=5).net.sum(1)
    assert with_less.mean() < with_all.mean()


def test_a_closing_line_shuts_the_door_of_some_who_would_have_bought_later() -> None:
    shut = total = 0
    for seed in range(30):
        rows, _, moment = begun(seed, "buying-later")
        people = moment.people
        later = [
            spot
            for spot in moment.places
            if people["on"][0, spot] == codes.LISTED
            and people["fit"][0, spot]
            and not people["open"][0, spot]
            and not people["dead"][0, spot]
        ]
        for kind in ("close-file", "time-frame"):
            acts = [Act(spot, codes.ASK, LINE_ROWS[kind]) for spot in later]
            end = weeks.play(rows, seed, moment, acts, Outreach()).end
            died = sum(int(end["dead"][0, spot]) for spot in later)
            if kind == "time-frame":
                assert died == 0
            else:
                shut, total = shut + died, total + len(later)
    assert shut / total == pytest.approx(LINES["close-file"].shuts, abs=0.08)


def test_one_plain_question_is_answered_sooner_than_four() -> None:
    rows, _, moment = begun(1, "few-large")
    spots = [spot for spot in moment.places if moment.people["on"][0, spot] == codes.LISTED]
    answers = {"standard": 0, "time-frame": 0}
    for seed in range(40):
        rows, _, moment = begun(seed, "few-large")
        spots = [spot for spot in moment.places if moment.people["known"][0, spot] == 0]
        for kind in answers:
            end = weeks.play(
                rows, seed, moment, [Act(spot, codes.ASK, LINE_ROWS[kind]) for spot in spots], Outreach()
            ).end
            answers[kind] += sum(int(end["known"][0, spot]) & codes.KNOWS_TIMING > 0 for spot in spots)
    assert answers["time-frame"] > 1.2 * answers["standard"]


def test_asking_customers_brings_introductions_once_each() -> None:
    rows, _, moment = begun(2, "few-large")
    world = moment.world.copy()
    world["customers"] = 3.0
    moment = dataclasses.replace(moment, world=world)
    played = weeks.play(rows, 2, moment, [], Outreach(referral=40.0)).next
    assert played.world["customers"][0] == 0.0
    assert played.count("hours_new") == pytest.approx(
        weeks.play(rows, 2, moment, [], Outreach()).next.count("hours_new")
    )
    half = weeks.play(rows, 2, moment, [], Outreach(referral=2.4)).next
    assert half.world["customers"][0] == 1.0, "two can be asked in two hours and a half"
