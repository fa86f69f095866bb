"""Read what people typed, and what trainers saw and said. `people` is always a query of user ids, never a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.coaching.models import EVIDENCE, SIGN_OFF, BehaviourEntry, RoomPlan, WordsReview
from course.extensions import db
from course.roleplay.models import Run, RunEvent

People = Select[int]
PAGE = 20
MOST_NAMES = 50


def number_of(people: People) -> int:
    """Count people."""
    return db.session.scalar(select(func.count()).select_from(people.subquery())) or 0


# Lines typed by hand


def _typed(people: People) -> Select[Any]:
    """Select the typed lines in people's finished runs: a run under way is not to be talked into."""
    return (
        select(RunEvent)
        .join(Run, Run.id == RunEvent.run_id)
        .where(RunEvent.words.is_not(None), Run.user_id.in_(people), Run.ended_at.is_not(None))
    )


def _unreviewed(query: Select[Any]) -> Select[Any]:
    return query.where(~exists().where(WordsReview.event_id == RunEvent.id))


def typed_lines(people: People, *, unreviewed: bool, before: int | None = None) -> Sequence[RunEvent]:
    """List a page of typed lines, the latest first; `before` continues from an id, one more than a page tells of more."""
    query = _unreviewed(_typed(people)) if unreviewed else _typed(people)
    if before is not None:
        query = query.where(RunEvent.id < before)
    return db.session.scalars(query.order_by(RunEvent.id.desc()).limit(PAGE + 1)).all()


def unreviewed_count(people: People) -> int:
    """Count the typed lines that nobody has said anything about."""
    query = _unreviewed(_typed(people)).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def runs_of(events: Sequence[RunEvent]) -> dict[int, Run]:
    """Give the runs of some events by number, with all their events and whose they are."""
    rows = db.session.scalars(
        select(Run)
        .where(Run.id.in_({event.run_id for event in events}))
        .options(selectinload(Run.events), joinedload(Run.user))
    )
    return {run.id: run for run in rows}


def reviews_of_events(event_ids: Collection[int]) -> dict[int, list[WordsReview]]:
    """Give the reviews of typed lines by event, the earliest first."""
    found: dict[int, list[WordsReview]] = defaultdict(list)
    rows = db.session.scalars(
        select(WordsReview)
        .where(WordsReview.event_id.in_(event_ids))
        .options(joinedload(WordsReview.author))
        .order_by(WordsReview.id)
    )
    for row in rows:
        found[row.event_id].append(row)
    return found


def typed_line(group: Group, event_id: int) -> RunEvent | None:
    """Find a typed line of one of a group's people."""
    found: RunEvent | None = db.session.scalar(
        _typed(trainee_ids_below(group)).where(RunEvent.id == event_id)
    )
    return found


def unread_reviews(user_id: int) -> list[tuple[int, int]]:
    """List the runs of a person that have reviews not read yet, the latest first: (run, how many)."""
    rows = db.session.execute(
        select(RunEvent.run_id, func.count())
        .join(WordsReview, WordsReview.event_id == RunEvent.id)
        .where(WordsReview.user_id == user_id, WordsReview.read_at.is_(None))
        .group_by(RunEvent.run_id)
        .order_by(func.max(WordsReview.updated_at).desc())
    )
    return [(run_id, count) for run_id, count in rows]


# Behaviour in real life


def entries(user_id: int, behaviour_id: str | None = None) -> Sequence[BehaviourEntry]:
    """List what is written about a person's behaviour, of one behaviour or all, in the order it was written."""
    query = select(BehaviourEntry).where(BehaviourEntry.user_id == user_id)
    if behaviour_id is not None:
        query = query.where(BehaviourEntry.behaviour_id == behaviour_id)
    return db.session.scalars(
        query.options(joinedload(BehaviourEntry.author)).order_by(BehaviourEntry.id)
    ).all()


def behaviour_count(user_id: int) -> int:
    """Count the behaviours of a person that anything is written about."""
    query = select(func.count(func.distinct(BehaviourEntry.behaviour_id)))
    return db.session.scalar(query.where(BehaviourEntry.user_id == user_id)) or 0


def entry_of(user_id: int, behaviour_id: str, entry_id: int) -> BehaviourEntry | None:
    """Find one entry about one behaviour of a person."""
    return db.session.scalar(
        select(BehaviourEntry).where(
            BehaviourEntry.id == entry_id,
            BehaviourEntry.user_id == user_id,
            BehaviourEntry.behaviour_id == behaviour_id,
        )
    )


def open_requests(people: People) -> Sequence[BehaviourEntry]:
    """List people's own evidence that nobody has looked at yet, the longest waiting first; one a behaviour."""
    later = aliased(BehaviourEntry)
    overtaken = exists().where(
        later.user_id == BehaviourEntry.user_id,
        later.behaviour_id == BehaviourEntry.behaviour_id,
        later.id > BehaviourEntry.id,
        or_(later.kind == SIGN_OFF, later.kind == EVIDENCE),
    )
    return db.session.scalars(
        select(BehaviourEntry)
        .where(BehaviourEntry.user_id.in_(people), BehaviourEntry.kind == EVIDENCE, ~overtaken)
        .options(joinedload(BehaviourEntry.user))
        .order_by(BehaviourEntry.id)
    ).all()


def people_and_entries(people: People) -> tuple[Sequence[User], dict[int, list[BehaviourEntry]]]:
    """List the first people by name, and what is written about the behaviour of each."""
    named = select(User).where(User.id.in_(people)).order_by(User.name, User.id).limit(MOST_NAMES)
    users = db.session.scalars(named).all()
    rows = db.session.scalars(
        select(BehaviourEntry)
        .where(BehaviourEntry.user_id.in_([user.id for user in users]))
        .order_by(BehaviourEntry.id)
    )
    found: dict[int, list[BehaviourEntry]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return users, found


# Plans


def plans(group: Group) -> Sequence[RoomPlan]:
    """List the latest plans kept for a group."""
    return db.session.scalars(
        select(RoomPlan)
        .where(RoomPlan.group_id == group.id)
        .options(joinedload(RoomPlan.author))
        .order_by(RoomPlan.id.desc())
        .limit(5)
    ).all()


def plan(group: Group, plan_id: int) -> RoomPlan | None:
    """Find one plan of a group."""
    return db.session.scalar(select(RoomPlan).where(RoomPlan.id == plan_id, RoomPlan.group_id == group.id))
