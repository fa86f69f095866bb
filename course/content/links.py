"""Where a Markdown link between content files leads."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from course.content.folders import split_name
from course.content.kinds import FOLDERS

_ELSEWHERE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A content file and a place in it: folder, stem (name without language and `.md`), heading id or empty."""

    folder: str
    stem: str
    fragment: str


def leads_elsewhere(target: str) -> bool:
    """Say whether a link leads to the web or to a mail address."""
    return _ELSEWHERE.match(target) is not None


def file_target(folder: str, stem: str, target: str) -> FileTarget | None:
    """Read the target of a link written in `folder/stem.md`; None when it does not name a content file."""
    path, _, fragment = target.partition("#")
    if not path:
        return FileTarget(folder, stem, fragment)
    if not path.endswith(".md") or path.startswith("/") or "\\" in path or ":" in path:
        return None
    parts = posixpath.normpath(posixpath.join(folder, path)).split("/")
    if len(parts) != 2 or parts[0] not in FOLDERS:
        return None
    return FileTarget(parts[0], split_name(parts[1])[0], fragment)
