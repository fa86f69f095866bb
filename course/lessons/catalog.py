"""Lessons, parsed from Markdown; the glossary and the course come with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from course.content.dialogue import Dialogue, read_dialogue
from course.content.faults import Fault, clip, did_you_mean
from course.content.fields import Fields
from course.content.outline import Line, Section, text_of
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading, check_shape, read_texts
from course.lessons import codes  # noqa: F401  registers the codes used here
from course.lessons.reading import is_close, reading_minutes, reading_time
from course.lessons.syllabus import Course, Glossary, Module, Term, parse_course, parse_glossary
from course.quizzes.definition import KINDS, Question, parse_question

__all__ = [
    "Check", "Course", "Glossary", "Lesson", "LessonSection", "Module", "Part", "Term",
    "parse_course", "parse_glossary", "parse_lesson", "reading_minutes",
]  # fmt: skip

SectionKind = Literal["text", "objectives", "talk", "contrast", "check", "mistakes", "tomorrow", "sources"]
ONCE: tuple[SectionKind, ...] = ("objectives", "contrast", "mistakes", "tomorrow", "sources")
REQUIRED: tuple[SectionKind, ...] = ("objectives", "talk", "contrast", "mistakes", "tomorrow", "sources")
SECTION_KINDS: tuple[SectionKind, ...] = (*REQUIRED, "check")
OBJECTIVES = 3
FEWEST_CHECKS = 2
_OBJECTIVE_LINES = Text({"ja": "目標", "en": "objectives"})
_TOP = 2

Check = Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One side of a contrast: `kind` is `bad` or `good`."""

    kind: Literal["bad", "good"]
    id: str
    title: Text
    dialogue: Dialogue


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSection:
    """One section of a lesson.

    `body` is Markdown (for a contrast: what stands before the two parts); `dialogue` is there for a talk, `parts`
    for a contrast, `check` for a check question.
    """

    id: str
    kind: SectionKind
    title: Text
    body: Text
    dialogue: Dialogue | None = None
    parts: tuple[Part, ...] = ()
    check: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson. `quiz` and `scenario` are ids, or empty; `minutes` is the author's estimate."""

    id: str
    title: Text
    module: str
    minutes: int
    quiz: str
    scenario: str
    opening: Text
    objectives: tuple[Text, ...]
    sections: tuple[LessonSection, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return the inline check questions in order."""
        return tuple(section.check for section in self.sections if section.check is not None)

    def section(self, identifier: str) -> LessonSection | None:
        """Return a section by id."""
        return next((section for section in self.sections if section.id == identifier), None)

    def check(self, identifier: str) -> Check | None:
        """Return an inline check question by id."""
        return next((check for check in self.checks if check.id == identifier), None)


def parse_lesson(texts: Mapping[str, Source]) -> tuple[Lesson | None, list[Fault]]:
    """Parse a lesson from its texts by language; None when a fault keeps it from being used."""
    reading = read_texts(texts)
    if reading.outline.front.broken:
        return None, reading.faults
    fields = Fields(reading.outline.front, reading.report)
    identifier = fields.identifier("id")
    fields.text("title")
    module = fields.identifier("module")
    minutes = fields.integer("minutes", low=1, high=120)
    quiz = fields.identifier("quiz", required=False)
    scenario = fields.identifier("scenario", required=False)
    fields.finish()
    opening = text_of(reading.outline.opening)
    if not opening:
        reading.report("lesson-without-opening", reading.outline.front.last_line + 1, 1)
    sections = [_section(reading, section, below) for section, below in _group(reading)]
    _check_structure(reading, sections)
    objectives = _objectives(reading)
    if reading.blocked:
        return None, reading.faults
    openings = {language: text_of(outline.opening) for language, outline in reading.translations.items()}
    lesson = Lesson(
        id=identifier,
        title=reading.front("title"),
        module=module,
        minutes=minutes,
        quiz=quiz,
        scenario=scenario,
        opening=Text({**openings, SOURCE_LANGUAGE: opening}),
        objectives=objectives,
        sections=tuple(section for section in sections if section.kind != "objectives"),
    )
    estimate = reading_time(lesson, SOURCE_LANGUAGE)
    if not is_close(minutes, estimate):
        place = reading.outline.front.place("minutes")
        reading.report("lesson-minutes", *place, minutes=minutes, estimate=max(1, round(estimate)))
    return lesson, reading.faults


def _group(reading: Reading) -> list[tuple[Section, list[Section]]]:
    """Give each heading of the second level the deeper ones below it."""
    groups: list[tuple[Section, list[Section]]] = []
    for section in reading.outline.sections:
        if section.level > _TOP and groups:
            groups[-1][1].append(section)
            continue
        if section.level != _TOP:
            expected = Text({"ja": "## にしてください。", "en": "Make it ##."})
            reading.report("heading-level", section.line, 1, found=section.level, expected=expected)
        groups.append((section, []))
    return groups


def _section(reading: Reading, section: Section, below: list[Section]) -> LessonSection:
    """Parse one section of the second level with what is below it."""
    kind = _kind(reading, section)
    report = reading.report
    if not section.id and kind != "check":
        report("section-without-id", section.line, section.title_column, title=clip(section.title))
        return LessonSection(id="", kind=kind, title=reading.title(section), body=Text(section.text))
    if kind in ("check", "talk", "objectives"):
        _refuse_deeper(reading, below)
    if kind == "check":
        check = parse_question(reading, section, skills_required=False, also=("check",))
        return LessonSection(id=section.id, kind=kind, title=reading.title(section), body=Text(), check=check)
    above = [] if kind == "contrast" else below
    body = Text(
        {language: text_of(lines) for language, lines in _lines_with(reading, section, above).items()}
    )
    dialogue = None
    parts: tuple[Part, ...] = ()
    if kind == "contrast":
        parts = _parts(reading, section, below)
    elif not body:
        report("section-empty", section.line, section.title_column, title=clip(section.title))
    elif kind == "talk":
        dialogue = _dialogue(reading, section)
    if kind != "contrast":
        _refuse_parts(reading, below)
    return LessonSection(
        id=section.id, kind=kind, title=reading.title(section), body=body, dialogue=dialogue, parts=parts
    )


def _kind(reading: Reading, section: Section) -> SectionKind:
    found: SectionKind = "text"
    for name in section.classes:
        column = section.attributes.column_of("." + name)
        known = next((kind for kind in SECTION_KINDS if kind == name), None)
        if known is not None:
            found = known
        elif name not in KINDS or "check" not in section.classes:
            hint = did_you_mean(name, SECTION_KINDS)
            reading.report("class-unknown", section.line, column, name=clip(name), hint=hint)
    if found != "check":
        _refuse_values(reading, section)
    return found


def _refuse_values(reading: Reading, section: Section) -> None:
    for name in section.attributes.values:
        hint = Text({"ja": "消してください。", "en": "Delete it."})
        column = section.attributes.column_of(name)
        reading.report("attribute-unknown", section.line, column, name=clip(name), hint=hint)


def _lines_with(reading: Reading, section: Section, below: list[Section]) -> dict[str, list[Line]]:
    """Return the Markdown lines of a section and of all below it, by language."""
    lines = reading.lines(section, whole=True)
    for deeper in below:
        if deeper.id:
            for language, more in reading.lines(deeper, whole=True).items():
                heading = f"{'#' * deeper.level} {reading.title(deeper).to(language)} {{#{deeper.id}}}"
                lines.setdefault(language, []).extend([Line(deeper.line, heading), *more])
    return lines


def _dialogue(reading: Reading, section: Section) -> Dialogue | None:
    dialogue = read_dialogue(reading, section, reading.lines(section))
    if dialogue is None:
        reading.report("talk-without-lines", section.line, section.title_column)
    return dialogue


def _parts(reading: Reading, section: Section, below: list[Section]) -> tuple[Part, ...]:
    parts: list[Part] = []
    kinds: tuple[Literal["bad", "good"], ...] = ("bad", "good")
    for kind in kinds:
        found = [deeper for deeper in below if kind in deeper.classes]
        if not found:
            reading.report("lesson-contrast-half", *section.id_place, name=kind)
        for extra in found[1:]:
            reading.report("lesson-section-repeated", *extra.id_place, name=kind)
        for deeper in found[:1]:
            if not deeper.id:
                title = clip(deeper.title)
                reading.report("section-without-id", deeper.line, deeper.title_column, title=title)
            dialogue = _dialogue(reading, deeper)
            if dialogue is not None:
                parts.append(Part(kind=kind, id=deeper.id, title=reading.title(deeper), dialogue=dialogue))
    _refuse_parts(reading, below, allowed=kinds)
    return tuple(parts)


def _refuse_deeper(reading: Reading, below: list[Section]) -> None:
    expected = Text({"ja": "この節の中に見出しは置けません。", "en": "This section has no headings inside."})
    for deeper in below:
        reading.report("heading-level", deeper.line, 1, found=deeper.level, expected=expected)


def _refuse_parts(reading: Reading, below: list[Section], allowed: tuple[str, ...] = ()) -> None:
    """Report classes on deeper headings other than `allowed`, and headings that belong one level up."""
    for deeper in below:
        _refuse_values(reading, deeper)
        for name in deeper.classes:
            column = deeper.attributes.column_of("." + name)
            if name in SECTION_KINDS:
                expected = Text({"ja": "## にしてください。", "en": "Make it ##."})
                reading.report("heading-level", deeper.line, 1, found=deeper.level, expected=expected)
            elif name not in allowed:
                hint = did_you_mean(name, allowed or SECTION_KINDS)
                reading.report("class-unknown", deeper.line, column, name=clip(name), hint=hint)


def _objectives(reading: Reading) -> tuple[Text, ...]:
    """Read the list of objectives; exactly three."""
    section = next((section for section in reading.outline.sections if "objectives" in section.classes), None)
    if section is None:
        return ()
    texts = {lang: [item.text for item in body.items] for lang, body in reading.bodies(section).items()}
    counts = {language: len(items) for language, items in texts.items()}
    if counts[SOURCE_LANGUAGE] != OBJECTIVES:
        reading.report("lesson-objectives-count", *section.id_place, found=counts[SOURCE_LANGUAGE])
    check_shape(reading, section, _OBJECTIVE_LINES, counts)
    return tuple(
        Text({lang: items[index] for lang, items in texts.items() if index < len(items)})
        for index in range(counts[SOURCE_LANGUAGE])
    )


def _check_structure(reading: Reading, sections: list[LessonSection]) -> None:
    """Report required sections that are absent, repeated, or have the wrong number of entries."""
    report, end = reading.report, reading.outline.last_line
    for kind in REQUIRED:
        if not any(kind in section.classes for section in reading.outline.sections):
            report(f"lesson-without-{kind}", end, 1, name=kind)
    for kind in ONCE:
        for extra in [section for section in reading.outline.sections if kind in section.classes][1:]:
            report("lesson-section-repeated", *extra.id_place, name=kind)
    checks = sum(section.kind == "check" for section in sections)
    if checks < FEWEST_CHECKS:
        report("lesson-checks-few", end, 1, found=checks)
