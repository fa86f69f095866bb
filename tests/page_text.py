"""Collect what the reader of a page sees or hears."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Kana, kanji, and the full-width signs that only Japanese text uses.
JAPANESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
UNSEEN = {"script", "style"}
SPOKEN = {"aria-label", "aria-description", "title", "alt", "placeholder", "value"}
NOT_ENGLISH = {"ja", ""}  # the empty one marks what people typed: in which language nobody knows
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Seen(HTMLParser):
    """Collect what a reader of a page sees or hears, without what is marked as Japanese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hidden = tag in UNSEEN or values.get("lang") in NOT_ENGLISH or bool(self._open and self._open[-1][1])
        if not hidden:
            self.texts += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in VOID:
            self._open.append((tag, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.texts.append(" ".join(data.split()))


def seen(html: str) -> list[str]:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser.texts
