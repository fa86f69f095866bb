"""The trainer's page of a group: what is hard, from first attempts alone, and a plan made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.accounts.queries import trainee_ids_below
from course.audit.models import AuditEntry
from course.coaching import queries
from course.coaching.models import RoomPlan
from course.extensions import db
from course.summaries import hardest
from tests.coaching.conftest import BrowserOf, Class
from tests.people import Cast


def stats_of(app: Flask, group_id: int) -> dict[str, Any]:
    from course.accounts.models import Group

    with app.app_context():
        people = trainee_ids_below(db.session.get_one(Group, group_id))
        return {item.question_id: item for item in hardest.questions(people)}


def test_the_page_is_for_those_who_lead(cast: Cast, browser_of: BrowserOf) -> None:
    for person, status in (
        (cast.hayashi, 200), (cast.hori, 200), (cast.admin, 200), (cast.sasaki, 403),
        (cast.stranger_trainer, 404), (cast.stranger_trainee, 404),
    ):  # fmt: skip
        assert browser_of(person).get(f"/groups/{cast.group_id}/coaching").status_code == status
    assert browser_of(cast.hayashi).get("/coaching").location == f"/groups/{cast.group_id}/coaching"
    assert browser_of(cast.sasaki).get("/coaching").status_code == 404
    page = browser_of(cast.admin).get("/coaching").text
    assert "名古屋支店" in page and "大阪支店" in page


def test_too_few_people_are_not_shown(cast: Cast, browser_of: BrowserOf, school: Class) -> None:
    for person in school.join(4):
        school.answer(person, q1="b")
        school.play(person, "cut", "leave")
    page = browser_of(cast.hayashi).get(f"/groups/{cast.group_id}/coaching").text
    assert "まだ 5 人以上が答えた問いがありません" in page
    assert "まだ 5 人以上が通った場面がありません" in page
    assert "三十" not in page


def test_only_first_answers_of_the_group_s_own_active_trainees_count(
    app: Flask, cast: Cast, school: Class
) -> None:
    people = school.join(6)
    for number, person in enumerate(people):
        school.answer(person, q1="b" if number < 4 else "c") if number < 5 else school.answer(person)
        school.answer(person)  # a retake
    for stranger in school.join(3, cast.stranger_group_id):
        school.answer(stranger, q3="early")
    found = stats_of(app, cast.group_id)
    assert (found["q1"].n, found["q1"].missed, found["q1"].sure_and_missed) == (6, 5, 5)
    assert found["q1"].facility == pytest.approx(1 / 6)
    assert found["q3"].facility == 1.0
    from course.accounts.models import Group, User

    with app.app_context():
        everybody = trainee_ids_below(db.session.get_one(Group, cast.group_id))
        counts = hardest.option_counts(everybody, {("first", "q1"), ("first", "q2")})
        assert counts["first", "q1"] == {"b": 4, "c": 1, "a": 1}
        assert counts["first", "q2"] == {"date": 6, "price": 6}
        db.session.get_one(User, people[0]).active = False
        db.session.commit()
    assert stats_of(app, cast.group_id)["q1"].n == 5


def test_the_figures_agree_with_the_raw_rows(app: Flask, cast: Cast, school: Class) -> None:
    """Worked out again in plain Python: facility, and the correlation with the mean of the other questions."""
    import statistics

    patterns = [
        {},
        {"q1": "b"},
        {"q1": "b", "q2": ""},
        {"q4": "wait"},
        {"q1": "c", "q4": "cut"},
        {"q2": "date"},
    ]
    for number, person in enumerate(school.join(12)):
        school.answer(person, **patterns[number % len(patterns)])
    found = stats_of(app, cast.group_id)
    from sqlalchemy import select

    from course.quizzes.models import Answer

    with app.app_context():
        credits: dict[int, dict[str, float]] = {}
        for attempt, question, credit in db.session.execute(
            select(Answer.attempt_id, Answer.question_id, Answer.credit)
        ):
            credits.setdefault(attempt, {})[question] = credit
    for question, figures in found.items():
        own = [held[question] for held in credits.values()]
        rest = [statistics.fmean(c for q, c in held.items() if q != question) for held in credits.values()]
        assert figures.facility == pytest.approx(statistics.fmean(own))
        if len(set(own)) == 1:
            assert figures.discrimination is None
        else:
            assert figures.discrimination == pytest.approx(statistics.correlation(own, rest))


def test_hard_scenes_come_from_first_finished_runs(app: Flask, cast: Cast, school: Class) -> None:
    from course.accounts.models import Group

    people = school.join(6)
    for person in people[:5]:
        school.play(person, "ask")  # not finished
        school.play(person, "ask", "undo", "cut", "chat", "leave")
        school.play(person, "ask", "when")  # not the first
    school.play(people[5], "ask", "leave")
    with app.app_context():
        scenes = hardest.scenes(trainee_ids_below(db.session.get_one(Group, cast.group_id)))
    assert [(one.scene_id, one.n, one.low, one.choice_id) for one in scenes] == [
        ("open", 6, 5, "cut"),
        ("talk", 6, 1, "leave"),
    ]


def fill(school: Class) -> None:
    for number, person in enumerate(school.join(6)):
        school.answer(person, q1="b", **({"q4": "cut"} if number < 4 else {}))
        school.play(person, "cut", "leave")


def test_the_page_shows_the_question_the_trap_and_its_coaching(
    cast: Cast, browser_of: BrowserOf, school: Class
) -> None:
    fill(school)
    page = browser_of(cast.hayashi).get(f"/groups/{cast.group_id}/coaching").text
    assert "いちばん近いのは" in page and "6 人中 6 人が満点でない" in page and "うち「自信あり」6 人" in page
    assert "いちばん多い誤り" in page and "助言カナリア、三。" in page
    assert "識別力は 10 人から" in page
    assert (
        "見積りを見た第一声" in page
        and "6 人中 6 人（100%）" in page
        and "理由を知らないまま値段を動かしました" in page
    )
    assert "12 分の進行案" in page


def test_a_plan_is_kept_as_it_was_and_printed(
    app: Flask, cast: Cast, browser_of: BrowserOf, school: Class
) -> None:
    fill(school)
    hayashi = browser_of(cast.hayashi)
    answer = hayashi.post(f"/groups/{cast.group_id}/coaching/plans")
    assert answer.status_code == 303
    with app.app_context():
        [noted] = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "plan.keep"))
        assert (noted.actor_id, noted.subject, noted.subject_id) == (cast.hayashi.id, "group", cast.group_id)
    for person in school.join(2, cast.group_id):
        school.answer(person)
    page = hayashi.get(answer.location).text
    assert "6 人中 6 人が満点でありません。" in page
    assert "12 分の進行案" in page and "data-print" in page
    assert answer.location in hayashi.get(f"/groups/{cast.group_id}/coaching").text
    for person, status in ((cast.hori, 200), (cast.sasaki, 403), (cast.stranger_trainer, 404)):
        assert browser_of(person).get(answer.location).status_code == status
    elsewhere = answer.location.replace(f"/groups/{cast.group_id}/", f"/groups/{cast.stranger_group_id}/")
    assert browser_of(cast.stranger_trainer).get(elsewhere).status_code == 404


def test_what_the_course_no_longer_has_is_left_out_of_a_plan(
    app: Flask, cast: Cast, browser_of: BrowserOf, school: Class
) -> None:
    fill(school)
    location = browser_of(cast.hayashi).post(f"/groups/{cast.group_id}/coaching/plans").location
    with app.app_context():
        plan = db.session.query(RoomPlan).one()
        body = dict(plan.body)
        body["questions"] = [{**body["questions"][0], "question_id": "gone"}, *body["questions"][1:]]
        body["scene"] = {**body["scene"], "choice_id": "gone"}
        plan.body = body
        db.session.commit()
    page = browser_of(cast.hayashi).get(location).text
    assert "省いています" in page and "第一声" not in page


def test_without_records_there_is_no_plan(app: Flask, cast: Cast, browser_of: BrowserOf) -> None:
    hayashi = browser_of(cast.hayashi)
    answer = hayashi.post(f"/groups/{cast.group_id}/coaching/plans", follow_redirects=True)
    assert "まだ案を作れるだけの記録がありません" in answer.text
    for person, status in ((cast.sasaki, 403), (cast.stranger_trainer, 404)):
        assert browser_of(person).post(f"/groups/{cast.group_id}/coaching/plans").status_code == status
    with app.app_context():
        assert db.session.query(RoomPlan).count() == 0


def test_a_plan_leads_to_rooms_with_just_its_questions_and_its_scene(
    cast: Cast, browser_of: BrowserOf, school: Class
) -> None:
    fill(school)
    path = f"/groups/{cast.group_id}/coaching"
    hayashi = browser_of(cast.hayashi)
    links = re.findall(r'href="([^"]+)">(?:問い|場面)の部屋を開く', hayashi.get(path).text)
    assert len(links) == 2
    assert "kind=quiz&amp;item=first&amp;questions=q1,q4" in links[0].replace("%2C", ",")
    assert "kind=scenario&amp;item=sample&amp;scene=open" in links[1]


def test_a_large_group_is_counted_over_a_sample_and_says_so(
    app: Flask, cast: Cast, browser_of: BrowserOf, school: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in school.join(8):
        school.answer(person, q1="b")
    monkeypatch.setattr(hardest, "MOST_PEOPLE", 6)
    monkeypatch.setattr(queries, "MOST_NAMES", 3)
    page = browser_of(cast.hayashi).get(f"/groups/{cast.group_id}/coaching").text
    assert "かたよりなく選んだ 6 人で数えています" in page
    assert "ほかに 7 人います" in page
    from course.accounts.models import Group

    with app.app_context():
        everybody = trainee_ids_below(db.session.get_one(Group, cast.group_id))
        chosen = set(db.session.scalars(hardest.sample(everybody)))
        assert len(chosen) == 6 and chosen == set(db.session.scalars(hardest.sample(everybody)))
        assert chosen < set(db.session.scalars(everybody))
