"""Let each demo learner read, answer and play, through the same operations a reader's clicks use."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.demo.people import TYPED, Learner
from course.lessons import operations as lessons
from course.lessons.catalog import Lesson
from course.presentation import OFFICE_ZONE
from course.quizzes import operations as quizzes
from course.quizzes.definition import Question, Quiz
from course.quizzes.models import HALF, SURE, UNSURE
from course.roleplay import engine
from course.roleplay import operations as roleplay
from course.roleplay.models import PRACTICE, SCORED
from course.roleplay.script import Choice, Scenario

MINUTE = timedelta(minutes=1)
A_WEEK = 3  # items of the course in a week: a lesson, its quiz and its scenario


class Diary:
    """Spread a learner's sittings over their weeks, after office hours, ending on the day they were last here."""

    def __init__(self, learner: Learner, sittings: int, now: datetime, chance: Random) -> None:
        self._chance = chance
        self._latest = now - timedelta(hours=2)
        last = now - timedelta(days=learner.last_day)
        first = now - timedelta(weeks=learner.weeks)
        span = max(last - first, timedelta(hours=6))
        self._days = [first + span * (place / max(sittings - 1, 1)) for place in range(sittings)]

    def sitting(self, number: int) -> datetime:
        """Give the moment the numbered sitting begins: between 17:30 and 20:00, and never in the future."""
        day = self._days[min(number, len(self._days) - 1)].astimezone(OFFICE_ZONE)
        evening = day.replace(hour=17, minute=30, second=0) + self._chance.randrange(150) * MINUTE
        return min(evening, self._latest)


def live(learner: Learner, person: User, catalogue: Catalogue, now: datetime) -> None:
    """Make a learner's history: lessons in order, each with its quiz and its roleplay, as far as they followed."""
    chance = Random(learner.key)
    asked = plan(catalogue)[: A_WEEK * learner.weeks]
    done = asked[: round(len(asked) * learner.followed)]
    diary = Diary(learner, max(len(done), 1), now, chance)
    for number, entry in enumerate(done):
        at = diary.sitting(number)
        if entry.kind == "lesson":
            _read(person, entry, learner, chance, at)
        elif entry.kind == "quiz":
            _answer(person, entry, learner, chance, at)
        else:
            _play(person, entry, learner.judgement, chance, at, PRACTICE)
            if chance.random() < 0.6:
                words = TYPED.get(learner.key, ())
                better = min(learner.judgement + 0.15, 1.0)
                _play(person, entry, better, chance, at + 25 * MINUTE, SCORED, words)


def plan(catalogue: Catalogue) -> list[Entry]:  # type: ignore[type-arg]
    """List the course in the order it is followed: lesson, its quiz, its scenario."""
    found: list[Entry] = []  # type: ignore[type-arg]
    for lesson in catalogue.course_lessons():
        found.append(catalogue.lessons[lesson.id])
        quiz = catalogue.quiz_of(lesson.id)
        found += [quiz] if quiz is not None else []
        found += catalogue.scenarios_of(lesson.id)
    return found


def _read(person: User, entry: Entry[Lesson], learner: Learner, chance: Random, at: datetime) -> None:
    sections = entry.item.sections
    for minutes, section in enumerate(sections):
        moment = at + minutes * MINUTE
        lessons.keep_place(person, entry, section=section.id, now=moment)
        if section.check is not None:
            chosen = _pick(section.check, learner.judgement, chance)
            lessons.answer_check(
                person, entry, version=entry.version, check_id=section.check.id, chosen=chosen, now=moment
            )
    lessons.finish(person, entry, now=at + len(sections) * MINUTE)


def _answer(person: User, entry: Entry[Quiz], learner: Learner, chance: Random, at: datetime) -> None:
    attempt = quizzes.begin(person, entry, seed=chance.randrange(2**31), now=at)
    for minutes, question in enumerate(entry.item.questions, start=1):
        confidence = chance.choice([UNSURE, HALF, HALF, SURE, None])
        chosen = _pick(question, learner.judgement, chance)
        quizzes.answer(
            person,
            attempt,
            question_id=question.id,
            chosen=chosen,
            confidence=confidence,
            now=at + minutes * MINUTE,
        )


def _pick(question: Question, judgement: float, chance: Random) -> set[str]:
    """Choose the best options with the learner's judgement, otherwise any one option."""
    if chance.random() < judgement:
        return {question.best[0]} if question.kind == "judgement" else set(question.best)
    return {chance.choice(question.options).id}


def _play(
    person: User,
    entry: Entry[Scenario],
    judgement: float,
    chance: Random,
    at: datetime,
    mode: str,
    words: tuple[str, ...] = (),
) -> None:
    scenario = entry.item
    run = roleplay.begin(
        person, entry, mode=mode, say_first=bool(words), seed=chance.randrange(2**31), now=at
    )
    state, seq = engine.begin(scenario), 0
    while scenario.scenes[state.scene].end is None:
        if words:
            typed = words[len(state.scene) % len(words)] if seq < 2 else ""
            roleplay.say(run, seq=seq, words=typed, now=at + (seq + 1) * MINUTE)
            seq += 1
        choice = _line(list(engine.offered(scenario, state)), judgement, chance)
        roleplay.choose(run, seq=seq, choice_id=choice.id, now=at + (seq + 1) * MINUTE)
        state, _ = engine.choose(scenario, state, choice.id)
        seq += 1


def _line(offered: list[Choice], judgement: float, chance: Random) -> Choice:
    """Choose the line with the best skill marks, with the learner's judgement; otherwise any line."""
    if chance.random() < judgement:
        return max(offered, key=lambda choice: sum(choice.marks.values()))
    return chance.choice(offered)
