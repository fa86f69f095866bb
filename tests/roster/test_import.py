"""Bring people in from a file: checked first, piece by piece, and whole whatever happens on the way."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from course.accounts.models import Group, Membership, PasswordLink, User
from course.accounts.queries import line_of
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.roster import jobs, operations, queries
from course.roster.models import ImportedPerson, PeopleImport
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]
LIST = (
    "名前,メールアドレス,グループ,役割,言語\r\n"
    "新田 望,nitta@example.jp,両輪商事/東京支店/第一課,,ja\r\n"
    "新田 望,nitta@example.jp,両輪商事,トレーナー,\r\n"
    "佐々木 結,sasaki@example.jp,名古屋支店,受講者,\r\n"
    "小野 美咲,ono@example.jp,名古屋支店,,\r\n"
    "だめ,no address,,,\r\n"
)


@pytest.fixture
def admin(browser_of: BrowserOf, cast: Cast) -> FlaskClient:
    return browser_of(cast.admin)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a job run to its end before the answer is given."""
    monkeypatch.setattr(jobs, "start", jobs.run)


def upload(admin: FlaskClient, data: bytes, name: str = "人.csv") -> str:
    answer = admin.post("/admin/people/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return answer.location


def counts(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]


def people(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {email: name for email, name in db.session.execute(select(User.email, User.name))}  # noqa: C416


def test_a_dry_run_says_what_would_happen_and_changes_nobody(
    app: Flask, admin: FlaskClient, cast: Cast
) -> None:
    before = people(app)
    page = admin.get(upload(admin, LIST.encode())).text
    assert counts(page) == [1, 1, 1, 1]
    assert "6 行目" in page and "no address" in page and "name@example.jp" in page
    assert "新しいグループが 3 つできます" in page
    assert people(app) == before
    with app.app_context():
        assert db.session.scalar(select(func.count(Group.id))) == 2


FAULTY = (
    "名前,メールアドレス,社員番号,グループ,役割,言語\r\n"
    "新田 望,nitta@example.jp,1,東京支店,,\r\n"
    "=HYPERLINK(1),no address,2,東京支店,王様,fr\r\n"
    ",nobody@example.jp,3,東京支店,トレーナー,ja\r\n"
    "新田 光,nitta@example.jp,4,大阪支店,,\r\n"
)


def problems_file(browser: FlaskClient, place: str) -> list[list[str]]:
    answer = browser.post(f"{place}/problems")
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer.headers["Cache-Control"] and answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_what_is_wrong_can_be_taken_as_a_file(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    place = upload(admin, FAULTY.encode())
    assert f'action="{place}/problems"' in admin.get(place).text
    heading, *rows = problems_file(admin, place)
    assert heading[4:] == ["名前", "メールアドレス", "グループ", "役割", "言語"]
    evil = ["'=HYPERLINK(1)", "no address", "東京支店", "王様", "fr"]
    assert [(row[0], row[1], row[4:]) for row in rows] == [
        ("3", "メールアドレス", evil),
        ("3", "役割", evil),
        ("3", "言語", evil),
        ("4", "名前", ["", "nobody@example.jp", "東京支店", "トレーナー", "ja"]),
        ("5", "名前", ["新田 光", "nitta@example.jp", "大阪支店", "", ""]),
    ]
    assert rows[4][2:4] == [
        "同じアドレスの人の名前が、2 行目と違います",
        "どちらかに揃えるか、別の人ならアドレスを直してください。",
    ]
    with app.app_context():
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.import_problems"))
        assert [(one.actor_id, one.subject, one.detail) for one in noted] == [
            (cast.admin.id, "import", {"problems": 5})
        ]


def test_the_file_of_problems_is_in_the_reader_s_language_and_can_be_mended_and_imported(
    admin: FlaskClient, cast: Cast
) -> None:
    admin.post("/language", data={"language": "en"})
    heading, *rows = problems_file(admin, upload(admin, FAULTY.encode()))
    assert heading[0] == "Line" and rows[0][2] == "This is not an e-mail address"
    rows[0][4:] = ["Suzuki", "suzuki@example.jp", "東京支店", "trainee", ""]
    rows[3][4] = "Tanaka"
    mended = io.StringIO()
    csv.writer(mended).writerows([heading, rows[0], rows[3]])
    assert counts(admin.get(upload(admin, mended.getvalue().encode("utf-8-sig"))).text) == [2, 0, 0, 0]


def test_problems_are_given_while_they_are_kept_and_only_to_admins(
    admin: FlaskClient, browser_of: BrowserOf, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = upload(admin, FAULTY.encode())
    for person in (cast.hori, cast.hayashi, cast.sasaki, cast.stranger_manager):
        assert browser_of(person).post(f"{place}/problems").status_code == 404
    assert admin.get(f"{place}/problems").status_code == 405
    assert admin.post("/admin/people/imports/999/problems").status_code == 404
    admin.post(f"{place}/cancel")
    answer = admin.post(f"{place}/problems")
    assert (answer.status_code, answer.location) == (303, place)
    assert "もう残していません" in admin.get(place).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.usefixtures("at_once")
def test_confirmed_it_is_done(app: Flask, admin: FlaskClient, cast: Cast, encoding: str) -> None:
    place = upload(admin, LIST.encode(encoding))
    assert admin.post(f"{place}/begin").location == place
    page = admin.get(place).text
    assert counts(page) == [1, 1, 1, 1] and "取り込みが終わりました" in page
    assert people(app)["nitta@example.jp"] == "新田 望" and people(app)["sasaki@example.jp"] == "佐々木 結"
    with app.app_context():
        nitta = db.session.scalars(select(User).where(User.email == "nitta@example.jp")).one()
        places = {
            (" / ".join(group.name for group in line_of(own.group)), own.role) for own in nitta.memberships
        }
        assert places == {("両輪商事 / 東京支店 / 第一課", "trainee"), ("両輪商事", "trainer")}
        assert nitta.language == "ja" and nitta.password is None and nitta.active
        kept = db.session.scalars(select(PeopleImport)).one()
        assert (kept.state, kept.entries, kept.problems) == ("done", None, None)
        noted = db.session.execute(
            select(AuditEntry.subject_id, AuditEntry.detail).where(AuditEntry.action == "person.import")
        ).all()
        assert {(who, detail["change"]) for who, detail in noted} == {
            (nitta.id, "new"),
            (cast.sasaki.id, "changed"),
        }
    again = admin.get(upload(admin, LIST.encode(encoding))).text
    assert counts(again) == [0, 0, 3, 1]


@pytest.mark.usefixtures("at_once")
def test_a_workbook_made_from_the_template_is_read(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    sent = admin.get("/admin/people/import/template.xlsx")
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    book = openpyxl.load_workbook(io.BytesIO(sent.data))
    assert book.sheetnames == ["人の一覧", "書き方"]
    book.worksheets[0].append(["新田 望", "nitta@example.jp", "両輪商事/東京支店", "マネージャー", "en"])
    filled = io.BytesIO()
    book.save(filled)
    place = upload(admin, filled.getvalue(), "list.xlsx")
    admin.post(f"{place}/begin")
    assert "nitta@example.jp" in people(app)
    template = admin.get("/admin/people/import/template.csv").data.decode("utf-8-sig")
    assert template == "名前,メールアドレス,グループ,役割,言語\r\n"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"PK\x03\x04broken", b'a,"b', b"a," * 200],
    ids=["empty", "odd", "zip", "csv", "wide"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(admin: FlaskClient, cast: Cast, data: bytes) -> None:
    answer = admin.post("/admin/people/import", data={"file": (io.BytesIO(data), "x.csv")})
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert admin.post("/admin/people/import", data={}).status_code == 422


def test_only_this_page_takes_large_files_and_only_from_admins(
    admin: FlaskClient, browser_of: BrowserOf, cast: Cast
) -> None:
    def send(browser: FlaskClient, path: str, size: int) -> int:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\nname,email\n'
        body = head + b"x" * size + b"\r\n--x--\r\n"
        return browser.post(path, data=body, content_type="multipart/form-data; boundary=x").status_code

    page = "/admin/people/import"
    assert send(admin, page, 700_000) == 422
    assert send(admin, page, 8 * 1024 * 1024) == 413
    assert send(admin, "/account", 700_000) == 413
    assert send(browser_of(cast.hori), page, 700_000) in {404, 413}


@pytest.mark.usefixtures("at_once")
def test_a_job_that_fails_half_way_can_go_on(
    app: Flask, admin: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PIECE", 2)
    rows = "".join(f"人 {n},p{n}@example.jp,新支店,受講者\r\n" for n in range(7))
    place = upload(admin, f"名前,メール,グループ,役割\r\n{rows}".encode())
    real = operations._insert_absent
    calls = 0

    def failing(model: type, rows: list, *returned: object) -> object:
        nonlocal calls
        if model is Membership:
            calls += 1
            if calls == 3:
                raise RuntimeError("the disk is full")
        return real(model, rows, *returned)

    monkeypatch.setattr(operations, "_insert_absent", failing)
    admin.post(f"{place}/begin")
    page = admin.get(place).text
    assert "止まっています" in page and "7 人のうち 4 人まで" in page
    assert sum(email.startswith("p") for email in people(app)) == 4
    with app.app_context():
        assert (
            db.session.scalar(select(func.count(Membership.id)).join(Group).where(Group.name == "新支店"))
            == 4
        )
    assert admin.post(f"{place}/go-on").status_code == 303
    assert counts(admin.get(place).text) == [7, 0, 0, 0]
    with app.app_context():
        assert db.session.scalar(select(func.count(ImportedPerson.user_id))) == 7
        assert (
            db.session.scalar(select(func.count(Membership.id)).join(Group).where(Group.name == "新支店"))
            == 7
        )


def test_an_import_whose_server_died_is_taken_up_again(
    app: Flask, admin: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "start", lambda app, import_id: None)  # the server dies before it begins
    place = upload(admin, LIST.encode())
    admin.post(f"{place}/begin")
    page = admin.get(place).text
    assert "data-running" in page and 'http-equiv="refresh"' in page
    assert admin.post(f"{place}/go-on").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(PeopleImport)).one().done == 0
        db.session.execute(update(PeopleImport).values(touched_at=utc_now() - timedelta(minutes=5)))
        db.session.commit()
    assert "続きから始める" in admin.get(place).text
    monkeypatch.setattr(jobs, "start", jobs.run)
    admin.post(f"{place}/go-on")
    assert "取り込みが終わりました" in admin.get(place).text


def test_two_jobs_on_one_import_bring_everybody_in_once(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        actor = db.session.get_one(User, cast.admin.id)
        found = operations.check(actor, "x.csv", LIST.encode(), utc_now())
        operations.confirm(actor, found, utc_now())
        db.session.commit()
        entries = queries.entries_of(found)
        assert operations.bring_in_piece(found.id, entries, 0, utc_now()) is None
        db.session.commit()
        assert operations.bring_in_piece(found.id, entries, 0, utc_now()) is None
        db.session.commit()
        assert db.session.get_one(PeopleImport, found.id).added == 1


def test_it_runs_in_the_background_and_survives_a_reload(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    place = upload(admin, LIST.encode())
    admin.post(f"{place}/begin")
    for _ in range(200):
        page = admin.get(place).text
        if "取り込みが終わりました" in page:
            break
        time.sleep(0.05)  # the job is a thread of its own
    assert counts(page) == [1, 1, 1, 1]


def test_cancelled_and_forgotten_lists_are_emptied(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    first, second = upload(admin, LIST.encode()), upload(admin, LIST.encode())
    assert admin.post(f"{first}/cancel").status_code == 303
    assert "取り消しました" in admin.get(first).text
    admin.post(f"{first}/begin")
    assert "新田 望" not in people(app).values()
    with app.app_context():
        db.session.execute(update(PeopleImport).values(created_at=utc_now() - timedelta(days=2)))
        db.session.commit()
    upload(admin, LIST.encode())
    assert "取り消し" in admin.get(second).text
    with app.app_context():
        assert [
            row is None for row in db.session.scalars(select(PeopleImport.entries).order_by(PeopleImport.id))
        ] == [
            True,
            True,
            False,
        ]


@pytest.mark.usefixtures("at_once")
def test_first_links_are_given_once_and_let_their_owner_in(
    app: Flask, admin: FlaskClient, client: FlaskClient, cast: Cast
) -> None:
    place = upload(admin, LIST.encode())
    admin.post(f"{place}/begin")
    sent = [admin.post(f"{place}/links") for _ in range(2)]
    assert "no-store" in sent[0].headers["Cache-Control"]
    [heading, row] = csv.reader(io.StringIO(sent[1].data.decode("utf-8-sig")))
    assert row[:2] == ["新田 望", "nitta@example.jp"] and len(heading) == 4
    old = next(csv.reader(io.StringIO(sent[0].data.decode("utf-8-sig").splitlines()[1])))[2]
    assert client.get(old).status_code == 410
    link = row[2].removeprefix("http://localhost")
    assert client.get(link).status_code == 200
    with app.app_context():
        kept = db.session.scalars(select(PasswordLink)).one()
        assert link.rpartition("/")[2] not in kept.token_hash
        assert kept.expires_at > utc_now() + timedelta(days=13)
    assert client.post(link, data={"password": "a fine new phrase"}).status_code == 303
    assert client.get("/account").status_code == 200
    assert client.get(link).status_code == 410
    assert admin.post(f"{place}/links").data.count(b"\r\n") == 1  # nobody is left who needs one


def test_people_are_given_out_as_csv_and_as_a_workbook(
    app: Flask, admin: FlaskClient, browser_of: BrowserOf, cast: Cast
) -> None:
    browser_of(cast.sasaki).post("/account", data={"name": "=HYPERLINK(1)"})
    data = {"kind": "csv", "group": str(cast.group_id), "role": "trainee"}
    sent = admin.post("/admin/people/export", data=data)
    assert sent.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(sent.data.decode("utf-8-sig"))))
    assert {(row[0], row[1], row[2], row[3]) for row in rows[1:]} == {
        ("'=HYPERLINK(1)", "sasaki@example.jp", "名古屋支店", "受講者"),
        ("小野 美咲", "ono@example.jp", "名古屋支店", "受講者"),
    }
    book = openpyxl.load_workbook(
        io.BytesIO(admin.post("/admin/people/export", data={**data, "kind": "xlsx"}).data)
    )
    assert {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)} == {"=HYPERLINK(1)", "小野 美咲"}
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    with app.app_context():
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.export")).all()
        assert [entry.detail["people"] for entry in noted] == [2, 2]
    for wrong in ({"kind": "exe"}, {"kind": "csv", "group": "999"}, {}):
        assert admin.post("/admin/people/export", data=wrong).status_code == 400


def test_what_was_exported_can_be_imported_again(app: Flask, admin: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        db.session.get_one(User, cast.ono.id).name = "@小野"
        db.session.commit()
    for kind in ("csv", "xlsx"):
        sent = admin.post("/admin/people/export", data={"kind": kind}).data
        page = admin.get(upload(admin, sent, f"x.{kind}")).text
        assert counts(page) == [0, 0, 8, 0]
