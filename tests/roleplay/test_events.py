"""A run is a fold of its events."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from course.roleplay.events import fold


@dataclass(frozen=True)
class Happened:
    kind: str
    choice_id: str | None = None
    words: str | None = None


def chose(choice_id: str) -> Happened:
    return Happened("choice", choice_id)


UNDO = Happened("undo")
choices = st.sampled_from(["ask", "cut", "test"]).map(chose)


def test_choices_stand_in_order() -> None:
    assert fold([chose("a"), chose("b")]).choice_ids == ("a", "b")


def test_words_belong_to_the_choice_that_follows() -> None:
    path = fold([Happened("words", words="ええと"), chose("a"), chose("b")])
    assert [decision.words for decision in path.decisions] == ["ええと", None]
    assert not path.seen


def test_declining_to_write_still_shows_the_lines() -> None:
    path = fold([Happened("words")])
    assert path.seen and path.words is None


def test_an_undo_comes_back_to_lines_already_seen_with_the_words_typed() -> None:
    path = fold([Happened("words", words="ええと"), chose("a"), UNDO])
    assert path.choice_ids == () and path.seen and path.words == "ええと"


def test_an_undo_with_nothing_before_it_changes_nothing() -> None:
    assert fold([UNDO]).choice_ids == ()


@given(st.lists(choices), choices)
def test_an_undo_takes_exactly_the_last_choice_back(before: list[Happened], last: Happened) -> None:
    assert fold([*before, last, UNDO]).choice_ids == fold(before).choice_ids


@given(st.lists(st.one_of(choices, st.just(UNDO))))
def test_the_path_is_never_longer_than_the_choices_made(events: list[Happened]) -> None:
    path = fold(events)
    assert len(path.decisions) <= sum(event.kind == "choice" for event in events)
