"""Votes: what counts and what does not, many at once, and the same again."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from course.extensions import db, utc_now
from course.live import ballots, queries
from course.live.ballots import (
    CLOSED,
    GONE,
    GRACE,
    KEPT,
    LATE,
    MOVED_ON,
    NEXT_ROUND,
    NOT_OFFERED,
    Ballots,
    Paper,
    judge,
)
from course.live.gate import Claim
from course.live.requests import Ballot, read_ballot
from tests.live.delivery import Chair, Hall, open_hall, session_cookie
from tests.people import Cast


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    return open_hall(app, cast)


@pytest.fixture
def box(app: Flask) -> Ballots:
    return Ballots(app, queries.offer)


def paper(
    hall: Hall, chair: Chair, *chosen: str, round: int = 1, ballot: int = 1, session: str = ""
) -> Paper:
    return Paper(Claim(hall.room_id, chair.value, session), round, ballot, tuple(sorted(chosen)), utc_now())


def one(box: Ballots, handed: Paper) -> str:
    [ruling] = box.count([handed])
    assert ruling is not None
    return ruling.outcome


def test_a_vote_is_kept_changes_until_the_lock_and_repeated_changes_nothing(hall: Hall, box: Ballots) -> None:
    chair = hall.seat("青木")
    hall.question()
    for choice, changes in (("a", 0), ("a", 0), ("b", 1), ("b", 1), ("a", 2)):
        assert one(box, paper(hall, chair, choice)) == KEPT
        assert hall.votes() == [(chair.id, 1, 1, [choice], changes)]
    hall.step("lock")
    assert one(box, paper(hall, chair, "b")) == LATE
    [late] = box.count([paper(hall, chair, "b")])
    assert late is not None and late.chosen == ("a",)  # what counts is told
    assert one(box, paper(hall, chair, "a")) == KEPT  # its answer had got lost
    assert hall.votes() == [(chair.id, 1, 1, ["a"], 2)]


def test_votes_in_one_batch_count_in_the_order_they_came(hall: Hall, box: Ballots) -> None:
    first, second = hall.seat("青木"), hall.seat("馬場")
    hall.question()
    handed = [paper(hall, chair, choice) for choice in "aba" for chair in (first, second)]
    rulings = box.count(handed)
    assert [ruling and ruling.outcome for ruling in rulings] == [KEPT] * 6
    assert hall.votes() == [(first.id, 1, 1, ["a"], 2), (second.id, 1, 1, ["a"], 2)]


def test_only_what_is_on_offer_can_be_chosen_and_as_many_as_that(hall: Hall, box: Ballots) -> None:
    chair = hall.seat("青木")
    hall.question("q1")
    for chosen in (("z",), ("a", "b"), (), ("a", "z")):
        assert one(box, paper(hall, chair, *chosen)) == NOT_OFFERED
    hall.step("reveal")
    hall.question("q2")  # several answers
    assert one(box, paper(hall, chair, "date", "price", round=2)) == KEPT
    assert one(box, paper(hall, chair, "a", round=2)) == NOT_OFFERED  # it was on offer in the round before
    assert [row[3] for row in hall.votes()] == [["date", "price"]]


def test_a_ballot_that_is_over_or_not_there_takes_no_votes(hall: Hall, box: Ballots) -> None:
    chair = hall.seat("青木")
    assert one(box, paper(hall, chair, "a")) == LATE  # nothing has been asked
    hall.question(peer=True)
    for place in ({"ballot": 2}, {"round": 2}, {"round": 99}):
        assert one(box, paper(hall, chair, "a", **place)) == MOVED_ON
    hall.step("lock")
    hall.step("revote")
    assert one(box, paper(hall, chair, "a")) == MOVED_ON
    assert one(box, paper(hall, chair, "a", ballot=2)) == KEPT
    hall.step("close")
    assert one(box, paper(hall, chair, "b", ballot=2)) == CLOSED
    assert hall.votes() == [(chair.id, 1, 2, ["a"], 0)]


def test_somebody_who_comes_late_plays_from_the_next_round(hall: Hall, box: Ballots) -> None:
    hall.seat("青木")
    hall.question()
    late = hall.seat("後藤")
    assert one(box, paper(hall, late, "a")) == NEXT_ROUND
    hall.step("reveal")
    hall.question("q2")
    assert one(box, paper(hall, late, "date", "price", round=2)) == KEPT


def test_nobody_votes_with_another_s_seat(app: Flask, cast: Cast, hall: Hall, box: Ballots) -> None:
    mine, theirs = hall.seat("青木"), hall.seat("馬場")
    other = open_hall(app, cast)
    stranger = other.seat("青木")
    hall.question()
    other.question()
    signature = mine.value.partition(".")[2]
    for value in (
        f"{theirs.id}.{signature}",
        f"{mine.id}.",
        f"{mine.id}.{'0' * 64}",
        stranger.value,
        "",
        "x.y",
    ):
        assert one(box, paper(hall, replace(mine, value=value), "a")) == GONE
    assert one(box, paper(replace(hall, room_id=99_999), mine, "a")) == GONE
    assert hall.votes() == []


def test_somebody_shown_out_does_not_vote(hall: Hall, box: Ballots) -> None:
    chair = hall.seat("青木")
    hall.question()
    hall.show_out(chair)
    assert one(box, paper(hall, chair, "a")) == GONE
    assert hall.votes() == []


def test_a_person_s_seat_needs_their_living_sign_in(app: Flask, cast: Cast, hall: Hall, box: Ballots) -> None:
    from course.accounts import sessions
    from course.accounts.models import User

    chair = hall.seat("", cast.sasaki)
    hall.question()
    [own] = session_cookie(app, cast.sasaki).values()
    [other] = session_cookie(app, cast.ono).values()
    for session, outcome in ((own, KEPT), (other, GONE), ("", GONE), (own + "x", GONE)):
        assert one(box, paper(hall, chair, "a", session=session)) == outcome
    with app.app_context():
        sessions.end_all(db.session.get_one(User, cast.sasaki.id), utc_now())
        db.session.commit()
    assert one(box, paper(hall, chair, "b", session=own)) == GONE
    assert [row[3] for row in hall.votes()] == [["a"]]


def test_thirty_two_hands_at_once_make_one_row_each_and_the_lock_comes_whole(app: Flask, hall: Hall) -> None:
    """Two boxes, as two processes have; half the votes meet the lock, and none counts that was told it is late."""
    chairs = [hall.seat(f"{number}番") for number in range(16)]
    hall.question()
    boxes = [Ballots(app, queries.offer), Ballots(app, queries.offer)]
    ready = threading.Barrier(33)
    rng = random.Random(1)
    wanted = [[rng.choice("ab") for _ in range(6)] for _ in range(32)]

    def press(number: int) -> list[tuple[str, str]]:
        ready.wait(30)
        mine = chairs[number % 16]
        return [(choice, one(boxes[number % 2], paper(hall, mine, choice))) for choice in wanted[number]]

    def lock() -> None:
        ready.wait(30)
        hall.step("lock")

    with ThreadPoolExecutor(33) as pool:
        locked = pool.submit(lock)
        told = list(pool.map(press, range(32)))
        locked.result(30)
    rows = {who: chosen for who, _, _, chosen, _ in hall.votes()}
    assert len(rows) == len(hall.votes())
    for number, chair in enumerate(chairs):
        answers = told[number] + told[number + 16]
        assert {outcome for _, outcome in answers} <= {KEPT, LATE}
        if any(outcome == KEPT for _, outcome in answers):
            assert [rows[chair.id][0], KEPT] in [list(answer) for answer in answers]
        else:
            assert chair.id not in rows


def test_what_cannot_be_written_is_not_called_kept_and_harms_no_other_room(
    app: Flask, cast: Cast, hall: Hall
) -> None:
    other = open_hall(app, cast)
    mine, theirs = hall.seat("青木"), other.seat("青木")
    hall.question()
    other.question()

    def offer(room_id: int) -> Any:
        if room_id == hall.room_id:
            raise RuntimeError("no such content")
        return queries.offer(room_id)

    told: list[int] = []
    rulings = Ballots(app, offer, told.append).count([paper(hall, mine, "a"), paper(other, theirs, "a")])
    assert rulings[0] is None and rulings[1] is not None and rulings[1].outcome == KEPT
    assert told == [other.room_id]
    assert hall.votes() == [(theirs.id, 1, 1, ["a"], 0)]
    assert one(Ballots(app, queries.offer), paper(hall, mine, "a")) == KEPT  # sent again


def test_news_is_told_only_when_a_vote_changed(app: Flask, hall: Hall) -> None:
    chair = hall.seat("青木")
    hall.question()
    told: list[int] = []
    box = Ballots(app, queries.offer, told.append)
    for choice in "aab":
        one(box, paper(hall, chair, choice))
    one(box, paper(hall, chair, "z"))
    assert told == [hall.room_id] * 2


NOW = datetime(2026, 1, 1, tzinfo=UTC)
OFFER = SimpleNamespace(round=3, ballot=1, ids=frozenset("abc"), many=False)


def room(**changes: Any) -> Any:
    return SimpleNamespace(
        **{"closed_at": None, "open_round": 3, "open_ballot": 1, "open_until": None, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, KEPT),
        ({"open_until": NOW}, KEPT),
        ({"open_until": NOW - GRACE}, KEPT),  # it was on its way when the time ran out
        ({"open_until": NOW - GRACE - timedelta(milliseconds=1)}, LATE),
        ({"open_round": None, "open_ballot": None}, LATE),
        ({"open_ballot": 2}, MOVED_ON),
        ({"open_round": 4}, MOVED_ON),
        ({"closed_at": NOW}, CLOSED),
    ],
)
def test_a_vote_is_held_against_the_room_s_clock_and_place(changes: dict[str, Any], outcome: str) -> None:
    handed = Paper(Claim(1, "", ""), 3, 1, ("a",), NOW)
    assert judge(handed, room(**changes), 1, OFFER) == outcome


def test_an_offer_of_another_ballot_counts_for_nothing() -> None:
    handed = Paper(Claim(1, "", ""), 3, 1, ("a",), NOW)
    assert judge(handed, room(), 1, None) == MOVED_ON
    assert judge(handed, room(), 1, SimpleNamespace(**{**vars(OFFER), "ballot": 2})) == MOVED_ON
    assert judge(replace(handed, chosen=("a", "b")), room(), 1, OFFER) == NOT_OFFERED
    many = SimpleNamespace(**{**vars(OFFER), "many": True})
    assert judge(replace(handed, chosen=("a", "b")), room(), 1, many) == KEPT
    assert ballots.MOST_CHOSEN >= 10


@pytest.mark.parametrize(
    ("body", "kind", "read"),
    [
        (
            b'{"round": 1, "ballot": 2, "choice": ["b", "a", "b"]}',
            "application/json",
            Ballot(1, 2, ("a", "b")),
        ),
        (
            b'{"round": 1, "ballot": 2, "choice": "a"}',
            "application/json; charset=utf-8",
            Ballot(1, 2, ("a",)),
        ),
        (
            b"round=1&ballot=2&choice=b&choice=a",
            "application/x-www-form-urlencoded",
            Ballot(1, 2, ("a", "b")),
        ),
        (b"round=1&ballot=2", "application/x-www-form-urlencoded", Ballot(1, 2, ())),
        (b'{"round": true, "ballot": 2, "choice": []}', "application/json", None),
        (b'{"round": 1.0, "ballot": 2, "choice": []}', "application/json", None),
        (b'{"round": 0, "ballot": 2, "choice": []}', "application/json", None),
        (b'{"round": 1, "ballot": 2, "choice": [[]]}', "application/json", None),
        (b'{"round": 1, "ballot": 2, "choice": null}', "application/json", None),
        (b'{"round": 1, "ballot": 2}', "application/json", None),
        (b"[" * 2000, "application/json", None),
        (b"round=x&ballot=2", "", None),
        (b"\xff", "application/json", None),
        (b"\xff", "", None),
    ],
)
def test_a_vote_is_read_from_script_and_form(body: bytes, kind: str, read: Ballot | None) -> None:
    assert read_ballot(body, kind) == read


@given(st.binary(max_size=200), st.sampled_from(("application/json", "", "text/plain")))
def test_any_body_at_all_is_read_or_refused(body: bytes, kind: str) -> None:
    found = read_ballot(body, kind)
    assert found is None or (found.round > 0 and found.ballot > 0)
