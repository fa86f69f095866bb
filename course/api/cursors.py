"""Write the place where a page ended as an opaque text, and read it back. PURE."""

from __future__ import annotations

import base64
import binascii
import json

Key = tuple[int | str, ...]
LONGEST = 300
LARGEST = 2**31 - 1  # the largest number of a row


class Unreadable(ValueError):
    """Say that a text is no cursor of this list."""


def write(key: Key) -> str:
    """Write the key of the last row of a page."""
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(text: str, kinds: tuple[type, ...]) -> Key:
    """Read a cursor; `kinds` are the types of its parts. Raises Unreadable for anything else.

    A cursor is no secret and gives no right: it names a place in an order, and every page is read within its reader's
    bounds. It is opaque so that the order may change.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        key = json.loads(raw) if len(text) <= LONGEST else None
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Unreadable(text) from error
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise Unreadable(text)
    if any(isinstance(part, int) and not 0 <= part <= LARGEST for part in key):
        raise Unreadable(text)
    return tuple(key)
