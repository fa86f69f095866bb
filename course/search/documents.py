"""Choose what can be found: nothing of an answer key, of feedback, or of what a scenario keeps for later. PURE."""

from __future__ import annotations

from collections.abc import Iterator

from course.content.catalogue import Catalogue
from course.content.dialogue import Dialogue
from course.content.text import LANGUAGES, Text
from course.lessons.catalog import Lesson, LessonSection
from course.search.index import Document, Part
from course.search.plain import plain


def documents(catalogue: Catalogue) -> Iterator[Document]:
    """Give every document of the present content, one for each language that it is written in."""
    for lesson in catalogue.course_lessons():
        for language in lesson.title.languages:
            yield Document(
                "lesson", lesson.id, language, lesson.title.to(language), _lesson_parts(lesson, language)
            )
    for term in catalogue.glossary.terms if catalogue.glossary is not None else ():
        for language in term.name.languages:
            meaning = Part(_in(term.reading, language), plain(_in(term.definition, language)))
            yield Document("term", term.id, language, term.name.to(language), (meaning,))
    for quiz in catalogue.quizzes.values():
        for language in quiz.item.title.languages:
            yield Document("quiz", quiz.id, language, quiz.item.title.to(language), ())
    for scenario in catalogue.scenarios.values():
        for language in scenario.item.title.languages:
            brief = Part("", plain(_in(scenario.item.brief, language)))
            yield Document("scenario", scenario.id, language, scenario.item.title.to(language), (brief,))


def _in(text: Text, language: str) -> str:
    """Give a text in a language it is really written in, without falling back to Japanese."""
    assert language in LANGUAGES
    return text.to(language) if language in text.languages else ""


def _lesson_parts(lesson: Lesson, language: str) -> tuple[Part, ...]:
    opening = Part("", plain(_in(lesson.opening, language)))
    goals = Part("", " ".join(plain(_in(goal, language)) for goal in lesson.objectives))
    sections = (_section_part(section, language) for section in lesson.sections)
    return tuple(part for part in (opening, goals, *sections) if part is not None and part.text)


def _section_part(section: LessonSection, language: str) -> Part | None:
    """Give a section's words. A check question is left out whole: its options stand beside its key."""
    if section.check is not None:
        return None
    texts = [] if section.dialogue is not None else [plain(_in(section.body, language))]
    talks = [section.dialogue] if section.dialogue is not None else [part.dialogue for part in section.parts]
    texts += [_talk(talk, language) for talk in talks]
    return Part(_in(section.title, language), " ".join(texts).strip(), section.id)


def _talk(talk: Dialogue, language: str) -> str:
    if language not in dict(talk.by_language):
        return ""
    return " ".join(plain(line.text) for line in talk.to(language))
