"""Draw the charts of the laboratory: a few lines of SVG, without a style of their own.

Places are percentages and lines keep their width, so that one drawing serves a phone, a projector and paper while
its letters keep their size. Colours, widths and patterns are classes of the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LEFT, WIDTH = 7.0, 73.0  # percent: where the plot of the fan begins, and how wide it is
TOP, HEIGHT = 9.0, 77.0
_WIDE = 1_000  # units of the plot's own system, to both sides
_APART = 7.5  # percent: labels at the right closer than this would touch
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class FanWords:
    """Hold the words of a fan chart: `own` names its median, `shade` what befell the months shaded."""

    title: str
    upright: str
    along: str
    own: str
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold another median to draw into a fan: its class, its name, and its values as those of the fan."""

    kind: str
    name: str
    values: tuple[float, ...]


def ticks(value: float) -> tuple[int, ...]:
    """Give round numbers from 0 to the first that is no less than `value`; six at most."""
    step, factors = 1, (2, 5, 10)
    scale, place = 1, 0
    while step * _MOST_TICKS < value:
        step = factors[place % 3] * scale
        place += 1
        if place % 3 == 0:
            scale *= 10
    last = max(1, -(-int(-(-value // 1)) // step))
    return tuple(step * number for number in range(last + 1))


def spread(places: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Move places (percent) apart until none is closer than `apart` to the next; their order stays."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = [0.0] * len(places)
    at = low - apart
    for number in order:
        at = moved[number] = max(places[number], at + apart)
    at = high + apart
    for number in reversed(order):
        at = moved[number] = min(moved[number], at - apart)
    return tuple(moved)


def fan(
    rows: Sequence[Sequence[float]],
    others: Sequence[Line],
    words: FanWords,
    shaded: tuple[float, float] | None = None,
) -> str:
    """Draw how contracts add up: the bands of 80% and 50% of the years, the median, and other medians as lines.

    `rows`: values at the start and after each month, by 10, 25, 50, 75 and 90%; `shaded`: months from and to, when something befell the year.
    """
    marks = ticks(max([*rows[-1], *(value for line in others for value in line.values)]))
    top = marks[-1]
    lowest, low, middle, high, highest = ([_up(value, top) for value in row] for row in rows)
    parts = [
        f'<svg class="fan" role="img" aria-label="{escape(words.title)}">',
        *_axes(marks, len(middle) - 1, words),
        _shade(shaded, len(middle) - 1, words.shade) if shaded else "",
        f'<svg x="{LEFT}%" y="{TOP}%" width="{WIDTH}%" height="{HEIGHT}%" viewBox="0 0 {_WIDE} {_WIDE}" preserveAspectRatio="none">',
        f'<path class="eight" d="{_area(lowest, highest)}"/><path class="edge" d="{_line(lowest)}"/><path class="edge" d="{_line(highest)}"/>',
        f'<path class="half" d="{_area(low, high)}"/>',
        *(
            f'<path class="{line.kind}" d="{_line([_up(value, top) for value in line.values])}"/>'
            for line in others
        ),
        f'<path class="middle" d="{_line(middle)}"/>',
        "</svg>",
        *_names(rows, others, top, words),
        "</svg>",
    ]
    return "".join(parts)


def strip(shares: Sequence[float], top: float, words: str) -> str:
    """Draw one year's spread on a line: 80% of the years thin, half of them thick, the median a dot."""
    lowest, low, middle, high, highest = (_n(100.0 * max(0.0, value) / top) for value in shares)
    return (
        f'<svg class="strip" role="img" aria-label="{escape(words)}">'
        f'<line class="eight" x1="{lowest}%" x2="{highest}%" y1="50%" y2="50%"/>'
        f'<line class="half" x1="{low}%" x2="{high}%" y1="50%" y2="50%"/>'
        f'<circle class="middle" cx="{middle}%" cy="50%" r="5.5"/></svg>'
    )


def scale(marks: Sequence[int]) -> str:
    """Write the numbers of the axis that strips share."""
    numbers = []
    for mark in marks:
        place = 100.0 * mark / marks[-1]
        anchor = "start" if mark == 0 else "end" if mark == marks[-1] else "middle"
        numbers.append(f'<text x="{_n(place)}%" y="75%" text-anchor="{anchor}">{mark}</text>')
    return f'<svg class="scale" aria-hidden="true">{"".join(numbers)}</svg>'


def _axes(marks: Sequence[int], months: int, words: FanWords) -> list[str]:
    right, bottom = LEFT + WIDTH, TOP + HEIGHT
    parts = [f'<text class="axis" x="0" y="{_n(TOP - 5.5)}%">{escape(words.upright)}</text>']
    for mark in marks:
        y = _n(bottom - HEIGHT * mark / marks[-1])
        parts.append(
            f'<line class="grid" x1="{LEFT}%" x2="{right}%" y1="{y}%" y2="{y}%"/>'
            f'<text class="tick" x="{_n(LEFT - 1)}%" y="{y}%" dy=".35em" text-anchor="end">{mark}</text>'
        )
    for month in range(1, months + 1):
        x = _n(LEFT + WIDTH * month / months)
        parts.append(
            f'<text class="tick" x="{x}%" y="{_n(bottom + 5)}%" dy=".3em" text-anchor="middle">{month}</text>'
        )
    parts.append(
        f'<text class="axis" x="{right}%" y="{_n(bottom + 12.5)}%" text-anchor="end">{escape(words.along)}</text>'
    )
    return parts


def _shade(months: tuple[float, float], last: int, words: str) -> str:
    """Shade some months, and name at their top what befell them."""
    begin, end = (LEFT + WIDTH * month / last for month in months)
    return (
        f'<rect class="shade" x="{_n(begin)}%" y="{TOP}%" width="{_n(end - begin)}%" height="{HEIGHT}%"/>'
        f'<text class="axis" x="{_n((begin + end) / 2)}%" y="{_n(TOP + 5)}%" text-anchor="middle">{escape(words)}</text>'
    )


def _names(rows: Sequence[Sequence[float]], others: Sequence[Line], top: float, words: FanWords) -> list[str]:
    """Name the lines and bands where they end, at the right."""
    labels = [
        (rows[4][-1], "name", f"{rows[4][-1]:.0f}"),
        (rows[2][-1], "name own", f"{words.own} {rows[2][-1]:.0f}"),
        (rows[0][-1], "name", f"{rows[0][-1]:.0f}"),
    ]
    labels += [
        (line.values[-1], f"name {line.kind}", f"{line.name} {line.values[-1]:.0f}") for line in others
    ]
    # The SVG grows downwards, values upwards.
    bottom = TOP + HEIGHT
    wanted = [bottom - HEIGHT * max(0.0, value) / top for value, _, _ in labels]
    return [
        f'<text class="{kind}" x="{_n(LEFT + WIDTH + 1.2)}%" y="{_n(y)}%" dy=".35em">{escape(text)}</text>'
        for y, (_, kind, text) in zip(spread(wanted, _APART, TOP, bottom), labels, strict=True)
    ]


def _up(value: float, top: float) -> float:
    return _WIDE - _WIDE * max(0.0, value) / top


def _points(values: Sequence[float]) -> list[str]:
    step = _WIDE / (len(values) - 1)
    return [f"{_n(step * place)},{_n(value)}" for place, value in enumerate(values)]


def _line(values: Sequence[float]) -> str:
    return "M" + "L".join(_points(values))


def _area(below: Sequence[float], above: Sequence[float]) -> str:
    return "M" + "L".join([*_points(below), *reversed(_points(above))]) + "Z"


def _n(value: float) -> str:
    """Write a number with two digits after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
