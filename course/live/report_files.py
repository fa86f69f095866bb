"""Write a room's report as files: a workbook with a sheet for each thing, or one of them as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from course.live import queries, report, words
from course.live.models import QUESTION, WALL
from course.live.report import PersonStory, RoundStory, Story
from course.spreadsheets import csv_files, downloads, workbooks
from course.spreadsheets.cells import Cell
from course.spreadsheets.workbooks import Column, Sheet


def workbook(story: Story, now: datetime) -> bytes:
    """Write every sheet."""
    return workbooks.workbook_bytes([make(story) for make in SHEETS.values()], made_at=now)


def table(story: Story, name: str) -> bytes:
    """Write one sheet as CSV; `name` is one of `SHEETS`."""
    sheet = SHEETS[name](story)
    return csv_files.csv_bytes([column.title for column in sheet.columns], sheet.rows)


def name_for(story: Story, ending: str, table: str = "") -> str:
    """Give the name to save a file under: the item, the sheet of a CSV, and the day of the room."""
    what = SHEETS[table](story).name if table else _("ルームの記録")
    return downloads.file_name(f"{what} {story.stage.title}", ending, story.room.opened_at)


def _attendance(story: Story) -> Sheet:
    columns = (
        Column(_("参加者"), width=22),
        Column(_("入り方"), width=14),
        Column(_("チーム"), "number", 9),
        Column(_("入った時刻"), "moment", 18),
        Column(_("何問めから"), "number", 12),
        Column(_("答えた数"), "number", 10),
        Column(_("答えられた数"), "number", 13),
        Column(_("はじめの答えの平均"), "percent", 18),
        Column(_("最後の答えの平均"), "percent", 18),
        Column(_("外した時刻"), "moment", 18),
    )
    return Sheet(_("出席"), columns, (_sitter(story, one) for one in story.people), notes=_notes(story))


def _notes(story: Story) -> tuple[str, ...]:
    return (_("名前なしのルームなので、番号だけを書き、入った時刻は書きません。"),) if story.anonymous else ()


def _sitter(story: Story, one: PersonStory) -> tuple[Cell, ...]:
    seat, result = one.seat, one.result
    signed_in = seat.user_id is not None and not story.anonymous
    return (
        one.name,
        _("サインイン") if signed_in else _("呼び名") if not story.anonymous else _("名前なし"),
        seat.team,
        None if story.anonymous else seat.joined_at,
        seat.from_round,
        result.answered,
        result.open,
        _rounded(result.before),
        _rounded(result.after),
        seat.kicked_at,
    )


def _rounds(story: Story) -> Sheet:
    columns = (
        Column(_("番号"), "number", 7),
        Column(_("種類"), width=14),
        Column(_("問い"), width=44),
        Column(_("開いた時刻"), "moment", 18),
        Column(_("一回目に答えた人"), "number", 16),
        Column(_("二回目に答えた人"), "number", 16),
        Column(_("いちばんよい答え 一回目"), "percent", 18),
        Column(_("いちばんよい答え 二回目"), "percent", 18),
        Column(_("変えた人"), "number", 10),
        Column(_("よくなった人"), "number", 12),
        Column(_("わるくなった人"), "number", 13),
        Column(_("進んだ一言"), width=44),
    )
    return Sheet(_("問いごと"), columns, map(_round, story.rounds))


def _round(one: RoundStory) -> tuple[Cell, ...]:
    result, second = one.result, one.result.second
    twice = second is not None
    return (
        one.held.number,
        one.kind,
        one.title,
        one.held.opened_at,
        len(one.written) if one.held.kind == "wall" else result.first.voters,
        second.voters if second is not None else None,
        result.first.percent,
        second.percent if second is not None else None,
        result.changed if twice else None,
        result.better if twice else None,
        result.worse if twice else None,
        " / ".join(one.taken) or None,
    )


def _options(story: Story) -> Sheet:
    columns = (
        Column(_("番号"), "number", 7),
        Column(_("問い"), width=36),
        Column(_("選択肢の番号"), "number", 13),
        Column(_("選択肢"), width=60),
        Column(_("一回目の票"), "number", 12),
        Column(_("二回目の票"), "number", 12),
        Column(_("いちばんよい"), width=13),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in story.rounds:
            first, second = one.result.first, one.result.second
            for bar in one.asked.bars:
                later = second.counts.get(bar.id, 0) if second is not None else None
                text = str(bar.html.striptags())
                best = "✓" if bar.best else None
                yield (
                    one.held.number, one.title, bar.number, text, first.counts.get(bar.id, 0), later, best,
                )  # fmt: skip

    return Sheet(_("選択肢ごと"), columns, rows())


def _answers(story: Story) -> Sheet:
    columns = (
        Column(_("参加者"), width=22),
        Column(_("番号"), "number", 7),
        Column(_("問い"), width=36),
        Column(_("はじめの答え"), width=40),
        Column(_("最後の答え"), width=40),
        Column(_("最後の答えの点"), "percent", 15),
        Column(_("結果"), width=16),
        Column(_("変え方"), width=14),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        texts = [{bar.id: str(bar.html.striptags()) for bar in one.asked.bars} for one in story.rounds]
        for person in story.people:
            for one, names, cell in zip(story.rounds, texts, person.result.cells, strict=True):
                first, last = (
                    " / ".join(names.get(option, option) for option in chosen) or None
                    for chosen in (cell.first, cell.last)
                )
                if one.held.kind == "wall":
                    last = _wrote(one, person)
                percent = _rounded(100 * cell.credit) if cell.credit is not None else None
                mark, way = str(words.MARKS[cell.mark]), str(words.WAYS[cell.way])
                yield (person.name, one.held.number, one.title, first, last, percent, mark, way)

    return Sheet(_("一人ずつの答え"), columns, rows())


def _wrote(one: RoundStory, person: PersonStory) -> str | None:
    return next((message.words for message in one.written if message.participant_id == person.seat.id), None)


def _words(story: Story) -> Sheet:
    columns = (
        Column(_("種類"), width=16),
        Column(_("番号"), "number", 7),
        Column(_("参加者"), width=22),
        Column(_("言葉"), width=80),
        Column(_("扱い"), width=12),
        Column(_("時刻"), "moment", 18),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for kind, label in ((WALL, _("書いてもらった言葉")), (QUESTION, _("トレーナーへの質問"))):
            for one in queries.messages(story.room, kind):
                name = report.name_of(story.room, one.participant)
                at = None if story.anonymous else one.at
                yield label, one.round or None, name, one.words, str(words.MESSAGE_STATES[one.state]), at

    return Sheet(_("書いた言葉"), columns, rows())


def _rounded(percent: float | None) -> int | None:
    return round(percent) if percent is not None else None


SHEETS: dict[str, Callable[[Story], Sheet]] = {
    "attendance": _attendance,
    "rounds": _rounds,
    "options": _options,
    "answers": _answers,
    "words": _words,
}


def titles(story: Story) -> list[tuple[str, str]]:
    """Name the sheets for a page: what the address calls them, and what a reader does."""
    return [(name, make(story).name) for name, make in SHEETS.items()]


DEFAULT_TABLE = "answers"


def headers(name: str) -> dict[str, Any]:
    """Give the headers that save an answer under a name and keep it out of every cache."""
    return {"Content-Disposition": downloads.disposition(name), "Cache-Control": "no-store"}
