"""Work the figures out a second time, in plain Python from the raw rows, knowing nothing of how they are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Table, select

from course.extensions import Base, db

TOKYO = ZoneInfo("Asia/Tokyo")
SAD = {"continuation", "lost", "cancelled", "railroaded"}
Row = Any


def raw(name: str) -> Sequence[Row]:
    """Read a whole table."""
    table: Table = Base.metadata.tables[name]
    return db.session.execute(select(table)).all()


class Rows:
    """Hold every raw row, by person where that helps."""

    def __init__(self) -> None:
        self.users = {row.id: row for row in raw("user")}
        self.lessons = by(raw("lesson_progress"), "user_id")
        self.checks = by(raw("check_answer"), "user_id")
        self.attempts = by(raw("attempt"), "user_id")
        self.answers = by(raw("answer"), "attempt_id")
        self.cards = by(raw("review_card"), "user_id")
        self.reviews = by(raw("review_answer"), "card_id")
        self.runs = by(raw("run"), "user_id")
        self.events = by(raw("run_event"), "run_id")
        self.quarters = by(raw("quarter"), "user_id")
        self.quarter_events = by(raw("quarter_event"), "quarter_id")
        self.observations = by(raw("observation"), "user_id")

    def people(self, group_ids: set[int]) -> set[int]:
        """Name the active trainees of some groups."""
        return {
            row.user_id
            for row in raw("membership")
            if row.group_id in group_ids and row.role == "trainee" and self.users[row.user_id].active
        }

    def below(self, group_id: int) -> set[int]:
        """Name a group and all below it, by walking down from parent to child."""
        children = by(raw("group"), "parent_id")
        found, waiting = set(), [group_id]
        while waiting:
            found.add(here := waiting.pop())
            waiting += [child.id for child in children[here]]
        return found

    @cache  # noqa: B019  # emptied with the rows
    def scored(self, user_id: int) -> Sequence[Row]:
        """List the ended runs that count, in the order in which they ended."""
        runs = [run for run in self.runs[user_id] if run.ended_at and run.branched_from_id is None]
        return sorted(runs, key=lambda run: (run.ended_at, run.id))

    @cache  # noqa: B019
    def finished(self, user_id: int) -> Sequence[Row]:
        """List the finished attempts, in the order in which they were finished."""
        attempts = [attempt for attempt in self.attempts[user_id] if attempt.finished_at]
        return sorted(attempts, key=lambda attempt: (attempt.finished_at, attempt.id))

    def moments(self, user_id: int) -> list[datetime]:
        """List when somebody answered or played."""
        found = [check.at for check in self.checks[user_id]]
        found += [answer.at for attempt in self.attempts[user_id] for answer in self.answers[attempt.id]]
        found += [answer.at for card in self.cards[user_id] for answer in self.reviews[card.id]]
        found += [event.at for run in self.runs[user_id] for event in self.events[run.id]]
        found += [event.at for quarter in self.quarters[user_id] for event in self.quarter_events[quarter.id]]
        return found

    def last_at(self, user_id: int) -> datetime | None:
        """Tell when somebody was last here."""
        found = self.moments(user_id)
        found += [row.updated_at for row in self.lessons[user_id]]
        found += [
            row.started_at for row in (*self.attempts[user_id], *self.runs[user_id], *self.quarters[user_id])
        ]
        return max(found, default=None)


def by(rows: Iterable[Row], column: str) -> Mapping[Any, list[Row]]:
    """Sort rows into lists by a column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def monday(moment: datetime) -> date:
    """Give the Monday before a moment, or its own day, as the office's calendar has it."""
    day = moment.astimezone(TOKYO).date()
    return day - timedelta(days=day.weekday())


def best(rows: Iterable[Row], item: str) -> list[float]:
    """Give the best score of each item."""
    return [max(row.score for row in held) for held in by(rows, item).values()]


@cache
def week_sums(rows: Rows, user_id: int) -> Mapping[date, Mapping[str, float]]:
    """Sum somebody's year up by week, once for all tests."""
    found: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for attempt in rows.attempts[user_id]:
        for answer in rows.answers[attempt.id]:
            week = found[monday(answer.at)]
            week["answers"] += 1
            week["credit"] += answer.credit
            week["sure"] += answer.confidence == "high"
            week["sure_wrong"] += answer.confidence == "high" and answer.credit < 1
    for card in rows.cards[user_id]:
        for answer in rows.reviews[card.id]:
            week = found[monday(answer.at)]
            week["reviews"] += 1
            week["review_credit"] += answer.credit
            week["sure"] += answer.confidence == "high"
            week["sure_wrong"] += answer.confidence == "high" and answer.credit < 1
    for check in rows.checks[user_id]:
        found[monday(check.at)]["checks"] += 1
        found[monday(check.at)]["check_credit"] += check.credit
    for attempt in rows.finished(user_id):
        week = found[monday(attempt.finished_at)]
        week["attempts"] += 1
        week["attempt_score"] += attempt.score
        week["passed"] += attempt.passed
    for run in rows.scored(user_id):
        found[monday(run.ended_at)]["runs"] += 1
        found[monday(run.ended_at)]["run_score"] += run.score
    for day in {moment.astimezone(TOKYO).date() for moment in rows.moments(user_id)}:
        found[day - timedelta(days=day.weekday())]["active_days"] += 1
    return {week: dict(sums) for week, sums in found.items()}


def streak(rows: Rows, runs: Sequence[Row]) -> tuple[str, int] | None:
    """Walk back through the runs of one scenario for as long as they ended sadly in the scene of the last."""
    scene, times = None, 0
    for run in reversed(runs):
        here = max(rows.events[run.id], key=lambda event: event.seq).scene_id
        if run.outcome not in SAD or (scene is not None and here != scene):
            break
        scene, times = here, times + 1
    return (scene, times) if scene is not None else None


def point_biserial(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Correlate credits with the mean credit of the rest."""
    credits, rest = np.array(pairs).T
    if credits.std() < 1e-6 or rest.std() < 1e-6:
        return None
    return float(np.corrcoef(credits, rest)[0, 1])


def mean(values: Sequence[float]) -> float | None:
    """Give the mean, None of nothing."""
    return fmean(values) if values else None
