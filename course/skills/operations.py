"""Record observations of skills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from course.accounts.models import User
from course.extensions import db
from course.skills.models import Observation
from course.summaries import operations as summaries


def record(
    actor: User, values: Mapping[str, Iterable[float]], *, source: str, source_id: int, now: datetime
) -> None:
    """Add the observed values (0–1) of each skill to the actor's record."""
    seen = {skill: list(observed) for skill, observed in values.items()}
    for skill, observed in seen.items():
        for value in observed:
            db.session.add(
                Observation(
                    user_id=actor.id, skill=skill, value=value, at=now, source=source, source_id=source_id
                )
            )
    db.session.flush()
    summaries.observed(actor.id, seen, now)
