"""Lay out the tables that are exported: the people of a page, and a year of a group, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from course.accounts.models import User
from course.chosen import People, these
from course.content.catalogue import Catalogue
from course.extensions import db
from course.presentation import say
from course.quizzes.models import Attempt
from course.reports import group_queries, queries, words
from course.reports.cards import sentences
from course.reports.hard_sheets import hard_sheets
from course.reports.people import Asked
from course.reports.periods import Period
from course.reports.queries import Row
from course.roleplay.labels import OUTCOMES
from course.roleplay.models import PRACTICE, Run
from course.skills.labels import LABELS
from course.skills.mastery import SKILLS
from course.spreadsheets.cells import Cell
from course.spreadsheets.workbooks import Chart, Column, Sheet
from course.summaries.calendar import day_of
from course.summaries.models import PersonWeek

AT_ONCE = 2_000  # rows read from the database at a time
PEOPLE_AT_ONCE = 500  # people worked out at a time


def people_sheet(asked: Asked, rows: Iterable[Row]) -> Sheet:
    """Lay out people as their group's page shows them."""
    columns = [
        Column(_("名前"), width=18),
        Column(_("グループ"), width=18),
        Column(_("ようす"), width=16),
        Column(_("理由"), width=60),
        Column(_("入った日"), "date", 12),
        Column(_("最後に学んだ日"), "date", 14),
        Column(_("レッスン(%)"), "percent", 12),
        Column(_("クイズの最高点の平均"), "number", 12),
        Column(_("ロールプレイの最高点の平均"), "number", 12),
        *(Column(str(LABELS[skill]), "number", 10) for skill in SKILLS),
        Column(_("4 週の自信ありの誤答"), "number", 12),
        Column(_("期限切れの課題"), "number", 12),
        Column(_("次の期限"), "date", 12),
        Column(_("ヨミのずれ(ポイント)"), "decimal", 12),
        Column(_("8 週を越えた名簿(%)"), "percent", 12),
    ]
    skills = range(9, 9 + len(SKILLS))
    chart = Chart(_("五つの力"), 0, tuple(skills), "column")
    notes = (
        _("五つの力は直近の習熟(100 点満点)。空欄は証拠が三回未満です。"),
        _("ようすは、次の決まりによります。"),
        *(words.rule(code, asked.rules) for code in words.TITLES if code not in asked.rules.off),
    )
    return Sheet(_("人"), columns, _people(asked, iter(rows)), chart, notes)


def _people(asked: Asked, rows: Iterator[Row]) -> Iterator[list[Cell]]:
    while some := list(islice(rows, PEOPLE_AT_ONCE)):
        teams = group_queries.team_names(asked.group, [row.person_id for row in some])
        for row in some:
            yield _person(asked, row, teams.get(row.person_id, ""))


def status_name(row: Row) -> str:
    """Name how somebody stands."""
    return {"on-track": _("順調"), "today": _("今日、声をかける"), "week": _("今週、話を聞く")}[row.status]


def _person(asked: Asked, row: Row, team: str) -> list[Cell]:
    due = next((due for due in row.dues if due.is_open and not due.is_late(asked.now)), None)
    return [
        row.name,
        team,
        status_name(row),
        words.together(sentences(row, asked.catalogue)),
        day_of(row.joined_at),
        None if row.last_at is None else day_of(row.last_at),
        row.progress,
        row.quiz,
        row.roleplay,
        *(row.skills[skill].percent for skill in SKILLS),
        row.facts.sure_wrong,
        sum(due.is_late(asked.now) for due in row.dues),
        None if due is None else day_of(due.due_at),
        row.facts.too_high,
        row.facts.old_share,
    ]


@dataclass(frozen=True, slots=True)
class Year:
    """Hold the sheets of a year, which are read while they are written, and how many rows they will have about."""

    sheets: list[Sheet]
    rows: int


def year(asked: Asked, period: Period) -> Year:
    """Lay out a year of a group: its people, its weeks, theirs one by one, every quiz and roleplay, and what is hard.

    However many people there are, some hundred of them are held at a time, and of the others nothing but the name.
    """
    people = queries.people_of(asked.group)
    rows = _read(select(User.id, User.name).where(User.id.in_(people)))
    names = {user_id: name for user_id, name in rows}  # noqa: C416  # a row is not a tuple to the types
    few = [_weeks_of_group(people, len(names), period), *hard_sheets(people, len(names), asked.catalogue)]
    many = [
        people_sheet(asked, _everybody(asked, names)),
        _weeks_of_people(people, names, period),
        _quizzes(people, names, period, asked.catalogue),
        _roleplays(people, names, period, asked.catalogue),
    ]
    streamed = (_person_weeks(people, period), _attempts(people, period), _runs(people, period))
    numbers = [
        db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
        for query in streamed
    ]
    return Year([many[0], few[0], *many[1:], *few[1:]], len(names) + sum(numbers) + sum(map(_length, few)))


def _length(sheet: Sheet) -> int:
    assert isinstance(sheet.rows, Sized)
    return len(sheet.rows)


def _everybody(asked: Asked, names: dict[int, str]) -> Iterator[Row]:
    """Work out how everybody stands, by name, some hundred at a time."""
    ids = sorted(names, key=lambda user_id: (names[user_id], user_id))
    for first in range(0, len(ids), PEOPLE_AT_ONCE):
        some = ids[first : first + PEOPLE_AT_ONCE]
        rows = asked.rows(these(some))
        yield from sorted(rows, key=lambda row: (row.name, row.person_id))


def _weeks_of_group(people: People, number: int, period: Period) -> Sheet:
    weeks = group_queries.weeks(people, period)
    whole = max(number, 1)
    columns = [
        Column(_("週(月曜)"), "date", 12),
        Column(_("学んだ人"), "number", 10),
        Column(_("学んだ人の割合(%)"), "percent", 12),
        Column(_("点の平均"), "decimal", 12),
    ]
    rows: list[list[Cell]] = []
    for week in period.mondays:
        number, score = weeks.get(week, (0, None))
        rows.append([week, number, round(100 * number / whole, 1), score])
    return Sheet(_("グループの週"), columns, rows, Chart(_("週ごとの歩み"), 0, (2, 3)))


def _person_weeks(people: People, period: Period) -> Select[Any]:
    return (
        select(PersonWeek)
        .with_only_columns(*PersonWeek.__table__.columns)
        .where(
            PersonWeek.user_id.in_(people),
            PersonWeek.week >= period.first_week,
            PersonWeek.week <= period.last_week,
        )
        .order_by(PersonWeek.user_id, PersonWeek.week)
    )


def _weeks_of_people(people: People, names: dict[int, str], period: Period) -> Sheet:
    columns = [
        Column(_("名前"), width=18),
        Column(_("週(月曜)"), "date", 12),
        Column(_("学んだ日数"), "number", 10),
        Column(_("答えた問い"), "number", 10),
        Column(_("正しかった割合(%)"), "percent", 12),
        Column(_("見直した問い"), "number", 10),
        Column(_("自信ありの誤答"), "number", 10),
        Column(_("終えたクイズ"), "number", 10),
        Column(_("クイズの点"), "decimal", 10),
        Column(_("ロールプレイ"), "number", 10),
        Column(_("ロールプレイの点"), "decimal", 10),
    ]
    return Sheet(_("ひとりずつの週"), columns, _each_week(_person_weeks(people, period), names))


def _each_week(query: Select[Any], names: dict[int, str]) -> Iterator[list[Cell]]:
    for row in _read(query):
        yield [
            names.get(row.user_id, ""),
            row.week,
            row.days.bit_count(),
            row.answers,
            100 * row.credit / row.answers if row.answers else None,
            row.reviews,
            row.sure_wrong,
            row.attempts,
            row.attempt_score / row.attempts if row.attempts else None,
            row.runs,
            row.run_score / row.runs if row.runs else None,
        ]


def _attempts(people: People, period: Period) -> Any:
    since, until = queries.moments(period)
    return (
        select(Attempt.user_id, Attempt.quiz_id, Attempt.finished_at, Attempt.score, Attempt.passed)
        .where(
            Attempt.user_id.in_(people),
            Attempt.finished_at >= since,
            Attempt.finished_at < until,
        )
        .order_by(Attempt.user_id, Attempt.finished_at, Attempt.id)
    )


def _quizzes(people: People, names: dict[int, str], period: Period, catalogue: Catalogue) -> Sheet:
    titles = {key: say(entry.item.title) for key, entry in catalogue.quizzes.items()}
    columns = [
        Column(_("名前"), width=18),
        Column(_("クイズ"), width=40),
        Column(_("終えた日時"), "moment", 17),
        Column(_("点"), "decimal", 8),
        Column(_("合格"), width=8),
    ]
    rows = (
        [names.get(user_id, ""), titles.get(quiz_id, quiz_id), at, score, _("合格") if passed else ""]
        for user_id, quiz_id, at, score, passed in _read(_attempts(people, period))
    )
    return Sheet(_("クイズ"), columns, rows)


def _runs(people: People, period: Period) -> Any:
    since, until = queries.moments(period)
    return (
        select(Run.user_id, Run.scenario_id, Run.mode, Run.ended_at, Run.score, Run.outcome)
        .where(
            Run.user_id.in_(people),
            Run.ended_at >= since,
            Run.ended_at < until,
            Run.branched_from_id.is_(None),
        )
        .order_by(Run.user_id, Run.ended_at, Run.id)
    )


def _roleplays(people: People, names: dict[int, str], period: Period, catalogue: Catalogue) -> Sheet:
    titles = {key: say(entry.item.title) for key, entry in catalogue.scenarios.items()}
    modes = {True: _("練習"), False: _("採点")}
    outcomes = {key: str(label) for key, label in OUTCOMES.items()}
    columns = [
        Column(_("名前"), width=18),
        Column(_("ロールプレイ"), width=40),
        Column(_("やり方"), width=8),
        Column(_("終えた日時"), "moment", 17),
        Column(_("点"), "decimal", 8),
        Column(_("結果"), width=16),
    ]
    rows = (
        [
            names.get(user_id, ""),
            titles.get(scenario_id, scenario_id),
            modes[mode == PRACTICE],
            at,
            score,
            outcomes.get(outcome, outcome),
        ]
        for user_id, scenario_id, mode, at, score, outcome in _read(_runs(people, period))
    )
    return Sheet(_("ロールプレイ"), columns, rows)


def _read(query: Any) -> Iterator[Any]:
    """Read rows a few at a time, from when the first is wanted: PostgreSQL's cursor does not outlive a commit."""
    yield from db.session.execute(query.execution_options(yield_per=AT_ONCE))
