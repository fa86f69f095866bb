"""Write the weekly letter to a manager: the same people and figures as the page, in words."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from course.accounts.models import Group, User
from course.live_catalogue import catalogue
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
GROUPS = 5


def write(manager: User, now: datetime) -> tuple[str, str] | None:
    """Give subject and body of a manager's weekly letter, in the language in force; None when there is nobody to tell of."""
    groups = queries.managed_groups(manager)[:GROUPS]
    parts = [part for part in (_group(manager, group, now) for group in groups) if part is not None]
    if not parts:
        return None
    first, _text = parts[0]
    opening = _("%(name)sさん", name=manager.name)
    body = "\n\n\n".join([opening, *(text for _headline, text in parts)])
    return _("今週のチーム: %(headline)s", headline=first), body + "\n"


def _group(manager: User, group: Group, now: datetime) -> tuple[str, str] | None:
    """Tell of one group: its headline, whom to talk to, the four weeks, and where to read on."""
    people = queries.people_of(group)
    number = queries.count(people)
    if not number:
        return None
    used, _set_for = queries.rules_of(group)
    asked = Asked(manager, group, read_view({}, day_of(now)), used, catalogue(), now)
    headline, told = _many(asked, number) if number > BIG else _few(asked)
    did = group_queries.did(people, number, asked.view.period, with_skills=False)
    link = _("くわしくはこちら: %(url)s", url=url_for("reports.group", group_id=group.id, _external=True))
    return headline, "\n\n".join([f"■ {headline}", *told, _weeks(did), link])


def _few(asked: Asked) -> tuple[str, list[str]]:
    every = asked.everybody()
    waiting = [row for row in every if not row.on_track]
    headline = _(
        "%(group)s・%(all)d 人のうち %(fine)d 人が順調です",
        group=asked.group.name,
        all=len(every),
        fine=len(every) - len(waiting),
    )
    if not waiting:
        return headline, [_("いま、声をかけるのを待っている人はいません。")]
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
    return headline, told


def _many(asked: Asked, number: int) -> tuple[str, list[str]]:
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
    return headline, ["\n".join(lines)] if lines else []


def _weeks(did: Did) -> str:
    return _(
        "この 4 週: 学んだ人 %(active)s、クイズの点 %(quiz)s、ロールプレイの点 %(roleplay)s、自信ありの誤答 %(sure)d 問。",
        active=f"{did.active:,}{share(did.active, did.people)}",
        quiz=points(did.quiz),
        roleplay=points(did.roleplay),
        sure=did.sure_wrong,
    )
