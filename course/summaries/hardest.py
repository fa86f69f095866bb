"""Find what some people find hardest: questions by their first attempts, scenes by the lines chosen in them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from course.extensions import db
from course.quizzes.definition import Question
from course.quizzes.models import Answer, Attempt
from course.roleplay.models import Run, RunEvent
from course.summaries.models import QUIZ, PersonItem
from course.summaries.queries import People
from course.versions.queries import VersionLost, load

LEAST_ANSWERS = 8  # below this a share says little of a question, and a correlation nothing


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """Hold how some people's first attempts went at one question.

    `facility` is the mean credit (0–1). `discrimination` is the corrected point-biserial: the correlation of the credit
    with the mean credit of the attempt's other questions; None where either does not vary. `version` is the newest
    version of the quiz that was answered; older ones count as long as options and key are the same.
    """

    quiz_id: str
    question_id: str
    version: str
    n: int
    facility: float
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class HardScene:
    """Hold how the lines were that some people chose in one scene: 0 the worst on offer, 1 the best, by their marks."""

    scenario_id: str
    scene_id: str
    version: str
    n: int
    facility: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """Hold sums over first attempts: of credits x, and of the mean credit y of the rest of each attempt."""

    n: int = 0
    x: float = 0.0
    xx: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.n + other.n,
            self.x + other.x,
            self.xx + other.xx,
            self.y + other.y,
            self.yy + other.yy,
            self.xy + other.xy,
        )

    @property
    def correlation(self) -> float | None:
        spread_x = self.n * self.xx - self.x**2
        spread_y = self.n * self.yy - self.y**2
        least = 1e-9 * self.n**2
        if spread_x <= least or spread_y <= least:
            return None
        return (self.n * self.xy - self.x * self.y) / math.sqrt(spread_x * spread_y)


def _sums(row: Any, questions: int) -> _Sums:
    """Turn sums over the scores of whole attempts into sums over the rest of each: y = (questions · score − x) / (questions − 1)."""
    if questions < 2:
        return _Sums(row.n, row.x, row.xx)
    whole, own = questions / (questions - 1), -1 / (questions - 1)
    return _Sums(
        n=row.n,
        x=row.x,
        xx=row.xx,
        y=whole * row.s + own * row.x,
        yy=whole**2 * row.ss + 2 * whole * own * row.xs + own**2 * row.xx,
        xy=whole * row.xs + own * row.xx,
    )


def questions(people: People, quiz_id: str | None = None, least: int = LEAST_ANSWERS) -> list[HardQuestion]:
    """List the questions that were answered at least so often, the hardest first; of one quiz where it is named."""
    rows = db.session.execute(_first_answers(people, quiz_id)).all()
    asked = Counter(
        row.version for row in rows
    )  # a finished attempt has an answer to every question of its version
    found: dict[tuple[str, str], dict[str, _Sums]] = defaultdict(dict)
    latest: dict[tuple[str, str], tuple[datetime, str]] = {}
    for row in rows:
        key = (row.quiz_id, row.question_id)
        found[key][row.version] = _sums(row, asked[row.version])
        latest[key] = max(latest.get(key, (row.last, row.version)), (row.last, row.version))
    result = []
    for (quiz, question), by_version in found.items():
        newest = latest[quiz, question][1]
        same = [
            sums
            for version, sums in by_version.items()
            if version == newest or _same_key(version, newest, question)
        ]
        all_of_it = sum(same, _Sums())
        if all_of_it.n >= least:
            facility = all_of_it.x / all_of_it.n
            result.append(HardQuestion(quiz, question, newest, all_of_it.n, facility, all_of_it.correlation))
    return sorted(result, key=lambda one: (one.facility, one.quiz_id, one.question_id))


def _first_answers(people: People, quiz_id: str | None) -> Any:
    """Sum first attempts up by question and version: credits x, and scores s (0–1) of the attempts they are part of."""
    x, s = Answer.credit, PersonItem.first / 100.0
    query = (
        select(
            PersonItem.item_id.label("quiz_id"),
            Attempt.version,
            Answer.question_id,
            func.max(Answer.at).label("last"),
            func.count().label("n"),
            func.sum(x).label("x"),
            func.sum(x * x).label("xx"),
            func.sum(s).label("s"),
            func.sum(s * s).label("ss"),
            func.sum(x * s).label("xs"),
        )
        .select_from(PersonItem)
        .join(Attempt, Attempt.id == PersonItem.first_id)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(PersonItem.user_id.in_(people), PersonItem.kind == QUIZ)
    )
    if quiz_id is not None:
        query = query.where(PersonItem.item_id == quiz_id)
    return query.group_by(PersonItem.item_id, Attempt.version, Answer.question_id)


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


def scenes(
    people: People, since: datetime, scenario_id: str | None = None, least: int = LEAST_ANSWERS
) -> list[HardScene]:
    """List the scenes in which at least so many lines were chosen since a moment, the hardest first.

    Every choosing counts, those taken back and those of branched runs included: each was somebody's answer to that moment.
    Lines that a branch only took over count as well. Scenes whose lines all carry the same marks are left out.
    """
    query = (
        select(
            Run.scenario_id,
            Run.version,
            RunEvent.scene_id,
            RunEvent.choice_id,
            func.count(),
            func.max(RunEvent.at),
        )
        .join(RunEvent, RunEvent.run_id == Run.id)
        .where(Run.user_id.in_(people), Run.started_at >= since, RunEvent.kind == "choice")
        .group_by(Run.scenario_id, Run.version, RunEvent.scene_id, RunEvent.choice_id)
    )
    if scenario_id is not None:
        query = query.where(Run.scenario_id == scenario_id)
    found: dict[tuple[str, str], list[tuple[datetime, str, int, float]]] = defaultdict(list)
    for scenario, version, scene, choice, number, last in db.session.execute(query):
        worth = _worth(version, scene, choice)
        if worth is not None:
            found[scenario, scene].append((last, version, number, worth))
    return sorted(
        (scene for scene in (_hard(*key, rows) for key, rows in found.items()) if scene.n >= least),
        key=lambda one: (one.facility, one.scenario_id, one.scene_id),
    )


def _hard(scenario: str, scene: str, rows: Iterable[tuple[datetime, str, int, float]]) -> HardScene:
    held = list(rows)
    number = sum(n for _, _, n, _ in held)
    facility = sum(n * worth for _, _, n, worth in held) / number
    return HardScene(scenario, scene, max(held)[1], number, facility)


def _worth(version: str, scene_id: str, choice_id: str | None) -> float | None:
    """Place a line among those of its scene by its marks, 0–1; None where they do not differ or the text is lost."""
    try:
        scene = load(version).scenes[scene_id]
    except (VersionLost, KeyError):
        return None
    marks = {choice.id: choice.mark_sum for choice in scene.choices}
    least, most = min(marks.values(), default=0), max(marks.values(), default=0)
    if choice_id not in marks or least == most:
        return None
    return float((marks[choice_id] - least) / (most - least))
