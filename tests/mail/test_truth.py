"""A letter that has waited tells what is true when it goes; when nothing is left to tell, it does not go."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from course.accounts.models import Membership, User
from course.assignments import operations as assignments
from course.assignments.models import Assignment, Reminded
from course.extensions import db
from course.mail.models import OutgoingMail
from course.mail.tick import Report, run
from course.mail.transport import Smtp
from course.notes import operations as notes
from course.notes.letters import nudge_letter, when
from course.privacy import operations as privacy
from course.reports import digest
from course.reports.digest import write as write_digest
from tests.assignments.records import NOON, TOKYO, Records
from tests.mail.server import MailServer
from tests.people import Cast, Person

MONDAY = datetime(2026, 6, 8, 9, tzinfo=TOKYO)
HOURS = timedelta(hours=1)
DAY = timedelta(days=1)


def tick_without_server(app: Flask, now: datetime) -> Report:
    return run(app, now, transport=Smtp(host="127.0.0.1", port=1, tls="none", user="", password=""))


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


def to(server: MailServer) -> list[str]:
    return [letter["To"].addresses[0].addr_spec for letter in server.letters]


class TestDigest:
    @pytest.fixture(autouse=True)
    def written(self, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let there be weekly letters, and one that names 小野 wait for a mail server."""
        monkeypatch.setattr(digest, "write", write_digest)
        with app.app_context():
            db.session.get_one(User, cast.ono.id).created_at = MONDAY - 8 * DAY
            db.session.get_one(User, cast.sasaki.id).created_at = MONDAY - DAY
            db.session.commit()
        assert tick_without_server(app, MONDAY).digests == 2
        with app.app_context():
            assert cast.ono.name in "".join(db.session.scalars(select(OutgoingMail.body)))

    def test_who_manages_no_more_gets_none(self, app: Flask, cast: Cast, server: MailServer) -> None:
        with app.app_context():
            db.session.execute(delete(Membership).where(Membership.user_id == cast.hori.id))
            db.session.commit()
        report = run(app, MONDAY + 2 * HOURS, transport=server.transport())
        assert report.counts["dropped"] == 1
        assert to(server) == [cast.stranger_manager.email]

    def test_it_tells_of_whom_they_lead_now(self, app: Flask, cast: Cast, server: MailServer) -> None:
        with app.app_context():
            db.session.execute(delete(Membership).where(Membership.user_id == cast.ono.id))
            db.session.commit()
        run(app, MONDAY + 2 * HOURS, transport=server.transport())
        [letter] = [one for one in server.letters if one["To"].addresses[0].addr_spec == cast.hori.email]
        assert cast.ono.name not in letter.get_content() and "1 人のうち" in letter["Subject"]

    def test_one_that_cannot_be_written_anew_stops_no_other_and_is_told_of(
        self, app: Flask, cast: Cast, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def write(person: User, now: datetime) -> tuple[str, str] | None:
            if person.id == cast.hori.id:
                raise RuntimeError("no figures")
            return write_digest(person, now)

        monkeypatch.setattr(digest, "write", write)
        report = run(app, MONDAY + 2 * HOURS, transport=server.transport())
        assert not report.went_well and "1 letters could not be written anew" in "\n".join(report.lines)
        assert to(server) == [cast.stranger_manager.email] and report.waiting == 1
        monkeypatch.setattr(digest, "write", write_digest)
        run(app, MONDAY + 3 * HOURS, transport=server.transport())
        assert cast.hori.email in to(server)


class TestReminder:
    @pytest.fixture(autouse=True)
    def written(self, app: Flask, cast: Cast) -> None:
        """Let reminders of a quiz and a lesson, for two people, wait for a mail server."""
        with app.app_context():
            records = Records(app, cast)
            for kind in ("quiz", "lesson"):
                records.assign(kind, due=NOON + 3 * DAY, at=NOON - 20 * DAY)
            db.session.commit()
        assert tick_without_server(app, NOON).reminders == 2

    def withdraw(self, app: Flask, cast: Cast, *kinds: str) -> None:
        with app.app_context():
            hori = db.session.get_one(User, cast.hori.id)
            for row in db.session.scalars(select(Assignment).where(Assignment.kind.in_(kinds))):
                assignments.withdraw(hori, row, NOON)
            db.session.commit()

    def test_of_what_was_withdrawn_nobody_is_reminded(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        self.withdraw(app, cast, "quiz", "lesson")
        run(app, NOON + HOURS, transport=server.transport())
        assert server.letters == [] and set(states(app)) == {"dropped"}

    def test_only_of_what_is_left(self, app: Flask, cast: Cast, server: MailServer) -> None:
        self.withdraw(app, cast, "quiz")
        with app.app_context():
            records = Records(app, cast)
            records.read(records.ono, 100, NOON)
            db.session.commit()
        run(app, NOON + HOURS, transport=server.transport())
        assert to(server) == [cast.sasaki.email]
        [letter] = server.letters
        assert "一つ目" in letter["Subject"] and "確かめの四問" not in letter.get_content()
        with app.app_context():
            assert len(db.session.scalars(select(Reminded)).all()) == 1, "it told of the lesson alone"


class TestNudge:
    def nudge(self, app: Flask, cast: Cast, author: Person) -> None:
        with app.app_context():
            actor, person = (db.session.get_one(User, one.id) for one in (author, cast.sasaki))
            subject, body = "s", "b"
            with app.test_request_context():
                subject, body = nudge_letter(actor, person, "いかがですか")
            notes.nudge(actor, person, text="いかがですか", subject=subject, body=body, now=NOON)
            db.session.commit()

    def test_it_goes_as_it_was_said(self, app: Flask, cast: Cast, server: MailServer) -> None:
        self.nudge(app, cast, cast.hayashi)
        run(app, NOON + HOURS, transport=server.transport())
        [letter] = server.letters
        assert cast.hayashi.name in letter["Subject"] and "いかがですか" in letter.get_content()

    def test_an_erased_author_says_nothing(self, app: Flask, cast: Cast, server: MailServer) -> None:
        self.nudge(app, cast, cast.hayashi)
        with app.app_context():
            admin, author = (db.session.get_one(User, one.id) for one in (cast.admin, cast.hayashi))
            privacy.erase(admin, author, NOON)
            db.session.commit()
        run(app, NOON + HOURS, transport=server.transport())
        assert server.letters == [] and states(app) == ["dropped"]


class TestOneADay:
    """Reminders and nudges together: one letter a day, counted by when it goes."""

    @pytest.fixture(autouse=True)
    def assigned(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            records = Records(app, cast)
            records.assign("quiz", to=records.sasaki, due=NOON + 3 * DAY, at=NOON - 20 * DAY)
            db.session.commit()

    def nudge(self, app: Flask, cast: Cast, now: datetime) -> str:
        with app.test_request_context(method="POST"):
            hori, sasaki = (db.session.get_one(User, one.id) for one in (cast.hori, cast.sasaki))
            note = notes.nudge(hori, sasaki, text="いかが", subject="s", body="b", now=now)
            said = when(note, now)
            db.session.commit()
        return said

    def letters(self, app: Flask, server: MailServer, *moments: datetime) -> list[int]:
        counts = []
        for moment in moments:
            before = len(server.letters)
            run(app, moment, transport=server.transport())
            counts.append(len(server.letters) - before)
        return counts

    def test_no_reminder_after_a_nudge_of_last_night(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        assert "明日の朝" in self.nudge(app, cast, NOON.replace(hour=19, minute=55) - DAY)
        morning = NOON.replace(hour=8, minute=1)
        assert self.letters(app, server, morning, morning + HOURS / 6, morning + HOURS) == [1, 0, 0]
        assert self.letters(app, server, morning + DAY) == [1]
        assert "いかが" in server.letters[0].get_content()
        assert "確かめの四問" in server.letters[1]["Subject"]

    def test_a_nudge_after_a_reminder_goes_the_next_morning(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        assert self.letters(app, server, NOON) == [1]
        assert "明日の朝" in self.nudge(app, cast, NOON + HOURS)
        later = [NOON + 2 * HOURS, NOON + 7 * HOURS, NOON.replace(hour=8) + DAY]
        assert self.letters(app, server, *later, later[-1] + HOURS) == [0, 0, 1, 0]
        assert "いかが" in server.letters[-1].get_content()

    def test_nor_do_two_that_waited_go_on_one_day(self, app: Flask, cast: Cast, server: MailServer) -> None:
        self.nudge(app, cast, NOON - 2 * DAY + HOURS)
        self.nudge(app, cast, NOON - DAY + HOURS)
        assert "10 分後" not in self.nudge(app, cast, NOON)
        assert self.letters(app, server, NOON + HOURS, NOON + 2 * HOURS) == [1, 0]
        assert self.letters(app, server, NOON + DAY, NOON + DAY + HOURS) == [1, 0]

    def test_a_reminder_that_waited_gives_way_and_is_written_anew(
        self, app: Flask, cast: Cast, server: MailServer
    ) -> None:
        assert tick_without_server(app, NOON).reminders == 1
        with app.app_context():
            db.session.execute(update(OutgoingMail).values(send_after=NOON + 3 * HOURS))
            db.session.commit()
        self.nudge(app, cast, NOON - DAY)
        assert self.letters(app, server, NOON + HOURS, NOON + 4 * HOURS) == [1, 0]
        assert sorted(states(app)) == ["dropped", "sent"]
        assert self.letters(app, server, NOON + DAY) == [1]

    @pytest.mark.parametrize(
        ("hour", "words"), [(12, "10 分後"), (3, "メールは朝 8 時"), (19, "10 分後"), (23, "明日の朝 8 時")]
    )
    def test_it_is_said_when_the_letter_goes(self, app: Flask, cast: Cast, hour: int, words: str) -> None:
        assert words in self.nudge(app, cast, NOON.replace(hour=hour))

    def test_two_senders_at_once_send_one(self, app: Flask, cast: Cast, server: MailServer) -> None:
        self.nudge(app, cast, NOON - DAY)
        self.nudge(app, cast, NOON)
        with app.app_context():
            db.session.execute(update(OutgoingMail).values(send_after=NOON))
            db.session.commit()
        senders = [
            threading.Thread(target=run, args=(app, NOON + HOURS), kwargs={"transport": server.transport()})
            for _ in range(2)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert len(server.letters) == 1


def test_nothing_is_kept_of_a_letter_s_words_once_it_has_ended(
    app: Flask, cast: Cast, server: MailServer
) -> None:
    with app.app_context():
        Records(app, cast).assign("quiz", due=NOON + 3 * DAY, at=NOON - 20 * DAY)
        db.session.commit()
    server.answers = {cast.ono.email: "550 unknown"}
    run(app, NOON, transport=server.transport())
    assert sorted(states(app)) == ["failed", "sent"]
    with app.app_context():
        for row in db.session.scalars(select(OutgoingMail)):
            assert (row.subject, row.body) == ("", "")
