"""Let the demo's manager assign a few things, excuse somebody, and keep notes, through the operations a click uses."""

from __future__ import annotations

from datetime import datetime, timedelta

from course.accounts.models import Group, User
from course.assignments import operations
from course.assignments.days import day_of
from course.assignments.models import Assignment
from course.assignments.operations import Item, Terms
from course.assignments.pages import offer
from course.content.catalogue import Catalogue
from course.demo.histories import assigned_scenario
from course.notes import operations as notes

DAY = timedelta(days=1)
SOON = 2  # days
WHY = "来週の同行までに、この二つだけは済ませておいてください。"
FIRST_DAY = "今日が初日のため。来週の分から始めます。"
PRIVATE = "値引きの場面で言葉が早くなる。次の同行で、理由を聞く一言を一緒に考える。"
SHARED = "先週の商談メモ、決める人がよく見えていました。次は時期を一つ聞いてみましょう。"


def give(manager: User, group: Group, learners: dict[str, User], catalogue: Catalogue, now: datetime) -> None:
    """Assign the first three lessons' sets: one that is over, one due in two days, one next week; and leave two notes.

    The first scenario is due in two days too. Who begins today is excused from what is due so soon.
    """
    lessons = catalogue.course_lessons()[:3]
    offered = offer(catalogue)
    soon = []
    for lesson, days, mark in zip(lessons, (-4, SOON, 9), (None, 80, None), strict=False):
        quiz = catalogue.quiz_of(lesson.id)
        wanted = [offered[f"lesson:{lesson.id}"]]
        if quiz is not None:
            wanted.append(offered[f"quiz:{quiz.id}"])
        terms = Terms(day_of(now + days * DAY), mark, None, WHY if days == SOON else "")
        rows = _assign(manager, group, wanted, terms, now)
        soon += rows if days == SOON else []
    scenario = assigned_scenario(catalogue)
    if scenario is not None:
        terms = Terms(day_of(now + SOON * DAY), 60, 5)
        soon += _assign(manager, group, [offered[f"scenario:{scenario.id}"]], terms, now)
    for row in soon:
        operations.exempt(manager, row, learners["aoki"], reason=FIRST_DAY, now=now)
    notes.write(manager, learners["oka"], text=PRIVATE, shared=False, now=now - 3 * DAY)
    notes.write(manager, learners["sasaki"], text=SHARED, shared=True, now=now - DAY)


def _assign(manager: User, group: Group, items: list[Item], terms: Terms, now: datetime) -> list[Assignment]:
    return operations.assign(manager, items, group, terms, anew=False, now=now - 12 * DAY)
