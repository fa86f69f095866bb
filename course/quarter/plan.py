"""Say what a rep may plan for a week: something for each person on the list, and hours for new people. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from course.pipeline import codes
from course.pipeline.lines import LINES, STANDARD
from course.pipeline.weeks import LINE_ROWS, Act, Outreach

# What can be planned with one person, in the order it is offered: bits of an act.
TODOS: Mapping[str, int] = {
    "touch": codes.TOUCH,
    "follow": codes.FOLLOW,
    "present": codes.PRESENT,
    "present-ask": codes.PRESENT | codes.ASK,
    "ask": codes.ASK,
    "estimate": codes.ESTIMATE,
    "estimate-ask": codes.ESTIMATE | codes.ASK,
    "close": codes.CLOSE,
    "drop": codes.DROP,
}
ASKING = frozenset(todo for todo, kinds in TODOS.items() if kinds & codes.ASK)
USUAL_LINE = STANDARD.kind
ASKED = (USUAL_LINE, *LINES)  # kinds of line to choose from
HOURS = ("inbound", "referral", "flyers")  # planned by the hour
MOST_HOURS = 40.0
STEP = 0.5  # hours: what planning goes by


class Refused(ValueError):
    """Say why a plan cannot be: `reason` names it, `details` fill its sentence."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Intent:
    """Hold what is planned with one person; `line` is the kind of line it asks with, empty where nothing is asked."""

    todo: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a week's plan. What it leaves of the week's hours goes to cold visits.

    `onward`: with whoever turns out able to buy now, go on to estimate and contract in the same week.
    """

    intents: Mapping[str, Intent] = field(default_factory=dict)
    inbound: float = 0.0
    referral: float = 0.0
    flyers: float = 0.0
    exhibition: bool = False
    onward: bool = True

    def changed(self, changes: Mapping[str, Any]) -> Plan:
        """Give the plan with changes as an event keeps them: hours by name, `acts` by person (None: nothing)."""
        intents = dict(self.intents)
        for key, given in changes.get("acts", {}).items():
            if given is None:
                intents.pop(key, None)
            else:
                intents[key] = Intent(*given)
        values = {name: changes[name] for name in (*HOURS, "exhibition", "onward") if name in changes}
        return replace(self, intents=intents, **values)

    def differences(self, other: Plan) -> dict[str, Any]:
        """Give the changes that lead from this plan to another, as an event keeps them; empty when there are none."""
        changes: dict[str, Any] = {
            name: getattr(other, name)
            for name in (*HOURS, "exhibition", "onward")
            if getattr(other, name) != getattr(self, name)
        }
        acts: dict[str, Any] = {key: None for key in self.intents if key not in other.intents}
        for key, intent in other.intents.items():
            if self.intents.get(key) != intent:
                acts[key] = [intent.todo, intent.line]
        return changes | ({"acts": acts} if acts else {})


def check(changes: Mapping[str, Any]) -> None:
    """Refuse changes that name what there is not, or hours that are none. Raises Refused."""
    for todo, line in (given for given in changes.get("acts", {}).values() if given is not None):
        if todo not in TODOS:
            raise Refused("todo", todo=str(todo)[:40])
        if (line not in ASKED) if todo in ASKING else line:
            raise Refused("line", line=str(line)[:40])
    for name in HOURS:
        hours = changes.get(name, 0.0)
        if not 0.0 <= hours <= MOST_HOURS or hours % STEP:
            raise Refused("hours-number", hours=hours)


def allowed(presented: bool, estimated: bool) -> tuple[str, ...]:
    """Name what can be planned with somebody of whom it is known what they have been given."""
    left_out = set()
    if presented:
        left_out |= {"present", "present-ask"}
    else:
        left_out |= {"estimate", "estimate-ask", "close"}
    if estimated:
        left_out |= {"estimate", "estimate-ask"}
    else:
        left_out |= {"close"}
    return tuple(todo for todo in TODOS if todo not in left_out)


@dataclass(frozen=True, slots=True)
class Costs:
    """Hold what acts cost in a territory, in hours."""

    touch: float
    follow: float
    invite: float
    present: float
    estimate: float
    test: float
    close: float
    exhibition: float
    referral: float
    inquiry: float
    contact: float

    def of(self, todo: str) -> float:
        """Give the most hours one thing planned can take; a close or an estimate that follows of itself not counted."""
        met = {"present-ask": self.invite + self.present, "estimate-ask": self.estimate}
        if todo in met:
            return met[todo] + self.test
        return {
            "touch": self.touch,
            "follow": self.follow,
            "present": self.invite + self.present,
            "ask": 2.0 * self.test,
            "estimate": self.estimate,
            "close": self.close,
            "drop": 0.0,
        }[todo]


def planned_hours(plan: Plan, costs: Costs, here: Iterable[str]) -> float:
    """Add up what a plan takes: the people who are `here`, and the hours set aside for new ones."""
    people = sum(costs.of(plan.intents[key].todo) for key in here if key in plan.intents)
    return people + hours_for_new(plan, costs)


def hours_for_new(plan: Plan, costs: Costs) -> float:
    """Add up the hours set aside for new people, cold visits not counted."""
    return plan.inbound + plan.referral + plan.flyers + (costs.exhibition if plan.exhibition else 0.0)


def acts_of(plan: Plan, places: Mapping[str, int]) -> list[Act]:
    """Write the plan for the people at these places as acts.

    First come those whose hours are certain, then those that may go on to a contract of themselves: what the latter take
    more than planned is missing for new people only.
    """
    acts = []
    for key, spot in places.items():
        intent = plan.intents.get(key)
        if intent is None:
            continue
        kinds = TODOS[intent.todo]
        if plan.onward and kinds & (codes.ASK | codes.ESTIMATE):
            kinds |= codes.ONWARD
        acts.append(Act(spot, kinds, LINE_ROWS[intent.line]))
    return sorted(acts, key=lambda act: (act.kinds & codes.ONWARD, act.kinds & codes.CLOSE == 0))


def outreach_of(plan: Plan, costs: Costs, taken: float) -> Outreach:
    """Write the plan's hours for new people as the simulator reads them; `taken` are gone already."""
    return Outreach(
        exhibition=costs.exhibition if plan.exhibition else 0.0,
        flyers=plan.flyers,
        referral=plan.referral,
        inbound=plan.inbound,
        rest=True,
        taken=taken,
    )
