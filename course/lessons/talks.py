"""Lay talk out as speech bubbles, the learner's own side on the right. PURE."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from course.content.dialogue import Dialogue
from course.content.talk import SELF_NAMES, Kind
from course.content.text import SOURCE_LANGUAGE
from course.lessons.catalog import Lesson

OWN_NAMES = frozenset({*SELF_NAMES, "営業", "あなた", "新人", "担当"})


@dataclass(frozen=True, slots=True)
class Bubble:
    """Hold one line: `side` "me" is the learner's own; narration has neither a side that matters nor a name."""

    kind: Kind
    side: Literal["me", "them"]
    name: str
    text: str


def bubbles(dialogue: Dialogue, language: str, own: frozenset[str] = OWN_NAMES) -> tuple[Bubble, ...]:
    """Give the lines in a language. Whose side a line is on is read from the Japanese line beside it.

    `own` holds the Japanese names of the learner's side.
    """
    source = dialogue.to(SOURCE_LANGUAGE)
    return tuple(
        Bubble(line.kind, "me" if original.speaker in own else "them", line.speaker, line.text)
        for line, original in zip(dialogue.to(language), source, strict=False)
    )


def own_names(lesson: Lesson) -> frozenset[str]:
    """Find who the learner is in a lesson's talks, by their Japanese names.

    A name that says so (営業, 自分 …) decides. Else it is whoever speaks in the most talks; among those, whoever's
    thoughts are told least (a lesson lets us hear what the other side thinks); then whoever comes first.
    """
    talks = [section.dialogue for section in lesson.sections if section.dialogue is not None]
    talks += [part.dialogue for section in lesson.sections for part in section.parts]
    present: Counter[str] = Counter()
    thoughts: Counter[str] = Counter()
    for talk in talks:
        present.update(_speakers(talk))
        thoughts.update(line.speaker for line in talk.to(SOURCE_LANGUAGE) if line.kind == "thought")
    if not present or OWN_NAMES & present.keys():
        return OWN_NAMES
    leading = min(present, key=lambda name: (-present[name], thoughts[name]))
    return OWN_NAMES | {leading}


def _speakers(talk: Dialogue) -> list[str]:
    """Name who speaks in a talk, each once, in the order of their first line."""
    return list(dict.fromkeys(line.speaker for line in talk.to(SOURCE_LANGUAGE) if line.speaker))
