"""Store what a person's acts add up to. Every row can be worked out again from the acts: see `rebuild`.

The tables lie in the order of their keys, so that the rows of one person lie together.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course.extensions import Model

QUIZ, SCENARIO = "quiz", "scenario"
BY_KEY = {"sqlite_with_rowid": False}


class PersonSummary(Model):
    """Hold one person who has done something: when last, and sums over lessons, quizzes and scenarios.

    Whoever changes any figure of a person writes this row first, and so holds it until the transaction ends.
    """

    __tablename__ = "person_summary"
    __table_args__ = (BY_KEY,)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    last_at: Mapped[datetime]  # read, began, answered or played
    lessons: Mapped[int] = mapped_column(default=0)  # opened
    finished: Mapped[int] = mapped_column(default=0)  # read to the end
    percent: Mapped[int] = mapped_column(default=0)  # sum over the lessons opened, 0–100 each
    quizzes: Mapped[int] = mapped_column(default=0)  # with a finished attempt
    quizzes_passed: Mapped[int] = mapped_column(default=0)
    quiz_best: Mapped[float] = mapped_column(default=0.0)  # sum of the best scores
    scenarios: Mapped[int] = mapped_column(default=0)  # with an ended run that was not branched off
    run_best: Mapped[float] = mapped_column(default=0.0)  # sum of the best scores


class PersonItem(Model):
    """Hold one person's scores (0–100) in one quiz or scenario, kept apart, and the attempt or run each came from.

    Branched runs do not count. `passed` counts passed attempts (0 in a scenario). In a scenario, `stuck` says how many
    runs in a row, up to the latest, ended badly and at the same scene, `scene_id`; 0 when the latest did not.
    """

    __tablename__ = "person_item"
    __table_args__ = (
        Index("ix_person_item_stuck", "user_id", "stuck"),
        BY_KEY,
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    passed: Mapped[int]
    first: Mapped[float]
    best: Mapped[float]
    latest: Mapped[float]
    total: Mapped[float]
    first_id: Mapped[int]
    best_id: Mapped[int]  # the earliest of the best
    latest_id: Mapped[int]
    first_at: Mapped[datetime]
    latest_at: Mapped[datetime]
    scene_id: Mapped[str | None] = mapped_column(String(64))
    stuck: Mapped[int]


class PersonSkill(Model):
    """Hold what was observed of one skill of one person: the level is `value` / `weight`, whatever the day."""

    __tablename__ = "person_skill"
    __table_args__ = (BY_KEY,)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int]
    weight: Mapped[float]  # sum of weights, see `calendar.weight_of`
    value: Mapped[float]  # sum of weight times value (0–1)
    last_at: Mapped[datetime]


class PersonWeek(Model):
    """Hold what one person did in one week of the office, which `week` names by its Monday.

    `answers` are those given in quizzes, `reviews` those in review, `checks` those inside lessons; `credit` and the like are
    sums of 0–1. `sure` counts quiz and review answers given as sure, `sure_wrong` those among them without full credit.
    `attempts` and `runs` are those that ended in the week, `…_score` their sums of 0–100; branched runs do not count.
    `days` has a bit for each day on which something was answered or played.
    """

    __tablename__ = "person_week"
    __table_args__ = (BY_KEY,)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    credit: Mapped[float] = mapped_column(default=0.0)
    reviews: Mapped[int] = mapped_column(default=0)
    review_credit: Mapped[float] = mapped_column(default=0.0)
    checks: Mapped[int] = mapped_column(default=0)
    check_credit: Mapped[float] = mapped_column(default=0.0)
    sure: Mapped[int] = mapped_column(default=0)
    sure_wrong: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    attempt_score: Mapped[float] = mapped_column(default=0.0)
    passed: Mapped[int] = mapped_column(default=0)
    runs: Mapped[int] = mapped_column(default=0)
    run_score: Mapped[float] = mapped_column(default=0.0)
    days: Mapped[int] = mapped_column(default=0)


class PersonSkillWeek(Model):
    """Hold what was observed of one skill of one person in one week; `total` is the sum of the bare values (0–1).

    Sums of `weight` and `value` over the weeks up to one give the level at its end.
    """

    __tablename__ = "person_skill_week"
    __table_args__ = (BY_KEY,)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)
    skill: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int]
    weight: Mapped[float]
    value: Mapped[float]
    total: Mapped[float]


class QuarterSummary(Model):
    """Hold the figures of one quarter that is over, as its kept report has them.

    `graded` names were given a grade, and were `stated` to bring so many contracts where `came` did; `old` of the
    `listed` had been on the list for more than eight weeks at the end, `unclear` of them without the rep knowing any better.
    """

    __tablename__ = "quarter_summary"
    __table_args__ = (Index("ix_quarter_summary_person", "user_id", "ended_at"),)

    quarter_id: Mapped[int] = mapped_column(ForeignKey("quarter.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    ended_at: Mapped[datetime]
    net: Mapped[int]
    skill: Mapped[float]
    brier: Mapped[float | None]
    graded: Mapped[int]
    stated: Mapped[float]
    came: Mapped[int]
    listed: Mapped[int]
    old: Mapped[int]
    unclear: Mapped[int]
    hours_new: Mapped[float]
    hours_list: Mapped[float]
    hours_wasted: Mapped[float]
