"""Read the levels of the five skills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from course.accounts.models import User
from course.extensions import db
from course.skills.mastery import SKILLS, Evidence, Level, level
from course.skills.models import Observation
from course.summaries import queries as summaries


def levels(user_ids: Sequence[int], now: datetime) -> dict[int, dict[str, Level]]:
    """Give every person's level of every skill at `now`.

    Kept sums answer for whoever has shown nothing after `now`; for an earlier moment every observation is read.
    """
    people = select(User.id).where(User.id.in_(user_ids))
    later = summaries.observed_after(people, now)
    kept = summaries.levels(people)
    exact = _exact(later, now) if later else {}
    nothing = dict.fromkeys(SKILLS, Level(percent=None, count=0))
    return {user_id: exact.get(user_id) or kept.get(user_id) or dict(nothing) for user_id in user_ids}


def _exact(user_ids: Collection[int], now: datetime) -> dict[int, dict[str, Level]]:
    """Weigh every observation up to a moment."""
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    rows = db.session.execute(
        select(Observation.user_id, Observation.skill, Observation.value, Observation.at).where(
            Observation.user_id.in_(user_ids), Observation.at <= now
        )
    )
    for user_id, skill, value, at in rows:
        found[user_id, skill].append(Evidence(value=value, at=at))
    return {user_id: {skill: level(found[user_id, skill], now) for skill in SKILLS} for user_id in user_ids}
