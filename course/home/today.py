"""Put together what a reader does today: where they stopped, what comes next, how their skills stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from course.accounts.models import User
from course.assignments import pages as assignments
from course.certificates import queries as certificates
from course.coaching import queries as coaching
from course.content.catalogue import Catalogue
from course.content.text import Text
from course.lessons import queries as lessons
from course.notes import pages as notes
from course.pipeline.territories import TERRITORIES
from course.presentation import say
from course.quarter import queries as quarters
from course.quizzes import queries as quizzes
from course.roleplay import queries as roleplay
from course.roleplay.models import Run
from course.skills import labels as skill_labels
from course.skills import queries as skills

MONTH = timedelta(days=30)
TRY_AGAIN_BELOW = 70  # points: a scenario whose best score is lower is offered again


@dataclass(frozen=True, slots=True)
class Hero:
    """Hold the one thing to go on with."""

    eyebrow: str
    title: str
    words: str
    href: str
    action: str
    percent: int | None = None
    second_href: str | None = None
    second_action: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Hold one thing worth doing today, with about how many minutes it takes."""

    title: str
    words: str
    href: str
    minutes: int


def view(user: User, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather what today's page shows."""
    read = lessons.progress([user.id]).get(user.id, {})
    run_scores = roleplay.scores([user.id]).get(user.id, {})
    quiz_scores = quizzes.scores([user.id]).get(user.id, {})
    open_runs = list(roleplay.runs_to_go_on_with(user.id))
    present = skills.levels([user.id], now)[user.id]
    before = skills.levels([user.id], now - MONTH)[user.id]
    return {
        "hero": _hero(user, catalogue, read, quiz_scores, run_scores, open_runs),
        "tasks": _tasks(user, catalogue, run_scores, open_runs, now),
        "levels": skill_labels.shown(present, before),
        "enough": any(level.percent is not None for level in present.values()),
        "advice": _advice(present),
        "course_percent": _course_percent(catalogue, read, quiz_scores, run_scores),
        "recent": _recent(user, catalogue),
        "certificate": _certificate(user, catalogue, read, quiz_scores),
        "unread_reviews": coaching.unread_reviews(user.id),
        "behaviours": coaching.behaviour_count(user.id),
        **assignments.today(user, catalogue, now),
        **notes.for_today(user),
    }


def _certificate(
    user: User, catalogue: Catalogue, read: dict[str, Any], quiz_scores: dict[str, Any]
) -> str | None:
    """Say whether a certificate is "held" or "earned" and can be issued; None while something is missing."""
    if certificates.current(user.id) is not None:
        return "held"
    found = certificates.standing(user.id, catalogue, read=read, scores=quiz_scores)
    return "earned" if found.is_complete else None


def _course_percent(
    catalogue: Catalogue, read: dict[str, Any], quiz_scores: dict[str, Any], run_scores: dict[str, Any]
) -> int:
    """Say how much of the course is done: lessons by what was read, quizzes and scenarios once finished."""
    parts = [read[key].percent if key in read else 0 for key in catalogue.lessons]
    parts += [100 if key in quiz_scores else 0 for key in catalogue.quizzes]
    parts += [100 if key in run_scores else 0 for key in catalogue.scenarios]
    return round(sum(parts) / len(parts)) if parts else 0


def _hero(
    user: User,
    catalogue: Catalogue,
    read: dict[str, Any],
    quiz_scores: dict[str, Any],
    run_scores: dict[str, Any],
    open_runs: list[Run],
) -> Hero | None:
    """Choose the one thing to go on with: an open talk, an open quiz, the lesson being read, then the next step."""
    if open_runs:
        run = open_runs[0]
        title = _title(catalogue.scenarios, run.scenario_id)
        return Hero(
            _("つづきから"),
            title,
            _("途中の会話が、そのままの場面で待っています。"),
            url_for("roleplay.play", run_id=run.id),
            _("会話をつづける"),
        )
    unfinished = quizzes.unfinished(user.id)
    if unfinished:
        return Hero(
            _("つづきから"),
            _title(catalogue.quizzes, unfinished[0].quiz_id),
            _("途中のクイズがあります。答えた問いは残っています。"),
            url_for("quizzes.attempt", attempt_id=unfinished[0].id),
            _("クイズをつづける"),
        )
    point = lessons.continue_point(user.id, catalogue)
    if point is not None and point.percent:
        return _lesson_hero(catalogue, point)
    for lesson in catalogue.course_lessons():
        step = _next_for(catalogue, lesson, read, quiz_scores, run_scores)
        if step is not None:
            return step
    return None


def _lesson_hero(catalogue: Catalogue, point: Any) -> Hero:
    heading = say(point.section_heading) if point.section_heading else None
    words = (
        _("前回は「%(section)s」のあたりまで読みました。", section=heading)
        if heading
        else _("読みかけのレッスンです。")
    )
    paired = catalogue.scenario_of(point.lesson.id)
    return Hero(
        _("つづきから ・ あと %(n)d 分", n=point.minutes_left),
        say(point.lesson.title),
        words,
        url_for("lessons.lesson", lesson_id=point.lesson.id),
        _("つづきを読む"),
        point.percent,
        url_for("roleplay.scenario", scenario_id=paired.id) if paired else None,
        _("このレッスンのロールプレイへ") if paired else None,
    )


def _next_for(
    catalogue: Catalogue,
    lesson: Any,
    read: dict[str, Any],
    quiz_scores: dict[str, Any],
    run_scores: dict[str, Any],
) -> Hero | None:
    """Give the next step within one lesson's set, or None when lesson, quiz and roleplay are all done."""
    held = read.get(lesson.id)
    if held is None or held.finished_at is None:
        return Hero(
            _("次の一歩 ・ %(n)d 分", n=lesson.minutes),
            say(lesson.title),
            _("まず読んで、短いクイズで確かめ、会話で試します。"),
            url_for("lessons.lesson", lesson_id=lesson.id),
            _("レッスンを読む"),
        )
    quiz = catalogue.quiz_of(lesson.id)
    if quiz is not None and quiz.id not in quiz_scores:
        return Hero(
            _("次の一歩 ・ クイズ"),
            say(quiz.item.title),
            _("読んだことを、場面の中で使えるか確かめます。"),
            url_for("quizzes.quiz", quiz_id=quiz.id),
            _("クイズへ"),
        )
    scenario = catalogue.scenario_of(lesson.id)
    if scenario is not None and scenario.id not in run_scores:
        return Hero(
            _("次の一歩 ・ ロールプレイ %(n)d 分", n=scenario.item.minutes),
            say(scenario.item.title),
            _("同じ考え方を、今度は人を相手に使ってみます。"),
            url_for("roleplay.scenario", scenario_id=scenario.id),
            _("会話を始める"),
        )
    return None


def _tasks(
    user: User, catalogue: Catalogue, run_scores: dict[str, Any], open_runs: list[Run], now: datetime
) -> list[Task]:
    tasks = []
    due = quizzes.due_count(user.id, now)
    if due.total:
        words = (
            _("うち %(n)d つは「自信あり」でまちがえたもの", n=due.confident)
            if due.confident
            else _("忘れかけたころが、いちばん効きます")
        )
        tasks.append(
            Task(
                _("まちがえた問いを %(n)d つ見直す", n=due.total),
                words,
                url_for("quizzes.review"),
                max(1, due.total),
            )
        )
    tasks += _quarter_task(user, run_scores)
    for run in open_runs[1:3]:
        title = _("「%(title)s」のつづき", title=_title(catalogue.scenarios, run.scenario_id))
        tasks.append(Task(title, _("途中の場面から"), url_for("roleplay.play", run_id=run.id), 5))
    for scenario_id, held in run_scores.items():
        if held.best < TRY_AGAIN_BELOW and scenario_id in catalogue.scenarios:
            entry = catalogue.scenarios[scenario_id]
            title = _("「%(title)s」に再挑戦", title=say(entry.item.title))
            words = _("前回 %(n)d 点 ・ 最高 %(best)d 点", n=round(held.latest), best=round(held.best))
            tasks.append(
                Task(title, words, url_for("roleplay.scenario", scenario_id=scenario_id), entry.item.minutes)
            )
    return tasks[:4]


def _quarter_task(user: User, run_scores: dict[str, Any]) -> list[Task]:
    """Offer the quarter under way, or a first one to somebody who has played a roleplay."""
    quarter = quarters.under_way(user.id)
    if quarter is not None:
        place = TERRITORIES.get(quarter.territory)
        words = say(place.name) if place else quarter.territory
        return [Task(_("四半期のつづき"), words, url_for("quarter.week", quarter_id=quarter.id), 10)]
    if run_scores and not quarters.of_person(user.id, 1):
        words = _("十二週、名簿は二十人あまり。運と腕前を分けて見られます")
        return [Task(_("四半期を一つ始めてみる"), words, url_for("quarter.index"), 30)]
    return []


def _advice(levels: dict[str, Any]) -> str | None:
    """Say, in one sentence, which known skill is lowest; nothing while too little is known."""
    known = [(level.percent, skill) for skill, level in levels.items() if level.percent is not None]
    if len(known) < 2:
        return None
    percent, skill = min(known)
    sentences = {
        "qualify": _(
            "「見極め」がいちばん低く出ています。決める人・時期・予算のどれを聞いていないか、振り返りで見てみましょう。"
        ),
        "test_close": _(
            "「問い」がいちばん低く出ています。説明のあとに一つ、相手の考えを聞く一言を足してみましょう。"
        ),
        "trust": _(
            "「信頼」がいちばん低く出ています。急いだ一言がなかったか、相手の胸の内を読み返してみましょう。"
        ),
        "resolve": _(
            "「決着」がいちばん低く出ています。灰色の返事のまま終えた場面を、一つ選んでやり直してみましょう。"
        ),
        "balance": _(
            "「両輪」がいちばん低く出ています。一人にかけた時間と、新しく会う時間を見比べてみましょう。"
        ),
    }
    return sentences[skill] if percent < 70 else None


def _recent(user: User, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the five latest scores, of quizzes and roleplays together."""
    rows: list[dict[str, Any]] = [
        {
            "title": _title(catalogue.scenarios, run.scenario_id),
            "kind": _("ロールプレイ"),
            "at": run.ended_at,
            "score": run.score,
            "href": url_for("roleplay.debrief", run_id=run.id),
        }
        for run in roleplay.ended_runs(user.id, limit=5)
    ]
    rows += [
        {
            "title": _title(catalogue.quizzes, attempt.quiz_id),
            "kind": _("クイズ"),
            "at": attempt.finished_at,
            "score": attempt.score,
            "href": url_for("quizzes.attempt", attempt_id=attempt.id),
        }
        for attempt in quizzes.finished_attempts(user.id)[:5]
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:5]


def _title(entries: Any, item_id: str) -> str:
    """Name an item; one that has been deleted is named by its id."""
    entry = entries.get(item_id)
    return say(entry.item.title) if entry is not None else str(Text(item_id))
