"""Conditions mean what they say, and say where they are wrong."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course.roleplay.conditions import (
    DEEPEST,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    ConditionError,
    Flag,
    Not,
    as_text,
    atoms,
    compile_condition,
    parse_condition,
)
from tests.roleplay.building import FLAGS, VARIABLES, conditions

values = st.tuples(*(st.integers(0, 10) for _ in VARIABLES))
flags = st.frozensets(st.sampled_from(FLAGS))


def meaning(condition: Condition, there: tuple[int, ...], up: frozenset[str]) -> bool:
    """Let Python evaluate the text of a condition."""
    names = dict(zip(VARIABLES, there, strict=True)) | {flag: flag in up for flag in FLAGS}
    return bool(eval(as_text(condition), {"__builtins__": {}}, names))


@given(conditions, values, flags)
def test_a_condition_holds_when_python_says_so(
    condition: Condition, there: tuple[int, ...], up: frozenset[str]
) -> None:
    assert compile_condition(condition, VARIABLES)(there, up) == meaning(condition, there, up)


@given(conditions, values, flags)
def test_a_condition_read_back_means_the_same(
    condition: Condition, there: tuple[int, ...], up: frozenset[str]
) -> None:
    assert meaning(parse_condition(as_text(condition)), there, up) == meaning(condition, there, up)


def test_and_binds_closer_than_or() -> None:
    found = parse_condition("asked or trust >= 3 and not told")
    assert found == AnyOf((Flag("asked"), AllOf((Compare("trust", ">=", 3), Not(Flag("told"))))))


def test_full_width_letters_and_signs_are_understood_and_columns_stay_true() -> None:
    assert parse_condition("ｔｒｕｓｔ　≧　５　and （asked）") == AllOf(
        (Compare("trust", ">=", 5), Flag("asked"))
    )
    assert [atom.column for atom in atoms(parse_condition("（asked）　or trust≠３", column=9))] == [10, 20]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "unfinished", 1),
        ("trust >= 5 and", "unfinished", 15),
        ("not", "unfinished", 4),
        ("trust >= 5 asked", "unexpected", 12),
        ("and asked", "unexpected", 1),
        ("asked)", "unexpected", 6),
        ("asked;", "unexpected", 6),
        ("Trust >= 5", "unexpected", 1),
        ("()", "unexpected", 2),
        ("(asked", "unclosed", 1),
        ("trust = 5", "sign", 7),
        ("trust >", "number", 8),
        ("trust >= 11", "number", 10),
        ("trust >= clarity", "number", 10),
        ("trust >= -1", "number", 10),
        ("5 >= trust", "unexpected", 1),
        ("trust >= 3 >= 2", "unexpected", 12),
        ("not " * 11 + "asked", "too-deep", 41),
        ("(" * 11 + "asked" + ")" * 11, "too-deep", 11),
        ("a or " * 70 + "a", "too-long", 301),
        ("a or " * 500 + "a", "too-long", 1),
    ],
)
def test_faults_are_named_and_placed(text: str, code: str, column: int) -> None:
    with pytest.raises(ConditionError) as problem:
        parse_condition(text)
    assert problem.value.code == f"scenario-condition-{code}"
    assert problem.value.column == column


def test_ten_levels_are_allowed() -> None:
    assert parse_condition("(" * DEEPEST + "asked" + ")" * DEEPEST) == Flag("asked")


@given(st.text(alphabet="()andortustklie<>=!0159 _（＞", max_size=600))
@example("(" * 500)
@example("not " * 120)
@example("(not " * 100)
def test_any_text_is_read_or_refused_and_never_too_deep(text: str) -> None:
    problem = None
    try:
        assert 1 <= len(atoms(parse_condition(text))) <= 60
    except ConditionError as refusal:
        problem = refusal
    assert problem is None or 1 <= problem.column <= len(text) + 1
