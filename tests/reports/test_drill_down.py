"""What a figure of a group's page counts is what stands behind it: people, answers, days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.accounts.models import Group, User
from course.extensions import db, utc_now
from course.live import operations as live
from course.live import seating
from course.live_catalogue import catalogue
from course.presentation import day
from course.quizzes import operations as quizzes
from course.quizzes.models import ReviewCard
from course.reports import evidence, figures, pages, queries
from course.reports.period_figures import ACTIVE, IN_PERIOD, PEOPLE, SKILL
from course.reports.periods import WEEK, monday
from course.reports.queries import start_of
from course.roleplay import operations as roleplay
from course.summaries.calendar import day_of
from course.summaries.models import PersonWeek
from tests.people import Cast, Person
from tests.small_course import RIGHT, WRONG, write_course

NAMES = [PEOPLE, ACTIVE, *IN_PERIOD]  # of the lines of the table
BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def app_settings(tmp_path: Path) -> dict[str, Any]:
    write_course(tmp_path / "content")
    return {"CONTENT_ROOTS": [tmp_path / "content"]}


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def noon(weeks: int, weekday: int) -> datetime:
    """Give noon of a day so many weeks ago, Monday being 0."""
    day_ = monday(day_of(utc_now())) - WEEK * weeks + timedelta(days=weekday)
    return start_of(day_) + timedelta(hours=12)


def test_days_that_are_picked_are_shown_as_the_weeks_that_are_counted(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    first = monday(day_of(utc_now())) - WEEK
    with app.app_context():
        db.session.add(PersonWeek(user_id=cast.sasaki.id, week=first, checks=1, days=1 << 2))
        db.session.commit()
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}?period=custom&since={first}&until={first}")
    assert "1 (50%)" in page, "the Wednesday of that week counts"
    assert f"{day(first)} – {day(first + timedelta(days=6))}" in page, "and the page says so"
    assert f'name="until" value="{first + timedelta(days=6)}"' in page
    assert "その週の月曜から日曜までに広げます" in page


def quiz(person: Person, at: datetime, answers: dict[str, list[str]], confidence: str) -> None:
    user = db.session.get_one(User, person.id)
    attempt = quizzes.begin(user, catalogue().quizzes["first"], seed=7, now=at)
    for question, chosen in answers.items():
        quizzes.answer(user, attempt, question_id=question, chosen=chosen, confidence=confidence, now=at)


def talk(person: Person, at: datetime) -> None:
    user = db.session.get_one(User, person.id)
    scenario = catalogue().scenarios["sample"]
    run = roleplay.begin(user, scenario, mode="scored", say_first=False, seed=7, now=at)
    for seq, choice in enumerate(["cut", "leave"]):
        if run.ended_at is None:
            roleplay.choose(run, seq=seq, choice_id=choice, now=at)


def review(person: Person, at: datetime, number: int) -> None:
    """Answer some questions that have come back, wrongly and surely."""
    user, entry = db.session.get_one(User, person.id), catalogue().quizzes["first"]
    cards = db.session.scalars(
        select(ReviewCard).where(ReviewCard.user_id == user.id, ReviewCard.due_at <= at)
    )
    for card in cards.all()[:number]:
        quizzes.answer_review(
            user,
            card,
            entry,
            seq=card.reviews,
            version=entry.version,
            chosen=WRONG[card.question_id],
            confidence="high",
            now=at,
        )


@pytest.fixture
def history(app: Flask, cast: Cast) -> None:
    """Let two people, of two months of joining, have a past: some of it of late, some of a quarter ago and more."""
    with app.test_request_context(method="POST"):
        for person, weeks in ((cast.sasaki, 30), (cast.ono, 20)):
            db.session.get_one(User, person.id).created_at = noon(weeks, 0)
        quiz(cast.sasaki, noon(28, 2), WRONG, "high")
        quiz(cast.ono, noon(18, 2), WRONG, "high")
        talk(cast.ono, noon(18, 3))
        quiz(cast.sasaki, noon(17, 2), RIGHT, "high")
        talk(cast.sasaki, noon(17, 3))
        review(cast.ono, noon(16, 4), 2)
        quiz(cast.sasaki, noon(2, 2), WRONG, "high")
        talk(cast.sasaki, noon(2, 3))
        talk(cast.ono, noon(2, 3))
        quiz(cast.ono, noon(1, 2), WRONG, "low")
        talk(cast.sasaki, noon(1, 3))
        review(cast.ono, noon(1, 6), 1)
        review(cast.sasaki, noon(1, 6), 2)
        db.session.commit()


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of the table of figures: where it leads, and what it says."""

    link: str
    value: str

    @property
    def name(self) -> str:
        return self.link.split("?")[0].rsplit("/", 1)[1]


def lines_of(page: str) -> list[Line]:
    table = page[page.index('<table class="compare">') :].split("</table>", maxsplit=1)[0]
    rows = re.findall(
        r'<tr><th scope="row"><a href="([^"]+)">[^<]+</a></th><td class="num">([^<]+)</td>', table
    )
    assert len(rows) == table.count('<th scope="row">'), "every figure leads to the people behind it"
    return [Line(unescape(link), value) for link, value in rows]


def people_on(page: str) -> list[tuple[str, str]]:
    """Give where each person of a list leads, and what is said of them."""
    return [
        (unescape(link), said)
        for link, said in re.findall(
            r'<a class="whole" href="([^"]+)">[^<]+</a>.*?<div class="small">(?:<span[^>]*>▼ </span>)?([^<]*)</div>',
            page,
        )
    ]


def figure_behind(name: str, people: int, listed: list[tuple[str, str]]) -> str:
    """Work a figure out again from what the list says of each person."""
    if name in (PEOPLE, ACTIVE):
        return str(len(listed))
    said = [[int(number) for number in re.findall(r"\d+", words)] for _link, words in listed]
    if name in ("answers", "sure-wrong", "runs"):
        return str(sum(numbers[0] for numbers in said))
    if name == "days":
        return f"{sum(numbers[0] for numbers in said) / people:.1f}"
    number = sum(numbers[1] for numbers in said)
    return f"{sum(numbers[0] * numbers[1] for numbers in said) / number:.0f}" if number else "–"


@pytest.mark.parametrize("cohort", [False, True])
@pytest.mark.parametrize("period", ["", "period=year", "period=custom&since={past}&until={past_end}"])
def test_every_figure_of_the_table_is_what_its_list_holds(
    app: Flask, cast: Cast, history: None, browser_of: BrowserOf, period: str, cohort: bool
) -> None:
    past, past_end = noon(18, 1).date(), noon(16, 5).date()
    query = period.format(past=past, past_end=past_end) + (f"&cohort={noon(20, 0):%Y-%m}" if cohort else "")
    hori = browser_of(cast.hori)
    lines = lines_of(text(hori, f"/groups/{cast.group_id}?{query}"))
    assert [line.name for line in lines] == NAMES
    people = 1 if cohort else 2
    for line in lines:
        page = text(hori, line.link)
        listed = people_on(page)
        behind = figure_behind(line.name, people, listed)
        shown = line.value.split(" ")[0].rstrip("%")
        if line.name in ("right", "quiz", "roleplay") or line.name.startswith(SKILL):
            assert behind == shown or abs(int(behind) - int(shown)) <= 1, (line, listed)  # each is rounded
        else:
            assert behind == shown != "0", (line, listed)
        if line.name in IN_PERIOD:
            assert f"<b>{line.value}</b>" in page, "the list repeats the figure it is of"
        assert f"・ {len(listed)} 人</h1>" in page
        if cohort:
            assert {link.split("/people/")[1].split("/")[0].split("?")[0] for link, _said in listed} <= {
                str(cast.ono.id)
            }
        if line.name == "sure-wrong":
            for link, said in listed:
                answers = re.search(r"正しくなかった答え ・ <span class=\"num\">(\d+) 問", text(hori, link))
                assert answers and answers[1] in said, "and each part of it is the answers one finds there"


def test_figures_of_very_many_people_are_what_their_lists_hold_too(
    cast: Cast, history: None, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (queries, pages, figures):
        monkeypatch.setattr(module, "BIG", 0)
    hori, past = browser_of(cast.hori), f"period=custom&since={noon(18, 1).date()}&until={noon(18, 1).date()}"
    for query in (past, f"{past}&cohort={noon(20, 0):%Y-%m}"):
        lines = lines_of(text(hori, f"/groups/{cast.group_id}?{query}"))
        assert [line.name for line in lines] == [name for name in NAMES if not name.startswith(SKILL)]
        for line in lines[:2]:
            listed = people_on(text(hori, line.link))
            assert str(len(listed)) == line.value.split(" ")[0] != "0", line
        assert [link.split("?")[0] for link, _said in listed] == [
            f"/groups/{cast.group_id}/people/{cast.ono.id}"
        ]


def test_past_the_last_page_of_a_list_the_figure_is_still_told(
    cast: Cast, history: None, browser_of: BrowserOf
) -> None:
    page = text(browser_of(cast.hori), f"/groups/{cast.group_id}/figures/sure-wrong?page=9")
    assert not people_on(page) and "・ 2 人</h1>" in page and f"<b>{len(WRONG) + 3}</b>" in page


def test_figures_of_a_year_name_whoever_has_a_part_in_them(
    cast: Cast, history: None, browser_of: BrowserOf
) -> None:
    hori, list_ = browser_of(cast.hori), f"/groups/{cast.group_id}/figures/sure-wrong"
    of_weeks, of_year = (dict(people_on(text(hori, f"{list_}?period={name}"))) for name in ("weeks", "year"))
    assert len(of_weeks) == len(of_year) == 2
    assert set(of_weeks.values()) == {f"自信ありの誤答 {len(WRONG) + 2} 問", "自信ありの誤答 1 問"}
    assert set(of_year.values()) == {
        f"自信ありの誤答 {2 * len(WRONG) + 2} 問",
        f"自信ありの誤答 {len(WRONG) + 3} 問",
    }


def test_every_reason_counted_leads_to_as_many_people(
    cast: Cast, history: None, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    page = text(hori, f"/groups/{cast.group_id}?cohort={noon(20, 0):%Y-%m}")
    chips = page[page.index('aria-label="理由ごとの人数"') :].split("</ul>")[0]
    reasons = re.findall(r'<a href="([^"]+)">[^<]+ (\d+) 人</a>', chips)
    assert reasons
    for link, number in reasons:
        listed = text(hori, unescape(link))
        assert f"・ {number} 人</h1>" in listed and len(people_on(listed)) == int(number), link


def test_a_card_leads_to_the_very_answers_it_counts(cast: Cast, history: None, browser_of: BrowserOf) -> None:
    hori = browser_of(cast.hori)
    card = text(hori, f"/groups/{cast.group_id}")
    card = card[card.index(f'id="talk-{cast.sasaki.id}"') :].split("</section>")[0]
    counted = re.search(r"この 4 週で、自信ありの誤答が (\d+) 問あります。</p><a href=\"([^\"]+)\"", card)
    some = re.search(r"そのうち (\d+) 問は「[^」]+」の問いでした。</p><a href=\"([^\"]+)\"", card)
    assert counted and some and int(counted[1]) == len(WRONG) + 2
    for number, link in (counted.groups(), some.groups()):
        page = text(hori, unescape(link))
        assert f'正しくなかった答え ・ <span class="num">{number} 問' in page
        everything = re.search(r'href="([^"]+)">すべての期間を見る', page)
        assert everything
        assert f'<span class="num">{number} 問' not in text(hori, unescape(everything[1])), (
            "older ones come there"
        )


def test_answers_and_lines_are_turned_page_by_page_to_the_last(
    cast: Cast, history: None, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "ANSWERS", 3)
    monkeypatch.setattr(evidence, "RUNS", 2)
    hori, home = browser_of(cast.hori), f"/groups/{cast.group_id}/people/{cast.sasaki.id}/evidence"
    page, questions, talks = text(hori, home), [], set()
    assert f'正しくなかった答え ・ <span class="num">{2 * len(WRONG) + 2} 問' in page
    for part in ("missed-title", "lines-title"):
        page = text(hori, home)
        while True:
            questions += re.findall(r'<a class="ask" href="/attempts/\d+/questions/(\w+)"', page)
            questions += re.findall(r'<b class="ask">([^<]+)</b>', page)
            talks |= set(re.findall(r"/runs/(\d+)/replay", page))
            following = re.search(rf'rel="next" href="([^"#]+)#{part}"', page)
            if following is None:
                break
            page = text(hori, unescape(following[1]))
        assert 'rel="prev"' in page
    assert len(set(questions)) >= len(WRONG) and len(talks) == 3, "nothing ends silently"
    assert "ロールプレイ 3 回のうち、新しいほうから 3–3 回めの一言です。" in page


def test_nonsense_asked_of_the_answers_shows_all(cast: Cast, history: None, browser_of: BrowserOf) -> None:
    query = "skill=x&sure=x&page=-3&talks=99999999999999&period=custom&since=x&until=9"
    assert text(browser_of(cast.hori), f"/groups/{cast.group_id}/people/{cast.sasaki.id}/evidence?{query}")


def test_rooms_of_a_past_period_are_counted_to_its_end_alone(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    with app.test_request_context(method="POST"):
        host, group = db.session.get_one(User, cast.hayashi.id), db.session.get_one(Group, cast.group_id)
        for weeks, people in ((9, [cast.sasaki]), (6, [cast.sasaki, cast.ono]), (1, [cast.ono])):
            rng, at = Random(weeks), noon(weeks, 6)
            room = live.open_room(
                host,
                catalogue().quizzes["first"],
                group=group,
                join_mode="nickname",
                names_shown=True,
                peer=True,
                cap=50,
                teams=0,
                rng=rng,
                now=at,
            )
            for person in people:
                seating.take_seat(room, db.session.get_one(User, person.id), name="", rng=rng, now=at)
        db.session.commit()
    hori, group_page = browser_of(cast.hori), f"/groups/{cast.group_id}"
    past = f"period=custom&since={noon(9, 0).date()}&until={noon(6, 0).date()}"
    assert "2 人のうち 2 人がルームに来ました。のべ 3 回です。" in text(hori, f"{group_page}?{past}")
    assert "2 人のうち 1 人がルームに来ました。のべ 1 回です。" in text(hori, group_page)
    alone = f"period=custom&since={noon(9, 0).date()}&until={noon(9, 0).date()}"
    page = text(hori, f"{group_page}?{alone}")
    assert "2 人のうち 1 人がルームに来ました。のべ 1 回です。" in page
    assert f"/people/{cast.sasaki.id}#rooms" in page and f"/people/{cast.ono.id}#rooms" not in page
