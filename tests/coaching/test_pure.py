"""The figures of the trainer's page, worked out again by the book."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.coaching import session, standing
from course.coaching.behaviours import BEHAVIOURS
from course.coaching.items import ItemStats, Sums, correlation, stats
from course.coaching.scenes import SceneTally, Walk, place
from course.coaching.spoken import typed_lines
from course.content.source import Source
from course.content.text import Text
from course.roleplay import engine, samples
from course.roleplay.events import fold
from course.roleplay.script import Choice, Scenario, parse_scenario
from course.skills.mastery import SKILLS

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


def item(question: str, facility: float, quiz: str = "a", discrimination: float | None = None) -> ItemStats:
    return ItemStats(
        quiz_id=quiz, question_id=question, n=20, missed=round(20 * (1 - facility)), sure_and_missed=0,
        facility=facility, discrimination=discrimination,
    )  # fmt: skip


def hard(scene: str, low: int, n: int = 10) -> session.HardScene:
    return session.HardScene("s", scene, n, low, "line", low)


def test_a_session_takes_three_questions_of_one_quiz_and_one_scene() -> None:
    items = [
        item("q1", 0.2),
        item("q2", 0.5),
        item("q3", 0.6),
        item("q4", 0.7),
        item("p1", 0.1, "b"),
        item("p2", 0.9, "b"),
    ]
    found = session.suggest(items, [hard("x", 3), hard("y", 8)])
    assert found is not None
    assert [(one.item.question_id, one.how) for one in found.questions] == [
        ("q1", session.TEACH_FIRST), ("q2", session.SPLIT), ("q3", session.SPLIT),
    ]  # fmt: skip
    assert found.scene == hard("y", 8)
    assert found.minutes == 15
    body = session.to_body(found, {})
    assert session.from_body(body)[0] == found


def test_what_is_easy_or_misleads_those_who_know_is_left_out() -> None:
    assert session.suggest([item("q1", 0.9), item("q2", 0.2, discrimination=-0.2)], []) is None
    only = session.suggest([], [hard("x", 1)])
    assert only is not None and only.quiz_id is None and only.minutes == 6


@lru_cache(maxsize=1)
def scenario() -> Scenario:
    found, faults = parse_scenario({"ja": Source(samples.SCENARIO_PATH, samples.SCENARIO)})
    assert found is not None and not faults
    return found


def choice(key: str, **marks: int) -> Choice:
    return Choice(id=key, label=Text(key), target="x", coach=Text(key), marks=marks)


def test_a_line_has_its_place_among_those_on_offer() -> None:
    lines = [choice("a", trust=2), choice("b"), choice("c", trust=-1, qualify=-1)]
    assert [place(lines, key) for key in "abc"] == [1.0, 0.5, 0.0]
    assert place(lines[:1], "a") == 1.0


def test_a_scene_is_counted_once_a_run_and_only_what_was_on_offer_counts() -> None:
    walk, tallies = Walk(scenario()), dict[str, SceneTally]()
    for path in (
        ("ask", "when"),
        ("ask", "chat", "leave"),
        ("cut", "leave"),
        ("cut", "chat", "leave"),
        ("ask", "leave"),
    ):
        walk.count(path, tallies)
    assert (tallies["open"].n, tallies["open"].low) == (5, 2)
    assert tallies["open"].commonest == ("cut", 2)
    # After "cut" nothing better was on offer: leaving is no weakness there. A chat is counted, what follows it is not.
    assert (tallies["talk"].n, tallies["talk"].low) == (5, 2)
    assert tallies["talk"].weak == {"chat": 1, "leave": 1}


@dataclass(frozen=True)
class Event:
    kind: str
    choice_id: str | None = None
    words: str | None = None


EVENTS = st.lists(
    st.one_of(
        st.sampled_from("abc").map(lambda key: Event("choice", choice_id=key)),
        st.just(Event("undo")),
        st.one_of(st.none(), st.text(min_size=1, max_size=4)).map(lambda words: Event("words", words=words)),
    ),
    max_size=20,
)


@given(EVENTS)
def test_typed_lines_stand_where_the_fold_says(events: list[Event]) -> None:
    standing_words = [event.words if event is not None else None for event in typed_lines(events)]
    assert standing_words == [decision.words for decision in fold(events).decisions]


@dataclass(frozen=True)
class Entry:
    id: int
    behaviour_id: str
    result: str | None
    observed_on: date
    corrects_id: int | None = None


FIRST, SECOND = list(BEHAVIOURS)[:2]
DAY = date(2026, 11, 1)


def test_the_latest_day_counts_whenever_it_was_written_down() -> None:
    entries = [Entry(1, FIRST, "done", DAY), Entry(2, FIRST, "not_yet", DAY - timedelta(days=3))]
    assert standing.fold(entries)[FIRST].latest == entries[0]
    assert standing.fold(entries)[SECOND] == standing.Standing(None, False)


def test_a_correction_stands_instead_of_what_it_corrects() -> None:
    wrong = Entry(1, FIRST, "done", DAY)
    right = Entry(2, FIRST, "helped", DAY - timedelta(days=9), corrects_id=1)
    assert standing.fold([wrong, right])[FIRST].latest == right
    again = Entry(3, FIRST, "not_yet", DAY - timedelta(days=9), corrects_id=2)
    assert standing.fold([wrong, right, again])[FIRST].latest == again


def test_own_evidence_asks_until_a_trainer_has_written() -> None:
    own = Entry(1, FIRST, None, DAY)
    seen = Entry(2, FIRST, "done", DAY)
    assert standing.fold([own])[FIRST] == standing.Standing(None, True)
    assert standing.fold([own, seen])[FIRST] == standing.Standing(seen, False)
    assert standing.fold([own, seen, Entry(3, FIRST, None, DAY)])[FIRST] == standing.Standing(seen, True)


def test_every_skill_has_a_few_behaviours_told_in_both_languages() -> None:
    for skill in SKILLS:
        assert 3 <= sum(one.skill == skill for one in BEHAVIOURS.values()) <= 4
    for one in BEHAVIOURS.values():
        assert len(one.id) <= 32
        for text in (one.text, one.look_for):
            assert text.to("en").isascii() or "’" in text.to("en") or "“" in text.to("en")
            assert text.to("ja") != text.to("en")


def test_the_engine_agrees_with_the_walk() -> None:
    state, _logs = engine.replay(scenario(), ("ask", "chat"))
    assert {one.id for one in engine.offered(scenario(), state)} == {"when", "leave"}
