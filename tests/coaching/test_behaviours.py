"""Behaviour in real talks: written down by who leads, seen by whom it is about, corrected and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.coaching.behaviours import BEHAVIOURS
from course.coaching.models import BehaviourEntry
from course.extensions import db, utc_now
from course.presentation import OFFICE_ZONE
from course.skills import queries as skills
from tests.coaching.conftest import BrowserOf
from tests.people import Cast

KEY = "who-and-when"


def today() -> Any:
    return utc_now().astimezone(OFFICE_ZONE).date()


def seen(**more: str) -> dict[str, str]:
    return {
        "observed_on": today().isoformat(),
        "occasion": "visit",
        "text": "奥さんの名前を出した",
        "result": "done",
        **more,
    }


def path(cast: Cast, end: str = "") -> str:
    return f"/people/{cast.sasaki.id}/behaviours/{KEY}{end}"


def entries(app: Flask) -> list[BehaviourEntry]:
    with app.app_context():
        return list(db.session.scalars(select(BehaviourEntry).order_by(BehaviourEntry.id)))


def test_what_a_trainer_saw_is_on_the_person_s_record(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    hayashi, sasaki = browser_of(cast.hayashi), browser_of(cast.sasaki)
    answer = hayashi.post(path(cast, "/sign-offs"), data=seen())
    assert (answer.status_code, answer.location) == (303, path(cast))
    for page in (sasaki.get(path(cast)).text, hayashi.get(path(cast)).text):
        assert "奥さんの名前を出した" in page and "できた" in page and "林 直樹" in page and "訪問" in page
    assert "17 のうち 1 ができた" in sasaki.get(f"/people/{cast.sasaki.id}/behaviours").text
    assert "できた 1 / 17" in hayashi.get(f"/groups/{cast.group_id}/coaching").text
    with app.app_context():
        levels = skills.levels([cast.sasaki.id], utc_now())[cast.sasaki.id]
        assert {level.count for level in levels.values()} == {0}, "it stays apart from the figures"


def test_who_may_read_and_who_may_write(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    for person, read, signs, gives in (
        (cast.sasaki, 200, 403, 303), (cast.hayashi, 200, 303, 403), (cast.hori, 200, 303, 403),
        (cast.admin, 200, 303, 403), (cast.ono, 404, 404, 404), (cast.stranger_trainer, 404, 404, 404),
        (cast.stranger_manager, 404, 404, 404),
    ):  # fmt: skip
        browser = browser_of(person)
        before = len(entries(app))
        assert browser.get(f"/people/{cast.sasaki.id}/behaviours").status_code == read
        assert browser.get(path(cast)).status_code == read
        assert browser.post(path(cast, "/sign-offs"), data=seen(text=person.name)).status_code == signs
        assert browser.post(path(cast, "/evidence"), data=seen()).status_code == gives
        assert len(entries(app)) - before == (303 in (signs, gives))
        assert browser.get(path(cast, "/sign-offs")).status_code == 405


def test_a_correction_is_another_entry_and_the_first_stays(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hayashi = browser_of(cast.hayashi)
    hayashi.post(path(cast, "/sign-offs"), data=seen())
    page = hayashi.get(path(cast, "?corrects=1")).text
    assert "記録を訂正する" in page and "奥さんの名前を出した" in page and 'name="corrects" value="1"' in page
    corrected = seen(text="社長の名前だった", result="helped", corrects="1")
    hayashi.post(path(cast, "/sign-offs"), data=corrected)
    first, second = entries(app)
    assert (first.text, first.result, first.corrects_id) == ("奥さんの名前を出した", "done", None)
    assert (second.text, second.result, second.corrects_id) == ("社長の名前だった", "helped", 1)
    page = browser_of(cast.sasaki).get(path(cast)).text
    assert "<s>奥さんの名前を出した</s>" in page and "社長の名前だった" in page
    # Somebody else corrects the same entry a moment later: the first correction stands.
    late = browser_of(cast.hori).post(
        path(cast, "/sign-offs"), data=seen(text="遅れた訂正", corrects="1"), follow_redirects=True
    )
    assert "先に訂正されていました" in late.text
    assert len(entries(app)) == 2


def test_an_entry_of_another_person_or_behaviour_cannot_be_corrected(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hayashi = browser_of(cast.hayashi)
    hayashi.post(path(cast, "/sign-offs"), data=seen())
    browser_of(cast.sasaki).post(path(cast, "/evidence"), data=seen())
    ono = f"/people/{cast.ono.id}/behaviours/{KEY}"
    for address, number in (
        (ono, "1"),
        (f"/people/{cast.sasaki.id}/behaviours/money", "1"),
        (path(cast), "2"),
        (path(cast), "x"),
        (path(cast), "99"),
    ):
        assert hayashi.get(f"{address}?corrects={number}").status_code == 404
        assert hayashi.post(f"{address}/sign-offs", data=seen(corrects=number)).status_code == 404
    assert len(entries(app)) == 2


def test_own_evidence_asks_for_a_look_and_is_no_sign_off(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    hayashi, sasaki = browser_of(cast.hayashi), browser_of(cast.sasaki)
    sasaki.post(path(cast, "/evidence"), data={**seen(text="自分から聞けました"), "result": "done"})
    [entry] = entries(app)
    assert (entry.kind, entry.result) == ("evidence", None)
    checklist = f"/people/{cast.sasaki.id}/behaviours"
    assert "確認待ち" in sasaki.get(checklist).text and "17 のうち 0 ができた" in sasaki.get(checklist).text
    request = f'href="{path(cast)}"'
    assert request in hayashi.get(f"/groups/{cast.group_id}/coaching").text
    hayashi.post(path(cast, "/sign-offs"), data=seen(result="not_yet"))
    assert request not in hayashi.get(f"/groups/{cast.group_id}/coaching").text
    assert "確認待ち" not in sasaki.get(checklist).text


def test_a_button_pressed_twice_writes_once(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    for person, end in ((cast.hayashi, "/sign-offs"), (cast.sasaki, "/evidence")):
        for _ in range(2):
            browser_of(person).post(path(cast, end), data=seen())
    assert len(entries(app)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"observed_on": ""}, {"observed_on": "x"}, {"observed_on": (today() + timedelta(days=1)).isoformat()},
        {"observed_on": "0001-01-01"}, {"occasion": "dream"}, {"text": " "}, {"text": "x" * 2001}, {"result": ""}, {"result": "great"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_lost(
    app: Flask, cast: Cast, browser_of: BrowserOf, wrong: dict[str, str]
) -> None:
    answer = browser_of(cast.hayashi).post(path(cast, "/sign-offs"), data=seen(**wrong))
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert "text" in wrong or "奥さんの名前を出した" in answer.text
    assert entries(app) == []


def test_there_are_no_other_behaviours(cast: Cast, browser_of: BrowserOf) -> None:
    hayashi = browser_of(cast.hayashi)
    assert hayashi.get(f"/people/{cast.sasaki.id}/behaviours/smiling").status_code == 404
    assert (
        hayashi.post(f"/people/{cast.sasaki.id}/behaviours/smiling/sign-offs", data=seen()).status_code == 404
    )
    assert hayashi.get("/people/999999/behaviours").status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_is_in_the_reader_s_language(cast: Cast, browser_of: BrowserOf, language: str) -> None:
    sasaki = browser_of(cast.sasaki)
    sasaki.post("/language", data={"language": language, "next": "/"})
    page = sasaki.get(f"/people/{cast.sasaki.id}/behaviours").text.replace("&#39;", "'")
    for one in BEHAVIOURS.values():
        assert one.text.to(language).replace("’", "’") in page
