"""List the kinds of test-closing line: how hard each presses, and which of the unknowns an answer settles.

All figures are assumptions: their order follows what practitioners say of each line, and that closing
techniques lower trust the more they press (Hawes et al.).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a kind of line.

    `pressure` (0–1) scales the trust lost when it comes too early, 0.5 being the standard line of the policies;
    `need` … `timing` are the chances that a true answer settles that unknown. `clear` is added to the chance of a true
    answer: one plain question is answered sooner than four. `shuts` is the chance that somebody whose window has not
    opened yet takes the way out that the line offers, for good.
    """

    kind: str
    pressure: float
    need: float = 0.0
    budget: float = 0.0
    authority: float = 0.0
    timing: float = 0.0
    clear: float = 0.25
    shuts: float = 0.0

    def changes(self) -> dict[str, float]:
        """Give the parameters of a rep who asks with this line."""
        return {
            "pressure": self.pressure,
            "shuts": self.shuts,
            "shows_need": self.need,
            "shows_budget": self.budget,
            "shows_authority": self.authority,
            "shows_timing": self.timing,
        }


# What the policies ask with: an ordinary mixture of lines, whose answer settles everything.
STANDARD = Line("standard", 0.5, 1.0, 1.0, 1.0, 1.0, clear=0.0)

LINES: Mapping[str, Line] = MappingProxyType(
    {
        line.kind: line
        for line in (
            Line("temperature", 0.15, need=0.8, timing=0.2),
            Line("scale", 0.15, need=1.0, timing=0.2),
            Line("conditional", 0.4, need=0.6, budget=0.5, authority=0.3, timing=0.7),
            Line("price-condition", 0.35, budget=1.0, need=0.3),
            Line("budget-range", 0.3, budget=1.0),
            Line("time-frame", 0.1, timing=1.0),
            Line("backward-schedule", 0.3, need=0.3, timing=1.0),
            Line("decision-process", 0.2, authority=1.0, timing=0.3),
            Line("decision-criteria", 0.2, need=0.7, authority=0.3),
            Line("alternative", 0.6, need=0.5, timing=0.3),
            Line("assumptive", 0.9, need=0.5, budget=0.3, authority=0.3, timing=0.7),
            Line("next-step", 0.15, need=0.8, timing=0.8),
            Line("trial", 0.2, need=0.7, budget=0.3),
            Line("summary-check", 0.1, need=0.6, budget=0.2, authority=0.2, timing=0.2),
            Line("concern-sweep", 0.15, need=0.6, budget=0.4, authority=0.4),
            Line("status-quo", 0.3, need=0.9, timing=0.5),
            Line("competitor", 0.35, need=0.4, timing=0.3),
            Line("close-file", 0.4, need=1.0, budget=1.0, authority=1.0, timing=1.0, shuts=0.25),
            Line("third-party", 0.25, need=0.3, authority=0.9),
        )
    }
)
