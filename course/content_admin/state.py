"""Work out, file by file, what the faults of the present content mean for learners. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from course.content.catalogue import Catalogue, Entry
from course.content.faults import Fault

Standing = Literal["shown", "kept", "absent", "translation", "other"]


@dataclass(frozen=True, slots=True)
class FileState:
    """Hold one file with faults, and what learners get meanwhile.

    `standing`: "shown" the file as it is; "kept" its last good version; "absent" nothing, it was never good;
    "translation" Japanese in place of this translation; "other" what concerns no single item.
    """

    path: str  # below its content root
    standing: Standing
    faults: tuple[Fault, ...]


def file_states(catalogue: Catalogue) -> list[FileState]:
    """Group the faults by file, those that keep something from learners first."""
    by_path: dict[str, list[Fault]] = {}
    for fault in catalogue.faults:
        by_path.setdefault(fault.path, []).append(fault)
    serving = {source.path: entry for entry in _entries(catalogue) for source in entry.texts.values()}
    states = [
        FileState(_below_root(path, catalogue.roots), _standing(path, faults, serving), tuple(faults))
        for path, faults in by_path.items()
    ]
    return sorted(states, key=lambda state: (_ORDER.index(state.standing), state.path))


_ORDER: tuple[Standing, ...] = ("absent", "kept", "translation", "other", "shown")


def _below_root(path: str, roots: Iterable[Path]) -> str:
    """Leave out where on the server the content lies."""
    for root in roots:
        if Path(path).is_relative_to(root) and Path(path) != root:
            return Path(path).relative_to(root).as_posix()
    return path


def _entries(catalogue: Catalogue) -> Iterable[Entry[Any]]:
    for entries in (catalogue.lessons, catalogue.quizzes, catalogue.scenarios):
        yield from entries.values()
    for entry in (catalogue.course_entry, catalogue.glossary_entry):
        if entry is not None:
            yield entry


def _standing(path: str, faults: Iterable[Fault], serving: dict[str, Entry[Any]]) -> Standing:
    if not path.endswith(".md"):
        return "other"
    if not any(fault.blocks for fault in faults):
        return "shown"
    if path in serving:
        return "kept"
    stem = path.removesuffix(".md")
    base, _, language = stem.rpartition(".")
    if language == "en" and f"{base}.md" in serving:
        return "translation"
    return "absent"
