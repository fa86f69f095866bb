"""Check the trainer's steps, the seats and the records they leave, on rows."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from course.extensions import db, utc_now
from course.live import operations, queries, rounds, seating, settling
from course.live.models import Message, Participant, Room, RoomEvent, Vote
from course.live.operations import MovedOn
from course.live.rounds import NotNow
from course.live.seating import Refused
from tests.live.conftest import Hand, Opening
from tests.people import Cast, make_person
from tests.small_course import RIGHT, WRONG


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count(model.id)).where(*conditions)) or 0


def test_the_same_step_twice_is_one_row(opened: Opening) -> None:
    hand = opened()
    body = {"kind": "question", "ref": "q1", "peer": True}
    for _ in range(3):
        operations.step(hand.room, seq=0, kind="open", body=body, now=utc_now())
        db.session.commit()
    assert count(RoomEvent) == 1 and hand.room.seq == 1


def test_another_step_at_the_same_place_is_told_that_the_room_has_moved_on(opened: Opening) -> None:
    hand = opened()
    hand.question()
    for kind, body in (("open", {"kind": "question", "ref": "q2", "peer": True}), ("close", {})):
        with pytest.raises(MovedOn):
            operations.step(hand.room, seq=0, kind=kind, body=body, now=utc_now())
    with pytest.raises(MovedOn):
        operations.step(hand.room, seq=5, kind="lock", body={}, now=utc_now())
    assert count(RoomEvent) == 1


def test_sixteen_equal_taps_at_once_are_one_step(app: Flask, opened: Opening) -> None:
    hand = opened()
    hand.question()

    def tap(_: int) -> str:
        with app.app_context():
            try:
                room = db.session.get_one(Room, hand.room_id)
                operations.step(room, seq=1, kind="lock", body={}, now=utc_now())
                db.session.commit()
            except MovedOn:
                return "moved on"
            return "done"

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(tap, range(16))) == {"done"}
    assert count(RoomEvent, RoomEvent.kind == "lock") == 1 and hand.room.seq == 2


@pytest.mark.parametrize(
    ("kind", "item", "step", "body"),
    [
        ("quiz", "first", "open", {"kind": "question", "ref": "no-such"}),
        ("quiz", "first", "open", {"kind": "scene"}),
        ("quiz", "first", "section", {"section": "why"}),
        ("quiz", "first", "truth", {}),
        ("quiz", "first", "talk", {"team": 1}),
        ("lesson", "first", "section", {"section": "no-such"}),
        ("scenario", "sample", "open", {"kind": "question", "ref": "q1"}),
        ("scenario", "sample", "truth", {}),
    ],
)
def test_what_the_item_does_not_have_is_refused(
    opened: Opening, kind: str, item: str, step: str, body: dict[str, Any]
) -> None:
    hand = opened(kind, item)
    with pytest.raises(NotNow):
        hand.step(step, **body)
    db.session.rollback()
    assert count(RoomEvent) == 0


def test_only_a_line_on_offer_can_be_taken(opened: Opening) -> None:
    hand = opened("scenario", "sample")
    hand.scene()
    hand.step("reveal")
    with pytest.raises(NotNow):
        hand.step("take", choice="no-such-line")
    db.session.rollback()
    offered = queries.offer(hand.room_id)
    assert offered is None  # nothing is voted on any more
    hand.step("take", choice="ask")
    assert hand.state.path == ("ask",)


def test_the_row_says_which_ballot_is_open(opened: Opening) -> None:
    hand = opened()
    seen = []
    for act in (
        lambda: hand.question(peer=True),
        lambda: hand.step("lock"),
        lambda: hand.step("revote"),
        lambda: hand.step("reveal"),
    ):
        act()
        seen.append((hand.room.open_round, hand.room.open_ballot))
    assert seen == [(1, 1), (None, None), (1, 2), (None, None)]


def test_the_offer_is_the_open_ballot(opened: Opening) -> None:
    hand = opened()
    assert queries.offer(hand.room_id) is None
    hand.question("q2")
    offer = queries.offer(hand.room_id)
    assert offer is not None and (offer.round, offer.ballot, offer.many) == (1, 1, True)
    assert offer.ids >= set(RIGHT["q2"])
    hand.step("timer", act="start", seconds=30)
    timed = queries.offer(hand.room_id)
    assert timed is not None and timed.until is not None
    hand.step("timer", act="pause")
    paused = queries.offer(hand.room_id)
    assert paused is not None and paused.until is None


def test_time_up_locks_once(opened: Opening) -> None:
    hand = opened()
    hand.question()
    assert not operations.time_up(hand.room_id, utc_now())
    hand.step("timer", act="start", seconds=30)
    assert not operations.time_up(hand.room_id, utc_now() + timedelta(seconds=29))
    assert operations.time_up(hand.room_id, utc_now() + timedelta(seconds=31))
    assert not operations.time_up(hand.room_id, utc_now() + timedelta(seconds=32))
    assert hand.state.round.phase == "locked"


def test_a_room_that_is_closed_takes_no_step(opened: Opening) -> None:
    hand = opened()
    hand.question()
    hand.step("close")
    assert hand.room.closed_at is not None and hand.room.open_round is None
    with pytest.raises(NotNow):
        hand.question("q2")


# ---- seats ----


def test_a_late_joiner_plays_from_the_next_round(opened: Opening) -> None:
    hand = opened()
    assert hand.seat("あ").from_round == 1
    hand.question()
    assert hand.seat("い").from_round == 2
    hand.step("reveal")
    assert hand.seat("う").from_round == 2


def test_who_has_signed_in_gets_the_same_seat_on_every_device(opened: Opening, cast: Cast) -> None:
    hand = opened()
    first = hand.seat(user_id=cast.sasaki.id)
    assert hand.seat(user_id=cast.sasaki.id).id == first.id
    assert first.name == cast.sasaki.name and count(Participant) == 1


def test_a_nickname_comes_back_with_its_word_alone(opened: Opening) -> None:
    hand = opened()
    seat = hand.seat("けん")
    assert seating.take_seat_again(hand.room, name="ｹﾝ", word=seat.word.lower()).id == seat.id
    for name, word in (("けん", "2222"), ("だれ", seat.word), ("", "")):
        with pytest.raises(Refused, match="no_such_seat"):
            seating.take_seat_again(hand.room, name=name, word=word)


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "name_empty"), ("\u202e\u200b", "name_empty"), ("ばか", "name_rough"), ("ＫＥＮ", "name_taken")],
)
def test_names_are_refused_for_a_reason(opened: Opening, name: str, why: str) -> None:
    hand = opened()
    hand.seat("Ken")
    with pytest.raises(Refused, match=why):
        hand.seat(name)
    db.session.rollback()
    assert count(Participant) == 1


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "👨‍👩‍👧", "あ" * 10_000, "abc\u202edef"])
def test_strange_names_get_an_honest_seat(opened: Opening, name: str) -> None:
    seat = opened().seat(name)
    assert 0 < len(seat.name) <= 20 and "\u202e" not in seat.name


def test_nobody_without_a_sign_in_sits_where_it_is_asked_for(opened: Opening, cast: Cast) -> None:
    hand = opened(join_mode="signed_in")
    with pytest.raises(Refused, match="signed_in"):
        hand.seat("けん")
    db.session.rollback()
    assert hand.seat(user_id=cast.ono.id).id


def test_an_anonymous_room_numbers_its_people(opened: Opening) -> None:
    hand = opened(join_mode="anonymous")
    assert [hand.seat(str(number)).name for number in range(3)] == ["1", "2", "3"]


def test_the_gate_the_cap_and_the_end_keep_people_out(opened: Opening) -> None:
    hand = opened(cap=1)
    hand.step("switch", name="gate", on=True)
    with pytest.raises(Refused, match="gate"):
        hand.seat("あ")
    db.session.rollback()
    hand.step("switch", name="gate", on=False)
    first = hand.seat("あ")
    with pytest.raises(Refused, match="full"):
        hand.seat("い")
    db.session.rollback()
    seating.show_out(hand.room, first, utc_now())
    db.session.commit()
    assert hand.seat("い").id
    hand.step("close")
    with pytest.raises(Refused, match="closed"):
        hand.seat("う")


def test_the_last_seat_is_given_once(app: Flask, opened: Opening) -> None:
    hand = opened(cap=1)

    def sit(number: int) -> str:
        with app.app_context():
            try:
                room = db.session.get_one(Room, hand.room_id)
                seating.take_seat(room, None, name=f"人{number}", rng=random.Random(number), now=utc_now())
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                return refusal.why
            return "seated"

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(sit, range(32)))
    assert sorted(set(said)) == ["full", "seated"] and said.count("seated") == 1 == count(Participant)


def test_who_was_shown_out_stays_out_until_let_back_in(opened: Opening, cast: Cast) -> None:
    hand = opened()
    seat = hand.seat(user_id=cast.sasaki.id)
    key = seat.key
    seating.show_out(hand.room, seat, utc_now())
    db.session.commit()
    assert seat.key != key
    with pytest.raises(Refused, match="shown_out"):
        hand.seat(user_id=cast.sasaki.id)
    db.session.rollback()
    seating.let_back_in(hand.room, seat)
    db.session.commit()
    assert hand.seat(user_id=cast.sasaki.id).id == seat.id


def test_people_are_dealt_to_teams_evenly_and_can_be_moved(opened: Opening) -> None:
    hand = opened(teams=3)
    seats = [hand.seat(f"人{number}") for number in range(7)]
    assert [seat.team for seat in seats] == [1, 2, 3, 1, 2, 3, 1]
    seating.move(hand.room, seats[0], 3)
    with pytest.raises(ValueError, match="4"):
        seating.move(hand.room, seats[0], 4)
    assert seats[0].team == 3


# ---- who is here and who has answered ----


def test_everybody_present_survives_leavers_and_late_joiners(opened: Opening) -> None:
    hand = opened()
    here, gone = hand.seat("いる"), hand.seat("帰った")
    hand.question()
    late = hand.seat("遅れた")
    now = utc_now()
    gone.seen_at = now - timedelta(minutes=1)
    db.session.commit()
    before = queries.attendance(hand.room, hand.state.round, now)
    assert (before.joined, before.present, before.voting, before.voted, before.complete) == (
        3,
        2,
        1,
        0,
        False,
    )
    assert [seat.id for seat in queries.missing(hand.room, hand.state.round, now)] == [here.id]
    hand.vote(here, "a")
    after = queries.attendance(hand.room, hand.state.round, now)
    assert (after.voting, after.voted, after.complete) == (1, 1, True) and late.from_round == 2


# ---- words ----


def test_the_wall_keeps_one_answer_each_and_waits_for_the_trainer(opened: Opening) -> None:
    hand = opened()
    seat = hand.seat("けん")
    hand.step("open", kind="wall", prompt="どう言いますか")
    message = seating.answer_wall(hand.room, seat, 1, " まず\n聞く ", utc_now())
    db.session.commit()
    assert (message.words, message.state) == ("まず 聞く", "waiting")
    seating.moderate(hand.room, message, "shown")
    again = seating.answer_wall(hand.room, seat, 1, "まず待つ", utc_now())
    assert again.id == message.id and again.state == "waiting" and count(Message) == 1
    late = hand.seat("遅れた")
    with pytest.raises(Refused, match="next_round"):
        seating.answer_wall(hand.room, late, 1, "間に合った?", utc_now())
    with pytest.raises(Refused, match="words_empty"):
        seating.answer_wall(hand.room, seat, 1, " \u200b ", utc_now())
    db.session.rollback()
    hand.step("lock")
    with pytest.raises(Refused, match="late"):
        seating.answer_wall(hand.room, seat, 1, "遅い", utc_now())


def test_hands_and_questions(opened: Opening) -> None:
    hand = opened()
    first, second = hand.seat("先"), hand.seat("後")
    now = utc_now()
    seating.put_hand(hand.room, second, True, now)
    seating.put_hand(hand.room, first, True, now + timedelta(seconds=1))
    db.session.commit()
    assert [seat.name for seat in queries.hands(hand.room)] == ["後", "先"]
    seating.put_hands_down(hand.room)
    assert not queries.hands(hand.room)
    for number in range(seating.MOST_QUESTIONS):
        seating.ask(hand.room, first, f"質問 {number}", now)
    with pytest.raises(Refused, match="too_many"):
        seating.ask(hand.room, first, "もう一つ", now)
    assert queries.open_questions(hand.room) == seating.MOST_QUESTIONS


# ---- what enters one's own record ----


def observations(user_id: int) -> list[tuple[str, float, str]]:
    from course.skills.models import Observation

    rows = db.session.execute(
        select(Observation.skill, Observation.value, Observation.source)
        .where(Observation.user_id == user_id)
        .order_by(Observation.id)
    )
    return [tuple(row) for row in rows]


def cards(user_id: int) -> list[tuple[str, str]]:
    from course.quizzes.models import ReviewCard

    rows = db.session.execute(
        select(ReviewCard.quiz_id, ReviewCard.question_id).where(ReviewCard.user_id == user_id)
    )
    return [tuple(row) for row in rows]


def test_the_first_vote_enters_the_record_and_a_mistake_comes_back(opened: Opening, cast: Cast) -> None:
    hand = opened()
    sasaki, ono = hand.seat(user_id=cast.sasaki.id), hand.seat(user_id=cast.ono.id)
    visitor = hand.seat("見学")
    hand.question("q1", peer=True)
    for seat in (sasaki, visitor):
        hand.vote(seat, *WRONG["q1"])
    hand.vote(ono, *RIGHT["q1"])
    hand.step("lock")
    assert settling.waiting(hand.room, hand.state) == 0  # still to be talked about
    hand.step("revote")
    hand.vote(sasaki, *RIGHT["q1"], ballot=2)
    hand.step("reveal")
    assert settling.waiting(hand.room, hand.state) == 2
    hand.step("close")
    assert settling.waiting(hand.room, hand.state) == 0
    assert {value for _skill, value, source in observations(cast.sasaki.id) if source == "room"} == {0.0}
    assert {value for _skill, value, source in observations(cast.ono.id) if source == "room"} == {1.0}
    assert cards(cast.sasaki.id) == [("first", "q1")] and cards(cast.ono.id) == []


def test_who_voted_only_after_the_discussion_is_entered_too(opened: Opening, cast: Cast) -> None:
    hand = opened()
    sasaki = hand.seat(user_id=cast.sasaki.id)
    hand.question("q1", peer=True)
    hand.step("lock")
    hand.step("revote")
    hand.vote(sasaki, *WRONG["q1"])
    hand.step("reveal")
    hand.step("close")
    assert cards(cast.sasaki.id) == [("first", "q1")]


def test_a_check_of_a_lesson_counts_as_answered_once(opened: Opening, cast: Cast) -> None:
    from course.lessons.models import CheckAnswer

    hand = opened("lesson", "first")
    sasaki = hand.seat(user_id=cast.sasaki.id)
    check = queries.item_of(hand.room).checks[0]
    for _ in range(2):
        hand.step("open", kind="question", ref=check.id, peer=False)
        hand.vote(sasaki, check.options[0].id)
        hand.step("reveal")
    hand.step("close")
    assert count(CheckAnswer, CheckAnswer.user_id == cast.sasaki.id) == 1
    assert len(observations(cast.sasaki.id)) == len(check.skills)


def test_a_line_voted_for_is_an_observation(opened: Opening, cast: Cast) -> None:
    hand = opened("scenario", "sample")
    sasaki = hand.seat(user_id=cast.sasaki.id)
    hand.scene()
    hand.vote(sasaki, "ask")
    hand.step("reveal")
    hand.step("close")
    seen = observations(cast.sasaki.id)
    assert seen and all(source == "room" and 0 <= value <= 1 for _skill, value, source in seen)


def test_votes_are_entered_in_portions_and_never_twice(app: Flask, opened: Opening) -> None:
    hand = opened(cap=500)
    people = [make_person(f"人{number}", f"p{number}@example.jp") for number in range(30)]
    db.session.commit()
    seats = [hand.seat(user_id=person.id) for person in people]
    hand.question("q1")
    for seat in seats:
        hand.vote(seat, *WRONG["q1"])
    hand.step("reveal")

    def enter(_: int) -> int:
        with app.app_context():
            room = db.session.get_one(Room, hand.room_id)
            done = settling.settle(room, queries.state_of(room), utc_now(), limit=7)
            db.session.commit()
            return done

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(enter, range(20)))
    assert done == 30 == count(Vote, Vote.entered_at.is_not(None))
    assert all(len(cards(person.id)) == 1 for person in people)


def test_running_again_keeps_the_history_apart(opened: Opening) -> None:
    before: Hand = opened()
    before.question()
    after = opened(again_of=before.room, rng=random.Random(8))
    assert after.room.again_of_id == before.room_id and after.state == rounds.State()
    assert before.room.code != after.room.code
