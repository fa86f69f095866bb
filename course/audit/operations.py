"""Note changes and exports, in the same transaction as the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.accounts.models import User
from course.audit.models import AuditEntry
from course.extensions import db, utc_now


def note(
    actor: User | None,
    action: str,
    *,
    subject: str,
    subject_id: int | None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note that the actor (None: the program itself) did something: `note(admin, "group.move", subject="group", …)`.

    `subject` names what kind of thing `subject_id` is the number of; for a person it is "person". Nothing of a
    person's own (name, address, typed words) may go into `detail`: it could never be taken out again.
    """
    db.session.add(
        AuditEntry(
            at=utc_now(),
            actor_id=actor.id if actor is not None else None,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=dict(detail or {}),
        )
    )
    db.session.flush()
