"""Make the codes that certificates carry, and read what people type of them."""

from __future__ import annotations

import secrets
import unicodedata

# No 0 and O, no 1, I and L: nobody should have to ask which it is. 31 signs are nearly five bits each.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUP, GROUPS = 4, 4  # 16 signs: 79 bits
LENGTH = GROUP * GROUPS + GROUPS - 1  # with the hyphens


def new_code() -> str:
    """Draw a code, such as K7QM-3XTD-9BWH-R2VE."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUP * GROUPS)))


def read_code(typed: str) -> str | None:
    """Give the code somebody typed in its proper form; None when it cannot be one.

    Width, case, spaces and hyphens do not matter.
    """
    if len(typed) > 4 * LENGTH:
        return None
    plain = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    if len(plain) != GROUP * GROUPS or set(plain) - set(ALPHABET):
        return None
    return _grouped(plain)


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
