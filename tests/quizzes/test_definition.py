"""Quizzes as written become quizzes as asked."""

from __future__ import annotations

from pathlib import Path

from course.content.faults import Fault
from course.content.samples import QUIZ, QUIZ_EN
from course.content.source import Source
from course.quizzes.definition import Quiz, parse_quiz

FIXTURES = Path(__file__).parents[1] / "content/fixtures/quizzes"


def fixture() -> Quiz:
    texts = {
        "ja": Source("date-first.md", (FIXTURES / "date-first.md").read_text("utf-8")),
        "en": Source("date-first.en.md", (FIXTURES / "date-first.en.md").read_text("utf-8")),
    }
    quiz, faults = parse_quiz(texts)
    assert faults == []
    assert quiz is not None
    return quiz


def test_front_matter() -> None:
    quiz = fixture()
    assert (quiz.id, quiz.lesson, quiz.passing) == ("date-first", "date-first", 60)
    assert quiz.title.as_dict() == {"ja": "時期から聞く・確認", "en": "Ask about the date first: quiz"}
    plain, _ = parse_quiz({"ja": Source("x.md", QUIZ)})
    assert plain is not None
    assert (plain.lesson, plain.passing) == ("", 70)


def test_kinds_keys_and_points() -> None:
    quiz = fixture()
    assert [question.kind for question in quiz.questions] == ["multiple", "judgement", "truefalse", "single"]
    assert [question.best for question in quiz.questions] == [
        ("when", "next"),
        ("september",),
        ("yes",),
        ("when",),
    ]
    assert [question.many for question in quiz.questions] == [True, False, False, False]
    assert [option.points for option in quiz.questions[1].options] == [3, 1, 0]
    assert quiz.questions[1].skills == ("test_close", "trust")


def test_texts_in_both_languages() -> None:
    question = fixture().question("q2")
    assert question is not None
    assert question.title.to("en").startswith("“Not before")
    assert question.explain.to("en").startswith("Follow the time")
    option = question.option("september")
    assert option is not None
    assert option.text.to("en") == "“Then I will come early in September.”"
    assert option.coach.to("ja") == "相手の時計に合わせています。"
    assert question.dialogue is not None
    assert [(line.speaker, line.text) for line in question.dialogue.to("en")] == [
        ("", "On the way back from the inspection."),
        ("Owner", "“Not before the August holidays.”"),
    ]


def test_situation_without_speech_is_markdown() -> None:
    quiz, _ = parse_quiz(
        {"ja": Source("x.md", QUIZ.replace("営業: 「こちらがお見積りです」", "**見積り**を渡した。"))}
    )
    assert quiz is not None
    assert quiz.questions[1].dialogue is None
    assert str(quiz.questions[1].situation) == "**見積り**を渡した。"


def codes(text: str, english: str = "") -> list[str]:
    texts = {"ja": Source("x.md", text)} | ({"en": Source("x.en.md", english)} if english else {})
    quiz, faults = parse_quiz(texts)
    assert (quiz is None) == any(fault.blocks for fault in faults if fault.path == "x.md")
    return [fault.code for fault in faults]


def test_several_faults_are_all_named() -> None:
    text = (
        QUIZ.replace("技能: balance", "技能: balanse")
        .replace("点: 3", "点: 9")
        .replace("  - 助言: 信頼を失います。\n", "")
    )
    assert codes(text) == ["skill-unknown", "option-points", "option-without-coach"]


def test_fault_of_a_translation_does_not_stop_the_quiz() -> None:
    assert codes(QUIZ, QUIZ_EN.replace("- 3 {#b", "- [ ] 3 {#b")) == ["translation-structure"]


def test_place_of_a_fault() -> None:
    _, faults = parse_quiz({"ja": Source("x.md", QUIZ.replace("点: 0", "点: 七"))})
    assert faults == [Fault(code="option-points", path="x.md", line=20, column=8)]
