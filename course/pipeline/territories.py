"""Describe the territories a rep may be given: a preset, and what is different there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from course.content.text import Text
from course.pipeline.codes import TWO_WHEELS
from course.pipeline.parameters import place, values
from course.pipeline.simulator import run_many

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Territory:
    """Hold a territory. `hour` is the price of an hour there: contracts that one more hour brings, in the long run.

    `hour` was measured by `measure_hour`, is kept here so that no request has to, and is checked by a test.
    """

    id: str
    preset: str
    name: Text
    about: Text
    hour: float
    amount: int  # a typical contract, in yen
    people: bool = False  # customers are people rather than companies
    changes: Mapping[str, float] = field(default_factory=dict)

    def parameters(self, changes: Mapping[str, float] | None = None) -> Floats:
        """Give the territory's parameter array, with further changes."""
        return values(self.preset, {**self.changes, **(changes or {})})


TERRITORIES: dict[str, Territory] = {
    territory.id: territory
    for territory in (
        Territory(
            "few-large",
            "few-large",
            Text({"ja": "一件が大きい商い", "en": "Few, large contracts"}),
            Text(
                {
                    "ja": "三百人に会って、契約は一件。買い時が近い人は三人に一人。",
                    "en": "Three hundred contacts for one contract. One in three buys soon.",
                }
            ),
            hour=0.0090,
            amount=3_000_000,
        ),
        Territory(
            "many-small",
            "many-small",
            Text({"ja": "小さな契約が多い商い", "en": "Many small contracts"}),
            Text(
                {
                    "ja": "五十人に会って、契約は一件。半分は買い時が近い。",
                    "en": "Fifty contacts for one contract. Half of them buy soon.",
                }
            ),
            hour=0.0362,
            amount=300_000,
            people=True,
        ),
        Territory(
            "buying-now",
            "few-large",
            Text({"ja": "いま買う人の多い町", "en": "A town that buys now"}),
            Text(
                {
                    "ja": "買い時が近い人が十人に七人。抱えるより、その場の一回が効く。",
                    "en": "Seven in ten buy soon: one good meeting beats a long list.",
                }
            ),
            hour=0.0123,
            amount=2_400_000,
            changes={"soon": 0.70},
        ),
        Territory(
            "buying-later",
            "few-large",
            Text({"ja": "急がない町", "en": "A town in no hurry"}),
            Text(
                {
                    "ja": "買い時が近い人は七人に一人。待てる人だけが実りを見る。",
                    "en": "One in seven buys soon: whoever can wait, harvests.",
                }
            ),
            hour=0.0072,
            amount=3_600_000,
            changes={"soon": 0.15},
        ),
        Territory(
            "word-of-mouth",
            "few-large",
            Text({"ja": "紹介の回る町", "en": "A town that talks"}),
            Text(
                {
                    "ja": "よい契約が次の紹介を連れてくる。反響も少し届く。",
                    "en": "A good contract brings the next by referral, and a few inquire by themselves.",
                }
            ),
            hour=0.0094,
            amount=3_200_000,
            changes={"refer": 0.8, "inquiries": 0.3},
        ),
        Territory(
            "fairs-and-flyers",
            "few-large",
            Text({"ja": "展示会とチラシの町", "en": "Fairs and flyers"}),
            Text(
                {
                    "ja": "展示会が三か月ごとにあり、チラシは何週間もあとに効いてくる。",
                    "en": "A fair every three months; flyers that bear fruit weeks later.",
                }
            ),
            hour=0.0094,
            amount=2_800_000,
            changes={"fair_every": 12, "flyer_hours": 4, "inquiries": 0.2},
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Hour:
    """Hold a measured price of an hour, and its standard error."""

    price: float
    error: float


def measure_hour(parameters: Floats, *, runs: int, seed: int, weeks: int = 96, step: float = 2.0) -> Hour:
    """Measure what one more hour a week brings in the long run, in net contracts an hour.

    The two-wheels rep works `step` hours more and `step` hours less a week, under the same luck.
    """
    nets = []
    for change in (step, -step):
        changed = parameters.copy()
        changed[place("hours")] += change
        outcomes = run_many(changed, TWO_WHEELS, runs=runs, weeks=weeks, seed=seed)
        nets.append(outcomes.tallies["contracts"] - outcomes.tallies["cancelled"])
    gain = (nets[0] - nets[1]) / (2.0 * step * weeks)
    return Hour(float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(runs)))
