"""Pin the version of an item in use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from course.content.catalogue import Entry
from course.extensions import db
from course.upsert import insert_if_absent
from course.versions.models import ContentVersion


def pin(entry: Entry[Any], now: datetime) -> str:
    """Keep the entry's texts under their hash if they are not kept yet; return the hash."""
    if db.session.scalar(select(ContentVersion.hash).where(ContentVersion.hash == entry.version)) is not None:
        return entry.version  # as nearly always: nothing need be sent
    texts = {language: {"path": source.path, "text": source.text} for language, source in entry.texts.items()}
    insert_if_absent(
        ContentVersion, hash=entry.version, kind=entry.kind, item_id=entry.id, texts=texts, first_used_at=now
    )
    return entry.version
