"""Know who is in the room by their open screens, and write it down in batches. PURE.

A participant is here while a screen of theirs is open somewhere. Each process stamps those it sees again and again; one
whose last screen here has been closed for the grace is set back, unless another process has seen them since.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

STAMP = 5.0  # seconds between two stamps of somebody whose screen stays open
GRACE = 5.0  # seconds that somebody may be without a screen: a reload is no farewell


@dataclass(frozen=True, slots=True)
class Due:
    """Hold what is to be written: who is here, and who has been away since when."""

    here: tuple[int, ...]
    away: tuple[int, ...]


@dataclass(slots=True)
class Presence:
    """Count open screens; moments are seconds of a clock that only runs forward."""

    grace: float = GRACE
    stamp: float = STAMP
    _open: Counter[int] = field(default_factory=Counter)
    _closed: dict[int, float] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _stamped: float = float("-inf")

    def opened(self, participant_id: int) -> None:
        """Note a screen that has been opened."""
        self._open[participant_id] += 1
        self._closed.pop(participant_id, None)
        self._seen.add(participant_id)

    def closed(self, participant_id: int, now: float) -> None:
        """Note a screen that has been closed."""
        self._open[participant_id] -= 1
        if self._open[participant_id] <= 0:
            del self._open[participant_id]
            self._closed[participant_id] = now

    def saw(self, participant_id: int) -> None:
        """Note that somebody without an open stream has asked for something."""
        self._seen.add(participant_id)
        self._closed.pop(participant_id, None)

    def open_screens(self, participant_id: int) -> int:
        """Count the screens that somebody has open here."""
        return self._open[participant_id]

    def due(self, now: float) -> Due:
        """Take what is to be written now; newcomers at once, the others when a stamp is due."""
        here = set(self._seen)
        self._seen.clear()
        if now - self._stamped >= self.stamp:
            self._stamped = now
            here.update(self._open)
        away = [one for one, at in self._closed.items() if now - at >= self.grace]
        for one in away:
            del self._closed[one]
        return Due(tuple(sorted(here)), tuple(sorted(away)))
