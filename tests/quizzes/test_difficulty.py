"""How hard a question is, worked out again by the book."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quizzes.difficulty import Sums, correlation, stats

CREDITS = st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0])
PAIRS = st.lists(st.tuples(CREDITS, CREDITS), min_size=2, max_size=60)


def sums(pairs: list[tuple[float, float]]) -> Sums:
    return Sums(
        n=len(pairs),
        missed=sum(x < 1 for x, _ in pairs),
        sure_and_missed=0,
        x=sum(x for x, _ in pairs),
        xx=sum(x * x for x, _ in pairs),
        y=sum(y for _, y in pairs),
        yy=sum(y * y for _, y in pairs),
        xy=sum(x * y for x, y in pairs),
    )


@given(PAIRS)
def test_the_correlation_is_the_one_of_the_books(pairs: list[tuple[float, float]]) -> None:
    found = correlation(sums(pairs))
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        assert found is None
    else:
        x, y = zip(*pairs, strict=True)
        assert found == pytest.approx(statistics.correlation(x, y), abs=1e-6)


@pytest.mark.parametrize(
    ("n", "known", "discriminates"), [(4, False, False), (5, True, False), (9, True, False), (10, True, True)]
)
def test_few_answers_tell_nothing(n: int, known: bool, discriminates: bool) -> None:
    found = stats("quiz", "q1", sums([(float(i % 2), float(i % 2)) for i in range(n)]))
    assert (found is not None) == known
    assert (found is not None and found.discrimination is not None) == discriminates


@given(PAIRS, PAIRS)
def test_sums_add_up(some: list[tuple[float, float]], others: list[tuple[float, float]]) -> None:
    assert correlation(sums(some) + sums(others)) == pytest.approx(correlation(sums(some + others)), abs=1e-6)
