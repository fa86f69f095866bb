"""Two companies in one installation: nobody sees, counts, searches, exports or guesses whom they do not lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from course.accounts.models import User
from course.coaching.behaviours import BEHAVIOURS
from course.coaching.labels import OCCASIONS
from course.coaching.models import DONE
from course.extensions import db, utc_now
from tests.people import Cast, Companies, Person
from tests.small_course import write_course

BrowserOf = Callable[[Person | None], FlaskClient]
MOST_PAGES, MOST_QUERIES = 140, 2  # pages in all, and of one path with different queries


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


KINDS_OF_PAGES = [
    re.compile(pattern)
    for pattern in (
        r"/groups/\d+",
        r"/groups/\d+/people/\d+",
        r"/groups/\d+/assignments",
        r"/groups/\d+/assignments/\d+",
        r"/groups/\d+/exports",
        r"/groups/\d+/coaching",
        r"/people/\d+/notes",
        r"/people/\d+/behaviours",
        r"/notes",
    )
]


def people(cast: Cast, companies: Companies) -> dict[str, Person]:
    keys = ("sasaki", "ono", "hayashi", "hori", "stranger_trainee", "stranger_trainer", "stranger_manager")
    own = ("boss", "company_trainer", "team_manager", "team_trainer", "team_trainee", "other_boss")
    return {
        **{key: getattr(cast, key) for key in keys},
        **{key: getattr(companies, key) for key in (*own, "other_team_trainee")},
    }


BRANCH = {"sasaki", "ono", "hayashi", "hori"}
TEAM = {"team_manager", "team_trainer", "team_trainee"}
OTHER = {"stranger_trainee", "stranger_trainer", "stranger_manager", "other_team_trainee"}
SEES = {
    "boss": {"boss", "company_trainer", *BRANCH, *TEAM},
    "company_trainer": {"company_trainer", "sasaki", "ono", "team_trainee"},
    "hori": {*BRANCH, *TEAM},
    "hayashi": {"hayashi", "sasaki", "ono", "team_trainee"},
    "team_manager": TEAM,
    "team_trainer": {"team_trainer", "team_trainee"},
    "team_trainee": {"team_trainee"},
    "other_boss": {"other_boss", *OTHER},
    "stranger_manager": OTHER,
    "stranger_trainer": {"stranger_trainer", "stranger_trainee", "other_team_trainee"},
    "other_team_trainee": {"other_team_trainee"},
}
# Who wrote something about one's people, or gave them something, is named beside it: in one's own company alone.
AUTHOR = {actor: "other_boss" if SEES[actor] & OTHER else "hori" for actor in SEES}


@pytest.fixture
def runs(app: Flask, cast: Cast, companies: Companies) -> dict[str, dict[str, int]]:
    """Let every trainee answer and play, so that there is something to be seen of everybody."""
    from course.quizzes import operations as quizzes
    from course.roleplay import operations as roleplay

    found: dict[str, dict[str, int]] = {"attempt": {}, "run": {}}
    with app.app_context():
        catalogue, now = app.extensions["catalogue"], utc_now()
        for key in ("sasaki", "ono", "team_trainee", "stranger_trainee", "other_team_trainee"):
            person = db.session.get_one(User, people(cast, companies)[key].id)
            attempt = quizzes.begin(person, catalogue.quizzes["first"], seed=7, now=now)
            run = roleplay.begin(
                person, catalogue.scenarios["sample"], mode="scored", say_first=False, seed=7, now=now
            )
            for seq, choice in enumerate(("ask", "when")):
                roleplay.choose(run, seq=seq, choice_id=choice, now=now)
            found["attempt"][key], found["run"][key] = attempt.id, run.id
        db.session.commit()
    return found


# What holds something of somebody's; lessons and the like are the same for everybody. Of the shortest lists first.
STARTS = ("/", "/groups", "/notes", "/assignments", "/coaching", "/search?q=課")
FOLLOWED = {
    *("groups", "people", "runs", "attempts", "quarters", "rooms", "exports"),
    *("notes", "assignments", "coaching", "admin", "account", "certificates", "search"),
}


@pytest.fixture
def written(
    app: Flask, cast: Cast, companies: Companies, runs: dict[str, dict[str, int]]
) -> dict[str, dict[str, int]]:
    """Let each company's leaders write notes, assign, excuse, sign off and ask for files as well."""
    from course.accounts.models import Group
    from course.assignments import operations as assignments
    from course.coaching import operations as coaching
    from course.notes import operations as notes
    from course.reports import operations as reports

    found: dict[str, dict[str, int]] = {"note": {}, "assignment": {}, "export": {}}
    every, leads = people(cast, companies), {"hori": "ono", "other_boss": "other_team_trainee"}
    with app.app_context():
        now = utc_now()
        for key, of in leads.items():
            leader, person = (db.session.get_one(User, every[one].id) for one in (key, of))
            [group_id] = [own.group_id for own in leader.memberships]
            group = db.session.get_one(Group, group_id)
            terms, item = assignments.Terms(now.date()), assignments.Item("quiz", "first", {"ja": "四問"}, 70)
            [given] = assignments.assign(leader, [item], group, terms, anew=False, now=now)
            assignments.exempt(leader, given, person, reason=f"{every[of].name}の理由", now=now)
            coaching.sign_off(
                leader,
                person,
                next(iter(BEHAVIOURS)),
                observed_on=now.date(),
                occasion=next(iter(OCCASIONS)),
                text=f"{every[of].name}の商談",
                result=DONE,
                corrects=None,
                now=now,
            )
            note = notes.write(leader, person, text=f"{every[of].name}の覚え", shared=False, now=now)
            file, _is_new = reports.ask_for_export(
                leader, group, format_="csv", language="ja", people=1, now=now
            )
            found["note"][key], found["assignment"][key], found["export"][key] = note.id, given.id, file.id
        db.session.commit()
    return found


def crawl(browser: FlaskClient) -> dict[str, str]:
    """Open every page that can be reached by following links, a number of them at most."""
    waiting, seen = list(STARTS), dict[str, str]()
    queries = Counter[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or queries[urlsplit(path).path] == MOST_QUERIES:
            continue
        queries[urlsplit(path).path] += 1
        answer = browser.get(path, buffered=True)
        if answer.status_code in {301, 303}:
            waiting.insert(0, answer.location)
            seen[path] = ""
            continue
        seen[path] = answer.text if answer.mimetype == "text/html" else ""
        for link in re.findall(r'href="(/[^"#]*)', seen[path]):
            target = unescape(link)
            kind = urlsplit(target).path.split("/")[1]
            if kind in FOLLOWED:
                waiting.append(target)
    return seen


@pytest.mark.parametrize("actor", SEES)
def test_no_page_that_can_be_reached_names_anybody_outside_one_s_groups(
    cast: Cast, companies: Companies, written: dict[str, dict[str, int]], browser_of: BrowserOf, actor: str
) -> None:
    every = people(cast, companies)
    pages = crawl(browser_of(every[actor]))
    text = "\n".join(pages.values())
    for key, person in every.items():
        if key not in SEES[actor] | {AUTHOR[actor]}:
            assert person.name not in text and person.email not in text, key
    trainees = {"sasaki", "ono", "team_trainee", "stranger_trainee", "other_team_trainee"} & SEES[actor]
    for key in trainees:
        assert every[key].name in text, f"{actor} ought to see {key}"
    if len(trainees) > 1:
        for part in KINDS_OF_PAGES:
            assert any(part.fullmatch(urlsplit(path).path) for path in pages), (
                f"{actor} opens no {part.pattern}"
            )


@pytest.mark.parametrize("actor", SEES)
def test_no_number_of_somebody_else_s_opens_anything(
    cast: Cast, companies: Companies, runs: dict[str, dict[str, int]], browser_of: BrowserOf, actor: str
) -> None:
    every, browser = people(cast, companies), browser_of(people(cast, companies)[actor])
    for kind, address in (
        ("attempt", "/attempts/{}"),
        ("run", "/runs/{}/debrief"),
        ("run", "/runs/{}/replay/1"),
    ):
        for key, number in runs[kind].items():
            expected = 200 if key in SEES[actor] else 404
            assert browser.get(address.format(number)).status_code == expected, (kind, key)
    leads = {
        "boss": {"company", "branch", "team"},
        "company_trainer": {"company", "branch", "team"},
        "hori": {"branch", "team"},
        "hayashi": {"branch", "team"},
        "team_manager": {"team"},
        "team_trainer": {"team"},
        "other_boss": {"other company", "other branch", "other team"},
        "stranger_manager": {"other branch", "other team"},
        "stranger_trainer": {"other branch", "other team"},
    }
    groups = {
        "company": companies.company_id,
        "branch": cast.group_id,
        "team": companies.team_id,
        "other company": companies.other_company_id,
        "other branch": cast.stranger_group_id,
        "other team": companies.other_team_id,
    }
    own = {"team_trainee": "team", "other_team_trainee": "other team"}.get(actor)
    for name, number in groups.items():
        refused = 403 if name == own else 404
        expected = 200 if name in leads.get(actor, set()) else refused
        for page in (f"/groups/{number}", f"/groups/{number}/invites"):
            assert browser.get(page).status_code == expected, (name, page)
    for group in leads.get(actor, set()):
        for key, person in every.items():
            if key not in SEES[actor]:
                page = f"/groups/{groups[group]}/people/{person.id}"
                assert browser.get(page).status_code == 404, (group, key)


def test_a_group_counts_those_below_it_and_nobody_else(
    cast: Cast, companies: Companies, browser_of: BrowserOf
) -> None:
    for actor, group, number in (
        (companies.boss, companies.company_id, 3),
        (cast.hori, cast.group_id, 3),
        (companies.team_manager, companies.team_id, 1),
        (companies.other_boss, companies.other_company_id, 2),
    ):
        page = browser_of(actor).get(f"/groups/{group}").text
        assert f"{number} 人のうち" in page


def test_a_team_moved_to_the_other_company_is_seen_there_at_once_and_no_longer_here(
    cast: Cast, companies: Companies, runs: dict[str, dict[str, int]], browser_of: BrowserOf
) -> None:
    boss, other = browser_of(companies.boss), browser_of(companies.other_boss)
    attempt = f"/attempts/{runs['attempt']['team_trainee']}"
    assert (boss.get(attempt).status_code, other.get(attempt).status_code) == (200, 404)
    admin = browser_of(cast.admin)
    moved = admin.post(
        f"/admin/groups/{companies.team_id}/parent", data={"parent": str(cast.stranger_group_id)}
    )
    assert moved.status_code == 303
    assert (boss.get(attempt).status_code, other.get(attempt).status_code) == (404, 200)
    assert boss.get(f"/groups/{companies.team_id}").status_code == 404
    assert companies.team_trainee.name in other.get(f"/groups/{companies.other_company_id}").text
    assert companies.team_trainee.name not in boss.get(f"/groups/{companies.company_id}").text


def test_what_is_hidden_is_asked_about_as_much_as_what_is_not_there(
    app: Flask,
    cast: Cast,
    companies: Companies,
    runs: dict[str, dict[str, int]],
    written: dict[str, dict[str, int]],
    browser_of: BrowserOf,
) -> None:
    """Otherwise the time that a 404 takes would tell which numbers are somebody's."""
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    absent = 999_999
    pairs = (
        ("/groups/{}", companies.other_company_id),
        ("/groups/{}/invites", companies.other_company_id),
        (f"/groups/{cast.group_id}/people/{{}}", cast.stranger_trainee.id),
        ("/attempts/{}", runs["attempt"]["stranger_trainee"]),
        ("/runs/{}/debrief", runs["run"]["stranger_trainee"]),
        ("/people/{}/notes", cast.stranger_trainee.id),
        ("/people/{}/behaviours", cast.stranger_trainee.id),
        (f"/groups/{cast.group_id}/people/{{}}/evidence", cast.stranger_trainee.id),
        (f"/groups/{cast.group_id}/assignments/{{}}", written["assignment"]["other_boss"]),
        ("/groups/{}/assignments", companies.other_company_id),
        ("/groups/{}/exports", companies.other_company_id),
        ("/groups/{}/coaching", companies.other_company_id),
        ("/exports/{}", written["export"]["other_boss"]),
        ("/exports/{}/file", written["export"]["other_boss"]),
        ("/admin/groups/{}", companies.other_company_id),
        ("/admin/people/{}", cast.stranger_trainee.id),
    )
    for actor in (cast.hori, cast.hayashi, cast.ono, companies.boss):
        browser = browser_of(actor)
        for address, hidden in pairs:
            counts = []
            for number in (hidden, absent):
                asked.clear()
                assert browser.get(address.format(number)).status_code in {403, 404}
                counts.append(len(asked))
            assert counts[0] == counts[1], (actor.name, address)


@pytest.fixture
def shared(app: Flask, cast: Cast, companies: Companies) -> Person:
    """Make 小野, of 名古屋, a trainee of 大阪 in the other company as well."""
    from course.accounts import group_operations
    from course.accounts.models import Group

    with app.app_context():
        admin, ono = db.session.get_one(User, cast.admin.id), db.session.get_one(User, cast.ono.id)
        group_operations.add_role(admin, db.session.get_one(Group, cast.stranger_group_id), ono, "trainee")
        db.session.commit()
    return cast.ono


def test_what_one_company_writes_about_a_shared_person_is_not_read_in_the_other(
    cast: Cast, companies: Companies, shared: Person, browser_of: BrowserOf
) -> None:
    hori, notes = browser_of(cast.hori), f"/people/{shared.id}/notes"
    hori.post(notes, data={"text": "名古屋の覚え"})
    browser_of(cast.stranger_manager).post(notes, data={"text": "大阪の覚え"})
    for inside in (cast.hori, cast.hayashi, companies.boss):
        page = browser_of(inside).get(notes).text
        assert "名古屋の覚え" in page and "大阪の覚え" not in page, inside.name
    for outside in (cast.stranger_manager, cast.stranger_trainer, companies.other_boss):
        browser = browser_of(outside)
        for path in (notes, f"/groups/{cast.stranger_group_id}/people/{shared.id}"):
            page = browser.get(path).text
            assert "大阪の覚え" in page and "名古屋の覚え" not in page and cast.hori.name not in page
        assert [browser.post(f"/notes/{number}/withdrawal").status_code for number in (1, 999)] == [404, 404]
    admin = browser_of(cast.admin).get(notes).text
    assert "名古屋の覚え" in admin and "大阪の覚え" in admin


def test_what_one_company_gives_a_shared_person_is_not_seen_or_changed_in_the_other(
    cast: Cast, companies: Companies, shared: Person, browser_of: BrowserOf
) -> None:
    hori = browser_of(cast.hori)
    given = {"item": "quiz:first", "whom": str(shared.id), "due_on": "2099-01-09", "note": "内部の覚え"}
    own, theirs = (f"/groups/{number}/assignments" for number in (cast.group_id, cast.stranger_group_id))
    assert hori.post(f"{own}/new", data=given).status_code == 303
    boss = browser_of(companies.boss)
    assert "内部の覚え" in boss.get(f"{own}/1").text and f"{own}/1/withdrawal" in boss.get(f"{own}/1").text
    for outside in (cast.stranger_manager, companies.other_boss):
        browser = browser_of(outside)
        assert "/assignments/1" not in browser.get(theirs).text
        assert browser.get(f"{theirs}/1").status_code == 404
        for act in ("change", "withdrawal", "exemptions", f"exemptions/{shared.id}/end"):
            data = {"due_on": "2099-01-10", "person": shared.id, "reason": "x"}
            assert browser.post(f"{theirs}/1/{act}", data=data).status_code == 404, act
    assert hori.post(f"{own}/1/withdrawal").status_code == 303


def test_notes_do_not_travel_with_a_team_to_another_company(
    cast: Cast, companies: Companies, browser_of: BrowserOf
) -> None:
    notes = f"/people/{companies.team_trainee.id}/notes"
    browser_of(cast.hori).post(notes, data={"text": "支店の覚え"})
    admin = browser_of(cast.admin)
    admin.post(f"/admin/groups/{companies.team_id}/parent", data={"parent": str(cast.stranger_group_id)})
    for new in (companies.other_boss, cast.stranger_manager):
        answer = browser_of(new).get(notes)
        assert answer.status_code == 200 and "支店の覚え" not in answer.text
    for moved in (companies.team_manager, companies.team_trainer):
        assert "支店の覚え" in browser_of(moved).get(notes).text
