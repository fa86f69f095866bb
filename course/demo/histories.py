"""Let each demo learner read, answer and play, through the same operations a reader's clicks use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.demo.people import TYPED, Learner
from course.demo.stumbles import stumbles
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
AGAIN = 25 * MINUTE  # after which something is tried again, in the same sitting
A_WEEK = 3  # items of the course in a week: a lesson, its quiz and its scenario
TRIES = 3  # at a quiz, until it is passed
LEARNED = 0.2  # by how much more often the better option is found, from one try to the next
GROWTH = 0.3  # and from the first weeks to the last
OFTEN = 0.6  # of the scenarios that are practised, played with score as well
# A week off that keeps two times of four weeks apart, whichever day of the week it is.
LEFT, CAME_BACK = timedelta(days=29), timedelta(days=20)

Way = Callable[[list[Choice]], Choice]  # how somebody chooses among the lines on offer


class Diary:
    """Spread a learner's sittings over their weeks, after office hours, ending on the day they were last here.

    Somebody who slipped was there until four weeks ago and again for the last three, whatever day of the week it is.
    """

    def __init__(self, learner: Learner, sittings: int, now: datetime, chance: Random) -> None:
        self._chance = chance
        self._latest = now - timedelta(hours=2)
        last = now - timedelta(days=learner.last_day)
        first = now - timedelta(weeks=learner.weeks)
        if learner.lately is None:
            self._days = _spread(first, last, sittings)
        else:
            early = sittings // 2
            self._days = [
                *_spread(first, now - LEFT, early),
                *_spread(now - CAME_BACK, last, sittings - early),
            ]

    def sitting(self, number: int) -> datetime:
        """Give the moment the numbered sitting begins: between 17:30 and 20:00, and never in the future."""
        day = self._days[min(number, len(self._days) - 1)].astimezone(OFFICE_ZONE)
        evening = day.replace(hour=17, minute=30, second=0) + self._chance.randrange(150) * MINUTE
        return min(evening, self._latest)


def _spread(first: datetime, last: datetime, sittings: int) -> list[datetime]:
    span = max(last - first, timedelta(hours=6))
    return [first + span * (place / max(sittings - 1, 1)) for place in range(sittings)]


def live(learner: Learner, person: User, catalogue: Catalogue, now: datetime) -> None:
    """Make a learner's history: lessons in order, each with its quiz and its roleplay, as far as they followed."""
    chance = Random(learner.key)
    course = plan(catalogue)
    asked = course[: A_WEEK * learner.weeks]
    done = asked[: round(len(asked) * learner.followed)]
    diary = Diary(learner, max(len(done), 1), now, chance)
    for number, entry in enumerate(done):
        at, judgement = diary.sitting(number), _judgement(learner, number, len(done))
        if entry.kind == "lesson":
            _read(person, entry, judgement, chance, at)
        elif entry.kind == "quiz":
            _answer(person, entry, judgement, learner.sure, chance, at)
        elif learner.stuck and entry is assigned_scenario(catalogue):
            _fail(person, entry, learner.stuck, chance, at)
        else:
            _talk(person, entry, judgement, chance, at, learner, entry is assigned_scenario(catalogue))
    if learner.left_off:
        _read(
            person, course[len(done)], learner.judgement, chance, diary.sitting(len(done)), learner.left_off
        )


def _judgement(learner: Learner, number: int, done: int) -> float:
    """Tell how often the better line is found in one sitting of many: ever more often, but by somebody who slipped."""
    if learner.lately is not None:
        return learner.judgement if number < done // 2 else learner.lately
    return min(learner.judgement + GROWTH * (number / max(done - 1, 1) - 0.5), 1.0)


def plan(catalogue: Catalogue) -> list[Entry]:  # type: ignore[type-arg]
    """List the course in the order it is followed: lesson, its quiz, its scenario."""
    found: list[Entry] = []  # type: ignore[type-arg]
    for lesson in catalogue.course_lessons():
        found.append(catalogue.lessons[lesson.id])
        quiz = catalogue.quiz_of(lesson.id)
        found += [quiz] if quiz is not None else []
        found += catalogue.scenarios_of(lesson.id)
    return found


def assigned_scenario(catalogue: Catalogue) -> Entry[Scenario] | None:
    """Give the scenario that the demo's manager assigns: the first of the course."""
    return next((entry for entry in plan(catalogue) if entry.kind == "scenario"), None)


def _read(
    person: User,
    entry: Entry[Lesson],
    judgement: float,
    chance: Random,
    at: datetime,
    sections: int | None = None,
) -> None:
    """Read a lesson to its end, or so many of its sections."""
    read = entry.item.sections[:sections]
    for minutes, section in enumerate(read):
        moment = at + minutes * MINUTE
        lessons.keep_place(person, entry, section=section.id, now=moment)
        if section.check is not None:
            chosen = _pick(section.check, judgement, chance)
            lessons.answer_check(
                person, entry, version=entry.version, check_id=section.check.id, chosen=chosen, now=moment
            )
    if sections is None:
        lessons.finish(person, entry, now=at + len(read) * MINUTE)


def _answer(
    person: User, entry: Entry[Quiz], judgement: float, sure: float, chance: Random, at: datetime
) -> None:
    """Answer a quiz, and again while it is not passed; `sure` is how often they are sure of what is wrong."""
    for number in range(TRIES):
        begun = at + number * AGAIN
        attempt = quizzes.begin(person, entry, seed=chance.randrange(2**31), now=begun)
        for minutes, question in enumerate(entry.item.questions, start=1):
            chosen = _pick(question, min(judgement + LEARNED * number, 1.0), chance)
            confidence = _confidence(chosen <= set(question.best), sure, chance)
            moment = begun + minutes * MINUTE
            quizzes.answer(
                person, attempt, question_id=question.id, chosen=chosen, confidence=confidence, now=moment
            )
        if attempt.passed:
            return


def _pick(question: Question, judgement: float, chance: Random) -> set[str]:
    """Choose the best options with the learner's judgement, otherwise any one option."""
    if chance.random() < judgement:
        return {question.best[0]} if question.kind == "judgement" else set(question.best)
    return {chance.choice(question.options).id}


def _confidence(is_best: bool, sure: float, chance: Random) -> str | None:
    if is_best:
        return chance.choice([HALF, SURE, SURE, None])
    return SURE if chance.random() < sure else chance.choice([UNSURE, HALF, None])


def _talk(
    person: User,
    entry: Entry[Scenario],
    judgement: float,
    chance: Random,
    at: datetime,
    learner: Learner,
    is_assigned: bool,
) -> None:
    """Practise a scenario and mostly play it with score afterwards; the one that is assigned, always."""
    _play(person, entry, _judging(judgement, chance), chance, at, PRACTICE)
    if chance.random() < OFTEN or is_assigned:
        better = _judging(min(judgement + 0.15, 1.0), chance)
        _play(person, entry, better, chance, at + AGAIN, SCORED, TYPED.get(learner.key, ()))


def _fail(person: User, entry: Entry[Scenario], times: int, chance: Random, at: datetime) -> None:
    """Play a scenario with score so many times, and fail it at one and the same scene."""
    for number, way in enumerate(stumbles(entry.item, times, chance)):
        _play(person, entry, _following(way), chance, at + number * AGAIN, SCORED)


def _judging(judgement: float, chance: Random) -> Way:
    """Choose the line with the best skill marks, with the learner's judgement; otherwise any line."""

    def choose(offered: list[Choice]) -> Choice:
        if chance.random() < judgement:
            return max(offered, key=lambda choice: sum(choice.marks.values()))
        return chance.choice(offered)

    return choose


def _following(way: tuple[str, ...]) -> Way:
    """Choose the lines of a way that is given, one after the other."""
    ids = iter(way)

    def choose(offered: list[Choice]) -> Choice:
        wanted = next(ids)
        return next(choice for choice in offered if choice.id == wanted)

    return choose


def _play(
    person: User,
    entry: Entry[Scenario],
    line: Way,
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
        choice = line(list(engine.offered(scenario, state)))
        roleplay.choose(run, seq=seq, choice_id=choice.id, now=at + (seq + 1) * MINUTE)
        state, _ = engine.choose(scenario, state, choice.id)
        seq += 1
