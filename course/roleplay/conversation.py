"""Lay a run out as the talk a reader sees. PURE: texts stay in every language until the page is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.content.text import Text
from course.roleplay import engine
from course.roleplay.engine import State, StepLog
from course.roleplay.events import Path
from course.roleplay.script import Choice, Scenario, Scene


@dataclass(frozen=True, slots=True)
class Bubble:
    """Hold one line of talk. `side` is "them", "me" or "aside" (narration); `avatar` and `mood` draw the face."""

    side: str
    text: Text
    name: Text | None = None
    avatar: str | None = None
    mood: str = "neutral"


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold one decision that was taken: what was heard, what was on offer, what was chosen and typed."""

    number: int  # counted from 1
    scene: Scene
    bubbles: tuple[Bubble, ...]
    offered: tuple[Choice, ...]
    chosen: Choice
    words: str | None
    before: State
    after: State
    log: StepLog


@dataclass(frozen=True, slots=True)
class Conversation:
    """Hold a whole run as it stands: the decisions taken, and what is heard and on offer now."""

    moments: tuple[Moment, ...]
    scene: Scene
    bubbles: tuple[Bubble, ...]
    offered: tuple[Choice, ...]
    state: State

    @property
    def ended(self) -> bool:
        """Tell whether the talk has come to an end."""
        return self.scene.end is not None

    @property
    def mood(self) -> str:
        """Name the mood of the last person heard, for the face at the head of the page."""
        return next((bubble.mood for bubble in reversed(self.bubbles) if bubble.side == "them"), "neutral")

    @property
    def logs(self) -> tuple[StepLog, ...]:
        """List the engine's logs of the decisions taken."""
        return tuple(moment.log for moment in self.moments)


def shuffled(choices: Iterable[Choice], seed: int, scene_id: str) -> tuple[Choice, ...]:
    """Order the lines of a scene by the run's seed: the same within a run, so that no place is always the right one."""

    def place(choice: Choice) -> bytes:
        return hashlib.sha256(f"{seed}/{scene_id}/{choice.id}".encode()).digest()

    return tuple(sorted(choices, key=place))


def converse(scenario: Scenario, path: Path, seed: int, upto: int | None = None) -> Conversation:
    """Replay a path's first `upto` decisions (all of them by default) as a conversation."""
    moments: list[Moment] = []
    state = engine.begin(scenario)
    for number, decision in enumerate(path.decisions[:upto], start=1):
        scene = scenario.scenes[state.scene]
        offered = shuffled(engine.offered(scenario, state), seed, scene.id)
        bubbles = heard(scenario, state)
        after, log = engine.choose(scenario, state, decision.choice_id)
        chosen = next(choice for choice in offered if choice.id == decision.choice_id)
        moments.append(Moment(number, scene, bubbles, offered, chosen, decision.words, state, after, log))
        state = after
    scene = scenario.scenes[state.scene]
    offered = shuffled(engine.offered(scenario, state), seed, scene.id)
    return Conversation(tuple(moments), scene, heard(scenario, state), offered, state)


def heard(scenario: Scenario, state: State) -> tuple[Bubble, ...]:
    """Give the lines of the present scene that are heard in this state, as bubbles."""
    return tuple(_bubble(scenario, line) for line in engine.lines(scenario, state))


def _bubble(scenario: Scenario, line: engine.Line) -> Bubble:
    if line.speaker is None:
        return Bubble("aside", line.text)
    if line.speaker == "me":
        return Bubble("me", line.text)
    person = scenario.person(line.speaker)
    return Bubble("them", line.text, person.name, person.avatar, line.mood or "neutral")


def still_to_come(scenario: Scenario, scene_id: str) -> int:
    """Count the fewest decisions from a scene to an end, by breadth-first search over the targets."""
    frontier: Sequence[str] = [scene_id]
    seen = {scene_id}
    steps = 0
    while frontier:
        if any(scenario.scenes[scene].end is not None for scene in frontier):
            return steps
        nxt = {choice.target for scene in frontier for choice in scenario.scenes[scene].choices} - seen
        seen |= nxt
        frontier = sorted(nxt)
        steps += 1
    return steps
