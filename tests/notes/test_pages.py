"""Leaders keep notes on their people and nudge them; people see what is shared, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from course.accounts.models import MANAGER, Group, Membership, User
from course.audit.models import AuditEntry
from course.audit.seen import SEEN
from course.extensions import db, utc_now
from course.mail.models import OutgoingMail
from course.notes import operations, pages
from course.notes.labels import TEMPLATES
from course.notes.models import Note
from tests.people import Cast, Companies, Person, make_person

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def hori(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.hori)


def about(person: Person) -> str:
    return f"/people/{person.id}/notes"


def note(app: Flask) -> Note:
    with app.app_context():
        return db.session.scalars(select(Note).order_by(Note.id.desc())).first()  # type: ignore[return-value]


def test_a_private_note_is_for_those_who_lead_the_person(
    app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
) -> None:
    assert hori.post(about(cast.sasaki), data={"text": "急ぐ癖がある"}).status_code == 303
    for leader in (cast.hori, cast.hayashi, cast.admin):
        assert "急ぐ癖がある" in browser_of(leader).get(about(cast.sasaki)).text
    sasaki = browser_of(cast.sasaki)
    for page in ("/", "/notes"):
        assert "急ぐ癖がある" not in sasaki.get(page).text
    assert sasaki.get(about(cast.sasaki)).location.endswith("/notes")
    for stranger in (cast.ono, cast.stranger_manager, cast.stranger_trainer, cast.stranger_trainee):
        browser = browser_of(stranger)
        assert browser.get(about(cast.sasaki)).status_code == 404
        assert browser.post(about(cast.sasaki), data={"text": "x"}).status_code == 404
        assert browser.post(f"/people/{cast.sasaki.id}/nudges", data={"template": "back"}).status_code == 404


def test_a_shared_note_is_on_today_s_page_until_it_is_read(
    app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
) -> None:
    hori.post(about(cast.sasaki), data={"text": "よい問いでした", "shared": "y"})
    sasaki = browser_of(cast.sasaki)
    assert "よい問いでした" in sasaki.get("/").text
    number = note(app).id
    assert hori.post(f"/notes/{number}/read").status_code == 403
    assert sasaki.post(f"/notes/{number}/read", data={"next": "/"}).location == "/"
    assert "よい問いでした" not in sasaki.get("/").text
    assert "よい問いでした" in sasaki.get("/notes").text
    assert "に読みました" in hori.get(about(cast.sasaki)).text


def test_a_private_note_cannot_be_marked_as_read(
    app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
) -> None:
    hori.post(about(cast.sasaki), data={"text": "内々の話"})
    number = note(app).id
    sasaki = browser_of(cast.sasaki)
    for act in ("read", "withdrawal", "withdrawal/undo"):
        assert sasaki.post(f"/notes/{number}/{act}").status_code == 404


def test_only_the_author_takes_a_note_back_and_may_have_it_again(
    app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
) -> None:
    hori.post(about(cast.sasaki), data={"text": "書きまちがい", "shared": "y"})
    number = note(app).id
    for other in (cast.hayashi, cast.admin, cast.sasaki):
        assert browser_of(other).post(f"/notes/{number}/withdrawal").status_code == 403
    page = hori.post(f"/notes/{number}/withdrawal", follow_redirects=True).text
    assert "書きまちがい" not in page and "元に戻す" in page
    assert "書きまちがい" not in browser_of(cast.sasaki).get("/").text
    hori.post(f"/notes/{number}/withdrawal/undo")
    assert "書きまちがい" in browser_of(cast.sasaki).get("/").text


@pytest.mark.parametrize("text", ["", "  ", "長" * 1001, "a\x00b"])
def test_a_note_needs_words(app: Flask, cast: Cast, hori: FlaskClient, text: str) -> None:
    answer = hori.post(about(cast.sasaki), data={"text": text})
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert note(app) is None


def test_what_is_typed_is_never_markup(
    app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
) -> None:
    hori.post(about(cast.sasaki), data={"text": "<script>alert(1)</script>{{7*7}}", "shared": "y"})
    page = browser_of(cast.sasaki).get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


class TestNudge:
    def nudge(self, browser: FlaskClient, person: Person, **data: str) -> str:
        answer = browser.post(f"/people/{person.id}/nudges", data=data, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def test_one_click_reaches_today_s_page_and_writes_a_letter_for_later(
        self, app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
    ) -> None:
        self.nudge(hori, cast.sasaki, template="back")
        assert "五分だけでも大丈夫です" in browser_of(cast.sasaki).get("/").text
        with app.app_context():
            mail = db.session.scalars(select(OutgoingMail)).one()
            assert mail.subject == "堀 恵子さんから一言" and "五分だけでも大丈夫です" in mail.body
            assert mail.send_after - mail.made_at == timedelta(minutes=10)
            acts = select(AuditEntry.action).where(AuditEntry.action != SEEN)
            assert db.session.scalars(acts).all() == ["nudge.send"]
            assert "大丈夫" not in str(db.session.scalars(select(AuditEntry.detail)).all())

    def test_in_the_language_of_whom_it_is_for(self, app: Flask, cast: Cast, hori: FlaskClient) -> None:
        with app.app_context():
            db.session.execute(update(User).where(User.id == cast.sasaki.id).values(language="en"))
            db.session.commit()
        assert "The first five minutes" in hori.get(about(cast.sasaki)).text, (
            "the leader sees what will be sent"
        )
        self.nudge(hori, cast.sasaki, template="back")
        with app.app_context():
            mail = db.session.scalars(select(OutgoingMail)).one()
            assert mail.subject == "A word from 堀 恵子" and "Even five minutes will do" in mail.body

    def test_once_a_day_whoever_says_it(
        self, app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
    ) -> None:
        self.nudge(hori, cast.sasaki, text="元気ですか")
        page = self.nudge(browser_of(cast.hayashi), cast.sasaki, template="well")
        assert "今日はもう声をかけています" in page
        with app.app_context():
            assert len(db.session.scalars(select(Note)).all()) == 1
            person = db.session.get_one(User, cast.sasaki.id)
            hayashi = db.session.get_one(User, cast.hayashi.id)
            tomorrow = utc_now() + timedelta(days=1)
            operations.nudge(hayashi, person, text="t", subject="s", body="b", now=tomorrow)

    def test_it_can_be_taken_back_until_its_letter_goes_and_said_anew(
        self, app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
    ) -> None:
        self.nudge(hori, cast.sasaki, text="まちがい")
        page = hori.get(about(cast.sasaki)).text
        undo = re.search(r'action="(/notes/\d+/withdrawal)"', page)
        assert undo and "取り消す" in page
        assert "取り消す" not in browser_of(cast.hayashi).get(about(cast.sasaki)).text
        hori.post(undo[1], data={"next": "/groups"})
        assert "まちがい" not in browser_of(cast.sasaki).get("/").text
        with app.app_context():
            assert db.session.scalars(select(OutgoingMail.state)).all() == ["dropped"]
        self.nudge(hori, cast.sasaki, text="あらためて")
        with app.app_context():
            db.session.execute(
                update(OutgoingMail).where(OutgoingMail.state == "waiting").values(state="sent")
            )
            db.session.commit()
        page = hori.post(f"/notes/{note(app).id}/withdrawal", follow_redirects=True).text
        assert "もう出たので" in page
        assert "あらためて" in browser_of(cast.sasaki).get("/").text

    def test_words_that_fit_are_offered_first_and_chosen(
        self, app: Flask, cast: Cast, hori: FlaskClient, browser_of: BrowserOf
    ) -> None:
        def offered() -> list[tuple[str, bool]]:
            found = re.findall(
                r'name="template" value="(\w+)" required( checked)?', hori.get(about(cast.sasaki)).text
            )
            return [(key, bool(checked)) for key, checked in found]

        assert offered() == [("begin", True)], "who has done nothing is neither back nor keeping it up"
        lesson = app.extensions["catalogue"].course_lessons()[0]
        browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
        assert offered() == [("well", True), ("back", False)]
        assert "ほかの言葉" in hori.get(about(cast.sasaki)).text
        home = hori.get(f"/groups/{cast.group_id}/people/{cast.sasaki.id}").text
        assert 'name="template" value="well"' in home

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_all_ready_words_can_be_sent_even_from_a_page_that_has_grown_old(
        self, app: Flask, cast: Cast, hori: FlaskClient, template: str
    ) -> None:
        answer = hori.post(f"/people/{cast.sasaki.id}/nudges", data={"template": template})
        assert answer.status_code == 303
        assert note(app).text == str(TEMPLATES[template])

    @pytest.mark.parametrize("data", [{}, {"text": " "}, {"template": "shout"}, {"text": "長" * 501}])
    def test_it_needs_words(self, app: Flask, cast: Cast, hori: FlaskClient, data: dict[str, str]) -> None:
        assert hori.post(f"/people/{cast.sasaki.id}/nudges", data=data).status_code == 422
        assert note(app) is None

    def test_to_a_closed_account_nothing_is_sent_and_nothing_is_promised(
        self, app: Flask, cast: Cast, hori: FlaskClient
    ) -> None:
        home = f"/groups/{cast.group_id}/people/{cast.sasaki.id}"
        assert "nudges" in hori.get(home).text
        with app.app_context():
            db.session.get_one(User, cast.sasaki.id).active = False
            db.session.commit()
        page = self.nudge(hori, cast.sasaki, template="back")
        assert "送っていません" in page and "メールは" not in page
        assert "nudges" not in page and "声をかけても届きません" in page
        assert "nudges" not in hori.get(home).text
        assert note(app) is None
        assert hori.post(about(cast.sasaki), data={"text": "引き継ぎのため"}).status_code == 303

    def test_the_way_back_stays_on_this_site(self, cast: Cast, hori: FlaskClient) -> None:
        data = {"template": "back", "next": "//evil.example"}
        assert hori.post(f"/people/{cast.sasaki.id}/nudges", data=data).location.startswith("/people/")

    def test_many_people_s_states_in_two_statements(self, app: Flask, cast: Cast, hori: FlaskClient) -> None:
        from sqlalchemy import event

        self.nudge(hori, cast.sasaki, template="back")
        with app.test_request_context():
            people = list(db.session.scalars(select(User)))
            me = db.session.get_one(User, cast.hori.id)
            asked: list[str] = []
            event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
            states = pages.nudge_states(me, people, utc_now())
            assert len(asked) == 2
        assert states[cast.sasaki.id].may_undo and states[cast.ono.id].today is None


def test_nobody_keeps_notes_on_themself(cast: Cast, hori: FlaskClient) -> None:
    assert hori.post(about(cast.hori), data={"text": "x"}).status_code == 403
    assert hori.post(f"/people/{cast.hori.id}/nudges", data={"template": "back"}).status_code == 403


def test_a_note_on_a_leader_is_not_read_by_their_peers(
    app: Flask, cast: Cast, companies: Companies, browser_of: BrowserOf
) -> None:
    """What their common superior, or another peer, notes on a manager is for those above them and its author."""
    with app.app_context():
        group = db.session.get_one(Group, cast.group_id)
        peers = []
        for key in ("one", "two"):
            user = make_person(f"並び {key}", f"{key}@example.jp")
            db.session.add(Membership(user_id=user.id, group_id=group.id, role=MANAGER))
            peers.append(Person(user.id, user.name, user.email))
        db.session.commit()
    boss = browser_of(companies.boss)
    boss.post(about(cast.hori), data={"text": "上の覚え"})
    browser_of(peers[0]).post(about(cast.hori), data={"text": "並びの覚え"})
    for reader, read in (
        (companies.boss, ["上の覚え", "並びの覚え"]),
        (cast.admin, ["上の覚え", "並びの覚え"]),
        (peers[0], ["並びの覚え"]),
        (peers[1], []),
    ):
        page = browser_of(reader).get(about(cast.hori)).text
        assert [text for text in ("上の覚え", "並びの覚え") if text in page] == read, reader.name
    assert browser_of(peers[1]).post(f"/notes/{note(app).id}/withdrawal").status_code == 404


def test_a_note_on_a_trainer_is_read_by_the_managers_of_their_group(
    cast: Cast, companies: Companies, browser_of: BrowserOf
) -> None:
    browser_of(companies.boss).post(about(cast.hayashi), data={"text": "上の覚え"})
    assert "上の覚え" in browser_of(cast.hori).get(about(cast.hayashi)).text
