"""Add up a quarter that is over: money, hours, the list and its age, and what each of five skills showed. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from course.pipeline.codes import WEEKS_A_MONTH
from course.quarter import forecast
from course.quarter.forecast import Honesty, Named
from course.quarter.game import Game
from course.quarter.people import Person, still_buys

AGES = (4, 8, 16)  # weeks: the list is counted up to each of these, and beyond
ENOUGH_TESTS = 6  # in a quarter, for the share of early ones to say something


@dataclass(frozen=True, slots=True)
class Account:
    """Hold what a quarter came to. Money in yen; hours of the whole quarter; `ages` counts people by age (see AGES).

    `dead_listed` of the `listed` cannot or will not buy; `dropped_buyers` of the `dropped` would still have bought.
    """

    contracts: int
    cancelled: int
    money: int
    hours: Mapping[str, float]
    tests: int
    tests_early: int
    railroaded: int
    dropped: int
    dropped_buyers: int
    listed: int
    dead_listed: int
    unclear_listed: int
    ages: tuple[int, ...]
    inquiries_lost: int
    honesty: Honesty

    @property
    def net(self) -> int:
        """Count the contracts that stood."""
        return self.contracts - self.cancelled


def signed_by_month(game: Game) -> dict[int, set[str]]:
    """Name who signed a contract that stood, by month."""
    signed: dict[int, set[str]] = {}
    for week in game.weeks:
        for one in week.happened:
            if one.kind == "signed" or (one.kind == "railroaded" and one.details.get("stands")):
                signed.setdefault(week.number // WEEKS_A_MONTH, set()).add(one.key)
    return signed


def named(game: Game) -> list[Named]:
    """Pair the forecasts of the months that are over with what came."""
    over = game.number // WEEKS_A_MONTH
    told = {month: grades for month, grades in game.forecasts.items() if month < over}
    return forecast.names_of(told, signed_by_month(game))


def account_of(game: Game) -> Account:
    """Add a quarter up, as far as it has come."""
    count = game.moment.count
    listed = game.listed
    signed = set().union(*signed_by_month(game).values())
    return Account(
        contracts=int(count("contracts")),
        cancelled=int(count("cancelled")),
        money=sum(game.register.profiles[key].amount for key in signed),
        hours={name: count(f"hours_{name}") for name in ("desk", "list", "wasted", "new", "unused")},
        tests=int(count("tests")),
        tests_early=int(count("tests_early")),
        railroaded=int(count("railroaded")),
        dropped=int(count("dropped")),
        dropped_buyers=int(count("dropped_buyers")),
        listed=len(listed),
        dead_listed=sum(not still_buys(game.moment.people, person.place) for person in listed),
        unclear_listed=sum(person.knows == "unknown" and person.age > AGES[0] for person in listed),
        ages=_ages(listed),
        inquiries_lost=int(count("inquiries_lost")),
        honesty=forecast.score(named(game)),
    )


def _ages(listed: tuple[Person, ...]) -> tuple[int, ...]:
    bounds = (-1, *AGES, 10**6)
    return tuple(sum(low < person.age <= high for person in listed) for low, high in pairwise(bounds))


def skills_of(account: Account) -> dict[str, float]:
    """Say how well each skill was shown (0–1), where there is enough to say it by. The scales are assumptions.

    qualify     of the people left on the list for more than four weeks, how many are no longer unclear
    test_close  share of test closes that did not come too early
    trust       share of contracts that stood, and were not signed by somebody who was hurried into it
    resolve     hours spent on those who cannot or will not buy: 1 at a fifth of the list's hours, 0 at four fifths
    balance     the smaller of the list's and the new people's share of the working hours: 1 from a quarter up
    """
    found: dict[str, float] = {}
    old = sum(account.ages[1:])
    if old >= 3:
        found["qualify"] = 1.0 - account.unclear_listed / old
    if account.tests >= ENOUGH_TESTS:
        found["test_close"] = 1.0 - account.tests_early / account.tests
    if account.contracts:
        found["trust"] = max(0.0, 1.0 - max(account.cancelled, account.railroaded) / account.contracts)
    if account.hours["list"] > 0.0:
        wasted = account.hours["wasted"] / account.hours["list"]
        found["resolve"] = min(1.0, max(0.0, (0.8 - wasted) / 0.6))
    working = account.hours["list"] + account.hours["new"] + account.hours["unused"]
    if working > 0.0:
        found["balance"] = min(1.0, 4.0 * min(account.hours["list"], account.hours["new"]) / working)
    return found


def contracts_so_far(game: Game) -> int:
    """Count the contracts that stood until now."""
    return int(game.moment.count("contracts") - game.moment.count("cancelled"))
