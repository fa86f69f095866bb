"""The kinds of content: which folder and file each comes from, and who parses it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import Any

from course.content.faults import Fault
from course.content.source import Source

Texts = Mapping[str, Source]
Parsed = tuple[Any, list[Fault]]

FOLDERS = {"lessons": "lesson", "quizzes": "quiz", "roleplay": "scenario"}
SPECIAL = {("lessons", "course"): "course", ("lessons", "glossary"): "glossary"}
TRANSCRIPTS = "transcripts"
_PARSERS = {
    "lesson": "course.lessons.catalog:parse_lesson",
    "course": "course.lessons.catalog:parse_course",
    "glossary": "course.lessons.catalog:parse_glossary",
    "quiz": "course.quizzes.definition:parse_quiz",
    "scenario": "course.roleplay.script:parse_scenario",
}
_KEPT = 256


@dataclass
class _Kept:
    """The parsed items used last, by version."""

    items: OrderedDict[str, Parsed]
    lock: Lock


_kept = _Kept(OrderedDict(), Lock())


def kind_of(folder: str, stem: str) -> str:
    """Return the kind of the file `folder/stem.md`."""
    return SPECIAL.get((folder, stem), FOLDERS[folder])


def guess_kind(values: Mapping[str, Any]) -> str:
    """Guess the kind of a file that lies outside the content folders from its front matter."""
    if "modules" in values:
        return "course"
    if values.get("id") == "glossary":
        return "glossary"
    if {"start", "state", "customer"} & set(values):
        return "scenario"
    return "lesson" if "module" in values else "quiz"


def load(where: str) -> Callable[..., Any]:
    """Import a function named `module:function`; only what is needed is imported."""
    module, _, name = where.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def version_of(kind: str, item_id: str, texts: Texts) -> str:
    """Hash kind, id and the text in every language: the version of an item, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in (
        kind,
        item_id,
        *(part for language in sorted(texts) for part in (language, texts[language].text)),
    ):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def parse_item(kind: str, texts: Texts) -> Parsed:
    """Parse the texts of one item: (item or None, faults). The items used last are kept by their texts."""
    key = version_of(kind, "\n".join(f"{lang}={texts[lang].path}" for lang in sorted(texts)), texts)
    with _kept.lock:
        if key in _kept.items:
            _kept.items.move_to_end(key)
            item, faults = _kept.items[key]
            return item, list(faults)
    item, faults = load(_PARSERS[kind])(texts)
    with _kept.lock:
        _kept.items[key] = (item, list(faults))
        while len(_kept.items) > _KEPT:
            _kept.items.popitem(last=False)
    return item, faults
