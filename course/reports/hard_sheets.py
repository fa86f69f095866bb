"""Lay out what a group finds hard as tables; the figures are those of the trainer's page."""

from __future__ import annotations

from flask_babel import gettext as _

from course.chosen import People
from course.content.catalogue import Catalogue
from course.presentation import say
from course.quizzes.difficulty import LEAST_FOR_DISCRIMINATION, LEAST_PEOPLE, ItemStats
from course.roleplay.difficulty import LEAST_RUNS, HardScene
from course.spreadsheets.cells import Cell
from course.spreadsheets.workbooks import Column, Sheet
from course.summaries import hardest


def hard_sheets(people: People, number: int, catalogue: Catalogue) -> list[Sheet]:
    """Lay out the questions and the scenes of so many people, the hardest first, of whatever time."""
    return [_questions(people, number, catalogue), _scenes(people, number, catalogue)]


def _questions(people: People, number: int, catalogue: Catalogue) -> Sheet:
    columns = [
        Column(_("クイズ"), width=30),
        Column(_("問い"), width=50),
        Column(_("答えた人"), "number", 10),
        Column(_("満点でない人"), "number", 12),
        Column(_("うち自信あり"), "number", 12),
        Column(_("点の平均(%)"), "percent", 12),
        Column(_("識別力"), "ratio", 10),
    ]
    notes = (
        _("一人ひとりの、はじめに終えた受験の答えだけを数えています。一年より前のものも入ります。"),
        _(
            "はじめの受験で %(n)d 人以上が答えた問いだけです。少ない人数の数字は、問いではなく人を指してしまうので出しません。識別力は、ほかの問いの出来との相関（−1〜1）で、%(m)d 人から出します。",
            n=LEAST_PEOPLE,
            m=LEAST_FOR_DISCRIMINATION,
        ),
        *_sampled(number),
    )
    rows = [_question(item, catalogue) for item in hardest.questions(people)]
    return Sheet(_("つまずきやすい問い"), columns, rows, notes=notes)


def _question(item: ItemStats, catalogue: Catalogue) -> list[Cell]:
    entry = catalogue.quizzes.get(item.quiz_id)
    question = entry.item.question(item.question_id) if entry is not None else None
    return [
        say(entry.item.title) if entry is not None else item.quiz_id,
        say(question.title) if question is not None else item.question_id,
        item.n,
        item.missed,
        item.sure_and_missed,
        round(100 * item.facility),
        None if item.discrimination is None else round(item.discrimination, 2),
    ]


def _scenes(people: People, number: int, catalogue: Catalogue) -> Sheet:
    columns = [
        Column(_("ロールプレイ"), width=30),
        Column(_("場面"), width=30),
        Column(_("通った人"), "number", 10),
        Column(_("下半分の一言を選んだ人"), "number", 12),
        Column(_("割合(%)"), "percent", 10),
        Column(_("いちばん多かった弱い一言"), width=60),
        Column(_("それを選んだ人"), "number", 12),
    ]
    notes = (
        _("一人ひとりの、はじめに終えた会話だけを数えています。一年より前のものも入ります。"),
        _(
            "その場で選べた一言のうち、力の印の合計が下半分のものを選んだ人の割合です。%(n)d 人以上が通った場面だけを数えます。",
            n=LEAST_RUNS,
        ),
        *_sampled(number),
    )
    rows = [_scene(one, catalogue) for one in hardest.scenes(people)]
    return Sheet(_("つまずきやすい場面"), columns, rows, notes=notes)


def _scene(one: HardScene, catalogue: Catalogue) -> list[Cell]:
    entry = catalogue.scenarios.get(one.scenario_id)
    scene = entry.item.scenes.get(one.scene_id) if entry is not None else None
    lines = {choice.id: say(choice.label) for choice in scene.choices} if scene is not None else {}
    return [
        say(entry.item.title) if entry is not None else one.scenario_id,
        say(scene.title) if scene is not None else one.scene_id,
        one.n,
        one.low,
        round(100 * one.share),
        lines.get(one.choice_id, one.choice_id),
        one.chosen,
    ]


def _sampled(number: int) -> list[str]:
    counted = hardest.counted(number)
    if counted is None:
        return []
    return [
        _(
            "人数が多いので、かたよりなく選んだ %(n)d 人で数えています（割合の誤差は 8 ポイントほど）。",
            n=counted,
        )
    ]
