"""Take the marks off Markdown, for searching and for snippets. PURE."""

from __future__ import annotations

import re

from course.content.text import join_lines

_FENCE = re.compile(r"^ *(?:`{3,}|~{3,}) *(?:chart *)?", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TABLE_RULE = re.compile(r"^[ |:-]+$", re.MULTILINE)
_LINE_MARK = re.compile(r"^ *(?:#{1,6} |> ?|[-*+] |[0-9]+[.)] )", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{[#.][^{}\n]*\}")
_EMPHASIS = re.compile(r"\*\*|__|~~|`|(?<=\w)\*|\*(?=\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL = re.compile(r"\s*\|\s*")


def plain(markdown: str) -> str:
    """Give the words of a piece of Markdown as one line of text."""
    text = _LINK.sub(r"\1", _FENCE.sub("", markdown))
    text = _ATTRIBUTES.sub("", _TABLE_RULE.sub("", text))
    text = _EMPHASIS.sub("", _LINE_MARK.sub("", text))
    text = _CELL.sub("  ", _ESCAPE.sub(r"\1", text))
    blocks = re.split(r"\n[ \t]*\n", text)
    return " ".join(joined for block in blocks if (joined := join_lines(block.split("\n")).strip()))
