"""Show a visitor what this is, and the ways in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from course.accounts import demo
from course.accounts import queries as accounts
from course.accounts.models import MANAGER, TRAINEE, TRAINER, User


@dataclass(frozen=True, slots=True)
class Door:
    """Hold one of the three ways into the demo: a person to step in as."""

    person: User
    avatar: str
    words: str
    action: str


def page() -> str | Response:
    """Show the welcome page; lead a fresh installation to its set-up, and offer the demo people where there are some."""
    if not accounts.anyone_exists():
        return redirect(url_for("accounts.set_up"), 303)
    people = accounts.demo_people() if demo.is_open(request) else ()
    doors = _doors(people)
    shown = {door.person.id for door in doors}
    return render_template("home/welcome.html", doors=doors, others=[p for p in people if p.id not in shown])


def _doors(people: Sequence[User]) -> list[Door]:
    """Choose the first person of each kind, in the order of the three users the product is for."""
    kinds = (
        (TRAINEE, "young-father", _("今日が初日の新人。何も始めていません。"), _("新人として始める")),
        (TRAINER, "nurse", _("受講者の進みと、つまずいた場面を見ます。"), _("トレーナーとして入る")),
        (MANAGER, "boss", _("週に五分で、誰と何を話すかを決めます。"), _("マネージャーとして入る")),
    )
    doors = []
    for role, avatar, words, action in kinds:
        person = next((p for p in people if any(own.role == role for own in p.memberships)), None)
        if person is not None:
            doors.append(Door(person, avatar, words, action))
    return doors
