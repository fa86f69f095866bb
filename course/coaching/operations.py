"""Write down what was seen, say something about a typed line, keep a plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from course.accounts.models import Group, User
from course.audit.operations import note
from course.coaching.models import EVIDENCE, SIGN_OFF, BehaviourEntry, RoomPlan, WordsReview
from course.extensions import db
from course.roleplay.models import Run, RunEvent
from course.upsert import insert_if_absent


class CorrectedAlready(Exception):
    """Say that an entry has been corrected by another one; nothing was changed."""


def sign_off(  # noqa: PLR0913  each is a part of what was seen
    actor: User,
    person: User,
    behaviour_id: str,
    *,
    observed_on: date,
    occasion: str,
    text: str,
    result: str,
    corrects: BehaviourEntry | None,
    now: datetime,
) -> None:
    """Write down what the actor saw a person do; `corrects` is an entry that this one stands instead of.

    The same twice in a row is written once. Raises CorrectedAlready when another one stands instead of it.
    """
    if _is_last(actor, person, behaviour_id, observed_on, occasion, text, result):
        return
    made = insert_if_absent(
        BehaviourEntry,
        user_id=person.id,
        behaviour_id=behaviour_id,
        kind=SIGN_OFF,
        author_id=actor.id,
        observed_on=observed_on,
        occasion=occasion,
        text=text,
        result=result,
        corrects_id=corrects.id if corrects is not None else None,
        created_at=now,
    )
    if not made:
        raise CorrectedAlready
    detail = {"behaviour": behaviour_id, "result": result}
    if corrects is None:
        note(actor, "behaviour.sign_off", subject="person", subject_id=person.id, detail=detail)
    else:
        note(actor, "behaviour.correct", subject="person", subject_id=person.id, detail=detail)


def give_evidence(
    actor: User, behaviour_id: str, *, observed_on: date, occasion: str, text: str, now: datetime
) -> None:
    """Write down what the actor did themself, and ask for it to be looked at; the same twice in a row is written once."""
    if _is_last(actor, actor, behaviour_id, observed_on, occasion, text, None):
        return
    db.session.add(
        BehaviourEntry(
            user_id=actor.id,
            behaviour_id=behaviour_id,
            kind=EVIDENCE,
            author_id=actor.id,
            observed_on=observed_on,
            occasion=occasion,
            text=text,
            created_at=now,
        )
    )
    db.session.flush()


def _is_last(
    actor: User,
    person: User,
    behaviour_id: str,
    observed_on: date,
    occasion: str,
    text: str,
    result: str | None,
) -> bool:
    """Tell whether the last entry about a behaviour says just this: a button was pressed twice."""
    last = db.session.scalars(
        select(BehaviourEntry)
        .where(BehaviourEntry.user_id == person.id, BehaviourEntry.behaviour_id == behaviour_id)
        .order_by(BehaviourEntry.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return False
    said = (last.author_id, last.observed_on, last.occasion, last.text, last.result)
    return said == (actor.id, observed_on, occasion, text, result)


def review(actor: User, run: Run, event: RunEvent, *, mark: str | None, comment: str, now: datetime) -> None:
    """Say something about a typed line, or something else than before; what has changed is unread again."""
    values = {"mark": mark, "comment": comment}
    made = insert_if_absent(
        WordsReview,
        event_id=event.id,
        user_id=run.user_id,
        author_id=actor.id,
        created_at=now,
        updated_at=now,
        **values,
    )
    if made:
        _note_review(actor, run, mark)
        return
    standing = db.session.scalars(
        select(WordsReview).where(WordsReview.event_id == event.id, WordsReview.author_id == actor.id)
    ).one()
    if (standing.mark, standing.comment) != (mark, comment):
        standing.mark, standing.comment = mark, comment
        standing.updated_at, standing.read_at = now, None
        _note_review(actor, run, mark)


def _note_review(actor: User, run: Run, mark: str | None) -> None:
    detail = {"run": run.id, "mark": mark}
    note(actor, "words.review", subject="person", subject_id=run.user_id, detail=detail)


def read_reviews(run: Run, now: datetime) -> None:
    """Note that the owner of a run has read what was said of its lines."""
    events = select(RunEvent.id).where(RunEvent.run_id == run.id)
    db.session.execute(
        update(WordsReview)
        .where(WordsReview.event_id.in_(events), WordsReview.read_at.is_(None))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def keep_plan(actor: User, group: Group, body: dict[str, Any], now: datetime) -> RoomPlan:
    """Keep a plan of a session."""
    plan = RoomPlan(group_id=group.id, author_id=actor.id, body=body, made_at=now)
    db.session.add(plan)
    db.session.flush()
    note(actor, "plan.keep", subject="group", subject_id=group.id, detail={"plan": plan.id})
    return plan
