"""Read what people find hard, and what trainers saw and said. `people` is always a query of user ids, never a list."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Text, case, cast, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload, selectinload

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.coaching.items import ItemStats, Sums, stats
from course.coaching.models import EVIDENCE, SIGN_OFF, BehaviourEntry, RoomPlan, WordsReview
from course.coaching.scenes import LEAST_RUNS, SceneTally, Walk
from course.coaching.session import HardScene
from course.extensions import db
from course.quizzes.models import SURE, Answer, Attempt
from course.roleplay.events import fold
from course.roleplay.models import Run, RunEvent
from course.versions.queries import VersionLost, load

People = Select[int]
# Enough for a share that is right within eight points: a company of thousands need not be read whole for it.
MOST_PEOPLE = 150
PAGE = 20
MOST_NAMES = 50
_MULTIPLIER, _MODULUS = (
    7_919,
    10_007,
)  # any two primes: an order that has nothing to do with when somebody joined


def sample(people: People) -> People:
    """Select so many of the people, the same ones as long as they are there; all of them where they are not more."""
    order = (User.id % _MODULUS) * _MULTIPLIER % _MODULUS  # no larger than an integer of the database
    return select(User.id).where(User.id.in_(people)).order_by(order, User.id).limit(MOST_PEOPLE)


def number_of(people: People) -> int:
    """Count people."""
    return db.session.scalar(select(func.count()).select_from(people.subquery())) or 0


def _first_attempts(people: People) -> Select[int]:
    """Select each person's first finished attempt at each quiz."""
    return (
        select(func.min(Attempt.id))
        .where(Attempt.user_id.in_(people), Attempt.finished_at.is_not(None))
        .group_by(Attempt.user_id, Attempt.quiz_id)
    )


def item_stats(people: People) -> list[ItemStats]:
    """Tell how hard each question was for people at their first attempt, the hardest first; rare ones are left out.

    The rest of an attempt is what the question is compared with, as a mean: quizzes of two lengths then compare.
    """
    first = _first_attempts(people).subquery()
    totals = (
        select(Answer.attempt_id, func.sum(Answer.credit).label("credit"), func.count().label("n"))
        .where(Answer.attempt_id.in_(select(first.c[0])))
        .group_by(Answer.attempt_id)
        .cte("total")
    )
    x = Answer.credit
    y = (totals.c.credit - x) / func.nullif(totals.c.n - 1, 0)
    missed = case((x < 1.0, 1), else_=0)
    rows = db.session.execute(
        select(
            Attempt.quiz_id,
            Answer.question_id,
            func.count(),
            func.sum(missed),
            func.sum(case((Answer.confidence == SURE, missed), else_=0)),
            func.sum(x),
            func.sum(x * x),
            func.coalesce(func.sum(y), 0.0),
            func.coalesce(func.sum(y * y), 0.0),
            func.coalesce(func.sum(x * y), 0.0),
        )
        .join(totals, totals.c.attempt_id == Answer.attempt_id)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .group_by(Attempt.quiz_id, Answer.question_id)
    )
    found = (
        stats(quiz_id, question_id, Sums(n=n, missed=m, sure_and_missed=sure, x=x, xx=xx, y=y, yy=yy, xy=xy))
        for quiz_id, question_id, n, m, sure, x, xx, y, yy, xy in rows
    )
    return sorted(
        (item for item in found if item is not None),
        key=lambda item: (item.facility, item.quiz_id, item.question_id),
    )


def option_counts(
    people: People, questions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Counter[str]]:
    """Count, at first attempts, how many chose each option of the named (quiz, question) pairs."""
    found: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in questions}
    if not questions:
        return found
    chosen = cast(Answer.chosen, Text)  # equal lists are written alike: they are kept sorted
    rows = db.session.execute(
        select(Attempt.quiz_id, Answer.question_id, chosen, func.count())
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(
            Attempt.id.in_(_first_attempts(people)),
            tuple_(Attempt.quiz_id, Answer.question_id).in_(sorted(questions)),
        )
        .group_by(Attempt.quiz_id, Answer.question_id, chosen)
    )
    for quiz_id, question_id, text, count in rows:
        for option_id in json.loads(text):
            found[quiz_id, question_id][option_id] += count
    return found


def hard_scenes(people: People) -> list[HardScene]:
    """List the scenes that people leave by weak lines in their first run of a scenario, the hardest first."""
    tallies: dict[str, dict[str, SceneTally]] = defaultdict(dict)
    by_version: dict[tuple[str, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for scenario_id, version, path in _first_paths(people):
        by_version[scenario_id, version][path] += 1
    for (scenario_id, version), paths in by_version.items():
        try:
            walk = Walk(load(version))
        except VersionLost:
            continue
        for path, times in paths.items():
            walk.count(path, tallies[scenario_id], times)
    found = []
    for scenario_id, scenes in tallies.items():
        for scene_id, tally in scenes.items():
            commonest = tally.commonest
            if tally.n >= LEAST_RUNS and commonest is not None:
                found.append(HardScene(scenario_id, scene_id, tally.n, tally.low, *commonest))
    return sorted(found, key=lambda one: (-one.share, -one.n, one.scenario_id, one.scene_id))


def _first_paths(people: People) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give the path of each person's first finished run of each scenario."""
    first = (
        select(func.min(Run.id))
        .where(Run.user_id.in_(people), Run.ended_at.is_not(None), Run.branched_from_id.is_(None))
        .group_by(Run.user_id, Run.scenario_id)
    )
    runs = {
        run_id: (scenario_id, version)
        for run_id, scenario_id, version in db.session.execute(
            select(Run.id, Run.scenario_id, Run.version).where(Run.id.in_(first))
        )
    }
    events = db.session.execute(
        select(RunEvent.run_id, RunEvent.kind, RunEvent.choice_id, RunEvent.words)
        .where(RunEvent.run_id.in_(first))
        .order_by(RunEvent.run_id, RunEvent.seq)
    )
    for run_id, held in groupby(events, key=itemgetter(0)):
        yield *runs[run_id], fold(held).choice_ids


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
