"""Tell every process that something in a room has changed."""

from __future__ import annotations

STATE, ACTIVITY = "state", "activity"


def tell(room_id: int, kind: str) -> None:
    """Send news of a room once the present transaction has been committed."""
