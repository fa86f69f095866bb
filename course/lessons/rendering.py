"""Render a lesson in one language: Markdown to safe HTML, talk to bubbles, checks to questions. PURE."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from course.content.markup import LinkResolver, to_html, to_inline_html
from course.lessons.catalog import Lesson, LessonSection, Term
from course.lessons.places import percent_at
from course.lessons.talks import own_names
from course.quizzes.rendering import ShownQuestion, Spoken, show_question, spoken

TERM_ANCHOR = "term."  # no heading's id can hold a full stop, so no anchor of an author's can collide


@dataclass(frozen=True, slots=True)
class ShownPart:
    """Hold one side of a contrast."""

    kind: str
    id: str
    title: str
    talk: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """Hold a section as the page shows it; `percent` is how far a reader of it has come."""

    id: str
    kind: str
    title: str
    percent: int
    body: Markup
    talk: tuple[Spoken, ...]
    parts: tuple[ShownPart, ...]
    question: ShownQuestion | None


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """Hold a word of the glossary with its meaning."""

    id: str
    anchor: str
    name: str
    reading: str
    definition: Markup


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """Hold a whole lesson as the page shows it, with the words its links explain."""

    opening: Markup
    objectives: tuple[Markup, ...]
    sections: tuple[ShownSection, ...]
    terms: tuple[ShownTerm, ...]


def show_lesson(lesson: Lesson, language: str, resolve: LinkResolver) -> ShownLesson:
    """Render a lesson; which words its links explain is known only afterwards, and left empty here."""
    own = own_names(lesson)
    return ShownLesson(
        opening=to_html(lesson.opening.to(language), resolve),
        objectives=tuple(to_inline_html(text.to(language), resolve) for text in lesson.objectives),
        sections=tuple(_section(lesson, section, language, resolve, own) for section in lesson.sections),
        terms=(),
    )


def _section(
    lesson: Lesson, section: LessonSection, language: str, resolve: LinkResolver, own: frozenset[str]
) -> ShownSection:
    talk = spoken(section.dialogue, language, resolve, own) if section.dialogue is not None else ()
    return ShownSection(
        id=section.id,
        kind=section.kind,
        title=section.title.to(language),
        percent=percent_at(lesson, section.id) or 0,
        body=Markup() if talk or section.check else to_html(section.body.to(language), resolve),
        talk=talk,
        parts=tuple(
            ShownPart(
                part.kind, part.id, part.title.to(language), spoken(part.dialogue, language, resolve, own)
            )
            for part in section.parts
        ),
        question=show_question(section.check, language, resolve) if section.check is not None else None,
    )


def show_term(term: Term, language: str, resolve: LinkResolver) -> ShownTerm:
    """Render one word of the glossary."""
    return ShownTerm(
        id=term.id,
        anchor=TERM_ANCHOR + term.id,
        name=term.name.to(language),
        reading=term.reading.to(language) if language in term.reading.languages else "",
        definition=to_html(term.definition.to(language), resolve),
    )
