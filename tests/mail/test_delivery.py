"""Each letter goes once: with two senders, with one killed in the middle, and with a server that misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from course.accounts.models import User
from course.extensions import db
from course.mail import operations
from course.mail.letter import Letter, Unaddressable, message
from course.mail.models import KINDS, OutgoingMail
from course.mail.tick import ANEW, Report, run
from course.mail.tokens import read_stop_token, stop_token
from course.mail.transport import Outbox, Smtp, Unreachable, Unsure
from tests.mail.server import MailServer
from tests.people import Cast, Person

JAPAN_NOON = datetime.fromisoformat("2026-06-10T12:00:00+09:00")
MINUTE = timedelta(minutes=1)
BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture(autouse=True)
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let letters that have waited say what they said at first: they are about nothing."""
    for kind in KINDS:
        monkeypatch.setitem(ANEW, kind, lambda mail, now: (mail.subject, mail.body))


def write(
    app: Flask, person: Person, key: str = "one", *, at: datetime = JAPAN_NOON, kind: str = "reminder"
) -> bool:
    with app.app_context():
        made = operations.queue(
            db.session.get_one(User, person.id), kind, key, "お知らせ\r\nBcc: x@y.jp", "本文です。\n.\n", at
        )
        db.session.commit()
    return made


def states(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {row.key: row.state for row in db.session.scalars(select(OutgoingMail))}


def tick(app: Flask, server: MailServer, at: datetime = JAPAN_NOON) -> Report:
    return run(app, at, transport=server.transport())


def test_a_letter_arrives_whole_and_once(app: Flask, cast: Cast, server: MailServer) -> None:
    assert write(app, cast.sasaki)
    assert not write(app, cast.sasaki)
    assert tick(app, server).counts["sent"] == 1
    assert tick(app, server).counts["sent"] == 0
    [letter] = server.letters
    assert letter["To"].addresses[0].addr_spec == cast.sasaki.email
    assert letter["To"].addresses[0].display_name == cast.sasaki.name
    assert letter["Subject"] == "お知らせ Bcc: x@y.jp" and letter["Bcc"] is None
    assert letter.get_content().splitlines()[:2] == ["本文です。", "."]
    assert "https://ryorin.example.jp/mail/stop/" in letter.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_connection_for_all_letters_of_a_tick(app: Flask, cast: Cast, server: MailServer) -> None:
    for person in (cast.sasaki, cast.ono, cast.hori):
        write(app, person, f"for {person.id}")
    assert tick(app, server).counts["sent"] == 3
    assert server.connections == 1
    tick(app, server)
    assert server.connections == 1, "nothing to send is no reason to connect"


def test_the_last_line_is_in_the_reader_s_language(app: Flask, cast: Cast, server: MailServer) -> None:
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.ono.id).values(language="en"))
        db.session.commit()
    write(app, cast.ono)
    tick(app, server)
    assert "To stop letters of this kind" in server.letters[0].get_content()


def test_nothing_goes_at_night(app: Flask, cast: Cast, server: MailServer) -> None:
    write(app, cast.sasaki, at=JAPAN_NOON.replace(hour=20))
    for hour in (20, 23):
        report = tick(app, server, JAPAN_NOON.replace(hour=hour))
        assert "Night" in report.lines[0] and report.waiting == 1
    assert tick(app, server, JAPAN_NOON.replace(hour=7, minute=59) + timedelta(days=1)).waiting == 1
    assert tick(app, server, JAPAN_NOON.replace(hour=8) + timedelta(days=1)).counts["sent"] == 1


def test_who_is_gone_or_has_stopped_gets_nothing(app: Flask, cast: Cast, server: MailServer) -> None:
    write(app, cast.sasaki, "closed")
    write(app, cast.ono, "stopped")
    write(app, cast.hori, "old")
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.sasaki.id).values(active=False))
        operations.stop(db.session.get_one(User, cast.ono.id), "reminder", JAPAN_NOON)
        db.session.execute(
            update(OutgoingMail).where(OutgoingMail.key == "old").values(drop_after=JAPAN_NOON - MINUTE)
        )
        db.session.commit()
    assert tick(app, server).counts["dropped"] == 3
    assert server.letters == [] and set(states(app).values()) == {"dropped"}


def test_only_the_kind_that_was_stopped(app: Flask, cast: Cast, server: MailServer) -> None:
    with app.app_context():
        operations.stop(db.session.get_one(User, cast.ono.id), "reminder", JAPAN_NOON)
        db.session.commit()
    write(app, cast.ono, "nudge", kind="nudge")
    assert tick(app, server).counts["sent"] == 1


class TestTroubles:
    def test_a_server_that_is_away_keeps_everything_waiting(self, app: Flask, cast: Cast) -> None:
        write(app, cast.sasaki)
        away = Smtp(host="127.0.0.1", port=1, tls="none", user="", password="")
        report = run(app, JAPAN_NOON, transport=away)
        assert not report.went_well and "could not be reached" in report.lines[-1]
        assert states(app) == {"one": "waiting"}

    def test_refused_for_good_and_not_now(self, app: Flask, cast: Cast, server: MailServer) -> None:
        server.answers = {cast.sasaki.email: "550 unknown", cast.ono.email: "451 later"}
        for person in (cast.sasaki, cast.ono, cast.hori):
            write(app, person, person.name)
        report = tick(app, server)
        assert (report.counts["failed"], report.counts["later"], report.counts["sent"]) == (1, 1, 1)
        assert tick(app, server).counts["sent"] == 0, "not before its time"
        server.answers = {}
        assert tick(app, server, JAPAN_NOON + 11 * MINUTE).counts["sent"] == 1
        assert states(app)[cast.sasaki.name] == "failed"

    def test_not_now_is_given_up_after_a_while(self, app: Flask, cast: Cast, server: MailServer) -> None:
        server.answers = {cast.sasaki.email: "451 later"}
        write(app, cast.sasaki)
        with app.app_context():
            db.session.execute(update(OutgoingMail).values(tries=7))
            db.session.commit()
        assert tick(app, server).counts["failed"] == 1

    def test_a_connection_lost_in_the_middle_is_not_tried_again(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        server.hang_up_on = {cast.sasaki.email}
        write(app, cast.sasaki, "a")
        write(app, cast.ono, "b")
        report = tick(app, server)
        assert states(app) == {"a": "uncertain", "b": "waiting"}
        assert report.waiting == 1
        tick(app, server, JAPAN_NOON + MINUTE)
        assert states(app) == {"a": "uncertain", "b": "sent"} and len(server.letters) == 1

    def test_a_sender_killed_in_the_middle(self, app: Flask, cast: Cast, server: MailServer) -> None:
        write(app, cast.sasaki)
        with app.app_context():
            db.session.execute(update(OutgoingMail).values(state="taken", taken_at=JAPAN_NOON))
            db.session.commit()
        assert tick(app, server, JAPAN_NOON + 14 * MINUTE).counts.total() == 0
        assert tick(app, server, JAPAN_NOON + 16 * MINUTE).counts["uncertain"] == 1
        assert server.letters == []

    def test_into_files_it_is_simply_written_again(self, app: Flask, cast: Cast, tmp_path: Path) -> None:
        write(app, cast.sasaki)
        with app.app_context():
            db.session.execute(update(OutgoingMail).values(state="taken", taken_at=JAPAN_NOON))
            db.session.commit()
        report = run(app, JAPAN_NOON + 16 * MINUTE, transport=Outbox(tmp_path / "outbox"))
        assert report.counts["sent"] == 1

    def test_two_senders_at_once_send_each_letter_once(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        for number in range(12):
            write(app, cast.sasaki, f"letter {number}", kind="digest")
        ticks = [threading.Thread(target=tick, args=(app, server)) for _ in range(3)]
        for one in ticks:
            one.start()
        for one in ticks:
            one.join()
        assert len(server.letters) == 12
        assert len({letter["Message-ID"] for letter in server.letters}) == 12
        assert set(states(app).values()) == {"sent"}


class TestTransports:
    def test_without_a_server_letters_are_files(self, app: Flask, cast: Cast) -> None:
        write(app, cast.sasaki)
        report = run(app, JAPAN_NOON)
        [file] = (Path(app.instance_path) / "outbox").glob("*.eml")
        assert (
            message_from_bytes(file.read_bytes(), policy=policy.default)["To"].addresses[0].addr_spec
            == cast.sasaki.email
        )
        assert str(file.parent) in report.lines[1]

    def test_a_password_is_given_to_the_server(self, app: Flask, cast: Cast, server: MailServer) -> None:
        write(app, cast.sasaki)
        run(app, JAPAN_NOON, transport=server.transport(user="ryorin", password="secret"))
        assert "AUTH" in server.heard and len(server.letters) == 1

    def test_but_not_over_an_open_line(self) -> None:
        given = {"port": 587, "user": "ryorin", "password": "secret"}
        with pytest.raises(ValueError, match="open line"):
            Smtp(host="mail.example.jp", tls="none", **given)
        with pytest.raises(ValueError, match="smtp_tls"):
            Smtp(host="mail.example.jp", tls="ssl", **given)

    def test_a_server_without_encryption_is_not_spoken_to_where_it_is_wanted(
        self, server: MailServer
    ) -> None:
        with pytest.raises(Unreachable):
            server.transport(tls="starttls").open()

    def test_the_demo_s_people_are_never_written_to(self, app: Flask, cast: Cast, server: MailServer) -> None:
        with app.app_context():
            db.session.execute(
                update(User).where(User.id == cast.sasaki.id).values(email="aoki@demo.invalid")
            )
            db.session.commit()
        write(app, cast.sasaki)
        assert tick(app, server).counts["failed"] == 1
        assert server.letters == []

    def test_what_is_no_address_is_refused(self) -> None:
        letter = Letter(1, "名", "not an address", "s", "b", "ja", "https://x", JAPAN_NOON)
        with pytest.raises(Unaddressable):
            message(letter, "Ryorin <ryorin@example.jp>")

    def test_unsure_is_neither_yes_nor_no(self) -> None:
        assert not issubclass(Unsure, Unreachable)


class TestStopping:
    def test_one_click_without_signing_in(self, app: Flask, cast: Cast, client: FlaskClient) -> None:
        token = stop_token(app.config["SECRET_KEY"], cast.sasaki.id, "reminder")
        assert "止めますか" in client.get(f"/mail/stop/{token}").text
        answer = client.post(f"/mail/stop/{token}", data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 303
        assert "止めました" in client.get(f"/mail/stop/{token}").text

    @pytest.mark.parametrize("token", ["x", "WzEsInJlbWluZGVyIl0.x", "é"])
    def test_a_forged_address_is_not_found(self, client: FlaskClient, cast: Cast, token: str) -> None:
        assert client.get(f"/mail/stop/{token}").status_code == 404
        assert client.post(f"/mail/stop/{token}").status_code == 404

    def test_a_token_says_who_and_what_and_nothing_else(self) -> None:
        assert read_stop_token("key", stop_token("key", 7, "digest")) == (7, "digest")
        assert read_stop_token("other", stop_token("key", 7, "digest")) is None
        assert read_stop_token("key", stop_token("key", 7, "everything")) is None

    def test_one_chooses_and_changes_one_s_mind(self, cast: Cast, browser_of: BrowserOf) -> None:
        browser = browser_of(cast.sasaki)
        assert browser.get("/mail").text.count("checked") == 2  # no weekly letter for a trainee
        browser.post("/mail", data={"kind": ["nudge"]})
        assert browser.get("/mail").text.count("checked") == 1
        browser.post("/mail", data={"kind": ["nudge", "reminder"]})
        assert browser.get("/mail").text.count("checked") == 2
        assert browser_of(cast.hori).get("/mail").text.count("checked") == 3
        assert browser.post("/mail", data={"kind": ["all"]}).status_code == 400


def test_a_letter_taken_back_does_not_go_and_its_occasion_is_free(
    app: Flask, cast: Cast, server: MailServer
) -> None:
    write(app, cast.sasaki)
    with app.app_context():
        assert operations.take_back("one", JAPAN_NOON)
        assert not operations.take_back("one", JAPAN_NOON)
        db.session.commit()
    assert write(app, cast.sasaki)
    assert tick(app, server).counts["sent"] == 1
    with app.app_context():
        assert not operations.take_back("one", JAPAN_NOON)
