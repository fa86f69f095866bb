"""Trainers and managers see their own people, down to the run; nobody else sees anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from course.accounts.group_operations import move_group
from course.accounts.models import Group, Membership, User
from course.assignments.models import Assignment
from course.content.text import Text
from course.extensions import db, utc_now
from course.live_catalogue import catalogue
from course.presentation import OFFICE_ZONE
from course.quizzes import operations as quizzes
from course.reports import figures, pages, queries
from course.reports.evidence import Said, told_once
from course.reports.figures import NAMES
from course.reports.rules import Rules
from course.roleplay import operations as roleplay
from course.skills.operations import record
from tests.people import Cast, Person
from tests.small_course import WRONG, write_course

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_leaders_see_every_trainee_of_their_group_and_nobody_else(cast: Cast, browser_of: BrowserOf) -> None:
    for leader in (cast.hayashi, cast.hori):
        page = text(browser_of(leader), f"/groups/{cast.group_id}")
        assert cast.sasaki.name in page and cast.ono.name in page
        assert cast.stranger_trainee.name not in page


def test_a_leader_of_one_group_is_taken_straight_to_it(cast: Cast, browser_of: BrowserOf) -> None:
    assert browser_of(cast.hori).get("/groups").headers["Location"].endswith(f"/groups/{cast.group_id}")


def test_an_admin_chooses_among_all_groups(cast: Cast, browser_of: BrowserOf) -> None:
    page = text(browser_of(cast.admin), "/groups")
    assert f"/groups/{cast.group_id}" in page and f"/groups/{cast.stranger_group_id}" in page


def test_what_a_trainee_does_is_seen_by_trainer_and_manager(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    lesson = app.extensions["catalogue"].course_lessons()[0]
    browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
    for leader in (cast.hayashi, cast.hori):
        page = text(browser_of(leader), f"/groups/{cast.group_id}/people/{cast.sasaki.id}")
        assert "読了" in page


def observe(app: Flask, person: Person, **values: list[float]) -> None:
    with app.app_context():
        user = db.session.get_one(User, person.id)
        record(user, values, source="run", source_id=1, now=utc_now())
        db.session.commit()


def joined(app: Flask, person: Person, days: int) -> None:
    """Let somebody have joined so many days ago."""
    with app.app_context():
        db.session.get_one(User, person.id).created_at = utc_now() - timedelta(days=days)
        db.session.commit()


def test_the_headline_counts_and_cards_name_people_with_reason_rule_and_way(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    observe(app, cast.sasaki, trust=[0.1, 0.2, 0.3])
    joined(app, cast.ono, 8)
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}")
    assert "名古屋支店 ・ 2 人のうち 0 人が順調です" in page
    assert "「信頼」が 20 です" in page and "三回以上の証拠がある力が 45 未満" in page
    assert f"/groups/{cast.group_id}/people/{cast.sasaki.id}/evidence?skill=trust" in page
    assert "「信頼」で正しくなかった答えと、点を下げた一言を見る" in page, "a way says what is at its end"
    assert "登録から 8 日、まだ何も始めていません" in page
    assert page.index("登録から 8 日") < page.index("「信頼」が 20"), "today comes before this week"
    assert f"/people/{cast.ono.id}/nudges" in page and f"/people/{cast.sasaki.id}/notes" in page


def test_the_first_lines_name_whom_to_talk_to_today_and_a_card_says_how_to_begin_and_what_is_sent(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    observe(app, cast.sasaki, trust=[0.1, 0.2, 0.3])
    joined(app, cast.ono, 8)
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}")
    first = page[page.index("今日、声をかける 1 人:") : page.index("声をかけたい人</h2>")]
    assert f'href="#talk-{cast.ono.id}"' in first and cast.sasaki.name not in first
    card = page[page.index(f'id="talk-{cast.ono.id}"') : page.index(f'id="talk-{cast.sasaki.id}"')]
    assert card.index("登録から 8 日") < card.index("「最初のレッスンを、いま十分だけ")
    assert "はじめの五分がいちばん大事です" in card, "the very words that one click sends"
    assert "はじめの五分" not in page[page.index(f'id="talk-{cast.sasaki.id}"') :], "no ready words fit here"


def test_when_nobody_waits_the_page_says_so(cast: Cast, browser_of: BrowserOf) -> None:
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}")
    assert "2 人のうち 2 人が順調です" in page and "声をかけるのを待っている人はいません" in page


@pytest.mark.parametrize(("days", "quiet"), [(9, False), (10, True)])
def test_quiet_means_ten_days_without_anything(
    app: Flask, cast: Cast, browser_of: BrowserOf, days: int, quiet: bool
) -> None:
    lesson = app.extensions["catalogue"].course_lessons()[0]
    browser_of(cast.sasaki).post(f"/lessons/{lesson.id}/finish")
    with app.test_request_context():
        person = select(User.id).where(User.id == cast.sasaki.id)
        [row] = queries.rows(person, Rules(), catalogue(), utc_now() + timedelta(days=days))
        assert ("quiet" in {reason.code for reason in row.reasons}) is quiet
        assert row.progress == int(100 / len(catalogue().lessons))


def test_a_figure_leads_to_the_people_and_they_to_the_answer(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    with app.app_context():
        sasaki = db.session.get_one(User, cast.sasaki.id)
        quiz = app.extensions["catalogue"].quizzes["first"]
        attempt = quizzes.begin(sasaki, quiz, seed=7, now=utc_now())
        for question, chosen in WRONG.items():
            quizzes.answer(
                sasaki, attempt, question_id=question, chosen=chosen, confidence="high", now=utc_now()
            )
        attempt_id, number = attempt.id, len(WRONG)
        db.session.commit()
    hori = browser_of(cast.hori)
    group, person = f"/groups/{cast.group_id}", f"/groups/{cast.group_id}/people/{cast.sasaki.id}"
    assert f"{group}/figures/sure_wrong" in text(hori, group)
    figure = text(hori, f"{group}/figures/sure_wrong")
    assert f"自信ありの誤答が {number} 問あります" in figure and person in figure and "小野" not in figure
    assert f"/attempts/{attempt_id}" in text(hori, person)
    shown = text(hori, f"{person}/evidence?sure=1")
    assert f"/attempts/{attempt_id}/questions/q1" in shown and "自信あり" in shown
    assert hori.get(f"/attempts/{attempt_id}/questions/q1").status_code == 200


def test_a_line_that_cost_a_skill_leads_to_its_moment_with_its_coaching(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    with app.app_context():
        sasaki = db.session.get_one(User, cast.sasaki.id)
        run = roleplay.begin(
            sasaki,
            app.extensions["catalogue"].scenarios["sample"],
            mode="scored",
            say_first=False,
            seed=7,
            now=utc_now(),
        )
        for seq, choice in enumerate(["cut", "leave"]):
            roleplay.choose(run, seq=seq, choice_id=choice, now=utc_now())
            if run.ended_at:
                break
        run_id = run.id
        db.session.commit()
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}/people/{cast.sasaki.id}")
    assert f"/runs/{run_id}/replay/0" in page and "理由を知らないまま値段を動かしました" in page


def test_what_came_again_is_shown_once_with_the_way_to_every_time(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    now = utc_now()
    with app.app_context():
        sasaki = db.session.get_one(User, cast.sasaki.id)
        content = app.extensions["catalogue"]
        attempts, runs = [], []
        for day in range(3):
            at = now - timedelta(days=3 - day)
            attempt = quizzes.begin(sasaki, content.quizzes["first"], seed=day, now=at)
            for question, chosen in WRONG.items():
                quizzes.answer(sasaki, attempt, question_id=question, chosen=chosen, confidence="low", now=at)
            run = roleplay.begin(
                sasaki, content.scenarios["sample"], mode="scored", say_first=False, seed=day, now=at
            )
            for seq, choice in enumerate(["cut", "leave"]):
                if run.ended_at is None:
                    roleplay.choose(run, seq=seq, choice_id=choice, now=at)
            attempts.append(attempt.id)
            runs.append(run.id)
        db.session.commit()
    home = f"/groups/{cast.group_id}/people/{cast.sasaki.id}"
    hori = browser_of(cast.hori)
    for path in (home, f"{home}/evidence"):
        page = text(hori, path)
        assert page.count("理由を知らないまま値段を動かしました") == 1, "the coaching of a line is told once"
        assert page.count('aria-hidden="true">×3</span>') == len(WRONG) + page.count("/replay/0") // 3
        for attempt_id in attempts:
            assert f"/attempts/{attempt_id}/questions/q1" in page
        for run_id in runs:
            assert f"/runs/{run_id}/replay/0" in page
        assert page.index(f"/runs/{runs[2]}/replay/0") < page.index("理由を知らないまま"), "the latest first"
        assert page.index("理由を知らないまま") < page.index(f"/runs/{runs[0]}/replay/0")


def test_another_answer_to_the_same_question_is_told_apart() -> None:
    at = utc_now()
    said = [
        Said(run, 0, Text("a"), Text("b"), Text("c"), Text("d"), "", {}, at, same)
        for run, same in ((3, "x"), (2, "y"), (1, "x"))
    ]
    first, second = told_once(said)
    assert (first.latest.run_id, [one.run_id for one in first.earlier], first.times) == (3, [1], 2)
    assert (second.latest.run_id, second.earlier, second.times) == (2, (), 1)


def test_a_person_s_page_leads_to_each_of_its_parts(cast: Cast, browser_of: BrowserOf) -> None:
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}/people/{cast.sasaki.id}")
    jumps = re.findall(r'href="#([a-z]+)"', page[page.index('class="jumps') : page.index('class="split"')])
    assert {"notes", "skills", "assignments"} < set(jumps)
    assert all(page.count(f'id="{part}"') == 1 for part in jumps)


def test_every_figure_has_its_list(cast: Cast, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    for name in NAMES:
        assert cast.stranger_trainee.name not in text(hori, f"/groups/{cast.group_id}/figures/{name}")


def test_a_figure_there_is_not_is_not_found(cast: Cast, browser_of: BrowserOf) -> None:
    assert browser_of(cast.hori).get(f"/groups/{cast.group_id}/figures/nonsense").status_code == 404


def test_people_are_narrowed_and_ordered(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    joined(app, cast.ono, 40)
    hori, group = browser_of(cast.hori), f"/groups/{cast.group_id}"

    def shown(query: str) -> list[str]:
        page = text(hori, f"{group}?{query}")
        table = page.split("<tbody role", 1)[1].split("</tbody>", 1)[0] if "<tbody role" in page else ""
        return re.findall(r'scope="row"><a [^>]*>([^<]+)</a>', table)

    assert shown("q=佐々木") == [cast.sasaki.name]
    assert shown("q=%25") == []
    assert shown("status=on-track") == [cast.sasaki.name]
    assert (
        shown("status=today")
        == [cast.ono.name]
        == shown(f"cohort={(utc_now() - timedelta(days=40)).astimezone(OFFICE_ZONE):%Y-%m}")
    )
    assert shown("sort=name") == sorted([cast.sasaki.name, cast.ono.name])
    assert shown("role=trainer") == [cast.hayashi.name]
    assert shown("page=99") == []


def test_a_trainer_does_not_see_other_leaders_through_the_role(cast: Cast, browser_of: BrowserOf) -> None:
    page = text(browser_of(cast.hayashi), f"/groups/{cast.group_id}?role=manager")
    assert cast.hori.name not in page


def test_nonsense_in_the_address_shows_the_usual_page(cast: Cast, browser_of: BrowserOf) -> None:
    query = (
        "period=x&since=2026-99-99&until=0001-01-01&status=x&role=x&cohort=x&sort=x&page=-1&against=group:x"
    )
    assert "2 人のうち" in text(browser_of(cast.hori), f"/groups/{cast.group_id}?{query}")


def test_a_period_is_held_against_the_one_before_a_cohort_or_a_group_one_leads(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    group = f"/groups/{cast.group_id}"
    with app.app_context():
        team = Group(name="第一課", parent_id=cast.group_id, created_at=utc_now())
        db.session.add(team)
        db.session.commit()
        team_id = team.id
    hori = browser_of(cast.hori)
    before = text(hori, f"{group}?against=before")
    assert "前の期間</th>" in before
    assert '<th scope="col" class="num">この期間</th>' in before
    assert re.search(r"前の期間は (?:\d{4}年)?\d+月\d+日\(.\) – ", before), "a day is written as everywhere"
    drawn = re.search(r'<h3 id="trend-title">.*?</table>', before, re.DOTALL)
    assert drawn and drawn[0].count('<th scope="row">') == 4, (
        "four weeks beside the four before, as in the table"
    )
    assert f"{group}?against=before#period-title" in text(hori, group)
    assert "2026年1月に入った人</th>" in text(hori, f"{group}?against=cohort:2026-01")
    assert "第一課</th>" in text(hori, f"{group}?against=group:{team_id}")
    stranger = text(hori, f"{group}?against=group:{cast.stranger_group_id}")
    assert "大阪支店" not in stranger, "a group one does not lead is as though it were not there"


def test_groups_below_are_summed_up_and_linked(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    with app.app_context():
        company = Group(name="本社", created_at=utc_now())
        db.session.add(company)
        db.session.flush()
        manager = db.session.get_one(User, cast.stranger_manager.id)
        move_group(manager, db.session.get_one(Group, cast.group_id), company)
        db.session.add(Membership(user_id=cast.hori.id, group_id=company.id, role="manager"))
        db.session.commit()
        company_id = company.id
    page = text(browser_of(cast.hori), f"/groups/{company_id}")
    assert "本社 ・ 2 人のうち" in page and f"/groups/{cast.group_id}" in page and "大阪支店" not in page
    inner = text(browser_of(cast.hori), f"/groups/{cast.group_id}")
    assert f'<a href="/groups/{company_id}">本社</a>' in inner
    assert browser_of(cast.stranger_manager).get(f"/groups/{company_id}").status_code == 404


def test_very_many_people_are_counted_by_the_groups_below_and_nobody_is_ranked(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (queries, pages, figures):
        monkeypatch.setattr(module, "BIG", 1)
    joined(app, cast.ono, 8)
    group, hori = f"/groups/{cast.group_id}", browser_of(cast.hori)
    page = text(hori, group)
    assert "2 人のうち 1 人に、今日の一声が要ります" in page and "声をかけたい人" not in page
    assert cast.ono.name in text(hori, f"{group}/figures/not_begun")
    assert "下のグループで見てください" in text(hori, f"{group}/figures/falling")
    assert text(hori, f"{group}/figures/skill-trust")
    assert cast.sasaki.name in text(hori, f"{group}?q=佐々木&sort=name")


def test_what_is_due_is_summed_up_and_late_people_are_named(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    with app.app_context():
        for own in db.session.scalars(select(Membership)):
            own.since = utc_now() - timedelta(days=30)
        db.session.add(
            Assignment(
                kind="lesson",
                item_id="first",
                title={"ja": "最初のレッスン", "en": "The first lesson"},
                group_id=cast.group_id,
                due_at=utc_now() - timedelta(days=2),
                made_at=utc_now() - timedelta(days=20),
                changed_at=utc_now() - timedelta(days=20),
            )
        )
        db.session.commit()
    browser_of(cast.sasaki).post("/lessons/first/finish")
    hori, group = browser_of(cast.hori), f"/groups/{cast.group_id}"
    page = text(hori, group)
    assert "2 人のうち 1 人が終えました" in page and "1 人が期限切れ" in page
    assert "レッスン ・ 期限" in page, "a lesson and its quiz may bear one title"
    assert "「最初のレッスン」の期限を 2 日過ぎて、進みは 0% です" in page
    late = text(hori, f"{group}/figures/late")
    assert cast.ono.name in late and cast.sasaki.name not in late


def test_english_says_the_same(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    joined(app, cast.ono, 8)
    hori = browser_of(cast.hori)
    hori.post("/language", data={"language": "en", "next": "/"})
    page = text(hori, f"/groups/{cast.group_id}?against=before")
    assert "1 of 2 on track" in page and "Signed up 8 days ago" in page
    # A nudge is in the language of whom it is for, and marked as being in another.
    body = re.sub(r'<span lang="">[^<]*</span>', "", page.split("<main", 1)[1])
    body = re.sub(r"名古屋支店|佐々木 健|小野 美咲", "", body)
    assert not re.findall(r"[ぁ-んァ-ヶ一-龠]{2,}", body)


def test_a_person_of_another_group_cannot_be_reached_through_ones_own(
    cast: Cast, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    assert hori.get(f"/groups/{cast.group_id}/people/{cast.stranger_trainee.id}").status_code == 404
    assert hori.get(f"/groups/{cast.stranger_group_id}").status_code == 404
    assert hori.get(f"/groups/{cast.group_id}/people/999999").status_code == 404


def test_members_who_do_not_lead_may_not_look(cast: Cast, browser_of: BrowserOf) -> None:
    sasaki = browser_of(cast.sasaki)
    assert sasaki.get("/groups").status_code == 404
    assert sasaki.get(f"/groups/{cast.group_id}").status_code == 403
    for stranger in (cast.stranger_trainee, cast.stranger_trainer, cast.stranger_manager):
        assert browser_of(stranger).get(f"/groups/{cast.group_id}").status_code == 404


def test_pages_of_a_stranger_are_not_found_whatever_is_asked(cast: Cast, browser_of: BrowserOf) -> None:
    stranger = browser_of(cast.stranger_manager)
    group = f"/groups/{cast.group_id}"
    for path in (
        "",
        "/figures/people",
        "/rules",
        "/exports",
        f"/people/{cast.sasaki.id}",
        f"/people/{cast.sasaki.id}/evidence",
    ):
        assert stranger.get(group + path).status_code == 404
    own = f"/groups/{cast.stranger_group_id}/people/{cast.sasaki.id}"
    assert stranger.get(own).status_code == stranger.get(f"{own}/evidence").status_code == 404


def test_only_get_is_answered(cast: Cast, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    group = f"/groups/{cast.group_id}"
    person = f"{group}/people/{cast.sasaki.id}"
    for path in ("/groups", group, person, f"{person}/evidence", f"{group}/figures/people"):
        assert hori.post(path).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_group(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
        counts = []
        for people in (select(User.id).where(User.id == cast.sasaki.id), select(User.id)):
            asked.clear()
            queries.rows(people, Rules(), catalogue(), utc_now())
            counts.append(len(asked))
    assert counts[0] == counts[1]
