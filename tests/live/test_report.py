"""Read the report of a room, its files, and what each participant keeps."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from course.accounts.models import User
from course.audit.models import AuditEntry
from course.extensions import db, utc_now
from course.live import attendance_queries, operations, queries, seating
from course.live.models import Participant, Room, Vote
from course.spreadsheets.cells import office_time
from tests.live.conftest import Hand, Opening
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def browser_of(app: Flask, browser_of: BrowserOf) -> BrowserOf:
    """Let every request have a context of its own, though the test is inside one: nobody is taken for another."""

    def make(person: Person | None) -> FlaskClient:
        browser = browser_of(person)
        plain = browser.open

        def apart(*args: Any, **more: Any) -> Any:
            with app.app_context():
                return plain(*args, **more)

        browser.open = apart  # type: ignore[method-assign]
        return browser

    return make


@pytest.fixture
def told(opened: Opening, cast: Cast) -> Hand:
    """Hold a room in which 佐々木 and three guests answered two questions, wrote, and asked; then it was closed."""
    hand = opened(teams=2)
    seats = [
        hand.seat(user_id=cast.sasaki.id),
        *(hand.seat(name) for name in ("=1+1", "<b>太字</b>", "みどり")),
    ]
    hand.question("q1", peer=True)  # the best is a; b and c are wrong
    for seat, chosen in zip(seats, "bbab", strict=True):
        hand.vote(seat, chosen)
    hand.step("lock")
    hand.step("talk", team=1)
    hand.step("talk", team=None)
    hand.step("revote")
    for seat, chosen in zip(seats, "abba", strict=True):
        hand.vote(seat, chosen)
    hand.step("reveal")
    hand.question("q3")
    for seat in seats:
        hand.vote(seat, "early")  # wrong, and everybody is sure of it
    hand.step("reveal")
    hand.step("open", kind="wall", prompt="あした、何をしますか")
    message = seating.answer_wall(hand.room, seats[0], 3, "期日を聞く", utc_now())
    seating.moderate(hand.room, message, "shown")
    hand.step("reveal")
    seating.ask(hand.room, seats[3], "次はいつですか", utc_now())
    late = hand.seat("おくれ")
    hand.step("close")
    seating.show_out(hand.room, late, utc_now())
    db.session.commit()
    return hand


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_report_tells_each_round_each_person_and_what_to_come_back_to(
    told: Hand, cast: Cast, browser_of: BrowserOf
) -> None:
    trainer = browser_of(cast.hayashi)
    page = trainer.get(f"/rooms/{told.room_id}/report").text
    text = text_of(page)
    assert "25% → 50%" in text, "the share of best answers before and after"
    assert "変えた人 3" in text and "よくなった 2 ・ ↘ わるくなった 1" in text
    assert "多くの人が、よくない答えで一致しました。" in text
    assert "questions=q3,q1" in unquote(page), "the more pressing one first"
    assert re.search(r'href="/lessons/first"', page) and "questions=q3" in page
    assert "2 → 1" in text, "佐々木 changed from the second option to the first"
    assert "期日を聞く" in text and "次はいつですか" in text
    assert "&lt;b&gt;太字" in page and "<b>太字" not in page
    assert "おくれ" in text and "外した" in text
    seen = db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "answers.see")).all()
    assert list(seen) == [cast.sasaki.id], "whose answers were read is noted"


def test_an_open_room_without_rounds_has_a_report_too(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    hand = opened("scenario", "sample")
    text = text_of(browser_of(cast.hayashi).get(f"/rooms/{hand.room_id}/report").text)
    assert "まだ開いています" in text and "まだ、問いを一つも出していません。" in text


def test_the_ways_of_a_talk_are_told_with_how_they_ended(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    hand = opened("scenario", "sample")
    seat = hand.seat("みどり")
    hand.scene()
    hand.vote(seat, "cut")
    hand.step("reveal")
    for line in ("cut", "ask"):
        hand.step("take", choice=line)
        if line == "cut":
            hand.step("rewind", to=0)
    page = text_of(browser_of(cast.hayashi).get(f"/rooms/{hand.room_id}/report").text)
    assert "通った道" in page and page.count("12 週の契約見込み") == 2
    assert "試した一言" in page and "ルームは、弱い一言を選びました。" in page


def test_who_needs_a_word_is_said_gently_and_never_in_a_room_without_names(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    for mode in ("nickname", "anonymous"):
        hand = opened(join_mode=mode)
        seats = [hand.seat(user_id=cast.ono.id), *(hand.seat(name) for name in ("いち", "に", "さん"))]
        for ref, right, wrong in (("q1", "a", "b"), ("q3", "late", "early")):
            hand.question(ref)
            for number, seat in enumerate(seats):
                hand.vote(seat, right if number else wrong)
            hand.step("reveal")
        hand.step("close")
        page = browser_of(cast.hayashi).get(f"/rooms/{hand.room_id}/report").text
        assert ("まず、どこで迷ったかを聞いてみてください" in page) is (mode == "nickname")
        assert ("小野" in page) is (mode == "nickname")
        if mode == "anonymous":
            assert "参加者 1" in page and "名前なしのルームです" in page
            assert office_time(hand.room.opened_at).strftime("%H:%M") in page
            for kind in ("xlsx", "csv"):
                body = (
                    browser_of(cast.hayashi).get(f"/rooms/{hand.room_id}/report.{kind}?table=attendance").data
                )
                assert "小野".encode() not in body
            assert db.session.scalar(select(AuditEntry.id)) is not None, "of the room with names"
            names = [row[0] for row in sheets_of(browser_of(cast.hayashi), hand)["出席"][1:5]]
            assert names == ["参加者 1", "参加者 2", "参加者 3", "参加者 4"]


def test_many_people_are_shown_in_pages(
    opened: Opening, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from course.live import report

    monkeypatch.setattr(report, "ROWS", 2)
    hand = opened()
    for name in ("いちろう", "じろう", "さぶろう"):
        hand.seat(name)
    trainer = browser_of(cast.hayashi)
    first, second = (trainer.get(f"/rooms/{hand.room_id}/report?page={page}").text for page in (1, 2))
    assert "いちろう" in first and "さぶろう" not in first and "1 / 2 ページ" in first
    assert "さぶろう" in second and "いちろう" not in second
    for odd in ("99", "-1", "x"):
        assert trainer.get(f"/rooms/{hand.room_id}/report?page={odd}").status_code == 200


def test_notes_are_kept_and_too_long_ones_refused(told: Hand, cast: Cast, browser_of: BrowserOf) -> None:
    trainer = browser_of(cast.hayashi)
    address = f"/rooms/{told.room_id}/notes"
    assert trainer.post(address, data={"notes": " 次は </textarea> から "}).status_code == 303
    assert "次は &lt;/textarea&gt; から" in trainer.get(f"/rooms/{told.room_id}/report").text
    assert trainer.post(address, data={"notes": "x" * 5001}).status_code == 400


def test_runs_of_the_same_room_are_listed_apart(told: Hand, cast: Cast, browser_of: BrowserOf) -> None:
    trainer = browser_of(cast.hayashi)
    again = trainer.post(f"/rooms/{told.room_id}/again")
    number = int(again.location.rsplit("/", 1)[1])
    third = int(trainer.post(f"/rooms/{number}/again").location.rsplit("/", 1)[1])
    for room_id in (told.room_id, number, third):
        room = db.session.get_one(Room, room_id)
        assert [one.id for one in queries.chain(room)] == [told.room_id, number, third]
    page = trainer.get(f"/rooms/{third}/report").text
    assert f"/rooms/{told.room_id}/report" in page and f"/rooms/{number}/report" in page
    assert "期日を聞く" not in page, "what was said in an earlier run stays there"


def test_answers_that_wait_for_their_records_are_counted(
    told: Hand, cast: Cast, browser_of: BrowserOf
) -> None:
    trainer, address = browser_of(cast.hayashi), f"/rooms/{told.room_id}/report"
    assert "待っています" not in trainer.get(address).text
    db.session.execute(update(Vote).values(entered_at=None))
    db.session.commit()
    assert "2 件の答えが、サインインした人の記録に入るのを待っています" in trainer.get(address).text


class TestFiles:
    """What is opened in a spreadsheet program is text, numbers and dates, and nothing that runs."""

    def test_the_workbook_holds_a_sheet_for_each_thing(
        self, told: Hand, cast: Cast, browser_of: BrowserOf
    ) -> None:
        book = workbook_of(browser_of(cast.hayashi), told)
        assert book.sheetnames == ["出席", "問いごと", "選択肢ごと", "一人ずつの答え", "書いた言葉"]
        for sheet in book:
            assert sheet.freeze_panes == "B2", "the heading stays in sight"
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row), "nothing is a formula"
        people = book["出席"]
        assert [row[0].value for row in people.iter_rows(min_row=2)] == [
            cast.sasaki.name, "=1+1", "<b>太字</b>", "みどり", "おくれ",
        ]  # fmt: skip
        joined = people["D2"]
        assert isinstance(joined.value, datetime) and joined.number_format == "yyyy-mm-dd hh:mm"
        rounds = [[cell.value for cell in row] for row in book["問いごと"].iter_rows(min_row=2)]
        assert [row[0] for row in rounds] == [1, 2, 3] and rounds[0][4:11] == [4, 4, 25, 50, 3, 2, 1]
        assert book["問いごと"]["G2"].number_format == '0"%"'
        first = [[cell.value for cell in row] for row in book["選択肢ごと"].iter_rows(min_row=2, max_row=4)]
        assert [row[4:] for row in first] == [[1, 2, "✓"], [3, 2, None], [0, 0, None]]
        answers = [[cell.value for cell in row] for row in book["一人ずつの答え"].iter_rows(min_row=2)]
        assert len(answers) == 5 * 3
        assert answers[0][3:] == ["三", "三百", 100, "いちばんよい", "よくなった"]
        assert answers[2][4] == "期日を聞く"

    @pytest.mark.parametrize("table", ["attendance", "rounds", "options", "answers", "words"])
    def test_every_table_is_there_as_csv(
        self, told: Hand, cast: Cast, browser_of: BrowserOf, table: str
    ) -> None:
        answer = browser_of(cast.hayashi).get(f"/rooms/{told.room_id}/report.csv?table={table}")
        assert answer.status_code == 200 and answer.data.startswith("\ufeff".encode())
        for line in answer.data.decode("utf-8-sig").splitlines():
            assert not re.search(r'(^|,)"?[=+@]', line), "no cell begins a formula"
        if table == "attendance":
            assert "'=1+1" in answer.text

    def test_files_have_japanese_names_and_are_in_no_cache(
        self, told: Hand, cast: Cast, browser_of: BrowserOf
    ) -> None:
        trainer = browser_of(cast.hayashi)
        for path, name in (
            ("report.xlsx", "ルームの記録 確かめの四問"),
            ("report.csv", "一人ずつの答え 確かめの四問"),
        ):
            answer = trainer.get(f"/rooms/{told.room_id}/{path}")
            named = answer.headers["Content-Disposition"]
            day = office_time(told.room.opened_at).date()
            assert f"{name} {day}" in unquote(named.partition("filename*=UTF-8''")[2])
            assert named.startswith('attachment; filename="') and named.isascii()
            assert answer.headers["Cache-Control"] == "no-store"

    def test_a_table_that_is_not_there_is_not_found(
        self, told: Hand, cast: Cast, browser_of: BrowserOf
    ) -> None:
        trainer = browser_of(cast.hayashi)
        assert trainer.get(f"/rooms/{told.room_id}/report.csv?table=users").status_code == 404
        for path in ("report", "report.xlsx", "report.csv"):
            assert browser_of(cast.stranger_trainer).get(f"/rooms/{told.room_id}/{path}").status_code == 404
            assert trainer.post(f"/rooms/{told.room_id}/{path}").status_code == 405

    def test_english_readers_get_english_files(self, told: Hand, cast: Cast, browser_of: BrowserOf) -> None:
        trainer = browser_of(cast.hayashi)
        trainer.post("/language", data={"language": "en", "next": "/"})
        book = workbook_of(trainer, told)
        assert book.sheetnames[0] == "Attendance" and book["Attendance"]["A1"].value == "Participants"


def workbook_of(browser: FlaskClient, hand: Hand) -> Any:
    answer = browser.get(f"/rooms/{hand.room_id}/report.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def sheets_of(browser: FlaskClient, hand: Hand) -> dict[str, list[list[Any]]]:
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in workbook_of(browser, hand)
    }


class TestOwnRooms:
    """What somebody keeps of a room: their own answers, and what was right once it had been shown."""

    def test_one_s_own_answers_with_what_was_right(
        self, told: Hand, cast: Cast, browser_of: BrowserOf
    ) -> None:
        sasaki = browser_of(cast.sasaki)
        listed = sasaki.get("/rooms/mine").text
        assert f'href="/room/{told.room.code}"' in listed and "2 問に答えた" in listed
        page = sasaki.get(f"/room/{told.room.code}").text
        text = text_of(page)
        assert 'class="vote best mine" data-option="a"' in page, "the last answer to the first question"
        assert "○ はじめの答え" in text and "助言カナリア、三百。" in text and "期日を聞く" in text
        assert "はじめの答え 0 点" in text and "最後の答え 50 点" in text
        assert "みどり" not in text, "nobody else's answers"

    def test_what_was_not_shown_in_the_room_stays_unsaid(
        self, opened: Opening, cast: Cast, browser_of: BrowserOf
    ) -> None:
        hand = opened()
        seat = hand.seat(user_id=cast.sasaki.id)
        hand.question("q1", peer=True)
        hand.vote(seat, "b")
        hand.step("lock")
        hand.step("close")
        page = browser_of(cast.sasaki).get(f"/room/{hand.room.code}").text
        assert 'class="vote mine" data-option="b"' in page
        assert "カナリア" not in page and "vote best" not in page and "%</span>" not in page
        assert "結果は、ルームでは見せていません" in page

    def test_others_are_told_that_the_room_is_over(
        self, told: Hand, cast: Cast, browser_of: BrowserOf
    ) -> None:
        for person in (None, cast.ono):
            page = browser_of(person).get(f"/room/{told.room.code}")
            assert page.status_code == 200 and "このルームは終わりました" in page.text
            assert "カナリア" not in page.text and 'name="name"' not in page.text
        assert "まだ来たルームはありません" in browser_of(cast.ono).get("/rooms/mine").text
        assert browser_of(None).get("/rooms/mine").status_code == 303
        assert browser_of(cast.ono).post("/rooms/mine").status_code == 405

    def test_a_guest_reads_their_own_answers_with_their_cookie(self, app: Flask, told: Hand) -> None:
        from course.live import seats

        guest = db.session.scalars(select(Participant).where(Participant.name == "みどり")).one()
        browser = app.test_client()
        value = seats.seal(app.config["SECRET_KEY"], guest.id, guest.key)
        browser.set_cookie(seats.cookie_name(told.room_id), value)
        assert 'class="vote best mine" data-option="a"' in browser.get(f"/room/{told.room.code}").text


class TestWaysIn:
    """Leaders find a room on what they can run; people find their way back to theirs."""

    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("/lessons/first", "kind=lesson&amp;item=first"),
            ("/quizzes/first", "kind=quiz&amp;item=first"),
            ("/roleplay/sample", "kind=scenario&amp;item=sample"),
        ],
    )
    def test_only_leaders_are_offered_to_run_it(
        self, app: Flask, cast: Cast, browser_of: BrowserOf, path: str, query: str
    ) -> None:
        assert f"/rooms/new?{query}" in browser_of(cast.hayashi).get(path).text
        assert "/rooms/new" not in browser_of(cast.sasaki).get(path).text

    def test_opening_a_room_says_which_questions_were_chosen(
        self, app: Flask, cast: Cast, browser_of: BrowserOf
    ) -> None:
        page = browser_of(cast.hayashi).get("/rooms/new?kind=quiz&item=first&questions=q1").text
        assert "選んだ 1 問だけを進めます" in page
        assert "問だけを進めます" not in browser_of(cast.hayashi).get("/rooms/new?kind=quiz&item=first").text

    def test_who_has_a_seat_in_an_open_room_is_led_back(
        self, opened: Opening, cast: Cast, browser_of: BrowserOf
    ) -> None:
        hand = opened()
        hand.seat(user_id=cast.sasaki.id)
        sasaki = browser_of(cast.sasaki)
        assert f'href="/room/{hand.room.code}">ルームに戻る' in sasaki.get("/").text
        assert f"/room/{hand.room.code}" not in browser_of(cast.ono).get("/").text
        hand.step("close")
        assert "ルームに戻る" not in sasaki.get("/").text

    def test_everybody_finds_where_to_type_a_code(
        self, app: Flask, cast: Cast, browser_of: BrowserOf
    ) -> None:
        for person in (None, cast.sasaki):
            assert 'href="/join"' in browser_of(person).get("/").text


class TestForgottenRooms:
    """What rooms have left undone is done a portion at a time."""

    def test_a_room_nobody_leads_any_more_is_closed_and_a_busy_one_is_not(self, opened: Opening) -> None:
        now = utc_now()
        long_ago = now - timedelta(hours=25)
        forgotten, fresh, busy = opened(now=long_ago), opened(now=now), opened(now=long_ago)
        busy.question()
        assert operations.close_forgotten(now) == 1
        db.session.commit()
        assert operations.close_forgotten(now) == 0
        assert [hand.room.closed_at is not None for hand in (forgotten, fresh, busy)] == [True, False, False]
        assert forgotten.state.closed

    def test_votes_enter_their_records_in_portions_until_none_is_left(
        self, opened: Opening, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand = opened()
        seats = [hand.seat(user_id=person.id) for person in (cast.sasaki, cast.ono, cast.stranger_trainee)]
        hand.question("q1")
        for seat in seats:
            hand.vote(seat, "b")
        hand.step("reveal")
        hand.step("open", kind="poll", prompt="速さは", options=["速い", "よい"])
        hand.vote(seats[0], "1")
        hand.step("close")
        db.session.execute(update(Vote).values(entered_at=None))
        db.session.commit()
        monkeypatch.setattr("course.live.settling.settle.__defaults__", (2,))
        done = []
        while portion := operations.close_forgotten(utc_now()):
            db.session.commit()
            done.append(portion)
        assert done == [2, 1], "the vote in the poll is nobody's record"

    def test_a_room_closed_in_the_middle_of_the_talk_lets_the_first_votes_in(
        self, opened: Opening, cast: Cast
    ) -> None:
        hand = opened()
        seat = hand.seat(user_id=cast.sasaki.id)
        hand.question("q1", peer=True)
        vote = hand.vote(seat, "b")
        hand.step("lock")
        hand.step("close")
        assert db.session.get_one(Vote, vote.id, populate_existing=True).entered_at is not None


def test_attendance_counts_rooms_and_rounds_of_the_people_asked_for(opened: Opening, cast: Cast) -> None:
    first, second = opened(), opened()
    for hand in (first, second):
        seats = [hand.seat(user_id=person.id) for person in (cast.sasaki, cast.ono)]
        hand.seat("みどり")
        hand.question("q1", peer=True)
        hand.vote(seats[0], "b")
        hand.step("lock")
        hand.step("revote")
        hand.vote(seats[0], "a")
        hand.step("reveal")
    seating.show_out(second.room, queries.participants(second.room)[1], utc_now())
    db.session.commit()
    people = select(User.id).where(User.id.in_([cast.sasaki.id, cast.ono.id, cast.hori.id]))
    found = attendance_queries.attendance_of(people, None)
    assert {key: (one.rooms, one.rounds) for key, one in found.items()} == {
        cast.sasaki.id: (2, 2),
        cast.ono.id: (1, 0),
    }
    assert found[cast.sasaki.id].last_at == max(
        seat.joined_at for seat in queries.participants(second.room) if seat.user_id == cast.sasaki.id
    )
    assert attendance_queries.attendance_of(people, utc_now() + timedelta(minutes=1)) == {}
    nameless = opened(join_mode="anonymous")
    nameless.seat(user_id=cast.hori.id)
    assert cast.hori.id not in attendance_queries.attendance_of(people, None), "a number to those who lead"
    assert attendance_queries.attendance_of(select(User.id).where(User.id == cast.admin.id), None) == {}


def rooms_section(browser: FlaskClient, cast: Cast, person: Person) -> str:
    page = browser.get(f"/groups/{cast.group_id}/people/{person.id}").text
    found = re.search(r'<section[^>]* id="rooms">.*?</section>', page, re.S)
    assert found is not None
    return found.group(0)


def test_the_page_of_a_person_says_which_rooms_they_came_to_and_how_they_answered(
    told: Hand, cast: Cast, browser_of: BrowserOf
) -> None:
    for leader in (cast.hori, cast.hayashi):
        section = rooms_section(browser_of(leader), cast, cast.sasaki)
        assert f'href="/rooms/{told.room_id}/report"' in section
        text = text_of(section)
        assert "2 問のうち 2 問に答えた" in text, "the wall is no question"
        assert "はじめは 0 問、最後は 1 問(2 問のうち)" in text
    assert "まだルームに来ていません。" in rooms_section(browser_of(cast.hori), cast, cast.ono)


def test_a_room_of_somebody_elses_is_named_without_a_way_in(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    own = opened(group=None)
    seat = own.seat(user_id=cast.sasaki.id)
    own.question("q1")
    own.vote(seat, "a")
    assert browser_of(cast.hori).get(f"/rooms/{own.room_id}/report").status_code == 404
    section = rooms_section(browser_of(cast.hori), cast, cast.sasaki)
    assert "/report" not in section and "開いています" in section
    assert "0 問のうち 0 問に答えた" in text_of(section), "what is being asked is not told"
    assert f"/rooms/{own.room_id}/report" in rooms_section(browser_of(cast.hayashi), cast, cast.sasaki)


def test_rooms_without_names_and_seats_taken_away_are_not_told(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    nameless = opened(join_mode="anonymous")
    seat = nameless.seat(user_id=cast.sasaki.id)
    nameless.question("q1")
    nameless.vote(seat, "a")
    nameless.step("close")
    other = opened()
    seating.show_out(other.room, other.seat(user_id=cast.sasaki.id), utc_now())
    db.session.commit()
    assert "まだルームに来ていません。" in rooms_section(browser_of(cast.hori), cast, cast.sasaki)


def test_of_many_rooms_the_latest_are_listed_and_the_others_counted(
    opened: Opening, cast: Cast, browser_of: BrowserOf
) -> None:
    for _ in range(10):
        opened(item="first").seat(user_id=cast.sasaki.id)
    section = rooms_section(browser_of(cast.hori), cast, cast.sasaki)
    assert section.count("<li>") == 8 and "ほかに 2 回、ルームに来ています。" in section
