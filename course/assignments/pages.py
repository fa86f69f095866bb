"""Put together what the pages about assignments show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.assignments import due as words
from course.assignments import labels, queries
from course.assignments.access import may_change
from course.assignments.calendar import Entry, write
from course.assignments.days import day_of
from course.assignments.due import ANY_QUARTER, LESSON, QUARTER, QUIZ, SCENARIO, Due
from course.assignments.models import Assignment, AssignmentEvent
from course.assignments.operations import Item
from course.content.catalogue import Catalogue
from course.content.text import Text
from course.presentation import say

QUARTER_TITLE = {"ja": "四半期を一つ、終わりまで", "en": "One quarter, to its end"}
ORDER = (
    words.LATE,
    words.USED_UP,
    words.NOT_BEGUN,
    words.UNDER_WAY,
    words.DONE_LATE,
    words.DONE,
    words.EXEMPT,
)  # who needs a word first
TODAY = 4  # how many assignments today's page shows


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one of a person's own assignments, ready to be shown."""

    due: Due
    state: str
    tone: str
    href: str | None
    given_by: str | None
    note: str


def mine(user: User, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather a person's own assignments: what is open, soonest due first, and what is behind them, latest first."""
    shown = _shown(queries.dues_of(user.id, now), catalogue, now)
    closed = [one for one in shown if not one.due.is_open]
    return {
        "open": [one for one in shown if one.due.is_open],
        "closed": closed[::-1],
        "calendar": queries.calendar_link(user.id),
        "now": now,
    }


def today(user: User, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather what today's page shows of a person's assignments: the next few, and how many there are."""
    found = [due for due in queries.dues_of(user.id, now) if due.is_open]
    return {"dues": _shown(found[:TODAY], catalogue, now), "dues_in_all": len(found), "now": now}


def _shown(dues: Sequence[Due], catalogue: Catalogue, now: datetime) -> list[Shown]:
    rows = queries.standing(due.assignment_id for due in dues)
    return [
        Shown(
            due=due,
            state=due.state(now),
            tone=labels.TONES[due.state(now)],
            href=labels.address(due.kind, due.item_id, catalogue),
            given_by=maker.name if (maker := rows[due.assignment_id].made_by) is not None else None,
            note=rows[due.assignment_id].note,
        )
        for due in dues
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one thing that can be assigned: the form's value, and what it is called."""

    key: str
    label: Any


@dataclass(frozen=True, slots=True)
class Row:
    """Hold what belongs to one lesson, or what stands alone."""

    title: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Block:
    """Hold one module of the course."""

    title: str
    rows: list[Row] = field(default_factory=list)


def offer(catalogue: Catalogue) -> dict[str, Item]:
    """Give everything that can be assigned, by the form's value."""
    found = [Item(LESSON, key, _title(entry.item.title)) for key, entry in catalogue.lessons.items()]
    found += [
        Item(QUIZ, key, _title(entry.item.title), entry.item.passing)
        for key, entry in catalogue.quizzes.items()
    ]
    found += [Item(SCENARIO, key, _title(entry.item.title)) for key, entry in catalogue.scenarios.items()]
    found.append(Item(QUARTER, ANY_QUARTER, QUARTER_TITLE))
    return {f"{item.kind}:{item.id}": item for item in found}


def _title(text: Text) -> dict[str, str]:
    return dict(text.as_dict())


def blocks(catalogue: Catalogue) -> list[Block]:
    """Lay out what can be assigned the way the course is laid out: by module, a lesson with its quiz and roleplays."""
    course = catalogue.course
    made: dict[str, Block] = {}
    if course is not None:
        made = {module.id: Block(say(module.title)) for module in course.modules}
    rest = Block(_("そのほか"))
    placed: set[str] = set()
    for lesson in catalogue.course_lessons():
        module = course.module_of(lesson.id) if course is not None else None
        choices = [Choice(f"{LESSON}:{lesson.id}", labels.KINDS[LESSON])]
        quiz = catalogue.quiz_of(lesson.id)
        if quiz is not None:
            choices.append(Choice(f"{QUIZ}:{quiz.id}", labels.KINDS[QUIZ]))
        choices += [
            Choice(f"{SCENARIO}:{entry.id}", _("ロールプレイ「%(title)s」", title=say(entry.item.title)))
            for entry in catalogue.scenarios_of(lesson.id)
        ]
        choices = [choice for choice in choices if choice.key not in placed]
        placed |= {choice.key for choice in choices}
        (made[module.id] if module is not None else rest).rows.append(Row(say(lesson.title), choices))
    for key, item in offer(catalogue).items():
        if key not in placed:
            rest.rows.append(Row(say(item.title), [Choice(key, labels.KINDS[item.kind])]))
    return [block for block in (*made.values(), rest) if block.rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold one assignment as its leaders see it: how many of their people stand how."""

    item: Assignment
    dues: Sequence[Due]
    counts: Counter[str]
    may_change: bool
    is_gone: bool  # the content no longer has the item

    @property
    def people(self) -> int:
        """Count the people it holds for."""
        return len(self.dues) - self.counts[words.EXEMPT]

    @property
    def done(self) -> int:
        """Count who is done, in time or late."""
        return self.counts[words.DONE] + self.counts[words.DONE_LATE]

    @property
    def percent(self) -> int:
        """Say what part of them is done."""
        return 100 * self.done // self.people if self.people else 0

    @property
    def is_over(self) -> bool:
        """Tell whether nobody has anything left to do."""
        return bool(self.dues) and all(not due.is_open for due in self.dues)


def tally(actor: User, item: Assignment, dues: Iterable[Due], catalogue: Catalogue, now: datetime) -> Tally:
    """Count how people stand with one assignment."""
    found = list(dues)
    return Tally(
        item=item,
        dues=found,
        counts=Counter(due.state(now) for due in found),
        may_change=may_change(actor, item),
        is_gone=labels.address(item.kind, item.item_id, catalogue) is None,
    )


def group(actor: User, found: Group, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather the assignments of a group: what stands, what everybody has done, what was withdrawn."""
    of_each = queries.by_assignment(queries.dues(trainee_ids_below(found), now))
    items = queries.of_group(actor, found)
    rows = [
        tally(actor, item, of_each.get(item.id, []), catalogue, now)
        for item in items
        if item.withdrawn_at is None
    ]
    return {
        "group": found,
        "open": [row for row in rows if not row.is_over],
        "over": [row for row in rows if row.is_over][::-1],
        "withdrawn": [tally(actor, item, [], catalogue, now) for item in items if item.withdrawn_at],
        "now": now,
    }


@dataclass(frozen=True, slots=True)
class Person:
    """Hold how one person stands with one assignment."""

    user: User
    due: Due
    state: str
    tone: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Past:
    """Hold one line of an assignment's history; `changes` are what, before and after."""

    who: str | None
    what: str
    whom: str | None
    changes: list[tuple[str, str, str]]
    at: datetime


def _past(event: AssignmentEvent, people: Mapping[int, User]) -> Past:
    detail = event.detail
    return Past(
        who=event.by.name if event.by is not None else None,
        what=str(labels.EVENTS[event.kind]),
        whom=people[detail["person"]].name if "person" in detail else None,
        changes=[
            (str(label), labels.plain(name, before), labels.plain(name, after))
            for name, label in labels.TERMS.items()
            for before, after in [detail.get(name, (None, None))]
            if name in detail
        ],
        at=event.at,
    )


def one(actor: User, found: Group, item: Assignment, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Gather one assignment: each of the group's people it reaches, who needs a word first; and its history."""
    dues = queries.dues(trainee_ids_below(found), now, only=Assignment.id == item.id)
    people = queries.people_by_id(due.user_id for due in dues)
    excused = queries.exemptions(item)
    rows = [
        Person(
            people[due.user_id],
            due,
            due.state(now),
            labels.TONES[due.state(now)],
            excused[due.user_id].reason if due.user_id in excused else None,
        )
        for due in dues
    ]
    return {
        "group": found,
        "item": item,
        "tally": tally(actor, item, dues, catalogue, now),
        "people": sorted(rows, key=lambda row: (ORDER.index(row.state), row.user.name, row.user.id)),
        # Only what is about the reader's own people is told of exemptions.
        "history": [
            _past(event, people)
            for event in queries.history(item)
            if "person" not in event.detail or event.detail["person"] in people
        ],
        "now": now,
    }


def calendar(user: User, catalogue: Catalogue, now: datetime) -> bytes:
    """Write somebody's due days as a calendar file in the language of the request."""
    dues = [due for due in queries.dues_of(user.id, now) if not due.exempt]
    rows = queries.standing(due.assignment_id for due in dues)
    return write(
        _("両輪の課題"),
        [_entry(user, due, rows[due.assignment_id], catalogue, now) for due in dues],
    )


def _entry(user: User, due: Due, item: Assignment, catalogue: Catalogue, now: datetime) -> Entry:
    title = say(due.title)
    summary = _("済: %(title)s", title=title) if due.done_at else _("課題: %(title)s", title=title)
    said = [str(labels.KINDS[due.kind]), *labels.terms(due), str(labels.STATES[due.state(now)])]
    page = labels.address(due.kind, due.item_id, catalogue, external=True)
    lines = [_(" ・ ").join(said), item.note, page or ""]
    return Entry(
        uid=f"assignment-{due.assignment_id}-{user.id}@ryorin",
        day=day_of(due.due_at),
        summary=summary,
        description="\n".join(line for line in lines if line),
        url=page or url_for("assignments.mine", _external=True),
        changed_at=max(item.changed_at, due.done_at or item.changed_at),
    )
