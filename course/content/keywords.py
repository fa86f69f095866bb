"""The keywords of the dialect in both languages, and how `key: value` is split."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEYWORDS = {
    "変化": "effect",
    "助言": "coach",
    "条件": "if",
    "本音": "truth",
    "技能": "skill",
    "見込み": "pipeline",
    "型": "kind",
    "設定": "set",
    "点": "points",
    "解説": "explain",
    "よみ": "reading",
    "読み": "reading",
}
JAPANESE = {english: japanese for japanese, english in reversed(KEYWORDS.items())}
SKILLS = ("qualify", "test_close", "trust", "resolve", "balance")

ITEM_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
LOCAL_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,63}")

_LONGEST_KEY = 30


@lru_cache(maxsize=512)
def canonical(key: str) -> str:
    """Return the English keyword for a key in either language; an unknown key comes back folded, as written."""
    folded = unicodedata.normalize("NFKC", key).strip().lower()
    return KEYWORDS.get(folded, folded)


def find_colon(text: str, start: int = 0, end: int | None = None) -> int:
    """Return where the first colon of either width stands, or -1."""
    stop = len(text) if end is None else end
    found = [at for at in (text.find(":", start, stop), text.find("：", start, stop)) if at >= 0]
    return min(found, default=-1)


def split_pair(text: str) -> tuple[str, str, int] | None:
    """Split `key: value` into the canonical key, the value, and the offset of the value; None without a key."""
    colon = find_colon(text, 0, _LONGEST_KEY + 1)
    if colon <= 0:
        return None
    value = text[colon + 1 :]
    return canonical(text[:colon]), value.strip(), colon + 1 + len(value) - len(value.lstrip())
