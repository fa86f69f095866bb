"""Read pinned versions back as parsed items."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course.content.catalogue import parse_item
from course.content.source import Source
from course.extensions import db
from course.versions.models import ContentVersion


class VersionLost(LookupError):
    """Say that a pinned version is not in the database, or can no longer be parsed."""


@lru_cache(maxsize=512)
def load(version: str) -> Any:
    """Give the parsed item of a pinned version. A version never changes, so the result is kept.

    Raises VersionLost when the row is absent or this program cannot read it any more.
    """
    row = db.session.get(ContentVersion, version)
    if row is None:
        raise VersionLost(version)
    texts = {language: Source(path=held["path"], text=held["text"]) for language, held in row.texts.items()}
    item, faults = parse_item(row.kind, texts)
    if item is None:
        raise VersionLost(f"{version}: {[fault.code for fault in faults]}")
    return item
