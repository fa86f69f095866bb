"""A talk in several languages, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.content.outline import Line, Section
from course.content.talk import TalkLine, parse_talk
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading, check_shape

_TALK_LINES = Text({"ja": "会話の行", "en": "lines of talk"})


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Hold the lines of a talk by language; a language without them falls back to Japanese."""

    by_language: tuple[tuple[str, tuple[TalkLine, ...]], ...]

    def to(self, language: str) -> tuple[TalkLine, ...]:
        """Return the lines in `language`, else in Japanese."""
        lines = dict(self.by_language)
        return lines.get(language) or lines.get(SOURCE_LANGUAGE, ())


def read_dialogue(reading: Reading, section: Section, lines: Mapping[str, Iterable[Line]]) -> Dialogue | None:
    """Read a section's lines as talk; None when nobody speaks in the source. Translations must match in number."""
    talks = {language: parse_talk(there) for language, there in lines.items()}
    if not any(line.kind != "narration" for line in talks[SOURCE_LANGUAGE]):
        return None
    check_shape(reading, section, _TALK_LINES, {language: len(talk) for language, talk in talks.items()})
    return Dialogue(tuple(talks.items()))
