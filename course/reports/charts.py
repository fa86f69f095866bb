"""Draw how weeks went: a few lines of SVG without a style of their own. PURE.

Places are percentages, so that one drawing serves a phone and paper while its letters keep their size. Every line has
a dash and a mark of its own beside its colour. A week without a value is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from course.laboratory.charts import spread

LEFT, WIDTH = 6.0, 72.0  # percent: where the plot begins, and how wide it is
TOP, HEIGHT = 9.0, 76.0
_WIDE = 1_000  # units of the plot's own system, to both sides
_APART = 8.0  # percent: names at the right closer than this would touch
_MARKS = (0, 25, 50, 75, 100)
_MOST_NAMES = 6  # labels along the weeks


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line: its class (`own`, `other`), its name, and a value of 0–100 a week, None where there is none."""

    kind: str
    name: str
    values: tuple[float | None, ...]


def trend(names: Sequence[str], lines: Sequence[Line], title: str) -> str:
    """Draw lines over the weeks named; each is named where it ends."""
    parts = [
        f'<svg class="trend" role="img" aria-label="{escape(title)}">',
        *_axes(names),
        f'<svg x="{LEFT}%" y="{TOP}%" width="{WIDTH}%" height="{HEIGHT}%" viewBox="0 0 {_WIDE} {_WIDE}" preserveAspectRatio="none">',
        *(f'<path class="{line.kind}" d="{_path(line.values)}"/>' for line in lines),
        "</svg>",
        *(mark for line in lines for mark in _dots(line)),
        *_ends(lines),
        "</svg>",
    ]
    return "".join(parts)


def _axes(names: Sequence[str]) -> list[str]:
    right, bottom = LEFT + WIDTH, TOP + HEIGHT
    parts = []
    for mark in _MARKS:
        y = _n(_y(mark))
        parts.append(
            f'<line class="grid" x1="{LEFT}%" x2="{right}%" y1="{y}%" y2="{y}%"/>'
            f'<text class="tick" x="{_n(LEFT - 1)}%" y="{y}%" dy=".35em" text-anchor="end">{mark}</text>'
        )
    step = -(-len(names) // _MOST_NAMES)
    for place, name in enumerate(names):
        # The last week is named always; one just before it would touch it.
        from_last = len(names) - 1 - place
        if from_last % step:
            continue
        thin = " sparse" if (from_last // step) % 2 else ""
        parts.append(
            f'<text class="tick{thin}" x="{_n(_x(place, len(names)))}%" y="{_n(bottom + 6)}%" dy=".3em" text-anchor="middle">{escape(name)}</text>'
        )
    return parts


def _path(values: Sequence[float | None]) -> str:
    """Join neighbouring weeks that have a value; begin anew after a gap."""
    step = _WIDE / max(len(values) - 1, 1)
    drawn, pen = [], "M"
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{_n(step * place)},{_n(_WIDE - _WIDE * _held(value) / 100)}")
        pen = "L"
    return "".join(drawn)


def _dots(line: Line) -> list[str]:
    return [
        f'<circle class="{line.kind}" cx="{_n(_x(place, len(line.values)))}%" cy="{_n(_y(value))}%" r="3.5"/>'
        for place, value in enumerate(line.values)
        if value is not None
    ]


def _ends(lines: Sequence[Line]) -> list[str]:
    ends = [
        (line, next((value for value in reversed(line.values) if value is not None), None)) for line in lines
    ]
    known = [(line, value) for line, value in ends if value is not None]
    places = spread([_y(value) for _line, value in known], _APART, TOP, TOP + HEIGHT)
    return [
        f'<text class="name {line.kind}" x="{_n(LEFT + WIDTH + 1.6)}%" y="{_n(y)}%" dy=".35em">{escape(line.name)} {value:.0f}</text>'
        for (line, value), y in zip(known, places, strict=True)
    ]


def _x(place: int, number: int) -> float:
    return LEFT + WIDTH * place / max(number - 1, 1)


def _y(value: float) -> float:
    return TOP + HEIGHT - HEIGHT * _held(value) / 100


def _held(value: float) -> float:
    return min(100.0, max(0.0, value))


def _n(value: float) -> str:
    """Write a number with two digits after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
