"""Find the content files below a root: which files make one item, and what about their names is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.content.faults import Fault, did_you_mean
from course.content.kinds import FOLDERS, TRANSCRIPTS, kind_of
from course.content.source import Source, read_source
from course.content.text import LANGUAGES, SOURCE_LANGUAGE

Signature = tuple[tuple[str, int, int, int], ...]
_LANGUAGE = re.compile(r"[a-z]{2}")
_TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
_OTHER_FILES = frozenset({"readme"})


@dataclass(frozen=True)
class Group:
    """The files of one item: `files` by language, and `signature`, which changes when one of them does."""

    root: Path
    folder: str
    stem: str
    files: dict[str, Path]
    signature: Signature
    shown_root: str

    @property
    def kind(self) -> str:
        """Return the kind of item."""
        return kind_of(self.folder, self.stem)

    @property
    def key(self) -> tuple[str, str, str]:
        """Name the group among all groups."""
        return str(self.root), self.folder, self.stem

    def shown(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return the path of one of the files as shown to the author."""
        path = self.files.get(language) or next(iter(self.files.values()))
        return show(path, self.root, self.shown_root)


@dataclass
class Scan:
    """What lies below one root."""

    root: Path
    shown: str
    groups: list[Group] = field(default_factory=list)
    transcripts: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def show(path: Path, root: Path, shown_root: str) -> str:
    """Write a path the way its root was written."""
    inside = path.relative_to(root).as_posix()
    return inside if shown_root in ("", ".") else f"{shown_root}/{inside}"


def scan_root(root: Path, shown_root: str | None = None) -> Scan:
    """List the content files of a root. Costs one look at each folder and one at each file, reads nothing."""
    shown = str(root) if shown_root is None else shown_root
    scan = Scan(root, shown)
    there = [folder for folder in FOLDERS if (root / folder).is_dir()]
    if not there:
        scan.faults.append(Fault(code="root-empty", path=shown or "."))
    for folder in there:
        members: dict[str, dict[str, Path]] = {}
        signatures: dict[str, list[tuple[str, int, int, int]]] = {}
        for entry in _markdown_files(root / folder):
            stem, language = split_name(entry.name)
            path = Path(entry.path)
            # NAME.ja.md is refused: the source carries no language, and there would be two of it.
            if language not in LANGUAGES or entry.name == f"{stem}.{SOURCE_LANGUAGE}.md":
                hint = did_you_mean(language, _TRANSLATED)
                name = show(path, root, shown)
                scan.faults.append(
                    Fault(code="language-unknown", path=name, params={"language": language, "hint": hint})
                )
                continue
            members.setdefault(stem, {})[language] = path
            signatures.setdefault(stem, []).append(_signature(entry))
        for stem, files in members.items():
            group = Group(root, folder, stem, files, tuple(signatures[stem]), shown)
            if SOURCE_LANGUAGE in files:
                scan.groups.append(group)
            else:
                scan.faults.append(
                    Fault(
                        code="translation-without-source", path=group.shown(), params={"name": f"{stem}.md"}
                    )
                )
    folder_path = root / "roleplay" / TRANSCRIPTS
    if folder_path.is_dir():
        scan.transcripts = sorted(path for path in folder_path.iterdir() if path.suffix == ".transcript")
    return scan


def _markdown_files(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        name = entry.name
        if name.endswith(".md") and not name.startswith(".") and name[:-3].lower() not in _OTHER_FILES:
            yield entry


def _signature(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    try:
        status = entry.stat()
    except OSError:  # a link that leads nowhere; reading it will say so
        return (entry.name, 0, 0, 0)
    return (entry.name, status.st_mtime_ns, status.st_size, status.st_ino)


def split_name(name: str) -> tuple[str, str]:
    """Split `NAME.en.md` into stem and language; without a language it is the source's."""
    stem = name.removesuffix(".md")
    base, dot, suffix = stem.rpartition(".")
    if dot and base and _LANGUAGE.fullmatch(suffix):
        return base, suffix
    return stem, SOURCE_LANGUAGE


def read_group(group: Group) -> tuple[dict[str, Source], list[Fault]]:
    """Read the files of an item; what cannot be read is left out and is in the faults."""
    texts: dict[str, Source] = {}
    faults: list[Fault] = []
    for language, path in group.files.items():
        found = read_source(path, root=group.root, shown=group.shown(language))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            texts[language] = found
    return texts, faults


def place_key(fault: Fault) -> tuple[str, int, int, str]:
    """Sort faults by file, line and column."""
    return fault.path, fault.line, fault.column, fault.code
