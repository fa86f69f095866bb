"""Say who needs a word, why, and how soon: a few plain rules over what is known of a person. PURE.

Every rule has a threshold that a company can move, or can be switched off. A rule that finds something gives a
`Reason` with the figures it rests on, so that nobody is named without a sentence that can be checked. Worse facts
never weigh less: each weight grows with what is wrong and is capped, and a person's rank is the sum of their weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

QUIET, NOT_BEGUN, DUE, SURE_WRONG, FALLING, STUCK, LOW_SKILL, FORECAST, STILL_LIST = (
    "quiet",
    "not_begun",
    "due",
    "sure_wrong",
    "falling",
    "stuck",
    "low_skill",
    "forecast",
    "still_list",
)
CODES = (QUIET, NOT_BEGUN, DUE, SURE_WRONG, FALLING, STUCK, LOW_SKILL, FORECAST, STILL_LIST)
TODAY = frozenset({QUIET, NOT_BEGUN, DUE})  # silence and due dates do not wait for the weekly talk

RECENT_WEEKS = 4  # "lately"; falling scores are held against as many weeks before
ENOUGH_SCORED = 3  # quizzes and talks on either side, for a fall to say something
ENOUGH_GRADED = 5  # names given a grade, for the honesty of forecasts to say something


@dataclass(frozen=True, slots=True)
class Due:
    """Hold one thing that is to be done: `days_left` is negative once it is late, `percent` is how much is done."""

    title: str
    days_left: int
    percent: int
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Hold where talks of a scenario keep ending badly: the scene, how many times in a row, and the latest run."""

    scenario_id: str
    scene_id: str
    times: int
    run_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what the rules need to know of one person.

    `days_quiet` is None for somebody who has not begun. `finished` says that nothing is left to do. Scores are
    means (0–100) of quizzes and talks: lately, and in the weeks before; None when too few. `too_high` is by how many
    points forecasts were too high, `old_share` how much (percent) of the latest quarter's list had grown old.
    """

    days_known: int
    days_quiet: int | None = None
    finished: bool = False
    dues: tuple[Due, ...] = ()
    sure_wrong: int = 0
    score_lately: float | None = None
    score_before: float | None = None
    stuck: Stuck | None = None
    skills: Mapping[str, int | None] = field(default_factory=dict)
    too_high: float | None = None
    old_share: float | None = None
    quarter_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Hold the thresholds. Days are days of the calendar, points and shares are of 100; `off` names rules not in use."""

    quiet_days: int = 10
    begin_days: int = 3
    due_days: int = 3
    due_percent: int = 50
    sure_wrong: int = 3
    fall_points: int = 15
    stuck_times: int = 2
    low_skill: int = 45
    forecast_points: int = 20
    old_percent: int = 50
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold what a threshold may be, and which rule it belongs to."""

    code: str
    low: int
    high: int


LIMITS: Mapping[str, Limit] = {
    "quiet_days": Limit(QUIET, 1, 90),
    "begin_days": Limit(NOT_BEGUN, 0, 90),
    "due_days": Limit(DUE, 0, 30),
    "due_percent": Limit(DUE, 1, 100),
    "sure_wrong": Limit(SURE_WRONG, 1, 50),
    "fall_points": Limit(FALLING, 1, 100),
    "stuck_times": Limit(STUCK, 2, 20),
    "low_skill": Limit(LOW_SKILL, 1, 100),
    "forecast_points": Limit(FORECAST, 1, 100),
    "old_percent": Limit(STILL_LIST, 1, 100),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold why somebody is named: the rule, what it weighs, and the figures behind it, thresholds among them."""

    code: str
    weight: float
    figures: Mapping[str, Any]

    @property
    def today(self) -> bool:
        """Tell whether this asks for a word today; otherwise this week will do."""
        return self.code in TODAY


def reasons(facts: Facts, rules: Rules) -> tuple[Reason, ...]:
    """List why this person needs a word, the weightiest first; empty for somebody who is on track."""
    found = (
        _quiet(facts, rules),
        _due(facts, rules),
        _sure_wrong(facts, rules),
        _falling(facts, rules),
        _stuck(facts, rules),
        _low_skill(facts, rules),
        _forecast(facts, rules),
        _still_list(facts, rules),
    )
    kept = [reason for reason in found if reason is not None and reason.code not in rules.off]
    return tuple(sorted(kept, key=lambda reason: (-reason.weight, CODES.index(reason.code))))


def rank(found: tuple[Reason, ...]) -> float:
    """Weigh a person's reasons together: who has more and worse ones comes first."""
    return sum(reason.weight for reason in found)


def is_today(found: tuple[Reason, ...]) -> bool:
    """Tell whether any of the reasons asks for a word today."""
    return any(reason.today for reason in found)


def from_settings(kept: Mapping[str, Any]) -> Rules:
    """Read thresholds as they are kept; what is unknown, missing or out of range is left as shipped."""
    numbers = {
        name: value
        for name, value in kept.items()
        if name in LIMITS
        and isinstance(value, int)
        and not isinstance(value, bool)
        and LIMITS[name].low <= value <= LIMITS[name].high
    }
    off = kept.get("off", ())
    names = frozenset(off) & set(CODES) if isinstance(off, (list, tuple, frozenset, set)) else frozenset()
    return Rules(**numbers, off=frozenset(names))


def to_settings(rules: Rules) -> dict[str, Any]:
    """Write what differs from the rules as shipped."""
    shipped = Rules()
    kept: dict[str, Any] = {
        one.name: getattr(rules, one.name)
        for one in fields(rules)
        if one.name != "off" and getattr(rules, one.name) != getattr(shipped, one.name)
    }
    if rules.off:
        kept["off"] = sorted(rules.off)
    return kept


def _quiet(facts: Facts, rules: Rules) -> Reason | None:
    """Name somebody who has not begun, or has done nothing for days, while something is left to do."""
    if facts.finished:
        return None
    if facts.days_quiet is None:
        over = facts.days_known - rules.begin_days
        if over <= 0:
            return None
        return Reason(
            NOT_BEGUN, 40.0 + min(over, 30), {"days": facts.days_known, "threshold": rules.begin_days}
        )
    over = facts.days_quiet - rules.quiet_days
    if over < 0:
        return None
    return Reason(QUIET, 40.0 + min(over, 30), {"days": facts.days_quiet, "threshold": rules.quiet_days})


def _due(facts: Facts, rules: Rules) -> Reason | None:
    """Name what is late, or due within days and not yet far enough; the worst of several gives the figures."""
    pressing = [due for due in facts.dues if _is_pressing(due, rules)]
    if not pressing:
        return None
    worst = max(pressing, key=lambda due: (_pressure(due), -due.days_left, due.title))
    figures = {
        "title": worst.title,
        "days_left": worst.days_left,
        "percent": worst.percent,
        "count": len(pressing),
        "assignment_id": worst.assignment_id,
        "threshold": rules.due_days,
        "threshold_percent": rules.due_percent,
    }
    return Reason(DUE, _pressure(worst) + 3.0 * min(len(pressing) - 1, 5), figures)


def _is_pressing(due: Due, rules: Rules) -> bool:
    late = due.days_left < 0 and due.percent < 100
    return late or (due.days_left <= rules.due_days and due.percent < rules.due_percent)


def _pressure(due: Due) -> float:
    late = 10.0 + min(-due.days_left, 20) if due.days_left < 0 else 0.0
    return 40.0 + late + (100 - due.percent) / 10


def _sure_wrong(facts: Facts, rules: Rules) -> Reason | None:
    """Name somebody who was sure of wrong answers: what is believed firmly comes back in the field."""
    if facts.sure_wrong < rules.sure_wrong:
        return None
    figures = {"count": facts.sure_wrong, "weeks": RECENT_WEEKS, "threshold": rules.sure_wrong}
    return Reason(SURE_WRONG, 22.0 + 2.0 * min(facts.sure_wrong, 8), figures)


def _falling(facts: Facts, rules: Rules) -> Reason | None:
    """Name somebody whose scores have come down."""
    if facts.score_lately is None or facts.score_before is None:
        return None
    fall = facts.score_before - facts.score_lately
    if fall < rules.fall_points:
        return None
    figures = {
        "before": round(facts.score_before),
        "lately": round(facts.score_lately),
        "fall": round(fall),
        "weeks": RECENT_WEEKS,
        "threshold": rules.fall_points,
    }
    return Reason(FALLING, 20.0 + min(fall, 40.0) / 2, figures)


def _stuck(facts: Facts, rules: Rules) -> Reason | None:
    """Name somebody whose talks keep ending badly at one scene."""
    stuck = facts.stuck
    if stuck is None or stuck.times < rules.stuck_times:
        return None
    figures = {
        "scenario_id": stuck.scenario_id,
        "scene_id": stuck.scene_id,
        "times": stuck.times,
        "run_id": stuck.run_id,
        "threshold": rules.stuck_times,
    }
    return Reason(STUCK, 16.0 + 3.0 * min(stuck.times, 6), figures)


def _low_skill(facts: Facts, rules: Rules) -> Reason | None:
    """Name the skills that are known and low."""
    low = {
        skill: percent
        for skill, percent in facts.skills.items()
        if percent is not None and percent < rules.low_skill
    }
    if not low:
        return None
    short = sum(rules.low_skill - percent for percent in low.values())
    return Reason(LOW_SKILL, 14.0 + min(short, 120) / 6, {"skills": low, "threshold": rules.low_skill})


def _forecast(facts: Facts, rules: Rules) -> Reason | None:
    """Name forecasts that were far from what came, to either side."""
    if facts.too_high is None or abs(facts.too_high) < rules.forecast_points:
        return None
    figures = {
        "points": round(facts.too_high),
        "quarter_id": facts.quarter_id,
        "threshold": rules.forecast_points,
    }
    return Reason(FORECAST, 12.0 + min(abs(facts.too_high), 60.0) / 5, figures)


def _still_list(facts: Facts, rules: Rules) -> Reason | None:
    """Name a list on which most people have stood too long: a tank that does not move."""
    if facts.old_share is None or facts.old_share < rules.old_percent:
        return None
    figures = {
        "percent": round(facts.old_share),
        "quarter_id": facts.quarter_id,
        "threshold": rules.old_percent,
    }
    return Reason(STILL_LIST, 10.0 + facts.old_share / 10, figures)
