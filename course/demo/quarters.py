"""Let demo learners play quarters, through the same operations a reader's clicks use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from course.accounts.models import User
from course.content.catalogue import Catalogue
from course.quarter import operations
from course.quarter.game import WEEKS, Game
from course.quarter.models import Quarter
from course.quarter.queries import game_of

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Habit:
    """Describe how somebody plays: whose drafts they follow, the grade they give whom, and for how many weeks."""

    territory: str
    seed: int
    adviser: str
    grades: dict[str, str]  # by lane
    weeks: int = WEEKS


# 谷口 tells the boss what the boss likes to hear; 佐々木 is in the middle of a first quarter.
HABITS = {
    "taniguchi": Habit("few-large", 11, "two-wheels", {"this_month": "A", "prospect": "B"}),
    "sasaki": Habit("buying-now", 5, "no-hold", {"this_month": "B"}, 3),
}


def play(person: User, habit: Habit, catalogue: Catalogue, now: datetime) -> Quarter:
    """Play a quarter, or part of one, that ended an hour before `now`."""
    at = now - timedelta(hours=1) - habit.weeks * 2 * MINUTE
    quarter = operations.begin(person, catalogue, territory=habit.territory, seed=habit.seed, now=at)
    for week in range(habit.weeks):
        at += 2 * MINUTE
        game = game_of(quarter)
        if game.meeting_due:
            game = _forecast(quarter, game, habit, at)
        game = operations.fill_plan(quarter, week=week, seq=game.events, adviser=habit.adviser, now=at)
        operations.live(quarter, week=week, seq=game.events, changes={}, now=at)
    return quarter


def _forecast(quarter: Quarter, game: Game, habit: Habit, at: datetime) -> Game:
    grades = {person.key: habit.grades[person.lane] for person in game.listed if person.lane in habit.grades}
    return operations.forecast(quarter, week=game.number, seq=game.events, grades=grades, now=at)
