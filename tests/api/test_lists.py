"""The lists of the API: who sees what, page by page, and what is said when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from course.accounts.models import Membership, User
from course.api.models import ApiToken
from course.api.resources import RESOURCES
from course.extensions import db, utc_now
from course.presentation import OFFICE_ZONE
from tests.api.program import Program
from tests.people import Cast, Person

ProgramOf = Callable[..., Program]
OF_PEOPLE = [name for name, resource in RESOURCES.items() if "person_id" in resource.filters]


def whom(rows: list[dict[str, Any]], name: str) -> set[int]:
    return {row["id" if name == "people" else "person_id"] for row in rows}


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_each_reads_their_own_people_and_nobody_else(records: Cast, program: ProgramOf, name: str) -> None:
    nagoya, osaka = {records.sasaki.id, records.ono.id}, {records.stranger_trainee.id}
    has_no_records = (
        () if name in {"people", "skills", "assignments"} else (records.ono, records.hayashi, records.hori)
    )
    idle = {person.id for person in has_no_records}
    bounds = {
        records.sasaki: {records.sasaki.id},
        records.hayashi: nagoya | {records.hayashi.id},
        records.hori: nagoya | {records.hayashi.id, records.hori.id},
        records.stranger_trainer: osaka | {records.stranger_trainer.id},
    }
    seen = {}
    for person, may in bounds.items():
        seen[person] = whom(program(person).rows(name), name)
        assert seen[person] <= may
        assert seen[person] >= (may & (nagoya | osaka)) - idle
    everybody = whom(program(records.admin).rows(name), name)
    assert everybody >= {records.sasaki.id, *osaka}


def test_answers_are_told_as_they_were_given_and_carry_no_key(records: Cast, program: ProgramOf) -> None:
    rows = program(records.hayashi).rows("answers")
    assert [row["question_id"] for row in rows] == ["q1", "q2", "q3", "q4"] * 2
    assert rows[1]["selected_option_ids"] == ["date", "price"]
    assert rows[0]["confidence"] == "medium" and rows[0]["correct"] is True and rows[0]["credit"] == 1.0
    assert rows[0]["answered_at"].endswith("Z")
    wrong = program(records.stranger_trainer).rows("answers")
    assert {row["correct"] for row in wrong} == {False}
    # The key is nowhere: of an answer that was wrong one learns no more than that.
    assert not {"right", "key", "best", "coach", "points"} & set(wrong[0])
    everything = program(records.hayashi).get("/api/v1/items").text + str(rows) + str(wrong)
    assert "カナリア" not in everything and "canary" not in everything


@pytest.mark.parametrize("name", RESOURCES)
def test_pages_of_any_size_hold_every_row_once_in_one_order(
    records: Cast, program: ProgramOf, name: str
) -> None:
    reader = program(records.admin)
    whole = reader.rows(name, "?limit=1000")
    assert len(whole) >= 2
    for limit in (1, 2, 3, len(whole), len(whole) + 1):
        assert reader.rows(name, f"?limit={limit}") == whole


def test_filters_narrow_within_one_s_bounds_and_a_stranger_is_as_good_as_nobody(
    records: Cast, program: ProgramOf
) -> None:
    hayashi = program(records.hayashi)
    assert whom(hayashi.rows("runs", f"?person_id={records.sasaki.id}"), "runs") == {records.sasaki.id}
    assert len(hayashi.rows("runs", f"?person_id={records.sasaki.id}&limit=1")) == 3
    assert hayashi.rows("skills", f"?group_id={records.group_id}")
    nobody = hayashi.get("/api/v1/runs?person_id=999999")
    stranger = hayashi.get(f"/api/v1/runs?person_id={records.stranger_trainee.id}")
    assert (stranger.status_code, stranger.data) == (nobody.status_code, nobody.data) == (200, nobody.data)
    assert hayashi.rows("runs", f"?group_id={records.stranger_group_id}") == []
    assert hayashi.rows("people", "?group_id=999999") == []


def test_only_what_changed_since_then(records: Cast, program: ProgramOf) -> None:
    hayashi = program(records.hayashi)
    since = (utc_now() - timedelta(days=1, hours=12)).isoformat().replace("+00:00", "Z")
    assert len(hayashi.rows("attempts")) == 2
    assert len(hayashi.rows("attempts", f"?updated_since={since}")) == 1
    assert len(hayashi.rows("answers", f"?updated_since={since}&limit=3")) == 4
    future = (utc_now() + timedelta(hours=1)).isoformat().replace("+", "%2B")
    for name in ("attempts", "answers", "runs", "lesson-progress", "quarters"):
        assert hayashi.rows(name, f"?updated_since={future}") == []


def test_a_person_of_two_companies_is_shown_with_the_roles_one_can_see(
    app: Flask, records: Cast, program: ProgramOf
) -> None:
    with app.app_context():
        db.session.add(
            Membership(user_id=records.sasaki.id, group_id=records.stranger_group_id, role="manager")
        )
        db.session.commit()
    [row] = program(records.hayashi).rows("people", f"?person_id={records.sasaki.id}")
    assert row["memberships"] == [{"group_id": records.group_id, "role": "trainee"}]
    assert row["email"] is None
    [own] = program(records.sasaki).rows("people", f"?person_id={records.sasaki.id}")
    assert len(own["memberships"]) == 2 and own["email"] == records.sasaki.email
    [full] = program(records.admin).rows("people", f"?person_id={records.sasaki.id}")
    assert len(full["memberships"]) == 2 and full["email"] == records.sasaki.email


def test_assignments_say_how_each_person_stands(records: Cast, program: ProgramOf) -> None:
    rows = {row["person_id"]: row for row in program(records.hori).rows("assignments")}
    assert set(rows) == {records.sasaki.id, records.ono.id}
    done, open_ = rows[records.sasaki.id], rows[records.ono.id]
    assert (done["status"], done["progress"], done["best_score"], done["attempts_used"]) == (
        "done",
        100,
        100,
        2,
    )
    assert (open_["status"], open_["progress"], open_["completed_at"]) == ("not_begun", 0, None)
    assert {row["attempts_allowed"] for row in rows.values()} == {3}


def test_groups_are_those_one_is_in(records: Cast, program: ProgramOf) -> None:
    assert [row["name"] for row in program(records.hori).rows("groups")] == ["名古屋支店"]
    assert {row["name"] for row in program(records.admin).rows("groups")} == {"名古屋支店", "大阪支店"}


def lose_role(user: User) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id == user.id))


def become_trainee(user: User) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == user.id).values(role="trainee"))


@pytest.mark.parametrize("change", [lose_role, become_trainee])
def test_a_role_taken_away_closes_the_very_next_request(
    app: Flask, records: Cast, program: ProgramOf, change: Callable[[User], None]
) -> None:
    hori = program(records.hori)
    first = hori.get("/api/v1/people?limit=1").get_json()
    assert len(hori.rows("attempts")) == 2
    with app.app_context():
        change(db.session.get_one(User, records.hori.id))
        db.session.commit()
    assert hori.rows("attempts") == []
    assert whom(hori.rows("people"), "people") == {records.hori.id}
    # A cursor from before is a place, not a right.
    assert whom(hori.get(first["next"]).get_json()["data"], "people") <= {records.hori.id}


def end(app: Flask, token_id: int, **values: Any) -> None:
    with app.app_context():
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(**values))
        db.session.commit()


def test_a_token_that_has_ended_opens_nothing(app: Flask, records: Cast, program: ProgramOf) -> None:
    expired = program(records.hayashi, random=b"e" * 32)
    revoked = program(records.hayashi, random=b"r" * 32)
    closed = program(records.ono)
    working = program(records.hayashi)
    end(app, expired.token_id, expires_at=utc_now() - timedelta(seconds=1))
    end(app, revoked.token_id, revoked_at=utc_now())
    with app.app_context():
        db.session.execute(update(User).where(User.id == records.ono.id).values(active=False))
        db.session.commit()
    made_up = Program(working.client, "ryorin_" + "x" * 43, 0)
    short = Program(working.client, "ryorin_x", 0)
    bodies = set()
    for program_ in (expired, revoked, closed, made_up, short):
        for path in (*(resource.path for resource in RESOURCES.values()), "/api/v1/openapi.json"):
            answer = program_.get(path)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            bodies.add(answer.data)
    assert len(bodies) == 1, "which way a token ended is nobody's business"
    assert working.get("/api/v1/people").status_code == 200


def test_only_the_header_carries_a_token(
    records: Cast, program: ProgramOf, browser_of: Callable[[Person], FlaskClient]
) -> None:
    hori = program(records.hori)
    client = hori.client
    assert client.get(f"/api/v1/people?access_token={hori.secret}").status_code == 401
    for header in (
        hori.secret,
        f"Basic {hori.secret}",
        f"Bearer {hori.secret}x",
        "Bearer",
        "Bearer ",
        f"Bearer x{hori.secret}",
    ):
        assert client.get("/api/v1/people", headers={"Authorization": header}).status_code == 401
    assert client.get("/api/v1/people", headers={"Authorization": f"bearer {hori.secret}"}).status_code == 200
    # A browser that is signed in reads pages; it reads the description, and no list.
    browser = browser_of(records.hori)
    assert browser.get("/api/v1/people").status_code == 401
    assert browser.get("/api/v1/openapi.json").status_code == 200
    # And a token opens no page.
    answer = client.get("/groups", headers={"Authorization": f"Bearer {hori.secret}"})
    assert answer.status_code == 303 and "/sign-in" in answer.location


WRONG = [
    ("people", "?limit=0", {"limit"}),
    ("people", "?limit=1001", {"limit"}),
    ("people", "?limit=many", {"limit"}),
    ("people", "?limit=1&limit=2", {"limit"}),
    ("people", "?updated_since=2026-11-01T00:00:00Z", {"updated_since"}),
    ("groups", "?person_id=1", {"person_id"}),
    ("runs", "?updated_since=yesterday", {"updated_since"}),
    ("runs", "?updated_since=2026-11-01T00:00:00", {"updated_since"}),
    ("runs", "?updated_since=0001-01-01T00:00:00%2B14:00", {"updated_since"}),
    ("runs", "?person_id=-1&group_id=99999999999", {"person_id", "group_id"}),
    ("runs", "?persno_id=1", {"persno_id"}),
    ("runs", "?cursor=x", {"cursor"}),
    ("runs", "?cursor=WzFd", {"cursor"}),  # [1]: a place in another list
    ("runs", "?cursor=WzEsLTFd", {"cursor"}),  # [1,-1]
    ("runs", "?cursor=WzEsOTk5OTk5OTk5OV0", {"cursor"}),  # [1,9999999999]
    ("runs", "?cursor=" + "W" * 4000, {"cursor"}),
]


@pytest.mark.parametrize(("name", "query", "wrong"), WRONG)
def test_what_cannot_be_read_is_named(
    cast: Cast, program: ProgramOf, name: str, query: str, wrong: set[str]
) -> None:
    answer = program(cast.hori).get(f"/api/v1/{name}{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["type"] == "/api#problem-invalid-parameter"
    assert {error["parameter"] for error in body["errors"]} == wrong


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/people/1", 404),
        ("POST", "/api/v1/people", 405),
        ("DELETE", "/api/v1/runs", 405),
    ],
)
@pytest.mark.parametrize(
    ("accepts", "said"), [("ja", "この API は読むだけです"), ("en", "This API only reads")]
)
def test_other_errors_are_problems_too(
    cast: Cast, program: ProgramOf, method: str, path: str, status: int, accepts: str, said: str
) -> None:
    headers = {"Authorization": f"Bearer {program(cast.hori).secret}", "Accept-Language": accepts}
    answer = program(cast.ono).client.open(path, method=method, headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == status
    assert (body["title"] == said) == (status == 405)


def test_a_crash_tells_nothing(cast: Cast, program: ProgramOf, monkeypatch: pytest.MonkeyPatch) -> None:
    from course.api import routes

    def crash(*_arguments: Any) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(routes, "_page", crash)
    answer = program(cast.hori).get("/api/v1/people")
    assert answer.status_code == 500 and answer.mimetype == "application/problem+json"
    assert "secret" not in answer.text


class TestLimits:
    """Each token has requests of its own, and hears how many are left."""

    @pytest.fixture
    def app_settings(self, content: Any) -> dict[str, Any]:
        return {"CONTENT_ROOTS": [content], "API_RATE": "3 per minute", "API_REFUSALS": "4 per minute"}

    def test_a_token_that_asks_too_often_waits_and_others_do_not(
        self, cast: Cast, program: ProgramOf
    ) -> None:
        busy, calm = program(cast.hori), program(cast.hayashi)
        left = []
        for _ in range(3):
            answer = busy.get("/api/v1/people")
            assert answer.headers["X-RateLimit-Limit"] == "3"
            left.append(answer.headers["X-RateLimit-Remaining"])
        assert left == ["2", "1", "0"]
        refused = busy.get("/api/v1/people")
        assert refused.status_code == 429 and refused.mimetype == "application/problem+json"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert calm.get("/api/v1/people").status_code == 200

    def test_wrong_tokens_are_counted_by_the_address_they_come_from(
        self, cast: Cast, program: ProgramOf
    ) -> None:
        working = program(cast.hori)
        statuses = []
        for number in range(6):
            guess = Program(working.client, "ryorin_" + f"{number:043}", 0)
            statuses.append(guess.get("/api/v1/people").status_code)
        assert statuses == [401] * 4 + [429] * 2


def test_the_day_of_use_is_kept_once_a_day_and_not_by_reading(
    app: Flask, cast: Cast, program: ProgramOf
) -> None:
    hori = program(cast.hori)

    def used() -> Any:
        with app.app_context():
            return db.session.get_one(ApiToken, hori.token_id).last_used_on

    assert used() is None
    hori.get("/api/v1/people")
    today = utc_now().astimezone(OFFICE_ZONE).date()
    assert used() == today
    end(app, hori.token_id, last_used_on=today - timedelta(days=3))
    hori.get("/api/v1/nothing")  # no list: nothing was read
    assert used() == today - timedelta(days=3)
    hori.get("/api/v1/groups")
    assert used() == today


def test_no_other_site_s_script_may_read_and_nothing_is_stored(cast: Cast, program: ProgramOf) -> None:
    hori = program(cast.hori)
    answer = hori.get("/api/v1/people", Origin="https://elsewhere.example")
    assert not [name for name, _value in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers
    asked = hori.client.options(
        "/api/v1/people",
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Headers": "authorization"},
    )
    assert not [name for name, _value in asked.headers if name.lower().startswith("access-control")]


def test_no_secret_is_logged_or_kept(
    app: Flask,
    cast: Cast,
    program: ProgramOf,
    browser_of: Callable[[Person], FlaskClient],
    caplog: pytest.LogCaptureFixture,
) -> None:
    import re

    caplog.set_level(logging.DEBUG)
    browser = browser_of(cast.hori)
    browser.post("/account/tokens", data={"name": "月次", "days": "30"})
    found = re.search(r"ryorin_[\w-]{43}", browser.get("/account/tokens").text)
    assert found
    secret = found[0]
    reader = Program(app.test_client(), secret, 0)
    for path in ("/api/v1/people", "/api/v1/people?limit=x", "/api/v1/nothing"):
        reader.get(path)
    assert "token made" in caplog.text
    assert secret not in caplog.text and secret.removeprefix("ryorin_") not in caplog.text
    with app.app_context():
        kept = db.session.query(ApiToken).one()
        assert secret not in str(vars(kept)) and kept.hint == secret[-4:]


@pytest.fixture
def tree(app: Flask, records: Cast) -> int:
    """Put 名古屋支店 below a company that 南, of the other one, comes to manage; its number."""
    from course.accounts import group_operations
    from course.accounts.models import Group

    with app.test_request_context(method="POST"):
        admin = db.session.get_one(User, records.admin.id)
        company = group_operations.create_group(admin, "両輪商事", utc_now())
        group_operations.move_group(admin, db.session.get_one(Group, records.group_id), company)
        db.session.add(Membership(user_id=records.stranger_manager.id, group_id=company.id, role="manager"))
        db.session.commit()
        return company.id


def test_who_leads_a_company_reads_what_is_below_it_and_its_members_do_not_look_up(
    app: Flask, records: Cast, program: ProgramOf, tree: int
) -> None:
    from course.accounts import group_operations
    from course.accounts.models import Group

    minami, hori = program(records.stranger_manager), program(records.hori)
    assert {row["id"]: row["parent_id"] for row in minami.rows("groups")} == {
        records.group_id: tree,
        tree: None,
        records.stranger_group_id: None,
    }
    assert [(row["id"], row["parent_id"]) for row in hori.rows("groups")] == [(records.group_id, None)]
    both = {records.sasaki.id, records.stranger_trainee.id}
    assert whom(minami.rows("attempts"), "attempts") == both
    assert whom(minami.rows("attempts", f"?group_id={tree}"), "attempts") == {records.sasaki.id}
    assert hori.rows("attempts", f"?group_id={tree}") == []
    with app.test_request_context(method="POST"):
        admin = db.session.get_one(User, records.admin.id)
        group_operations.move_group(admin, db.session.get_one(Group, records.group_id), None)
        db.session.commit()
    assert whom(minami.rows("attempts"), "attempts") == {records.stranger_trainee.id}


def test_whose_records_were_read_is_noted_and_one_s_own_are_not(
    app: Flask, records: Cast, program: ProgramOf
) -> None:
    from course.audit.models import AuditEntry

    def seen() -> list[tuple[int | None, int | None, Any]]:
        with app.app_context():
            entries = db.session.query(AuditEntry).filter_by(action="answers.see").order_by(AuditEntry.id)
            return [(entry.actor_id, entry.subject_id, entry.detail["page"]) for entry in entries]

    program(records.sasaki).rows("answers")
    program(records.hori).rows("people")
    assert seen() == []
    program(records.hori).rows("answers")
    assert seen() == [(records.hori.id, records.sasaki.id, "api answers")]
