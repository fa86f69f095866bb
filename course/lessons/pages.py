"""Put together what the pages of the course show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.content.text import Text
from course.lessons import queries
from course.lessons.catalog import Lesson, Term
from course.lessons.links import kept, resolver, term_resolver
from course.lessons.models import CheckAnswer, LessonProgress
from course.lessons.places import minutes_left, neighbours
from course.lessons.rendering import ShownLesson, ShownSection, ShownTerm, show_lesson, show_term
from course.lessons.syllabus import Module
from course.presentation import language
from course.quizzes import queries as quizzes
from course.quizzes.definition import Quiz
from course.quizzes.rendering import ShownQuestion
from course.roleplay import queries as roleplay
from course.roleplay.script import Scenario
from course.search.folding import fold


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one lesson of the map: number in the course, state ("fresh", "reading", "read"), and its companions."""

    number: int
    lesson: Lesson
    state: str
    percent: int
    minutes_left: int
    is_next: bool
    quiz: Entry[Quiz] | None
    quiz_scores: quizzes.Scores | None
    scenarios: tuple[tuple[Entry[Scenario], roleplay.Scores | None], ...]


@dataclass(frozen=True, slots=True)
class ModuleRows:
    """Hold one module of the map; `title` is None for lessons that the course file does not list."""

    title: Text | None
    rows: tuple[Row, ...]
    read: int
    absent: tuple[str, ...]  # ids that the course lists and that cannot be shown
    after: tuple[tuple[Text, bool], ...] = ()  # modules it builds on, and whether they have been read


def course_map(user: User, catalogue: Catalogue) -> dict[str, Any]:
    """Gather the map: modules with their lessons, how far the reader is, and which comes next."""
    rows = {row.lesson.id: row for row in _rows(user, catalogue)}
    modules = []
    listed: set[str] = set()
    for module in catalogue.course.modules if catalogue.course is not None else ():
        listed.update(module.lessons)
        here = tuple(rows[lesson_id] for lesson_id in module.lessons if lesson_id in rows)
        absent = tuple(lesson_id for lesson_id in module.lessons if lesson_id not in rows)
        modules.append(
            ModuleRows(module.title, here, _count_read(here), absent, _builds_on(module, catalogue, rows))
        )
    rest = tuple(row for lesson_id, row in rows.items() if lesson_id not in listed)
    if rest:
        modules.append(ModuleRows(None, rest, _count_read(rest), ()))
    return {
        "title": catalogue.course.title if catalogue.course is not None else None,
        "modules": [
            module for module in modules if module.rows or (module.absent and user.sees_content_faults)
        ],
        "total": len(rows),
        "read": _count_read(tuple(rows.values())),
        "percent": round(sum(row.percent for row in rows.values()) / max(len(rows), 1)),
    }


def _builds_on(module: Module, catalogue: Catalogue, rows: dict[str, Row]) -> tuple[tuple[Text, bool], ...]:
    """Name the modules a module builds on, each with whether the reader has read it."""
    assert catalogue.course is not None
    earlier = {other.id: other for other in catalogue.course.modules}
    return tuple(
        (earlier[key].title, all(rows[one].state == "read" for one in earlier[key].lessons if one in rows))
        for key in module.after
    )


def _count_read(rows: Sequence[Row]) -> int:
    return sum(row.state == "read" for row in rows)


def _rows(user: User, catalogue: Catalogue) -> list[Row]:
    read = queries.progress([user.id])[user.id]
    quiz_scores = quizzes.scores([user.id])[user.id]
    run_scores = roleplay.scores([user.id])[user.id]
    point = queries.continue_point(user.id, catalogue)
    rows = []
    for number, lesson in enumerate(catalogue.course_lessons(), start=1):
        held = read.get(lesson.id)
        percent = held.percent if held is not None else 0
        quiz = catalogue.quiz_of(lesson.id)
        rows.append(
            Row(
                number=number,
                lesson=lesson,
                state="fresh" if held is None else "read" if held.finished_at is not None else "reading",
                percent=percent,
                minutes_left=minutes_left(lesson, percent),
                is_next=point is not None and point.lesson.id == lesson.id,
                quiz=quiz,
                quiz_scores=quiz_scores.get(quiz.id) if quiz is not None else None,
                scenarios=tuple(
                    (entry, run_scores.get(entry.id)) for entry in catalogue.scenarios_of(lesson.id)
                ),
            )
        )
    return rows


def lesson_page(
    user: User, entry: Entry[Lesson], catalogue: Catalogue, messages: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Gather one lesson; `messages` are shown inside the checks they are about."""
    lesson = entry.item
    progress = queries.progress_in(user, lesson.id)
    answers = queries.check_answers(user, entry)
    before, after = neighbours(catalogue.course_lessons(), lesson.id)
    module = catalogue.course.module_of(lesson.id) if catalogue.course is not None else None
    return {
        "lesson": lesson,
        "version": entry.version,
        "module": module,
        "fixed": _fixed(catalogue, entry, language()),
        "progress": progress,
        "resume": _resume(lesson, progress),
        "answers": answers,
        "answered": _count_answered(lesson, answers),
        "messages": messages or {},
        "before": before,
        "after": after,
        "quiz": catalogue.quiz_of(lesson.id),
        "scenarios": catalogue.scenarios_of(lesson.id),
    }


@dataclass(frozen=True, slots=True)
class FixedSection:
    """Hold what every reader sees of a section; `choices` the options of a check that has not been answered."""

    id: str
    kind: str
    percent: int
    html: Markup
    choices: Markup
    question: ShownQuestion | None


@dataclass(frozen=True, slots=True)
class FixedLesson:
    """Hold what every reader sees of a lesson."""

    front: Markup
    contents: Markup
    sections: tuple[FixedSection, ...]
    vocabulary: Markup


def _fixed(catalogue: Catalogue, entry: Entry[Lesson], spoken: str) -> FixedLesson:
    """Give a lesson as HTML; it is made once and kept until the content changes."""

    def make() -> FixedLesson:
        shown = _shown(catalogue, entry.item, spoken)
        return FixedLesson(
            front=_part("front", shown),
            contents=_part("contents", shown),
            sections=tuple(_fixed_section(section) for section in shown.sections),
            vocabulary=_part("vocabulary", shown),
        )

    return kept(catalogue, ("lesson", entry.version, spoken), make)


def _fixed_section(section: ShownSection) -> FixedSection:
    asks = section.question is not None
    return FixedSection(
        id=section.id,
        kind=section.kind,
        percent=section.percent,
        html=_part("ask" if asks else "section", section),
        choices=_part("choices", section) if asks else Markup(),
        question=section.question,
    )


def _part(macro: str, what: ShownLesson | ShownSection) -> Markup:
    made: Markup = get_template_attribute("lessons/fixed.html", macro)(what)
    return made


def _shown(catalogue: Catalogue, lesson: Lesson, spoken: str) -> ShownLesson:
    """Render a lesson together with the words of the glossary that its links explain."""
    found: dict[str, None] = {}
    shown = show_lesson(lesson, spoken, term_resolver(catalogue, "lessons", found))
    glossary = catalogue.glossary
    terms = [glossary.term(term_id) for term_id in found] if glossary is not None else []
    resolve = resolver(catalogue, "lessons")
    return replace(shown, terms=tuple(show_term(term, spoken, resolve) for term in terms if term is not None))


def _resume(lesson: Lesson, progress: LessonProgress | None) -> Any:
    """Give the section to go on with: the one read last, unless it is the first or the lesson has been finished."""
    if progress is None or progress.section is None or progress.finished_at is not None:
        return None
    section = lesson.section(progress.section)
    return section if section is not None and section is not lesson.sections[0] else None


def _count_answered(lesson: Lesson, answers: Mapping[str, CheckAnswer]) -> int:
    return sum(check.id in answers for check in lesson.checks)


def glossary_page(catalogue: Catalogue) -> dict[str, Any]:
    """Gather the glossary, sorted as the reader's language sorts: by reading, or by name."""
    glossary = catalogue.glossary
    if glossary is None:
        return {"title": None, "letters": []}
    spoken = language()
    return {
        "title": glossary.title,
        "letters": kept(catalogue, ("glossary", spoken), lambda: _letters(catalogue, spoken)),
    }


_KANA_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わをん",
)
_PLAIN = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽぁぃぅぇぉっゃゅょゎゔ",
    "かきくけこさしすせそたちつてとはひふへほはひふへほあいうえおつやゆよわう",
)


def _letters(catalogue: Catalogue, spoken: str) -> list[tuple[str, list[ShownTerm]]]:
    glossary = catalogue.glossary
    assert glossary is not None
    sorted_terms = sorted(
        ((_sort_key(term, spoken), term) for term in glossary.terms), key=lambda pair: pair[0]
    )
    letters: dict[str, list[ShownTerm]] = {}
    for key, term in sorted_terms:
        letters.setdefault(_letter(key), []).append(show_term(term, spoken, resolver(catalogue, "lessons")))
    return list(letters.items())


def _sort_key(term: Term, spoken: str) -> str:
    """Give what a word is sorted by: in Japanese its reading where it has one, with voiced kana as plain ones."""
    by_reading = spoken == "ja" and spoken in term.reading.languages
    return fold(term.reading.to(spoken) if by_reading else term.name.to(spoken)).translate(_PLAIN)


def _letter(key: str) -> str:
    """Give the heading a word stands under: its kana row, its Latin letter, or # for anything else."""
    first = key[:1]
    row = next((kana[0] for kana in _KANA_ROWS if first in kana), None) if first else None
    return row or (first.upper() if first.isascii() and first.isalpha() else "#")
