"""The suggested session, typed lines and behaviours, worked out again by the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from course.coaching import session, standing
from course.coaching.behaviours import BEHAVIOURS
from course.coaching.spoken import typed_lines
from course.quizzes.difficulty import ItemStats
from course.roleplay.difficulty import HardScene
from course.roleplay.events import fold
from course.skills.mastery import SKILLS


def item(question: str, facility: float, quiz: str = "a", discrimination: float | None = None) -> ItemStats:
    return ItemStats(
        quiz_id=quiz, question_id=question, n=20, missed=round(20 * (1 - facility)), sure_and_missed=0,
        facility=facility, discrimination=discrimination,
    )  # fmt: skip


def hard(scene: str, low: int, n: int = 10) -> HardScene:
    return HardScene("s", scene, n, low, "line", low)


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
