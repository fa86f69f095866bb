"""Say what a room can ask, in order, and what the trainer's next step is. PURE."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course.content.text import Text
from course.lessons.catalog import Lesson
from course.live.rounds import Round, State
from course.quizzes.definition import Question, Quiz
from course.roleplay import engine
from course.roleplay.conversation import shuffled
from course.roleplay.script import Choice, Scenario

Item = Lesson | Quiz | Scenario
Action = Literal["section", "open", "lock", "revote", "reveal", "take", "truth", "close"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one entry of the agenda: a question, or a section of a lesson. `done` counts the rounds it has had."""

    kind: Literal["question", "section"]
    ref: str
    title: Text
    done: int


@dataclass(frozen=True, slots=True)
class Next:
    """Hold the step that the trainer's main button takes."""

    action: Action
    body: Mapping[str, Any]


def question_of(item: Item, ref: str) -> Question | None:
    """Find a question of a quiz, or a check of a lesson."""
    if isinstance(item, Quiz):
        return item.question(ref)
    return item.check(ref) if isinstance(item, Lesson) else None


def entries(item: Item, only: Collection[str], state: State) -> tuple[Entry, ...]:
    """List what a quiz or a lesson has to show; empty for a scenario, whose talk leads itself."""

    def rounds_of(ref: str) -> int:
        return sum(held.kind == "question" and held.ref == ref for held in state.rounds)

    if isinstance(item, Quiz):
        wanted = [question for question in item.questions if not only or question.id in only]
        return tuple(Entry("question", asked.id, asked.title, rounds_of(asked.id)) for asked in wanted)
    if isinstance(item, Lesson):
        found = []
        for section in item.sections:
            if section.check is not None:
                found.append(
                    Entry("question", section.check.id, section.check.title, rounds_of(section.check.id))
                )
            else:
                found.append(Entry("section", section.id, section.title, int(state.section == section.id)))
        return tuple(found)
    return ()


def lines(scenario: Scenario, path: tuple[str, ...], seed: int) -> tuple[Choice, ...]:
    """List the lines on offer after a path, in the room's order."""
    state, _ = engine.replay(scenario, path)
    return shuffled(engine.offered(scenario, state), seed, state.scene)


def at_end(scenario: Scenario, path: tuple[str, ...]) -> bool:
    """Tell whether the talk has ended."""
    state, _ = engine.replay(scenario, path)
    return scenario.scenes[state.scene].end is not None


def leads_to(scenario: Scenario, path: Sequence[str], scene_id: str) -> bool:
    """Tell whether these lines lead to a scene in which something can be said."""
    try:
        state, _ = engine.replay(scenario, path)
    except engine.NotOffered:
        return False
    return state.scene == scene_id and bool(engine.offered(scenario, state))


def options(item: Item, held: Round, seed: int) -> tuple[str, ...]:
    """Name what can be voted for in a round; empty for a wall, where one writes."""
    if held.kind == "poll":
        return tuple(str(number) for number in range(1, len(held.options) + 1))
    if held.kind == "scene" and isinstance(item, Scenario):
        return tuple(choice.id for choice in lines(item, held.path, seed))
    asked = question_of(item, held.ref) if held.kind == "question" else None
    return tuple(option.id for option in asked.options) if asked is not None else ()


def many(item: Item, held: Round) -> bool:
    """Tell whether a vote in this round may name several options."""
    asked = question_of(item, held.ref) if held.kind == "question" else None
    return asked is not None and asked.many


def next_action(
    item: Item, only: Collection[str], state: State, *, peer: bool, majority: str | None
) -> Next | None:
    """Choose the step that usually comes next; None once the room is closed."""
    if state.closed:
        return None
    now = state.round
    if now is not None and not now.revealed:
        steps = state.next_steps()
        return Next(steps[0], {}) if steps else None  # type: ignore[arg-type]
    if isinstance(item, Scenario):
        return _next_of_talk(item, state, peer, majority)
    ahead = _first_undone(entries(item, only, state), state)
    if ahead is None:
        return Next("close", {})
    if ahead.kind == "section":
        return Next("section", {"section": ahead.ref})
    return Next("open", {"kind": "question", "ref": ahead.ref, "peer": peer})


def _next_of_talk(scenario: Scenario, state: State, peer: bool, majority: str | None) -> Next:
    now = state.round
    if at_end(scenario, state.path):
        return Next("close", {}) if state.truth else Next("truth", {})
    waiting = now is not None and now.kind == "scene" and now.path == state.path and now.taken is None
    if waiting and majority is not None:
        return Next("take", {"choice": majority})
    return Next("open", {"kind": "scene", "peer": peer})


def _first_undone(agenda: tuple[Entry, ...], state: State) -> Entry | None:
    """Give the entry after the one shown last."""
    shown = [
        place
        for place, entry in enumerate(agenda)
        if (entry.kind == "section" and entry.ref == state.section)
        or (entry.kind == "question" and entry.done)
    ]
    if not shown:
        return agenda[0] if agenda else None
    rest = agenda[max(shown) + 1 :]
    return rest[0] if rest else None
