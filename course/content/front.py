"""Read front matter: a small, safe part of YAML, with the place of every key.

The events of the YAML parser are walked with a stack of our own, so that nothing nests, expands or is constructed
before it has been looked at. Only true/false, whole numbers, decimals and null are more than text: `no` stays
the word no, and dates and 1:30 stay as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from course.content.faults import Reporter, clip

MOST_FRONT_BYTES = 16 * 1024
DEEPEST = 6
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")  # 01234567 stays text: it may be a hash
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Front:
    """Hold the front matter: `values` as plain data, and line and column of every key and value."""

    values: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict)
    first_line: int = 1
    last_line: int = 1
    broken: bool = False  # it could not be read: what is absent was perhaps there

    def place(self, *path: str | int) -> Place:
        """Return where a value stands, or its nearest parent that is there."""
        return self._nearest(self.places, path)

    def key_place(self, *path: str | int) -> Place:
        """Return where a key stands, or its nearest parent that is there."""
        return self._nearest(self.keys, path)

    def _nearest(self, where: Mapping[Path, Place], path: Path) -> Place:
        for length in range(len(path), 0, -1):
            if path[:length] in where:
                return where[path[:length]]
        return (self.first_line, 1)


@dataclass
class _Open:
    """One mapping or list being read."""

    container: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


class _Refused(Exception):
    """A fault has been reported and reading cannot go on."""


def parse_front(text: str, first_line: int, report: Reporter) -> Front:
    """Parse the lines between the two `---`; `first_line` is the line number of the first of them."""
    front = Front(
        keys={}, places={}, first_line=first_line, last_line=first_line + text.count("\n"), broken=True
    )
    size = len(text.encode("utf-8", "replace"))
    if size > MOST_FRONT_BYTES:
        report("front-too-large", first_line, 1, size=-(-size // 1024), most=MOST_FRONT_BYTES // 1024)
        return front
    reader = _Reader(front, report)
    try:
        reader.read(text)
    except _Refused:
        return front
    except yaml.YAMLError as problem:
        line, column = reader.place(getattr(problem, "problem_mark", None))
        reason = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "YAML"
        report("front-invalid", line, column, reason=clip(str(reason), 80))
        return front
    if not isinstance(reader.root, dict):
        report("front-not-mapping", first_line, 1)
        return front
    return Front(
        values=reader.root,
        keys=front.keys,
        places=front.places,
        first_line=front.first_line,
        last_line=front.last_line,
    )


class _Reader:
    """Build plain values from the events of the YAML parser."""

    def __init__(self, front: Front, report: Reporter) -> None:
        self.keys: dict[Path, Place] = front.keys  # type: ignore[assignment]
        self.places: dict[Path, Place] = front.places  # type: ignore[assignment]
        self.first_line, self.last_line = front.first_line, front.last_line
        self.report = report
        self.stack: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def place(self, mark: Any) -> Place:
        """Turn a mark of the parser, counted from 0, into line and column of the file."""
        if mark is None:
            return (self.first_line, 1)
        return (min(self.first_line + int(mark.line), self.last_line), int(mark.column) + 1)

    def read(self, text: str) -> None:
        """Read the whole text. Raises _Refused or YAMLError."""
        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.refuse("front-invalid", event, reason="more than one document")
            elif isinstance(event, yaml.NodeEvent):
                self.node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.stack.pop()

    def refuse(self, code: str, event: Any, **params: Any) -> None:
        """Report and stop."""
        self.report(code, *self.place(event.start_mark), **params)
        raise _Refused

    def node(self, event: Any) -> None:
        """Take in one scalar, or the start of a mapping or list."""
        if isinstance(event, yaml.AliasEvent):
            self.refuse("front-alias", event, name=f"*{event.anchor}")
        if event.anchor is not None:
            self.refuse("front-alias", event, name=f"&{event.anchor}")
        if event.tag is not None:
            self.refuse("front-tag", event, tag=clip(event.tag))
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
            return
        if len(self.stack) >= DEEPEST:
            self.refuse("front-too-deep", event, most=DEEPEST)
        container: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(container, self.put(container, event)))

    def scalar(self, event: Any) -> None:
        """Take in a key or a value."""
        top = self.stack[-1] if self.stack else None
        if top is None or isinstance(top.container, list) or top.key is not None:
            self.put(event.value if event.style else plain_value(event.value), event)
            return
        path = (*top.path, event.value)
        if event.value in top.container:
            self.report("front-key-repeated", *self.place(event.start_mark), key=clip(event.value))
        self.keys[path] = self.place(event.start_mark)
        top.key = event.value

    def put(self, value: Any, event: Any) -> Path:
        """Put a value where it belongs; return its path."""
        path: Path = ()
        if not self.stack:
            self.root = value
        else:
            top = self.stack[-1]
            if isinstance(top.container, list):
                path = (*top.path, len(top.container))
                top.container.append(value)
            elif top.key is None:
                self.refuse("front-key-odd", event)
            else:
                path = (*top.path, top.key)
                top.container.setdefault(top.key, value)
                top.key = None
        self.places[path] = self.place(event.start_mark)
        return path


def plain_value(text: str) -> str | int | float | bool | None:
    """Read a scalar without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
