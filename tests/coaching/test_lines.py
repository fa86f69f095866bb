"""Lines typed by hand: read by the trainer once the talk is over, answered, and read by who wrote them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from course.audit.models import AuditEntry
from course.coaching import queries
from course.coaching.models import WordsReview
from course.extensions import db
from course.roleplay.models import RunEvent
from tests.coaching.conftest import BrowserOf, Class
from tests.people import Cast

TYPED = "「ご予算だけ先に伺えますか」"


@pytest.fixture
def run(cast: Cast, school: Class) -> int:
    """Let 佐々木 type before both decisions, take one back, and finish; and leave another talk open."""
    school.play(cast.sasaki.id, "「まだ途中の言葉」", "ask", say_first=True)
    return school.play(
        cast.sasaki.id, TYPED, "ask", "「取り消した言葉」", "chat", "undo", "undo", "cut", "「決めませんか」", "leave",
        say_first=True,
    )  # fmt: skip


def event_id(app: Flask, words: str) -> int:
    with app.app_context():
        return db.session.scalars(select(RunEvent.id).where(RunEvent.words == words)).one()


def page_of(cast: Cast) -> str:
    return f"/groups/{cast.group_id}/coaching/lines"


def test_the_trainer_reads_what_stands_with_its_scene_and_the_lines_on_offer(
    cast: Cast, browser_of: BrowserOf, run: int
) -> None:
    page = browser_of(cast.hayashi).get(page_of(cast)).text
    assert TYPED in page and "「決めませんか」" in page
    assert "取り消した言葉" not in page and "途中の言葉" not in page
    assert "見積りを見た第一声" in page and "うーん、思ったより高いですね。" in page
    assert "「今日なら一割お引きします」" in page and "このとき選んだ一言" in page
    assert f"/runs/{run}/debrief#decision-1" in page


def test_strangers_and_trainees_do_not(app: Flask, cast: Cast, browser_of: BrowserOf, run: int) -> None:
    line = event_id(app, TYPED)
    for person, status in (
        (cast.sasaki, 403),
        (cast.ono, 403),
        (cast.stranger_trainer, 404),
        (cast.stranger_manager, 404),
    ):
        browser = browser_of(person)
        assert browser.get(page_of(cast)).status_code == status
        assert browser.post(f"{page_of(cast)}/{line}", data={"mark": "good"}).status_code == status
    own_group = f"/groups/{cast.stranger_group_id}/coaching/lines"
    stranger = browser_of(cast.stranger_trainer)
    assert TYPED not in stranger.get(own_group + "?show=all").text
    assert stranger.post(f"{own_group}/{line}", data={"mark": "good"}).status_code == 404
    with app.app_context():
        assert db.session.query(WordsReview).count() == 0


def test_a_comment_reaches_the_writer_unread_and_only_them(
    app: Flask, cast: Cast, browser_of: BrowserOf, run: int
) -> None:
    hayashi, sasaki = browser_of(cast.hayashi), browser_of(cast.sasaki)
    line = event_id(app, TYPED)
    answer = hayashi.post(
        f"{page_of(cast)}/{line}", data={"mark": "almost", "comment": "金額の前に、\n時期を聞いてみては"}
    )
    assert answer.status_code == 303
    with app.app_context():
        [noted] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "words.review"))
        assert (noted.actor_id, noted.subject, noted.subject_id) == (
            cast.hayashi.id,
            "person",
            cast.sasaki.id,
        )
        assert noted.detail == {"run": run, "mark": "almost"}, "what was said is not in it"
    assert (
        TYPED not in hayashi.get(page_of(cast)).text
        and TYPED in hayashi.get(page_of(cast) + "?show=all").text
    )
    assert "トレーナーから 1 件のコメント" in sasaki.get("/").text
    assert "コメント" not in browser_of(cast.ono).get("/").text
    debrief = sasaki.get(f"/runs/{run}/debrief").text
    assert "時期を聞いてみては" in debrief and "もう一歩" in debrief and "新着" in debrief
    assert hayashi.post(f"/runs/{run}/reviews/read").status_code == 403
    assert browser_of(cast.ono).post(f"/runs/{run}/reviews/read").status_code == 404
    assert sasaki.get(f"/runs/{run}/reviews/read").status_code == 405
    read = sasaki.post(f"/runs/{run}/reviews/read")
    assert (read.status_code, read.location) == (303, f"/runs/{run}/debrief#decision-1")
    debrief = sasaki.get(f"/runs/{run}/debrief").text
    assert "時期を聞いてみては" in debrief and "新着" not in debrief
    assert "コメントがあります" not in sasaki.get("/").text


def test_the_same_twice_is_one_and_what_is_said_anew_is_unread_again(
    app: Flask, cast: Cast, browser_of: BrowserOf, run: int
) -> None:
    hayashi, sasaki = browser_of(cast.hayashi), browser_of(cast.sasaki)
    path = f"{page_of(cast)}/{event_id(app, TYPED)}"
    for _ in range(2):
        hayashi.post(path, data={"mark": "good", "comment": "よい問いです"})
    sasaki.post(f"/runs/{run}/reviews/read")
    hayashi.post(path, data={"mark": "good", "comment": "よい問いです"})
    with app.app_context():
        assert queries.unread_reviews(cast.sasaki.id) == []
    hayashi.post(path, data={"mark": "good", "comment": "とてもよい問いです"})
    with app.app_context():
        assert queries.unread_reviews(cast.sasaki.id) == [(run, 1)]
        assert db.session.query(WordsReview).count() == 1
    browser_of(cast.hori).post(path, data={"comment": "わたしからも"})
    with app.app_context():
        assert queries.unread_reviews(cast.sasaki.id) == [(run, 2)]


@pytest.mark.parametrize(
    "data", [{}, {"comment": "  "}, {"mark": "perfect"}, {"comment": "x" * 2001, "mark": "good"}]
)
def test_what_says_nothing_is_refused_and_said_so(
    app: Flask, cast: Cast, browser_of: BrowserOf, run: int, data: dict[str, str]
) -> None:
    answer = browser_of(cast.hayashi).post(f"{page_of(cast)}/{event_id(app, TYPED)}", data=data)
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.query(WordsReview).count() == 0


def test_lines_of_a_talk_under_way_cannot_be_answered(
    app: Flask, cast: Cast, browser_of: BrowserOf, run: int
) -> None:
    path = f"{page_of(cast)}/{event_id(app, '「まだ途中の言葉」')}"
    assert browser_of(cast.hayashi).post(path, data={"mark": "good"}).status_code == 404


def test_nobody_answers_themself(app: Flask, cast: Cast, browser_of: BrowserOf, school: Class) -> None:
    from course.accounts.models import Membership

    with app.app_context():
        db.session.add(Membership(user_id=cast.hayashi.id, group_id=cast.group_id, role="trainee"))
        db.session.commit()
    school.play(cast.hayashi.id, "「自分の言葉」", "cut", "「もう一つ」", "leave", say_first=True)
    hayashi = browser_of(cast.hayashi)
    path = f"{page_of(cast)}/{event_id(app, '「自分の言葉」')}"
    assert hayashi.post(path, data={"mark": "good"}).status_code == 403


def test_older_lines_are_a_page_further(app: Flask, cast: Cast, browser_of: BrowserOf, school: Class) -> None:
    for number in range(11):
        school.play(
            cast.sasaki.id, f"「{number:02} の一」", "cut", f"「{number:02} の二」", "leave", say_first=True
        )
    hayashi = browser_of(cast.hayashi)
    first = hayashi.get(page_of(cast)).text
    assert "「10 の二」" in first and "「00 の二」" not in first
    older = hayashi.get(f"{page_of(cast)}?before={event_id(app, '「01 の一」')}").text
    assert "「00 の一」" in older and "「00 の二」" in older and "「01 の一」" not in older
    assert f"before={event_id(app, '「01 の一」')}" in first
    for query in ("?show=x", "?before=x"):
        assert hayashi.get(page_of(cast) + query).status_code == 400


def test_who_types_is_told_who_may_read(cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    run = sasaki.post("/roleplay/sample/runs", data={"mode": "practice", "say_first": "yes"}).location
    assert "担当のトレーナーが読んで" in sasaki.get(run).text
