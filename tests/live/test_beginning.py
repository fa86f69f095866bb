"""A room's talk can begin at a scene: how it came there is taken as given, and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.extensions import db
from course.live import agenda, queries, rounds
from course.live.models import Room, RoomEvent, Vote
from course.live.rounds import NotNow, State
from tests.live.conftest import Hand, Opening
from tests.people import Cast, Person
from tests.small_course import SCENARIO_SECRETS

BrowserOf = Callable[[Person | None], FlaskClient]
NEW = "/rooms/new?kind=scenario&item=sample"
TITLE, ANSWER = "奥さんの一言", "ほかに気になる点はありますか"


@pytest.fixture
def trainer(app: Flask, cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    """Give the trainer's browser; every request has a context of its own."""
    browser = browser_of(cast.hayashi)
    plain = browser.open

    def apart(*args: Any, **more: Any) -> Any:
        with app.app_context():
            return plain(*args, **more)

    browser.open = apart  # type: ignore[method-assign]
    return browser


def post(browser: FlaskClient, **fields: str) -> Any:
    given = {"item_kind": "scenario", "item": "sample", "join_mode": "nickname", "peer": "1", "cap": "20"}
    return browser.post("/rooms", data={**given, "teams": "0", "group": "0", **fields})


def events() -> list[tuple[str, dict[str, Any]]]:
    return [
        (one.kind, dict(one.body)) for one in db.session.scalars(select(RoomEvent).order_by(RoomEvent.id))
    ]


class TestRows:
    """What is taken as given is the room's first step."""

    def test_the_room_stands_at_the_scene_and_goes_on_from_there(self, opened: Opening) -> None:
        hand = opened("scenario", "sample", scene="talk")
        assert events() == [("begin", {"scene": "talk", "path": ["ask"]})]
        assert (hand.state.path, hand.state.given, hand.room.seq) == (("ask",), 1, 1)
        seat = hand.seat("みどり")
        hand.scene()
        offer = queries.offer(hand.room_id)
        assert offer is not None and "when" in offer.ids, (
            "the best way there opened the line of its condition"
        )
        hand.vote(seat, "when")
        hand.step("reveal")
        hand.step("take", choice="chat")
        assert hand.state.path == ("ask", "chat")
        with pytest.raises(NotNow):
            hand.step("rewind", to=0)
        db.session.rollback()
        hand.step("rewind", to=1)
        assert hand.state.path == ("ask",) and hand.state.at_beginning

    @pytest.mark.parametrize("scene", ["", "open", "grey", "no-such"])
    def test_where_nobody_can_begin_it_begins_at_the_beginning(self, opened: Opening, scene: str) -> None:
        hand = opened("scenario", "sample", scene=scene)
        assert events() == [] and hand.state.path == ()

    def test_a_scene_is_nothing_to_a_quiz(self, opened: Opening) -> None:
        assert opened("quiz", "first", scene="talk").room.seq == 0

    @pytest.mark.parametrize(
        "body",
        [
            {"scene": "talk", "path": ["no-such"]},
            {"scene": "open", "path": ["ask"]},
            {"scene": "talk", "path": []},
            {"scene": "dated", "path": ["ask", "when"]},
            {},
        ],
    )
    def test_a_way_that_does_not_lead_there_is_refused(self, opened: Opening, body: dict[str, Any]) -> None:
        hand = opened("scenario", "sample")
        with pytest.raises(NotNow):
            hand.step("begin", **body)
        db.session.rollback()
        assert events() == []

    def test_only_the_first_step_can_begin(self, opened: Opening) -> None:
        hand = opened("scenario", "sample")
        hand.scene()
        with pytest.raises(NotNow):
            hand.step("begin", scene="talk", path=["ask"])

    def test_a_first_vote_enters_the_record_of_who_has_signed_in(self, opened: Opening, cast: Cast) -> None:
        hand = opened("scenario", "sample", scene="talk")
        seat = hand.seat(user_id=cast.sasaki.id)
        hand.scene()
        hand.vote(seat, "when")
        hand.step("reveal")
        hand.step("close")
        assert db.session.scalars(select(Vote.entered_at)).one() is not None


def test_the_next_step_of_a_room_that_begins_in_the_middle_is_a_vote(app: Flask) -> None:
    scenario = app.extensions["catalogue"].scenarios["sample"].item
    state = rounds.step(State(), "begin", {"scene": "talk", "path": ["ask"]}, None)  # type: ignore[arg-type]
    following = agenda.next_action(scenario, (), state, peer=True, majority=None)
    assert following is not None and following.action == "open"


class TestForm:
    """The trainer sees where the talk will begin, and may choose its beginning instead."""

    def test_the_form_names_the_scene_and_what_came_before(self, trainer: FlaskClient) -> None:
        page = trainer.get(f"{NEW}&scene=talk").text
        assert f"「{TITLE}」の場面から" in page and ANSWER in page
        assert page.count('name="begin"') == 2 and 'value="scene" checked' in page

    @pytest.mark.parametrize(
        "query", [NEW, f"{NEW}&scene=open", "/rooms/new?kind=quiz&item=first&scene=talk"]
    )
    def test_without_a_scene_in_the_middle_nothing_is_asked(self, trainer: FlaskClient, query: str) -> None:
        page = trainer.get(query).text
        assert 'name="begin"' not in page and "始まりにできません" not in page

    @pytest.mark.parametrize("scene", ["grey", "no-such", "<b>"])
    def test_a_scene_that_is_no_beginning_is_told(self, trainer: FlaskClient, scene: str) -> None:
        page = trainer.get(
            "/rooms/new", query_string={"kind": "scenario", "item": "sample", "scene": scene}
        ).text
        assert "いまの台本では始まりにできません" in page and 'name="begin"' not in page

    def test_the_room_opens_at_the_scene(self, app: Flask, trainer: FlaskClient) -> None:
        answer = post(trainer, scene="talk", begin="scene")
        assert answer.status_code == 303
        with app.app_context():
            assert [kind for kind, _body in events()] == ["begin"]
        page = trainer.get(answer.location).text
        assert f"「{TITLE}」の場面から" in page and ANSWER in page

    @pytest.mark.parametrize("fields", [{"scene": "talk", "begin": "start"}, {}, {"begin": "scene"}])
    def test_or_at_the_beginning(self, app: Flask, trainer: FlaskClient, fields: dict[str, str]) -> None:
        answer = post(trainer, **fields)
        assert "始まりにできません" not in trainer.get(answer.location).text
        with app.app_context():
            assert events() == [] and db.session.scalars(select(Room)).one().seq == 0

    def test_a_scene_gone_meanwhile_is_told_on_the_remote(self, app: Flask, trainer: FlaskClient) -> None:
        answer = post(trainer, scene="no-such", begin="scene")
        assert "いまの台本では始まりにできません" in trainer.get(answer.location).text
        with app.app_context():
            assert events() == []

    def test_what_was_chosen_stays_when_the_form_comes_back(self, trainer: FlaskClient) -> None:
        page = post(trainer, scene="talk", begin="start", cap="0")
        assert page.status_code == 200 and 'value="start" checked' in page.text

    def test_no_step_of_the_remote_moves_the_beginning(self, app: Flask, trainer: FlaskClient) -> None:
        remote = post(trainer).location
        assert (
            trainer.post(f"{remote}/steps", data={"seq": 0, "kind": "begin", "ref": "talk"}).status_code
            == 303
        )
        with app.app_context():
            assert events() == []

    def test_run_again_it_begins_there_again(self, app: Flask, trainer: FlaskClient) -> None:
        remote = post(trainer, scene="talk", begin="scene").location
        trainer.post(f"{remote}/again")
        with app.app_context():
            assert [kind for kind, _body in events()] == ["begin", "begin"]


class TestScreens:
    """The room is told in a sentence or two what came before, while it is at that scene."""

    @pytest.fixture
    def hand(self, opened: Opening) -> Hand:
        return opened("scenario", "sample", scene="talk")

    def screens(self, hand: Hand, trainer: FlaskClient, app: Flask) -> list[str]:
        phone = app.test_client()
        with app.app_context():
            code = db.session.get_one(Room, hand.room_id).code
            phone.post(f"/room/{code}/seats", data={"name": f"みどり{hand.room.seq}"})
            seen = phone.get(f"/room/{code}").text
        return [trainer.get(f"/rooms/{hand.room_id}/projector").text, seen]

    def test_what_came_before_is_told_at_the_first_scene_alone(
        self, hand: Hand, trainer: FlaskClient, app: Flask
    ) -> None:
        hand.scene()
        for page in self.screens(hand, trainer, app):
            found = re.search(r'<p class="so-far">.*?</p>', page, re.S)
            assert found is not None and "見積りを見た第一声" in found.group(0) and ANSWER in found.group(0)
            assert not any(secret in page for secret in SCENARIO_SECRETS[:2])
        hand.step("reveal")
        hand.step("take", choice="chat")
        hand.scene()
        for page in self.screens(hand, trainer, app):
            assert "so-far" not in page

    def test_the_remote_goes_back_to_that_scene_and_no_further(
        self, hand: Hand, trainer: FlaskClient
    ) -> None:
        remote = f"/rooms/{hand.room_id}"
        assert 'value="rewind"' not in trainer.get(remote).text, "nothing has been said in the room"
        hand.scene()
        hand.step("reveal")
        hand.step("take", choice="chat")
        page = trainer.get(remote).text
        assert page.count('value="rewind"') == 1 and "1 つめの場面へ" in page
        assert '<input type="hidden" name="to" value="1">' in page

    def test_the_report_says_where_it_began_and_tells_the_rooms_own_lines_alone(
        self, hand: Hand, trainer: FlaskClient
    ) -> None:
        report = f"/rooms/{hand.room_id}/report"
        assert f"「{TITLE}」の場面から始めたルームです。" in trainer.get(report).text
        hand.scene()
        seat = hand.seat("みどり")
        hand.step("reveal")
        hand.step("take", choice="leave")
        hand.step("close")
        assert seat is not None
        ways = re.search(r'<ol class="ways">.*', trainer.get(report).text, re.S) or re.search(
            r'class="ways".*', trainer.get(report).text, re.S
        )
        assert ways is not None and "では、またご連絡します" in ways.group(0)
        assert ANSWER not in ways.group(0)

    def test_a_scene_to_come_back_to_leads_to_a_room_that_begins_there(
        self, hand: Hand, trainer: FlaskClient
    ) -> None:
        seat = hand.seat("みどり")
        hand.scene()
        hand.vote(seat, "leave")
        hand.step("reveal")
        hand.step("close")
        page = trainer.get(f"/rooms/{hand.room_id}/report").text
        assert "/rooms/new?kind=scenario&amp;item=sample&amp;scene=talk" in page
        assert "この場面からルームを開く" in page
