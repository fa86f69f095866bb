"""Put together what the pages and files of the roster show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from course.accounts.forms import ROLE_LABELS
from course.accounts.models import User
from course.roster import labels, operations, queries
from course.roster.models import RUNNING, PeopleImport
from course.roster.plan import COLUMNS, Problem
from course.spreadsheets.cells import Cell
from course.spreadsheets.workbooks import Column, Sheet

MOST_SHOWN = 100
WIDTHS = {"name": 24, "email": 34, "group": 40, "role": 16, "language": 10}


def an_import(found: PeopleImport, now: datetime) -> dict[str, Any]:
    """Show one import: what it would do, how far it is, or what it did."""
    problems = queries.problems_of(found)
    return {
        "found": found,
        "state": labels.STATE_LABELS[found.state],
        "tone": labels.STATE_TONES[found.state],
        "problems": [
            (problem, labels.COLUMN_LABELS[problem.column], labels.what(problem), labels.mend(problem))
            for problem in problems[:MOST_SHOWN]
        ],
        "more_problems": max(0, len(problems) - MOST_SHOWN),
        "problems_kept": len(problems) if len(problems) < found.foreseen["problems"] else None,
        "silent": found.state == RUNNING and now - found.touched_at > operations.SILENT_AFTER,
        "percent": 100 * found.done // found.total if found.total else 100,
        "waiting": len(queries.waiting_for_first_link(found)) if found.added else 0,
        "link_days": operations.FIRST_LINK_LIFE.days,
    }


def headings() -> list[str]:
    """Name the columns of a list of people in the reader's language."""
    return [str(labels.COLUMN_LABELS[column]) for column in COLUMNS]


def template_sheets() -> list[Sheet]:
    """Make an empty list to fill in, and a sheet that says how."""
    how = [
        (
            _("名前"),
            _("新しく登録する人には必ず入れます。登録済みの人の行では、空欄なら変わりません。"),
            "佐々木 健",
        ),
        (_("メールアドレス"), _("必ず入れます。人はこのアドレスで見分けます。"), "sasaki@example.jp"),
        (
            _("グループ"),
            _("上から順に「/」で区切ります。まだないグループは作られます。"),
            "両輪商事/名古屋支店/第一課",
        ),
        (
            _("役割"),
            _(
                "受講者、トレーナー、マネージャーのどれか。空欄なら受講者です。役割が二つある人は、行を二つ書きます。"
            ),
            str(ROLE_LABELS["trainee"]),
        ),
        (_("言語"), _("ja か en。空欄なら、本人が選ぶまで画面の言語に従います。"), "ja"),
    ]
    columns = [Column(title, width=WIDTHS[key]) for key, title in zip(COLUMNS, headings(), strict=True)]
    guide = [Column(_("列"), width=20), Column(_("書き方"), width=80), Column(_("例"), width=34)]
    return [Sheet(_("人の一覧"), columns, []), Sheet(_("書き方"), guide, how)]


def people_rows(people: Iterable[User], paths: dict[int, str]) -> Iterator[list[Cell]]:
    """Write people as rows, one for each place, under `headings` and four more columns."""
    for person in people:
        places = [(paths[own.group_id], str(ROLE_LABELS[own.role])) for own in person.memberships]
        state = _("使える") if person.active else _("停止中")
        for path, role in sorted(places) or [("", "")]:
            yield [
                person.name,
                person.email,
                path.replace(" / ", "/"),
                role,
                person.language,
                state,
                _("はい") if person.is_admin else None,
                person.created_at,
            ]


def people_columns() -> list[Column]:
    """Describe the columns of `people_rows`."""
    own = [Column(title, width=WIDTHS[key]) for key, title in zip(COLUMNS, headings(), strict=True)]
    return [
        *own,
        Column(_("アカウント"), width=14),
        Column(_("管理者"), width=10),
        Column(_("登録日"), "date", 14),
    ]


def problem_headings() -> list[str]:
    """Name the columns of `problem_rows`. The last ones are those of a list, so that the file can be mended and imported."""
    return [_("行の番号"), _("直す列"), _("違うところ"), _("直し方"), *headings()]


def problem_rows(problems: Iterable[Problem]) -> Iterator[list[Cell]]:
    """Write what is wrong with a list as rows: where, what, how to mend it, and what the line holds."""
    for problem in problems:
        place = str(labels.COLUMN_LABELS[problem.column])
        held = problem.row or ("",) * len(COLUMNS)
        yield [problem.line, place, labels.what(problem), labels.mend(problem), *held]


def link_rows(made: Iterable[tuple[User, str]], expires_at: datetime) -> Iterator[list[Cell]]:
    """Write first links as rows: whose, the link, and until when it works."""
    for person, token in made:
        link = url_for("accounts.new_password", token=token, _external=True)
        yield [person.name, person.email, link, expires_at]


def link_headings() -> list[str]:
    """Name the columns of `link_rows`."""
    return [_("名前"), _("メールアドレス"), _("最初のパスワードを決めるリンク"), _("有効期限")]
