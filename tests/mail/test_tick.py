"""Reminders and weekly letters: who gets one, when, of what, and never two a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import get_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from course.accounts.models import User
from course.assignments import operations
from course.assignments.days import end_of
from course.assignments.due import Due, Facts, Task
from course.assignments.reminders import stage
from course.extensions import db
from course.mail.models import OutgoingMail
from course.mail.tick import run
from tests.assignments.records import ITEMS, NOON, TOKYO, Records
from tests.mail.server import MailServer
from tests.people import Cast

DAY = timedelta(days=1)


def due_in(
    days: int,
    *,
    given_days_ago: int = 20,
    begun: bool = True,
    done_at: datetime | None = None,
    exempt: bool = False,
    attempts: int | None = None,
    used: int = 0,
) -> Due:
    task = Task(
        id=1,
        kind="quiz",
        item_id="first",
        title={"ja": "x"},
        made_at=NOON - given_days_ago * DAY,
        due_at=end_of((NOON + days * DAY).date()),
        pass_mark=None,
        attempts=attempts,
        counts_from=None,
    )
    return Due(1, task, Facts(0, begun, done_at, None, used), exempt)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (10, None), (4, None), (3, "near"), (1, "near"), (0, "today"), (-1, "late-1"), (-2, "late-1"), (-3, "late-3"),
        (-7, "late-7"), (-13, "late-7"), (-14, "late-14"), (-28, "late-14"), (-29, None),
    ],
)  # fmt: skip
def test_stages_by_the_day(days: int, expected: str | None) -> None:
    assert stage(due_in(days), NOON) == expected


def test_half_way_with_nothing_begun() -> None:
    assert stage(due_in(5, given_days_ago=6, begun=False), NOON) == "half"
    assert stage(due_in(5, given_days_ago=4, begun=False), NOON) is None
    assert stage(due_in(5, given_days_ago=6, begun=True), NOON) is None


@given(st.integers(-40, 40), st.booleans())
def test_nobody_is_reminded_of_what_they_need_or_can_not_do(days: int, begun: bool) -> None:
    assert stage(due_in(days, begun=begun, done_at=NOON), NOON) is None
    assert stage(due_in(days, begun=begun, exempt=True), NOON) is None
    assert stage(due_in(days, begun=begun, attempts=1, used=1), NOON) is None


@pytest.fixture
def assigned(app: Flask, cast: Cast) -> None:
    """Assign the quiz to the group, due in three days; 小野 reads English and has done it."""
    with app.app_context():
        records = Records(app, cast)
        records.assign("quiz", due=NOON + 3 * DAY, at=NOON - 20 * DAY)
        records.assign("lesson", due=NOON + 3 * DAY, at=NOON - 20 * DAY)
        records.try_quiz(records.ono, 100, NOON - DAY)
        records.ono.language = "en"
        db.session.commit()


def days(app: Flask, server: MailServer, *numbers: int) -> list[int]:
    """Tick at noon, twice, on days from now, and count the letters of each day."""
    counts = []
    for number in numbers:
        before = len(server.letters)
        for minutes in (0, 10):
            run(app, NOON + number * DAY + timedelta(minutes=minutes), transport=server.transport())
        counts.append(len(server.letters) - before)
    return counts


def test_each_gets_one_letter_of_all_that_is_near_in_their_language(
    app: Flask, cast: Cast, assigned: None, server: MailServer
) -> None:
    assert days(app, server, 0) == [2]
    by_person = {letter["To"].addresses[0].addr_spec: letter for letter in server.letters}
    first = by_person[cast.sasaki.email]
    assert "確かめの四問" in first["Subject"] and "ほか 1 件" in first["Subject"]
    assert "https://ryorin.example.jp/quizzes/first" in first.get_content()
    second = by_person[cast.ono.email]
    assert second["Subject"] == "“The first”: 3 days left"
    assert "Four questions" not in second.get_content(), "done already"


def test_each_stage_is_told_once(app: Flask, assigned: None, server: MailServer) -> None:
    assert days(app, server, 0, 1, 2, 3, 4, 5, 6, 7) == [2, 0, 0, 2, 2, 0, 2, 0]


def test_a_day_without_a_tick_loses_nothing(app: Flask, assigned: None, server: MailServer) -> None:
    assert days(app, server, 2, 5) == [2, 2]


def test_a_letter_that_never_went_has_told_nothing(app: Flask, assigned: None, server: MailServer) -> None:
    server.answers = {"sasaki@example.jp": "451 later"}
    assert days(app, server, 0) == [1]
    server.answers = {}
    with app.app_context():
        row = db.session.scalars(select(OutgoingMail).where(OutgoingMail.state == "waiting")).one()
        assert row.drop_after == datetime(2026, 6, 10, 20, tzinfo=TOKYO)
    assert days(app, server, 1) == [1]
    with app.app_context():
        assert sorted(db.session.scalars(select(OutgoingMail.state))) == ["dropped", "sent", "sent"]


def test_somebody_nudged_today_is_left_in_peace(
    app: Flask, cast: Cast, assigned: None, server: MailServer
) -> None:
    from course.notes.operations import nudge

    with app.app_context():
        hori, sasaki = (db.session.get_one(User, one.id) for one in (cast.hori, cast.sasaki))
        nudge(hori, sasaki, text="t", subject="s", body="b", now=NOON - timedelta(hours=2))
        db.session.commit()
    run(app, NOON, transport=server.transport())
    to = [letter["To"].addresses[0].addr_spec for letter in server.letters]
    assert sorted(to) == sorted([cast.sasaki.email, cast.ono.email]), "one each: a nudge and a reminder"


def test_no_letter_for_the_closed_the_excused_the_stopped_and_the_withdrawn(
    app: Flask, cast: Cast, server: MailServer
) -> None:
    from course.mail.operations import stop

    with app.app_context():
        records = Records(app, cast)
        quiz = records.assign("quiz", due=NOON + DAY)
        withdrawn = records.assign("lesson", due=NOON + DAY)
        operations.withdraw(records.hori, withdrawn, NOON)
        operations.exempt(records.hori, quiz, records.sasaki, reason="育休", now=NOON)
        stop(records.ono, "reminder", NOON)
        db.session.commit()
    assert days(app, server, 0) == [0]
    with app.app_context():
        assert db.session.scalars(select(OutgoingMail)).all() == []


def test_a_stranger_s_group_is_reminded_of_its_own_only(
    app: Flask, cast: Cast, assigned: None, server: MailServer
) -> None:
    with app.app_context():
        records = Records(app, cast)
        from course.accounts.models import Group, Membership

        osaka = db.session.get_one(Group, cast.stranger_group_id)
        db.session.execute(update(User).values(created_at=NOON - 99 * DAY))
        db.session.execute(update(Membership).values(since=NOON - 99 * DAY))
        operations.assign(
            records.hori, [ITEMS["quarter"]], osaka, operations.Terms(NOON.date()), anew=False, now=NOON - DAY
        )
        db.session.commit()
    run(app, NOON, transport=server.transport())
    for letter in server.letters:
        is_osaka = letter["To"].addresses[0].addr_spec == cast.stranger_trainee.email
        assert ("四半期" in str(letter["Subject"])) is is_osaka
    assert len(server.letters) == 3


class TestDigest:
    """The managers' weekly letter; its words are written elsewhere."""

    MONDAY = datetime(2026, 6, 8, 9, tzinfo=TOKYO)

    @pytest.fixture
    def written(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
        """Put a module in the place where the words come from; 南's cannot be written."""
        asked: list[tuple[int, str]] = []

        def write(person: User, now: datetime) -> tuple[str, str] | None:
            asked.append((person.id, str(get_locale())))
            if person.name == "南 隆":
                raise RuntimeError("no figures")
            return "今週", "本文"

        monkeypatch.setattr("course.reports.digest.write", write)
        return asked

    def test_once_a_week_to_managers_alone_and_one_that_fails_stops_no_other(
        self, app: Flask, cast: Cast, server: MailServer, written: list[tuple[int, str]]
    ) -> None:
        report = run(app, self.MONDAY, transport=server.transport())
        assert (report.digests, report.failed_digests, report.went_well) == (1, 1, False)
        assert {person for person, _ in written} == {cast.hori.id, cast.stranger_manager.id}
        for later in (1, 2, 6):
            run(app, self.MONDAY + later * DAY, transport=server.transport())
        assert [letter["To"].addresses[0].addr_spec for letter in server.letters] == [cast.hori.email]
        run(app, self.MONDAY + 7 * DAY, transport=server.transport())
        assert len(server.letters) == 2

    def test_in_the_manager_s_language_and_not_when_stopped(
        self, app: Flask, cast: Cast, server: MailServer, written: list[tuple[int, str]]
    ) -> None:
        from course.mail.operations import stop

        with app.app_context():
            db.session.execute(update(User).where(User.id == cast.hori.id).values(language="en"))
            stop(db.session.get_one(User, cast.stranger_manager.id), "digest", NOON)
            db.session.commit()
        run(app, self.MONDAY, transport=server.transport())
        assert written == [(cast.hori.id, "en")]

    def test_a_week_whose_days_have_passed_is_left_out(
        self, app: Flask, cast: Cast, server: MailServer, written: list[tuple[int, str]]
    ) -> None:
        run(app, self.MONDAY + 3 * DAY, transport=server.transport())
        assert written == []
