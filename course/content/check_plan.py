"""Sort the paths given to a check into roots, wanted files, and files outside any content folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.content.faults import Fault
from course.content.folders import Scan, scan_root, show
from course.content.kinds import FOLDERS, TRANSCRIPTS
from course.content.text import LANGUAGES


class Plan:
    """What to read, and whose faults were asked for.

    A file or folder below a root is checked among the rest of its root, so that links and ids can be followed; only
    its own faults are given. Paths are shown the way they were written.
    """

    def __init__(self, paths: Sequence[Path], around: Iterable[Path] = ()) -> None:
        self.scans: list[Scan] = []
        self.faults: list[Fault] = []
        self.loose: list[Path] = []
        self._wanted: set[str] = set()
        self._whole: list[str] = []  # shown paths of roots and folders of which everything is wanted
        self._known: set[Path] = set()
        for path in paths:
            self._add(path)
        own, self.scans = self.scans, []
        for root in around:
            if own and root.is_dir():
                self._root(root, str(root))
        # Roots around come first, as they would on a site: later ones may take over their ids.
        self.scans.extend(own)

    def wants(self, shown: str) -> bool:
        """Say whether the faults of this file were asked for."""
        return shown in self._wanted or any(
            whole in (".", shown) or shown.startswith(whole.rstrip("/") + "/") for whole in self._whole
        )

    def _add(self, path: Path) -> None:
        absolute = Path(os.path.abspath(path))  # not resolve(): a link keeps its own name
        if not path.exists() and not path.is_symlink():
            self.faults.append(Fault(code="file-missing", path=path.as_posix()))
            return
        folder = absolute if path.is_dir() else absolute.parent
        if folder.name == TRANSCRIPTS and folder.parent.name in FOLDERS:
            folder = folder.parent
        if folder.name not in FOLDERS:
            if path.is_dir():
                self._whole.append(self._root(absolute, path.as_posix()))
            else:
                self.loose.append(path)
            return
        root = folder.parent
        shown_root = str(root) if path.is_absolute() else Path(os.path.relpath(root)).as_posix()
        self._root(root, shown_root)
        shown = show(absolute, root, shown_root)
        if path.is_dir():
            self._whole.append(shown)
        else:
            self._wanted.update([shown, *self._translations(absolute, root, shown_root)])

    def _root(self, root: Path, shown: str) -> str:
        real = root.resolve()
        if real not in self._known:
            self._known.add(real)
            self.scans.append(scan_root(root, shown))
        return shown

    @staticmethod
    def _translations(path: Path, root: Path, shown_root: str) -> list[str]:
        stem = path.name.removesuffix(".md")
        others = (path.with_name(f"{stem}.{language}.md") for language in LANGUAGES)
        return [show(other, root, shown_root) for other in others if other.exists()]
