"""Write small content trees for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from course.content.faults import FileContent, Link


def write_tree(root: Path, files: Mapping[str, FileContent]) -> Path:
    """Write files, given as text, bytes or links, below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8", newline="")
    return root
