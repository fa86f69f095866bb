"""Text in several languages, Japanese first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_LANGUAGE = "ja"
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """Hold one piece of text by language; a language without text falls back to Japanese."""

    pairs: tuple[tuple[str, str], ...]

    def __init__(self, by_language: Mapping[str, str] | str = "") -> None:
        """Keep the languages that have text. A bare string is Japanese."""
        given = {SOURCE_LANGUAGE: by_language} if isinstance(by_language, str) else by_language
        kept = tuple(sorted((language, text) for language, text in given.items() if text))
        object.__setattr__(self, "pairs", kept)

    def to(self, language: str) -> str:
        """Return the text in `language`, else in Japanese, else the empty string."""
        fallback = ""
        for known, text in self.pairs:
            if known == language:
                return text
            if known == SOURCE_LANGUAGE:
                fallback = text
        return fallback

    @property
    def languages(self) -> tuple[str, ...]:
        """Name the languages that have text of their own."""
        return tuple(language for language, _ in self.pairs)

    def as_dict(self) -> dict[str, str]:
        """Return the texts by language, as JSON wants them."""
        return dict(self.pairs)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __str__(self) -> str:
        return self.to(SOURCE_LANGUAGE)


def join_lines(lines: list[str]) -> str:
    """Join wrapped lines into one: with a space in spaced scripts, with nothing between Japanese characters."""
    joined = ""
    for line in (line.strip() for line in lines):
        if joined and line and joined[-1].isascii() and line[0].isascii():
            joined += " "
        joined += line
    return joined
