"""Write the page of all codes, docs/check-codes.md, from the registry: `python -m course.content.code_page`."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from course.content.faults import Code, Example, FileContent, Link, all_codes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "check-codes.md"
_LONGEST_LINE = 100
_MOST_LINES = 24
_HEAD = """# `ryorin check` のコード / Codes of `ryorin check`

教材のまちがいには、一つずつ決まったコードがあります。ここにはすべてのコードと、そのコードが出る例があります。
例の「-」は正しい行、「+」はまちがった行です。「公開は止まらない」とあるもの以外は、直すまでその教材の新しい版は
使われず、直前の良い版が表示されます。

Every fault in content has a stable code. This page lists them all, each with an example that fails with it: “-” is the
good line, “+” the bad one. Unless it says “does not stop publication”, a new version with the fault is not used, and the
last good one is shown instead.

このページはプログラムから作られています。直接書きかえないでください。
This page is made from the program (`python -m course.content.code_page`); do not edit it by hand.

全 {count} 種 / {count} codes: {index}
"""


def page() -> str:
    """Return the whole page as Markdown."""
    codes = sorted(all_codes().values(), key=lambda code: code.code)
    index = " · ".join(f"[`{code.code}`](#{code.code})" for code in codes)
    return "\n".join([_HEAD.format(count=len(codes), index=index), *(_entry(code) for code in codes)])


def _entry(code: Code) -> str:
    lines = [f"## {code.code}", ""]
    for lang, stays in (("ja", "（公開は止まらない）"), ("en", " (does not stop publication)")):
        message, suggestion = _names(code.message.to(lang)), _names(code.suggestion.to(lang))
        mark = "" if code.blocks else stays
        lines.extend([f"**{message}**{mark}  ", f"{suggestion} {code.why.to(lang)}".strip(), ""])
    if not code.examples:
        lines.extend(["例はありません。 / No example.", ""])
    for example in code.examples:
        lines.extend([_shown(example), ""])
    return "\n".join(lines)


def _names(template: str) -> str:
    """Show the places to be filled in as ‹name›, and keep Markdown from reading signs as its own."""
    plain = template.replace("{hint}", "‹近い名前 / the nearest name›")
    plain = re.sub(r"\{(\w+)\}", r"‹\1›", plain).replace("{{", "{").replace("}}", "}")
    return plain.replace("<", "&lt;").replace("*", "\\*")


def _shown(example: Example) -> str:
    if not example.edits:
        return "\n\n".join(_file(path, content) for path, content in example.files().items())
    good, bad = example.base[example.path], example.files()[example.path]
    changes = difflib.unified_diff(str(good).split("\n"), str(bad).split("\n"), n=0, lineterm="")
    lines = [line for line in changes if not line.startswith(("---", "+++", "@@"))]
    return f"`{example.path}`\n\n" + _fenced(lines, "diff")


def _file(path: str, content: FileContent) -> str:
    if isinstance(content, Link):
        return f"`{path}` → `{content.target}`"
    if isinstance(content, bytes):
        return f"`{path}`: {len(content)} bytes, `{content[:8].hex(' ')} …`"
    return f"`{path}`\n\n" + _fenced(content.rstrip("\n").split("\n"), "markdown")


def _fenced(lines: list[str], language: str) -> str:
    shown = [line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + "…" for line in lines]
    if len(shown) > _MOST_LINES:
        shown = [*shown[:_MOST_LINES], "…"]
    visible = [
        re.sub("[\x00-\x08\x0b-\x1f\u202a-\u202e]", lambda c: f"‹U+{ord(c.group()):04X}›", line)
        for line in shown
    ]
    return "\n".join([f"~~~~{language}", *visible, "~~~~"])


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
