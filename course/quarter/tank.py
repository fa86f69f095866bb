"""Draw the tank of a quarter: the lanes of the roleplay's tank, with everybody who is on the list."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from course.presentation import yen
from course.quarter import labels
from course.quarter.account import contracts_so_far
from course.quarter.game import WEEKS, Game, people_of
from course.quarter.people import Person
from course.roleplay import labels as roleplay_labels
from course.roleplay.figures import Figure
from course.roleplay.tank import OLD, SHOWN, CardShown, Lane, Tank, money

LANES = ("new", "potential", "prospect", "this_month", "result")


def view(game: Game) -> Tank:
    """Show the list as it stands this week."""
    return _tank(game, game.people, game.number)


def at(game: Game, number: int) -> Tank:
    """Show the list as it stood in a week that was lived."""
    return _tank(game, people_of(game.weeks[number].began, game.register), number)


def _tank(game: Game, people: Sequence[Person], number: int) -> Tank:
    contracts = contracts_so_far(game) if number == game.number else _until(game, number)
    listed = [person for person in people if not person.outcome]
    old = sum(person.age >= OLD for person in listed)
    return Tank(
        people=len(listed),
        lanes=tuple(_lane(people, lane) for lane in LANES),
        figures=(
            Figure(_("契約"), "", _("%(n)d 件", n=contracts), "", _("取り消しを除く")),
            Figure(_("今月の名簿"), "", yen(sum(_amounts(people, "this_month"))), "", _("金額の合計")),
            Figure(
                _("16 週より古い人"), "", _("%(n)d 人", n=old), "", _("名簿 %(n)d 人のうち", n=len(listed))
            ),
        ),
        sentences=(_sentence(people),),
        tone="flat",
        brief=_(
            "第 %(n)d 週 ・ 名簿 %(p)d 人 ・ 契約 %(c)d 件",
            n=min(number + 1, WEEKS),
            p=len(listed),
            c=contracts,
        ),
    )


def _until(game: Game, number: int) -> int:
    weeks = game.weeks[:number]
    return int(sum(week.counts["contracts"] - week.counts["cancelled"] for week in weeks))


def _amounts(people: Sequence[Person], lane: str) -> list[int]:
    return [person.profile.amount for person in people if person.lane == lane]


def _sentence(people: Sequence[Person]) -> str:
    unclear = sum(not person.outcome and person.knows == "unknown" for person in people)
    return _("買うのか、いつなのか、まだ分からない人が %(n)d 人います。", n=unclear)


def _lane(people: Sequence[Person], name: str) -> Lane:
    here = sorted((person for person in people if person.lane == name), key=lambda person: person.age)
    return Lane(
        label=str(roleplay_labels.LANES[name]),
        count=len(here),
        cards=tuple(_card(person) for person in here[:SHOWN]),
        more=max(0, len(here) - SHOWN),
        here=False,
    )


def _card(person: Person) -> CardShown:
    weeks = _("%(n)d週", n=person.age)
    amount = money(person.profile.amount)
    small: tuple[str, ...] = (amount, weeks)
    if person.outcome:
        small = (str(labels.OUTCOMES[person.outcome]), amount)
    elif person.lane == "prospect" and person.horizon:
        small = (str(roleplay_labels.HORIZONS[person.horizon]), amount)
    return CardShown(
        key=person.key,
        name=person.profile.name,
        small=small,
        quarters=person.settled,
        old=person.age >= OLD and not person.outcome,
        focus=bool(person.profile.scenario) and not person.outcome,
        outcome={"won": "won", "": ""}.get(person.outcome, "lost"),
    )
