"""The board is a believable list of one territory, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.content.text import Text
from course.pipeline import codes
from course.pipeline.board import CUSTOMER, HORIZONS, LANES, Board, Card, draw_board, move
from course.pipeline.names import draw_names
from course.pipeline.territories import TERRITORIES

MORISHITA = Card(
    CUSTOMER, Text({"ja": "森下製作所", "en": "Morishita Works"}), 3_200_000, 6, "prospect", "mid", 0.3
)


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 2**63 - 1),
    territory=st.sampled_from(sorted(TERRITORIES)),
    with_customer=st.booleans(),
)
def test_a_board_is_believable(seed: int, territory: str, with_customer: bool) -> None:
    board = draw_board(seed, territory, MORISHITA if with_customer else None)
    assert len(board.cards) == 25
    assert len({card.key for card in board.cards}) == len(board.cards)
    assert len({card.name.to("ja") for card in board.cards}) == len(board.cards)
    assert (board.cards[0] == MORISHITA) is with_customer
    assert board.lane("result")
    assert board.lane("potential")
    others = [card for card in board.cards if card.key != CUSTOMER]
    for card in others:
        assert card.lane in LANES
        assert card.horizon in ("", *HORIZONS)
        assert bool(card.outcome) == (card.lane == "result")
        assert card.amount > 0
        assert card.age_weeks >= 0
        assert 0.0 < card.known <= 1.0
        assert {"ja", "en"} == set(card.name.languages)
        assert card.name.to("en").isascii()
        assert "森下" not in card.name.to("ja") or not with_customer


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_what_is_hidden_agrees_with_the_cards(seed: int) -> None:
    board = draw_board(seed, "few-large", MORISHITA)
    listed = [card for card in board.cards if card.key != CUSTOMER and card.lane != "result"]
    assert board.listed == len(listed)
    people = board.people[0]
    hidden = {f"{people['key'][i]:016x}": i for i in range(board.listed)}
    assert set(hidden) == {card.key for card in listed}
    for card in listed:
        i = hidden[card.key]
        assert people["on"][i] == codes.LISTED
        assert (card.lane == "this_month") == (people["knows"][i] == codes.HOT)
        assert card.age_weeks == people["age"][i]
    assert not people["on"][board.listed :].any()


def test_the_same_seed_gives_the_same_board() -> None:
    first = draw_board(7, "few-large", MORISHITA)
    draw_board.cache_clear()
    again = draw_board(7, "few-large", MORISHITA)
    assert first is not again
    assert first.cards == again.cards
    assert first.people.tobytes() == again.people.tobytes()
    assert first.cards != draw_board(8, "few-large", MORISHITA).cards


def test_boards_hold_every_lane_and_outcome_between_them() -> None:
    boards = [draw_board(seed, "few-large") for seed in range(40)]
    lanes = Counter(card.lane for board in boards for card in board.cards)
    assert set(lanes) == set(LANES)
    assert {card.outcome for board in boards for card in board.lane("result")} == {"won", "lost", "let_go"}
    assert {card.horizon for board in boards for card in board.lane("prospect")} == set(HORIZONS)


def test_moving_a_card_leaves_the_board_as_it_was() -> None:
    board = draw_board(7, "few-large", MORISHITA)
    moved = move(board, CUSTOMER, lane="this_month", horizon="short", known=0.8)
    assert board.card(CUSTOMER) == MORISHITA
    assert moved.card(CUSTOMER).lane == "this_month"
    assert moved.lane("this_month")[-1].key == CUSTOMER
    assert moved.people is board.people
    assert {card.key for card in moved.cards} == {card.key for card in board.cards}
    stayed = move(board, CUSTOMER, known=0.9)
    assert [card.key for card in stayed.cards] == [card.key for card in board.cards]
    assert move(board, CUSTOMER, lane="prospect") is board
    with pytest.raises(KeyError):
        move(board, "nobody", lane="new")


def test_a_board_cannot_be_written_to() -> None:
    board: Board = draw_board(7, "few-large")
    with pytest.raises(ValueError, match="read-only"):
        board.people["on"][0, 0] = 0
    with pytest.raises(KeyError):
        draw_board(7, "atlantis")


def test_names_are_different_and_avoid_those_taken() -> None:
    firms = draw_names(3, 40, people=False, taken=("森田",))
    assert len({str(name) for name in firms}) == 40
    assert not any("森田" in str(name) for name in firms)
    people = draw_names(3, 40, people=True)
    assert all(str(name).endswith("様") for name in people)
    assert all(not name.to("en").endswith("様") for name in people)
