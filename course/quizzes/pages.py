"""Put together what the pages of quizzes and reviews show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.lessons.catalog import Lesson
from course.lessons.links import kept, resolver
from course.presentation import language
from course.quizzes import queries
from course.quizzes.definition import Question, Quiz
from course.quizzes.grading import is_right
from course.quizzes.models import SURE, Answer, Attempt, ReviewAnswer, ReviewCard
from course.quizzes.operations import next_question
from course.quizzes.order import shuffled
from course.quizzes.rendering import ShownOption, ShownQuestion, show_question
from course.skills.labels import LABELS, Shown
from course.skills.mastery import SKILLS
from course.versions.queries import VersionLost, load

SECONDS_A_QUESTION = 40


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one answered question of an attempt, for the list of results."""

    number: int
    id: str
    title: str
    credit: float
    sure_and_wrong: bool


def _shown(catalogue: Catalogue, version: str, question: Question) -> ShownQuestion:
    spoken = language()
    return kept(
        catalogue,
        ("question", version, question.id, spoken),
        lambda: show_question(question, spoken, resolver(catalogue, "quizzes")),
    )


def _ordered(shown: ShownQuestion, question: Question, seed: int | str) -> tuple[ShownOption, ...]:
    return shown.in_order(tuple(option.id for option in shuffled(question, seed)))


def _lesson_of(catalogue: Catalogue, quiz: Quiz) -> Lesson | None:
    """Find the lesson a quiz belongs to: the one it names, else the one that names it."""
    held = catalogue.lessons.get(quiz.lesson)
    if held is not None:
        return held.item
    return next((entry.item for entry in catalogue.lessons.values() if entry.item.quiz == quiz.id), None)


def introduction(user: User, entry: Entry[Quiz], catalogue: Catalogue) -> dict[str, Any]:
    """Gather what is shown before a quiz: what it asks, and how it went before."""
    unfinished = next(iter(queries.unfinished(user.id, entry.id)), None)
    pinned: Quiz = entry.item if unfinished is None else load(unfinished.version)
    return {
        "quiz": entry.item,
        "minutes": max(1, round(len(entry.item.questions) * SECONDS_A_QUESTION / 60)),
        "lesson": _lesson_of(catalogue, entry.item),
        "unfinished": unfinished,
        "unfinished_done": len(queries.answers(unfinished)) if unfinished is not None else 0,
        "unfinished_total": len(pinned.questions),
        "scores": queries.scores([user.id])[user.id].get(entry.id),
        "attempts": queries.finished_attempts(user.id, entry.id),
    }


def is_asking(user: User, attempt: Attempt) -> bool:
    """Tell whether this reader is to be asked a question: only the owner, and only until the end."""
    return attempt.user_id == user.id and attempt.finished_at is None


def question(
    attempt: Attempt,
    catalogue: Catalogue,
    *,
    message: str = "",
    tone: str = "bad",
    chosen: Sequence[str] = (),
    confidence: str | None = None,
) -> dict[str, Any]:
    """Gather the question whose turn it is; nothing of its key is in what is shown."""
    quiz: Quiz = load(attempt.version)
    answers = queries.answers(attempt)
    asked = next_question(quiz, list(answers.values()))
    assert asked is not None  # an attempt without an open question has been finished
    number = quiz.questions.index(asked) + 1
    shown = _shown(catalogue, attempt.version, asked)
    return {
        "quiz": quiz,
        "attempt": attempt,
        "offered": attempt.quiz_id in catalogue.quizzes,
        "q": shown,
        "shown": _ordered(shown, asked, attempt.seed),
        "number": number,
        "total": len(quiz.questions),
        "previous": quiz.questions[number - 2].id if number > 1 else None,
        "message": message,
        "tone": tone,
        "chosen": chosen,
        "confidence": confidence,
    }


def feedback(
    user: User, attempt: Attempt, question_id: str, catalogue: Catalogue, *, message: str = ""
) -> dict[str, Any] | None:
    """Gather the feedback on one answered question; None when it has not been answered."""
    quiz: Quiz = load(attempt.version)
    asked = quiz.question(question_id)
    answers = queries.answers(attempt)
    given = answers.get(question_id)
    if asked is None or given is None:
        return None
    shown = _shown(catalogue, attempt.version, asked)
    place = quiz.questions.index(asked)
    later = quiz.questions[place + 1] if place + 1 < len(quiz.questions) else None
    return {
        "quiz": quiz,
        "attempt": attempt,
        "own": attempt.user_id == user.id,
        "finished": attempt.finished_at is not None,
        "q": shown,
        "shown": _ordered(shown, asked, attempt.seed),
        "given": given,
        "number": place + 1,
        "total": len(quiz.questions),
        "pips": [_pip(answers.get(item.id)) for item in quiz.questions],
        "after": later.id if later is not None and later.id in answers else None,
        "skills": [str(LABELS[skill]) for skill in asked.skills],
        "message": message,
    }


def _pip(given: Answer | None) -> str:
    if given is None:
        return ""
    return "right" if is_right(given.credit) else "part" if given.credit > 0 else "miss"


def result(user: User, attempt: Attempt, catalogue: Catalogue, *, message: str = "") -> dict[str, Any]:
    """Gather the result of an attempt; of one still going on, what has been answered so far."""
    quiz: Quiz = load(attempt.version)
    answers = queries.answers(attempt)
    rows = [
        Row(
            number=number,
            id=item.id,
            title=item.title.to(language()),
            credit=answers[item.id].credit,
            sure_and_wrong=answers[item.id].confidence == SURE and not is_right(answers[item.id].credit),
        )
        for number, item in enumerate(quiz.questions, start=1)
        if item.id in answers
    ]
    lesson = _lesson_of(catalogue, quiz)
    right = sum(is_right(row.credit) for row in rows)
    return {
        "quiz": quiz,
        "attempt": attempt,
        "own": attempt.user_id == user.id,
        "offered": attempt.quiz_id in catalogue.quizzes,
        "rows": rows,
        "total": len(quiz.questions),
        "right": right,
        "missed": len(rows) - right,
        "levels": _levels(quiz, answers) if attempt.finished_at is not None else [],
        "lesson": lesson,
        "scenario": catalogue.scenario_of(lesson.id) if lesson is not None else None,
        "scores": queries.scores([attempt.user_id])[attempt.user_id].get(attempt.quiz_id),
        "message": message,
    }


def _levels(quiz: Quiz, answers: dict[str, Answer]) -> list[Shown]:
    """Average the credit of the questions on each skill, in percent; skills not asked about are left out."""
    credits: dict[str, list[float]] = defaultdict(list)
    for item in quiz.questions:
        for skill in item.skills:
            credits[skill].append(answers[item.id].credit)
    return [
        Shown(skill, str(LABELS[skill]), round(100 * sum(credits[skill]) / len(credits[skill])), None)
        for skill in SKILLS
        if skill in credits
    ]


def review(
    user: User,
    catalogue: Catalogue,
    now: datetime,
    *,
    message: str = "",
    tone: str = "bad",
    chosen: Sequence[str] = (),
    confidence: str | None = None,
) -> dict[str, Any]:
    """Gather the question to review now, or when the next one comes back."""
    view: dict[str, Any] = {
        "due": queries.due_count(user.id, now),
        "waiting": queries.waiting_count(user.id, now),
        "next_due_at": queries.next_due_at(user.id, now),
        "card": None,
        "message": message,
        "tone": tone,
        "chosen": chosen,
        "confidence": confidence,
    }
    for card in queries.due_cards(user.id, now):
        found = _version_to_ask(card, catalogue)
        if found is None:
            continue
        version, quiz, asked = found
        shown = _shown(catalogue, version, asked)
        view |= {
            "card": card,
            "version": version,
            "quiz": quiz,
            "q": shown,
            "shown": _ordered(shown, asked, review_seed(card.id, card.reviews)),
        }
        break
    return view


def _version_to_ask(card: ReviewCard, catalogue: Catalogue) -> tuple[str, Quiz, Question] | None:
    """Choose the quiz a card's question is taken from: as it stands now, else as it was answered last.

    A question that has been put right since must not be practised with its mistake; one that has been deleted can
    still be reviewed. None when neither can be read.
    """
    entry = catalogue.quizzes.get(card.quiz_id)
    if entry is not None:
        asked = entry.item.question(card.question_id)
        if asked is not None:
            return entry.version, entry.item, asked
    try:
        quiz: Quiz = load(card.version)
    except VersionLost:
        return None
    asked = quiz.question(card.question_id)
    return (card.version, quiz, asked) if asked is not None else None


def review_seed(card_id: int, seq: int) -> str:
    """Give the seed of the option order of one review."""
    return f"review/{card_id}/{seq}"


def reviewed(
    user: User, given: ReviewAnswer, catalogue: Catalogue, now: datetime, *, message: str = ""
) -> dict[str, Any]:
    """Gather the feedback on one review answer."""
    quiz: Quiz = load(given.version)
    asked = quiz.question(given.card.question_id)
    assert asked is not None  # it was answered in this very version
    shown = _shown(catalogue, given.version, asked)
    return {
        "quiz": quiz,
        "q": shown,
        "shown": _ordered(shown, asked, review_seed(given.card_id, given.seq)),
        "given": given,
        "due": queries.due_count(user.id, now),
        "message": message,
    }
