"""Keep body text within what Markdown renders quickly, and collect its links. One linear pass over the lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from course.content.charts import CHART_INFO, read_chart
from course.content.faults import Reporter, clip
from course.content.outline import Line, Outline, closes_fence, opens_fence

LONGEST_LINE = 3000
LONGEST_PARAGRAPH = 8000
MOST_MARKS = 400
DEEPEST_INDENT = 16
DEEPEST_QUOTE = 4
_LINK = re.compile(r"(!?)\[([^\[\]]*+)\]\(([^()\s]*+)(?:\s[^()]*+)?\)")
_LEADERS = re.compile(r"(?:[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))++")
_LEADER = re.compile(r">|[-*+]|[0-9]+[.)]")
_MARKS = re.compile(r"[\[\]*_`<~!&\\]")


class LinkUse(NamedTuple):
    """One Markdown link as written, with the place of its bracket."""

    target: str
    line: int
    column: int


def scan_body(outline: Outline, report: Reporter) -> list[LinkUse]:
    """Report text that cannot be rendered well, and return the links of the whole file in order."""
    scan = _Scan(report)
    scan.lines(outline.opening)
    for section in outline.sections:
        scan.paragraph_ends()
        scan.text(Line(section.line, section.title), section.title_column)
        scan.lines(section.lines)
    return scan.links


class _Scan:
    """Hold the running counts of the paragraph being read."""

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.links: list[LinkUse] = []
        self.length = self.marks = 0
        self.told = False

    def paragraph_ends(self) -> None:
        """Begin to count anew."""
        self.length = self.marks = 0
        self.told = False

    def lines(self, lines: Iterable[Line]) -> None:
        """Scan the lines of one section."""
        fence, block = "", []
        for line in lines:
            if fence:
                block.append(line)
                if closes_fence(line.text, fence):
                    self.fenced(block[:-1], fence)
                    fence = ""
            elif opened := opens_fence(line.text):
                fence, block = opened, [line]
                self.paragraph_ends()
            else:
                self.text(line)
        self.paragraph_ends()

    def fenced(self, block: list[Line], fence: str) -> None:
        """Check a chart; other fenced text is shown as it is."""
        info = block[0].text.strip().lstrip(fence[0]).strip()
        if info == CHART_INFO or info.startswith(CHART_INFO + " "):
            _, problem = read_chart([line.text for line in block])
            if problem is not None:
                line = block[problem]
                self.report("chart-malformed", line.number, 1, text=clip(line.text.strip()))

    def text(self, line: Line, column: int = 1) -> None:
        """Check one line outside fences, and collect its links."""
        text = line.text
        if not text.strip():
            self.paragraph_ends()
            return
        if len(text) > LONGEST_LINE:
            self.report("line-too-long", line.number, LONGEST_LINE, found=len(text), most=LONGEST_LINE)
            self.told = True
            return
        self.length += len(text)
        self.marks += len(_MARKS.findall(text))
        self._check_paragraph(line)
        self._check_depth(line)
        for found in _LINK.finditer(text):
            place = column + found.start()
            if found.group(1):
                self.report("image-unsupported", line.number, place, target=clip(found.group(3)))
            else:
                self.links.append(LinkUse(found.group(3), line.number, place))

    def _check_paragraph(self, line: Line) -> None:
        if self.told:
            return
        if self.length > LONGEST_PARAGRAPH:
            self.told = True
            self.report("paragraph-too-long", line.number, 1, most=LONGEST_PARAGRAPH)
        elif self.marks > MOST_MARKS:
            self.told = True
            self.report("marks-too-many", line.number, 1, most=MOST_MARKS)

    def _check_depth(self, line: Line) -> None:
        indent = len(line.text.expandtabs(4)) - len(line.text.expandtabs(4).lstrip(" "))
        leaders = _LEADERS.match(line.text)
        depth = len(_LEADER.findall(leaders.group())) if leaders else 0
        if indent > DEEPEST_INDENT or depth > DEEPEST_QUOTE:
            self.report("nested-too-deep", line.number, min(indent, len(line.text)) + 1)
