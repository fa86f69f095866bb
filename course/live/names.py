"""Clean the names and words that people type in a room, where everybody may read them. PURE."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 20
LONGEST_WORDS = 300
_JOINERS = {"\u200d", "\ufe0f"}  # inside emoji: one family is one sign
# Words that a trainer would not want on the wall of a training room; matched in the folded name.
_ROUGH = (
    "ばか", "馬鹿", "バカ", "あほ", "アホ", "しね", "死ね", "シネ", "くそ", "クソ", "ころす", "殺す", "コロス", "うんこ", "ウンコ",
    "ちんこ", "チンコ", "まんこ", "マンコ", "セックス", "fuck", "shit", "bitch", "cunt", "nigger", "nigga", "asshole",
    "dick", "pussy", "faggot", "rape", "hitler", "nazi",
)  # fmt: skip


def _visible(sign: str) -> bool:
    """Tell whether a sign may stand in a name: no control, direction or formatting mark, nothing unassigned."""
    return sign in _JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(typed: str, longest: int) -> str:
    """Give the text on one line: marks that steer the direction or hide are dropped, white space is one space.

    At most two combining marks in a row are kept, so that nothing climbs out of its line; at most `longest` signs.
    """
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", typed[: longest * 20]):
        if sign.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
            marks = 0
            continue
        if not _visible(sign):
            continue
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= 2:
            kept.append(sign)
    return "".join(kept).strip()[:longest].strip("\u200d\ufe0f ")


def clean_name(typed: str) -> str:
    """Give the name as it may be shown; empty when nothing is left of it."""
    name = clean(typed, LONGEST_NAME)
    return name if any(unicodedata.category(sign)[0] in "LNSPM" for sign in name) else ""


def fold(name: str) -> str:
    """Give the name as it is compared: width, kana and case do not tell two people apart."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(
        chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text if not sign.isspace()
    )


_FOLDED_ROUGH = frozenset(fold(word) for word in _ROUGH)
_WORD = re.compile(r"[a-z]+")


def is_rough(name: str) -> bool:
    """Tell whether a name holds a word that the room should not read.

    English words count only when they stand alone (Dickens is a name); Japanese is written without spaces.
    """
    folded = fold(name)
    alone = set(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))
    return any(word in alone if word.isascii() else word in folded for word in _FOLDED_ROUGH)
