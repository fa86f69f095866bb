"""A key account of a quarter is met in a scored roleplay, and its outcome is in the week: once, and for good."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.extensions import db, utc_now
from course.quarter import operations, pages
from course.quarter.people import Person as Listed
from course.roleplay.models import SCORED, Run
from tests.people import Cast, Person
from tests.quarter.conftest import ACCOUNTS
from tests.quarter.playing import (
    Player,
    begin,
    comparable,
    events,
    flashes,
    game_of,
    kinds,
    talk_to_an_end,
    told,
)

BrowserOf = Callable[[Person | None], FlaskClient]
CARD, PUSHBACK = ACCOUNTS
OFF = {"lost", "refusal", "let_go"}


def account(app: Flask, player: Player, scenario: str) -> Listed | None:
    """Find a key account on the list."""
    listed = game_of(app, player.number).listed
    return next((one for one in listed if one.profile.scenario == scenario), None)


def meet(player: Player, scenario: str, **changes: str) -> int:
    """Press the button that goes to a key account, and give the number of the roleplay."""
    assert f'name="scenario" value="{scenario}"' in player.page
    answer = player.send("meetings", changes, scenario=scenario)
    found = re.fullmatch(r"/runs/(\d+)", answer.location)
    assert answer.status_code == 303 and found, answer.location
    player.look()
    return int(found[1])


def runs(app: Flask, player: Player) -> list[tuple[int, str, str]]:
    with app.app_context():
        query = (
            select(Run.id, Run.scenario_id, Run.mode).where(Run.quarter_id == player.number).order_by(Run.id)
        )
        return [tuple(row) for row in db.session.execute(query)]


def end(app: Flask, player: Player, run: int, *wanted: str) -> str:
    """Talk to an ending with one of these outcomes."""
    outcome = talk_to_an_end(app, run, lambda found: found in wanted, utc_now())
    player.look()
    return outcome


def test_the_button_opens_a_scored_roleplay_and_keeps_the_plan(
    app: Flask, sasaki: FlaskClient, cast: Cast
) -> None:
    player = told(sasaki)
    person = account(app, player, PUSHBACK)
    assert person is not None
    run = meet(player, PUSHBACK, flyers="2")
    assert runs(app, player) == [(run, PUSHBACK, SCORED)]
    assert kinds(app, player.number) == ["forecast", "plan", "meeting"]
    assert player.plan["flyers"] == "2"
    assert f'href="/runs/{run}"' in player.page and person.profile.name.to("ja") in player.page
    assert 'name="scenario"' not in player.page.split("key-meeting")[0]
    talk = sasaki.get(f"/runs/{run}").text
    assert 'name="choice"' in talk and "採点" in talk
    with app.app_context():
        assert db.session.get_one(Run, run).user_id == cast.sasaki.id


def test_while_a_meeting_goes_on_the_week_is_refused(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    run = meet(player, PUSHBACK)
    assert re.search(r"data-live[^>]* disabled", player.page)
    before = events(app, player.number)
    player.post("weeks")
    assert player.said == ["商談の途中です。終えるか、見送ってから週を進めてください。"]
    again = player.send("meetings", scenario=PUSHBACK)
    assert again.location == f"/runs/{run}", "the same button leads back to the same talk"
    player.post("meetings", scenario=CARD)
    assert player.said == ["商談の途中です。終えるか、見送ってから週を進めてください。"]
    assert (runs(app, player), events(app, player.number)) == ([(run, PUSHBACK, SCORED)], before)
    player.post("plan", {"flyers": "1"})
    assert player.plan["flyers"] == "1", "the rest of the week can be planned meanwhile"


def test_sixteen_presses_at_once_open_one_roleplay(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    player = told(browser_of(cast.sasaki))
    data = {**player.form.fields, "scenario": PUSHBACK, "flyers": "1"}
    browsers = [browser_of(cast.sasaki) for _ in range(16)]

    def post(browser: FlaskClient) -> int:
        return browser.post(f"{player.path}/meetings", data=data).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(post, browsers)) == {303}
    assert kinds(app, player.number) == ["forecast", "plan", "meeting"]
    assert len(runs(app, player)) == 1


@pytest.mark.parametrize(
    ("scenario", "outcome"),
    [
        (CARD, "won"), (CARD, "cancelled"), (PUSHBACK, "railroaded"), (CARD, "lost"), (CARD, "refusal"),
        (CARD, "let_go"), (CARD, "advance"), (PUSHBACK, "continuation"),
    ],
)  # fmt: skip
def test_the_outcome_of_a_finished_meeting_is_in_the_week(
    app: Flask, sasaki: FlaskClient, scenario: str, outcome: str
) -> None:
    player = told(sasaki)
    before = game_of(app, player.number)
    person = account(app, player, scenario)
    assert person is not None
    run = meet(player, scenario)
    assert end(app, player, run, outcome) == outcome
    assert 'class="card pad key-meeting"' not in player.page
    assert f'name="scenario" value="{scenario}"' not in player.page, "a key account is met once"
    now = game_of(app, player.number)
    assert now.taken > 0 and now.free_hours == pytest.approx(before.free_hours - now.taken)
    assert f"/ {round(now.free_hours, 2):g} 時間" in player.page
    there = account(app, player, scenario)
    counted = (now.moment.count("contracts"), now.moment.count("cancelled"), now.moment.count("content"))
    if outcome == "won":
        assert there is None and counted == (1, 0, 1)
    elif outcome in {"cancelled", "railroaded"}:
        assert there is None and counted == (1, 1, 0)
    elif outcome in OFF:
        assert there is None and counted == (0, 0, 0)
    else:
        assert there is not None and counted == (0, 0, 0)
        assert (there.bond, there.shown, there.hours) != (person.bond, person.shown, person.hours)
        assert f"do-{person.key}" in player.form.offered
    lists = [name for name in player.form.offered if name.startswith("do-")]
    assert (f"do-{person.key}" in lists) == (there is not None)
    name = person.profile.name.to("ja")
    player.live(adviser="two-wheels")
    assert (name in re.search(r'class="told">.*?</ul>', player.page, re.S)[0]) or there is not None  # type: ignore[index]
    lived = game_of(app, player.number).weeks[0]
    assert lived.taken == now.taken
    assert lived.counts["contracts"] >= counted[0] and lived.counts["hours_list"] >= lived.taken - 1e-9
    assert sasaki.get(f"{player.path}/weeks/0").status_code == 200
    back = sasaki.get(f"/runs/{run}/debrief").text
    assert f'href="{player.path}"' in back
    player.post("meetings", scenario=scenario)
    assert sasaki.get(player.path).status_code == 200 and len(runs(app, player)) == 1


def test_the_hours_of_a_meeting_are_missing_in_the_plan(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    free = game_of(app, player.number).free_hours
    full = f"{int(2 * (free - float(player.plan['inbound']))) / 2:g}"
    run = meet(player, PUSHBACK, flyers=full)
    end(app, player, run, "advance")
    player.post("weeks")
    assert "減らしてから" in player.said[0] and player.week == 0
    player.live({"flyers": "0"})


def test_calling_it_off_lets_the_week_go_on(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    before = game_of(app, player.number)
    run = meet(player, PUSHBACK)
    data = {"week": str(player.week), "seq": str(player.seq)}
    for _ in range(2):
        assert sasaki.post(f"{player.path}/meetings/off", data=data).status_code == 303
    assert kinds(app, player.number) == ["forecast", "meeting", "miss"]
    player.look()
    assert (
        f'href="/runs/{run}"' not in player.page and f'name="scenario" value="{PUSHBACK}"' not in player.page
    )
    assert game_of(app, player.number).free_hours == before.free_hours
    assert account(app, player, PUSHBACK) == before.person(account(app, player, PUSHBACK).key)  # type: ignore[union-attr]
    player.live(adviser="two-wheels")


def test_a_meeting_called_off_changes_nothing_when_it_is_finished_later(
    app: Flask, sasaki: FlaskClient
) -> None:
    """The week has gone by without it: neither this week nor the past may come to be another."""
    player = told(sasaki)
    run = meet(player, CARD)
    player.post("meetings/off")
    this_week = player.plan, game_of(app, player.number).free_hours, account(app, player, CARD)
    player.live()
    past, now = sasaki.get(f"{player.path}/weeks/0").text, player.look()
    assert end(app, player, run, "won") == "won"
    game = game_of(app, player.number)
    assert game.weeks[0].taken == 0.0, "hours of a week that was lived were taken afterwards"
    assert game.moment.count("contracts") == 0, "a contract was made in a week that had gone by"
    assert this_week[2] is not None and account(app, player, CARD) is not None
    assert comparable(sasaki.get(f"{player.path}/weeks/0").text) == comparable(past)
    assert comparable(player.page) == comparable(now)


def test_nothing_is_called_off_where_nothing_goes_on(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    before = events(app, player.number)
    player.post("meetings/off")
    assert (events(app, player.number), player.week) == (before, 0)


def test_a_meeting_that_cannot_be_is_told(
    app: Flask, sasaki: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = told(sasaki)
    before = events(app, player.number)
    for scenario, message in (
        ("no-such", "台本が、いまは見つかりません"),
        ("", "台本が、いまは見つかりません"),
        (None, "台本が、いまは見つかりません"),
        ("../../etc", "台本が、いまは見つかりません"),
        ("<b>x</b>" * 2_000, "台本が、いまは見つかりません"),
    ):
        player.post("meetings", {"scenario": scenario})
        assert message in player.said[0], scenario
        assert (events(app, player.number), runs(app, player)) == (before, [])
    for module in (operations, pages):
        monkeypatch.setattr(module, "LEAST_FOR_MEETING", 99.0)
    player.look()
    assert re.search(rf'value="{CARD}" disabled', player.page)
    player.post("meetings", scenario=CARD)
    assert "3 時間以上" in player.said[0]
    assert (events(app, player.number), runs(app, player)) == (before, [])


def test_the_sales_meeting_comes_before_any_other(app: Flask, sasaki: FlaskClient) -> None:
    player = begin(sasaki)
    sasaki.post(f"{player.path}/meetings", data={"week": "0", "seq": "0", "scenario": CARD})
    assert "先に、営業会議で" in flashes(player.look())[0]
    assert (events(app, player.number), runs(app, player)) == ([], [])


def test_whom_one_has_let_go_cannot_be_met(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    person = account(app, player, CARD)
    assert person is not None
    player.live({f"do-{person.key}": "drop"})
    assert f'value="{CARD}"' not in player.page
    player.post("meetings", scenario=CARD)
    assert player.said == ["その商談は、いまは始められません。"]
    assert runs(app, player) == []


@pytest.mark.parametrize("adviser", ["two-wheels", "no-hold"])
def test_a_key_account_is_left_to_the_reader(app: Flask, sasaki: FlaskClient, adviser: str) -> None:
    """A colleague plans nothing with somebody who is to be met in a roleplay, and nobody can present to them otherwise."""
    player = told(sasaki)
    player.post("plan", act=adviser)
    before = events(app, player.number)
    for scenario in ACCOUNTS:
        person = account(app, player, scenario)
        assert person is not None
        assert f"do-{person.key}" not in player.plan
        assert not {"present", "present-ask"} & set(player.form.offered[f"do-{person.key}"])
        for todo in ("present", "present-ask"):
            player.post("plan", {f"do-{person.key}": todo})
            assert "いまはできません" in player.said[0]
    assert events(app, player.number) == before


def test_an_account_whose_scenario_is_gone_can_be_worked_all_the_same(
    app: Flask, sasaki: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = told(sasaki)
    meet(player, PUSHBACK)
    catalogue = app.extensions["catalogue"]
    monkeypatch.setattr(type(catalogue), "scenarios", {})
    assert "商談の途中" in player.look()
    player.post("meetings", scenario=CARD)
    assert "台本が、いまは見つかりません" in player.said[0]
    player.post("meetings/off")
    player.live(adviser="two-wheels")
