"""Pick and order the people whom a page, a list or an export is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select

from course.accounts.models import TRAINEE, Group, User
from course.chosen import People
from course.content.catalogue import Catalogue
from course.reports import queries
from course.reports.forms import ALL, LAST, NAME, NEED, PROGRESS, SORTS, View
from course.reports.queries import Row
from course.reports.rules import Rules
from course.skills.labels import LABELS
from course.summaries.calendar import day_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold who asks about which group, how it is to be looked at, and the rules that hold there."""

    actor: User
    group: Group
    view: View
    rules: Rules
    catalogue: Catalogue
    now: datetime

    @property
    def whole(self) -> Select[int]:
        """Select whom the figures of a period are of: the trainees of a month of joining, or all of them."""
        cohort = self.view.cohort
        return queries.cohort_of(self.group, cohort) if cohort else queries.people_of(self.group)

    def rows(self, people: People) -> list[Row]:
        """Work out how some people stand."""
        return queries.rows(people, self.rules, self.catalogue, self.now)

    def everybody(self) -> list[Row]:
        """Work out how every trainee stands, who needs a word first."""
        return self.rows(queries.people_of(self.group))

    def chosen(self, every: Sequence[Row]) -> list[Row]:
        """Pick the people the view asks for, in its order; of another role than the trainees they are read anew."""
        view = self.view
        if view.role != TRAINEE:
            every = self.rows(queries.people_of(self.group, view, self.actor))
        wanted = view.search.casefold()
        found = [
            row
            for row in every
            if (not wanted or wanted in row.name.casefold())
            and view.status in (ALL, row.status)
            and (not view.cohort or f"{day_of(row.joined_at):%Y-%m}" == view.cohort)
        ]
        return ordered(found, view.sort)


def ordered(found: Sequence[Row], sort: str) -> list[Row]:
    """Order people: by name, the longest quiet first, or the lowest first; as they come, it is who needs a word first."""
    if sort == NEED:
        return list(found)
    if sort == NAME:
        return sorted(found, key=lambda row: (row.name, row.person_id))
    if sort == LAST:
        return sorted(
            found, key=lambda row: (row.last_at is not None, row.last_at or row.joined_at, row.person_id)
        )
    if sort == PROGRESS:
        return sorted(found, key=lambda row: (row.progress, row.name, row.person_id))
    return sorted(found, key=lambda row: (_level(row, sort), row.name, row.person_id))


def _level(row: Row, skill: str) -> int:
    percent = row.skills[skill].percent
    return 101 if percent is None else percent


def sort_names() -> dict[str, str]:
    """Name the orders a reader may choose."""
    names = {NEED: _("声をかけたい順"), NAME: _("名前"), LAST: _("来ていない順"), PROGRESS: _("進みの遅い順")}
    return names | {
        skill: _("「%(skill)s」の低い順", skill=LABELS[skill]) for skill in SORTS if skill in LABELS
    }
