"""Check the tree of groups: its closure, who leads what, and that a move counts at once."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.exceptions import Forbidden, NotFound

from course.accounts import access, group_operations, queries
from course.accounts.models import Group, GroupTree, Membership, PastMembership, User
from course.accounts.operations import Taken
from course.extensions import db, utc_now
from tests.people import Cast, make_person


@pytest.fixture
def admin(app: Flask, cast: Cast) -> Iterator[User]:
    with app.test_request_context(method="POST"):
        yield db.session.get_one(User, cast.admin.id)


def grow(admin: User, name: str, parent: Group | None = None) -> Group:
    return group_operations.create_group(admin, name, utc_now(), parent=parent)


def kept() -> set[tuple[int, int, int]]:
    rows = db.session.execute(select(GroupTree.ancestor_id, GroupTree.descendant_id, GroupTree.depth))
    return {(above, below, depth) for above, below, depth in rows}


def by_walking() -> set[tuple[int, int, int]]:
    """Work the closure out again, from each group upwards."""
    parents = {group.id: group.parent_id for group in db.session.scalars(select(Group))}
    found = set()
    for group in parents:
        at, depth = group, 0
        while at is not None:
            found.add((at, group, depth))
            at, depth = parents[at], depth + 1
            assert depth <= len(parents), "a cycle"
    return found


def test_a_company_a_branch_and_a_team(admin: User) -> None:
    company = grow(admin, "両輪商事")
    branch = grow(admin, "東京支店", company)
    team = grow(admin, "第一課", branch)
    assert [group.name for group in queries.line_of(team)] == ["両輪商事", "東京支店", "第一課"]
    assert (company.id, team.id, 2) in kept()
    assert kept() == by_walking()


def test_names_are_unique_among_siblings_only(admin: User) -> None:
    company, other = grow(admin, "甲社"), grow(admin, "乙社")
    for parent in (company, other):
        grow(admin, "営業部", parent)
        with pytest.raises(Taken):
            grow(admin, "営業部", parent)
    with pytest.raises(Taken):
        grow(admin, "甲社")
    sales = queries.groups_directly_below(other)[0]
    with pytest.raises(Taken):
        group_operations.move_group(admin, sales, company)
    with pytest.raises(Taken):
        group_operations.rename_group(admin, other, "甲社")
    assert kept() == by_walking()


def test_a_group_is_never_put_below_itself(admin: User) -> None:
    company = grow(admin, "甲社")
    branch = grow(admin, "支店", company)
    team = grow(admin, "課", branch)
    for group, parent in ((company, company), (company, branch), (company, team), (branch, team)):
        with pytest.raises(group_operations.Cycle):
            group_operations.move_group(admin, group, parent)
    assert kept() == by_walking()


def test_any_moves_keep_the_closure_right(admin: User) -> None:
    luck = random.Random(20)
    groups = [grow(admin, f"g{number}") for number in range(9)]
    refused = 0
    for _ in range(60):
        group, parent = luck.choice(groups), luck.choice([*groups, None])
        try:
            group_operations.move_group(admin, group, parent)
        except group_operations.Cycle:
            refused += 1
    assert refused
    assert kept() == by_walking()


def test_leading_a_group_leads_all_below_and_nothing_beside_or_above(admin: User, cast: Cast) -> None:
    company = grow(admin, "甲社")
    nagoya, osaka = (db.session.get_one(Group, i) for i in (cast.group_id, cast.stranger_group_id))
    team = grow(admin, "第一課", nagoya)
    sasaki, ono, hori, hayashi, trainer = (
        db.session.get_one(User, person.id)
        for person in (cast.sasaki, cast.ono, cast.hori, cast.hayashi, cast.stranger_trainer)
    )
    group_operations.set_roles(admin, nagoya, sasaki, [])
    group_operations.add_role(admin, team, sasaki, "trainee")
    assert access.load_group(hayashi, team.id, lead=True) is team
    assert {group.id for group in queries.led_groups(hori)} == {nagoya.id, team.id}
    assert access.can_read_person(hayashi, sasaki) and not access.can_read_person(trainer, sasaki)
    with pytest.raises(NotFound):
        access.load_group(hori, company.id)
    with pytest.raises(NotFound):
        access.load_group(ono, team.id)  # a trainee above is nobody below
    with pytest.raises(Forbidden):
        access.load_group(sasaki, team.id, lead=True)
    for group, below in ((nagoya, {sasaki.id, ono.id}), (team, {sasaki.id}), (company, set())):
        assert set(db.session.scalars(queries.trainee_ids_below(group))) == below
    group_operations.move_group(admin, nagoya, company)
    group_operations.move_group(admin, osaka, company)
    assert len(set(db.session.scalars(queries.trainee_ids_below(company)))) == 3
    assert not access.can_read_person(trainer, sasaki)


def test_a_moved_group_changes_who_sees_it_at_once(admin: User, cast: Cast) -> None:
    nagoya, osaka = (db.session.get_one(Group, i) for i in (cast.group_id, cast.stranger_group_id))
    sasaki, manager, trainer, boss = (
        db.session.get_one(User, person.id)
        for person in (cast.sasaki, cast.stranger_manager, cast.stranger_trainer, cast.hori)
    )
    assert not access.can_read_person(manager, sasaki)
    group_operations.move_group(admin, nagoya, osaka)
    assert access.can_read_person(manager, sasaki) and access.can_read_person(manager, boss)
    assert access.can_read_person(trainer, sasaki) and not access.can_read_person(trainer, boss)
    assert access.load_group(manager, nagoya.id, lead=True) is nagoya
    group_operations.move_group(admin, nagoya, None)
    assert not access.can_read_person(manager, sasaki)
    with pytest.raises(NotFound):
        access.load_group(manager, nagoya.id)


def test_somebody_may_be_several_things_in_one_group(admin: User, cast: Cast) -> None:
    nagoya = db.session.get_one(Group, cast.group_id)
    hayashi = db.session.get_one(User, cast.hayashi.id)
    for _ in range(2):
        group_operations.add_role(admin, nagoya, hayashi, "trainee")
    assert hayashi.roles_in(nagoya) == {"trainer", "trainee"}
    assert not hayashi.only_leads
    assert (hayashi, frozenset({"trainer", "trainee"})) in queries.members(nagoya)
    assert queries.sizes()[nagoya.id] == 4
    group_operations.set_roles(admin, nagoya, hayashi, ["manager", "trainee"])
    assert hayashi.roles_in(nagoya) == {"manager", "trainee"}
    osaka = db.session.get_one(Group, cast.stranger_group_id)
    group_operations.move_person(admin, hayashi, nagoya, osaka)
    assert hayashi.roles_in(osaka) == {"manager", "trainee"} and not hayashi.roles_in(nagoya)
    with pytest.raises(ValueError, match="boss"):
        group_operations.set_roles(admin, nagoya, hayashi, ["boss"])


def test_a_stay_as_trainee_is_remembered_however_it_ends(admin: User, cast: Cast) -> None:
    nagoya = db.session.get_one(Group, cast.group_id)
    osaka = db.session.get_one(Group, cast.stranger_group_id)
    sasaki, ono = (db.session.get_one(User, person.id) for person in (cast.sasaki, cast.ono))
    came = {person.id: person.memberships[0].since for person in (sasaki, ono)}
    group_operations.move_person(admin, sasaki, nagoya, osaka)
    group_operations.set_roles(admin, nagoya, ono, ["trainer"])
    group_operations.set_roles(admin, nagoya, ono, ["manager"])
    group_operations.remove_member(admin, osaka, sasaki)
    stays = db.session.scalars(select(PastMembership).order_by(PastMembership.id)).all()
    assert [(stay.user_id, stay.group_id) for stay in stays] == [
        (sasaki.id, nagoya.id),
        (ono.id, nagoya.id),
        (sasaki.id, osaka.id),
    ]
    assert [stay.since for stay in stays[:2]] == [came[sasaki.id], came[ono.id]]
    assert all(stay.since <= stay.until for stay in stays)


def test_trainees_below_are_the_active_ones_each_once(admin: User, cast: Cast) -> None:
    nagoya = db.session.get_one(Group, cast.group_id)
    team = grow(admin, "第一課", nagoya)
    twice = db.session.get_one(User, cast.sasaki.id)
    db.session.add(Membership(user_id=twice.id, group_id=team.id, role="trainee"))
    gone = make_person("退職 者", "gone@example.jp")
    gone.active = False
    db.session.add(Membership(user_id=gone.id, group_id=team.id, role="trainee"))
    db.session.flush()
    found = list(db.session.scalars(queries.trainee_ids_below(nagoya)))
    assert sorted(found) == sorted([cast.sasaki.id, cast.ono.id])


def test_what_is_hidden_costs_as_many_questions_as_what_is_not_there(app: Flask, cast: Cast) -> None:
    """The time of a 404 would otherwise tell which numbers are somebody's."""
    from course.quizzes import operations as quizzes
    from course.quizzes.models import Attempt

    with app.test_request_context(method="POST"):
        quiz = next(iter(app.extensions["catalogue"].quizzes.values()))
        sasaki = db.session.get_one(User, cast.sasaki.id)
        attempt = quizzes.begin(sasaki, quiz, seed=1, now=utc_now()).id
        db.session.commit()
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for stranger in (cast.stranger_trainee, cast.stranger_trainer, cast.stranger_manager):
            for load, hidden in (
                (access.load_group, cast.group_id),
                (access.load_person, cast.sasaki.id),
                (lambda actor, number: access.load_owned(Attempt, number, actor), attempt),
            ):
                counts = []
                for number in (hidden, 999_999):
                    db.session.expunge_all()
                    actor = db.session.get_one(User, stranger.id)
                    assert actor.is_admin is False  # roles and memberships are at hand in a request
                    assert actor.memberships
                    asked.clear()
                    with pytest.raises(NotFound):
                        load(actor, number)
                    counts.append(len(asked))
                assert counts[0] == counts[1] > 0
