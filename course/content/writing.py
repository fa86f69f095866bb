"""Look at the writing itself: sentences that are too long, and characters of the wrong width. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from course.content import codes_writing  # noqa: F401  registers the codes used here
from course.content.faults import Reporter, clip
from course.content.outline import Outline
from course.content.passages import Passage, passages
from course.content.text import Text

MOST_CHARACTERS = 120  # of a Japanese sentence
MOST_WORDS = 50  # of an English one
_CHARACTERS = Text({"ja": "文字", "en": "characters"})
_WORDS = Text({"ja": "語", "en": "words"})
_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿々〆]")
_LATIN = re.compile(r"[A-Za-z]")
_CLOSING = "[」』）)”’\"']*"
_SENTENCE_END = re.compile(rf"(?:[。！？!?]+|[.…]+(?={_CLOSING}(?:\s|$))){_CLOSING}")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"[*_`~\\]")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_PUNCTUATION = re.compile(r"(?<=[ぁ-ヿ㐀-鿿々〆」』])[,.](?![.A-Za-z0-9])")
_PARENTHESES = re.compile(r"（|(?<!\])\((?=[^()]*[ぁ-ヿ㐀-鿿々〆][^()]*\))")
_JAPANESE_POINTS = {",": "、", ".": "。"}


def check_writing(outline: Outline, report: Reporter) -> None:
    """Report sentences that are too long and characters of the wrong width, in one file."""
    brackets: dict[str, list[tuple[int, int]]] = {"（": [], "(": []}
    for passage in passages(outline):
        text = passage.text
        if passage.kind != "front":
            _check_sentences(passage, report)
        _check_width(passage, text, report)
        for found in _PARENTHESES.finditer(text) if is_japanese(text) else ():
            brackets[found.group()].append(passage.place(found.start()))
    wide, narrow = brackets["（"], brackets["("]
    if wide and narrow:
        fewer = min(wide, narrow, key=len)
        report("parentheses-mixed", *fewer[0], wide=len(wide), narrow=len(narrow))


def is_japanese(text: str) -> bool:
    """Tell whether a text is more Japanese than anything else: a kanji or kana weighs as much as two letters."""
    return 2 * len(_JAPANESE.findall(text)) > len(_LATIN.findall(text))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into sentences; each comes with the offset of its first character."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield from _sentence(text, start, found.end())
        start = found.end()
    yield from _sentence(text, start, len(text))


def _sentence(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    written = text[start:end]
    if written.strip():
        yield start + len(written) - len(written.lstrip()), written.strip()


def plain(text: str) -> str:
    """Return what is read of a text: links without their targets, no marks of emphasis."""
    return _MARKS.sub("", _LINK.sub(r"\1", text))


def _check_sentences(passage: Passage, report: Reporter) -> None:
    for offset, sentence in sentences(passage.text):
        read = plain(sentence)
        if is_japanese(read):
            length, most, unit = len("".join(read.split())), MOST_CHARACTERS, _CHARACTERS
        else:
            length, most, unit = len(read.split()), MOST_WORDS, _WORDS
        if length > most:
            place = passage.place(offset)
            report("sentence-too-long", *place, found=length, most=most, unit=unit, text=clip(read, 24))


def _check_width(passage: Passage, text: str, report: Reporter) -> None:
    for found in _FULL_WIDTH.finditer(text):
        narrow = unicodedata.normalize("NFKC", found.group())
        report("letters-full-width", *passage.place(found.start()), found=clip(found.group()), narrow=narrow)
    for found in _HALF_KANA.finditer(text):
        wide = unicodedata.normalize("NFKC", found.group())
        report("kana-half-width", *passage.place(found.start()), found=clip(found.group()), wide=wide)
    for found in _PUNCTUATION.finditer(text):
        wide = _JAPANESE_POINTS[found.group()]
        report("punctuation-half-width", *passage.place(found.start()), found=found.group(), wide=wide)
