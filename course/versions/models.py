"""Store checked content texts under their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from course.extensions import Model, UtcDateTime


class ContentVersion(Model):
    """Hold one version of one lesson, quiz or scenario: its source and translations as they were."""

    __tablename__ = "content_version"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(String(64), index=True)
    # {"ja": {"path": …, "text": …}, "en": …}
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
