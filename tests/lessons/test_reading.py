"""The minutes of a lesson are near what it takes to read."""

from __future__ import annotations

import pytest

from course.content.samples import LESSON
from course.content.source import Source
from course.lessons.catalog import parse_lesson
from course.lessons.reading import is_close, reading_time

BODY = "契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。"


def minutes(more: str) -> float:
    texts = {"ja": Source("x.md", LESSON.replace(BODY, BODY + more).replace("minutes: 5", "minutes: 3"))}
    lesson, _ = parse_lesson(texts)
    assert lesson is not None
    return reading_time(lesson, "ja")


def test_characters_and_words_are_counted_each_at_their_pace() -> None:
    assert minutes("\n\n" + "漢" * 1000) - minutes("") == pytest.approx(2)
    assert minutes("\n\n" + "word " * 440) - minutes("") == pytest.approx(2)
    assert minutes("[漢](glossary.md#both_wheels)") - minutes("漢") == pytest.approx(0)
    talk = "営業: 「いつごろまでに決めたいとお考えですか」\n"
    longer, _ = parse_lesson({"ja": Source("x.md", LESSON.replace(talk, talk + "客: " + "漢" * 500 + "\n"))})
    assert longer is not None
    assert reading_time(longer, "ja") - minutes("") == pytest.approx(1)


@pytest.mark.parametrize(
    ("said", "estimate", "close"),
    [(10, 8, True), (5, 10, True), (20, 10, True), (4, 10, False), (21, 10, False), (5, 0.5, True), (1, 0.1, True),
     (6, 0.5, False)],
)  # fmt: skip
def test_a_factor_of_two_is_near_enough(said: int, estimate: float, close: bool) -> None:
    assert is_close(said, estimate) is close
