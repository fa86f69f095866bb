"""Choose three things to tell a rep after a quarter, from what the quarter's own figures show. PURE.

Every rule looks at one figure, says how far it is from what a two-wheels rep would show (0: nothing to say; 1: the
most), and names the lessons it belongs to, the best first. Two things to change come first, the one that went best last.
The thresholds are assumptions, set beside what the reference policies show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.quarter.account import ENOUGH_TESTS, Account
from course.quarter.evaluation import Worth
from course.quarter.game import WEEKS

LESSONS: Mapping[str, tuple[str, ...]] = {
    "early": ("test-close", "line-kinds"),
    "unasked": ("test-close", "line-kinds"),
    "wasted": ("letting-go", "yes-or-no", "both-wheels"),
    "unclear": ("yes-or-no", "three-columns", "test-close"),
    "dropped-buyers": ("horizons", "one-meeting", "both-wheels"),
    "no-new": ("channels", "week-hours", "arithmetic"),
    "hurried": ("pressure-and-law", "close-and-objections", "test-close"),
    "undone": ("pressure-and-law", "close-and-objections", "test-close"),
    "too-high": ("honest-forecast", "both-wheels"),
    "too-low": ("honest-forecast", "arithmetic"),
    "nothing-left": ("week-hours", "both-wheels"),
    "inquiries": ("channels", "arithmetic"),
    "no-contract": ("close-and-objections", "test-close"),
    "good-tests": ("line-kinds", "test-close"),
    "good-list": ("letting-go", "both-wheels"),
    "good-forecast": ("honest-forecast", "both-wheels"),
    "good-left": ("two-schools", "both-wheels"),
    "stood": ("pressure-and-law", "test-close"),
    "begin": ("both-wheels",),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Hold one thing to tell: its kind, whether it praises, how much it matters (0–1), and its figures."""

    kind: str
    praise: bool
    weight: float
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lessons(self) -> tuple[str, ...]:
        """Name the lessons it belongs to, the best first."""
        return LESSONS[self.kind]


def _scaled(value: float, none: float, most: float) -> float:
    return min(1.0, max(0.0, (value - none) / (most - none)))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _early(a: Account, w: Worth) -> Advice:
    weight = _scaled(_share(a.tests_early, a.tests), 0.15, 0.6) if a.tests >= 3 else 0.0
    return Advice("early", False, weight, {"early": a.tests_early, "tests": a.tests})


def _unasked(a: Account, w: Worth) -> Advice:
    return Advice("unasked", False, _scaled(-a.tests, -12, -1), {"tests": a.tests})


def _wasted(a: Account, w: Worth) -> Advice:
    share = _share(a.hours["wasted"], a.hours["list"])
    weight = _scaled(share, 0.45, 0.8) if a.hours["list"] > 30 else 0.0
    return Advice("wasted", False, weight, {"hours": a.hours["wasted"], "list": a.hours["list"]})


def _unclear(a: Account, w: Worth) -> Advice:
    return Advice(
        "unclear", False, _scaled(a.unclear_listed, 6, 30), {"n": a.unclear_listed, "listed": a.listed}
    )


def _dropped_buyers(a: Account, w: Worth) -> Advice:
    weight = _scaled(_share(a.dropped_buyers, a.dropped), 0.2, 0.5) if a.dropped >= 4 else 0.0
    return Advice("dropped-buyers", False, weight, {"n": a.dropped_buyers, "dropped": a.dropped})


def _no_new(a: Account, w: Worth) -> Advice:
    share = _share(a.hours["new"], a.hours["list"] + a.hours["new"] + a.hours["unused"])
    return Advice("no-new", False, _scaled(-share, -0.2, -0.02), {"hours": a.hours["new"] / WEEKS})


def _undone(a: Account, w: Worth) -> Advice:
    weight = _scaled(a.cancelled, 0.4, 3)
    return Advice("undone", False, weight, {"n": a.cancelled, "contracts": a.contracts})


def _hurried(a: Account, w: Worth) -> Advice:
    return Advice("hurried", False, _scaled(a.railroaded, 0.4, 3), {"n": a.railroaded})


def _forecast(a: Account, w: Worth) -> Advice:
    high = a.honesty.too_high
    details = {"said": a.honesty.forecast, "came": a.honesty.came}
    if high is None:
        return Advice("too-high", False, 0.0, details)
    if high < 0:
        return Advice("too-low", False, _scaled(-high, 0.2, 0.6), details)
    return Advice("too-high", False, _scaled(high, 0.12, 0.5), details)


def _nothing_left(a: Account, w: Worth) -> Advice:
    half = w.expected / 2
    return Advice("nothing-left", False, _scaled(half - w.left, 0.1 * half, 0.6 * half), {"left": w.left})


def _inquiries(a: Account, w: Worth) -> Advice:
    return Advice("inquiries", False, _scaled(a.inquiries_lost, 1, 8), {"n": a.inquiries_lost})


def _no_contract(a: Account, w: Worth) -> Advice:
    return Advice("no-contract", False, 0.6 if a.net <= 0 and w.expected > 2 else 0.0, {"luck": w.luck})


def _good_tests(a: Account, w: Worth) -> Advice:
    timely = 1.0 - _share(a.tests_early, a.tests)
    weight = _scaled(timely, 0.8, 1.0) if a.tests >= 2 * ENOUGH_TESTS else 0.0
    return Advice("good-tests", True, weight, {"tests": a.tests, "timely": a.tests - a.tests_early})


def _good_list(a: Account, w: Worth) -> Advice:
    share = _share(a.hours["wasted"], a.hours["list"])
    clear = a.unclear_listed <= 8 and 2 * a.dead_listed <= a.listed
    weight = _scaled(-share, -0.45, -0.25) if a.hours["list"] > 30 and clear else 0.0
    return Advice("good-list", True, weight, {"hours": a.hours["wasted"], "list": a.hours["list"]})


def _good_forecast(a: Account, w: Worth) -> Advice:
    brier = a.honesty.brier
    weight = _scaled(-brier, -0.2, -0.08) if brier is not None else 0.0
    return Advice("good-forecast", True, weight, {"said": a.honesty.forecast, "came": a.honesty.came})


def _good_left(a: Account, w: Worth) -> Advice:
    half = w.expected / 2
    return Advice("good-left", True, _scaled(w.left, 0.95 * half, 1.4 * half), {"left": w.left})


def _stood(a: Account, w: Worth) -> Advice:
    weight = 0.5 if a.contracts >= 2 and not a.cancelled and not a.railroaded else 0.0
    return Advice("stood", True, weight, {"contracts": a.contracts})


RULES: tuple[Callable[[Account, Worth], Advice], ...] = (
    _early, _unasked, _wasted, _unclear, _dropped_buyers, _no_new, _undone, _hurried, _forecast, _nothing_left, _inquiries,
    _no_contract, _good_tests, _good_list, _good_forecast, _good_left, _stood,
)  # fmt: skip


def advise(account: Account, worth: Worth) -> tuple[Advice, ...]:
    """Choose three: what to change, the heaviest first, and at least one thing that went well where there is one."""
    said = sorted((rule(account, worth) for rule in RULES), key=lambda one: -one.weight)
    change = [one for one in said if one.weight > 0 and not one.praise]
    praise = [one for one in said if one.weight > 0 and one.praise]
    chosen = [*change[:2], *praise[:1]]
    rest = [*change[2:], *praise[1:], Advice("begin", True, 0.0)]
    return tuple([*chosen, *rest][:3])
