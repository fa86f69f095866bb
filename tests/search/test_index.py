"""Words are found in both languages, two-character ones included, and marked where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.search.index import LONGEST_QUERY, Document, Index, Part, mark, parse_query
from course.search.plain import plain

DOCUMENTS = [
    Document("lesson", "wheels", "ja", "二つの輪で走る", (Part("考え方", "商談のテストクロージングは、決める前に聞く。", "idea"), Part("出典", "ある調査。", "sources"))),
    Document("lesson", "wheels", "en", "Running on two wheels", (Part("The idea", "Ask before you ask for a decision.", "idea"),)),
    Document("term", "meeting", "ja", "商談", (Part("しょうだん", "売り手と買い手が話す場。"),)),
    Document("quiz", "wheels", "ja", "確かめる十問", ()),
    Document("scenario", "tank", "ja", "満員のいけす", (Part("", "名簿は四十件ある。"),)),
]  # fmt: skip


def find(words: str, language: str = "ja") -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in Index(DOCUMENTS).search(parse_query(words), language)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("商談", [("term", "meeting"), ("lesson", "wheels")]),
        ("輪", [("lesson", "wheels")]),
        ("てすとくろーじんぐ", [("lesson", "wheels")]),
        ("ﾃｽﾄ", [("lesson", "wheels")]),
        ("ショウダン", [("term", "meeting")]),
        ("DECISION", [("lesson", "wheels")]),
        ("ＷＨＥＥＬＳ", [("lesson", "wheels")]),
        ("商談　聞く", [("lesson", "wheels")]),
        ("商談 decision", []),
        ("いけす", [("scenario", "tank")]),
        ("十問", [("quiz", "wheels")]),
        ("", []),
        ("  　 ", []),
        ("ない言葉", []),
    ],
)
def test_what_is_found(words: str, found: list[tuple[str, str]]) -> None:
    assert find(words) == found


def test_an_item_is_given_once_in_the_readers_language_if_it_can_be() -> None:
    both = [
        Document("term", "a", "ja", "見込み ABC", (Part("", "説明"),)),
        Document("term", "a", "en", "Prospect ABC", (Part("", "meaning"),)),
    ]
    for language in ("ja", "en"):
        hits = Index(both).search(parse_query("abc"), language)
        assert [hit.language for hit in hits] == [language]


def test_the_passage_that_holds_the_words_is_shown_with_its_place() -> None:
    (hit,) = Index(DOCUMENTS).search(parse_query("調査"), "ja")
    assert [(passage.heading, passage.anchor) for passage in hit.passages] == [("出典", "sources")]
    assert [piece.text for piece in hit.passages[0].pieces if piece.hit] == ["調査"]


def test_words_do_not_match_across_passages() -> None:
    document = Document("lesson", "x", "ja", "題名", (Part("あ", "商"), Part("い", "談")))
    assert Index([document]).search(parse_query("商談"), "ja") == []


@given(st.text(max_size=300))
def test_a_query_of_any_length_is_taken(text: str) -> None:
    query = parse_query(text)
    assert len(query.text) <= LONGEST_QUERY
    assert query.cut or "".join(query.text.split()) == "".join(
        "".join(c if c.isprintable() else " " for c in text).split()
    )
    Index(DOCUMENTS).search(query, "ja")


@given(
    st.text("あアｱかガｶﾞaA商 \u3099", max_size=40),
    st.lists(st.text("あアかがa商", min_size=1, max_size=3), max_size=4),
)
def test_marking_keeps_every_character(text: str, words: list[str]) -> None:
    terms = parse_query(" ".join(words)).terms
    pieces = mark(text, terms)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_snippets_are_short_and_whole_words() -> None:
    text = "word " * 100 + "needle " + "tail " * 100
    (hit,) = Index([Document("term", "x", "en", "t", (Part("", text),))]).search(parse_query("needle"), "en")
    shown = "".join(piece.text for piece in hit.passages[0].pieces)
    assert len(shown) < 150
    assert shown.startswith("…word")
    assert shown.endswith("…")


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**太字**と[用語](glossary.md#a)。", "太字と用語。"),
        ("一行目\n二行目", "一行目二行目"),
        ("one\ntwo", "one two"),
        ("- 一\n- 二", "一二"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("```chart 件数 (件)\n新規 | 300\n```", "件数 (件)新規 300"),
        ("### 見出し {#x .good}\n本文", "見出し本文"),
        ("1\\. 逃がす", "1. 逃がす"),
    ],
)
def test_markdown_loses_its_marks(markdown: str, words: str) -> None:
    assert plain(markdown).split() == words.split()
