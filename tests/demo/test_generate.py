"""A generated company is the same for the same number, and everything in it was really graded, played and spaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from course.accounts import queries as accounts
from course.accounts.models import Group, Membership, User
from course.assignments.models import Assignment
from course.cli import main
from course.content.catalogue import Catalogue
from course.demo import cli, company, played_quarters
from course.demo.generate import Size, counts, generate
from course.extensions import db
from course.quarter import evaluation
from course.quarter.models import Quarter
from course.quarter.queries import game_of
from course.quizzes import review as spacing
from course.quizzes.grading import attempt_score, grade, passed
from course.quizzes.models import Answer, Attempt, ReviewAnswer, ReviewCard
from course.roleplay import engine, scoring
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.versions.queries import load
from tests.people import Cast

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SIZE = Size(people=40, answers=60, runs=8, days=200, plays=6, quarters=1)


@pytest.fixture
def made(app: Flask, shipped_course: Catalogue) -> Iterator[Flask]:
    """Generate a small company."""
    with app.app_context():
        make(shipped_course)
        yield app


def make(course: Catalogue) -> None:
    with (
        mock.patch.object(played_quarters, "RUNS", 20),
        mock.patch.object(evaluation, "BAND_RUNS", 20),
        mock.patch.object(evaluation, "LEFT_RUNS", 20),
    ):
        generate(course, SIZE, seed=5, now=NOW)


def test_everything_in_it_is_real(made: Flask) -> None:
    """One test, because the company takes seconds."""
    every_answer_is_graded_and_every_attempt_scored()
    every_run_was_played()
    every_card_is_where_its_answers_put_it()
    quarters_that_are_over_were_played()
    nothing_lies_outside_the_days_asked_for()
    the_next_attempt_gets_a_number_of_its_own()
    leaders_sign_in_with_one_click()
    leaders_have_given_the_course_in_its_order()


def every_answer_is_graded_and_every_attempt_scored() -> None:
    attempts = db.session.scalars(select(Attempt)).all()
    assert len(attempts) > 100
    assert any(attempt.finished_at is None for attempt in attempts)
    for attempt in attempts:
        quiz = load(attempt.version)
        questions = [quiz.question(answer.question_id) for answer in attempt.answers]
        assert [
            grade(question, answer.chosen)
            for question, answer in zip(questions, attempt.answers, strict=True)
        ] == [answer.credit for answer in attempt.answers]
        if attempt.finished_at is not None:
            assert attempt.score == attempt_score([answer.credit for answer in attempt.answers])
            assert attempt.passed == passed(attempt.score, quiz.passing)
            assert len(attempt.answers) == len(quiz.questions)


def every_run_was_played() -> None:
    runs = db.session.scalars(select(Run)).all()
    assert len(runs) > 150
    for run in runs:
        scenario = load(run.version)
        state, logs = engine.replay(scenario, fold(run.events).choice_ids)
        assert (scenario.scenes[state.scene].end is not None) == (run.ended_at is not None)
        if run.ended_at is not None:
            result = scoring.result(scenario, logs)
            assert (run.raw, run.score, run.outcome, run.buyer) == (
                result.raw,
                result.score,
                result.outcome,
                result.buyer,
            )
            assert run.events[-1].at == run.ended_at
        if run.branched_from_id is not None:
            origin = fold(db.session.get_one(Run, run.branched_from_id).events).choice_ids
            assert fold(run.events).choice_ids[: run.branched_at] == origin[: run.branched_at]


def every_card_is_where_its_answers_put_it() -> None:
    cards = db.session.scalars(select(ReviewCard)).all()
    assert len(cards) > 100
    for held in cards:
        given = db.session.execute(
            select(Answer.at, Answer.credit, Answer.confidence)
            .join(Attempt)
            .where(
                Attempt.user_id == held.user_id,
                Attempt.quiz_id == held.quiz_id,
                Answer.question_id == held.question_id,
            )
            .union_all(
                select(ReviewAnswer.at, ReviewAnswer.credit, ReviewAnswer.confidence).where(
                    ReviewAnswer.card_id == held.id
                )
            )
        ).all()
        card: spacing.ReviewCard | None = None
        for at, credit, confidence in sorted(given):
            card = spacing.review(card, spacing.Answer(credit=credit, confidence=confidence), at)
        assert card is not None
        assert spacing.ReviewCard.from_dict(held.card) == card
        assert held.due_at == (None if card.retired else card.due)
        assert held.confident_wrong == (card.return_at is not None)


def quarters_that_are_over_were_played() -> None:
    over = db.session.scalars(select(Quarter).where(Quarter.ended_at.is_not(None)).limit(2)).all()
    assert over
    for quarter in over:
        game = game_of(quarter)
        assert game.over and quarter.report is not None
        assert game.moment.count("contracts") - game.moment.count("cancelled") == quarter.net
    left = db.session.scalars(select(Quarter).where(Quarter.ended_at.is_(None))).all()
    assert all(not game_of(quarter).over for quarter in left)


def nothing_lies_outside_the_days_asked_for() -> None:
    first, last = db.session.execute(select(func.min(Answer.at), func.max(Answer.at))).one()
    assert NOW - timedelta(days=SIZE.days + 1) <= first and last <= NOW


def the_next_attempt_gets_a_number_of_its_own() -> None:
    person = db.session.scalars(select(User).where(User.email.startswith("trainee-"))).one()
    version = db.session.scalar(select(Attempt.version).limit(1))
    attempt = Attempt(user_id=person.id, quiz_id="new", version=version, seed=1, started_at=NOW)
    db.session.add(attempt)
    db.session.flush()
    assert attempt.id == (db.session.scalar(select(func.max(Attempt.id))) or 0)
    db.session.rollback()


def leaders_sign_in_with_one_click() -> None:
    shown = {person.email.partition("-")[0]: person for person in accounts.demo_people()}
    assert set(shown) == {"head", "manager", "trainer", "leader", "trainee"}
    assert all(person.active for person in shown.values())
    assert accounts.led_groups(shown["head"])[0].name == company.COMPANY
    assert accounts.led_groups(shown["manager"])[0].name == company.CITIES[0] + "支店"


def leaders_have_given_the_course_in_its_order() -> None:
    given = db.session.scalars(select(Assignment).order_by(Assignment.due_at)).all()
    assert {one.group_id for one in given} == set(db.session.scalars(select(Group.id).where(Group.id <= 2)))
    pieces = [one for one in given if one.kind != "quarter"]
    assert len(pieces) > 5
    assert (pieces[0].kind, pieces[0].item_id) == ("lesson", "both-wheels")
    assert pieces[0].due_at < NOW - timedelta(days=SIZE.days / 2) < NOW < pieces[-1].due_at
    assert all(one.made_at < one.due_at for one in given)


def test_the_same_number_makes_the_same_company(made: Flask, shipped_course: Catalogue) -> None:
    first = contents(0, 0)
    people = db.session.scalars(select(func.max(User.id))).one()
    groups = db.session.scalars(select(func.max(Group.id))).one()
    db.session.remove()
    make(shipped_course)  # beside the first
    assert len(first[0]) > 5
    assert contents(people, groups) == first


def contents(people: int, groups: int) -> list[Any]:
    """Read what people did, in an order of its own, without the numbers of rows."""
    attempts = (
        select(User.name, Attempt.quiz_id, Attempt.started_at, Attempt.score)
        .join(User)
        .where(User.id > people)
    )
    runs = select(User.name, Run.scenario_id, Run.started_at, Run.score).join(User).where(User.id > people)
    given = select(
        Assignment.group_id - groups, Assignment.kind, Assignment.item_id, Assignment.due_at
    ).where(Assignment.group_id > groups)
    return [
        sorted(map(repr, db.session.execute(given))),
        sorted(map(repr, db.session.execute(attempts))),
        sorted(map(repr, db.session.execute(runs))),
        sorted(
            map(
                repr,
                db.session.execute(
                    select(User.name, Membership.role, Membership.group_id - groups)
                    .join(Membership, Membership.user_id == User.id)
                    .where(User.id > people)
                ),
            )
        ),
    ]


@pytest.mark.parametrize("people", [5, 40, 700, 1_300])
def test_a_company_has_as_many_people_as_were_asked_for(people: int) -> None:
    drawn = company.draw_up(people, 1)
    assert len(drawn.members) == people
    assert [member.number for member in drawn.members] == list(range(people))
    teams = [
        len([1 for member in drawn.members if (("team", place), "trainee") in member.places])
        for place in range(len(drawn.teams))
    ]
    assert min(teams) > 0
    assert people < 500 or 8 <= min(teams) <= max(teams) <= 20
    assert people < 500 or any(
        sum(role == "trainee" for _, role in member.places) == 2 for member in drawn.members
    )


def test_the_command_leaves_people_who_are_there_alone(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "create_app", lambda given: app)
    monkeypatch.setattr(cli.schema, "upgrade", lambda app: None)
    done = CliRunner().invoke(main, ["demo", "generate", "--people", "5"])
    assert done.exit_code != 0 and "--force" in done.output
    with app.app_context():
        assert counts()["user"] == len(cast.everybody) - 1
        assert counts()["answer"] == 0
