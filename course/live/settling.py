"""Let the votes of people who had signed in enter their own records.

The first vote counts: it is what somebody thought before the room talked. It is an observation of the skills, and a
question that was missed comes back for review, as after a quiz of one's own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from course.accounts.models import User
from course.extensions import db
from course.lessons.catalog import Lesson
from course.lessons.models import CheckAnswer
from course.live import agenda, queries
from course.live.agenda import Item
from course.live.models import Participant, Room, Vote
from course.live.rounds import Round, State
from course.quizzes.definition import Question
from course.quizzes.grading import grade
from course.quizzes.operations import bring_back
from course.roleplay import engine, scoring
from course.roleplay.script import Scenario
from course.skills.operations import record
from course.upsert import insert_if_absent

AT_ONCE = 100  # votes in one transaction, so that nobody else waits long to write


def waiting(room: Room, state: State) -> int:
    """Count the votes that have not entered a record yet, of rounds that are over."""
    ready = _ready(room, state)
    if ready is None:
        return 0
    return db.session.scalar(select(func.count(Vote.id)).join(Participant).where(ready)) or 0


def settle(room: Room, state: State, now: datetime, limit: int = AT_ONCE) -> int:
    """Enter up to `limit` votes; give how many there were. Each is entered once, whoever else is at it."""
    ready = _ready(room, state)
    if ready is None:
        return 0
    chosen = db.session.scalars(
        select(Vote.id).join(Participant).where(ready).order_by(Vote.id).limit(limit)
    ).all()
    if not chosen:
        return 0  # and nobody waits for a lock
    claimed = db.session.scalars(
        update(Vote)
        .where(Vote.id.in_(chosen), Vote.entered_at.is_(None))
        .values(entered_at=now)
        .returning(Vote.id)
        .execution_options(synchronize_session=False)
    ).all()
    item = queries.item_of(room)
    rounds = {held.number: held for held in state.rounds}
    rows = db.session.execute(
        select(Vote, User)
        .join(Participant, Participant.id == Vote.participant_id)
        .join(User, User.id == Participant.user_id)
        .where(Vote.id.in_(claimed))
        .order_by(Vote.id)
    )
    for vote, user in rows:
        _enter(room, item, rounds[vote.round], vote, user, now)
    db.session.flush()
    return len(claimed)


def _ready(room: Room, state: State) -> ColumnElement[bool] | None:
    """Give the condition on votes that may enter now; None when no round is over."""
    over = [
        held.number
        for held in state.rounds
        if held.own and held.phase in {"locked", "revealed"} and held.kind in {"question", "scene"}
    ]
    if not over:
        return None
    condition = and_(
        Vote.room_id == room.id,
        Vote.round.in_(over),
        Vote.entered_at.is_(None),
        Participant.user_id.is_not(None),
    )
    return and_(condition, or_(Vote.ballot == 1, ~_first_vote_exists()))


def _first_vote_exists() -> ColumnElement[bool]:
    """Tell whether the voter had voted in the round's first ballot too."""
    first = Vote.__table__.alias("first_vote")
    return (
        select(first.c.id)
        .where(
            first.c.room_id == Vote.room_id,
            first.c.round == Vote.round,
            first.c.participant_id == Vote.participant_id,
            first.c.ballot == 1,
        )
        .correlate(Vote)
        .exists()
    )


def _enter(room: Room, item: Item, held: Round, vote: Vote, user: User, now: datetime) -> None:
    asked = agenda.question_of(item, held.ref) if held.kind == "question" else None
    if asked is not None and isinstance(item, Lesson):
        _enter_check(room, asked, vote, user, now)
    elif asked is not None:
        credit = grade(asked, vote.chosen)
        _observe(user, dict.fromkeys(asked.skills, credit), vote, now)
        bring_back(
            user.id, room.item_id, held.ref, version=room.version, credit=credit, confidence=None, now=now
        )
    elif isinstance(item, Scenario):
        state, _ = engine.replay(item, held.path)
        _, log = engine.choose(item, state, vote.chosen[0])
        _observe(user, scoring.observations(item, log), vote, now)


def _enter_check(room: Room, asked: Question, vote: Vote, user: User, now: datetime) -> None:
    """Let a lesson's check count as answered, unless the person had answered it before."""
    credit = grade(asked, vote.chosen)
    made = insert_if_absent(
        CheckAnswer,
        user_id=user.id,
        lesson_id=room.item_id,
        version=room.version,
        check_id=asked.id,
        chosen=vote.chosen,
        credit=credit,
        at=now,
    )
    if made:
        _observe(user, dict.fromkeys(asked.skills, credit), vote, now)


def _observe(user: User, values: dict[str, float], vote: Vote, now: datetime) -> None:
    record(
        user,
        {skill: [value] for skill, value in values.items()},
        source="room",
        source_id=vote.id,
        now=now,
    )
