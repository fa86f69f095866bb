"""Find words of the glossary that a lesson uses before the lesson that explains them, without a link. Pure.

A lesson explains a term when its objectives name it; the first such lesson in the order of the course counts. Where the
running text of an earlier lesson uses the word for the first time in the course, it links it to the glossary. The scene
that opens a lesson is no running text: people in it talk as they do. Only the source is looked at; a translation
follows it sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from course.content.faults import Fault, Param
from course.content.outline import Outline
from course.content.passages import passages

if TYPE_CHECKING:
    from course.content.references import Member

Place = tuple[int, int, str]  # line, column, text
_IN_BRACKETS = re.compile(r"[(（].*?[)）]")
_LINK = r"\[[^\[\]]*\]\((?P<target>[^()\s]*)\)"
_MARKED = frozenset({"objectives", "talk", "contrast", "check", "tomorrow", "sources", "bad", "good"})
_SHORTEST = 2  # a word of one character is found inside too many others


def running_text(outline: Outline) -> list[list[str | int]]:
    """Return the explaining text of a lesson as [line, column, text]: no opening, headings, talks, questions or sources."""
    kept: list[list[str | int]] = []
    for passage in passages(outline):
        section = passage.section
        if section is not None and passage.kind in ("text", "said") and not _MARKED & set(section.classes):
            kept.extend([part.line, part.column, part.text] for part in passage.parts)
    return kept


def objectives(outline: Outline) -> str:
    """Return what the objectives of a lesson say."""
    return "\n".join(section.text for section in outline.sections if "objectives" in section.classes)


def term_names(outline: Outline) -> dict[str, str]:
    """Return the words of a glossary by id, without what stands in brackets."""
    found = {section.id: _IN_BRACKETS.sub("", section.title).strip() for section in outline.sections}
    return {identifier: name for identifier, name in found.items() if identifier and len(name) >= _SHORTEST}


def unlinked_terms(members: Sequence[Member], order: Sequence[str]) -> list[Fault]:
    """Report terms used before they are explained; `order` names the lessons of the course."""
    names: dict[str, str] = {}
    for member in members:
        if member.checked.kind == "glossary":  # that of a later root takes the place of an earlier one
            names = {name: identifier for identifier, name in member.checked.terms.items()}
    lessons = {member.checked.id: member for member in members if member.checked.kind == "lesson"}
    course = [lessons[identifier] for identifier in order if identifier in lessons]
    if not names:
        return []
    words = re.compile("|".join([_LINK, *(re.escape(name) for name in sorted(names, key=len, reverse=True))]))
    explained: dict[str, int] = {}
    for number, lesson in enumerate(course):
        for found in words.finditer(lesson.checked.objectives):
            explained.setdefault(_meant(found, names), number)
    faults = []
    done: set[str] = set()
    for number, lesson in enumerate(course):
        done.update(term for term, where in explained.items() if where <= number)
        for term, (line, column, name) in _first_uses(lesson, words, names, done):
            if term not in explained:
                continue
            explaining = course[explained[term]].checked.id
            params: dict[str, Param] = {"term": name, "id": term, "lesson": explaining}
            path = lesson.group.shown()
            faults.append(Fault(code="term-unlinked", path=path, line=line, column=column, params=params))
    return faults


def _meant(found: re.Match[str], names: Mapping[str, str]) -> str:
    """Return the term that a link leads to or a word is; empty for a link to anything else."""
    if found["target"] is None:
        return names[found.group()]
    path, _, fragment = found["target"].partition("#")
    return fragment if path.endswith("glossary.md") else ""


def _first_uses(
    lesson: Member, words: re.Pattern[str], names: Mapping[str, str], done: set[str]
) -> Iterator[tuple[str, Place]]:
    """Give each term that a lesson uses without a link before it is `done`, with the place; then it is done."""
    for line, column, text in lesson.checked.prose:
        for found in words.finditer(str(text)):
            term = _meant(found, names)
            if term not in done and found["target"] is None:
                yield term, (int(line), int(column) + found.start(), found.group())
            done.add(term)
