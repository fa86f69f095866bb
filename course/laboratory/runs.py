"""Run a thousand years of the settings under fixed luck, and compare them with others under the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.laboratory.kept import Kept
from course.laboratory.settings import Settings
from course.pipeline import codes, simulator
from course.pipeline.policies import POLICIES
from course.pipeline.simulator import Floats, Outcomes
from course.pipeline.summary import Summary, summarise

WEEKS = 52
MONTHS = WEEKS // codes.WEEKS_A_MONTH
FUTURES = 1_000
REFERENCE_FUTURES = 500  # of the six that are shown beside, the first half of the same futures
SEED = 20_240_401
SHARES = (10, 25, 50, 75, 90)  # percent of the years that bring no more than what is drawn
_KEPT_YEARS = 200  # about 40 KB each
_Z = 1.96  # standard errors to each side of a mean, for 95%


@dataclass(frozen=True, slots=True)
class Hours:
    """Say where the hours of a week go: desk, list, new people, unused."""

    desk: float
    list: float
    new: float
    unused: float


@dataclass(frozen=True, eq=False, slots=True)
class Year:
    """Hold many futures of one year.

    `net`: futures × months; `wasted`: hours a week on those who never buy; `fan`: the contracts added up, at the start
    and after each month, by `SHARES`.
    """

    net: NDArray[np.int16]
    wasted: Floats
    figures: Summary
    hours: Hours
    fan: tuple[tuple[float, ...], ...]

    @property
    def cancelled_share(self) -> float:
        """Give the share of signed contracts that were cancelled."""
        return self.figures.cancelled / self.figures.contracts if self.figures.contracts else 0.0

    @property
    def empty(self) -> Floats:
        """Give the share of months without a contract, by future."""
        share: Floats = (self.net <= 0).mean(axis=1)
        return share

    def whole(self) -> tuple[float, ...]:
        """Give the contracts of the whole year, by `SHARES`."""
        return tuple(row[-1] for row in self.fan)

    def by_month(self) -> tuple[float, ...]:
        """Give the mean of each month."""
        return tuple(float(mean) for mean in self.net.mean(axis=0))


@dataclass(frozen=True, slots=True)
class Band:
    """Hold a mean difference and its 95% band."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Tell whether the band leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """Hold what one way of working does against another: contracts a month, share of empty months, wasted hours a week."""

    net: Band
    empty: Band
    wasted: Band


def year_of(settings: Settings) -> Year:
    """Run the settings, or give what is kept of an earlier run. Raises nothing: every Settings can be run."""
    return _years(settings)


def references_of(settings: Settings) -> dict[str, Year]:
    """Give the seven reference policies in the same territory and year, by id."""
    return _references((settings.town, settings.event))


def compare(before: Year, after: Year) -> Change:
    """Compare future by future: each pair has the same luck, so that the difference is that of the work."""
    number = min(len(before.net), len(after.net))
    a, b = before.net[:number], after.net[:number]
    return Change(
        net=band_of((b.sum(axis=1) - a.sum(axis=1)) / MONTHS),
        empty=band_of(after.empty[:number] - before.empty[:number]),
        wasted=band_of(after.wasted[:number] - before.wasted[:number]),
    )


def band_of(differences: Floats | Sequence[float]) -> Band:
    """Give mean and 95% band of differences."""
    values = np.asarray(differences, dtype=np.float64)
    mean = float(values.mean())
    reach = _Z * float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return Band(mean, mean - reach, mean + reach)


def simulate(parameters: Floats, policy: int, *, futures: int = FUTURES, seed: int = SEED) -> Year:
    """Run a year of `futures` futures after a year of warm-up."""
    return _summed(simulator.run(parameters, policy, runs=futures, weeks=WEEKS, seed=seed))


def _summed(outcomes: Outcomes) -> Year:
    tallies = outcomes.tallies

    def weekly(name: str) -> float:
        return float(tallies[name].mean()) / outcomes.weeks

    net = outcomes.net.astype(np.int16)
    return Year(
        net=net,
        wasted=tallies["hours_wasted"] / outcomes.weeks,
        figures=summarise(outcomes),
        hours=Hours(weekly("hours_desk"), weekly("hours_list"), weekly("hours_new"), weekly("hours_unused")),
        fan=_fan(net),
    )


def _fan(net: NDArray[np.int16]) -> tuple[tuple[float, ...], ...]:
    rows = np.percentile(np.cumsum(net, axis=1), SHARES, axis=0)
    return tuple((0.0, *(float(value) for value in row)) for row in rows)


def _run(settings: Settings) -> Year:
    return simulate(settings.parameters(), settings.policy)


def _run_references(key: tuple[str, str]) -> dict[str, Year]:
    """Run the policies on all cores: the kernel lets go of the interpreter lock."""
    settings = Settings(town=key[0], event=key[1])

    def one(policy: str) -> Year:
        if policy == "two-wheels":
            return year_of(settings)
        return simulate(settings.parameters(), POLICIES[policy].code, futures=REFERENCE_FUTURES)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(POLICIES, pool.map(one, POLICIES), strict=True))


_years: Kept[Settings, Year] = Kept(_run, _KEPT_YEARS)
_references: Kept[tuple[str, str], dict[str, Year]] = Kept(_run_references, 32)
