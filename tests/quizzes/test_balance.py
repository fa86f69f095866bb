"""Whoever picks the longest option, or always the same place, passes no quiz by that."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.source import Source
from course.quizzes.balance import at_least
from course.quizzes.definition import parse_quiz

ODDS = st.lists(st.sampled_from([0.2, 0.25, 0.5, 2 / 3]), max_size=7)


@given(ODDS, st.integers(0, 8))
def test_the_tail_is_that_of_all_outcomes_counted_one_by_one(odds: list[float], hits: int) -> None:
    counted = sum(
        math.prod(odd if won else 1 - odd for odd, won in zip(odds, outcome, strict=True))
        for outcome in itertools.product((True, False), repeat=len(odds))
        if sum(outcome) >= hits
    )
    assert at_least(hits, odds) == pytest.approx(counted)


def test_with_equal_odds_it_is_binomial() -> None:
    expected = sum(math.comb(10, k) * 0.25**k * 0.75 ** (10 - k) for k in range(6, 11))
    assert at_least(6, [0.25] * 10) == pytest.approx(expected)


def question(number: int, texts: tuple[str, ...], best: int, kind: str = "single") -> str:
    options = "".join(
        f"- [{'x' if place == best else ' '}] {text} {{#{'abcd'[place]}}}\n  - 助言: 理由。\n"
        for place, text in enumerate(texts)
    )
    return f"## 問い {number} {{#q{number} .{kind}}}\n- 技能: trust\n{options}\n"


def codes(*questions: str) -> list[str]:
    text = '---\nid: x\ntitle: "題"\n---\n' + "".join(questions)
    return [fault.code for fault in parse_quiz({"ja": Source("x.md", text)})[1]]


LONG_FIRST = ("とても長い選択肢", "短い", "短い文", "短文")
EVEN = ("同じ長さ", "同じ重さ", "同じ高さ", "同じ広さ")


def test_three_questions_are_too_few_to_tell_luck_from_habit() -> None:
    turned = [LONG_FIRST[-n:] + LONG_FIRST[:-n] for n in range(1, 4)]
    three = [question(n, texts, texts.index(LONG_FIRST[0])) for n, texts in enumerate(turned)]
    assert codes(*three) == []
    assert codes(*three, question(4, LONG_FIRST, 0)) == ["quiz-longest-best"]


def test_no_longest_option_and_true_or_false_say_nothing() -> None:
    assert codes(*(question(n, EVEN, n % 4) for n in range(12))) == []
    assert codes(*(question(n, ("正しい", "正しくない"), 1, "truefalse") for n in range(12))) == []


def test_half_in_one_place_is_allowed_and_more_is_not() -> None:
    rest = [question(n, EVEN, 1 + n % 3) for n in range(4)]
    assert codes(*rest, *(question(n, EVEN, 0) for n in range(4, 8))) == []
    assert codes(*rest, *(question(n, EVEN, 0) for n in range(4, 9))) == ["quiz-position-same"]
    assert codes(*(question(n, EVEN, 0) for n in range(7))) == []
