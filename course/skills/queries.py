"""Read the levels of the five skills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from course.extensions import db
from course.skills.mastery import SKILLS, Evidence, Level, level
from course.skills.models import Observation

# After a year an observation weighs 1/4096 of a fresh one: leaving it out cannot be seen.
HORIZON = timedelta(days=365)


def levels(user_ids: Sequence[int], now: datetime) -> dict[int, dict[str, Level]]:
    """Give every person's level of every skill at `now`."""
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    rows = db.session.execute(
        select(Observation.user_id, Observation.skill, Observation.value, Observation.at).where(
            Observation.user_id.in_(user_ids), Observation.at > now - HORIZON
        )
    )
    for user_id, skill, value, at in rows:
        found[user_id, skill].append(Evidence(value=value, at=at))
    return {user_id: {skill: level(found[user_id, skill], now) for skill in SKILLS} for user_id in user_ids}
