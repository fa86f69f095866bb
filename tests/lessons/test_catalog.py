"""Lessons, the glossary and the course as written become what is read."""

from __future__ import annotations

from pathlib import Path

from course.content.samples import LESSON
from course.content.source import Source
from course.lessons.catalog import Lesson, parse_course, parse_glossary, parse_lesson, reading_minutes

FIXTURES = Path(__file__).parents[1] / "content/fixtures/lessons"


def texts(stem: str) -> dict[str, Source]:
    return {
        "ja": Source(f"{stem}.md", (FIXTURES / f"{stem}.md").read_text("utf-8")),
        "en": Source(f"{stem}.en.md", (FIXTURES / f"{stem}.en.md").read_text("utf-8")),
    }


def fixture() -> Lesson:
    lesson, faults = parse_lesson(texts("date-first"))
    assert faults == []
    assert lesson is not None
    return lesson


def test_front_matter_opening_and_objectives() -> None:
    lesson = fixture()
    assert (lesson.id, lesson.module, lesson.minutes, lesson.quiz, lesson.scenario) == (
        "date-first", "timing", 6, "date-first", "",
    )  # fmt: skip
    assert lesson.opening.to("en").startswith("Thursday evening.")
    assert [objective.to("en")[:8] for objective in lesson.objectives] == ["Ask when", "Put the ", "Give eve"]


def test_sections_in_order() -> None:
    assert [(section.id, section.kind) for section in fixture().sections] == [
        ("why", "text"),
        ("talk", "talk"),
        ("contrast", "contrast"),
        ("check-1", "check"),
        ("check-2", "check"),
        ("mistakes", "mistakes"),
        ("tomorrow", "tomorrow"),
        ("sources", "sources"),
    ]


def test_body_keeps_headings_below_and_its_markdown() -> None:
    section = fixture().section("why")
    assert section is not None
    for language, heading in (("ja", "### 聞き方の型"), ("en", "### How to ask")):
        body = section.body.to(language)
        assert heading in body
        assert "```chart" in body
        assert body.endswith(")。" if language == "en" else "試します。") or body.endswith(
            "quizzes/date-first.md)."
        )


def test_talk_in_both_languages() -> None:
    section = fixture().section("talk")
    assert section is not None
    assert section.dialogue is not None
    assert [line.kind for line in section.dialogue.to("ja")] == [
        "narration",
        "said",
        "said",
        "thought",
        "said",
    ]
    assert [line.speaker for line in section.dialogue.to("en")] == ["", "Rep", "Owner", "Rep", "Rep"]
    assert section.dialogue.to("fr") == section.dialogue.to("ja")


def test_contrast_has_both_sides() -> None:
    section = fixture().section("contrast")
    assert section is not None
    assert [(part.kind, part.title.to("en"), len(part.dialogue.to("en"))) for part in section.parts] == [
        ("bad", "Not so good", 2),
        ("good", "Better", 2),
    ]
    assert not section.body


def test_checks_are_questions() -> None:
    lesson = fixture()
    assert [check.kind for check in lesson.checks] == ["single", "truefalse"]
    check = lesson.check("check-1")
    assert check is not None
    assert check.best == ("done",)
    assert check.title.to("en") == "Which moment suits asking when?"
    assert lesson.check("none") is None


def test_reading_minutes_grow_with_the_text() -> None:
    lesson = fixture()
    assert reading_minutes(lesson, "ja") >= 1
    longer, _ = parse_lesson(
        {"ja": Source("x.md", LESSON.replace("契約の輪と", "契約の輪と。\n\n" * 400 + "輪と"))}
    )
    assert longer is not None
    assert reading_minutes(longer, "ja") >= 4


def codes(text: str) -> list[str]:
    lesson, faults = parse_lesson({"ja": Source("x.md", text)})
    assert (lesson is None) == bool(faults)
    return [fault.code for fault in faults]


def test_an_empty_lesson_is_told_all_it_lacks() -> None:
    assert codes("---\nid: x\ntitle: x\nmodule: x\nminutes: 5\n---\n") == [
        "lesson-without-opening",
        "lesson-without-objectives",
        "lesson-without-talk",
        "lesson-without-contrast",
        "lesson-without-mistakes",
        "lesson-without-tomorrow",
        "lesson-without-sources",
        "lesson-checks-few",
    ]


def test_translation_with_fewer_lines_of_talk_is_named() -> None:
    both = texts("date-first")
    both["en"] = Source("date-first.en.md", both["en"].text.replace("Owner: “Autumn, I suppose.”\n", ""))
    lesson, faults = parse_lesson(both)
    assert lesson is not None
    assert [(fault.code, fault.params["id"]) for fault in faults] == [("translation-shape", "good")]


def test_glossary() -> None:
    glossary, faults = parse_glossary(texts("glossary"))
    assert faults == []
    assert glossary is not None
    term = glossary.term("prospect")
    assert term is not None
    assert (term.name.to("en"), term.reading.to("ja")) == ("Prospect", "みこみきゃく")
    assert term.definition.to("ja") == "いつか買うかもしれない、と分かっている人や会社。"
    wheels = glossary.term("both_wheels")
    assert wheels is not None
    assert wheels.reading.to("ja") == "りょうりん"
    assert wheels.definition.to("ja").startswith("契約の輪")


def test_course() -> None:
    course, faults = parse_course(texts("course"))
    assert faults == []
    assert course is not None
    assert [(module.id, module.title.to("en"), module.lessons) for module in course.modules] == [
        ("timing", "Timing", ("date-first",))
    ]
    module = course.module_of("date-first")
    assert module is not None
    assert module.id == "timing"
    assert course.module_of("none") is None
