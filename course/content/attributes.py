"""Parse `{#id .class key=value}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from course.content.faults import Reporter, clip
from course.content.keywords import LOCAL_ID

_TOKEN = re.compile(r"\S+")
_CLASS = re.compile(r"[a-z][a-z0-9_-]*")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """Hold the attributes of a heading or list item; `line`/`column` point at the brace, `places` at each token."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    column: int = 0
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def given(self) -> bool:
        """Say whether there were braces at all."""
        return self.line > 0

    def column_of(self, token: str) -> int:
        """Return the column of `#id`, `.class` or `key`, else that of the brace."""
        return self.places.get(token, self.column or 1)


NO_ATTRIBUTES = Attributes()


def parse_attributes(inside: str, line: int, column: int, report: Reporter) -> Attributes:
    """Parse what stands between the braces; `column` is the column of the opening brace."""
    identifier, classes = "", []
    values: dict[str, str] = {}
    places: dict[str, int] = {}
    for found in _TOKEN.finditer(inside):
        token, at = found.group(), column + 1 + found.start()
        if token[0] in "#＃":
            name = "#" + token[1:]
            if identifier:
                report("attribute-repeated", line, at, token=clip(token))
            elif not LOCAL_ID.fullmatch(token[1:]):
                report("id-malformed", line, at, id=clip(token[1:]))
            identifier = identifier or token[1:]
        elif token[0] == "." and _CLASS.fullmatch(token[1:]):
            name = token
            classes.append(token[1:])
        else:
            name, equals, value = token.partition("=")
            if not equals or not value or not _KEY.fullmatch(name):
                report("attribute-malformed", line, at, token=clip(token))
                continue
            values[name] = value
        if name in places and name[0] != "#":
            report("attribute-repeated", line, at, token=clip(token))
        places.setdefault(name, at)
    return Attributes(
        id=identifier, classes=tuple(classes), values=values, line=line, column=column, places=places
    )


def split_attributes(text: str, line: int, column: int, report: Reporter) -> tuple[str, Attributes]:
    """Take the attributes off the end of `text`, whose first character stands at `column`.

    Text that does not end in a brace has none; a `{#` that is never closed is a fault.
    """
    body = text.rstrip()
    if not body.endswith("}"):
        opened = body.rfind("{#")
        if opened >= 0 and "}" not in body[opened:]:
            report("attribute-unclosed", line, column + opened)
            return body[:opened].rstrip(), parse_attributes(body[opened + 1 :], line, column + opened, report)
        return body, NO_ATTRIBUTES
    opened = body.rfind("{")
    if opened < 0:
        return body, NO_ATTRIBUTES
    return body[:opened].rstrip(), parse_attributes(body[opened + 1 : -1], line, column + opened, report)
