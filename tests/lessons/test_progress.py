"""The way through the course, step by step."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from course.content.samples import LESSON
from course.content.source import Source
from course.lessons.catalog import Lesson, parse_lesson
from course.lessons.progress import Step, next_step, percent_done, steps


def lessons(*ids: str) -> list[Lesson]:
    lesson, _ = parse_lesson({"ja": Source("x.md", LESSON)})
    assert lesson is not None
    return [replace(lesson, id=identifier) for identifier in ids]


WAY = steps(lessons("a", "b", "c"), {"a": "qa", "b": "qb"}.get, {"a": "sa", "c": "sa"}.get)


def test_each_lesson_is_followed_by_its_quiz_and_scenario() -> None:
    assert [step.key for step in WAY] == [
        ("lesson", "a"),
        ("quiz", "qa"),
        ("scenario", "sa"),
        ("lesson", "b"),
        ("quiz", "qb"),
        ("lesson", "c"),
    ]


def test_next_step_goes_on_from_the_last_one_and_comes_back_for_what_was_skipped() -> None:
    assert next_step(WAY, set()) == Step("lesson", "a", "a")
    assert next_step(WAY, {("lesson", "b")}, last=("lesson", "b")) == Step("quiz", "qb", "b")
    late = {("quiz", "qb"), ("lesson", "c")}
    assert next_step(WAY, late, last=("lesson", "c")) == Step("lesson", "a", "a")
    assert next_step(WAY, {step.key for step in WAY}) is None
    assert next_step(WAY, set(), last=("lesson", "gone")) == Step("lesson", "a", "a")
    assert next_step((), set()) is None


@given(st.sets(st.sampled_from([step.key for step in WAY])))
def test_following_the_next_step_finishes_the_course(done: set[tuple[str, str]]) -> None:
    last = None
    for _ in WAY:
        step = next_step(WAY, done, last)
        if step is None:
            break
        assert step.key not in done
        before = percent_done(WAY, done)
        done = {*done, step.key}
        last = step.key
        assert percent_done(WAY, done) > before
    assert percent_done(WAY, done) == 100
    assert percent_done((), done) == 0
