"""Allow each seat a burst of votes and so many a second; an honest hand never meets the limit. PURE."""

from __future__ import annotations

BURST = 20.0
A_SECOND = 10.0
MOST_KEPT = 20_000


class Allowance:
    """Count what each may still do; moments are seconds of a clock that only runs forward."""

    def __init__(self, burst: float = BURST, a_second: float = A_SECOND) -> None:
        self._burst, self._a_second = burst, a_second
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, who: str, now: float) -> bool:
        """Take one, if there is one left."""
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._a_second)
        may = left >= 1.0
        self._left[who] = (left - 1.0 if may else left, now)
        while len(self._left) > MOST_KEPT:
            self._left.pop(next(iter(self._left)))  # whoever has been silent longest
        return may
