"""Read what a manager picked on the group's page, and the thresholds of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from course.accounts.models import GROUP_ROLES, TRAINEE
from course.reports.periods import Period, chosen
from course.reports.rules import CODES, LIMITS, Rules
from course.skills.mastery import SKILLS

ALL, TODAY, WEEK, ON_TRACK = "all", "today", "week", "on-track"
STATUSES = (ALL, TODAY, WEEK, ON_TRACK)
NEED, NAME, LAST, PROGRESS = "need", "name", "last", "progress"
SORTS = (NEED, NAME, LAST, PROGRESS, *SKILLS)
BEFORE = "before"
LONGEST_SEARCH = 100
MOST_PAGES = 10_000
_COHORT = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_OTHER = re.compile(r"group:(\d{1,9})|cohort:(20\d\d-(?:0[1-9]|1[0-2]))|before")


@dataclass(frozen=True, slots=True)
class View:
    """Hold what is shown of a group: which days, which people in which order, and what it is held against.

    `cohort` is a month of joining, as 2026-04; `against` is "", "before", "group:7" or "cohort:2026-04".
    """

    period: Period
    search: str = ""
    status: str = ALL
    role: str = TRAINEE
    cohort: str = ""
    sort: str = NEED
    page: int = 1
    against: str = ""

    @property
    def narrowed(self) -> bool:
        """Tell whether only some of the people are asked for."""
        return bool(self.search or self.cohort or self.status != ALL or self.role != TRAINEE)

    def query(self, **changes: Any) -> dict[str, Any]:
        """Write this view, with changes, as the query of an address; what is as usual is left out."""
        changed = replace(self, **changes)
        said = {
            **({} if changed.period.name == "weeks" else changed.period.query()),
            "q": changed.search,
            "status": "" if changed.status == ALL else changed.status,
            "role": "" if changed.role == TRAINEE else changed.role,
            "cohort": changed.cohort,
            "sort": "" if changed.sort == NEED else changed.sort,
            "page": "" if changed.page == 1 else changed.page,
            "against": changed.against,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Sought:
    """Hold which answers and lines of one person are asked for: of a skill, sure ones, of a period, and which page of each."""

    skill: str | None = None
    sure: bool = False
    period: Period | None = None
    page: int = 1
    talks: int = 1

    def query(self, **changes: Any) -> dict[str, Any]:
        """Write it, with changes, as the query of an address."""
        changed = replace(self, **changes)
        said = {
            "skill": changed.skill,
            "sure": 1 if changed.sure else None,
            **(changed.period.query() if changed.period else {}),
            "page": changed.page if changed.page > 1 else None,
            "talks": changed.talks if changed.talks > 1 else None,
        }
        return {name: value for name, value in said.items() if value}


def read_sought(query: Mapping[str, str], today: date) -> Sought:
    """Read which answers and lines are asked for; without a period, all there are."""
    skill = query.get("skill")
    days = _day(query.get("since")), _day(query.get("until"))
    return Sought(
        skill=skill if skill in SKILLS else None,
        sure=query.get("sure") == "1",
        period=chosen(query["period"], *days, today) if "period" in query else None,
        page=_page(query.get("page")),
        talks=_page(query.get("talks")),
    )


def read_view(query: Mapping[str, str], today: date) -> View:
    """Read a view from the query of an address; whatever cannot be is as usual, so that no address is an error."""
    period = chosen(query.get("period"), _day(query.get("since")), _day(query.get("until")), today)
    return View(
        period=period,
        search=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        status=_one_of(query.get("status"), STATUSES),
        role=_one_of(query.get("role"), (TRAINEE, *GROUP_ROLES)),
        cohort=_match(_COHORT, query.get("cohort")),
        sort=_one_of(query.get("sort"), SORTS),
        page=_page(query.get("page")),
        against=_match(_OTHER, query.get("against")),
    )


def _page(text: str | None) -> int:
    digits = text if text and text.isascii() and text.isdigit() and len(text) < 10 else "1"
    return min(max(int(digits), 1), MOST_PAGES)


def _one_of(value: str | None, known: tuple[str, ...]) -> str:
    return value if value in known else known[0]


def _match(pattern: re.Pattern[str], value: str | None) -> str:
    return value if value and pattern.fullmatch(value) else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


_LABELS = {
    "quiet_days": _l("何もしていない日数"),
    "begin_days": _l("登録から始めるまでの日数"),
    "due_days": _l("期限までの日数"),
    "due_percent": _l("そのときの進み(%)"),
    "sure_wrong": _l("4 週のあいだの問いの数"),
    "fall_points": _l("下がった点"),
    "stuck_times": _l("続けてつまずいた回数"),
    "low_skill": _l("力の点"),
    "forecast_points": _l("ヨミのずれ(ポイント)"),
    "old_percent": _l("古い名簿の割合(%)"),
}


class RulesForm(FlaskForm):
    """Take the thresholds, and which rules are in use. One field a threshold, one box a rule."""

    def __init__(
        self,
        given: MultiDict[str, str] | None = None,
        rules: Rules | None = None,
        *,
        trial: bool = False,
    ) -> None:
        # What is tried out comes in an address, where no token belongs, and changes nothing.
        more: dict[str, Any] = {"meta": {"csrf": False}} if trial else {}
        super().__init__(given, data={} if rules is None else shown_values(rules), **more)

    def rules(self) -> Rules:
        """Give the rules that were entered; the form must be valid."""
        numbers = {name: self[name].data for name in LIMITS}
        return Rules(**numbers, off=frozenset(code for code in CODES if not self[f"use_{code}"].data))


def shown_values(rules: Rules) -> dict[str, Any]:
    """Give what the form shows for some rules."""
    numbers = {name: getattr(rules, name) for name in LIMITS}
    return numbers | {f"use_{code}": code not in rules.off for code in CODES}


for _name, _limit in LIMITS.items():
    _range = NumberRange(_limit.low, _limit.high, _l("%(min)s から %(max)s までの整数にしてください。"))
    setattr(
        RulesForm,
        _name,
        IntegerField(
            _LABELS[_name],
            [InputRequired(_l("数を入れてください。")), _range],
            render_kw={"inputmode": "numeric", "min": _limit.low, "max": _limit.high},
        ),
    )
for _code in CODES:
    setattr(RulesForm, f"use_{_code}", BooleanField(_l("この決まりを使う")))
