"""The groups below are summed up alike from how each person stands and in the database, and people found once can be asked about again."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from course.accounts.group_operations import create_group
from course.accounts.models import Group, Membership, User
from course.accounts.queries import trainee_ids_below
from course.chosen import these
from course.extensions import db, utc_now
from course.live_catalogue import catalogue
from course.reports import group_queries, queries
from course.reports.below_queries import below_of_few, below_of_many, sizes_below
from course.reports.periods import chosen, monday
from course.reports.rules import QUIET, Rules
from course.skills.mastery import SKILLS
from course.summaries.calendar import day_of
from course.summaries.models import PersonSkill, PersonSummary, PersonWeek
from tests.people import Cast, make_person

PEOPLE = 40


def live(number: int, chance: Random, teams: list[Group]) -> None:
    """Give one person one team or two, and a past of their own; some have none, some are closed."""
    now = utc_now()
    user = make_person(f"人{number}", f"p{number}@example.jp")
    user.created_at, user.active = now - timedelta(days=chance.randrange(30)), chance.random() < 0.9
    db.session.flush()
    for team in chance.sample(teams, 1 + (chance.random() < 0.3)):
        db.session.add(Membership(user_id=user.id, group_id=team.id, role="trainee"))
    if chance.random() < 0.3:
        return
    db.session.add(PersonSummary(user_id=user.id, last_at=now - timedelta(days=chance.randrange(20))))
    for skill in SKILLS:
        weight = chance.uniform(0.1, 9.0)
        db.session.add(
            PersonSkill(
                user_id=user.id,
                skill=skill,
                n=chance.randrange(1, 6),
                weight=weight,
                value=weight * chance.random(),
                last_at=now,
            )
        )
    for weeks in chance.sample(range(8), chance.randrange(4)):
        attempts, runs = chance.randrange(3), chance.randrange(3)
        db.session.add(
            PersonWeek(
                user_id=user.id,
                week=monday(day_of(now)) - timedelta(weeks=weeks),
                attempts=attempts,
                attempt_score=attempts * chance.uniform(0, 100),
                runs=runs,
                run_score=runs * chance.uniform(0, 100),
            )
        )


@pytest.mark.parametrize("used", [Rules(), Rules(off=frozenset({QUIET}))], ids=["all rules", "one off"])
def test_the_groups_below_are_summed_up_alike_one_by_one_and_in_the_database(
    app: Flask, cast: Cast, used: Rules
) -> None:
    with app.test_request_context(method="POST"):
        now, chance = utc_now(), Random(11)
        company = db.session.get_one(Group, cast.group_id)
        hori = db.session.get_one(User, cast.hori.id)
        teams = [create_group(hori, name, now, parent=company) for name in ("一課", "二課", "三課", "空の課")]
        inner = create_group(hori, "一課の一班", now, parent=teams[0])
        for number in range(PEOPLE):
            live(number, chance, [inner, *teams[:3]])
        db.session.flush()
        people, period = trainee_ids_below(company), chosen("weeks", None, None, day_of(now))
        every = queries.rows(people, used, catalogue(), now)
        few = below_of_few(company, every, group_queries.who_learned(people, period))
        many = below_of_many(company, people, used, period, catalogue(), now)
        assert [one.group.name for one in few] == sorted(team.name for team in teams)
        for one, other in zip(few, many, strict=True):
            assert (one.group, one.people, one.active, one.quiet) == (
                other.group,
                other.people,
                other.active,
                other.quiet,
            )
            assert one.score == pytest.approx(other.score)
            assert one.skills == pytest.approx(other.skills)
        assert [(one.group, one.people) for one in few] == sizes_below(company)
        assert sum(one.people for one in few) > len(every) - 2, "who is in two teams is counted in both"
        assert any(one.quiet for one in few) and any(one.score for one in few)
        assert {one.people for one in few if one.group.name == "空の課"} == {0}


def test_people_found_before_can_be_asked_about_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for ids in ([], [cast.ono.id], [cast.ono.id, cast.sasaki.id, 0, -7]):
            asked = select(User.id).where(User.id.in_(these(ids)), User.name != cast.sasaki.name)
            assert set(db.session.scalars(asked)) == {cast.ono.id} & set(ids)
