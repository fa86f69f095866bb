"""Let a few people live at random through the real operations, with retakes, edits, undo, branches and reviews."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.extensions import db
from course.lessons import operations as lessons
from course.quizzes import operations as quizzes
from course.quizzes.models import Attempt, ReviewCard
from course.quizzes.queries import answers as answers_of
from course.roleplay import engine
from course.roleplay import operations as roleplay
from course.roleplay.events import fold
from course.roleplay.models import PRACTICE, SCORED, Run
from course.versions.queries import load
from tests.small_course import quiz, write_course

BEGAN = datetime(2026, 3, 1, 14, 59, tzinfo=UTC)  # a minute before midnight, Sunday to Monday, in the office


def two_versions(root: Path) -> tuple[Catalogue, Catalogue]:
    """Give the small course twice: as it was, and after its quiz was edited."""
    before = Catalogue([write_course(root / "before")])
    write_course(root / "after")
    (root / "after/quizzes/01-first.md").write_text(quiz(third_right="early", note="。"), "utf-8")
    return before, Catalogue([root / "after"])


def live(people: list[User], courses: tuple[Catalogue, Catalogue], *, seed: int, acts: int) -> datetime:
    """Do so many acts, by anybody, one after another; give the moment after the last."""
    chance, now = random.Random(seed), BEGAN
    for number in range(acts):
        now += timedelta(minutes=chance.choice([0, 1, 5, 300, 2_000, 6_000]))
        course = courses[2 * number >= acts]
        chance.choice(_ACTS)(chance.choice(people), course, chance, now)
    return now + timedelta(minutes=1)


def _read(person: User, course: Catalogue, chance: random.Random, now: datetime) -> None:
    entry = course.lessons[chance.choice(["first", "second"])]
    if chance.random() < 0.2:
        lessons.finish(person, entry, now=now)
        return
    section = chance.choice(entry.item.sections)
    lessons.keep_place(person, entry, section=section.id, now=now)
    if section.check is not None:
        chosen = [chance.choice(section.check.options).id]
        try:
            lessons.answer_check(
                person, entry, version=entry.version, check_id=section.check.id, chosen=chosen, now=now
            )
        except lessons.AnsweredAlready:
            return


def _answer(person: User, course: Catalogue, chance: random.Random, now: datetime) -> None:
    attempt = quizzes.begin(person, course.quizzes["first"], seed=1, now=now)
    for _ in range(chance.randrange(5)):
        now += timedelta(seconds=20)
        question = quizzes.next_question(load(attempt.version), list(answers_of(attempt).values()))
        if question is None:
            return
        right = chance.random() < 0.6
        chosen = list(question.best) if right else [chance.choice(question.options).id]
        quizzes.answer(
            person,
            attempt,
            question_id=question.id,
            chosen=chosen if question.many else chosen[:1],
            confidence=chance.choice(["low", "middle", "high", None]),
            now=now,
        )


def _review(person: User, course: Catalogue, chance: random.Random, now: datetime) -> None:
    due = select(ReviewCard).where(ReviewCard.user_id == person.id, ReviewCard.due_at <= now)
    for card in db.session.scalars(due).all():
        question = load(card.version).question(card.question_id)
        chosen = [chance.choice(question.options).id]
        quizzes.answer_review(
            person,
            card,
            None,
            seq=card.reviews,
            version=card.version,
            chosen=chosen,
            confidence=chance.choice(["high", None]),
            now=now,
        )


def _play(person: User, course: Catalogue, chance: random.Random, now: datetime) -> None:
    entry = course.scenarios["sample"]
    old = db.session.scalars(select(Run).where(Run.user_id == person.id, Run.ended_at.is_not(None))).first()
    if old is not None and chance.random() < 0.2:
        run = roleplay.branch(person, old, decision=0, seed=1, now=now)
    else:
        mode = chance.choice([PRACTICE, SCORED])
        run = roleplay.begin(person, entry, mode=mode, say_first=False, seed=1, now=now)
    for _ in range(chance.choice([2, 12, 12])):
        now += timedelta(seconds=30)
        state, _ = engine.replay(entry.item, fold(run.events).choice_ids)
        offered = engine.offered(entry.item, state)
        if not offered:
            return
        if run.mode == PRACTICE and fold(run.events).decisions and chance.random() < 0.2:
            roleplay.take_back(run, seq=len(run.events), now=now)
            continue
        roleplay.choose(run, seq=len(run.events), choice_id=chance.choice(list(offered)).id, now=now)


_ACTS = (_read, _answer, _review, _play, _answer, _play)


def unfinished(person: User) -> Attempt | None:
    """Find an attempt the person has not finished."""
    return db.session.scalar(
        select(Attempt).where(Attempt.user_id == person.id, Attempt.finished_at.is_(None))
    )
