"""Spellings that a reader takes for the same word fold to the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.search.folding import fold, fold_with_places

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("アァヴガｶﾞﾊﾟがかＡａ㍿ﬁ①　ーゝヽ\u3099\u0301\n\t"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("テスト", "てすと"),
        ("ﾃｽﾄ", "テスト"),
        ("ｶﾞﾙﾊﾟ", "がるぱ"),
        ("ヴ", "ゔ"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
        ("ヽ", "ゝ"),
        ("か\u3099", "が"),
        ("a\u3000b\tc\nd", "a b c d"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("商談", "商段"), ("おう", "おお"), ("は", "ば")])
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXT)
def test_folding_with_places_folds_alike_and_points_into_the_text(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
