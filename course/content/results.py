"""Keep the results of checks between runs, by the hash of the texts and of the checker's own source."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course.content.checking import Checked, Reference
from course.content.faults import Fault, Param
from course.content.kinds import Texts, version_of
from course.content.text import Text

MOST_KEPT = 4000
_CHECKERS = ("course.content", "course.lessons", "course.quizzes", "course.roleplay")
_PLACE = "\0"  # stands before a language where a fault or reference has the path of that language's file


def default_folder() -> Path | None:
    """Return the user's cache folder for check results; None for a user without a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        # A relative path is not valid there, and would put a cache wherever the author happens to stand.
        base = Path(named) if named.startswith("/") else Path.home() / ".cache"
    except RuntimeError:
        return None
    return base / "ryorin" / "checks"


@lru_cache(maxsize=1)
def checker_hash() -> str:
    """Hash the source of everything that can change a result."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for package in _CHECKERS:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec is not None else []:
            for path in sorted(Path(folder).glob("*.py")):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Results:
    """A folder of results, one small file each. Losing it, or not being able to write it, costs only time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, kind: str, texts: Texts, also: str = "") -> str:
        """Name the result of checking these texts with this checker."""
        return hashlib.sha256(f"{checker_hash()}\n{version_of(kind, '', texts)}\n{also}".encode()).hexdigest()

    def get(self, key: str, paths: Mapping[str, str]) -> Checked | None:
        """Return a kept result, with `paths` (by language) put in; None when there is none that can be read."""
        try:
            plain = json.loads((self.folder / key).read_bytes())
            return _from_plain(plain, paths)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, checked: Checked, paths: Mapping[str, str]) -> None:
        """Keep a result."""
        data = json.dumps(_to_plain(checked, {path: language for language, path in paths.items()})).encode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".")
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(self.folder / key)
        except OSError:
            return

    def prune(self) -> None:
        """Forget the oldest results when there are too many."""
        try:
            kept = [path for path in self.folder.iterdir() if path.is_file()]
            if len(kept) <= MOST_KEPT:
                return
            for path in sorted(kept, key=lambda path: path.stat().st_mtime)[: len(kept) - MOST_KEPT // 2]:
                path.unlink(missing_ok=True)
        except OSError:
            return


def _to_plain(checked: Checked, languages: Mapping[str, str]) -> dict[str, Any]:
    plain = {name: value for name, value in vars(checked).items() if name not in ("faults", "references")}
    plain["faults"] = [
        {
            "code": fault.code,
            "path": _PLACE + languages[fault.path] if fault.path in languages else fault.path,
            "line": fault.line,
            "column": fault.column,
            "params": {
                n: {"text": v.as_dict()} if isinstance(v, Text) else v for n, v in fault.params.items()
            },
        }
        for fault in checked.faults
    ]
    plain["references"] = [
        {**asdict(reference), "path": _PLACE + languages[reference.path]} for reference in checked.references
    ]
    return plain


def _path(written: str, paths: Mapping[str, str]) -> str:
    return paths[written[len(_PLACE) :]] if written.startswith(_PLACE) else written


def _from_plain(plain: dict[str, Any], paths: Mapping[str, str]) -> Checked:
    faults = [
        Fault(
            code=entry["code"],
            path=_path(entry["path"], paths),
            line=entry["line"],
            column=entry["column"],
            params={name: _param(value) for name, value in entry["params"].items()},
        )
        for entry in plain.pop("faults")
    ]
    references = [
        Reference(**{**entry, "path": _path(entry["path"], paths)}) for entry in plain.pop("references")
    ]
    line, column = plain.pop("id_place")
    return Checked(**plain, id_place=(line, column), faults=faults, references=references)


def _param(value: Any) -> Param:
    if isinstance(value, dict):
        return Text(value["text"])
    known: str | int = value
    return known
