"""Every page of a quarter: success, stranger, reader, visitor, bad input, wrong method; and weeks that are lived once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.extensions import db, utc_now
from course.quarter import report
from course.quarter.game import FAIR_WEEKS, WEEKS, Game
from course.quarter.models import Quarter
from course.quarter.plan import TODOS
from course.skills.models import Observation
from tests.people import Cast, Person
from tests.quarter.playing import (
    Player,
    begin,
    comparable,
    events,
    few_futures,
    flashes,
    game_of,
    kinds,
    put_quarter,
    script,
    told,
)

BrowserOf = Callable[[Person | None], FlaskClient]
ADVISERS = ("two-wheels", "no-hold")
MARKUP = '<b onclick="x">"\'&{{7*7}}</b>'
UNREADABLE, TOO_LATE = "読み取れませんでした", "もう先へ進んでいます"


@pytest.fixture
def ended(app: Flask, cast: Cast) -> int:
    """Put a quarter of 佐々木's that is over into the database."""
    return _put(app, cast.sasaki, WEEKS)


def _put(app: Flask, person: Person, weeks: int) -> int:
    from course.accounts.models import User

    with app.app_context():
        owner = db.session.get_one(User, person.id)
        quarter = put_quarter(owner, app.extensions["catalogue"], weeks, utc_now())
        db.session.commit()
        return quarter.id


def quarters(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Quarter)) or 0


def people(player: Player) -> list[str]:
    """List the keys of the people on the screen, in its order."""
    return [name.removeprefix("do-") for name in player.form.offered if name.startswith("do-")]


def offers(player: Player, key: str) -> list[str]:
    return player.form.offered[f"do-{key}"]


def who_may(player: Player, todo: str) -> str:
    """Find somebody with whom something may be planned."""
    return next(key for key in people(player) if todo in offers(player, key))


# ---- the whole way


@few_futures()
def test_a_quarter_of_twelve_weeks_ends_with_a_report_that_can_be_worked_out_anew(
    app: Flask, sasaki: FlaskClient, cast: Cast
) -> None:
    player = begin(sasaki)
    for week in range(WEEKS):
        if "data-plan" not in player.page:
            assert week % 4 == 0
            fields = [name for name in player.form.fields if name.startswith("grade-")]
            player.tell(**dict(zip(fields[:3], "ABC", strict=True)))
        assert (player.week, f"第 {week + 1} 週" in player.page) == (week, True)
        adviser = ADVISERS[week % 2]
        player.post("plan", act=adviser)
        if week == WEEKS - 1:
            last = {**player.form.fields}
            player.post("weeks")
        else:
            player.live()
    assert player.browser.get(player.path).location.endswith("/report")
    assert "四半期の報告" in player.page and 'class="advice"' in player.page
    with app.app_context():
        row = db.session.get_one(Quarter, player.number)
        stored = row.report
        made = report.make(game_of(app, player.number))
        assert stored == json.loads(json.dumps(report.to_row(made)))
        assert row.ended_at is not None
        assert (row.net, row.money) == (made.account.net, made.account.money)
        assert row.skill == pytest.approx(made.worth.skill + made.worth.meetings)
        assert row.brier == made.account.honesty.brier is not None

    def observed() -> dict[str, float]:
        with app.app_context():
            query = select(Observation.skill, Observation.value).where(
                Observation.source == "quarter",
                Observation.source_id == player.number,
                Observation.user_id == cast.sasaki.id,
            )
            found = [tuple(row) for row in db.session.execute(query)]
            assert len(dict(found)) == len(found)
            return dict(found)

    assert observed() == made.skills
    before = events(app, player.number)
    assert sasaki.post(f"{player.path}/weeks", data=last).status_code == 303
    assert events(app, player.number) == before
    assert observed() == made.skills
    with app.app_context():
        assert db.session.get_one(Quarter, player.number).report == stored
    _see_the_report(player, made)


def _see_the_report(player: Player, made: report.Report) -> None:
    """See that the page says what was worked out, and that every week of it can be opened."""
    assert f"契約</dt><dd>{made.account.net} 件" in player.page
    assert player.page.count('<tr class="own">') == 1 and len(made.references) == 7
    assert re.search(r'class="bands">.*?</table>', player.page, re.S)[0].count("<tr") == 9  # type: ignore[index]
    assert re.search(r'class="advice">.*?</ul>', player.page, re.S)[0].count("<li") == 3  # type: ignore[index]
    for number in range(WEEKS):
        assert f'href="{player.path}/weeks/{number}"' in player.page
        assert player.browser.get(f"{player.path}/weeks/{number}").status_code == 200
    listed = player.browser.get("/quarters").text
    assert f'href="{player.path}/report"' in listed and f"契約 {made.account.net} 件" in listed


def test_the_way_in_names_the_territories_and_the_quarter_under_way(sasaki: FlaskClient) -> None:
    empty = sasaki.get("/quarters").text
    assert "まだありません" in empty and 'value="few-large"' in empty
    for territory in re.findall(r'name="territory" value="([\w-]+)"', empty):
        player = begin(sasaki, territory)
        assert "営業会議" in player.page and len(player.form.fields) > 2
        assert f'href="{player.path}"' in sasaki.get("/quarters").text
        assert f'href="{player.path}"' in sasaki.get("/").text


def test_a_week_shows_its_plan_and_then_what_came_of_it(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    assert len(people(player)) >= 20
    key = who_may(player, "present-ask")
    page = player.live({f"do-{key}": "present-ask", f"line-{key}": "time-frame"}, adviser="two-wheels")
    game = game_of(app, player.number)
    assert (player.week, game.number) == (1, 1)
    assert game.weeks[0].plan.intents[key].line == "time-frame"
    assert "先週のこと" in page
    assert player.plan.keys() == {"inbound", "referral", "flyers"}, "nothing is planned with anybody yet"
    past = sasaki.get(f"{player.path}/weeks/0").text
    happened = re.search(r'class="told">.*?</ul>', page, re.S)
    assert happened and happened[0] in past
    name = game.register.profiles[key].name.to("ja")
    assert f"{name}: 商談に誘い、その場で聞く(期限)" in past or f"{name}: 商談に誘い、その場で聞く" in past
    assert sasaki.get(f"{player.path}/weeks/1").status_code == 404


def test_a_new_browser_finds_the_same_week_with_the_same_plan(
    sasaki: FlaskClient, cast: Cast, browser_of: BrowserOf
) -> None:
    player = told(sasaki)
    player.live(adviser="two-wheels")
    player.post("plan", {f"do-{who_may(player, 'touch')}": "touch", "flyers": "2.5"})
    other = Player(browser_of(cast.sasaki), player.number)
    other.look()
    assert other.plan == player.plan != {}
    assert comparable(other.page) == comparable(player.look())


def test_the_language_changes_the_text_and_not_the_quarter(sasaki: FlaskClient) -> None:
    player = told(sasaki)
    player.live(adviser="no-hold")
    before, japanese = player.form, player.page
    sasaki.post("/language", data={"language": "en", "next": "/"})
    player.look()
    assert '<html lang="en"' in player.page != japanese
    token = {"csrf_token": ""}
    assert (player.form.fields | token, player.form.offered) == (before.fields | token, before.offered)


def test_every_week_that_was_lived_can_be_read_again(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    shown = []
    for _week in range(3):
        player.post("plan", act="two-wheels")
        tank = re.search(r'<details class="card tank".*?</details>', player.page, re.S)
        player.live()
        happened = re.search(r'class="told">.*?</ul>', player.page, re.S)
        assert tank and happened
        shown.append((tank[0], happened[0]))
    for number, (tank, happened) in enumerate(shown):
        past = sasaki.get(f"{player.path}/weeks/{number}").text
        assert tank in past and happened in past
    assert comparable(sasaki.get(f"{player.path}/weeks/0").text) == comparable(
        sasaki.get(f"{player.path}/weeks/0").text
    ), "the same events give the same week"


# ---- plans: undo, drafts, letting go


def test_undo_takes_back_one_change_after_another_within_the_week(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    assert re.search(r"data-undo disabled", player.page)
    player.live()
    first, second = people(player)[:2]
    plans = [player.plan]
    for changes in (
        {f"do-{first}": "touch"},
        {f"do-{second}": "drop", "inbound": "3.5"},
        {f"do-{first}": ""},
    ):
        player.post("plan", changes)
        plans.append(player.plan)
    assert len({tuple(sorted(plan.items())) for plan in plans}) == 4
    for plan in reversed(plans[:-1]):
        assert not re.search(r"data-undo disabled", player.page)
        player.post("plan", act="undo")
        assert player.plan == plan
    assert re.search(r"data-undo disabled", player.page), "the week before cannot be taken back"
    before = events(app, player.number)
    player.post("plan", act="undo")
    assert events(app, player.number) == before and player.week == 1
    assert [kind for kind in kinds(app, player.number) if kind == "undo"] == ["undo"] * 3


@pytest.mark.parametrize("adviser", ADVISERS)
def test_a_colleague_fills_what_is_empty_and_no_more_than_the_hours(
    app: Flask, sasaki: FlaskClient, adviser: str
) -> None:
    player = told(sasaki)
    player.live(adviser="two-wheels")
    mine = who_may(player, "present"), people(player)[-1]
    own = {
        f"do-{mine[0]}": "present",
        f"do-{mine[1]}": "touch",
        "flyers": "4",
        "referral": "1",
        "inbound": "2",
    }
    player.post("plan", own, act=adviser)
    assert own.items() <= player.plan.items()
    assert len(player.plan) > len(own)
    game = game_of(app, player.number)
    assert game.planned_hours <= game.free_hours
    filled = player.plan
    player.post("plan", act=adviser)
    assert player.plan == filled, "there was nothing left to fill"
    player.post("plan", act="undo")
    assert player.plan.items() == own.items()
    player.post("plan", act="clear")
    assert player.plan.items() == own.items() - {item for item in own.items() if item[0].startswith("do-")}


def test_the_colleagues_are_of_two_schools(sasaki: FlaskClient) -> None:
    player = told(sasaki)
    drafts = []
    for adviser in ADVISERS:
        player.post("plan", act="clear")
        player.post("plan", act=adviser)
        drafts.append(player.plan)
    assert drafts[0] != drafts[1]


def test_a_colleague_adds_nothing_to_a_plan_that_is_full_already(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    player.post("plan", {"flyers": "40"}, act="two-wheels")
    assert [name for name in player.plan if name.startswith("do-")] == []


@pytest.mark.parametrize("weeks", [0, 8, 26, 1_000])
def test_all_who_are_older_are_let_go_together_but_for_those_who_can_buy_now(
    app: Flask, sasaki: FlaskClient, weeks: int
) -> None:
    player = told(sasaki)
    game = game_of(app, player.number)
    old = {one.key for one in game.listed if one.age > weeks and one.knows != "hot"}
    assert bool(old) == (weeks < 1_000)
    assert weeks or any(one.age and one.knows == "hot" for one in game.listed)
    kept = next(key for key in people(player) if key not in old) if len(old) < len(people(player)) else None
    own = {f"do-{kept}": "touch"} if kept else {}
    player.post("plan", own, act="drop", weeks=str(weeks))
    acts = {name: todo for name, todo in player.plan.items() if name.startswith("do-")}
    assert acts == {f"do-{key}": "drop" for key in old} | own
    player.live()
    assert not old & {one.key for one in game_of(app, player.number).listed}


# ---- the sales meeting


def test_the_sales_meeting_comes_first_and_is_held_once(app: Flask, sasaki: FlaskClient) -> None:
    player = begin(sasaki)
    assert "営業会議" in player.page and "data-plan" not in player.page
    place = {"week": "0", "seq": "0"}
    sasaki.post(f"{player.path}/weeks", data=place)
    assert "先に、営業会議で" in flashes(player.look())[0]
    assert events(app, player.number) == []
    fields = [name for name in player.form.fields if name.startswith("grade-")]
    for _ in range(3):
        sasaki.post(f"{player.path}/forecasts", data={**place, fields[0]: "A", fields[1]: "C"})
    assert kinds(app, player.number) == ["forecast"]
    game = game_of(app, player.number)
    given = {key: grade for key, grade in game.forecasts[0].items() if grade}
    assert given == {fields[0].removeprefix("grade-"): "A", fields[1].removeprefix("grade-"): "C"}
    asked = {one.key for one in game.listed if one.lane in {"prospect", "this_month"}}
    assert asked <= game.forecasts[0].keys()
    assert "営業会議で、部長" in player.look()
    player.live()
    assert "営業会議で、部長" not in player.page
    sasaki.post(f"{player.path}/forecasts", data={"week": "1", "seq": str(player.seq)})
    assert flashes(player.look()) == ["この週に営業会議はありません。"]
    told_then = sasaki.get(f"{player.path}/weeks/0").text
    assert "この月のヨミ" in told_then and "入らず" not in told_then


def test_the_next_meeting_shows_what_came_of_the_last_forecast(app: Flask, sasaki: FlaskClient) -> None:
    player = begin(sasaki)
    fields = [name for name in player.form.fields if name.startswith("grade-")]
    player.tell(**dict.fromkeys(fields[:5], "B"))
    for _week in range(4):
        player.live(adviser="two-wheels")
    assert "先月のヨミの答え合わせ" in player.page
    table = re.search(r"先月のヨミの答え合わせ.*?</table>", player.page, re.S)
    assert table and table[0].count("<td>B</td>") == 5
    signed = {
        one.key for week in game_of(app, player.number).weeks for one in week.happened if one.kind == "signed"
    }
    chips = table[0].count('chip good">契約')
    assert chips == len(signed), "everybody who signed, forecast or not"
    assert "入らず" in sasaki.get(f"{player.path}/weeks/0").text


# ---- the same post again, and posts that come too late


def test_the_same_week_posted_again_is_lived_once(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    key = who_may(player, "touch")
    data = {**player.form.fields, f"do-{key}": "touch"}
    for _ in range(3):
        assert sasaki.post(f"{player.path}/weeks", data=data).status_code == 303
    assert kinds(app, player.number) == ["forecast", "plan", "week"]
    player.look()
    assert (player.week, flashes(player.page)) == (1, [])


def test_sixteen_equal_posts_at_once_live_one_week(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    player = told(browser_of(cast.sasaki))
    player.live(adviser="two-wheels")
    player.post("plan", act="two-wheels")
    key = people(player)[0]
    data = {**player.form.fields, f"do-{key}": "drop"}
    browsers = [browser_of(cast.sasaki) for _ in range(16)]

    def post(browser: FlaskClient) -> int:
        return browser.post(f"{player.path}/weeks", data=data).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(post, browsers)) == {303}
    assert kinds(app, player.number)[-3:] == ["plan", "plan", "week"]
    assert kinds(app, player.number).count("week") == 2
    player.look()
    assert player.week == 2
    alone = told(browser_of(cast.ono))
    alone.live(adviser="two-wheels")
    alone.live({f"do-{key}": "drop"}, adviser="two-wheels")
    assert comparable(alone.page).replace(cast.ono.name, cast.sasaki.name) == comparable(player.page)


def test_sixteen_different_plans_at_once_live_one_of_them(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    player = told(browser_of(cast.sasaki))
    keys = people(player)
    browsers = [browser_of(cast.sasaki) for _ in range(16)]
    fields = player.form.fields

    def post(turn: tuple[FlaskClient, str]) -> int:
        browser, key = turn
        return browser.post(f"{player.path}/weeks", data={**fields, f"do-{key}": "drop"}).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(post, zip(browsers, keys[:16], strict=True))) == {303}
    assert kinds(app, player.number).count("week") == 1
    assert len(game_of(app, player.number).weeks[0].plan.intents) <= 1


def test_two_screens_never_live_a_week_twice(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    first = told(browser_of(cast.sasaki))
    second = Player(browser_of(cast.sasaki), first.number)
    second.look()
    first.live(adviser="two-wheels")
    before = events(app, first.number)
    for path, changes in (
        ("plan", {f"do-{people(second)[0]}": "drop"}),
        ("plan", {"act": "no-hold"}),
        ("plan", {"act": "undo"}),
        ("forecasts", {"week": "1"}),
        ("meetings", {"scenario": "price-pushback"}),
        ("meetings/off", {}),
    ):
        answer = second.send(path, changes)
        page = second.browser.get(answer.location).text
        assert TOO_LATE in flashes(page)[0], path
        assert 'name="week" value="1"' in page, "the present week is shown"
        assert events(app, first.number) == before, path


def test_a_second_screen_that_lives_the_week_otherwise_is_told_that_it_was_lived(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    first = told(browser_of(cast.sasaki))
    second = Player(browser_of(cast.sasaki), first.number)
    second.look()
    first.live()
    before = events(app, first.number)
    second.post("weeks", {f"do-{people(second)[0]}": "drop", "flyers": "5"})
    assert (events(app, first.number), second.week) == (before, 1)
    assert TOO_LATE in "".join(second.said), "its plan was thrown away without a word"


def test_the_forecast_of_a_second_screen_changes_nothing(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    first = begin(browser_of(cast.sasaki))
    second = Player(browser_of(cast.sasaki), first.number)
    second.look()
    field = next(name for name in second.form.fields if name.startswith("grade-"))
    first.tell()
    second.post("forecasts", {field: "A"})
    assert kinds(app, first.number) == ["forecast"]
    assert not any(game_of(app, first.number).forecasts[0].values())
    assert second.week == 0 and "data-plan" in second.page


# ---- bad input


WRONG_HOURS = ("x", "-1", "-0.5", "nan", "inf", "-inf", "1e9", "40.5", "1,5", "9" * 10_000, MARKUP)


def wrong_plans(app: Flask, player: Player) -> list[tuple[dict[str, str | None], str]]:
    """List what may not be planned on the screen, and what the reader is told; the first ones stand for all."""
    here = game_of(app, player.number)
    gone = next(one.key for one in game_before(here).people if here.person(one.key) is None)
    key = who_may(player, "ask")
    unmet = next(key for key in people(player) if "estimate" not in offers(player, key))
    met = next(one.key for one in here.listed if one.presented)
    week, seq = player.week, player.seq
    few: list[tuple[dict[str, str | None], str]] = [
        ({"inbound": "nan"}, UNREADABLE),
        ({"flyers": "0.3"}, "0.5 時間きざみ"),
        ({"week": str(week + 1)}, TOO_LATE),
        ({"week": "0"}, TOO_LATE),
        ({"seq": str(seq + 1)}, TOO_LATE),
        ({"seq": None}, UNREADABLE),
        ({"act": "cheat"}, UNREADABLE),
        ({f"do-{key}": "dance"}, "「dance」という予定はありません"),
        ({f"do-{key}": "ask", f"line-{key}": "shout"}, "選ばれた聞き方がありません"),
        ({f"do-{gone}": "touch"}, "名簿にいない人"),
        ({f"do-{unmet}": "close"}, "いまはできません"),
        ({"exhibition": "yes"}, "展示会"),
    ]
    more: list[tuple[dict[str, str | None], str]] = [
        *(({"inbound": value}, UNREADABLE) for value in WRONG_HOURS),
        *(({name: value}, UNREADABLE) for name in ("referral", "flyers") for value in ("nan", "-1", "1e9")),
        *(({"flyers": value}, "0.5 時間きざみ") for value in ("39.9", "1e-3")),
        *(({"week": value}, UNREADABLE) for value in (None, "", "-1", "13", "x", "9" * 10_000)),
        *(({"seq": value}, UNREADABLE) for value in ("", "-1", "x", "1.5", "9" * 10_000)),
        ({"week": str(WEEKS)}, TOO_LATE),
        ({"seq": str(seq - 1)}, TOO_LATE),
        ({"seq": "999999"}, TOO_LATE),
        ({"weeks": "-1"}, UNREADABLE),
        ({"weeks": "many"}, UNREADABLE),
        ({f"do-{key}": MARKUP}, "という予定はありません"),
        ({f"do-{key}": "x" * 10_000}, "という予定はありません"),
        ({f"do-{key}": "ask", f"line-{key}": ""}, "選ばれた聞き方がありません"),
        ({f"do-{key}": "ask", f"line-{key}": "x" * 10_000}, "選ばれた聞き方がありません"),
        *(({f"do-{unmet}": todo}, "いまはできません") for todo in ("estimate", "estimate-ask")),
        *(({f"do-{met}": todo}, "いまはできません") for todo in ("present", "present-ask")),
    ]
    return few + more


def game_before(game: Game) -> Game:
    """Give the quarter as the week before began."""
    return replace(game, moment=game.weeks[-1].began)


@pytest.mark.parametrize(("path", "cases"), [("plan", None), ("weeks", 12), ("meetings", 12)])
def test_what_cannot_be_planned_is_told_and_changes_nothing(
    app: Flask, sasaki: FlaskClient, path: str, cases: int | None
) -> None:
    player = told(sasaki)
    player.live(adviser="two-wheels")
    player.post("plan", {f"do-{people(player)[1]}": "touch", "flyers": "1.5"})
    before, plan = events(app, player.number), player.plan
    scenario = {"scenario": "price-pushback"} if path == "meetings" else {}
    left = wrong_plans(app, player)[:cases]
    while left:
        some, left = left[:6], left[6:]  # the page tells of several posts at once
        for changes, _message in some:
            assert player.send(path, scenario | changes).status_code == 303
            assert events(app, player.number) == before, brief(changes)
        player.look()
        said = flashes(player.page)
        assert len(said) == len(some), (said, [brief(changes) for changes, _message in some])
        for (changes, message), sentence in zip(some, said, strict=True):
            assert message in sentence and len(sentence) < 200, (brief(changes), sentence)
        assert (player.week, player.plan) == (1, plan)


def brief(changes: dict[str, str | None]) -> dict[str, str]:
    return {name: (value or "")[:40] for name, value in changes.items()}


@pytest.mark.parametrize("path", ["forecasts", "weeks"])
def test_what_cannot_be_told_to_the_meeting_changes_nothing(
    app: Flask, sasaki: FlaskClient, path: str
) -> None:
    player = begin(sasaki)
    field = next(name for name in player.form.fields if name.startswith("grade-"))
    cases = [
        ({"week": None}, UNREADABLE),
        ({"seq": "x"}, UNREADABLE),
        ({"week": "1"}, TOO_LATE),
        ({"seq": "5"}, TOO_LATE),
    ]
    if path == "forecasts":
        cases += [
            ({field: "D"}, "A・B・C"),
            ({field: "a"}, "A・B・C"),
            ({field: MARKUP}, "A・B・C"),
            ({field: "x" * 10_000}, "A・B・C"),
            ({"grade-0123456789abcdef": "A"}, "名簿にいない人"),
        ]
    for changes, message in cases:
        player.post(path, changes)
        assert len(player.said) == 1, changes
        assert message in player.said[0], (changes, player.said)
        assert events(app, player.number) == [], changes


def test_more_hours_than_the_week_has_are_told_and_the_plan_is_kept_to_be_mended(
    app: Flask, sasaki: FlaskClient
) -> None:
    player = told(sasaki)
    free = game_of(app, player.number).free_hours
    player.post("weeks", {"flyers": "40"})
    assert f"{round(free, 2):g} 時間" in player.said[0] and "減らしてから" in player.said[0]
    assert "week" not in kinds(app, player.number)
    assert (player.week, player.plan["flyers"]) == (0, "40")
    assert 'class="fill bad"' in player.page
    most = int(2 * (free - float(player.plan["inbound"]))) / 2
    player.post("weeks", {"flyers": f"{most + 0.5:g}"})
    assert player.said and player.week == 0, "half an hour too much is too much"
    player.live({"flyers": f"{most:g}"})


def test_a_territory_that_there_is_not_is_told(app: Flask, sasaki: FlaskClient) -> None:
    for territory in (None, "", "nowhere", "FEW-LARGE", "few-large ", "x" * 10_000, MARKUP, "../few-large"):
        data = {} if territory is None else {"territory": territory}
        answer = sasaki.post("/quarters", data=data, follow_redirects=True)
        assert flashes(answer.text) == ["担当する地域を、一つ選んでください。"], territory
    assert quarters(app) == 0


def test_markup_and_ten_thousand_characters_are_never_shown_as_they_are(
    app: Flask, sasaki: FlaskClient
) -> None:
    player = told(sasaki)
    player.live()
    key = who_may(player, "ask")
    fields = {
        "plan": (
            "week",
            "seq",
            "inbound",
            "exhibition",
            "act",
            "weeks",
            f"do-{key}",
            f"line-{key}",
            "do-",
            "line-",
            "x",
        ),
        "weeks": ("week", "seq", "flyers", f"do-{key}"),
        "meetings": ("scenario", "seq", f"do-{key}"),
        "meetings/off": ("week", "seq"),
        "forecasts": ("week", f"grade-{key}"),
    }
    for path, names in fields.items():
        for name in names:
            for value in (MARKUP, "長" * 10_000):
                answer = player.send(
                    path, {f"do-{key}": "ask", name: value, f"x{value}": value, f"do-{value}": value}
                )
                assert answer.status_code == 303, (path, name)
            page = sasaki.get(answer.location).text
            assert flashes(page) or name in {"do-", "line-", "x", "scenario"}, (path, name)
            assert MARKUP not in page and "<b onclick" not in page, (path, name)
            assert "長" * 50 not in page and "49}" not in page, (path, name)
    player.look()
    assert player.week == 1


def test_fields_of_one_s_own_change_nothing(app: Flask, sasaki: FlaskClient) -> None:
    """A score, a contract or somebody's truth cannot be posted."""
    honest, other = told(sasaki), told(sasaki)
    extra = {
        "net": "9", "money": "1", "score": "100", "skill": "9", "report": "{}", "seed": "1", "user_id": "2", "number": "11",
        "quarter_id": str(honest.number), "kind": "week", "body": "{}", "taken": "-40", "free": "99", "rest": "0",
        "cold": "40", "onward_": "yes", "ended_at": "2030-01-01", "open": "1", "dead": "0", "contracts": "9",
    }  # fmt: skip
    extra |= {
        f"{name}-{people(other)[0]}": "1" for name in ("open", "dead", "trust", "score", "hours", "knows")
    }
    for _week in range(2):
        honest.live(adviser="two-wheels")
        other.post("plan", extra, act="two-wheels")
        other.live(extra)
    assert events(app, other.number) == events(app, honest.number)
    assert comparable(other.page) == comparable(honest.page)
    begun = sasaki.post("/quarters", data={"territory": "few-large", "seed": "3", "user_id": "1", "net": "5"})
    with app.app_context():
        row = db.session.get_one(Quarter, int(begun.location.rsplit("/", 1)[1]))
        assert (row.seed, row.net, row.ended_at, row.report) == (honest_seed(app, honest), None, None, None)


def honest_seed(app: Flask, player: Player) -> int:
    with app.app_context():
        return db.session.get_one(Quarter, player.number).seed


def test_the_exhibition_can_be_gone_to_in_its_weeks_alone(app: Flask, sasaki: FlaskClient) -> None:
    player = told(sasaki)
    for week in range(max(FAIR_WEEKS[:1]) + 2):
        fair = week in FAIR_WEEKS
        assert ('name="exhibition"' in player.page) == fair
        before = events(app, player.number)
        if week == 0:
            player.live()
            continue
        player.post("plan", {"exhibition": "yes"})
        assert ("展示会" in "".join(player.said)) == (not fair)
        assert (events(app, player.number) == before) == (not fair)
        assert game_of(app, player.number).plan.exhibition == fair
        player.live()
    assert [week.plan.exhibition for week in game_of(app, player.number).weeks] == [
        week in FAIR_WEEKS for week in range(max(FAIR_WEEKS[:1]) + 2)
    ]


def test_everything_that_is_offered_can_be_planned(app: Flask, sasaki: FlaskClient) -> None:
    """Whatever the lists of the page hold is accepted: every thing to do, and every kind of line."""
    player = told(sasaki)
    player.live(adviser="two-wheels")
    keys = people(player)
    wanted: dict[str, str] = {}
    for key in keys:
        wanted |= {
            todo: key for todo in offers(player, key) if todo not in wanted and key not in wanted.values()
        }
        if len(wanted) == len(TODOS) - 1:
            break
    assert wanted.keys() >= TODOS.keys() - {"close", "estimate-ask"} or len(wanted) >= 6
    plan = {f"do-{key}": todo for todo, key in wanted.items()}
    player.post("plan", plan)
    assert not player.said and plan.items() <= player.plan.items()
    player.post("plan", dict.fromkeys(plan, "") | {f"do-{keys[0]}": "ask"})
    lines = player.form.offered[f"line-{keys[0]}"]
    askable = [key for key in keys if "ask" in offers(player, key)]
    assert len(lines) == len(set(lines)) <= len(askable)
    asked = dict(zip(askable, lines, strict=False))
    player.post(
        "plan", {f"do-{key}": "ask" for key in asked} | {f"line-{key}": line for key, line in asked.items()}
    )
    assert not player.said
    assert {key: intent.line for key, intent in game_of(app, player.number).plan.intents.items()} == asked


# ---- again


def test_again_has_the_same_people_and_the_same_luck(
    app: Flask, sasaki: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from course.quarter import routes

    player = told(sasaki)
    monkeypatch.setattr(routes, "_seed", lambda: 99)
    stranger = told(sasaki)
    answer = sasaki.post(f"{player.path}/again")
    again = Player(sasaki, int(answer.location.rsplit("/", 1)[1]))
    again.look()
    assert "同じ人、同じ運" in flashes(again.page)[0] and "営業会議" in again.page
    again.tell()
    assert people(again) == people(player) and comparable(again.page) == comparable(player.page)
    assert people(stranger) != people(player)
    for _week in range(2):
        player.live(adviser="two-wheels")
        again.live(adviser="two-wheels")
        assert comparable(again.page) == comparable(player.page)
    assert "新しく" in player.page, "luck brings the same new people, too"
    player.live()
    again.live(adviser="no-hold")
    assert comparable(again.page) != comparable(player.page), "another plan, another result"
    with app.app_context():
        assert db.session.get_one(Quarter, again.number).again_of_id == player.number
    assert "同じ四半期をもう一度" in sasaki.get("/quarters").text
    assert "第 4 週" in Player(sasaki, player.number).look(), "the first one stays where it was"


# ---- when it is over


def test_an_ended_quarter_refuses_every_further_post_kindly(
    app: Flask, sasaki: FlaskClient, ended: int
) -> None:
    path = f"/quarters/{ended}"
    before = events(app, ended)
    assert sasaki.get(path).location.endswith("/report")
    for act in ("plan", "weeks", "forecasts", "meetings", "meetings/off"):
        for week, seq in (
            (WEEKS, len(before)),
            (WEEKS - 1, len(before)),
            (WEEKS - 1, len(before) - 1),
            (0, 0),
        ):
            data = {
                "week": str(week),
                "seq": str(seq),
                "flyers": "3",
                "act": "undo",
                "scenario": "price-pushback",
            }
            answer = sasaki.post(f"{path}/{act}", data=data, follow_redirects=True)
            assert answer.status_code == 200 and answer.request.path == f"{path}/report", act
            said = flashes(answer.text)
            again = act in {"weeks", "forecasts"} and seq < len(before)  # the very post of then, perhaps
            assert again or TOO_LATE in said[0], (act, week, seq)
            assert events(app, ended) == before


def test_the_report_of_a_quarter_under_way_leads_back_to_it(sasaki: FlaskClient) -> None:
    player = told(sasaki)
    answer = sasaki.get(f"{player.path}/report")
    assert answer.status_code == 303 and answer.location.endswith(player.path)


# ---- who may see


def posts(week: int = 0, seq: int = 1) -> dict[str, dict[str, str]]:
    place = {"week": str(week), "seq": str(seq)}
    return {
        "plan": {**place, "act": "two-wheels"},
        "weeks": place,
        "forecasts": place,
        "meetings": {**place, "scenario": "price-pushback"},
        "meetings/off": place,
        "again": {},
    }


def test_readers_see_and_cannot_play_and_strangers_find_nothing(
    app: Flask, cast: Cast, browser_of: BrowserOf, ended: int
) -> None:
    player = told(browser_of(cast.sasaki))
    player.live(adviser="two-wheels")
    before, count = events(app, player.number), quarters(app)
    for person in (cast.hayashi, cast.hori, cast.admin):
        reader = browser_of(person)
        assert reader.get(player.path).location.endswith(f"{player.path}/weeks/0")
        assert reader.get(f"{player.path}/report").location.endswith(player.path)
        for path in (f"{player.path}/weeks/0", f"/quarters/{ended}/report", f"/quarters/{ended}/weeks/11"):
            answer = reader.get(path)
            assert answer.status_code == 200, path
            main = re.search(r"<main.*</main>", answer.text, re.S)
            assert main and "<form" not in main[0] and "data-plan" not in main[0], path
            assert cast.sasaki.name in main[0] or person == cast.admin, path
        assert reader.get(f"{player.path}/weeks/1").status_code == 404
        for number in (player.number, ended):
            for path, data in posts(1, player.seq).items():
                assert reader.post(f"/quarters/{number}/{path}", data=data).status_code == 403, path
        assert player.path not in reader.get("/quarters").text
    for person in (cast.ono, cast.stranger_trainee, cast.stranger_trainer, cast.stranger_manager):
        stranger = browser_of(person)
        for path in ("", "/weeks/0", "/weeks/1", "/report"):
            for number in (player.number, ended):
                assert stranger.get(f"/quarters/{number}{path}").status_code == 404
        for path, data in posts(1, player.seq).items():
            assert stranger.post(f"{player.path}/{path}", data=data).status_code == 404, path
    assert (events(app, player.number), quarters(app)) == (before, count)
    report_of = f"/groups/{cast.group_id}/people/{cast.sasaki.id}"
    theirs = browser_of(cast.hayashi).get(report_of).text
    assert f'href="{player.path}/weeks/0"' in theirs and f'href="/quarters/{ended}/report"' in theirs


def test_a_reader_of_a_quarter_in_its_first_week_is_told_so(cast: Cast, browser_of: BrowserOf) -> None:
    player = told(browser_of(cast.sasaki))
    answer = browser_of(cast.hayashi).get(player.path, follow_redirects=True)
    assert answer.status_code == 200 and "まだ一週も進んでいません" in answer.text
    assert player.browser.get(f"{player.path}/weeks/0").status_code == 404


def test_a_visitor_is_sent_to_sign_in(app: Flask, client: FlaskClient, ended: int) -> None:
    path = f"/quarters/{ended}"
    for address in ("/quarters", path, f"{path}/weeks/0", f"{path}/report"):
        answer = client.get(address)
        assert answer.status_code == 303 and "/sign-in" in answer.location
    for address, data in (
        ("/quarters", {"territory": "few-large"}),
        *((f"{path}/{act}", data) for act, data in posts().items()),
    ):
        answer = client.post(address, data=data)
        assert answer.status_code == 303 and "/sign-in" in answer.location
    assert quarters(app) == 1


def test_what_is_not_there_is_not_found(sasaki: FlaskClient, ended: int) -> None:
    for path in (
        "/quarters/999999", "/quarters/99999999999999999999", "/quarters/x", "/quarters/-1", "/quarters/0",
        f"/quarters/{ended}/weeks/12", f"/quarters/{ended}/weeks/-1", f"/quarters/{ended}/weeks/x",
        f"/quarters/{ended}/weeks/9999999999999999999999", "/quarters/999999/report", f"/quarters/{ended}/weeks/0/report",
    ):  # fmt: skip
        assert sasaki.get(path).status_code == 404, path
    for act, data in posts().items():
        assert sasaki.post(f"/quarters/999999/{act}", data=data).status_code == 404, act


def test_wrong_methods_are_refused(app: Flask, sasaki: FlaskClient, ended: int) -> None:
    path = f"/quarters/{ended}"
    before = events(app, ended)
    for address in ("/quarters", path, f"{path}/weeks/0", f"{path}/report"):
        methods = ("put", "patch", "delete") if address == "/quarters" else ("post", "put", "patch", "delete")
        for method in methods:
            assert getattr(sasaki, method)(address).status_code == 405, (method, address)
    for act in posts():
        for method in ("get", "head", "put", "patch", "delete"):
            assert getattr(sasaki, method)(f"{path}/{act}").status_code == 405, (method, act)
    assert (events(app, ended), quarters(app)) == (before, 1)


def test_a_quarter_put_into_the_database_is_one_that_could_have_been_played(app: Flask, ended: int) -> None:
    """The shortcut of these tests makes nothing that the pages could not have made."""
    game = game_of(app, ended)
    assert game.over and len(game.weeks) == WEEKS
    assert [kind for _seq, _week, kind, _body in events(app, ended)] == [one.kind for _, one in script(WEEKS)]
