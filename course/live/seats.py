"""Seal and open the cookie by which somebody keeps their seat in a room. PURE."""

from __future__ import annotations

import hmac
from datetime import timedelta

COOKIE_AGE = timedelta(days=2)
LARGEST = 2**31 - 1  # what a participant's number can be
LONGEST = 80  # signs of a cookie: a number, a dot, 64 hexadecimal signs


def cookie_name(room_id: int) -> str:
    """Name the cookie of a room."""
    return f"ryorin_seat_{room_id}"


def seal(secret: str, participant_id: int, key: str) -> str:
    """Give the cookie's value; it stops working when the participant gets another key."""
    return f"{participant_id}.{_signature(secret, participant_id, key)}"


def number_in(value: str) -> int | None:
    """Read whose seat a cookie claims to be, unchecked; None when it cannot be one."""
    number, dot, _ = value.partition(".")
    if not dot or len(value) > LONGEST or len(number) > 10 or not (number.isascii() and number.isdecimal()):
        return None
    return int(number) if 0 < int(number) <= LARGEST else None


def is_sealed(secret: str, value: str, participant_id: int, key: str) -> bool:
    """Tell in constant time whether a cookie is the seat of this participant."""
    return hmac.compare_digest(value.encode(), seal(secret, participant_id, key).encode())


def _signature(secret: str, participant_id: int, key: str) -> str:
    return hmac.new(secret.encode(), f"seat/{participant_id}/{key}".encode(), "sha256").hexdigest()
