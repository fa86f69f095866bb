"""Play a territory week by week: the same weeks that the policies live through, with somebody else deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from course.pipeline import codes, kernel, simulator
from course.pipeline.lines import LINES, STANDARD
from course.pipeline.parameters import place
from course.pipeline.simulator import SEEDS, Outcomes

Floats = NDArray[np.float64]
Records = NDArray[np.void]
Numbers = NDArray[np.int64]

# Rows of the parameters by kind of line: 0 is the standard one, several questions in one, with which the policies ask.
LINE_ROWS = {"": 0, STANDARD.kind: 0, **{kind: row for row, kind in enumerate(LINES, start=1)}}


class Act(NamedTuple):
    """Plan something with the person at a place: bits DROP … CLOSE of codes, and the row of the line it asks with."""

    place: int
    kinds: int
    line: int = 0


class Outreach(NamedTuple):
    """Plan the hours of one week for new people; with `rest`, what is left over goes to cold visits as well.

    `taken`: hours of the week that were spent elsewhere already.
    """

    exhibition: float = 0.0
    flyers: float = 0.0
    referral: float = 0.0
    inbound: float = 0.0
    cold: float = 0.0
    rest: bool = True
    taken: float = 0.0

    def record(self) -> Records:
        """Write the plan as the kernel reads it."""
        plan = np.zeros(1, codes.OUTREACH)
        plan[0] = (*map(float, self),)
        return plan


@dataclass(frozen=True, eq=False)
class Moment:
    """Hold where a week stands that has begun: nature has passed in it, and nothing has been done.

    `people` (one codes.PEOPLE): the first `listed` of its `order` are on the list or left it this morning.
    `tally` (one codes.TALLY) is what was counted since the beginning.
    """

    week: int
    people: Records = field(repr=False)
    listed: int
    world: Records = field(repr=False)
    tally: Records = field(repr=False)

    @property
    def places(self) -> list[int]:
        """List the places of the people in `people`, in the order they came."""
        return [int(spot) for spot in self.people["order"][0, : self.listed]]

    def count(self, name: str) -> float:
        """Give one of the counts."""
        return float(self.tally[name][0])


@dataclass(frozen=True, eq=False)
class Played:
    """Hold a week that was played: what came of each act, the people at its end, and how the next week begins."""

    results: tuple[int, ...]
    end: Records = field(repr=False)
    next: Moment


def rows_of(parameters: Floats) -> Records:
    """Give the parameters for the standard line and every kind of line, one codes.PARAMETERS each."""
    table = np.tile(parameters, (len(LINES) + 1, 1))
    for kind, line in LINES.items():
        row = table[LINE_ROWS[kind]]
        row[place("reveal")] += line.clear
        for name, value in line.changes().items():
            row[place(name)] = value
    rows: Records = np.ascontiguousarray(table).view(codes.PARAMETERS).reshape(-1)
    rows.setflags(write=False)
    return rows


def begin(rows: Records, seed: int, board: Records, listed: int, world: Records, week: int) -> Moment:
    """Begin week number `week` with a board (one PEOPLE, the first `listed` count), under the seed's luck."""
    people = np.zeros(2, codes.PEOPLE)
    people[0] = board[0]
    people["order"][0] = np.arange(codes.CAPACITY)
    people["top"][0] = listed
    people["on"][0, listed:] = codes.GONE
    moment = Moment(week, people, listed, world, np.zeros(1, codes.TALLY))
    return _play(rows, seed, moment, (), Outreach(), begins=True).next


def play(rows: Records, seed: int, moment: Moment, acts: Sequence[Act], plan: Outreach) -> Played:
    """Play the week: the acts in their order while the hours last, then new people, then the next week begins."""
    return _play(rows, seed, moment, acts, plan, begins=False)


def _play(
    rows: Records, seed: int, moment: Moment, acts: Sequence[Act], plan: Outreach, *, begins: bool
) -> Played:
    if not simulator.is_warm():
        simulator.warm()
    people = np.zeros(2, codes.PEOPLE)
    people[0] = moment.people[0]
    ends = np.array([[int(people["top"][0]), moment.listed]], np.int64)
    world, tally = moment.world.copy(), moment.tally.copy()
    results = np.zeros(len(acts), np.int64)
    plans = np.zeros(2, codes.OUTREACH)
    plans[0] = plan.record()[0]
    kernel.play(
        rows, seed % SEEDS, moment.week, int(begins),
        acts_of(acts), results, plans, people, ends, world, tally,
    )  # fmt: skip
    for array in (people, world, tally):
        array.setflags(write=False)
    week = moment.week if begins else moment.week + 1
    return Played(
        tuple(results.tolist()), people[1:], Moment(week, people[:1], int(ends[0, 1]), world, tally)
    )


def acts_of(acts: Sequence[Act]) -> Records:
    """Write acts as the kernel reads them."""
    return np.array([tuple(act) for act in acts], codes.ACT)


def futures_of(
    rows: Records,
    moment: Moment,
    policy: int,
    *,
    runs: int,
    weeks: int,
    seed: int,
    first: int = 1,
    acts: Sequence[Act] | None = None,
    plan: Outreach | None = None,
) -> Outcomes:
    """Run futures of a week that has begun, with luck of their own, the present one counted.

    A policy lives it; with `acts` and `plan`, these take its place in the first week. Without acts, `plan` counts for
    the hours that are taken already only.
    """
    return simulator.futures(
        rows,
        policy,
        runs=runs,
        weeks=weeks,
        seed=seed,
        first=first,
        start=moment.week,
        board=moment.people,
        listed=moment.listed,
        world=moment.world,
        begun=1 if acts is None else 2,
        acts=acts_of(acts or ()),
        plan=None if plan is None else plan.record(),
    )
