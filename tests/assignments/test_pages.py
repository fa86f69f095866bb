"""Leaders assign, follow, change, excuse and take back; trainees see what is theirs, soonest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, update

from course.accounts import group_operations as groups
from course.accounts.models import Group, User
from course.assignments import operations
from course.assignments.days import day_of, usual_due_day
from course.assignments.models import Assignment
from course.assignments.operations import Terms
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.presentation import day
from tests.assignments.records import ITEMS, Records
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]
TasksOf = Callable[[Person], str]
TryQuiz = Callable[[str, int], None]
DAY = timedelta(days=1)


def on(days: int) -> str:
    """Give a day from today, in Japan, the way a form sends it."""
    return (day_of(utc_now()) + days * DAY).isoformat()


@pytest.fixture
def hori(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.hori)


@pytest.fixture
def place(cast: Cast) -> str:
    return f"/groups/{cast.group_id}/assignments"


def number_of(app: Flask, kind: str = "quiz") -> int:
    with app.app_context():
        return db.session.scalars(select(Assignment.id).where(Assignment.kind == kind)).one()


@pytest.fixture
def tasks_of(browser_of: BrowserOf) -> TasksOf:
    """Give a function that reads a person's own page of assignments."""
    return lambda person: browser_of(person).get("/assignments").text


@pytest.fixture
def try_quiz(app: Flask, cast: Cast) -> TryQuiz:
    """Give a function that lets one of the cast, named by the field, take the quiz with a score."""

    def taken(name: str, score: int) -> None:
        with app.app_context():
            records = Records(app, cast)
            records.try_quiz(getattr(records, name), score, utc_now())
            db.session.commit()

    return taken


def the_one(app: Flask, place: str) -> str:
    """Give the address, below a group's, of the one assignment of a quiz."""
    return f"{place}/{number_of(app)}"


def assign(hori: FlaskClient, place: str, *items: str, days: int = 3, **more: Any) -> None:
    data = {"item": list(items) or ["quiz:first"], "whom": "group", "due_on": on(days), **more}
    answer = hori.post(f"{place}/new", data=data)
    assert answer.status_code == 303, answer.text


class TestAssigning:
    def test_several_at_once_to_the_group(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast
    ) -> None:
        assign(
            hori,
            place,
            "lesson:first",
            "quiz:first",
            "scenario:sample",
            "quarter:any",
            pass_mark="80",
            attempts="2",
            note="来週までに",
        )
        with app.app_context():
            rows = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
            assert [(r.kind, r.pass_mark, r.attempts, r.note) for r in rows] == [
                ("lesson", None, None, "来週までに"),
                ("quiz", 80, 2, "来週までに"),
                ("scenario", 80, 2, "来週までに"),
                ("quarter", None, None, "来週までに"),
            ]
            assert {r.group_id for r in rows} == {cast.group_id}
            acts = db.session.scalars(select(AuditEntry.action)).all()
            assert acts == ["assignment.make"] * 4
        page = hori.get(place).text
        assert page.count("0<span") == 4 and "採点つきで 80 点以上" in page

    def test_to_one_person(self, hori: FlaskClient, place: str, cast: Cast, tasks_of: TasksOf) -> None:
        assign(hori, place, whom=str(cast.ono.id))
        assert "確かめの四問" in tasks_of(cast.ono)
        assert "確かめの四問" not in tasks_of(cast.sasaki)
        assert cast.ono.name in hori.get(place).text

    def test_an_address_can_choose_beforehand(self, hori: FlaskClient, place: str, cast: Cast) -> None:
        page = hori.get(f"{place}/new?item=quiz:first&person={cast.ono.id}").text
        assert re.search(r'value="quiz:first" checked', page)
        assert re.search(rf'selected value="{cast.ono.id}"', page)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"item": []}, "一つ以上選んでください"),
            ({"item": ["quiz:nothing"]}, "見つからないものがあります"),
            ({"due_on": on(-1)}, "過ぎた日は選べません"),
            ({"due_on": "2999-01-01"}, "遠すぎる日です"),
            ({"due_on": ""}, "日付を選んでください"),
            ({"due_on": "soon"}, "error"),
            ({"pass_mark": "101"}, "1 から 100"),
            ({"pass_mark": "x"}, "error"),
            ({"attempts": "0"}, "1 から 20"),
            ({"note": "長" * 501}, "error"),
            ({"whom": "999"}, "error"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_made(
        self, app: Flask, hori: FlaskClient, place: str, wrong: dict[str, Any], said: str
    ) -> None:
        data = {"item": ["quiz:first"], "whom": "group", "due_on": on(3), **wrong}
        answer = hori.post(f"{place}/new", data=data)
        assert answer.status_code == 422 and said in answer.text
        with app.app_context():
            assert db.session.scalars(select(Assignment)).all() == []

    def test_somebody_of_another_group_cannot_be_chosen(
        self, hori: FlaskClient, place: str, cast: Cast
    ) -> None:
        data = {"item": ["quiz:first"], "whom": str(cast.stranger_trainee.id), "due_on": on(3)}
        assert hori.post(f"{place}/new", data=data).status_code == 422


class TestFollowing:
    def test_each_person_s_state_is_shown(
        self, app: Flask, hori: FlaskClient, place: str, try_quiz: TryQuiz
    ) -> None:
        assign(hori, place, pass_mark="80")
        try_quiz("ono", 60)
        page = hori.get(the_one(app, place)).text
        assert "まだ始めていません" in page and "途中です" in page and "最高 60 点" in page
        assert page.index("佐々木 健") < page.index("小野 美咲"), "who has not begun comes first"

    def test_change_keeps_the_history(self, app: Flask, hori: FlaskClient, place: str) -> None:
        assign(hori, place)
        one = the_one(app, place)
        form = hori.get(f"{one}/change").text
        assert f'value="{on(3)}"' in form
        answer = hori.post(
            f"{one}/change", data={"due_on": on(9), "pass_mark": "90", "attempts": "", "note": "延ばします"}
        )
        assert answer.status_code == 303
        page = hori.get(one).text
        assert "変えました" in page and "70 → 90" in page and "延ばします" in page
        assert hori.post(f"{one}/change", data={"due_on": on(-9)}).status_code == 422

    def test_the_day_it_has_may_be_kept_though_it_has_passed(
        self, app: Flask, hori: FlaskClient, place: str
    ) -> None:
        assign(hori, place)
        with app.app_context():
            db.session.execute(update(Assignment).values(due_at=utc_now() - 9 * DAY))
            db.session.commit()
        one = the_one(app, place)
        assert hori.post(f"{one}/change", data={"due_on": on(-9), "note": "x"}).status_code == 303

    def test_a_change_into_one_that_stands_is_refused(
        self, app: Flask, hori: FlaskClient, place: str
    ) -> None:
        assign(hori, place)
        number = number_of(app)
        assign(hori, place, days=5)
        answer = hori.post(f"{place}/{number}/change", data={"due_on": on(5), "note": ""})
        assert answer.status_code == 422 and "もう出してあります" in answer.text

    def test_withdraw_offers_to_undo(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        assign(hori, place)
        number = number_of(app)
        page = hori.post(f"{place}/{number}/withdrawal", follow_redirects=True).text
        assert "を取り下げました" in page
        trainee = browser_of(cast.sasaki)
        assert "確かめの四問" not in trainee.get("/assignments").text
        assert "取り下げてあります" in hori.get(f"{place}/{number}").text
        hori.post(f"{place}/{number}/withdrawal/undo")
        assert "確かめの四問" in trainee.get("/assignments").text

    def test_excuse_with_a_reason_and_take_it_back(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast, tasks_of: TasksOf
    ) -> None:
        assign(hori, place)
        one = the_one(app, place)
        assert hori.post(f"{one}/exemptions", data={"person": cast.ono.id, "reason": " "}).status_code == 422
        assert (
            hori.post(f"{one}/exemptions", data={"person": cast.ono.id, "reason": "産休"}).status_code == 303
        )
        assert "産休" in hori.get(one).text
        trainee = tasks_of(cast.ono)
        assert "免除" in trainee and "産休" not in trainee
        assert hori.post(f"{one}/exemptions/{cast.ono.id}/end").status_code == 303
        page = hori.get(one).text
        assert "産休" not in page and "免除しました" in page and "免除をやめました" in page

    def test_who_is_not_reached_cannot_be_excused(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast
    ) -> None:
        assign(hori, place, whom=str(cast.ono.id))
        one = the_one(app, place)
        for person in (cast.sasaki, cast.stranger_trainee, cast.hori):
            answer = hori.post(f"{one}/exemptions", data={"person": person.id, "reason": "x"})
            assert answer.status_code == 404
        assert hori.post(f"{one}/exemptions", data={"person": "x", "reason": "x"}).status_code == 400

    def test_an_item_that_is_gone_is_said_to_be(
        self, app: Flask, cast: Cast, hori: FlaskClient, place: str, tasks_of: TasksOf
    ) -> None:
        with app.app_context():
            records = Records(app, cast)
            gone = operations.Item("quiz", "no-more", {"ja": "昔のクイズ"}, 70)
            operations.assign(
                records.hori, [gone], records.group, Terms(day_of(utc_now())), anew=False, now=utc_now()
            )
            db.session.commit()
        assert "教材が見つかりません" in hori.get(place).text
        assert "いまは開けません" in hori.get(the_one(app, place)).text
        assert "いまは開けません" in tasks_of(cast.sasaki)


class TestOwn:
    def test_soonest_first_on_today_s_page_with_a_link_into_the_item(
        self, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        assign(hori, place, "quiz:first", days=5)
        assign(hori, place, "scenario:sample", days=1)
        for page in ("/", "/assignments"):
            text = browser_of(cast.sasaki).get(page).text
            assert text.index("/roleplay/sample") < text.index("/quizzes/first")
            assert "明日まで" in text and "あと 5 日" in text

    def test_today_shows_four_and_counts_the_rest(
        self, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        for days in range(6):
            assign(hori, place, days=days)
        text = browser_of(cast.sasaki).get("/").text
        assert text.count('href="/quizzes/first"') >= 4 and "課題をすべて見る(6)" in text

    def test_the_item_s_own_page_says_so(
        self, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf, try_quiz: TryQuiz
    ) -> None:
        assign(
            hori,
            place,
            "lesson:first",
            "quiz:first",
            "scenario:sample",
            "quarter:any",
            attempts="1",
            pass_mark="80",
        )
        browser = browser_of(cast.sasaki)
        for page in ("/lessons/first", "/quizzes/first", "/roleplay/sample", "/quarters"):
            assert "課題になっています" in browser.get(page).text
            assert "課題になっています" not in hori.get(page).text
        try_quiz("sasaki", 10)
        page = browser.get("/quizzes/first").text
        assert "数える回数は使い切りました" in page and "もう一度受ける" in page

    def test_nothing_is_said_of_what_is_done(
        self, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf, try_quiz: TryQuiz
    ) -> None:
        assign(hori, place)
        try_quiz("sasaki", 100)
        browser = browser_of(cast.sasaki)
        assert "課題になっています" not in browser.get("/quizzes/first").text
        assert "終わりました" in browser.get("/assignments").text


class TestCalendar:
    def test_the_file_holds_each_due_day_for_the_whole_day(
        self, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        assign(hori, place, days=5, note="一行目\n二行目; , 終わり")
        answer = browser_of(cast.sasaki).get("/assignments.ics")
        assert answer.content_type == "text/calendar; charset=utf-8"
        [event] = Calendar.from_ical(answer.data).walk("VEVENT")
        assert event["SUMMARY"] == "課題: 確かめの四問"
        assert event.decoded("DTSTART") == date.fromisoformat(on(5))
        assert event.decoded("DTEND") == date.fromisoformat(on(6))
        assert "二行目; , 終わり" in event["DESCRIPTION"]
        assert event["URL"] == "http://localhost/quizzes/first"

    def test_the_address_works_without_signing_in_until_it_is_closed(
        self,
        app: Flask,
        hori: FlaskClient,
        place: str,
        cast: Cast,
        browser_of: BrowserOf,
        client: FlaskClient,
    ) -> None:
        assign(hori, place)
        with app.app_context():
            db.session.execute(update(User).where(User.id == cast.sasaki.id).values(language="en"))
            db.session.commit()
        browser = browser_of(cast.sasaki)

        def make() -> str:
            page = browser.post("/assignments/calendar", follow_redirects=True).text
            found = re.search(r"http://localhost(/calendar/[\w-]+\.ics)", page)
            assert found
            return found[1]

        first = make()
        assert first not in browser.get("/assignments").text, "it is shown once"
        [event] = Calendar.from_ical(client.get(first).data).walk("VEVENT")
        assert event["SUMMARY"].startswith("Due: "), "in the language of whom it belongs to"
        second = make()
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        browser.post("/assignments/calendar/close")
        assert client.get(second).status_code == 404

    def test_it_is_dead_once_the_account_is_closed(self, app: Flask, cast: Cast, client: FlaskClient) -> None:
        with app.app_context():
            sasaki = db.session.get_one(User, cast.sasaki.id)
            token = operations.make_calendar_link(sasaki, utc_now())
            db.session.commit()
            assert client.get(f"/calendar/{token}.ics").status_code == 200
            sasaki.active = False
            db.session.commit()
        assert client.get(f"/calendar/{token}.ics").status_code == 404

    def test_a_change_of_day_moves_the_same_entry(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        assign(hori, place)
        browser = browser_of(cast.sasaki)

        def entry() -> Any:
            return Calendar.from_ical(browser.get("/assignments.ics").data).walk("VEVENT")[0]

        before = entry()
        hori.post(f"{the_one(app, place)}/change", data={"due_on": on(8), "note": ""})
        after = entry()
        assert before["UID"] == after["UID"] and before.decoded("DTSTART") < after.decoded("DTSTART")
        assert before.decoded("LAST-MODIFIED") <= after.decoded("LAST-MODIFIED")


class TestScope:
    """A branch with two teams, and another company: what one leads, and nothing else."""

    @pytest.fixture
    def teams(self, app: Flask, cast: Cast) -> dict[str, int]:
        """Put 小野 in a team of 名古屋 that 林 trains, and 佐々木 in one that nobody but the branch leads."""
        with app.app_context():
            admin, hayashi, ono, sasaki = (
                db.session.get_one(User, person.id)
                for person in (cast.admin, cast.hayashi, cast.ono, cast.sasaki)
            )
            branch = db.session.get_one(Group, cast.group_id)
            one, two = (
                groups.create_group(admin, name, utc_now(), parent=branch) for name in ("一課", "二課")
            )
            for person, team, role in (
                (ono, one, "trainee"),
                (hayashi, one, "trainer"),
                (sasaki, two, "trainee"),
            ):
                groups.remove_member(admin, branch, person)
                groups.add_role(admin, team, person, role)
            db.session.commit()
            return {"one": one.id, "two": two.id}

    def test_a_branch_s_assignment_reaches_every_team(
        self, hori: FlaskClient, place: str, cast: Cast, teams: dict[str, int], tasks_of: TasksOf
    ) -> None:
        assign(hori, place)
        for person in (cast.sasaki, cast.ono):
            assert "確かめの四問" in tasks_of(person)
        assert "確かめの四問" not in tasks_of(cast.stranger_trainee)

    def test_a_team_s_trainer_sees_only_the_team_may_excuse_and_not_change(
        self,
        app: Flask,
        hori: FlaskClient,
        place: str,
        cast: Cast,
        teams: dict[str, int],
        browser_of: BrowserOf,
    ) -> None:
        assign(hori, place)
        hori.post(
            f"{the_one(app, place)}/exemptions", data={"person": cast.sasaki.id, "reason": "秘密の事情"}
        )
        trainer = browser_of(cast.hayashi)
        own = the_one(app, f"/groups/{teams['one']}/assignments")
        page = trainer.get(own).text
        assert cast.ono.name in page and cast.sasaki.name not in page and "秘密の事情" not in page
        assert "1 人のうち" in page
        assert trainer.get(the_one(app, place)).status_code == 404
        for act in ("change", "withdrawal", "withdrawal/undo"):
            assert trainer.post(f"{own}/{act}", data={"due_on": on(9)}).status_code == 403
        assert trainer.get(f"{own}/change").status_code == 403
        assert (
            trainer.post(f"{own}/exemptions", data={"person": cast.sasaki.id, "reason": "x"}).status_code
            == 404
        )
        assert (
            trainer.post(f"{own}/exemptions", data={"person": cast.ono.id, "reason": "産休"}).status_code
            == 303
        )

    def test_a_sister_team_s_assignment_is_not_there(
        self, app: Flask, hori: FlaskClient, cast: Cast, teams: dict[str, int], browser_of: BrowserOf
    ) -> None:
        assign(hori, f"/groups/{teams['two']}/assignments")
        trainer = browser_of(cast.hayashi)
        assert "確かめの四問" not in trainer.get(f"/groups/{teams['one']}/assignments").text
        for path in (
            the_one(app, f"/groups/{teams['one']}/assignments"),
            f"/groups/{teams['two']}/assignments",
        ):
            assert trainer.get(path).status_code == 404

    def test_another_company_s_leader_finds_nothing_through_their_own_group(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast, browser_of: BrowserOf
    ) -> None:
        assign(hori, place)
        number = number_of(app)
        own = f"/groups/{cast.stranger_group_id}/assignments"
        for person in (cast.stranger_manager, cast.stranger_trainer):
            browser = browser_of(person)
            assert "確かめの四問" not in browser.get(own).text
            assert browser.get(f"{own}/{number}").status_code == 404
            for act in ("withdrawal", "change", "exemptions", f"exemptions/{cast.ono.id}/end"):
                data = {"due_on": on(9), "person": cast.ono.id, "reason": "x"}
                assert browser.post(f"{own}/{number}/{act}", data=data).status_code == 404

    def test_a_group_that_moves_takes_its_people_s_assignments_along_at_once(
        self, app: Flask, hori: FlaskClient, place: str, cast: Cast, teams: dict[str, int], tasks_of: TasksOf
    ) -> None:
        assign(hori, place)
        with app.app_context():
            admin = db.session.get_one(User, cast.admin.id)
            team = db.session.get_one(Group, teams["one"])
            groups.move_group(admin, team, db.session.get_one(Group, cast.stranger_group_id))
            db.session.commit()
        assert "確かめの四問" not in tasks_of(cast.ono)
        assert cast.ono.name not in hori.get(the_one(app, place)).text

    def test_one_given_to_a_person_follows_them(
        self, app: Flask, hori: FlaskClient, cast: Cast, teams: dict[str, int], browser_of: BrowserOf
    ) -> None:
        assign(hori, f"/groups/{teams['one']}/assignments", whom=str(cast.ono.id))
        with app.app_context():
            admin, ono = db.session.get_one(User, cast.admin.id), db.session.get_one(User, cast.ono.id)
            groups.remove_member(admin, db.session.get_one(Group, teams["one"]), ono)
            groups.add_role(admin, db.session.get_one(Group, cast.stranger_group_id), ono, "trainee")
            db.session.commit()
        assert hori.get(f"/groups/{cast.group_id}/assignments/{number_of(app)}").status_code == 404
        new = browser_of(cast.stranger_manager)
        own = f"/groups/{cast.stranger_group_id}/assignments/{number_of(app)}"
        assert cast.ono.name in new.get(own).text
        assert new.post(f"{own}/withdrawal").status_code == 303


def test_dates_are_those_of_japan(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from course.assignments import labels

    with app.test_request_context():
        late = datetime.fromisoformat("2026-06-12T14:59:59+00:00")
        assert day(late, late) == "6月12日(金)"
        assert labels.left(late, datetime.fromisoformat("2026-06-11T15:30:00+00:00")) == "今日まで"
        assert labels.left(late, datetime.fromisoformat("2026-06-11T14:30:00+00:00")) == "明日まで"
        assert labels.left(late, datetime.fromisoformat("2026-06-12T15:30:00+00:00")) == "1 日過ぎています"


def test_titles_of_both_languages_are_kept(app: Flask, hori: FlaskClient, place: str) -> None:
    assign(hori, place, "scenario:sample")
    with app.app_context():
        row = db.session.scalars(select(Assignment)).one()
        assert set(row.title) == {"ja", "en"} and ITEMS["scenario"].title["ja"] == row.title["ja"]


def test_what_most_assignments_do_without_is_folded_away_until_it_is_set(
    cast: Cast, browser_of: BrowserOf
) -> None:
    hori, path = browser_of(cast.hori), f"/groups/{cast.group_id}/assignments/new"
    fold = '<details class="fold"{}><summary>合格点や回数も決める'
    fresh = hori.get(path).text
    assert fold.format("") in fresh and fresh.index('name="due_on"') < fresh.index("合格点や回数も決める")
    refused = hori.post(path, data={"pass_mark": "500"}).text
    assert fold.format(" open") in refused, "what was not accepted is in sight"


def test_a_friday_that_leaves_time_enough_is_proposed(cast: Cast, browser_of: BrowserOf) -> None:
    page = browser_of(cast.hori).get(f"/groups/{cast.group_id}/assignments/new").text
    proposed = usual_due_day(day_of(utc_now())).isoformat()
    assert re.search(rf'<input[^>]*name="due_on"[^>]*value="{proposed}"', page)
