"""Make and read the codes of rooms. PURE."""

from __future__ import annotations

import random
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, O, 1, I and L: 31 signs, 31^6 = 8.9e8 codes
LENGTH = 6
WORD_LENGTH = 4


def make_code(rng: random.Random) -> str:
    """Draw the code of a room."""
    return "".join(rng.choice(ALPHABET) for _ in range(LENGTH))


def make_word(rng: random.Random) -> str:
    """Draw the short word by which somebody takes their seat again on another device."""
    return "".join(rng.choice(ALPHABET) for _ in range(WORD_LENGTH))


def read_code(typed: str) -> str | None:
    """Read what somebody typed: full-width letters, small letters, spaces and dashes are understood; None: no code."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in folded if sign.isalnum())
    return signs if len(signs) == LENGTH and all(sign in ALPHABET for sign in signs) else None
