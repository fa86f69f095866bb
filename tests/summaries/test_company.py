"""Every figure agrees with a recomputation from raw rows, on a generated company with a year of history.

It has people in two groups, deactivated ones, late joiners, retakes, edited quizzes (in one a key has moved), lines taken
back, branched and unfinished runs, and days that are another day in UTC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from unittest import mock

import pytest
from flask import Flask
from sqlalchemy import select

from course import create_app
from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.chosen import People
from course.content.catalogue import Catalogue
from course.demo import played_quarters
from course.demo.generate import Size, generate
from course.extensions import db
from course.quarter import evaluation
from course.reports import periods
from course.reports import queries as report_queries
from course.reports.below_queries import below_of_few, below_of_many
from course.reports.group_queries import who_learned
from course.reports.rules import Rules
from course.roleplay import engine
from course.skills import queries as skills
from course.skills.mastery import SKILLS, Evidence, level
from course.summaries import habits, hardest, items, queries
from course.versions.queries import load
from tests.conftest import TEST_SETTINGS
from tests.databases import Databases
from tests.summaries import recomputed
from tests.summaries.recomputed import Rows

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PEOPLE, FEW = 2_000, 150  # few on PostgreSQL: there it is the statements that are put to the test


@contextmanager
def _few_futures() -> Iterator[None]:
    """Work the quarters' worth out from few futures: nothing here looks at it."""
    with (
        mock.patch.object(played_quarters, "RUNS", 20),
        mock.patch.object(evaluation, "BAND_RUNS", 20),
        mock.patch.object(evaluation, "LEFT_RUNS", 20),
    ):
        yield


@pytest.fixture(scope="module")
def company(
    databases: Databases, shipped_course: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Generate the company once."""
    url = databases.fresh()
    settings = {"SQLALCHEMY_DATABASE_URI": url, **TEST_SETTINGS, "CATALOGUE": shipped_course}
    app = create_app({**settings, "INSTANCE": str(tmp_path_factory.mktemp("instance"))})
    size = Size(FEW if databases.on_postgres else PEOPLE, answers=24, runs=4, plays=10, quarters=2)
    with app.app_context(), _few_futures():
        generate(shipped_course, size, seed=3, now=NOW)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def rows(company: Flask) -> Iterator[Rows]:
    """Read every raw row; what is worked out from them for several groups is kept as long as they are."""
    with company.app_context():
        found = Rows()
    yield found
    for worked_out in (Rows.scored, Rows.finished, recomputed.week_sums, _levels, _weak_lines):
        worked_out.cache_clear()


@pytest.fixture(params=["company", "branch", "team"])
def asked(request: pytest.FixtureRequest, company: Flask, rows: Rows) -> Iterator[tuple[People, set[int]]]:
    """Give the people of a group as the pages ask for them, and as the raw rows have them."""
    depth = {"company": 0, "branch": 1, "team": 2}[request.param]
    with company.app_context():
        group = db.session.scalars(select(Group).where(Group.parent_id.is_(None))).one()
        for _ in range(depth):
            group = db.session.scalars(select(Group).where(Group.parent_id == group.id)).first()  # type: ignore[assignment]
        yield trainee_ids_below(group), rows.people(rows.below(group.id))


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-6, abs=1e-6) if isinstance(value, float) else value


def test_the_company_holds_what_makes_figures_go_wrong(company: Flask, rows: Rows) -> None:
    runs = [run for held in rows.runs.values() for run in held]
    assert any(run.branched_from_id for run in runs) and any(run.ended_at is None for run in runs)
    assert any(event.kind == "undo" for held in rows.events.values() for event in held)
    moments = [answer.at for held in rows.answers.values() for answer in held]
    assert any(moment.astimezone(recomputed.TOKYO).date() != moment.date() for moment in moments)
    taken = Counter((one.user_id, one.quiz_id) for held in rows.attempts.values() for one in held)
    assert max(taken.values()) > 1
    versions = {(one.quiz_id, one.version) for held in rows.attempts.values() for one in held}
    assert len(versions) > len({quiz for quiz, _ in versions})
    assert any(not user.active for user in rows.users.values())
    places = Counter(row.user_id for row in _memberships(company) if row.role == "trainee")
    assert max(places.values()) == 2


def test_standings(asked: tuple[People, set[int]], rows: Rows, shipped_course: Catalogue) -> None:
    people, ids = asked
    present = sorted(shipped_course.lessons)[2:]  # two lessons have left the course since they were read
    found = queries.standings(people, present)
    assert [standing.user_id for standing in found] == sorted(ids)
    for standing in found:
        read = [row.percent for row in rows.lessons[standing.user_id] if row.lesson_id in present]
        attempts, runs = rows.finished(standing.user_id), rows.scored(standing.user_id)
        passed = {attempt.quiz_id for attempt in attempts if attempt.passed}
        assert standing.last_at == rows.last_at(standing.user_id)
        assert standing.progress == pytest.approx(sum(read) / len(present))
        assert standing.quiz == close(recomputed.mean(recomputed.best(attempts, "quiz_id")))
        assert standing.roleplay == close(recomputed.mean(recomputed.best(runs, "scenario_id")))
        assert standing.quizzes == len({attempt.quiz_id for attempt in attempts})
        assert standing.scenarios == len({run.scenario_id for run in runs})
        assert standing.quizzes_passed == len(passed)


def test_levels(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    found = queries.levels(people)
    exact = {user_id: _levels(rows, user_id, NOW) for user_id in ids}
    for user_id in ids:
        held = found.get(user_id)
        assert held == exact[user_id] or (held is None and not rows.observations[user_id])


@cache
def _levels(rows: Rows, user_id: int, now: datetime) -> dict[str, Any]:
    held = recomputed.by(rows.observations[user_id], "skill")
    return {skill: level([Evidence(one.value, one.at) for one in held[skill]], now) for skill in SKILLS}


def test_levels_of_an_earlier_day_rest_on_what_was_known_then(company: Flask, rows: Rows) -> None:
    then = NOW - timedelta(days=100)
    with company.app_context():
        ids = sorted(rows.observations)[:40]
        assert skills.levels(ids, then) == {user_id: _levels(rows, user_id, then) for user_id in ids}
        assert skills.levels(ids, NOW) == {user_id: _levels(rows, user_id, NOW) for user_id in ids}


def test_weeks(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    since, until = recomputed.monday(NOW - timedelta(weeks=30)), recomputed.monday(NOW - timedelta(weeks=2))
    wanted: dict[Any, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for user_id in ids:
        for week, sums in recomputed.week_sums(rows, user_id).items():
            if since <= week <= until:
                wanted[week]["people"] += 1
                for name, value in sums.items():
                    wanted[week][name] += value
    found = dict(queries.weeks(people, since + timedelta(days=3), until + timedelta(days=6)))
    assert sorted(found) == sorted(wanted)
    for week, sums in found.items():
        for name in queries.Sums.__slots__:
            assert getattr(sums, name) == close(float(wanted[week][name])), (week, name)


def test_trends(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    now = NOW - timedelta(weeks=9)
    found = queries.trends(people, now)
    present = recomputed.monday(now)
    for user_id in ids:
        weeks = recomputed.week_sums(rows, user_id)
        for name in queries.Scores._fields:
            recent, before = (
                sum(weeks.get(present - timedelta(weeks=back), {}).get(name, 0) for back in of)
                for of in (range(4), range(4, 8))
            )
            trend = found.get(user_id)
            assert (getattr(trend.recent, name) if trend else 0) == close(float(recent))
            assert (getattr(trend.before, name) if trend else 0) == close(float(before))


def test_groups_below(company: Flask, rows: Rows, shipped_course: Catalogue) -> None:
    with company.app_context():
        top = db.session.scalars(select(Group).where(Group.parent_id.is_(None))).one()
        branch = db.session.scalars(select(Group).where(Group.parent_id == top.id)).first()
        assert branch is not None
        people, period = trainee_ids_below(branch), periods.chosen("quarter", None, None, NOW.date())
        every = report_queries.rows(people, Rules(), shipped_course, NOW)
        few = below_of_few(branch, every, who_learned(people, period))
        many = below_of_many(branch, people, Rules(), period, shipped_course, NOW)
        assert len(few) == len(many) > 1
        for one in [*few, *many]:
            ids = rows.people(rows.below(one.group.id))
            weeks = {user_id: recomputed.week_sums(rows, user_id) for user_id in ids}
            held = {
                user_id: [
                    sums for week, sums in found.items() if period.first_week <= week <= period.last_week
                ]
                for user_id, found in weeks.items()
            }
            total = [sums for found in held.values() for sums in found]
            number = sum(sums.get("attempts", 0) + sums.get("runs", 0) for sums in total)
            score = sum(sums.get("attempt_score", 0) + sums.get("run_score", 0) for sums in total)
            assert (one.people, one.active) == (len(ids), sum(map(bool, held.values())))
            assert one.score == close(score / number)
            for skill in SKILLS:
                percents = [_levels(rows, user_id, NOW)[skill].percent for user_id in ids]
                known = [float(percent) for percent in percents if percent is not None]
                assert one.skills[skill] == close(recomputed.mean(known))


def test_skill_weeks(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    wanted: dict[Any, list[float]] = defaultdict(list)
    for user_id in ids:
        for one in rows.observations[user_id]:
            wanted[recomputed.monday(one.at), one.skill].append(one.value)
    since = NOW - timedelta(days=400)
    found = queries.skill_weeks(people, since.date(), NOW.date())
    assert {(week, skill): n for week, skill, n, _ in found} == {
        key: len(held) for key, held in wanted.items()
    }
    for week, skill, _, shown in found:
        assert shown == close(recomputed.mean(wanted[week, skill]))


def test_scores_of_each_item(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    wanted = {}
    for user_id in ids:
        for kind, held in (
            ("quiz", recomputed.by(rows.finished(user_id), "quiz_id")),
            ("scenario", recomputed.by(rows.scored(user_id), "scenario_id")),
        ):
            for item_id, series in held.items():
                wanted[user_id, kind, item_id] = series
    found = {(one.user_id, one.kind, one.item_id): one for one in items.item_scores(people)}
    assert found.keys() == wanted.keys()
    for key, one in found.items():
        series = wanted[key]
        marks = [row.score for row in series]
        assert (one.first, one.best, one.latest) == (marks[0], max(marks), marks[-1])
        assert (one.first_id, one.latest_id) == (series[0].id, series[-1].id)
        assert one.best_id == series[marks.index(max(marks))].id
        assert (one.count, one.average) == (len(marks), close(recomputed.mean(marks)))
        assert one.passed == sum(bool(getattr(row, "passed", False)) for row in series)
    quiz = next(iter(wanted))[2]
    assert {one.item_id for one in items.item_scores(people, item_id=quiz)} == {quiz}
    assert {one.kind for one in items.item_scores(people, "quiz")} == {"quiz"}


def test_who_is_stuck(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    wanted = {}
    for user_id in ids:
        for scenario, runs in recomputed.by(rows.scored(user_id), "scenario_id").items():
            sad = recomputed.streak(rows, runs)
            if sad is not None and sad[1] >= 2:
                wanted[user_id, scenario] = (*sad, runs[-1].id)
    found = items.stuck(people)
    assert {
        (one.user_id, one.scenario_id): (one.scene_id, one.times, one.latest_id) for one in found
    } == wanted
    assert [one.times for one in found] == sorted((one.times for one in found), reverse=True)


def test_what_was_left_unfinished(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    since, before = NOW - timedelta(days=300), NOW - timedelta(days=20)
    wanted: Counter[tuple[int, str, str]] = Counter()
    for user_id in ids:
        for run in rows.runs[user_id]:
            events = sorted(rows.events[run.id], key=lambda event: event.seq)
            overtaken = any(
                other.scenario_id == run.scenario_id and other.ended_at and other.started_at >= run.started_at
                for other in rows.runs[user_id]
            )
            if run.ended_at or run.branched_from_id or overtaken or not events:
                continue
            if run.started_at >= since and events[-1].at < before:
                wanted[user_id, run.scenario_id, events[-1].scene_id] += 1
    found = {
        (one.user_id, one.scenario_id, one.scene_id): one.times for one in items.left(people, since, before)
    }
    assert found == wanted


def test_what_quarters_showed(asked: tuple[People, set[int]], rows: Rows) -> None:
    people, ids = asked
    found = habits.habits(people)
    over = {
        user_id: sorted(
            (one for one in rows.quarters[user_id] if one.ended_at), key=lambda one: (one.ended_at, one.id)
        )
        for user_id in ids
    }
    assert found.keys() == {user_id for user_id, held in over.items() if held}
    for user_id, one in found.items():
        kept = [quarter.report["account"] for quarter in over[user_id]]
        grades = [grade for account in kept for grade in account["honesty"]["grades"] if grade["number"]]
        number = sum(grade["number"] for grade in grades)
        stated = sum(grade["said"] * grade["number"] - grade["came"] for grade in grades)
        last = kept[-1]
        assert one.quarters == len(kept)
        assert one.brier == close(
            recomputed.mean([quarter.brier for quarter in over[user_id] if quarter.brier is not None])
        )
        assert one.bias == close(stated / number if number else None)
        assert one.old == close(sum(last["ages"][2:]) / last["listed"])
        assert one.unclear == close(last["unclear_listed"] / last["listed"])


@pytest.fixture(params=["all", "sampled"])
def counted(
    request: pytest.FixtureRequest, asked: tuple[People, set[int]], monkeypatch: pytest.MonkeyPatch
) -> tuple[People, list[int]]:
    """Give the people of a group, and who of them is counted for what they find hard."""
    people, ids = asked
    if request.param == "all":
        monkeypatch.setattr(hardest, "MOST_PEOPLE", len(ids) + 1)
        return people, sorted(ids)
    monkeypatch.setattr(hardest, "MOST_PEOPLE", len(ids) // 2)
    chosen = sorted(ids, key=lambda user_id: (user_id % 10_007 * 7_919 % 10_007, user_id))
    return people, chosen[: len(ids) // 2]


def test_the_hardest_questions(counted: tuple[People, list[int]], rows: Rows) -> None:
    people, ids = counted
    told: dict[Any, list[_Told]] = defaultdict(list)
    for user_id in ids:
        for quiz_id, attempts in recomputed.by(rows.finished(user_id), "quiz_id").items():
            answers = rows.answers[attempts[0].id]
            for answer in answers:
                rest = [other.credit for other in answers if other is not answer]
                told[quiz_id, answer.question_id].append(
                    _Told(attempts[0].version, answer, sum(rest) / len(rest))
                )
    moved = 0
    found = {(one.quiz_id, one.question_id): one for one in hardest.questions(people)}
    options = hardest.option_counts(people, found)
    for (quiz_id, question_id), held in told.items():
        newest = max(held, key=lambda one: (one.answer.at, one.version)).version
        same = [one for one in held if _key(one.version, question_id) == _key(newest, question_id)]
        moved += len(same) < len(held)
        one = found.pop((quiz_id, question_id), None)
        assert (one is not None) == (len(same) >= 5)
        if one is None:
            continue
        missed = [one.answer for one in same if one.answer.credit < 1]
        assert (one.n, one.missed) == (len(same), len(missed))
        assert one.sure_and_missed == sum(answer.confidence == "high" for answer in missed)
        assert one.facility == close(recomputed.mean([one.answer.credit for one in same]))
        wanted = recomputed.point_biserial([(one.answer.credit, one.rest) for one in same])
        few = wanted is None or len(same) < 10
        assert one.discrimination == (None if few else pytest.approx(wanted, abs=1e-5))
        assert options[quiz_id, question_id] == Counter(key for one in same for key in one.answer.chosen)
    assert not found
    assert moved or len(ids) < 100, "somebody answered before the key moved"


@dataclass(frozen=True)
class _Told:
    version: str
    answer: Any
    rest: float  # the mean credit of the attempt's other answers


def _key(version: str, question_id: str) -> Any:
    question = load(version).question(question_id)
    return [(option.id, option.right, option.points) for option in question.options]


def test_the_hardest_scenes(counted: tuple[People, list[int]], rows: Rows) -> None:
    people, ids = counted
    left: dict[Any, list[str | None]] = defaultdict(
        list
    )  # the weak lines chosen, None where the line was not weak
    for user_id in ids:
        for scenario_id, runs in recomputed.by(rows.scored(user_id), "scenario_id").items():
            for scene_id, line in _weak_lines(rows, runs[0]).items():
                left[scenario_id, scene_id].append(line)
    wanted = {}
    for key, lines in left.items():
        weak = Counter(line for line in lines if line is not None)
        if len(lines) >= 5 and weak:
            line, times = min(weak.items(), key=lambda item: (-item[1], item[0]))
            wanted[key] = (len(lines), weak.total(), line, times)
    found = hardest.scenes(people)
    assert {
        (one.scenario_id, one.scene_id): (one.n, one.low, one.choice_id, one.chosen) for one in found
    } == wanted
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


@cache
def _weak_lines(rows: Rows, run: Any) -> dict[str, str | None]:
    """Play a run again: by which weak line it left each scene the first time, None where the line was not weak."""
    scenario, path = load(run.version), list[str]()
    for event in sorted(rows.events[run.id], key=lambda event: event.seq):
        if event.kind == "undo":
            path.pop()
        elif event.kind == "choice":
            path.append(event.choice_id)
    state, found = engine.begin(scenario), dict[str, str | None]()
    for chosen in path:
        marks = {choice.id: sum(choice.marks.values()) for choice in engine.offered(scenario, state)}
        least, most = min(marks.values()), max(marks.values())
        is_weak = most > least and (marks[chosen] - least) / (most - least) < 0.5
        found.setdefault(state.scene, chosen if is_weak else None)
        state = engine.choose(scenario, state, chosen)[0]
    return found


def test_a_person_in_two_groups_is_counted_once_above_both(company: Flask, rows: Rows) -> None:
    memberships = recomputed.by(_memberships(company), "user_id")
    double = next(
        user_id
        for user_id, held in memberships.items()
        if rows.users[user_id].active and len([row for row in held if row.role == "trainee"]) == 2
    )
    with company.app_context():
        top = db.session.scalars(select(Group).where(Group.parent_id.is_(None))).one()
        held = [one.user_id for one in queries.standings(trainee_ids_below(top), [])]
    assert held.count(double) == 1


def _memberships(company: Flask) -> Any:
    with company.app_context():
        return recomputed.raw("membership")


def test_whoever_did_nothing_has_no_figures(company: Flask) -> None:
    with company.app_context():
        manager = select(User.id).where(User.email.startswith("manager-"))
        (standing,) = queries.standings(manager, ["both-wheels"])
        assert (standing.last_at, standing.progress, standing.quiz, standing.roleplay) == (
            None,
            0.0,
            None,
            None,
        )
        assert queries.levels(manager) == queries.trends(manager, NOW) == habits.habits(manager) == {}
        assert hardest.questions(manager) == hardest.scenes(manager) == []
