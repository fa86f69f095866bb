"""Show that a quarter's pages tell nothing a rep could not know, while it is played.

When only what is hidden changes, in the present week and in every week that was lived, not one character of any page may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.pipeline import codes
from course.pipeline.weeks import Moment
from course.quarter import queries
from course.quarter.game import Game
from course.quarter.people import bond_of
from course.quarter.plan import TODOS
from tests.people import Cast, Person
from tests.quarter.playing import Player, begin, game_of, read_form

BrowserOf = Callable[[Person | None], FlaskClient]
UNSEEN_TALLY = (
    "listed_dead",
    "hours_wasted",
    "tests_early",
    "railroaded",
    "dropped_buyers",
    "promised",
    "inquiries_lost",
)
UNSEEN_WORLD = ("market", "busy", "referrals", "flyers", "exhibition", "handed")


def otherwise(moment: Moment) -> Moment:
    """Turn round everything in a moment that the rep has not been told."""
    people, world, tally = moment.people.copy(), moment.world.copy(), moment.tally.copy()
    one = people[0]
    for spot in moment.places:
        known, never = int(one["known"][spot]), int(one["knows"][spot]) == codes.NEVER
        for name, bit in (("need", 1), ("budget", 2), ("authority", 4)):
            if not known & bit:
                one[name][spot] ^= 1
        if not (known & codes.KNOWS_TIMING and never):  # else a dead need is what was told
            one["dead"][spot] ^= 1
        for name in ("open", "fit", "naive", "soon"):
            one[name][spot] ^= 1
        one["opens"][spot] += 3
        one["heat"][spot] += 0.4
        one["invited"][spot] += 1
        for step in (0.02, -0.02):
            if bond_of(one["trust"][spot] + step) == bond_of(one["trust"][spot]):
                one["trust"][spot] += step
                break
    for name in UNSEEN_WORLD:
        world[name] += 0.7
    for name in UNSEEN_TALLY:
        tally[name] += 3.0
    return replace(moment, people=people, world=world, tally=tally)


def turned(game: Game, change: Callable[[Moment], Moment] = otherwise) -> Game:
    """Turn round what is hidden in a whole quarter."""
    weeks = tuple(
        replace(
            week,
            began=change(week.began),
            untouched=change(week.untouched),
            counts=week.counts | {name: week.counts[name] + 2.0 for name in UNSEEN_TALLY},
        )
        for week in game.weeks
    )
    return replace(game, moment=change(game.moment), untouched=change(game.untouched), weeks=weeks)


def normal(page: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", page)


def looks(player: Player) -> list[str]:
    """Open every page of the quarter."""
    page = player.look()
    lived = [f"{player.path}/weeks/{number}" for number in range(int(read_form(page).fields["week"]))][-2:]
    answers = [player.browser.get(path) for path in (player.path, *lived, "/quarters")]
    assert {answer.status_code for answer in answers} == {200}
    return [normal(answer.text) for answer in answers]


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Game], Game]], None]:
    """Give a function that puts a change between a quarter and its pages."""
    fold = queries.game_of

    def put(change: Callable[[Game], Game]) -> None:
        monkeypatch.setattr(queries, "game_of", lambda quarter: change(fold(quarter)))

    return put


def test_the_pages_are_the_same_whatever_is_hidden(
    app: Flask, sasaki: FlaskClient, folded: Callable[[Callable[[Game], Game]], None]
) -> None:
    """A sales meeting, the first weeks with plans, and the meeting with the answers to the first."""
    player = begin(sasaki)
    for week in range(5):
        compare(player, folded, f"the beginning of week {week}")
        if "data-plan" not in player.page:
            grades = [name for name in player.form.fields if name.startswith("grade-")][:4]
            player.tell(**dict.fromkeys(grades, "B"))
        player.post("plan", act=("two-wheels", "no-hold")[week % 2])
        if week in (1, 2):
            compare(player, folded, f"the plan of week {week}")
        if week < 4:
            player.live()


def compare(player: Player, folded: Callable[[Callable[[Game], Game]], None], where: str) -> None:
    """Look at every page as it is, and with everything hidden turned round."""
    before = looks(player)
    folded(turned)
    after = looks(player)
    folded(lambda game: game)
    assert after == before, where


def test_the_comparison_would_see_what_is_not_hidden(
    app: Flask, sasaki: FlaskClient, folded: Callable[[Callable[[Game], Game]], None]
) -> None:
    """Of each thing the pages do tell, a change is seen; so the comparison above is not blind."""
    player = begin(sasaki)
    player.live(adviser="two-wheels")
    player.live(adviser="two-wheels")
    before = looks(player)

    def with_(name: str, value: Any) -> Callable[[Moment], Moment]:
        def change(moment: Moment) -> Moment:
            if name in (codes.WORLD.names or ()):
                world = moment.world.copy()
                world[name] += value
                return replace(moment, world=world)
            people = moment.people.copy()
            people[name][0, moment.places] = value(people[name][0, moment.places])
            return replace(moment, people=people)

        return change

    changes: dict[str, Any] = {
        "known": lambda held: held ^ codes.KNOWS_NEED,
        "knows": lambda held: np.full_like(held, codes.FUTURE),
        "told": lambda held: held ^ 1,
        "trust": lambda held: np.clip(held + 0.4, -0.5, 1.0),
        "age": lambda held: held + 1,
        "presented": lambda held: held ^ 1,
        "customers": 2.0,
        "waiting": 1.0,
    }
    for name, change in changes.items():
        folded(partial(turned, change=with_(name, change)))
        assert looks(player)[0] != before[0], name


# ---- attributes

KNOWN_DATA = {
    "data-card": r"[\w.-]+",
    "data-plan": "",
    "data-free": r"\d+\.\d\d",
    "data-undo": "",
    "data-person": "",
    "data-todo": "",
    "data-hours": r"\d+(\.\d+)?",
    "data-asks": "",
    "data-planned": "",
    "data-cold": "",
    "data-live": "",
    "data-saved": r".+",
    "data-offline": r".+",
}
FIELDS = r"csrf_token|next|language|week|seq|act|onward|exhibition|inbound|referral|flyers|weeks|scenario|q"
OURS = re.compile(rf"{FIELDS}|(do|line|grade)-[\w.-]+|viewport|theme-color|color-scheme")
STATE_WORDS = re.compile(
    r"\b(dead|open_|fit|naive|soon|heat|truth|trust|clarity|known|told|seed|luck|momentum)\b"
)


class Attributes(HTMLParser):
    """Collect the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in attrs]


def pages_of(app: Flask, player: Player) -> list[str]:
    """Play two weeks, and keep every page on the way."""
    kept = [player.page]
    for _week in range(2):
        player.live()
        player.post("plan", act="two-wheels")
        kept += [player.page, player.browser.get(f"{player.path}/weeks/0").text]
    return kept


def test_no_attribute_of_a_quarter_s_page_carries_state(app: Flask, sasaki: FlaskClient) -> None:
    """What a page shows is read by people; what hides in attributes is read by those who look for it."""
    player = begin(sasaki)
    for page in pages_of(app, player):
        assert "<!--" not in page
        for tag, name, value in Attributes(page).found:
            if name.startswith("data-"):
                assert name in KNOWN_DATA, f"<{tag} {name}={value}>: is it something the reader may know?"
                assert re.fullmatch(KNOWN_DATA[name], value), f"{name}={value}"
            if name == "name":
                assert OURS.fullmatch(value), f"<{tag} name={value}>"
            if tag == "option" and name == "value" and value and not value.isdigit():
                assert value in TODOS or re.fullmatch(r"[a-z-]+", value)
            if name in {"class", "id", "name", "value", "href", "style"} or name.startswith("data-"):
                assert name not in {"style"} and (name == "class" or not STATE_WORDS.search(value)), (
                    f"<{tag} {name}={value}>"
                )
            assert not name.startswith("on")


def test_what_a_person_is_called_by_in_the_page_says_nothing_of_them(
    app: Flask, sasaki: FlaskClient, cast: Cast
) -> None:
    """The simulator draws who somebody is, and what luck they bring, from their number: so the number is not for the page."""
    player = begin(sasaki)
    player.live(adviser="two-wheels")
    game = game_of(app, player.number)
    drawn = [int(key) for key in game.moment.people["key"][0, game.moment.places]]
    assert len(set(drawn)) > 20
    for page in (player.page, sasaki.get(f"{player.path}/weeks/0").text):
        shown = [key for key in drawn if f"{key:016x}" in page or f"{key:x}" in page or f"{key}" in page]
        assert shown == [], f"{len(shown)} of {len(drawn)} numbers are on the page"
