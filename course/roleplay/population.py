"""Let a mixed population of simulated players play a scenario, and say what came of it. PURE."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from course.content.text import Text
from course.roleplay.analysis import count_paths
from course.roleplay.players import PLAYERS, Board, play
from course.roleplay.scoring import bounds
from course.roleplay.story import Scenario

PLAYS = 2500  # of each kind of player
SEED = 1
LEAST_LEAD = 30.0  # points that the expert is ahead of the random player
RAREST, COMMONEST = 0.02, 0.60  # shares of the mix that an ending may have

RemarkKind = Literal["lead", "rare", "common", "endless"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Say what is off: the expert's lead in points, or the share of an ending (or of plays that came to none)."""

    kind: RemarkKind
    value: float
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Hold what an author wants to know of a scenario beyond its faults.

    `scenes` counts those that can be played, without the endings. `paths` is None where a loop makes them endless.
    `means` are scores (0–100) by player, `shares` the parts of the whole mix that came to each ending, and
    `shares_of` those of each player.
    """

    id: str
    title: Text
    scenes: int
    choices: int
    endings: tuple[str, ...]
    paths: float | None
    worst: int
    best: int
    means: Mapping[str, float]
    shares: Mapping[str, float]
    shares_of: Mapping[str, Mapping[str, float]]
    remarks: tuple[Remark, ...]


def portray(scenario: Scenario, *, plays: int = PLAYS, seed: int = SEED) -> Portrait:
    """Let `plays` players of each kind play; the same seed gives the same figures.

    Raises Unbounded or TooManyStates for a scenario with faults.
    """
    limits = bounds(scenario)
    board = Board(scenario)
    means: dict[str, float] = {}
    ends_of: dict[str, Counter[str]] = {}
    for player in PLAYERS:
        luck = random.Random(f"{seed}/{scenario.id}/{player}")
        played = [play(board, player, luck) for _ in range(plays)]
        means[player] = sum(limits.score(one.raw) for one in played) / plays
        ends_of[player] = Counter(one.ending for one in played)
    endings = tuple(scene.id for scene in scenario.ends)
    total = plays * len(PLAYERS)
    mix = sum(ends_of.values(), Counter[str]())
    shares = {ending: mix[ending] / total for ending in endings}
    return Portrait(
        id=scenario.id,
        title=scenario.title,
        scenes=len(scenario.scenes) - len(endings),
        choices=sum(len(scene.choices) for scene in scenario.scenes.values()),
        endings=endings,
        paths=count_paths(board.space),
        worst=limits.worst,
        best=limits.best,
        means=means,
        shares=shares,
        shares_of={
            player: {ending: ends_of[player][ending] / plays for ending in endings} for player in PLAYERS
        },
        remarks=_remarks(means, shares, mix[""] / total),
    )


def _remarks(means: Mapping[str, float], shares: Mapping[str, float], endless: float) -> tuple[Remark, ...]:
    found = []
    lead = means["expert"] - means["random"]
    if lead < LEAST_LEAD:
        found.append(Remark("lead", lead))
    if endless:
        found.append(Remark("endless", endless))
    found.extend(Remark("rare", share, ending) for ending, share in shares.items() if share < RAREST)
    found.extend(Remark("common", share, ending) for ending, share in shares.items() if share > COMMONEST)
    return tuple(found)
