"""Choose the key accounts of a quarter: customers of scenarios, with the scenarios' own truth. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from course.content.text import Text
from course.pipeline.luck import fraction
from course.pipeline.mapping import Customer, Truth
from course.pipeline.territories import TERRITORIES
from course.quarter.game import Account
from course.roleplay.counterfactual import case_of
from course.roleplay.script import Scenario

NUMBER = 2
# Scenarios in which nobody is met whom a rep could have on the list: the learner is the buyer, or it is all over.
UNSUITED = frozenset({"buyers-seat", "regret-call", "sales-meeting"})


def choose(scenarios: Iterable[Scenario], territory: str, seed: int) -> tuple[Account, ...]:
    """Draw key accounts from the scenarios of the territory's trade."""
    preset = TERRITORIES[territory].preset
    fitting = [
        scenario
        for scenario in sorted(scenarios, key=lambda scenario: scenario.id)
        if scenario.id not in UNSUITED and TERRITORIES[scenario.preset].preset == preset
    ]
    drawn = sorted(fitting, key=lambda scenario: fraction(seed, 101 + fitting.index(scenario)))
    return tuple(_account(scenario, seed) for scenario in drawn[:NUMBER])


def _account(scenario: Scenario, seed: int) -> Account:
    case = case_of(scenario, seed)
    return Account(
        scenario=scenario.id,
        name=case.name,
        amount=scenario.prospect.amount,
        age_weeks=scenario.prospect.age_weeks,
        customer=case.start,
        truth=case.truth,
    )


def to_rows(accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """Write accounts as they are kept."""
    return [
        {
            "scenario": account.scenario,
            "name": account.name.as_dict(),
            "amount": account.amount,
            "age_weeks": account.age_weeks,
            "customer": msgspec.to_builtins(account.customer),
            "truth": msgspec.to_builtins(account.truth),
        }
        for account in accounts
    ]


def from_rows(rows: Iterable[dict[str, Any]]) -> tuple[Account, ...]:
    """Read accounts back."""
    return tuple(
        Account(
            scenario=row["scenario"],
            name=Text(row["name"]),
            amount=row["amount"],
            age_weeks=row["age_weeks"],
            customer=msgspec.convert(row["customer"], Customer),
            truth=msgspec.convert(row["truth"], Truth),
        )
        for row in rows
    )
