"""Search a small body of documents, in memory, by folded substrings. PURE.

Substrings find Japanese words of any length, two characters included, where an index of trigrams or of spaced words
finds nothing. A course has some hundred documents of a few thousand characters: reading them all takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from course.search.folding import fold, fold_with_places

Kind = Literal["lesson", "term", "quiz", "scenario"]

LONGEST_QUERY = 100  # characters
MOST_TERMS = 8
_BEFORE, _LENGTH = 28, 120  # characters of a snippet ahead of its first hit, and in all
_IN_TITLE, _WHOLE_TITLE, _IN_HEADING, _IN_BODY = 100, 100, 20, 5
_KIND_ORDER: tuple[Kind, ...] = ("lesson", "term", "quiz", "scenario")


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one passage: its heading (may be empty), plain text, and the anchor it stands at."""

    heading: str
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Hold what can be found of one item in one language."""

    kind: Kind
    id: str
    language: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a run of characters of a snippet; `hit` marks the words asked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold a passage that was found: heading, anchor and marked snippet."""

    heading: str
    anchor: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one item that was found, in the language of its match, with at most three passages."""

    kind: Kind
    id: str
    language: str
    title: tuple[Piece, ...]
    passages: tuple[Passage, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Query:
    """Hold what was asked: the folded terms, and whether the text was cut to the longest allowed."""

    text: str
    terms: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class _Folded:
    document: Document
    title: str
    parts: tuple[tuple[str, str], ...]  # heading and text of each part
    everything: str


def parse_query(text: str) -> Query:
    """Split a query at spaces of any width into folded terms; a very long one is cut, not refused."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    kept = plain[:LONGEST_QUERY].rstrip()
    terms = tuple(dict.fromkeys(term for term in fold(kept).split(" ") if term))
    return Query(
        text=kept, terms=terms[:MOST_TERMS], cut=len(plain) > LONGEST_QUERY or len(terms) > MOST_TERMS
    )


class Index:
    """Hold folded documents and find those that have every term of a query."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._items = [_fold_document(document) for document in documents]

    def search(self, query: Query, language: str) -> list[Hit]:
        """Find the items with every term in one language's text, best first; the reader's language is preferred.

        An item found in both languages is given once.
        """
        if not query.terms:
            return []
        found: dict[tuple[str, str], tuple[int, _Folded]] = {}
        for item in self._items:
            if not all(term in item.everything for term in query.terms):
                continue
            key = (item.document.kind, item.document.id)
            if key in found and item.document.language != language:
                continue
            found[key] = (_weigh(item, query.terms), item)
        ranked = sorted(found.values(), key=lambda pair: (-pair[0], _KIND_ORDER.index(pair[1].document.kind)))
        return [_hit(item, weight, query.terms) for weight, item in ranked]


def _fold_document(document: Document) -> _Folded:
    title = fold(document.title)
    parts = tuple((fold(part.heading), fold(part.text)) for part in document.parts)
    # A line feed never stands in folded text, so no term can match across two passages.
    everything = "\n".join([title, *(text for part in parts for text in part)])
    return _Folded(document, title, parts, everything)


def _weigh(item: _Folded, terms: Sequence[str]) -> int:
    weight = 0
    for term in terms:
        weight += _IN_TITLE * (term in item.title) + _WHOLE_TITLE * (term == item.title)
        weight += _IN_HEADING * any(term in heading for heading, _ in item.parts)
        weight += _IN_BODY * min(4, sum(text.count(term) for _, text in item.parts))
    return weight


def _hit(item: _Folded, weight: int, terms: Sequence[str]) -> Hit:
    document = item.document
    ranked = sorted(
        (
            (-sum((term in heading) * 2 + (term in text) for term in terms), at)
            for at, (heading, text) in enumerate(item.parts)
        ),
    )
    passages = [_passage(document.parts[at], terms) for score, at in ranked if score < 0][:3]
    if not passages and document.parts:
        passages = [_passage(document.parts[0], ())]
    return Hit(
        document.kind, document.id, document.language, mark(document.title, terms), tuple(passages), weight
    )


def _passage(part: Part, terms: Sequence[str]) -> Passage:
    return Passage(part.heading, part.anchor, _snippet(part.text, terms))


def mark(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Cut text into pieces, those that match a term marked."""
    folded = fold_with_places(text)
    spans: list[tuple[int, int]] = []
    for term in terms:
        at = folded.text.find(term)
        while at >= 0:
            spans.append((folded.starts[at], folded.ends[at + len(term) - 1]))
            at = folded.text.find(term, at + len(term))
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        start = max(start, done)  # noqa: PLW2901  overlapping hits are marked as one
        if start > done:
            pieces.append(Piece(text[done:start], hit=False))
        pieces.append(Piece(text[start:end], hit=True))
        done = end
    if done < len(text):
        pieces.append(Piece(text[done:], hit=False))
    return tuple(pieces)


def _snippet(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    folded = fold_with_places(text)
    places = [at for at in (folded.text.find(term) for term in terms) if at >= 0]
    first = folded.starts[min(places)] if places else 0
    start = max(0, first - _BEFORE)
    end = min(len(text), start + _LENGTH)
    start = _at_word(text, start)
    pieces = mark(text[start:end].strip(), terms)
    ahead = (Piece("…", hit=False),) if start > 0 else ()
    behind = (Piece("…", hit=False),) if end < len(text) else ()
    return (*ahead, *pieces, *behind)


def _at_word(text: str, start: int) -> int:
    """Move a cut that would split a word of a spaced script forward to the next word."""
    if start == 0 or not (text[start - 1].isascii() and text[start - 1].isalnum()):
        return start
    at = start
    while at < len(text) and text[at].isascii() and text[at].isalnum() and at - start < 20:
        at += 1
    return at
