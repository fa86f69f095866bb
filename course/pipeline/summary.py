"""Sum up many futures in the figures people compare: means per month, bad months, hours, the list."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from course.pipeline.codes import WEEKS_A_MONTH
from course.pipeline.simulator import Outcomes


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold the figures of one policy in one territory.

    `contacts` … `cancelled` are means per month (`net` = contracts that stood); `cv` is the monthly net's
    standard deviation over its mean, `zero_months` the share of months with none; `cycle_weeks` runs from
    first contact to signature; `list_size` and `dead_share` are taken at the start of each week.
    """

    contacts: float
    potentials: float
    prospects: float
    contracts: float
    net: float
    cancelled: float
    cv: float
    zero_months: float
    cycle_weeks: float
    wasted_hours_per_week: float
    list_size: float
    dead_share: float
    net_se: float
    variance_to_mean: float
    early_tests: float

    def as_dict(self) -> dict[str, float]:
        """Give the figures by name."""
        return asdict(self)


def summarise(outcomes: Outcomes) -> Summary:
    """Sum up. Months count when they are complete; shares of nothing are 0."""
    tallies, weeks = outcomes.tallies, outcomes.weeks
    months = weeks / WEEKS_A_MONTH
    totals = {name: float(tallies[name].sum()) for name in tallies.dtype.names or ()}
    run_months = len(tallies) * months

    def monthly(name: str) -> float:
        return _ratio(totals[name], run_months)

    net = outcomes.net[:, : weeks // WEEKS_A_MONTH]
    mean = float(net.mean()) if net.size else 0.0
    by_run = (tallies["contracts"] - tallies["cancelled"]) / max(months, 1e-9)
    return Summary(
        contacts=monthly("contacts"),
        potentials=monthly("potentials"),
        prospects=monthly("prospects"),
        contracts=monthly("contracts"),
        net=float(by_run.mean()),
        cancelled=monthly("cancelled"),
        cv=_ratio(float(net.std()), mean) if net.size else 0.0,
        zero_months=float((net <= 0).mean()) if net.size else 0.0,
        cycle_weeks=_ratio(totals["cycle"], totals["contracts"]),
        wasted_hours_per_week=_ratio(totals["hours_wasted"], len(tallies) * weeks),
        list_size=_ratio(totals["listed"], len(tallies) * weeks),
        dead_share=_ratio(totals["listed_dead"], totals["listed"]),
        net_se=float(by_run.std() / np.sqrt(len(tallies))),
        variance_to_mean=_ratio(float(net.var()), mean) if net.size else 0.0,
        early_tests=_ratio(totals["tests_early"], totals["tests"]),
    )


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom else 0.0
