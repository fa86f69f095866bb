"""Find what some people find hardest. Whatever shows such figures asks here, so that they agree everywhere.

A question is told by first answers: those of each person's first finished attempt at its quiz, the attempt whose score
is kept as the first one. Answers to an older text count as long as options and key are the same as in the text answered
last. Its facility is the mean credit, its discrimination the corrected point-biserial correlation
(`quizzes.difficulty`). A scene is told by first runs: each person's first finished run of the scenario, branched ones
left out. What counts is the line that stands (not those taken back) the first time the run comes to the scene, and
whether it was in the lower half of what was on offer (`roleplay.difficulty`). Nothing is told below five people.

Of more people than `MOST_PEOPLE` an even sample is counted, the same one by every function here: a company of thousands
need not be read whole for a share that is right within eight points. Whoever shows the figures says so (`counted`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Text, case, cast, func, select, tuple_

from course.accounts.models import User
from course.chosen import People
from course.extensions import db
from course.quizzes.definition import Question
from course.quizzes.difficulty import ItemStats, Sums, stats
from course.quizzes.models import SURE, Answer, Attempt
from course.roleplay.difficulty import LEAST_RUNS, HardScene, SceneTally, Walk
from course.roleplay.events import fold
from course.roleplay.models import Run, RunEvent
from course.summaries.basics import Rows
from course.summaries.models import QUIZ, SCENARIO, PersonItem
from course.versions.queries import VersionLost, load

MOST_PEOPLE = 150
# Any two primes: an order that has nothing to do with when somebody joined.
_MULTIPLIER, _MODULUS = 7_919, 10_007
_Found = TypeVar("_Found")


def sample(people: People) -> People:
    """Select so many of the people, the same ones as long as they are there; all of them where they are not more."""
    order = (User.id % _MODULUS) * _MULTIPLIER % _MODULUS  # no larger than an integer of the database
    return select(User.id).where(User.id.in_(people)).order_by(order, User.id).limit(MOST_PEOPLE)


def counted(number: int) -> int | None:
    """Tell how many of so many people are counted; None when all are, and nothing needs saying."""
    return MOST_PEOPLE if number > MOST_PEOPLE else None


def questions(people: People) -> list[ItemStats]:
    """Tell how hard each question was for people at their first attempt, the hardest first; rare ones are left out."""
    rows = db.session.execute(_sums_of_first_answers(people)).all()
    # A finished attempt has an answer to every question of its version.
    length = Counter((row.quiz_id, row.version) for row in rows)
    by_question: dict[tuple[str, str], dict[str, tuple[datetime, Sums]]] = defaultdict(dict)
    for row in rows:
        sums = _sums(row, length[row.quiz_id, row.version])
        by_question[row.quiz_id, row.question_id][row.version] = (row.last, sums)
    found = (
        stats(quiz_id, question_id, sum(_of_the_same_key(question_id, held), Sums()))
        for (quiz_id, question_id), held in by_question.items()
    )
    return sorted(
        (item for item in found if item is not None),
        key=lambda item: (item.facility, item.quiz_id, item.question_id),
    )


def option_counts(people: People, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], Counter[str]]:
    """Count, in the answers that `questions` counts, how many chose each option of the (quiz, question) pairs."""
    found: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in asked}
    if not asked:
        return found
    chosen = cast(Answer.chosen, Text)  # equal lists are written alike: they are kept sorted
    query = (
        _first_answers(people, Attempt.quiz_id, Answer.question_id, Attempt.version, chosen)
        .add_columns(func.max(Answer.at), func.count())
        .where(tuple_(Attempt.quiz_id, Answer.question_id).in_(sorted(asked)))
        .group_by(Attempt.quiz_id, Answer.question_id, Attempt.version, chosen)
    )
    by_question: dict[tuple[str, str], dict[str, tuple[datetime, Counter[str]]]] = defaultdict(dict)
    for quiz_id, question_id, version, text, last, number in db.session.execute(query):
        before, counts = by_question[quiz_id, question_id].get(version, (last, Counter()))
        counts.update(dict.fromkeys(json.loads(text), number))
        by_question[quiz_id, question_id][version] = (max(before, last), counts)
    for key, held in by_question.items():
        found[key] = sum(_of_the_same_key(key[1], held), Counter())
    return found


def _first_answers(people: People, *columns: Any) -> Rows:
    """Select from the answers of people's first finished attempts."""
    return (
        select(*columns)
        .select_from(PersonItem)
        .join(Attempt, Attempt.id == PersonItem.first_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(PersonItem.user_id.in_(sample(people)), PersonItem.kind == QUIZ)
    )


def _sums_of_first_answers(people: People) -> Rows:
    """Sum up by question and version: credits x, and scores s (0–1) of the attempts they are part of."""
    x, s = Answer.credit, PersonItem.first / 100.0
    missed = case((x < 1.0, 1), else_=0)
    return _first_answers(
        people,
        Attempt.quiz_id,
        Attempt.version,
        Answer.question_id,
        func.max(Answer.at).label("last"),
        func.count().label("n"),
        func.sum(missed).label("missed"),
        func.sum(case((Answer.confidence == SURE, missed), else_=0)).label("sure_and_missed"),
        func.sum(x).label("x"),
        func.sum(x * x).label("xx"),
        func.sum(s).label("s"),
        func.sum(s * s).label("ss"),
        func.sum(x * s).label("xs"),
    ).group_by(Attempt.quiz_id, Attempt.version, Answer.question_id)


def _sums(row: Any, length: int) -> Sums:
    """Turn sums over the scores of whole attempts into sums over the rest of each: y = (length · score − x) / (length − 1)."""
    own = Sums(n=row.n, missed=row.missed, sure_and_missed=row.sure_and_missed, x=row.x, xx=row.xx)
    if length == 1:
        return own
    all_, less = length / (length - 1), -1 / (length - 1)
    rest = Sums(
        y=all_ * row.s + less * row.x,
        yy=all_**2 * row.ss + 2 * all_ * less * row.xs + less**2 * row.xx,
        xy=all_ * row.xs + less * row.xx,
    )
    return own + rest


def _of_the_same_key(question_id: str, held: dict[str, tuple[datetime, _Found]]) -> list[_Found]:
    """Choose what belongs to the version answered last, and to those that ask for the same."""
    newest = max(held, key=lambda version: (held[version][0], version))
    return [
        found
        for version, (_last, found) in held.items()
        if version == newest or _same_key(version, newest, question_id)
    ]


def _same_key(version: str, other: str, question_id: str) -> bool:
    """Tell whether a question asks for the same in two versions: the same options, worth the same."""
    first, second = (_question(one, question_id) for one in (version, other))
    return first is not None and second is not None and _key(first) == _key(second)


def _question(version: str, question_id: str) -> Question | None:
    try:
        found: Question | None = load(version).question(question_id)
    except VersionLost:
        return None
    return found


def _key(question: Question) -> Any:
    return question.kind, sorted((option.id, option.right, option.points or 0) for option in question.options)


def scenes(people: People) -> list[HardScene]:
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
    for scenario_id, of_scenario in tallies.items():
        for scene_id, tally in of_scenario.items():
            commonest = tally.commonest
            if tally.n >= LEAST_RUNS and commonest is not None:
                found.append(HardScene(scenario_id, scene_id, tally.n, tally.low, *commonest))
    return sorted(found, key=lambda one: (-one.share, -one.n, one.scenario_id, one.scene_id))


def _first_paths(people: People) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give the path of each person's first finished run of each scenario."""
    events = db.session.execute(
        select(Run.id, Run.scenario_id, Run.version, RunEvent.kind, RunEvent.choice_id, RunEvent.words)
        .select_from(PersonItem)
        .join(Run, Run.id == PersonItem.first_id)
        .join(RunEvent, RunEvent.run_id == Run.id)
        .where(PersonItem.user_id.in_(sample(people)), PersonItem.kind == SCENARIO)
        .order_by(Run.id, RunEvent.seq)
    )
    for (_run, scenario_id, version), held in groupby(events, key=itemgetter(0, 1, 2)):
        yield scenario_id, version, fold(held).choice_ids
