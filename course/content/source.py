"""Read one content file safely: size, kind of file, encoding and control characters are checked before parsing."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from course.content import codes_common  # noqa: F401  registers the codes used here
from course.content.faults import Fault, Param

MOST_BYTES = 256 * 1024
MOST_LINES = 8_000
# C0 controls but tab and newline, DEL, C1, and the marks that reorder or hide text on screen.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one file as read: `path` as shown to the author, `text` with plain newlines and no byte order mark."""

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """Split into lines; only a newline ends a line."""
        return self.text.split("\n")


def read_source(path: Path, *, root: Path | None = None, shown: str | None = None) -> Source | Fault:
    """Read `path`, which must be a plain file that lies inside `root` (default: its folder) once links are followed."""
    name = shown if shown is not None else str(path)
    data = _read_bytes(path, root if root is not None else path.parent, name)
    return data if isinstance(data, Fault) else decode_source(data, name)


def _read_bytes(path: Path, root: Path, name: str) -> bytes | Fault:
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()):
            return Fault(code="file-outside", path=name)
        # O_NONBLOCK: opening a named pipe must not wait for a writer.
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Fault(code="file-unreadable", path=name, params={"reason": "not a plain file"})
            data = stream.read(MOST_BYTES + 1)
            size = max(len(data), os.fstat(handle).st_size)
    except FileNotFoundError:
        return Fault(code="file-missing", path=name)
    except IsADirectoryError:
        return Fault(code="file-unreadable", path=name, params={"reason": "a folder"})
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as problem:  # ValueError: NUL in a name; RuntimeError: loop of links
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        return Fault(code="file-unreadable", path=name, params={"reason": reason})
    return data if size <= MOST_BYTES else _too_large(name, size)


def _too_large(name: str, size: int) -> Fault:
    return Fault(
        code="file-too-large", path=name, params={"size": -(-size // 1024), "most": MOST_BYTES // 1024}
    )


def decode_source(data: bytes, name: str) -> Source | Fault:
    """Decode bytes as strict UTF-8, drop a byte order mark, turn CR LF into LF, and refuse control characters."""
    if len(data) > MOST_BYTES:
        return _too_large(name, len(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8").replace("\r\n", "\n")
        line, column = place_of(before, len(before))
        params: dict[str, Param] = {"byte": f"0x{data[problem.start]:02X}", "guess": _guess_encoding(data)}
        return Fault(code="not-utf8", path=name, line=line, column=column, params=params)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        return Fault(
            code="too-many-lines", path=name, line=MOST_LINES, params={"lines": lines, "most": MOST_LINES}
        )
    bad = _CONTROL.search(text)
    if bad:
        line, column = place_of(text, bad.start())
        point = f"U+{ord(bad.group()):04X}"
        return Fault(
            code="control-character", path=name, line=line, column=column, params={"character": point}
        )
    return Source(path=name, text=text)


def _guess_encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    for encoding in ("cp932", "euc_jp"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "Shift_JIS" if encoding == "cp932" else "EUC-JP"
    return "?"


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of a character offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
