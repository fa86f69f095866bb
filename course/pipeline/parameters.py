"""Hold every number of the model in one table: name, both presets, unit, source, and what it is in words.

`source` says where a value comes from: "assumption" is ours; "calibrated" was set by hand so that the
two-wheels policy reproduces the published ratio of the preset (1:3:30:300, 1:3:10:50); anything else names
what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline import codes
from course.pipeline.parameter_table import TABLE

PRESETS = ("few-large", "many-small")
Preset = str


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe one number of the model. `low` and `high` bound what may be set."""

    name: str
    few_large: float
    many_small: float
    unit: str
    source: str
    description: Text
    low: float
    high: float


class UnknownParameter(ValueError):
    """Say that a name is not in the table; `name` holds it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OutOfRange(ValueError):
    """Say that a value lies outside the parameter's range."""

    def __init__(self, parameter: Parameter, value: float) -> None:
        super().__init__(f"{parameter.name}={value:g} is not within {parameter.low:g}–{parameter.high:g}")
        self.parameter = parameter
        self.value = value


def _read_table() -> Mapping[str, Parameter]:
    rows = {}
    for name, few, many, unit, source, ja, en in TABLE:
        low, high = _BOUNDS.get(name) or _BOUNDS_BY_UNIT[unit]
        rows[name] = Parameter(name, few, many, unit, source, Text({"ja": ja, "en": en}), low, high)
    if tuple(rows) != codes.PARAMETER_NAMES:
        raise AssertionError("the parameter table and codes.py disagree")
    return MappingProxyType(rows)


_MANY = 1e9
_BOUNDS_BY_UNIT = {
    "h": (0.0, 1_000.0),
    "h/week": (0.0, 1_000.0),
    "chance": (0.0, 1.0),
    "chance/week": (0.0, 1.0),
    "trust": (-1.0, 1.0),
    "share": (0.0, 1.0),
    "factor": (0.0, 10.0),
    "weeks": (0.0, _MANY),
    "people": (0.0, 10_000.0),
    "people/week": (0.0, 1_000.0),
    "people/h": (0.0, 100.0),
    "log": (0.0, 3.0),
    "readiness": (-1.0, 1.0),
}
_BOUNDS = {
    "hours": (0.0, _MANY),
    "h_contact": (0.01, 100.0),
    "h_inquiry": (0.01, 100.0),
    "fair_hours": (0.01, 100.0),
    "h_refer": (0.01, 100.0),
    "weeks_soon": (1.0, 1_000.0),
    "weeks_late": (1.0, 1_000.0),
    "market_memory": (0.0, 0.999),
    "ready": (0.01, 1.0),
}

PARAMETERS: Mapping[str, Parameter] = _read_table()


def values(preset: Preset, changes: Mapping[str, float] | None = None) -> NDArray[np.float64]:
    """Give the parameter array of a preset, with changes; the array cannot be written to.

    Raises UnknownParameter, OutOfRange, and KeyError for an unknown preset.
    """
    return _values(preset, tuple(sorted((changes or {}).items())))


@lru_cache(maxsize=256)
def _values(preset: Preset, changes: tuple[tuple[str, float], ...]) -> NDArray[np.float64]:
    if preset not in PRESETS:
        raise KeyError(preset)
    array = np.empty(len(PARAMETERS))
    for parameter in PARAMETERS.values():
        array[place(parameter.name)] = parameter.few_large if preset == "few-large" else parameter.many_small
    for name, value in changes:
        if name not in PARAMETERS:
            raise UnknownParameter(name)
        parameter = PARAMETERS[name]
        if not parameter.low <= value <= parameter.high:
            raise OutOfRange(parameter, value)
        array[place(name)] = value
    array.setflags(write=False)
    return array


def place(name: str) -> int:
    """Give the place of a parameter in the array."""
    return codes.PARAMETER_NAMES.index(name)


def record(p: NDArray[np.float64]) -> NDArray[np.void]:
    """See the parameter array as the kernel does: one record with a field for each parameter."""
    return p.view(codes.PARAMETERS)


def fit_share(p: NDArray[np.float64]) -> float:
    """Give the share of potentials who can buy at all: budget, authority, and a need above the least (Beta(2, 2))."""
    low = float(p[place("need_min")])
    return float(p[place("budget")] * p[place("authority")]) * (1.0 - low * low * (3.0 - 2.0 * low))
