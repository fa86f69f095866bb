"""Fold the entries about a person's behaviour into how it stands. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from course.coaching.behaviours import BEHAVIOURS


class Entry(Protocol):
    """Describe what is needed to know of an entry."""

    @property
    def id(self) -> int: ...
    @property
    def behaviour_id(self) -> str: ...
    @property
    def result(self) -> str | None: ...
    @property
    def observed_on(self) -> date: ...
    @property
    def corrects_id(self) -> int | None: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Standing(Generic[E]):
    """Hold how one behaviour stands: the latest observation that has not been corrected, and whether one is asked for."""

    latest: E | None
    asked: bool


def fold(entries: Iterable[E]) -> dict[str, Standing[E]]:
    """Tell how every behaviour stands. `entries` are one person's, in the order they were written.

    The latest is that of the latest day, whenever it was written down; own evidence counts as asking until a trainer
    writes something after it.
    """
    held = list(entries)
    corrected = {entry.corrects_id for entry in held}
    latest: dict[str, E] = {}
    asked: dict[str, bool] = {}
    for entry in held:
        asked[entry.behaviour_id] = entry.result is None
        if entry.result is None or entry.id in corrected:
            continue
        standing = latest.get(entry.behaviour_id)
        if standing is None or (entry.observed_on, entry.id) > (standing.observed_on, standing.id):
            latest[entry.behaviour_id] = entry
    return {key: Standing(latest.get(key), asked.get(key, False)) for key in BEHAVIOURS}
