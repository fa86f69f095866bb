"""Erase a person: nothing of who they are is left anywhere, everything they did still counts."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from course.accounts import group_operations
from course.accounts import operations as accounts
from course.accounts.models import Group, Membership, SignIn, User
from course.assignments import operations as assignments
from course.audit.models import AuditEntry
from course.coaching.behaviours import BEHAVIOURS
from course.extensions import Base, db, utc_now
from course.live import seating
from course.live.models import Participant, Room
from course.mail.models import OutgoingMail
from course.mail.tick import run
from course.mail.transport import Smtp
from course.notes import operations as notes
from course.privacy import operations, queries
from course.privacy.policy import POLICY
from course.reports import exporting
from course.roster import operations as roster
from tests.certificates.finishing import finish_course
from tests.live.rooms import put_room
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]
WORDS = "いつごろご検討ですか、とお聞きします"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def lived(app: Flask, cast: Cast, browser_of: BrowserOf) -> Cast:
    """Let 佐々木 do a little of everything."""
    from course.certificates import operations as certificates
    from course.quizzes import operations as quizzes
    from course.roleplay import operations as roleplay
    from tests.quarter.playing import put_quarter
    from tests.small_course import WRONG

    browser_of(cast.sasaki)
    with app.app_context():
        catalogue, now = app.extensions["catalogue"], utc_now()
        sasaki = db.session.get_one(User, cast.sasaki.id)
        finish_course(sasaki, catalogue, now)
        quiz = catalogue.quizzes["first"]
        attempt = quizzes.begin(sasaki, quiz, seed=7, now=now)
        for question, chosen in WRONG.items():
            quizzes.answer(sasaki, attempt, question_id=question, chosen=chosen, confidence=None, now=now)
        run = roleplay.begin(
            sasaki, catalogue.scenarios["sample"], mode="practice", say_first=True, seed=7, now=now
        )
        roleplay.say(run, seq=0, words=WORDS, now=now)
        roleplay.choose(run, seq=1, choice_id="ask", now=now)
        put_quarter(sasaki, catalogue, 1, now)
        certificates.issue(sasaki, catalogue, now=now)
        accounts.make_password_link(db.session.get_one(User, cast.admin.id), sasaki, now)
        listed = f"name,email\n{sasaki.name},{sasaki.email}\n".encode()
        roster.check(db.session.get_one(User, cast.admin.id), "x.csv", listed, now)
        db.session.commit()
    return cast


def everything(app: Flask) -> str:
    """Read every cell of the database as text."""
    import zlib

    found = []
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                for value in row:
                    if isinstance(value, bytes):
                        found.append(zlib.decompress(value).decode())
                    else:
                        found.append(json.dumps(value, ensure_ascii=False, default=str))
    return "\n".join(found)


def sizes(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_nothing_of_who_they_are_is_left_and_what_they_did_is(
    app: Flask, lived: Cast, browser_of: BrowserOf
) -> None:
    sasaki, admin = lived.sasaki, browser_of(lived.admin)
    before, rows = everything(app), sizes(app)
    for text in (sasaki.name, sasaki.email, WORDS):
        assert text in before
    page = f"/admin/people/{sasaki.id}/erase"
    assert sasaki.name in admin.get(page).text
    assert admin.post(page, data={"name": sasaki.name}).status_code == 303
    after = everything(app)
    for text in (sasaki.name, sasaki.email, "sasaki", WORDS):
        assert text not in after, text
    left = sizes(app)
    gone = {name for name in rows if left[name] < rows[name]}
    assert gone == {"sign_in", "password_link"}
    for name in ("attempt", "answer", "run", "run_event", "observation", "quarter_event", "certificate"):
        assert left[name] == rows[name] > 0, name
    assert admin.get(page).status_code == 404
    assert "消去" in admin.get(f"/admin/people/{sasaki.id}").text
    for act in ("active", "admin", "password-link", "groups"):
        assert admin.post(f"/admin/people/{sasaki.id}/{act}").status_code == 404, act


def test_their_numbers_still_count_and_their_pages_still_open(
    app: Flask, lived: Cast, browser_of: BrowserOf
) -> None:
    from course.quizzes import queries as quizzes

    with app.app_context():
        before = quizzes.scores([lived.sasaki.id])
        admin, sasaki = (db.session.get_one(User, person.id) for person in (lived.admin, lived.sasaki))
        operations.erase(admin, sasaki, utc_now())
        db.session.commit()
        assert quizzes.scores([lived.sasaki.id]) == before
        assert db.session.scalars(select(Membership.role).where(Membership.user_id == sasaki.id)).all() == [
            "trainee"
        ]
    manager = browser_of(lived.hori)
    assert lived.sasaki.name not in manager.get(f"/groups/{lived.group_id}").text
    assert manager.get(f"/groups/{lived.group_id}/people/{lived.sasaki.id}").status_code == 200
    assert manager.get("/runs/1/replay/1").status_code == 200
    assert manager.get("/attempts/1").status_code == 200


def test_nothing_is_left_in_letters_and_files(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    monday = datetime.fromisoformat("2026-06-08T09:00:00+09:00")
    away = Smtp(host="127.0.0.1", port=1, tls="none", user="", password="")
    ono, hori = cast.ono, browser_of(cast.hori)
    with app.app_context():
        for person in (cast.ono, cast.sasaki):
            db.session.get_one(User, person.id).created_at = monday - timedelta(days=8)
        db.session.commit()
    browser_of(cast.hayashi).post(f"/people/{ono.id}/nudges", data={"text": "いかがですか"})
    export = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"}).location
    assert "ファイルを受け取る" in hori.get(export).text
    run(app, monday)
    run(app, monday + timedelta(days=7), transport=away)
    with app.app_context():
        for state in ("waiting", "sent"):
            assert db.session.scalar(
                select(func.count()).where(OutgoingMail.state == state, OutgoingMail.kind == "digest")
            )
    assert ono.name in everything(app)
    browser_of(cast.admin).post(f"/admin/people/{ono.id}/erase", data={"name": ono.name})
    assert ono.name not in everything(app) and ono.email not in everything(app)
    assert list((Path(app.instance_path) / "exports").iterdir()) == []
    assert hori.get(f"{export}/file").status_code == 404
    assert "もう一度作る" in hori.get(export).text
    outbox = Path(app.instance_path) / "outbox"
    for file in outbox.iterdir():
        file.unlink()
    run(app, monday + timedelta(days=7, hours=1))
    letters = [
        message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
        for file in outbox.iterdir()
    ]
    assert len(letters) == 2, "the weekly letters of two managers"
    assert any(cast.sasaki.name in letter for letter in letters)
    assert not any(ono.name in letter or "#" in letter for letter in letters)


def test_a_file_that_is_being_made_meanwhile_is_not_left(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = exporting.write_archive

    def erase_first(target: Path, *more: Any) -> None:
        written(target, *more)
        browser_of(cast.admin).post(f"/admin/people/{cast.ono.id}/erase", data={"name": cast.ono.name})

    monkeypatch.setattr(exporting, "write_archive", erase_first)
    hori = browser_of(cast.hori)
    export = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"}).location
    assert "もう一度作ってください" in hori.get(export).text
    assert list((Path(app.instance_path) / "exports").iterdir()) == []


def test_the_page_says_what_cannot_be_called_back(cast: Cast, browser_of: BrowserOf) -> None:
    admin = browser_of(cast.admin)
    page = f"/admin/people/{cast.ono.id}/erase"
    for words in ("バックアップ", "送られたメール", "受け取られたファイル", "outbox"):
        assert words in admin.get(page).text
    answer = admin.post(page, data={"name": cast.ono.name}, follow_redirects=True)
    assert "どこにもありません" not in answer.text and "送られたメール" in answer.text


def test_nothing_more_is_written_about_them(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    sasaki, hori = lived.sasaki, browser_of(lived.hori)
    home, behaviours = f"/groups/{lived.group_id}/people/{sasaki.id}", f"/people/{sasaki.id}/behaviours"
    [behaviour, *_others] = BEHAVIOURS
    assert f"/people/{sasaki.id}/notes" in hori.get(home).text
    assert "sign-offs" in hori.get(f"{behaviours}/{behaviour}").text
    browser_of(lived.admin).post(f"/admin/people/{sasaki.id}/erase", data={"name": sasaki.name})
    assert hori.post(f"/people/{sasaki.id}/notes", data={"text": "佐々木の話"}).status_code == 404
    assert hori.post(f"/people/{sasaki.id}/nudges", data={"text": "佐々木さん"}).status_code == 404
    assert hori.get(f"/people/{sasaki.id}/notes").status_code == 404
    seen = {"observed_on": "2026-06-08", "occasion": "visit", "text": "佐々木の話", "result": "done"}
    assert hori.post(f"{behaviours}/{behaviour}/sign-offs", data=seen).status_code == 403
    page = hori.get(home)
    assert page.status_code == 200 and f"/people/{sasaki.id}/n" not in page.text
    page = hori.get(f"{behaviours}/{behaviour}")
    assert page.status_code == 200 and "sign-offs" not in page.text
    assert "佐々木" not in everything(app)


def test_who_sat_in_a_room_with_others_can_be_erased(app: Flask, cast: Cast) -> None:
    with app.app_context():
        admin, hori, sasaki, ono = (
            db.session.get_one(User, person.id) for person in (cast.admin, cast.hori, cast.sasaki, cast.ono)
        )
        group, quiz = db.session.get_one(Group, cast.group_id), app.extensions["catalogue"].quizzes["first"]
        put = put_room(hori, group, ono, quiz, utc_now())
        seat = seating.take_seat(
            db.session.get_one(Room, put["room"]), sasaki, name="", rng=random.Random(1), now=utc_now()
        )
        own = db.session.scalars(select(Participant).where(Participant.user_id == ono.id)).one()
        seat.folded_name = f"#{own.id}"  # as when 佐々木's number happens to be that of 小野's seat
        db.session.flush()
        operations.erase(admin, ono, utc_now())
        db.session.refresh(own)
        assert own.name == "—" and own.folded_name == f"# {own.id}"


def test_their_sign_ins_end_at_once(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    own = browser_of(lived.sasaki)
    assert own.get("/account").status_code == 200
    browser_of(lived.admin).post(f"/admin/people/{lived.sasaki.id}/erase", data={"name": lived.sasaki.name})
    assert own.get("/account").location.startswith("/sign-in")
    with app.app_context():
        assert not db.session.scalar(select(func.count(SignIn.id)).where(SignIn.user_id == lived.sasaki.id))


@pytest.mark.parametrize("name", ["", "佐々木", "佐々木 健 ", "小野 美咲"])
def test_the_name_must_be_typed(app: Flask, cast: Cast, browser_of: BrowserOf, name: str) -> None:
    answer = browser_of(cast.admin).post(f"/admin/people/{cast.sasaki.id}/erase", data={"name": name})
    exact = " ".join(name.split()) == cast.sasaki.name
    assert answer.status_code == (303 if exact else 422)
    with app.app_context():
        assert (db.session.get_one(User, cast.sasaki.id).erased_at is not None) is exact


def test_the_last_admin_stays(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    admin = browser_of(cast.admin)
    answer = admin.post(f"/admin/people/{cast.admin.id}/erase", data={"name": cast.admin.name})
    assert answer.status_code == 422 and "最後の管理者" in answer.text
    with app.app_context():
        second = db.session.get_one(User, cast.hori.id)
        accounts.make_admin(second)
        second.active = False  # somebody who cannot sign in is no help
        db.session.commit()
        actor = db.session.get_one(User, cast.admin.id)
        with pytest.raises(operations.LastAdmin):
            operations.erase(actor, actor, utc_now())
        second.active = True
        db.session.flush()
        operations.erase(actor, actor, utc_now())
        assert not actor.is_admin
        with pytest.raises(operations.GoneAlready):
            operations.erase(second, actor, utc_now())


def test_the_erasing_is_noted_without_a_name(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    browser_of(lived.admin).post(f"/admin/people/{lived.sasaki.id}/erase", data={"name": lived.sasaki.name})
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "person.erase")).one()
        assert (entry.actor_id, entry.subject_id, entry.detail) == (lived.admin.id, lived.sasaki.id, {})


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_person_is_handed_all_that_is_kept_of_them(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    browser_of(lived.hori).get(f"/groups/{lived.group_id}/people/{lived.sasaki.id}")
    sent = browser_of(lived.sasaki).post("/account/data")
    assert sent.status_code == 200 and sent.content_type == "application/zip"
    files = opened(sent.data)
    tables = {name.removesuffix(".json") for name in files if name.endswith(".json")}
    with app.app_context():
        holding = {
            table.name
            for table in Base.metadata.sorted_tables
            if "user_id" in table.c
            and db.session.scalar(
                select(func.count()).select_from(table).where(table.c.user_id == lived.sasaki.id)
            )
        }
    assert holding <= tables
    assert tables >= {
        "user",
        "answer",
        "run_event",
        "quarter_event",
        "review_card",
        "groups",
        "audit_about_me",
    }
    assert WORDS in files["run_event.json"].decode()
    everything_sent = b"\n".join(files.values()).decode()
    assert lived.sasaki.email in everything_sent
    for other in (lived.ono, lived.hori, lived.admin):
        assert other.name not in everything_sent and other.email not in everything_sent
    for name in tables:
        rows = json.loads(files[f"{name}.json"])
        [heading, *lines] = csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline=""))
        assert len(rows) == len(lines) > 0 and list(rows[0]) == heading
        if name in POLICY:
            assert not set(heading) & set(POLICY[name].withheld)


def test_what_leaders_keep_to_themselves_is_not_handed_out(
    app: Flask, lived: Cast, browser_of: BrowserOf
) -> None:
    """Neither the note that the person is not shown, nor that there is one, nor why they were excused."""
    with app.app_context():
        hori, sasaki = (db.session.get_one(User, one.id) for one in (lived.hori, lived.sasaki))
        now = utc_now()
        notes.write(hori, sasaki, text="よい問い", shared=True, now=now)
        private = notes.write(hori, sasaki, text="内々の話", shared=False, now=now)
        notes.withdraw(hori, private, now)
        item = assignments.Item("quiz", "first", {"ja": "確かめの四問"}, 70)
        terms = assignments.Terms(now.date())
        [given] = assignments.assign(hori, [item], sasaki, terms, anew=False, now=now)
        assignments.exempt(hori, given, sasaki, reason="育休", now=now)
        db.session.commit()
    files = opened(browser_of(lived.sasaki).post("/account/data").data)
    told = json.loads(files["audit_about_me.json"])
    written = [one["detail"]["shared"] for one in told if one["action"].startswith("note.")]
    assert written == [True]
    everything_sent = b"\n".join(files.values()).decode()
    assert "よい問い" in everything_sent
    assert "内々の話" not in everything_sent and "育休" not in everything_sent
    assert len(json.loads(files["assignment_exemption.json"])) == 1
    assert "免除した理由は" in files["README.txt"].decode("utf-8-sig")


def test_only_one_s_own_rows_are_handed_out(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    files = opened(browser_of(lived.ono).post("/account/data").data)
    assert json.loads(files["user.json"])[0]["id"] == lived.ono.id
    assert {"run_event.json", "answer.json", "certificate.json"}.isdisjoint(files)
    with app.app_context():
        hori = db.session.get_one(User, lived.hori.id)
        assert {part.name for part in queries.parts_of(hori)} <= {"user", "membership", "groups", "sign_in"}


def test_an_admin_hands_it_out_too_and_both_are_noted(app: Flask, lived: Cast, browser_of: BrowserOf) -> None:
    assert browser_of(lived.admin).post(f"/admin/people/{lived.sasaki.id}/data").status_code == 200
    assert browser_of(lived.hori).post(f"/admin/people/{lived.sasaki.id}/data").status_code == 404
    browser_of(lived.sasaki).post("/account/data")
    with app.app_context():
        noted = db.session.execute(
            select(AuditEntry.actor_id, AuditEntry.subject_id)
            .where(AuditEntry.action == "person.export")
            .order_by(AuditEntry.id)
        ).all()
        assert noted == [(lived.admin.id, lived.sasaki.id), (lived.sasaki.id, lived.sasaki.id)]


def test_a_leader_who_is_erased_leads_no_more(app: Flask, cast: Cast) -> None:
    with app.app_context():
        admin, hori = (db.session.get_one(User, person.id) for person in (cast.admin, cast.hori))
        group = db.session.get_one(Group, cast.group_id)
        group_operations.add_role(admin, group, hori, "trainee")
        operations.erase(admin, hori, utc_now())
        assert hori.roles_in(group) == {"trainee"}
