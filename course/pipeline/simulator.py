"""Run the compiled kernel: many futures of a territory, or of one customer alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from course.pipeline import codes, kernel
from course.pipeline.parameters import record

Floats = NDArray[np.float64]
Records = NDArray[np.void]

WARM_UP = 48  # weeks until a run has forgotten that it began with an empty list
SEEDS = 1 << 63  # Numba takes a seed as a signed 64-bit number
_warming = Lock()


def warm() -> None:
    """Compile everything, or load it from the cache; the second call does nothing. Safe from any thread."""
    with _warming:
        kernel.compile_all()


def is_warm() -> bool:
    """Tell whether everything is compiled, so that no request has to wait for the compiler."""
    return kernel.compiled()


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Hold how many futures went.

    `tallies`: one codes.TALLY for each run. `net`: runs × months, contracts less cancellations. `people`,
    `ends`, `listed`, `worlds`: the places, how many of them are in use, how many people are in their order, and the world
    at the end of the last `kept` runs; of the people there, those count whose `on` is LISTED, and the others not GONE
    left in the last week.
    """

    tallies: Records
    net: Floats
    people: Records
    ends: NDArray[np.int64]
    worlds: Records
    weeks: int
    listed: NDArray[np.int64]


def run(
    parameters: Floats,
    policy: int,
    *,
    runs: int,
    weeks: int,
    seed: int,
    warm_up: int = WARM_UP,
    first: int = 0,
    start: int = 0,
    board: Records | None = None,
    listed: int = 0,
    world: Records | None = None,
    kept: int = 1,
) -> Outcomes:
    """Run futures number `first` … `first + runs − 1` of a seed; each depends on the seed and its number only.

    They begin with `board` (one codes.PEOPLE, of whom the first `listed` count) and `world` (one
    codes.WORLD), or with nobody, in week number `start`. Lets go of the interpreter lock.
    """
    people = np.zeros(1, codes.PEOPLE) if board is None else board.copy()
    people["order"] = np.arange(codes.CAPACITY)
    people["top"] = listed
    people["on"][0, listed:] = codes.GONE
    return futures(
        record(parameters),
        policy,
        runs=runs,
        weeks=weeks,
        seed=seed,
        warm_up=warm_up,
        first=first,
        start=start,
        board=people,
        listed=listed,
        world=np.zeros(1, codes.WORLD) if world is None else world,
        kept=kept,
    )


def futures(
    rows: Records,
    policy: int,
    *,
    runs: int,
    weeks: int,
    seed: int,
    board: Records,
    listed: int,
    world: Records,
    start: int,
    first: int = 0,
    warm_up: int = 0,
    kept: int = 1,
    begun: int = 0,
    acts: Records | None = None,
    plan: Records | None = None,
) -> Outcomes:
    """Call the kernel's `futures`: as `run`, with `rows` of codes.PARAMETERS and a board that has its order.

    `begun` is 1 when the first week has begun already, 2 when it is spent by `acts` and `plan` (see `course.pipeline.weeks`).
    """
    if not is_warm():
        warm()
    kept = max(1, min(kept, runs))
    tallies = np.zeros(runs + 1, codes.TALLY)
    net = np.zeros((runs, max(1, -(-weeks // codes.WEEKS_A_MONTH))))
    people = np.zeros(kept, codes.PEOPLE)
    ends = np.zeros((kept, 2), np.int64)
    worlds = np.zeros(kept, codes.WORLD)
    acts = np.zeros(0, codes.ACT) if acts is None else acts
    plans = np.zeros(2, codes.OUTREACH)
    if plan is not None:
        plans[0] = plan[0]
    kernel.futures(
        rows, policy, seed % SEEDS, first, runs, start, weeks, warm_up, begun,
        board, listed, world, acts, np.zeros(len(acts), np.int64), plans,
        tallies, net, people, ends, worlds,
    )  # fmt: skip
    return Outcomes(tallies[:runs], net, people, ends[:, 0], worlds, weeks, ends[:, 1])


def run_many(
    parameters: Floats,
    policy: int,
    *,
    runs: int,
    weeks: int,
    seed: int,
    warm_up: int = WARM_UP,
    threads: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Outcomes:
    """Do as `run` from an empty list, in pieces spread over threads (by default one a core).

    The result is the same whatever the pieces; `progress` is told after each how many runs it had.
    """
    warm()
    size = max(1, min(500, 24_000 // max(1, weeks + warm_up)))

    def piece(first: int) -> Outcomes:
        number = min(size, runs - first)
        return run(parameters, policy, runs=number, weeks=weeks, seed=seed, warm_up=warm_up, first=first)

    pieces: list[Outcomes] = []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for done in pool.map(piece, range(0, runs, size)):
            pieces.append(done)
            progress(len(done.tallies))
    last = pieces[-1]
    return Outcomes(
        np.concatenate([part.tallies for part in pieces]),
        np.concatenate([part.net for part in pieces]),
        last.people,
        last.ends,
        last.worlds,
        weeks,
        last.listed,
    )


@dataclass(frozen=True, eq=False)
class Alone:
    """Hold how one customer's futures went: each array is views × runs.

    `ended`: GONE … DROPPED of codes. `weeks`: the week it ended in, 0 for at once. `hours`: spent until then.
    """

    ended: NDArray[np.uint8]
    weeks: NDArray[np.uint8]
    hours: Floats

    @property
    def net(self) -> Floats:
        """Give 1 for a contract that stood, 0 for everything else."""
        net: Floats = (self.ended == codes.SIGNED).astype(np.float64)
        return net


def run_alone(
    parameters: Floats, views: Records, *, runs: int, weeks: int, seed: int, first: int = 0
) -> Alone:
    """Run one customer's next weeks for several views (codes.VIEW) under the same luck. Lets go of the lock."""
    if not is_warm():
        warm()
    many = len(views)
    if not 0 < many <= codes.CAPACITY:
        raise ValueError(f"{many} views")
    ended = np.zeros(runs * many, np.uint8)
    when = np.zeros(runs * many, np.uint8)
    hours = np.zeros(runs * many)
    kernel.alone(
        record(parameters),
        seed % SEEDS,
        first,
        runs,
        weeks,
        views,
        np.zeros(1, codes.PEOPLE),
        np.zeros(1, codes.TALLY),
        ended,
        when,
        hours,
    )
    return Alone(ended.reshape(runs, many).T, when.reshape(runs, many).T, hours.reshape(runs, many).T)
