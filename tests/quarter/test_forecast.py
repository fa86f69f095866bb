"""The honest forecast scores; the boss, who likes long lists, says what he says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quarter import forecast
from course.quarter.forecast import GRADES, UNGRADED, Named

NAMED = st.builds(
    Named,
    st.integers(0, 2),
    st.text("ab", min_size=1, max_size=3),
    st.sampled_from(["", *GRADES]),
    st.booleans(),
)


@given(st.lists(NAMED))
def test_the_score_is_a_mean_of_squares(named: list[Named]) -> None:
    honesty = forecast.score(named)
    counted = [one for one in named if one.grade or one.came]
    assert (honesty.brier is None) == (not counted)
    if counted:
        assert honesty.brier == pytest.approx(
            sum((one.chance - one.came) ** 2 for one in counted) / len(counted)
        )
        assert 0.0 <= honesty.brier <= 1.0
    assert sum(grade.number for grade in honesty.grades) == sum(bool(one.grade) for one in named)
    assert all(grade.came <= grade.number for grade in honesty.grades)


@pytest.mark.parametrize(("grade", "chance"), list(GRADES.items()))
def test_the_honest_grade_scores_best_in_the_long_run(grade: str, chance: float) -> None:
    """For somebody who will sign with that chance, no other grade is better."""

    def expected(said: float) -> float:
        return chance * (1 - said) ** 2 + (1 - chance) * said**2

    others = [value for value in (*GRADES.values(), UNGRADED) if value != chance]
    assert all(expected(chance) < expected(other) for other in others)


def test_names_that_came_without_a_grade_count_too() -> None:
    named = forecast.names_of({0: {"a": "A", "b": ""}}, {0: {"a", "c"}, 1: {"d"}})
    assert {(one.key, one.grade, one.came) for one in named} == {
        ("a", "A", True),
        ("b", "", False),
        ("c", "", True),
    }
    assert forecast.score(named).came == 2


def test_too_high_and_too_low() -> None:
    high = forecast.score([Named(0, str(n), "A", False) for n in range(4)])
    low = forecast.score([Named(0, str(n), "C", True) for n in range(4)])
    assert high.too_high == pytest.approx(0.9) and low.too_high == pytest.approx(-0.7)
    assert forecast.score([]).too_high is None


def test_the_boss_likes_length() -> None:
    def mood(number: int) -> str:
        return forecast.mood_of_boss({str(n): "C" for n in range(number)} | {"x": ""})

    assert [mood(number) for number in (0, 3, 4, 7, 8, 20)] == [
        "displeased", "displeased", "so-so", "so-so", "pleased", "pleased",
    ]  # fmt: skip
