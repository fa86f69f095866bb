"""Name the five skills for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from course.skills.mastery import SKILLS, Level

LABELS = {
    "qualify": _l("見極め"),
    "test_close": _l("問い"),
    "trust": _l("信頼"),
    "resolve": _l("決着"),
    "balance": lazy_pgettext("skill", "両輪"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one skill as a page shows it; `before` is the level a month ago."""

    skill: str
    label: str
    percent: int | None
    before: int | None


def shown(now: Mapping[str, Level], before: Mapping[str, Level] | None = None) -> list[Shown]:
    """Pair the present levels with those of a month ago, in the fixed order of the skills."""
    return [
        Shown(skill, str(LABELS[skill]), now[skill].percent, before[skill].percent if before else None)
        for skill in SKILLS
    ]
