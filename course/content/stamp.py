"""Write the present hashes of the source into a translation, leaving everything else as it is."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course.content.faults import Fault
from course.content.folders import split_name
from course.content.front import Path as FrontPath
from course.content.front import Place
from course.content.outline import parse_outline
from course.content.source import Source, read_source
from course.content.text import SOURCE_LANGUAGE
from course.content.units import FRONT, Unit, cut_units

_NEWLINE = re.compile(r"(\r\n|\r|\n)")
_STAMP = re.compile(r"(?<![\w-])src=[^\s}]*")
_FRONT_STAMP = re.compile(r"(src[ \t]*:[ \t]*)([^\s#]*)(.*)", re.DOTALL)


class NotATranslation(ValueError):
    """The file is a source: there is nothing to compare it with."""


@dataclass(frozen=True)
class Stamped:
    """What stamping did: the new text, and how many stamps were written or changed."""

    text: str
    changed: int


def stamp_text(source: Source, raw: str) -> Stamped:
    """Stamp a translation. `raw` is its text as in the file, with its own newlines and byte order mark."""
    plain = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    wanted = {unit.key: unit.hash for unit in cut_units(parse_outline(source)[0])}
    outline, _ = parse_outline(Source(source.path, plain))
    units = cut_units(outline)
    pieces = _NEWLINE.split(raw)  # text, newline, text, …: line n is at 2(n − 1)
    changed = 0
    for unit in units:
        digest = wanted.get(unit.key)
        if digest is None or unit.stamp == digest or unit.key == FRONT:
            continue
        changed += _stamp_attributes(pieces, unit, digest)
    if plain.startswith("---") and units[0].stamp != wanted[FRONT]:
        changed += _stamp_front(pieces, outline.front.keys, wanted[FRONT])
    return Stamped("".join(pieces), changed)


def _stamp_attributes(pieces: list[str], unit: Unit, digest: str) -> int:
    """Write `src=…` into the braces of a heading or list item; 1 when it was done."""
    if unit.attributes is None or not unit.attributes.given:
        return 0
    index = 2 * (unit.attributes.line - 1)
    line, opened = pieces[index], unit.attributes.column - 1
    closed = line.find("}", opened)
    if line[opened : opened + 1] != "{" or closed < 0:
        return 0
    inside = line[opened + 1 : closed]
    if _STAMP.search(inside):
        inside = _STAMP.sub(f"src={digest}", inside, count=1)
    else:
        inside = f"{inside.rstrip()} src={digest}"
    pieces[index] = f"{line[: opened + 1]}{inside}{line[closed:]}"
    return 1


def _stamp_front(pieces: list[str], places: Mapping[FrontPath, Place], digest: str) -> int:
    """Write `src: …` into the front matter: over the present one, else below the id, else at the top."""
    # Other YAML readers would take 12345678 or 1234e567 for a number.
    written = f'"{digest}"' if re.fullmatch("[0-9]+(?:e[0-9]+)?", digest) else digest
    if ("src",) in places:
        index = 2 * (places[("src",)][0] - 1)
        found = _FRONT_STAMP.fullmatch(pieces[index])
        if found is None:
            return 0
        pieces[index] = f"{found.group(1)}{written}{found.group(3)}"
        return 1
    line = places[("id",)][0] if ("id",) in places else 1
    index = 2 * (line - 1)
    newline = pieces[index + 1] if index + 1 < len(pieces) else "\n"
    pieces[index + 1 : index + 1] = [newline, f"src: {written}"]
    return 1


def stamp_file(path: Path) -> int | Fault:
    """Stamp the translation at `path` in place, whole or not at all; return how many stamps changed.

    A file that cannot be read is a fault. Raises NotATranslation for a source.
    """
    stem, language = split_name(path.name)
    original = path.with_name(stem + ".md")
    if language == SOURCE_LANGUAGE or path == original:
        raise NotATranslation(str(path))
    source = read_source(original)
    if isinstance(source, Fault):
        return source
    there = read_source(path)
    if isinstance(there, Fault):
        return there
    stamped = stamp_text(source, path.read_bytes().decode("utf-8"))
    if stamped.changed:
        _replace(path, stamped.text.encode("utf-8"))
    return stamped.changed


def _replace(path: Path, data: bytes) -> None:
    real = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(real.stat().st_mode & 0o777)
        Path(temporary).replace(real)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
