"""Say what a line does to the pipeline: expected contracts over twelve weeks, empty months, hours. PURE.

The customer is simulated alone, many thousand times, under the two-wheels policy, with the same luck for every
line compared; the rest of the board once. Hours spent on the customer are missing elsewhere, so they count
against the line at the territory's price of an hour (what an hour brings in the long run). A difference comes
with its 95% band from the standard error, and is `clear` when the band leaves zero out.

During a run everything rests on the rep's belief (`panel`), in the debrief on the truth (`compare`): see
`course.pipeline.mapping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline import codes
from course.pipeline.board import CUSTOMER, Board, Card, draw_board, move
from course.pipeline.mapping import Belief, Customer, Truth, believe, certain, views
from course.pipeline.simulator import run, run_alone
from course.pipeline.territories import TERRITORIES
from course.roleplay import engine
from course.roleplay.endings import only
from course.roleplay.engine import State
from course.roleplay.story import Scenario

Floats = NDArray[np.float64]

UNDONE = frozenset({"cancelled"})
WEEKS = 12
MONTHS = 3
FUTURES = 18_000  # of the customer alone
BOARD_FUTURES = 400  # of the rest of the board
_BAND = 1.96  # standard errors either side: 95%


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what stays the same through a run: the luck, the territory, the customer's truth and card."""

    seed: int
    territory: str
    truth: Truth
    age_weeks: int
    name: Text
    start: Customer


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hold a simulated difference with its 95% band; `clear` when the band leaves zero out."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Tell whether the difference is more than chance in the simulation."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def error(self) -> float:
        """Give the standard error."""
        return (self.high - self.low) / (2.0 * _BAND)


@dataclass(frozen=True, slots=True)
class Panel:
    """Hold what a line did, as far as the rep can know.

    `contracts_*`: expected over twelve weeks for the whole board; their change is `line` (what the line did)
    plus `revision` (what was learnt of the customer). `own_*`: this customer's share of them. `empty_month_*`:
    chance of a month without a contract. `hours_now`: cost of the act; `hours_later_*`: hours the customer
    will still take. `regret`: chance that a contract with this customer is made and cancelled.
    """

    contracts_before: float
    contracts_after: float
    line: Estimate
    revision: float
    own_before: float
    own_after: float
    empty_month_before: float
    empty_month_after: float
    hours_now: float
    hours_later_before: float
    hours_later_after: float
    regret: float

    @property
    def hours_freed(self) -> float:
        """Give the hours the line sets free in the weeks to come; negative when it takes more."""
        return self.hours_later_before - self.hours_later_after


@dataclass(frozen=True, slots=True)
class Option:
    """Hold a line that could be said: where it leads and what it costs."""

    id: str
    after: Customer
    hours: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold what one line would have done, the truth being what it is.

    `contracts`: expected with this customer in twelve weeks; `hours`: the act and what follows; `regret`:
    chance of a contract that is cancelled; `difference`: against the line chosen, hours priced in.
    """

    id: str
    contracts: float
    hours: float
    regret: float
    difference: Estimate


def panel(case: Case, before: Customer, after: Customer, hours: float, spent: float = 0.0) -> Panel:
    """Compare before and after a line under the rep's belief. `spent`: hours the talk had cost until then."""
    return _panel(case, before, after, round(hours, 3), round(spent, 3))


@lru_cache(maxsize=4096)
def _panel(case: Case, before: Customer, after: Customer, hours: float, spent: float) -> Panel:
    old = believe(before, case.truth, case.territory, case.age_weeks)
    new = believe(after, case.truth, case.territory, case.age_weeks)
    price = TERRITORIES[case.territory].hour
    then, as_seen_now, now = _futures(case, ((before, old), (before, new), (after, new)))
    line = _estimate(now.value(price) - as_seen_now.value(price), -price * hours)
    revision = float((as_seen_now.value(price) - then.value(price)).mean())
    rest = _rest(case)
    contracts_before = rest.contracts + float(then.value(price).mean()) - price * spent
    return Panel(
        contracts_before=contracts_before,
        contracts_after=contracts_before + line.mean + revision,
        line=line,
        revision=revision,
        own_before=then.contracts,
        own_after=now.contracts,
        empty_month_before=rest.empty_month(then.by_month),
        empty_month_after=rest.empty_month(now.by_month),
        hours_now=hours,
        hours_later_before=then.hours_mean,
        hours_later_after=now.hours_mean,
        regret=now.regret,
    )


def compare(case: Case, options: Sequence[Option], chosen: str) -> tuple[Compared, ...]:
    """Compare the lines offered at one decision under the truth, each against the one chosen.

    Raises KeyError when `chosen` is not among them.
    """
    return _compare(case, tuple(options), chosen)


@lru_cache(maxsize=4096)
def _compare(case: Case, options: tuple[Option, ...], chosen: str) -> tuple[Compared, ...]:
    truth = certain(case.truth)
    price = TERRITORIES[case.territory].hour
    by_id = {
        option.id: (option, future)
        for option, future in zip(
            options, _futures(case, [(option.after, truth) for option in options]), strict=True
        )
    }
    yardstick, base = by_id[chosen]
    return tuple(
        Compared(
            id=option.id,
            contracts=future.contracts,
            hours=option.hours + future.hours_mean,
            regret=future.regret,
            difference=_estimate(
                future.value(price) - base.value(price), price * (yardstick.hours - option.hours)
            ),
        )
        for option, future in by_id.values()
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Future:
    """Hold the futures of one state of the customer."""

    net: Floats  # one number a future: 1 for a contract that stands
    hours: Floats
    by_month: Floats  # expected contracts in each month
    regret: float

    @property
    def contracts(self) -> float:
        return float(self.net.mean())

    @property
    def hours_mean(self) -> float:
        return float(self.hours.mean())

    def value(self, price: float) -> Floats:
        """Give contracts less what the hours would have brought elsewhere, for each future."""
        return self.net - price * self.hours


def _futures(case: Case, states: Sequence[tuple[Customer, Belief]]) -> list[_Future]:
    """Simulate the customer alone in each state, under the same luck."""
    parameters = TERRITORIES[case.territory].parameters()
    outcome = run_alone(parameters, views(states), runs=FUTURES, weeks=WEEKS, seed=case.seed)
    months = np.minimum((np.maximum(outcome.weeks, 1) - 1) // codes.WEEKS_A_MONTH, MONTHS - 1)
    futures = []
    for row, ended in enumerate(outcome.ended):
        net = (ended == codes.SIGNED).astype(np.float64)
        by_month = np.bincount(months[row], weights=net, minlength=MONTHS) / FUTURES
        regret = float((ended == codes.CANCELLED).mean())
        futures.append(_Future(net, outcome.hours[row], by_month, regret))
    return futures


def _estimate(samples: Floats, shift: float) -> Estimate:
    mean = float(samples.mean()) + shift
    reach = _BAND * float(samples.std()) / len(samples) ** 0.5
    return Estimate(mean, mean - reach, mean + reach)


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """Hold what is to be expected from the board without the customer."""

    contracts: float
    empty: Floats  # chance of no contract in each month

    def empty_month(self, by_month: Floats) -> float:
        """Give the mean chance of an empty month, the customer's own chances taken in."""
        return float((self.empty * (1.0 - by_month)).mean())


@lru_cache(maxsize=512)
def _rest(case: Case) -> _Rest:
    board = _board(case)
    outcomes = run(
        TERRITORIES[case.territory].parameters(),
        codes.TWO_WHEELS,
        runs=BOARD_FUTURES,
        weeks=WEEKS,
        seed=case.seed,
        warm_up=0,
        start=board.week,
        board=board.people,
        listed=board.listed,
        world=board.world,
    )
    return _Rest(float(outcomes.net.sum(1).mean()), (outcomes.net <= 0).mean(0))


def _board(case: Case) -> Board:
    start = case.start
    card = Card(
        CUSTOMER,
        case.name,
        case.truth.amount,
        case.age_weeks,
        start.lane,
        start.horizon,
        _known(start),
        start.outcome,
    )
    return draw_board(case.seed, case.territory, card)


# ---- from the engine's terms


def case_of(scenario: Scenario, seed: int) -> Case:
    """Give the case of a run of a scenario."""
    prospect, truth = scenario.prospect, scenario.truth
    return Case(
        seed=seed,
        territory=scenario.preset,
        truth=Truth(truth.will_buy, truth.ready_in_weeks, truth.budget, prospect.amount),
        age_weeks=prospect.age_weeks,
        name=scenario.customer.company or scenario.customer.name,
        start=customer_of(scenario, engine.begin(scenario)),
    )


def customer_of(scenario: Scenario, state: State) -> Customer:
    """Give the customer as a state of the engine has them."""
    level = engine.values(scenario, state)
    card = state.card
    return Customer(
        level["trust"], level["clarity"], level["heat"],
        card.lane, card.horizon, card.presented, card.estimated, card.outcome,
    )  # fmt: skip


def options_of(scenario: Scenario, state: State) -> tuple[Option, ...]:
    """Give the lines offered in a state, each with where it leads.

    The script knows more than the model: a line from which every ending is a contract undone counts as none.
    """
    options = []
    for choice in engine.offered(scenario, state):
        after, log = engine.choose(scenario, state, choice.id)
        customer = customer_of(scenario, after)
        if only(scenario, after.scene, UNDONE):
            customer = replace(customer, lane="result", outcome="lost")
        options.append(Option(choice.id, customer, log.hours))
    return tuple(options)


def board_of(scenario: Scenario, state: State, seed: int) -> Board:
    """Give the run's board as a state leaves it: drawn from the seed, the customer's card moved."""
    now = customer_of(scenario, state)
    return move(
        _board(case_of(scenario, seed)),
        CUSTOMER,
        lane=now.lane,
        horizon=now.horizon,
        known=_known(now),
        outcome=now.outcome,
    )


def _known(customer: Customer) -> float:
    return 1.0 if customer.outcome else customer.clarity / 10.0
