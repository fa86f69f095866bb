"""Faults in content: what is wrong, where, and how to mend it, in both languages.

Every code is registered once, with a message, a suggestion, a reason and at least one example that fails with it;
the page of codes and its test are made from this registry.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module

from course.content.text import Text

Param = str | int | Text

CODE_MODULES = (
    "course.content.codes_common",
    "course.lessons.codes",
    "course.quizzes.codes",
    "course.roleplay.codes",
)
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Link:
    """Stand for a symbolic link in the tree of an example."""

    target: str


FileContent = str | bytes | Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Describe a small tree of content files that fails: files given whole, or good files with one edit."""

    base: Mapping[str, FileContent]
    path: str = ""
    old: str = ""
    new: str = ""
    further: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()  # codes that cannot but come with it

    def then(self, old: str, new: str) -> Example:
        """Return the example with one more edit of the same file."""
        return replace(self, further=(*self.further, (old, new)))

    @property
    def edits(self) -> tuple[tuple[str, str], ...]:
        """Return the edits in order, as (good text, bad text)."""
        return ((self.old, self.new), *self.further) if self.old else ()

    def files(self) -> dict[str, FileContent]:
        """Build the tree: path → content. Raises ValueError when the text to edit is not there exactly once."""
        tree = dict(self.base)
        for old, new in self.edits:
            good = tree[self.path]
            if not isinstance(good, str) or good.count(old) != 1:
                raise ValueError(f"{self.path}: the example edits text that is not there once: {old!r}")
            tree[self.path] = good.replace(old, new)
        return tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Define one kind of fault. `blocks` says that an item with it is not put before a learner."""

    code: str
    message: Text
    suggestion: Text
    why: Text
    examples: tuple[Example, ...]
    blocks: bool = True
    severity: str = "error"


CODES: dict[str, Code] = {}


def register(
    code: str,
    *,
    ja: tuple[str, str, str],
    en: tuple[str, str, str],
    examples: Iterable[Example],
    blocks: bool = True,
) -> Code:
    """Register a code; `ja` and `en` are (message, suggestion, why), with named `{params}` in the first two."""
    if code in CODES:
        raise ValueError(f"the code {code} is registered twice")
    message, suggestion, why = (Text({"ja": a, "en": b}) for a, b in zip(ja, en, strict=True))
    entry = Code(
        code=code, message=message, suggestion=suggestion, why=why, examples=tuple(examples), blocks=blocks
    )
    CODES[code] = entry
    return entry


def all_codes() -> dict[str, Code]:
    """Import every module that registers codes, and return the whole registry."""
    for name in CODE_MODULES:
        import_module(name)
    return CODES


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Place one fault: file as shown to the author, line and column counted from 1."""

    code: str
    path: str
    line: int = 1
    column: int = 1
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def _fill(self, template: Text, lang: str) -> str:
        values = {name: v.to(lang) if isinstance(v, Text) else v for name, v in self.params.items()}
        return template.to(lang).format_map(_Params(values)).strip()

    @property
    def blocks(self) -> bool:
        """Say whether the item must not be used."""
        return CODES[self.code].blocks

    def message(self, lang: str = "ja") -> str:
        """Say what is wrong."""
        return self._fill(CODES[self.code].message, lang)

    def suggestion(self, lang: str = "ja") -> str:
        """Say how to mend it."""
        return self._fill(CODES[self.code].suggestion, lang)

    def as_dict(self, lang: str = "ja") -> dict[str, str | int]:
        """Return the fault as plain data for JSON."""
        return {
            "code": self.code,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "severity": CODES[self.code].severity,
            "message": self.message(lang),
            "suggestion": self.suggestion(lang),
        }


class Reporter:
    """Collect the faults of one file: `report("code", line, column, name=value)`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def __call__(self, code: str, line: int = 1, column: int = 1, **params: Param) -> None:
        """Add a fault. After a hundred in one file a last one says that there are more."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code=code, path=self.path, line=line, column=column, params=params))
        elif len(self.faults) == MOST_FAULTS:
            self.faults.append(Fault(code="more-faults", path=self.path, line=line, column=column))

    @property
    def blocked(self) -> bool:
        """Say whether any fault so far keeps the item from being used."""
        return any(fault.blocks for fault in self.faults)


Report = Callable[..., None]


def did_you_mean(word: str, options: Iterable[str]) -> Text:
    """Word a hint for a misspelt name: the nearest option, else the options there are (at most eight)."""
    known = sorted(set(options))
    near = difflib.get_close_matches(word[:80], known[:500], n=1, cutoff=0.6)
    if near:
        return Text(
            {"ja": f"「{near[0]}」の書きまちがいではありませんか。", "en": f"Did you mean “{near[0]}”?"}
        )
    if not known:
        return Text({"ja": "使える名前がまだありません。", "en": "There is no name to use here yet."})
    shown = known[:8]
    rest = ("ほか", " and others") if len(known) > 8 else (" ", "")
    return Text(
        {
            "ja": f"使えるのは {'、'.join(shown)}{rest[0]}です。",
            "en": f"You can use: {', '.join(shown)}{rest[1]}.",
        }
    )


def clip(text: str, most: int = 40) -> str:
    """Shorten author's text for a message, on one line."""
    flat = " ".join(text.split()) if len(text) < 2000 else " ".join(text[:2000].split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
