"""Take a quiz: begin an attempt, answer question by question, and answer again in review what was missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import select

from course.accounts.models import User
from course.content.catalogue import Entry
from course.extensions import db
from course.quizzes import review as spacing
from course.quizzes.definition import Question, Quiz
from course.quizzes.grading import attempt_score, check_answer, grade, passed
from course.quizzes.models import Answer, Attempt, ReviewAnswer, ReviewCard
from course.skills.operations import record
from course.summaries import operations as summaries
from course.upsert import insert_if_absent
from course.versions.operations import pin
from course.versions.queries import load


class OutOfTurn(Exception):
    """Say that this question is not the one to be answered now; nothing was changed."""


class AnsweredAlready(Exception):
    """Say that another answer to this question stands already, and stays; it is in `standing`."""

    def __init__(self, standing: Answer | ReviewAnswer) -> None:
        super().__init__(standing.id)
        self.standing = standing


class QuestionRevised(Exception):
    """Say that the question was edited after the page was made; nothing was changed."""


def begin(actor: User, entry: Entry[Quiz], *, seed: int, now: datetime) -> Attempt:
    """Begin an attempt at the quiz's present version, or give back the one the actor has not finished.

    However often it is asked at once, one attempt is made.
    """
    unfinished = _unfinished(actor, entry.id)
    if unfinished is not None:
        return unfinished
    version = pin(entry, now)
    if insert_if_absent(
        Attempt, user_id=actor.id, quiz_id=entry.id, version=version, seed=seed, started_at=now
    ):
        summaries.touched(actor.id, now)
    attempt = _unfinished(actor, entry.id)
    assert attempt is not None
    return attempt


def answer(
    actor: User,
    attempt: Attempt,
    *,
    question_id: str,
    chosen: Collection[str],
    confidence: str | None,
    now: datetime,
) -> Answer:
    """Answer the question whose turn it is. The same post any number of times makes one row.

    Credit, skills, review and, with the last question, the score are written in the same transaction.
    Raises OutOfTurn for any other question, AnsweredAlready when a different answer stands,
    course.quizzes.grading.AnswerRefused when `chosen` does not answer the question.
    """
    quiz: Quiz = load(attempt.version)
    question = quiz.question(question_id)
    if question is None:
        raise OutOfTurn(question_id)
    kept = sorted(check_answer(question, chosen))
    answers = _answers(attempt)
    standing = next((item for item in answers if item.question_id == question_id), None)
    if standing is not None:
        return _agreeing(standing, kept)
    if attempt.finished_at is not None or next_question(quiz, answers) is not question:
        raise OutOfTurn(question_id)
    credit = grade(question, kept)
    made = insert_if_absent(
        Answer,
        attempt_id=attempt.id,
        question_id=question_id,
        chosen=kept,
        confidence=confidence,
        credit=credit,
        at=now,
    )
    standing = _standing(attempt, question_id)
    if not made:
        return _agreeing(standing, kept)
    summaries.answered(actor.id, credit=credit, confidence=confidence, now=now)
    record(
        actor, {skill: [credit] for skill in question.skills}, source="answer", source_id=standing.id, now=now
    )
    _bring_back(attempt, standing, now)
    answers.append(standing)
    if next_question(quiz, answers) is None:
        attempt.finished_at = now
        attempt.score = attempt_score([item.credit for item in answers])
        attempt.passed = passed(attempt.score, quiz.passing)
        db.session.flush()
        summaries.attempt_finished(attempt)
    db.session.flush()
    return standing


def next_question(quiz: Quiz, answers: Sequence[Answer]) -> Question | None:
    """Give the first question that has no answer yet, None when all have one."""
    done = {item.question_id for item in answers}
    return next((question for question in quiz.questions if question.id not in done), None)


def answer_review(  # noqa: PLR0913  each is a part of the answer
    actor: User,
    card: ReviewCard,
    entry: Entry[Quiz] | None,
    *,
    seq: int,
    version: str,
    chosen: Collection[str],
    confidence: str | None,
    now: datetime,
) -> ReviewAnswer:
    """Answer a question that has come back, and put it off to when it is due next.

    `entry` is the quiz as it stands now, if there still is one; `seq` counts the card's review answers from 0, and
    `version` is the quiz the page was made from. The same post any number of times makes one row.
    Raises OutOfTurn when the card is not due or `seq` is not its next, QuestionRevised when `version` is neither
    the present one nor the card's, AnsweredAlready and AnswerRefused as `answer` does.
    """
    question = _asked(card, entry, version)
    kept = sorted(check_answer(question, chosen))
    held = db.session.scalars(
        select(ReviewCard)
        .where(ReviewCard.id == card.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    standing = db.session.scalar(
        select(ReviewAnswer).where(ReviewAnswer.card_id == held.id, ReviewAnswer.seq == seq)
    )
    if standing is not None:
        if standing.chosen != kept:
            raise AnsweredAlready(standing)
        return standing
    if seq != held.reviews or held.due_at is None or held.due_at > now:
        raise OutOfTurn(seq)
    if entry is not None and version == entry.version:
        pin(entry, now)
    credit = grade(question, kept)
    after = spacing.review(spacing.ReviewCard.from_dict(held.card), _judged(credit, confidence), now)
    assert after is not None  # only a missing card can stay missing
    _put_off(held, after, version)
    held.reviews = seq + 1
    row = ReviewAnswer(
        card_id=held.id,
        seq=seq,
        version=version,
        chosen=kept,
        confidence=confidence,
        credit=credit,
        at=now,
        due_at=held.due_at,
    )
    db.session.add(row)
    db.session.flush()
    summaries.reviewed(actor.id, credit=credit, confidence=confidence, now=now)
    record(actor, {skill: [credit] for skill in question.skills}, source="review", source_id=row.id, now=now)
    return row


def _asked(card: ReviewCard, entry: Entry[Quiz] | None, version: str) -> Question:
    quiz: Quiz | None = None
    if entry is not None and version == entry.version:
        quiz = entry.item
    elif version == card.version:
        quiz = load(card.version)
    question = quiz.question(card.question_id) if quiz is not None else None
    if question is None:
        raise QuestionRevised(card.question_id)
    return question


def _unfinished(actor: User, quiz_id: str) -> Attempt | None:
    return db.session.scalar(
        select(Attempt).where(
            Attempt.user_id == actor.id, Attempt.quiz_id == quiz_id, Attempt.finished_at.is_(None)
        )
    )


def _answers(attempt: Attempt) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.attempt_id == attempt.id).order_by(Answer.id)))


def _standing(attempt: Attempt, question_id: str) -> Answer:
    """Give the answer that stands, whichever of the posts at once made it."""
    return db.session.scalars(
        select(Answer).where(Answer.attempt_id == attempt.id, Answer.question_id == question_id)
    ).one()


def _agreeing(standing: Answer, kept: list[str]) -> Answer:
    """Give the standing answer back if it is the very one posted."""
    if standing.chosen != kept:
        raise AnsweredAlready(standing)
    return standing


def _judged(credit: float, confidence: str | None) -> spacing.Answer:
    return spacing.Answer(credit=credit, confidence=cast("spacing.Confidence | None", confidence))


def _bring_back(attempt: Attempt, standing: Answer, now: datetime) -> None:
    """Let a missed question come back for review, and let a card that is there already learn of this answer."""
    held = db.session.scalar(
        select(ReviewCard)
        .where(
            ReviewCard.user_id == attempt.user_id,
            ReviewCard.quiz_id == attempt.quiz_id,
            ReviewCard.question_id == standing.question_id,
        )
        .with_for_update()
    )
    before = spacing.ReviewCard.from_dict(held.card) if held is not None else None
    after = spacing.review(before, _judged(standing.credit, standing.confidence), now)
    if after is None:
        return
    if held is None:
        held = ReviewCard(
            user_id=attempt.user_id, quiz_id=attempt.quiz_id, question_id=standing.question_id, reviews=0
        )
        db.session.add(held)
    _put_off(held, after, attempt.version)


def _put_off(held: ReviewCard, after: spacing.ReviewCard, version: str) -> None:
    held.card = after.as_dict()
    held.version = version
    held.due_at = None if after.retired else after.due
    held.confident_wrong = after.return_at is not None
