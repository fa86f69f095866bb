"""Make the demo group, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from course.accounts import group_operations as groups
from course.accounts import operations as accounts
from course.accounts.models import MANAGER, TRAINEE, TRAINER, Group, Membership, User
from course.accounts.queries import DEMO_DOMAIN, anyone_exists
from course.content.catalogue import Catalogue
from course.demo import people, rooms
from course.demo.assignments import give
from course.demo.coaching import teach
from course.demo.histories import live
from course.demo.quarters import HABITS, play
from course.extensions import db


def fill(catalogue: Catalogue, now: datetime) -> bool:
    """Make the group, its twelve trainees with their histories and one room they met in, a trainer and a manager.

    Returns False, changing nothing, when the database already holds somebody.
    """
    if anyone_exists():
        return False
    group = Group(name=people.GROUP, created_at=now - timedelta(weeks=8))
    db.session.add(group)
    db.session.flush()
    learners = [
        (learner, _person(learner.key, learner.name, now - timedelta(weeks=learner.weeks)))
        for learner in people.LEARNERS
    ]
    trainer, manager = (_person(key, name, now) for key, name in (people.TRAINER, people.MANAGER))
    for person, role in [
        (trainer, TRAINER),
        (manager, MANAGER),
        *((person, TRAINEE) for _, person in learners),
    ]:
        groups.add_role(manager, group, person, role)
        own = update(Membership).where(Membership.user_id == person.id)
        db.session.execute(own.values(since=person.created_at))
    for learner, person in learners:
        live(learner, person, catalogue, now)
        if learner.key in HABITS:
            play(person, HABITS[learner.key], catalogue, now)
    rooms.meet(trainer, group, learners, catalogue, now)
    give(manager, group, {learner.key: person for learner, person in learners}, catalogue, now)
    teach(trainer, {learner.key: person for learner, person in learners}, group, now)
    return True


def _person(key: str, name: str, now: datetime) -> User:
    return accounts.create_person(email=f"{key}{DEMO_DOMAIN}", name=name, password_hash=None, now=now)
