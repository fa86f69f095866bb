"""Draft a week's plan the way an experienced colleague would: one of each school. PURE.

They see what the rep sees, and nothing more. The drafts follow the reference policies of the simulator as closely as a
plan for a whole week can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.quarter.people import Person
from course.quarter.plan import USUAL_LINE, Costs, Intent, Plan

Advice = Iterator[tuple[Person, str]]
ADVISERS = ("two-wheels", "no-hold")
OLD_UNKNOWN, OLD_FUTURE = 6, 40  # weeks after which the two-wheels colleague lets go
FRESH = 2  # weeks in which the other one meets somebody, or never
MET_BOND = 3  # how much trust must be felt before a meeting is worth asking for
_LINES = {
    "need": "scale",
    "budget": "budget-range",
    "authority": "decision-process",
    "timing": "time-frame",
}


def draft(adviser: str, people: tuple[Person, ...], plan: Plan, hours: float, costs: Costs) -> Plan:
    """Fill a plan as an adviser would; what is planned already stays, and what is added fits into `hours`.

    All hours are filled: somebody will decline, and what that frees goes to new people.
    """
    ways: dict[str, Callable[[tuple[Person, ...]], Advice]] = {
        "two-wheels": _two_wheels,
        "no-hold": _no_hold,
    }
    intents = dict(plan.intents)
    left = hours - sum(costs.of(intent.todo) for intent in intents.values())
    for person, todo in ways[adviser](people):
        if person.key in intents or costs.of(todo) > left:
            continue
        left -= costs.of(todo)
        intents[person.key] = Intent(todo, _line(todo, person))
    return plan.changed({"acts": {key: [intent.todo, intent.line] for key, intent in intents.items()}})


def _line(todo: str, person: Person) -> str:
    """Choose the line by what is not known yet: one plain question where one unknown is left, else several."""
    if not todo.endswith("ask"):
        return ""
    open_ones = [name for name, value in person.shown.items() if value is None]
    return _LINES[open_ones[0]] if len(open_ones) == 1 else USUAL_LINE


def _ready_now(people: tuple[Person, ...]) -> Advice:
    """Take those who can buy now to the contract."""
    for person in people:
        if person.knows == "hot":
            if person.estimated:
                yield person, "close"
            else:
                yield person, "estimate-ask" if person.presented else "present-ask"


def _two_wheels(people: tuple[Person, ...]) -> Advice:
    """Work those ready now, meet the unknown once they trust, ask when ready, keep in touch, let go of the stale."""
    for person in people:
        stale = person.knows == "unknown" and person.age > OLD_UNKNOWN
        if stale or (person.knows == "future" and person.age > OLD_FUTURE):
            yield person, "drop"
    yield from _ready_now(people)
    for person in people:
        open_question = person.knows == "unknown" or (person.knows == "future" and person.soon)
        if open_question and not person.presented and person.bond >= MET_BOND:
            yield person, "present-ask"
    for person in people:
        due = person.idle >= 6 or (person.soon and person.idle >= 1)
        again = person.knows == "future" and due and person.bond >= MET_BOND
        if person.presented and ((person.knows == "unknown" and person.idle >= 2) or again):
            yield person, "ask"
    for person in people:
        if not person.presented and person.knows in {"unknown", "future"} and person.bond < MET_BOND:
            yield person, "follow"
    for person in people:
        if person.idle >= 5 and person.knows in {"unknown", "future"}:
            yield person, "touch"


def _no_hold(people: tuple[Person, ...]) -> Advice:
    """Settle it in one dense meeting, and keep only whoever can sign within weeks."""
    for person in people:
        far = person.knows == "future" and not person.soon
        unmet = person.knows == "unknown" and not person.presented and person.age > FRESH
        stale = person.knows == "unknown" and person.age > 4
        if far or unmet or stale or (person.age > 8 and person.knows != "hot"):
            yield person, "drop"
    yield from _ready_now(people)
    for person in people:
        if person.knows == "unknown" and not person.presented and person.age <= FRESH:
            yield person, "present-ask"
    for person in people:
        if person.presented and person.knows in {"unknown", "future"} and person.idle >= 1:
            yield person, "ask"


def stale(people: tuple[Person, ...], weeks: int) -> list[str]:
    """Name those who have been on the list for more than so many weeks, but for those who can buy now."""
    return [person.key for person in people if person.age > weeks and person.knows != "hot"]
