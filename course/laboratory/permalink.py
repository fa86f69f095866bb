"""Read settings from the query of a link, and write the shortest link that brings them back."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from course.laboratory.settings import SPECS, Choice, Number, Settings, settled, value_of

DEFAULTS = Settings()
NAMES = tuple(spec.name for spec in SPECS)
_ALL_AS_IT_IS = "as-it-is"  # the compact form of settings of which none is changed
_BETWEEN, _WITHIN = "~", "."  # neither has to be escaped in an address, and no value contains one
_WHOLE = re.compile(r"[+-]?\d{1,9}")
_LONGEST = 40  # characters of a wrong value that are repeated to the reader


@dataclass(frozen=True, slots=True)
class Fault:
    """Say what is wrong with one value: no such choice, no whole number, or out of range."""

    name: str
    value: str
    kind: Literal["choice", "number", "range"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what a query says. Where it has a fault, `settings` has what the territory has."""

    settings: Settings
    faults: tuple[Fault, ...] = ()


def read(query: Mapping[str, str]) -> Reading:
    """Read settings; names that are no settings are none of its business."""
    found: dict[str, Any] = {}
    faults = []
    for spec in SPECS:
        text = _plain(query.get(spec.name, ""))
        if not text:
            continue
        value = _choice(spec, text) if isinstance(spec, Choice) else _number(spec, text)
        if isinstance(value, Fault):
            faults.append(value)
        else:
            found[spec.name] = value
    return Reading(settled(Settings(**found)), tuple(faults))


def write(settings: Settings) -> dict[str, str]:
    """Give the query of these settings; what is as the territory has it is left out."""
    return {
        name: str(value)
        for name in NAMES
        if (value := value_of(settings, name)) != value_of(DEFAULTS, name) and value is not None
    }


def compact(settings: Settings) -> str:
    """Write settings in one word, to be carried along in a link as the settings of the run before."""
    pairs = [f"{name}{_WITHIN}{value}" for name, value in write(settings).items()]
    return _BETWEEN.join(pairs) or _ALL_AS_IT_IS


def expand(word: str) -> Settings | None:
    """Read what `compact` wrote; None when it is anything else."""
    if word == _ALL_AS_IT_IS:
        return DEFAULTS
    pairs = [pair.partition(_WITHIN) for pair in word.split(_BETWEEN)]
    if not all(name in NAMES and value for name, _, value in pairs):
        return None
    reading = read({name: value for name, _, value in pairs})
    return None if reading.faults else reading.settings


def strangers(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Give the names of a query that mean nothing here, each with the known name it resembles (or nothing)."""
    allowed = [*NAMES, *known]
    found = {}
    for name in names:
        if name not in allowed:
            near = difflib.get_close_matches(name.casefold(), allowed, n=1)
            found[clip(name)] = near[0] if near else ""
    return found


def clip(text: str) -> str:
    """Shorten what somebody typed, to repeat it in a sentence."""
    printable = "".join(char if char.isprintable() else " " for char in text).strip()
    return printable if len(printable) <= _LONGEST else printable[: _LONGEST - 1] + "…"


def _plain(text: str) -> str:
    """Fold full-width digits and letters, and take the space around away."""
    return unicodedata.normalize("NFKC", text).strip()


def _choice(spec: Choice, text: str) -> str | Fault:
    return text if text in spec.options else Fault(spec.name, clip(text), "choice")


def _number(spec: Number, text: str) -> int | Fault:
    if not _WHOLE.fullmatch(text):
        return Fault(spec.name, clip(text), "number")
    number = int(text)
    return number if spec.low <= number <= spec.high else Fault(spec.name, clip(text), "range")
