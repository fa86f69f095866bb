"""Text by language, and how wrapped lines join."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.text import Text, join_lines

WORDS = st.text(min_size=1)


def test_a_language_without_text_falls_back_to_japanese() -> None:
    text = Text({"ja": "課", "en": ""})
    assert (text.to("en"), text.to("fr"), str(text), text.languages) == ("課", "課", "課", ("ja",))
    assert Text({"en": "only"}).to("ja") == ""
    assert not Text()


@given(WORDS, WORDS)
def test_each_language_gives_its_own(japanese: str, english: str) -> None:
    text = Text({"en": english, "ja": japanese})
    assert text.to("ja") == japanese
    assert text.to("en") == english
    assert text == Text({"ja": japanese, "en": english})
    assert hash(text) == hash(Text(text.as_dict()))
    assert pickle.loads(pickle.dumps(text)) == text


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["両輪で", "回す"], "両輪で回す"),
        (["two", "wheels"], "two wheels"),
        (["両輪", "two"], "両輪two"),
        ([" a ", "", "b"], "a b"),
        ([], ""),
    ],
)
def test_wrapped_lines_join(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined
