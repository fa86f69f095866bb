"""Files open in real spreadsheet programs: values, dates, Japanese, and no formula that a person has typed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.accounts.models import Group, User
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.privacy.operations import erase
from course.quizzes import operations as quizzes
from course.reports import export_routes, exporting
from course.reports.models import Export
from course.summaries.calendar import day_of
from tests.people import Cast, Companies, Person
from tests.small_course import WRONG, write_course

BrowserOf = Callable[[Person | None], FlaskClient]
EVIL = "=cmd|'/c calc'!A1"
SHEETS = [
    "人",
    "グループの週",
    "ひとりずつの週",
    "クイズ",
    "ロールプレイ",
    "つまずきやすい問い",
    "つまずきやすい場面",
]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


@pytest.fixture
def learned(app: Flask, cast: Cast) -> None:
    """Let 佐々木 have finished a quiz, and somebody bear a formula for a name."""
    with app.app_context():
        sasaki = db.session.get_one(User, cast.sasaki.id)
        attempt = quizzes.begin(sasaki, app.extensions["catalogue"].quizzes["first"], seed=7, now=utc_now())
        for question, chosen in WRONG.items():
            quizzes.answer(
                sasaki, attempt, question_id=question, chosen=chosen, confidence="high", now=utc_now()
            )
        db.session.get_one(User, cast.ono.id).name = EVIL
        db.session.commit()


def fetched(browser: FlaskClient, path: str) -> bytes:
    """Fetch a file whole, and let go of it."""
    with browser.get(path) as answer:
        assert answer.status_code == 200
        return answer.data


def people_file(browser: FlaskClient, cast: Cast, format_: str, query: str = "") -> bytes:
    answer = browser.post(f"/groups/{cast.group_id}/people-file{query}", data={"format": format_})
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.data


@pytest.mark.usefixtures("learned")
def test_the_people_of_a_page_as_csv(cast: Cast, browser_of: BrowserOf) -> None:
    data = people_file(browser_of(cast.hori), cast, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    by_name = {row["名前"]: row for row in rows}
    assert set(by_name) == {cast.sasaki.name, f"'{EVIL}"}
    assert by_name[cast.sasaki.name]["最後に学んだ日"] == day_of(utc_now()).isoformat()
    assert "自信ありの誤答" in by_name[cast.sasaki.name]["理由"]


@pytest.mark.usefixtures("learned")
def test_the_people_of_a_page_as_a_workbook(cast: Cast, browser_of: BrowserOf) -> None:
    book = openpyxl.load_workbook(io.BytesIO(people_file(browser_of(cast.hori), cast, "xlsx")))
    sheet = book.active
    assert sheet.freeze_panes == "B2" and len(sheet._charts) == 1
    header = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2, max_row=3) if row[0].value == cast.sasaki.name)
    last = row[header.index("最後に学んだ日")]
    assert last.value == datetime.combine(day_of(utc_now()), datetime.min.time())
    assert last.number_format == "yyyy-mm-dd"
    evil = next(row for row in sheet.iter_rows(min_row=2, max_row=3) if row[0].value == EVIL)
    assert evil[0].data_type == "s", "text stays text"


def test_the_file_holds_whom_the_page_was_narrowed_to(cast: Cast, browser_of: BrowserOf) -> None:
    data = people_file(browser_of(cast.hori), cast, "csv", "?q=佐々木").decode("utf-8-sig")
    assert cast.sasaki.name in data and cast.ono.name not in data


def test_what_was_taken_away_is_in_the_audit(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    people_file(browser_of(cast.hori), cast, "csv")
    with app.app_context():
        [noted] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figures.export"))
        assert noted.detail == {"what": "people", "format": "csv", "rows": 2}
        assert (noted.actor_id, noted.subject_id) == (cast.hori.id, cast.group_id)


@pytest.mark.usefixtures("learned")
def test_a_year_of_a_group_as_a_workbook(cast: Cast, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    answer = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"})
    assert answer.status_code == 303
    page = hori.get(answer.headers["Location"]).get_data(as_text=True)
    assert "できました" in page
    file = fetched(hori, f"{answer.headers['Location']}/file")
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert book.sheetnames == SHEETS
    quizzes_sheet = [[cell.value for cell in row] for row in book["クイズ"].iter_rows(min_row=2)]
    assert [row[0] for row in quizzes_sheet] == [cast.sasaki.name]
    assert isinstance(quizzes_sheet[0][2], datetime) and 0 <= quizzes_sheet[0][3] <= 100
    weeks = list(book["グループの週"].iter_rows(min_row=2, values_only=True))
    assert len(weeks) == 52 and weeks[-1][1] == 1
    assert len(book["グループの週"]._charts) == 1
    [week] = book["ひとりずつの週"].iter_rows(min_row=2, values_only=True)
    assert week[0] == cast.sasaki.name and week[3] == len(WRONG) == week[6]


@pytest.mark.usefixtures("learned")
def test_a_year_of_a_group_as_csv_is_an_archive_of_tables(cast: Cast, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"}).headers["Location"]
    with zipfile.ZipFile(io.BytesIO(fetched(hori, f"{where}/file"))) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in SHEETS]
        people = archive.read("人.csv").decode("utf-8-sig")
        assert f"'{EVIL}" in people and cast.sasaki.name in archive.read("クイズ.csv").decode("utf-8-sig")


def test_a_file_is_made_in_a_thread_and_tells_how_far_it_has_come(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    app.config["EXPORT_THREADS"] = 1
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    app.extensions["exports"].shutdown(wait=True)
    with app.app_context():
        [export] = db.session.scalars(select(Export))
        assert export.state == "done" and export.written == 2 + 52
    assert fetched(hori, f"{where}/file")


def test_only_the_one_who_asked_gets_the_file_and_only_while_they_lead(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    for other in (cast.hayashi, cast.sasaki, cast.stranger_manager, cast.admin):
        assert browser_of(other).get(where).status_code == 404
        assert browser_of(other).get(f"{where}/file").status_code == 404
    with app.app_context():
        for own in db.session.get_one(User, cast.hori.id).memberships:
            db.session.delete(own)
        db.session.commit()
    assert hori.get(f"{where}/file").status_code == 404


def test_a_file_that_failed_says_so_and_can_be_asked_for_again(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting.tables, "year", lambda *_: 1 / 0)
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    page = hori.get(where).get_data(as_text=True)
    assert "作れませんでした" in page and "もう一度作る" in page
    assert hori.get(f"{where}/file").status_code == 404


def test_a_file_is_gone_after_a_day_and_its_page_says_so(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    with app.app_context():
        export = db.session.scalars(select(Export)).one()
        export.made_at -= timedelta(days=2)
        stored = exporting.folder(app) / str(export.stored)
        db.session.commit()
    assert "ファイルはもう消えました" in hori.get(where).get_data(as_text=True)
    assert stored.exists() and hori.get(f"{where}/file").status_code == 404
    long_ago = (utc_now() - timedelta(days=2)).timestamp()
    os.utime(stored, (long_ago, long_ago))
    hori.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"})
    assert not stored.exists() and hori.get(where).status_code == 404


def test_people_are_worked_out_a_few_at_a_time_and_stand_in_one_order(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sheet() -> list[tuple[Any, ...]]:
        hori = browser_of(cast.hori)
        where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
        book = openpyxl.load_workbook(io.BytesIO(fetched(hori, f"{where}/file")))
        return list(book["人"].iter_rows(min_row=2, max_row=3, values_only=True))

    whole = sheet()
    monkeypatch.setattr(exporting.tables, "PEOPLE_AT_ONCE", 1)
    assert [row[0] for row in whole] == sorted((cast.sasaki.name, cast.ono.name))
    assert sheet() == whole


def test_too_many_for_one_file_are_led_to_the_groups_below(
    cast: Cast, companies: Companies, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, page = browser_of(companies.boss), f"/groups/{companies.company_id}/exports"
    assert 'name="format"' in boss.get(page).text
    monkeypatch.setattr(exporting, "MOST_PEOPLE", 2)
    text = boss.get(page).text
    assert 'name="format"' not in text and "2 人を越えるグループ" in text
    assert f'href="/groups/{cast.group_id}/exports"' in text and "3 人" in text
    assert boss.post(page, data={"format": "csv"}).status_code == 422
    assert "下のグループごとに" not in browser_of(companies.team_manager).get(page).text


def test_a_file_being_packed_is_seen_to_be_alive(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "ALIVE_EVERY", 0.01)
    with app.app_context():
        hori, group = db.session.get_one(User, cast.hori.id), db.session.get_one(Group, cast.group_id)
        long_ago = utc_now() - timedelta(hours=1)
        export, _is_new = export_routes.operations.ask_for_export(
            hori, group, format_="xlsx", language="ja", people=2, now=long_ago
        )
        export.state = "running"
        db.session.commit()
        assert exporting.is_stalled(export, utc_now())
        with exporting._Teller(export.id):
            for _ in range(200):
                db.session.expire(export)
                if not exporting.is_stalled(export, utc_now()):
                    break
                db.session.rollback()
                time.sleep(0.01)  # the pulse is a thread of its own
        db.session.expire(export)
        assert not exporting.is_stalled(export, utc_now())


def test_what_a_killed_server_had_half_done_goes_with_the_old_files(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    left = exporting.folder(app) / "tmp-half-done"
    left.mkdir(parents=True)
    (left / "sheet.xml").write_text("half")
    long_ago = (utc_now() - timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    assert fetched(hori, f"{where}/file")
    [made] = exporting.folder(app).iterdir()
    assert made.suffix == ".xlsx", "nothing half done is left beside it"


def test_the_same_press_twice_makes_one_file(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    with app.app_context():
        hori, group = db.session.get_one(User, cast.hori.id), db.session.get_one(Group, cast.group_id)
        made = [
            export_routes.operations.ask_for_export(
                hori, group, format_="xlsx", language="ja", people=2, now=utc_now()
            )
            for _ in range(2)
        ]
        assert [is_new for _export, is_new in made] == [True, False] and made[0][0].id == made[1][0].id


def test_strangers_and_nonsense_are_refused(cast: Cast, browser_of: BrowserOf) -> None:
    for path in ("people-file", "exports"):
        address = f"/groups/{cast.group_id}/{path}"
        assert browser_of(cast.stranger_manager).post(address, data={"format": "csv"}).status_code == 404
        assert browser_of(cast.sasaki).post(address, data={"format": "csv"}).status_code == 403
        assert browser_of(cast.hori).post(address, data={"format": "exe"}).status_code == 400


def test_a_file_is_handed_out_only_while_its_group_has_the_same_people(
    app: Flask, cast: Cast, companies: Companies, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)

    def made() -> str:
        return hori.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"}).headers["Location"]

    where = made()
    with zipfile.ZipFile(io.BytesIO(fetched(hori, f"{where}/file"))) as archive:
        assert companies.team_trainee.name in archive.read("人.csv").decode("utf-8-sig")
    admin = browser_of(cast.admin)
    admin.post(f"/admin/groups/{companies.team_id}/parent", data={"parent": str(cast.stranger_group_id)})
    answer = hori.get(f"{where}/file")
    assert answer.status_code == 303 and answer.location.endswith(where)
    page = hori.get(where).text
    assert "グループの人が変わりました" in page and "もう一度作る" in page and f"{where}/file" not in page
    again = made()
    assert fetched(hori, f"{again}/file")
    with app.app_context():
        erase(db.session.get_one(User, cast.admin.id), db.session.get_one(User, cast.ono.id), utc_now())
        db.session.commit()
    assert hori.get(f"{again}/file").status_code in {303, 404}, "somebody erased is in no file any more"


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed")
@pytest.mark.usefixtures("learned")
def test_libreoffice_reads_the_year_as_it_is_meant(cast: Cast, browser_of: BrowserOf, tmp_path: Path) -> None:
    assert OFFICE is not None, "CI opens the files with LibreOffice, or fails"
    hori = browser_of(cast.hori)
    where = hori.post(f"/groups/{cast.group_id}/exports", data={"format": "xlsx"}).headers["Location"]
    book = tmp_path / "year.xlsx"
    book.write_bytes(fetched(hori, f"{where}/file"))
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "again"),
        str(book),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    again = openpyxl.load_workbook(tmp_path / "again" / "year.xlsx")
    assert again.sheetnames == SHEETS
    people = {row[0]: row for row in again["人"].iter_rows(min_row=2, max_row=3, values_only=True)}
    assert set(people) == {cast.sasaki.name, EVIL}
    assert people[cast.sasaki.name][5] == datetime.combine(day_of(utc_now()), datetime.min.time())
    formulas = [
        cell.coordinate
        for sheet in again
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert not formulas
    assert isinstance(again["クイズ"]["C2"].value, datetime)
    assert re.match(r"\d+(\.\d+)?$", str(again["クイズ"]["D2"].value))
    assert again["グループの週"]["A2"].value.date() <= date.today()  # noqa: DTZ011
