"""Play scenarios a few hundred times, so that a large company's runs can be drawn from what was really played. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from course.roleplay import engine, scoring
from course.roleplay.players import LONGEST_PLAY, PLAYERS, Board, pick
from course.roleplay.script import Scenario

UNDONE = 0.3  # share of the paths that also exist with a line taken back

Event = tuple[str, str, str | None]  # kind, scene, choice


@dataclass(frozen=True, slots=True)
class Talk:
    """Hold one way through a scenario, and what it came to.

    `undone` are the events of the same way with a line chosen, taken back, and chosen otherwise (as in practice).
    `branch` is another ending of the same talk: how many lines were taken over, and the talk.
    """

    events: tuple[Event, ...]
    undone: tuple[Event, ...] | None
    raw: int
    score: float
    outcome: str
    buyer: int
    skills: tuple[tuple[str, float], ...]
    branch: tuple[int, Talk] | None = None


def play_often(scenario: Scenario, plays: int, seed: int) -> Mapping[str, Sequence[Talk]]:
    """Let each kind of player play so many times; the same seed gives the same talks."""
    board = Board(scenario)
    found: dict[str, Sequence[Talk]] = {}
    for player in PLAYERS:
        luck = Random(f"{seed}/{scenario.id}/{player}")
        talks = [_play(scenario, board, player, luck) for _ in range(plays)]
        found[player] = [talk for talk in talks if talk is not None]
    return found


def _play(
    scenario: Scenario, board: Board, player: str, luck: Random, taken: Sequence[str] = ()
) -> Talk | None:
    """Play to an end, after lines that are given; None when it goes round for ever."""
    place, choices = board.turn(board.start), list[str]()
    while place.choices and len(choices) < LONGEST_PLAY:
        if len(choices) < len(taken):
            number = next(n for n, choice in enumerate(place.choices) if choice.id == taken[len(choices)])
        else:
            number = pick(place, player, luck)
        choices.append(place.choices[number].id)
        place = board.turn(place.targets[number])
    if not place.ending:
        return None
    _, logs = engine.replay(scenario, choices)
    result = scoring.result(scenario, logs)
    branch = None
    if not taken and len(choices) > 1:
        kept = luck.randrange(1, len(choices))
        other = _play(scenario, board, "expert", luck, choices[:kept])
        branch = (kept, other) if other is not None else None
    return Talk(
        events=tuple(("choice", log.scene, choice) for log, choice in zip(logs, choices, strict=True)),
        undone=_undone(scenario, logs, choices, luck) if luck.random() < UNDONE else None,
        raw=result.raw,
        score=result.score,
        outcome=result.outcome,
        buyer=result.buyer,
        skills=tuple((skill, value) for skill, values in result.skills.items() for value in values),
        branch=branch,
    )


def _undone(
    scenario: Scenario, logs: Sequence[engine.StepLog], choices: Sequence[str], luck: Random
) -> tuple[Event, ...] | None:
    """Put another line, and taking it back, before one of the lines; None where that line would have ended the talk."""
    at = luck.randrange(len(choices))
    others = sorted(set(logs[at].offered) - {choices[at]})
    if not others:
        return None
    scene = scenario.scenes[logs[at].scene]
    other = scene.choice(luck.choice(others))
    if other is None or scenario.scenes[other.target].end is not None:
        return None
    events: list[Event] = [("choice", log.scene, choice) for log, choice in zip(logs, choices, strict=True)]
    return (*events[:at], ("choice", scene.id, other.id), ("undo", other.target, None), *events[at:])
