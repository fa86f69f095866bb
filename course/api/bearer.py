"""Make the secret of a token, and read one from a request's header. PURE."""

from __future__ import annotations

import base64
import re

# Programs that look for leaked secrets know a token by how it begins.
PREFIX = "ryorin_"
RANDOM_BYTES = 32
HINT = 4  # characters of the end that are kept to tell tokens apart
_HEADER = re.compile(rf"Bearer +({PREFIX}[A-Za-z0-9_-]{{43}})", re.IGNORECASE)


def secret_of(random: bytes) -> str:
    """Write random bytes as the secret of a token."""
    return PREFIX + base64.urlsafe_b64encode(random).rstrip(b"=").decode()


def read_header(header: str | None) -> str | None:
    """Give the secret in an `Authorization` header, or None when there is none of the right form."""
    found = _HEADER.fullmatch((header or "").strip())
    return found[1] if found else None
