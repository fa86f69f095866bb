"""Where an admin starts: one page that leads to all they look after, found in the menu by admins alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.extensions import db, utc_now
from course.mail.models import OutgoingMail
from tests.people import Cast, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]
ENTRY = 'href="/admin"'
LEADS_TO = {
    "/admin/groups", "/admin/people", "/admin/people/import", "/groups", "/admin/audit", "/content/faults",
    "/account/tokens",
}  # fmt: skip


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def states(page: str) -> dict[str, str]:
    """Give what the page says of each thing that has a state, by its title; "!" before what asks to be looked at."""
    rows = re.findall(r"<li>(.*?)</li>", page.partition('<ul class="list card">')[2], re.DOTALL)
    found = {}
    for row in rows:
        title = re.search(r"<(?:a|b)[^>]*>([^<]+)<", row)
        chip = re.search(r'<span class="chip num( warn)?">([^<]+)<', row)
        assert title is not None
        found[title[1]] = "" if chip is None else ("!" if chip[1] else "") + chip[2]
    return found


def test_an_admin_is_led_to_everything_they_look_after(cast: Cast, browser_of: BrowserOf) -> None:
    admin = browser_of(cast.admin)
    page = admin.get("/admin").text
    links = set(re.findall(r'<a class="whole" href="([^"]+)"', page))
    assert links == LEADS_TO
    for link in links:
        assert admin.get(link).status_code == 200
    told = states(page)
    assert (told["グループと人"], told["人を探す"]) == ("グループ 2 つ", "8 人")
    assert told["メール"] == "!未設定"


def test_what_waits_is_told(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    admin = browser_of(cast.admin)
    assert states(admin.get("/admin").text)["人の一覧を取り込む"] == ""
    sent = {"file": (io.BytesIO("名前,メール\nA,a@example.jp\n".encode()), "a.csv")}
    admin.post("/admin/people/import", data=sent)
    now = utc_now()
    with app.app_context():
        for number, (state, days) in enumerate(
            (("failed", 2), ("uncertain", 3), ("failed", 40), ("sent", 1))
        ):
            ended = now - timedelta(days=days)
            letter = OutgoingMail(
                user_id=cast.ono.id, kind="reminder", key=str(number), subject="s", body="b", made_at=ended,
                send_after=ended, drop_after=now, state=state, ended_at=ended,
            )  # fmt: skip
            db.session.add(letter)
        db.session.commit()
    app.config["SMTP_HOST"] = "mail.example.jp"
    told = states(admin.get("/admin").text)
    assert told["人の一覧を取り込む"] == "!途中のもの 1 件"
    assert told["メール"] == "!届かなかったかもしれない 2 通"


def test_the_way_there_is_shown_to_admins_alone(cast: Cast, browser_of: BrowserOf) -> None:
    for name, person in cast.everybody.items():
        browser = browser_of(person)
        answer = browser.get("/admin")
        menu = browser.get("/account").text
        if person is None:
            assert answer.status_code == 303 and answer.location.startswith("/sign-in")
        else:
            assert answer.status_code == (200 if name == "admin" else 404), name
            assert (ENTRY in menu) == (name == "admin"), name
    admin = browser_of(cast.admin)
    assert admin.post("/admin").status_code == 405
    assert "管理のページへ" in admin.get("/").text
    assert "管理のページへ" not in browser_of(cast.sasaki).get("/").text


@pytest.mark.parametrize(("language", "word"), [("ja", "管理"), ("en", "Administration")])
def test_the_menu_names_it_in_both_languages(
    cast: Cast, browser_of: BrowserOf, language: str, word: str
) -> None:
    admin = browser_of(cast.admin)
    admin.post("/language", data={"language": language})
    assert f"<a {ENTRY}>{word}</a>" in admin.get("/account").text
    page = admin.get("/admin").text
    assert f"<h1>{word}</h1>" in page


def test_pages_of_an_admin_lead_back(cast: Cast, browser_of: BrowserOf) -> None:
    admin = browser_of(cast.admin)
    for path in ("/admin/groups", "/admin/people", "/admin/people/import", "/admin/audit"):
        crumbs = admin.get(path).text.partition("<main")[2]
        assert ENTRY in crumbs, path
