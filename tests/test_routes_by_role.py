"""Ask every route as every kind of person: who may read, who may change, and that a refusal changes nothing.

The table in `tests/route_table.py` says what each route answers; it is compared with the application's own URL map, so
a route that nobody has thought about fails here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException

from course.asgi import NATIVE
from course.audit.seen import SEEN
from course.extensions import Base, db, utc_now
from tests.certificates.finishing import certificate_of, finish_course
from tests.conftest import Filled
from tests.people import Cast, Person
from tests.route_table import DONE, HIDDEN, REFUSED, ROLES, ROUTES, SIGN_IN, UNSAFE, WITHOUT_TOKEN, Route
from tests.small_course import WRONG, write_course

PEOPLE = "name,email\nSato,sato@example.jp\nSuzuki,no address\n"
BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("content"))


@pytest.fixture
def app_settings(content: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content]}


@pytest.fixture
def things(app: Flask, cast: Cast, filled: Filled) -> dict[str, Any]:
    """Give everything the addresses of the table name, made once and copied for every test."""
    from course.reports import exporting

    found = filled("things of every route", lambda: make_things(app, cast))
    exporting.folder(app).mkdir(parents=True, exist_ok=True)
    (exporting.folder(app) / "made.zip").write_bytes(b"zip")
    return found


def make_things(app: Flask, cast: Cast) -> dict[str, Any]:
    """Make everything the addresses of the table name; all of it 佐々木's, or of 佐々木's group."""
    from course.accounts import operations as accounts
    from course.accounts.models import Group, Invite, User
    from course.api import operations as tokens
    from course.coaching import operations as coaching
    from course.quarter import operations as quarters
    from course.quizzes import operations as quizzes
    from course.quizzes.models import ReviewCard
    from course.reports import operations as reports
    from course.reports import queries as reports_queries
    from course.roleplay import operations as roleplay
    from course.roster import operations as roster
    from tests.live.rooms import put_room
    from tests.quarter.playing import put_quarter

    with app.app_context():
        catalogue = app.extensions["catalogue"]
        now = utc_now()
        sasaki = db.session.get_one(User, cast.sasaki.id)
        group = db.session.get_one(Group, cast.group_id)
        hori = db.session.get_one(User, cast.hori.id)
        scenario, quiz = catalogue.scenarios["sample"], catalogue.quizzes["first"]
        runs = [
            roleplay.begin(sasaki, scenario, mode=mode, say_first=words, seed=7, now=now)
            for mode, words in (("practice", False), ("practice", True), ("scored", False))
        ]
        for run, choices in zip(runs, (["ask"], [], ["ask", "when"]), strict=True):
            for seq, choice in enumerate(choices):
                roleplay.choose(run, seq=seq, choice_id=choice, now=now)
        before = now - timedelta(days=90)
        finish_course(sasaki, catalogue, before - timedelta(days=1))
        done = quizzes.begin(sasaki, quiz, seed=7, now=before)
        for question, chosen in WRONG.items():
            quizzes.answer(sasaki, done, question_id=question, chosen=chosen, confidence=None, now=before)
        attempt = quizzes.begin(sasaki, quiz, seed=8, now=now)
        quizzes.answer(sasaki, attempt, question_id="q1", chosen=["b"], confidence=None, now=now)
        db.session.execute(update(ReviewCard).values(due_at=now - timedelta(minutes=1)))
        reviewed, card = db.session.scalars(select(ReviewCard).order_by(ReviewCard.id)).all()[-2:]
        given = quizzes.answer_review(
            sasaki,
            reviewed,
            quiz,
            seq=0,
            version=quiz.version,
            chosen=WRONG[reviewed.question_id],
            confidence=None,
            now=now,
        )
        token = accounts.invite(hori, group, role="trainee", days=7, people=20, now=now)
        invites = []
        for _ in ROLES:
            accounts.invite(hori, group, role="trainee", days=7, people=1, now=now)
            invites.append(db.session.scalars(select(Invite.id).order_by(Invite.id.desc())).first())
        password_tokens = []
        for number in range(len(ROLES)):
            forgetful = accounts.create_person(
                email=f"forgot{number}@example.jp", name="忘れた人", password_hash=None, now=now
            )
            password_tokens.append(accounts.make_password_link(hori, forgetful, now))
        # Enough for a suggestion: first attempts of five people, each with one wrong answer.
        for number in range(5):
            put_wrong_answer(forgetful.id - number, group.id, quiz.version, now)
        begun = {
            "new_quarter": put_quarter(sasaki, catalogue, 0, now),
            "quarter": put_quarter(sasaki, catalogue, 1, now),
            "meeting_quarter": put_quarter(sasaki, catalogue, 0, now),
            "ended_quarter": put_quarter(sasaki, catalogue, 12, now),
        }
        met, place = begun["meeting_quarter"], {"week": 0, "now": now}
        quarters.forecast(met, seq=0, grades={}, **place)
        quarters.meet(met, scenario, seq=1, changes={}, run_seed=7, **place)
        admin = db.session.get_one(User, cast.admin.id)
        imports = [roster.check(admin, "a.csv", PEOPLE.encode(), now) for _ in range(3)]
        imports[1].state = "stopped"
        spoken = roleplay.begin(sasaki, scenario, mode="practice", say_first=True, seed=9, now=now)
        roleplay.say(spoken, seq=0, words="いくらならよいですか", now=now)
        roleplay.choose(spoken, seq=1, choice_id="cut", now=now)
        roleplay.say(spoken, seq=2, words="", now=now)
        roleplay.choose(spoken, seq=3, choice_id="leave", now=now)
        coaching.review(hori, spoken, spoken.events[0], mark="good", comment="", now=now)
        plan = coaching.keep_plan(hori, group, {"questions": [], "scene": None}, now)
        api_token, _secret = tokens.make(sasaki, name="集計", days=30, random=bytes(32), now=now)
        hayashi = db.session.get_one(User, cast.hayashi.id)
        export, _is_new = reports.ask_for_export(hori, group, format_="csv", language="ja", people=2, now=now)
        export.state, export.stored, export.size = "done", "made.zip", 3
        export.people = reports_queries.fingerprint_of(group)
        found = {
            "import": imports[0].id,
            "stopped_import": imports[1].id,
            "faulty_import": imports[2].id,
            "typed_line": spoken.events[0].id,
            "spoken_run": spoken.id,
            "plan": plan.id,
            "api_token": api_token.id,
            **put_room(hayashi, group, sasaki, quiz, now),
            **{name: quarter.id for name, quarter in begun.items()},
            "run": runs[0].id,
            "wordy_run": runs[1].id,
            "ended_run": runs[2].id,
            "attempt": attempt.id,
            "card": card.id,
            "card_option": WRONG[card.question_id][0],
            "review_answer": given.id,
            "token": token,
            "password_token": password_tokens[0],
            "password_tokens": password_tokens,
            "certificate": certificate_of(forgetful, now).code,
            "export": export.id,
            "group": group.id,
            "other_group": cast.stranger_group_id,
            "sasaki": cast.sasaki.id,
            "ono": cast.ono.id,
            "hayashi": cast.hayashi.id,
            "stranger_trainee": cast.stranger_trainee.id,
            "lesson_version": catalogue.lessons["first"].version,
            "quiz_version": quiz.version,
            "invites": invites,
            **assigned(sasaki, hori, group, cast, app.config["SECRET_KEY"]),
        }
        db.session.commit()
    return found


def assigned(sasaki: Any, hori: Any, group: Any, cast: Cast, secret_key: str) -> dict[str, Any]:
    """Let 堀 assign to the group, excuse 小野, and write to 佐々木, who has a calendar address (as 南 has)."""
    from course.accounts.models import User
    from course.assignments import operations
    from course.assignments.operations import Item, Terms
    from course.mail.tokens import stop_token
    from course.notes import operations as notes

    now = utc_now()
    item = Item("quiz", "first", {"ja": "確かめの四問"}, 70)
    made, other = (
        operations.assign(hori, [item], group, Terms(now.date() + timedelta(days=days)), anew=False, now=now)[
            0
        ]
        for days in (3, 4)
    )
    operations.withdraw(hori, other, now)
    operations.exempt(hori, made, db.session.get_one(User, cast.ono.id), reason="育休", now=now)
    shared, private = (
        notes.write(hori, sasaki, text="よい問い", shared=is_shared, now=now) for is_shared in (True, False)
    )
    notes.withdraw(hori, private, now)
    operations.make_calendar_link(db.session.get_one(User, cast.stranger_manager.id), now)
    return {
        "assignment": made.id,
        "withdrawn_assignment": other.id,
        "note": shared.id,
        "withdrawn_note": private.id,
        "calendar_token": operations.make_calendar_link(sasaki, now),
        "stop_token": stop_token(secret_key, sasaki.id, "reminder"),
    }


def put_wrong_answer(person_id: int, group_id: int, version: str, now: datetime) -> None:
    """Make somebody a trainee who has missed one question."""
    from course.accounts.models import Membership
    from course.quizzes.models import Answer, Attempt
    from course.summaries import operations as summaries

    db.session.add(Membership(user_id=person_id, group_id=group_id, role="trainee"))
    attempt = Attempt(
        user_id=person_id,
        quiz_id="first",
        version=version,
        seed=1,
        started_at=now,
        finished_at=now,
        score=0.0,
        passed=False,
    )
    attempt.answers = [Answer(question_id="q1", chosen=["b"], credit=0.0, at=now)]
    db.session.add(attempt)
    db.session.flush()
    summaries.attempt_finished(attempt)


def rows(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Read the whole database, but for the notes of who saw whose answers, which reading is meant to leave."""
    with app.app_context(), db.engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
    found["audit_entry"] = [entry for entry in found["audit_entry"] if SEEN not in entry]
    return found


def ask(browser: FlaskClient, route: Route, things: dict[str, Any], role: str, **more: str) -> Any:
    """Send a route's request as a role."""
    number = ROLES.index(role)
    own = {"invite": things["invites"][number], "password_token": things["password_tokens"][number]}
    names = {**things, **own}
    data = route.by_visitor if role == "anonymous" and route.by_visitor is not None else route.data
    filled = {name: value.format(**names) for name, value in data.items()} | more
    path = route.path.format(**names)
    if route.method == "GET":
        return browser.get(path, buffered=True)
    return browser.open(path, method=route.method, data=filled)


def test_every_route_is_in_the_table_and_nothing_else(app: Flask) -> None:
    mapped = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    adapter = app.url_map.bind("localhost")
    listed = set()
    for name, route in ROUTES.items():
        path = re.sub(r"\{\w+\}", "1", urlsplit(route.path).path)
        rule, _values = adapter.match(path, route.method, return_rule=True)
        assert f"{rule.endpoint} {route.method}" == name
        listed.add((rule.rule, route.method))
    assert listed == mapped
    # Routes beside Flask have no roles: each must be thought about before it is added here.
    assert [pattern.pattern for pattern, _native in NATIVE] == ["/healthz"]


def is_refused(route: Route, role: str) -> bool:
    """Tell whether a role may not have this route at all (a visitor is sent to sign in)."""
    return route.expected(role) in {REFUSED, HIDDEN} or (role == "anonymous" and not route.public)


def answer_of_map(app: Flask, path: str, method: str) -> int | None:
    """Give the status with which the URL map itself answers, before any view is found; None where there is one."""
    try:
        app.url_map.bind("localhost").match(urlsplit(path).path, method)
    except HTTPException as answer:
        return answer.code
    return None


@pytest.mark.parametrize("role", ROLES)
def test_what_a_person_may_not_do_changes_nothing_and_what_they_may_read_they_can(
    app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf, role: str
) -> None:
    browser = browser_of(cast.everybody[role])
    before = rows(app)
    for name, route in ROUTES.items():
        if not (is_refused(route, role) or route.method == "GET"):
            continue
        answer = ask(browser, route, things, role)
        assert answer.status_code == route.expected(role), name
        if role == "anonymous" and not route.public:
            assert urlsplit(answer.location).path == "/sign-in", name
        elif answer.status_code == SIGN_IN:
            assert urlsplit(answer.location).path != "/sign-in", name
        if route.method == "GET" and role in {"anonymous", "trainee", "stranger trainee"}:
            head = browser.head(route.path.format(**things, invite=1), buffered=True)
            assert head.status_code == route.expected(role), f"HEAD of {name}"
    assert rows(app) == before


CHANGES = [name for name, route in ROUTES.items() if route.method != "GET" and DONE in route.statuses[1:]]


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_person_may_change_they_can(
    app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf, name: str
) -> None:
    route = ROUTES[name]
    # A stranger first, where everybody may: 佐々木 has a quiz under way, and is in the group of the invite already.
    allowed = [role for role in reversed(ROLES) if not is_refused(route, role)]
    browsers = {role: browser_of(cast.everybody[role]) for role in allowed}
    before = rows(app)
    for number, role in enumerate(allowed):
        answer = ask(browsers[role], route, things, role)
        assert answer.status_code == route.expected(role), (role, answer.text[:2_000])
        if number == 0 and name not in {"security.login POST", "live.join POST"}:  # these let people through
            assert rows(app) != before, f"{role} changed nothing"


def test_other_methods_are_refused_to_everybody(
    app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf
) -> None:
    allowed: dict[str, set[str]] = {}
    for route in ROUTES.values():
        names = {**things, "invite": things["invites"][0]}
        allowed.setdefault(urlsplit(route.path.format(**names)).path, set()).add(route.method)
    before_all = {role: browser_of(cast.everybody[role]) for role in ("anonymous", "trainee", "admin")}
    before = rows(app)
    signed_in = cycle(("trainee", "admin"))  # by turns: without a view nobody is asked who they are
    for path, methods in allowed.items():
        asked, *others = sorted({"GET", *UNSAFE} - methods)
        for role in ("anonymous", next(signed_in)):
            answer = before_all[role].open(path, method=asked, buffered=True)
            assert answer.status_code == 405, (role, asked, path)
        for method in others:  # no view is found: the map alone decides
            assert answer_of_map(app, path, method) == 405, (method, path)
    assert rows(app) == before


def test_one_s_own_group_opens_nothing_of_another_s(
    app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf
) -> None:
    """The first number of an address is mine, the second somebody else's: still not found, nothing changed."""
    own, theirs = cast.stranger_group_id, things["group"]
    invite = things["invites"][0]
    leaders = (cast.stranger_trainer, cast.stranger_manager)
    before_browsers = {person: browser_of(person) for person in (*leaders, cast.hori, cast.admin)}
    before = rows(app)
    for person in leaders:
        browser = before_browsers[person]
        assert browser.get(f"/groups/{own}").status_code == 200
        for address in (f"/groups/{own}/people/{cast.sasaki.id}", f"/groups/{theirs}/people/{person.id}"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"/groups/{own}/invites/{invite}/close").status_code == 404
        assert cast.sasaki.name not in browser.get(f"/groups/{own}").text
    assert (
        before_browsers[cast.hori].get(f"/groups/{theirs}/people/{cast.stranger_trainee.id}").status_code
        == 404
    )
    admin = before_browsers[cast.admin]
    for act in ("roles", "remove"):
        address = f"/admin/groups/{own}/members/{cast.ono.id}/{act}"
        assert admin.post(address, data={"roles": "manager"}).status_code == 404
    assert rows(app) == before


def test_numbers_of_nothing_are_not_found(
    app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf
) -> None:
    browser = browser_of(cast.admin)
    before = rows(app)
    unmapped: set[str] = set()
    for number in ("0", "999999", "2147483647", "2147483648", "99999999999999999999", "-1", "1.5", "x"):
        kept = ("token", "lesson_version", "quiz_version", "card_option")
        names = {name: value if name in kept else number for name, value in things.items()} | {
            "invite": number
        }
        for name, route in ROUTES.items():
            if "{" not in route.path or "token}" in route.path:
                continue
            path = route.path.format(**names)
            status = answer_of_map(app, path, route.method)
            if status is None or number not in unmapped:  # once each is enough where no view is found
                unmapped |= {number} if status else set()
                data = {key: value.format(**names) for key, value in route.data.items()}
                status = browser.open(path, method=route.method, data=data or None).status_code
            # Where a number is too large for its rule, another method's rule may speak first.
            assert status in ({404, 405} if len(number) > 9 else {404}), (name, number)
    assert rows(app) == before


class TestTokens:
    """A form posted from elsewhere carries no token of this sign-in."""

    @pytest.fixture
    def app_settings(self, content: Path) -> dict[str, Any]:
        return {"CONTENT_ROOTS": [content], "WTF_CSRF_ENABLED": True}

    def token(self, browser: FlaskClient) -> str:
        found = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/", follow_redirects=True).text
        )
        assert found
        return found[1]

    def test_a_post_without_a_token_of_its_own_is_refused(
        self, app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf
    ) -> None:
        posts = {
            name: route
            for name, route in ROUTES.items()
            if route.method != "GET" and name not in WITHOUT_TOKEN
        }
        browsers = {role: browser_of(cast.everybody[role]) for role in ROLES}
        tokens = {role: self.token(browsers[role]) for role in ROLES}
        before = rows(app)
        for name, route in posts.items():
            for number, role in enumerate(role for role in ROLES if not is_refused(route, role)):
                foreign = tokens["manager" if role != "manager" else "admin"]
                for wrong in (foreign, "", "x", tokens[role] + "x")[: 1 if number else None]:
                    answer = ask(browsers[role], route, things, role, csrf_token=wrong)
                    assert answer.status_code == 400, (name, role, wrong)
                assert ask(browsers[role], route, things, role).status_code == 400, (name, role)
        assert rows(app) == before

    def test_the_same_posts_with_a_token_are_answered_as_the_table_says(
        self, app: Flask, things: dict[str, Any], cast: Cast, browser_of: BrowserOf
    ) -> None:
        posts = {name: route for name, route in ROUTES.items() if route.method != "GET"}
        last = (
            "privacy.erase POST",  # empties the lists that were checked
            "accounts.set_member_roles POST",
            "live.change_seat POST",
            "accounts.remove_member POST",
            "accounts.set_active POST",
            "security.change_password POST",
            "security.logout POST",
            "accounts.new_password POST",
        )
        browsers = {role: browser_of(cast.everybody[role]) for role in ("trainee", "admin")}
        tokens = {role: self.token(browser) for role, browser in browsers.items()}
        for name in sorted(posts, key=lambda name: (last.index(name) if name in last else -1, name)):
            role = "admin" if is_refused(posts[name], "trainee") else "trainee"
            if name == "accounts.new_password POST":
                tokens[role] = self.token(browsers[role])  # signed out just now, and a visitor has one too
            answer = ask(browsers[role], posts[name], things, role, csrf_token=tokens[role])
            assert answer.status_code == posts[name].expected(role), name
            if name == "security.change_password POST":
                tokens[role] = self.token(browsers[role])  # it begins a new sign-in
