"""Hold the reckoning of a room to a recount so simple that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.live import reckoning
from course.live.points import Cast
from course.live.reckoning import Asked, Sitter

WORTH = {"a": 1.0, "b": 0.5, "c": 0.0}
ROUNDS = (Asked(1, "question", True), Asked(2, "poll", False), Asked(4, "scene", True))
SITTERS = tuple(Sitter(number, from_round) for number, from_round in ((1, 1), (2, 1), (3, 2), (4, 4)))


def credit(number: int, chosen: tuple[str, ...]) -> float | None:
    """Let nothing be right in the poll; else the mean of what was chosen."""
    return None if number == 2 else sum(WORTH[option] for option in chosen) / len(chosen)


answers = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(
    lambda chosen: tuple(sorted(chosen))
)
papers = st.dictionaries(
    st.tuples(st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 3, 4]), st.sampled_from([1, 2])), answers
).map(
    lambda held: [
        Cast(person, number, ballot, chosen)
        for (number, person, ballot), chosen in held.items()
        if number != 2 or ballot == 1
    ]
)


@given(papers)
def test_rounds_say_what_a_recount_says(casts: list[Cast]) -> None:
    for one, found in zip(ROUNDS, reckoning.rounds(ROUNDS, casts, credit), strict=True):
        for ballot, held in ((1, found.first), (2, found.second)):
            if held is None:
                assert not one.twice
                continue
            mine = [cast for cast in casts if cast.round == one.number and cast.ballot == ballot]
            assert held.voters == len(mine)
            for option in "abc":
                assert held.counts.get(option, 0) == sum(option in cast.chosen for cast in mine)
            if mine and one.kind != "poll":
                assert held.best == sum(cast.chosen == ("a",) for cast in mine)
            else:
                assert held.best is None and held.percent is None
        better = worse = changed = 0
        for sitter in SITTERS:
            both = [
                cast.chosen
                for ballot in (1, 2)
                for cast in casts
                if (cast.round, cast.participant, cast.ballot) == (one.number, sitter.id, ballot)
            ]
            if len(both) == 2 and both[0] != both[1]:
                changed += 1
                before, after = credit(one.number, both[0]), credit(one.number, both[1])
                if before is not None and after is not None:
                    better += after > before
                    worse += after < before
        assert (found.changed, found.better, found.worse) == (changed, better, worse)


@given(papers)
def test_people_say_what_a_recount_says(casts: list[Cast]) -> None:
    for sitter, found in zip(SITTERS, reckoning.people(ROUNDS, SITTERS, casts, credit), strict=True):
        firsts, lasts, answered, might = [], [], 0, 0
        for one, cell in zip(ROUNDS, found.cells, strict=True):
            mine = sorted(
                (cast for cast in casts if cast.participant == sitter.id and cast.round == one.number),
                key=lambda cast: cast.ballot,
            )
            answered += bool(mine)
            might += bool(mine) or one.number >= sitter.from_round
            if not mine:
                assert cell.mark == ("later" if one.number < sitter.from_round else "missed")
                continue
            assert cell.last == mine[-1].chosen
            value = credit(one.number, cell.last)
            if value is None:
                assert cell.mark == "given"
                continue
            assert cell.mark == ("right" if value == 1 else "partly" if value else "wrong")
            firsts.append(credit(one.number, mine[0].chosen))
            lasts.append(value)
        assert (found.answered, found.open, found.graded) == (answered, might, len(firsts))
        for mean, values in ((found.before, firsts), (found.after, lasts)):
            assert mean == (pytest.approx(100 * sum(values) / len(values)) if values else None)


@given(papers)
def test_what_needs_no_second_look_is_not_named_and_the_order_is_by_need(casts: list[Cast]) -> None:
    found = reckoning.rounds(ROUNDS, casts, credit)
    by_number = {one.number: one for one in found}
    named = reckoning.revisit(found, {one.number: str(one.number) for one in ROUNDS})
    assert 2 not in {one.number for one in named}, "nothing is wrong in a poll"
    assert list(named) == sorted(named, key=lambda one: (one.reason == "low", one.percent, one.number))
    for number, one in by_number.items():
        percent = one.last.percent
        if percent is not None and percent >= reckoning.LOW:
            assert number not in {held.number for held in named}


def votes(number: int, *chosen: str) -> list[Cast]:
    return [Cast(person, number, 1, (one,)) for person, one in enumerate(chosen, start=1)]


@pytest.mark.parametrize(
    ("kind", "chosen", "reason"),
    [
        ("question", "aaaca", None),
        ("question", "aabbb", "low"),
        ("question", "acccc", "majority_wrong"),
        ("question", "aabcc", "low"),  # wrong, but nobody is sure of it
        ("scene", "aabcc", "low"),  # of equally common lines the first counts
        ("scene", "abccc", "weak_line"),
    ],
)
def test_why_a_round_is_worth_a_second_look(kind: str, chosen: str, reason: str | None) -> None:
    asked = (Asked(1, kind, False),)
    found = reckoning.revisit(reckoning.rounds(asked, votes(1, *chosen), credit), {1: "x"})
    assert [one.reason for one in found] == ([reason] if reason else [])


def test_a_question_asked_again_is_judged_by_its_last_round_with_votes() -> None:
    asked = (Asked(1, "question", False), Asked(3, "question", False), Asked(4, "question", False))
    casts = votes(1, *"ccc") + votes(3, *"aaa")
    found = reckoning.rounds(asked, casts, credit)
    assert reckoning.revisit(found, {1: "q1", 3: "q1", 4: "q1"}) == ()
    assert [one.number for one in reckoning.revisit(found, {1: "q1", 3: "q2", 4: "q1"})] == [1]


@pytest.mark.parametrize("known", [{1, 2, 3}, {1, 3}, set()])
def test_only_known_people_who_answered_enough_are_said_to_need_help(known: set[int]) -> None:
    asked = (Asked(1, "question", False), Asked(4, "question", False))
    casts = votes(1, *"aacc") + votes(4, *"aac")  # the fourth answered once only
    found = reckoning.people(asked, SITTERS, casts, lambda number, chosen: WORTH[chosen[0]])
    assert reckoning.in_need(found, known) == ((3,) if 3 in known else ())
    nobody: Callable[..., float | None] = lambda number, chosen: None  # noqa: E731
    assert reckoning.in_need(reckoning.people(asked, SITTERS, casts, nobody), known) == ()
