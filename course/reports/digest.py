"""Write the weekly letter to a manager: the same people and figures as the page, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from course.accounts.models import Group, User
from course.config import LANGUAGES
from course.live_catalogue import catalogue
from course.mail.models import OutgoingMail
from course.reports import group_queries, queries, rule_queries
from course.reports.below_queries import below_of_many
from course.reports.cards import sentences
from course.reports.forms import read_view
from course.reports.group_queries import Did
from course.reports.people import Asked
from course.reports.period_figures import points, share
from course.reports.queries import BIG
from course.summaries.calendar import day_of

NAMED = 5  # people told of in a letter, of each group
GROUPS = 5  # told of in a letter, those first in which most people need a word


@dataclass(frozen=True, slots=True)
class _Told:
    """Hold what there is to tell of one group, and how many need a word today, and at all."""

    asked: Asked
    number: int
    headline: str
    lines: list[str]
    today: int
    waiting: int


def write(manager: User, now: datetime) -> tuple[str, str] | None:
    """Give subject and body of a manager's weekly letter, in the language in force; None when there is nobody to tell of."""
    told = [
        one for group in queries.managed_groups(manager) if (one := _told(manager, group, now)) is not None
    ]
    if not told:
        return None
    if len(told) > GROUPS:
        told.sort(key=lambda one: (-one.today, -one.waiting))
    parts = [_("%(name)sさん", name=manager.name), *(_part(one) for one in told[:GROUPS])]
    rest = len(told) - GROUPS
    if rest > 0:
        parts.append(_others(rest, sum(one.waiting for one in told[GROUPS:])))
    return _("今週のチーム: %(headline)s", headline=told[0].headline), "\n\n\n".join(parts) + "\n"


def _others(rest: int, waiting: int) -> str:
    """Say how many groups the letter does not tell of, how many people wait there, and where they are shown."""
    lines = [
        ngettext(
            "ほかに %(num)d グループを担当しています。", "ほかに %(num)d グループを担当しています。", rest
        )
    ]
    if waiting:
        there = ngettext(
            "そこにも、声をかけたい人が %(num)d 人います。",
            "そこにも、声をかけたい人が %(num)d 人います。",
            waiting,
        )
        lines.append(there)
    link = _("くわしくはこちら: %(url)s", url=url_for("reports.groups", _external=True))
    return "\n".join([*lines, link])


def anew(mail: OutgoingMail, now: datetime) -> tuple[str, str] | None:
    """Write a weekly letter that has waited anew: of the groups its reader manages now, if any, as they stand now."""
    with force_locale(mail.user.language or LANGUAGES[0]):
        return write(mail.user, now)


def _told(manager: User, group: Group, now: datetime) -> _Told | None:
    """Find what there is to tell of one group: its headline, and whom to talk to."""
    people = queries.people_of(group)
    number = queries.count(people)
    if not number:
        return None
    used, _set_for = queries.rules_of(group)
    asked = Asked(manager, group, read_view({}, day_of(now)), used, catalogue(), now)
    return _many(asked, number) if number > BIG else _few(asked)


def _part(one: _Told) -> str:
    """Write of one group, with its four weeks, and where to read on."""
    group = one.asked.group
    did = group_queries.did(queries.people_of(group), one.number, one.asked.view.period, with_skills=False)
    link = _("くわしくはこちら: %(url)s", url=url_for("reports.group", group_id=group.id, _external=True))
    return "\n\n".join([f"■ {one.headline}", *one.lines, _weeks(did), link])


def _few(asked: Asked) -> _Told:
    every = asked.everybody()
    waiting = [row for row in every if not row.on_track]
    headline = _(
        "%(group)s・%(all)d 人のうち %(fine)d 人が順調です",
        group=asked.group.name,
        all=len(every),
        fine=len(every) - len(waiting),
    )
    if not waiting:
        nobody = _("いま、声をかけるのを待っている人はいません。")
        return _Told(asked, len(every), headline, [nobody], 0, 0)
    lines = [
        "- "
        + _("%(name)s(%(when)s)", name=row.name, when=_("今日") if row.today else _("今週"))
        + "\n  "
        + "\n  ".join(sentences(row, asked.catalogue))
        for row in waiting[:NAMED]
    ]
    told = [_("声をかけたい人"), "\n".join(lines)]
    rest = len(waiting) - NAMED
    if rest > 0:
        told.append(ngettext("ほかに %(num)d 人います。", "ほかに %(num)d 人います。", rest))
    return _Told(asked, len(every), headline, told, sum(row.today for row in waiting), len(waiting))


def _many(asked: Asked, number: int) -> _Told:
    """Tell of very many people by the groups below: nobody is ranked among thousands."""
    everybody = queries.people_of(asked.group)
    waiting = sum(rule_queries.silence(everybody, asked.rules, asked.catalogue, asked.now))
    headline = _(
        "%(group)s・%(all)s 人のうち %(quiet)s 人に、今日の一声が要ります",
        group=asked.group.name,
        all=f"{number:,}",
        quiet=f"{waiting:,}",
    )
    below = below_of_many(asked.group, everybody, asked.rules, asked.view.period, asked.catalogue, asked.now)
    lines = [
        "- "
        + _(
            "%(group)s: %(all)s 人、今日の一声 %(quiet)s 人",
            group=one.group.name,
            all=f"{one.people:,}",
            quiet=f"{one.quiet:,}",
        )
        for one in sorted(below, key=lambda one: -one.quiet)[:NAMED]
    ]
    return _Told(asked, number, headline, ["\n".join(lines)] if lines else [], waiting, waiting)


def _weeks(did: Did) -> str:
    return _(
        "この 4 週: 学んだ人 %(active)s、クイズの点 %(quiz)s、ロールプレイの点 %(roleplay)s、自信ありの誤答 %(sure)d 問。",
        active=f"{did.active:,}{share(did.active, did.people)}",
        quiz=points(did.quiz),
        roleplay=points(did.roleplay),
        sure=did.sure_wrong,
    )
