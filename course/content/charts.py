"""Small bar charts: a fence named `chart`, a caption, and lines of `label | number`."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

CHART_INFO = "chart"
MOST_ROWS = 20
_NUMBER = re.compile(r"([0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,6})?)[ \t]*[^0-9\s|]{0,8}")


@dataclass(frozen=True, slots=True)
class Chart:
    """A caption and rows of label, number, and the number as written."""

    caption: str
    rows: tuple[tuple[str, float, str], ...]


def read_chart(lines: Sequence[str]) -> tuple[Chart, int | None]:
    """Read a chart from its opening fence line and the lines inside; also the index of the first bad line."""
    caption = lines[0].strip().lstrip("`~").strip().removeprefix(CHART_INFO).strip()
    rows: list[tuple[str, float, str]] = []
    for index, line in enumerate(lines[1:], start=1):
        if not line.strip():
            continue
        label, bar, value = line.replace("｜", "|").rpartition("|")
        found = _NUMBER.fullmatch(value.strip())
        if not bar or not label.strip() or found is None or len(rows) == MOST_ROWS:
            return Chart(caption, tuple(rows)), index
        rows.append((label.strip(), float(found.group(1).replace(",", "")), value.strip()))
    return Chart(caption, tuple(rows)), None if rows else 0


def chart_html(chart: Chart) -> str:
    """Draw a chart as a list that reads well aloud; each bar is an SVG without style attributes.

    Bars are 100 units long for the largest number; a bar that is not zero is at least one unit long.
    """
    largest = max((number for _, number, _ in chart.rows), default=0.0)
    parts = ['<figure class="chart">']
    if chart.caption:
        parts.append(f"<figcaption>{html.escape(chart.caption)}</figcaption>")
    parts.append('<ul class="chart-rows">')
    for label, number, written in chart.rows:
        length = max(1.0, 100 * number / largest) if number and largest else 0.0
        parts.append(
            f'<li><span class="chart-label">{html.escape(label)}</span> '
            '<svg class="chart-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            '<rect class="chart-track" width="100" height="8"></rect>'
            f'<rect class="chart-value" width="{length:.4g}" height="8"></rect></svg> '
            f'<span class="chart-number">{html.escape(written)}</span></li>'
        )
    parts.append("</ul></figure>")
    return "".join(parts)
