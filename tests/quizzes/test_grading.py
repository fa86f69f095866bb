"""Marking: full, partial and no credit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.text import Text
from course.quizzes.definition import Option, Question, QuestionKind
from course.quizzes.grading import AnswerRefused, attempt_score, check_answer, grade, is_right, passed


def question(kind: QuestionKind, key: list[int]) -> Question:
    """Make a question with options a, b, … that are right, or have points, as `key` says."""
    judged = kind == "judgement"
    options = tuple(
        Option(
            id="abcdefgh"[index],
            text=Text("文"),
            coach=Text("助言"),
            right=bool(value) and not judged,
            points=value if judged else 0,
        )
        for index, value in enumerate(key)
    )
    return Question(
        id="q",
        kind=kind,
        title=Text("問い"),
        situation=Text(),
        dialogue=None,
        skills=(),
        explain=Text(),
        options=options,
    )


@pytest.mark.parametrize(
    ("kind", "key", "chosen", "credit"),
    [
        ("single", [1, 0, 0], "a", 1.0),
        ("single", [1, 0, 0], "b", 0.0),
        ("truefalse", [0, 1], "b", 1.0),
        ("truefalse", [0, 1], "a", 0.0),
        ("multiple", [1, 1, 0, 0], "ab", 1.0),
        ("multiple", [1, 1, 0, 0], "a", 0.5),
        ("multiple", [1, 1, 0, 0], "ac", 0.0),
        ("multiple", [1, 1, 0, 0], "abc", 0.5),
        ("multiple", [1, 1, 0, 0], "abcd", 0.0),
        ("multiple", [1, 1, 1, 0], "abcd", 2 / 3),
        ("multiple", [1, 0, 0, 0], "bcd", 0.0),
        ("judgement", [3, 2, 0], "a", 1.0),
        ("judgement", [3, 2, 0], "b", 2 / 3),
        ("judgement", [3, 2, 0], "c", 0.0),
    ],
)
def test_credit(kind: QuestionKind, key: list[int], chosen: str, credit: float) -> None:
    assert grade(question(kind, key), set(chosen)) == pytest.approx(credit)


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [("single", ""), ("single", "ab"), ("judgement", "ab"), ("multiple", ""), ("multiple", "az")],
)
def test_answers_that_are_none_are_refused(kind: QuestionKind, chosen: str) -> None:
    with pytest.raises(AnswerRefused):
        grade(question(kind, [3, 0]), set(chosen))


KEYS = st.lists(st.integers(0, 1), min_size=2, max_size=8).filter(lambda key: 0 < sum(key) < len(key))


@given(KEYS, st.data())
def test_multiple_choice_properties(key: list[int], data: st.DataObject) -> None:
    asked = question("multiple", key)
    ids = [option.id for option in asked.options]
    chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    credit = grade(asked, chosen)
    assert 0.0 <= credit <= 1.0
    assert is_right(credit) == (chosen == set(asked.best))
    right = next(option.id for option in asked.options if option.right)
    wrong = next(option.id for option in asked.options if not option.right)
    assert grade(asked, chosen | {right}) >= credit
    assert grade(asked, chosen | {wrong}) <= credit
    assert grade(asked, set(ids)) == max(0.0, (2 * sum(key) - len(key)) / sum(key))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=7).map(lambda points: [*points, 3]), st.data())
def test_judgement_follows_points(points: list[int], data: st.DataObject) -> None:
    asked = question("judgement", points)
    first, second = (data.draw(st.sampled_from(asked.options)) for _ in range(2))
    assert (grade(asked, {first.id}) < grade(asked, {second.id})) == (first.points < second.points)
    assert all(grade(asked, {best}) == 1.0 for best in asked.best)


@given(st.lists(st.floats(0, 1), min_size=1))
def test_attempt_score_is_a_mean_in_percent(credits: list[float]) -> None:
    score = attempt_score(credits)
    assert 100 * min(credits) - 1e-9 <= score <= 100 * max(credits) + 1e-9
    assert attempt_score(credits[::-1]) == pytest.approx(score)


def test_edges_of_passing() -> None:
    assert attempt_score([]) == 0.0
    assert passed(attempt_score([0.7, 0.7, 0.7]), 70)
    assert not passed(69.9, 70)
    assert passed(0.0, 0)


def test_check_answer_gives_the_set() -> None:
    assert check_answer(question("multiple", [1, 1, 0]), ["a", "b", "a"]) == {"a", "b"}
