"""Fold text so that spellings a reader takes for the same word compare equal. PURE."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HALF_WIDTH_MARKS = "ﾞﾟ"  # they voice the half-width kana before them: ｶﾞ is one sound
_FIRST_KATAKANA, _LAST_KATAKANA = 0x30A1, 0x30F6  # ァ … ヶ
_REPEATS = {0x30FD: "ゝ", 0x30FE: "ゞ"}
_TO_HIRAGANA = 0x60
_WHITE = {point: " " for point in range(128) if chr(point).isspace()}


@dataclass(frozen=True, slots=True)
class Folded:
    """Hold folded text; `starts[i]` and `ends[i]` say which part of the original its character `i` came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> str:
    """Fold width (NFKC), case and kana (katakana to hiragana); every white space becomes a plain space."""
    if text.isascii():
        return text.casefold().translate(_WHITE)
    return "".join(_folded_cluster(text[start:end]) for start, end in _clusters(text))


def fold_with_places(text: str) -> Folded:
    """Fold as `fold` does, and keep where each folded character came from, for marking hits in the original."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        folded = _folded_cluster(text[start:end])
        parts.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut text into characters with the marks that belong to them, as (start, end)."""
    cuts: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        if cuts and (character in _HALF_WIDTH_MARKS or unicodedata.combining(character)):
            cuts[-1] = (cuts[-1][0], at + 1)
        else:
            cuts.append((at, at + 1))
    return cuts


@lru_cache(maxsize=16_384)
def _folded_cluster(cluster: str) -> str:
    wide = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(_folded_character(character) for character in wide)


def _folded_character(character: str) -> str:
    point = ord(character)
    if _FIRST_KATAKANA <= point <= _LAST_KATAKANA:
        return chr(point - _TO_HIRAGANA)
    if point in _REPEATS:
        return _REPEATS[point]
    return " " if character.isspace() else character
