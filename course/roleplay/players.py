"""Simulated players of different temperaments, to see what a scenario does with each. PURE.

The random player takes any line on offer. The cautious player leans towards soft lines, the pusher towards hard ones: how
hard a line is comes from its kind and from what it does to trust. The expert takes the line with which the best score can
still be had, but for a slip now and then.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from course.content.text import Text
from course.roleplay.analysis import BEST_RAW, evaluate
from course.roleplay.space import explore
from course.roleplay.story import Choice, Scenario

PLAYERS = ("random", "cautious", "pusher", "expert")
PLAYER_NAMES: Mapping[str, Text] = {
    "random": Text({"ja": "でたらめ", "en": "random"}),
    "cautious": Text({"ja": "慎重", "en": "cautious"}),
    "pusher": Text({"ja": "押す", "en": "pusher"}),
    "expert": Text({"ja": "熟練", "en": "expert"}),
}
LONGEST_PLAY = 500  # choices: whoever goes round for so long is led out by no ending
# A line one step harder is e times as likely for the pusher, and as much less likely for the cautious.
_LEANINGS: Mapping[str, float] = {"cautious": -1.0, "pusher": 1.0}
SLIP = 0.1  # how often the expert is not at their best, and picks as the random player does

# How hard a line of each kind is on the customer, from −2 to 3; kinds that are not named lie at 0.
HARDNESS: Mapping[str, float] = {
    "pressure": 3, "close": 2, "assumptive": 2,
    "close-file": 1, "alternative": 1, "price-condition": 1, "estimate": 1, "present": 1,
    "next-step": 0.5, "trial": 0.5, "conditional": 0.5, "budget-range": 0.5, "backward-schedule": 0.5,
    "summary-check": -0.5, "let-go": -0.5, "concern-sweep": -1, "open-question": -1,
    "listen": -2, "wait": -2, "small-talk": -2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Play:
    """Hold how one play ended: the ending's id, empty when it came to none, and the raw score."""

    ending: str
    raw: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold one state of a scenario as a player meets it: the lines on offer, where they lead, what each is worth.

    `worths` are the best raw scores that can still be had with each line; `ending` is empty while the talk goes on.
    """

    choices: tuple[Choice, ...]
    targets: tuple[int, ...]
    worths: tuple[int, ...]
    weights: Mapping[str, tuple[float, ...]]
    ending: str
    points: int


class Board:
    """Hold the states of a scenario that have been met, so that each is worked out once for all plays."""

    def __init__(self, scenario: Scenario) -> None:
        self.space = explore(scenario)
        self.values = evaluate(self.space)
        self.start = self.space.start
        self._turns: dict[int, Turn] = {}

    def turn(self, state: int) -> Turn:
        """Return what a player meets in a state."""
        turn = self._turns.get(state)
        if turn is None:
            turn = self._turns[state] = self._look(state)
        return turn

    def _look(self, state: int) -> Turn:
        scene = self.space.scene_of(state).scene
        steps = list(self.space.steps(state))
        choices = tuple(choice for choice, _ in steps)
        return Turn(
            choices=choices,
            targets=tuple(target for _, target in steps),
            worths=tuple(
                choice.mark_sum + int(self.values.table[target, BEST_RAW]) for choice, target in steps
            ),
            weights={
                player: tuple(math.exp(leaning * hardness(choice)) for choice in choices)
                for player, leaning in _LEANINGS.items()
            },
            ending="" if scene.end is None else scene.id,
            points=0 if scene.end is None else scene.end.points,
        )


def hardness(choice: Choice) -> float:
    """Say how hard a line is: by its kind, and a third of a step for each point of trust it costs."""
    trust = sum(change for name, change in choice.effects if name == "trust")
    return HARDNESS.get(choice.kind, 0.0) - trust / 3


def play(board: Board, player: str, luck: random.Random) -> Play:
    """Play a scenario once from start to end."""
    turn, raw = board.turn(board.start), 0
    for _ in range(LONGEST_PLAY):
        if not turn.choices:
            break
        place = pick(turn, player, luck)
        raw += turn.choices[place].mark_sum
        turn = board.turn(turn.targets[place])
    return Play(turn.ending, raw + turn.points)


def pick(turn: Turn, player: str, luck: random.Random) -> int:
    """Give the place of the line that a player takes."""
    places = range(len(turn.choices))
    if player in turn.weights:
        return luck.choices(places, turn.weights[player])[0]
    if player == "expert" and luck.random() >= SLIP:
        best = max(turn.worths)
        return luck.choice([place for place in places if turn.worths[place] == best])
    return luck.choice(places)
