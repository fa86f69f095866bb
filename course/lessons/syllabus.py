"""The course file and the glossary, parsed from Markdown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.content.faults import Fault, clip
from course.content.fields import Fields
from course.content.keywords import split_pair
from course.content.outline import Line, Section, text_of
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading, read_texts
from course.lessons import codes  # noqa: F401  registers the codes used here

ONLY_ID = Text({"ja": "id だけを残してください。", "en": "Keep only the id."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the glossary. `reading` is how the word is read; `definition` is Markdown."""

    id: str
    name: Text
    reading: Text
    definition: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """The glossary, in the order written."""

    id: str
    title: Text
    terms: tuple[Term, ...]

    def term(self, identifier: str) -> Term | None:
        """Return a term by id."""
        return next((term for term in self.terms if term.id == identifier), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module of the course: its lessons' ids in order. `after` names the modules it builds on."""

    id: str
    title: Text
    lessons: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course: modules in order."""

    id: str
    title: Text
    modules: tuple[Module, ...]

    @property
    def lessons(self) -> tuple[str, ...]:
        """Return the ids of all lessons in course order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def module_of(self, lesson: str) -> Module | None:
        """Return the module that lists a lesson."""
        return next((module for module in self.modules if lesson in module.lessons), None)


def parse_glossary(texts: Mapping[str, Source]) -> tuple[Glossary | None, list[Fault]]:
    """Parse the glossary; None when a fault keeps it from being used."""
    reading = read_texts(texts)
    if reading.outline.front.broken:
        return None, reading.faults
    fields = Fields(reading.outline.front, reading.report)
    identifier = fields.choice("id", ("glossary",))
    fields.text("title")
    fields.finish()
    terms = [_term(reading, section) for section in reading.outline.sections]
    if reading.blocked:
        return None, reading.faults
    return Glossary(id=identifier, title=reading.front("title"), terms=tuple(terms)), reading.faults


def _term(reading: Reading, section: Section) -> Term:
    if section.level != 2:
        expected = Text({"ja": "## にしてください。", "en": "Make it ##."})
        reading.report("heading-level", section.line, 1, found=section.level, expected=expected)
    if not section.id:
        reading.report("section-without-id", section.line, section.title_column, title=clip(section.title))
    for name in (*("." + name for name in section.classes), *section.attributes.values):
        column = section.attributes.column_of(name)
        reading.report("attribute-unknown", section.line, column, name=clip(name), hint=ONLY_ID)
    readings, definitions = {}, {}
    for language, lines in reading.lines(section).items():
        readings[language], definitions[language] = _split_reading(lines)
    if not definitions[SOURCE_LANGUAGE]:
        reading.report("section-empty", section.line, section.title_column, title=clip(section.title))
    return Term(
        id=section.id, name=reading.title(section), reading=Text(readings), definition=Text(definitions)
    )


def _split_reading(lines: list[Line]) -> tuple[str, str]:
    """Tell the `よみ: …` line, with or without a list dash, from the definition."""
    for index, line in enumerate(lines):
        if line.text.strip():
            pair = split_pair(line.text.strip().removeprefix("- "))
            if pair is not None and pair[0] == "reading":
                return pair[1], text_of(lines[index + 1 :])
            break
    return "", text_of(lines)


def parse_course(texts: Mapping[str, Source]) -> tuple[Course | None, list[Fault]]:
    """Parse the course file; None when a fault keeps it from being used."""
    reading = read_texts(texts)
    if reading.outline.front.broken:
        return None, reading.faults
    report = reading.report
    fields = Fields(reading.outline.front, report)
    identifier = fields.choice("id", ("course",))
    fields.text("title")
    modules: list[Module] = []
    listed: set[str] = set()
    for entry in fields.mappings("modules"):
        module = entry.identifier("id")
        entry.text("title")
        lessons = entry.texts("lessons")
        after = entry.texts("after", required=False)
        entry.finish()
        for index, earlier in enumerate(after):
            if not any(earlier == other.id for other in modules):
                place = reading.outline.front.place(*entry.path, "after", index)
                report("course-module-after", *place, id=clip(earlier))
        if any(module == other.id for other in modules):
            report("course-module-repeated", *entry.place("id"), id=module)
        for index, lesson in enumerate(lessons):
            if lesson in listed:
                place = reading.outline.front.place(*entry.path, "lessons", index)
                report("course-lesson-repeated", *place, id=clip(lesson))
            listed.add(lesson)
        title = reading.front("modules", module, "title")
        modules.append(Module(id=module, title=title, lessons=tuple(lessons), after=tuple(after)))
    fields.finish()
    if reading.blocked:
        return None, reading.faults
    return Course(id=identifier, title=reading.front("title"), modules=tuple(modules)), reading.faults
