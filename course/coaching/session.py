"""Suggest a session of fifteen minutes from what people find hard. PURE."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from course.quizzes.difficulty import ItemStats
from course.roleplay.difficulty import HardScene

QUESTIONS = 3
OPENING = CLOSING = 1  # minutes
A_QUESTION, A_SCENE = 3, 4
EASY = 0.85  # a facility from which nothing is left to discuss
# Peer instruction works where opinions differ: where hardly anybody is right, there is nobody to convince the others.
FEW_RIGHT = 0.35
CONFUSING = (
    0.0  # a discrimination below which those who know the rest miss this one: the question may be at fault
)

SPLIT, TEACH_FIRST = "split", "teach-first"


@dataclass(frozen=True, slots=True)
class Picked:
    """Hold one question of the session, and how to take it: SPLIT or TEACH_FIRST."""

    item: ItemStats
    how: str


@dataclass(frozen=True, slots=True)
class Session:
    """Hold a suggestion: up to three questions of one quiz (one room), and one scene (another)."""

    questions: tuple[Picked, ...]
    scene: HardScene | None

    @property
    def minutes(self) -> int:
        """Add up how long it takes."""
        return OPENING + A_QUESTION * len(self.questions) + (A_SCENE if self.scene else 0) + CLOSING

    @property
    def quiz_id(self) -> str | None:
        """Name the quiz that the questions are of."""
        return self.questions[0].item.quiz_id if self.questions else None


def suggest(items: Iterable[ItemStats], scenes: Sequence[HardScene]) -> Session | None:
    """Choose the quiz whose hardest three questions are hardest together, and the hardest scene; None without either.

    The questions are of one quiz so that one room can hold them; one that misleads those who know is left out.
    """
    by_quiz: dict[str, list[ItemStats]] = defaultdict(list)
    for item in items:
        confusing = item.discrimination is not None and item.discrimination < CONFUSING
        if item.facility < EASY and not confusing:
            by_quiz[item.quiz_id].append(item)
    hardest = [
        sorted(held, key=lambda item: (item.facility, item.question_id))[:QUESTIONS]
        for held in by_quiz.values()
    ]
    best = max(
        hardest, key=lambda held: (sum(1 - item.facility for item in held), held[0].quiz_id), default=[]
    )
    scene = max(scenes, key=lambda one: (one.share, one.n, one.scenario_id, one.scene_id), default=None)
    if not best and scene is None:
        return None
    picked = tuple(Picked(item, SPLIT if item.facility >= FEW_RIGHT else TEACH_FIRST) for item in best)
    return Session(picked, scene)


def to_body(session: Session, counts: Mapping[tuple[str, str], Counter[str]]) -> dict[str, Any]:
    """Write a session, with the counts of its questions' options, as plain values that can be kept."""
    return {
        "questions": [
            {
                **asdict(one.item),
                "how": one.how,
                "options": dict(counts.get((one.item.quiz_id, one.item.question_id), {})),
            }
            for one in session.questions
        ],
        "scene": asdict(session.scene) if session.scene is not None else None,
    }


def from_body(body: Mapping[str, Any]) -> tuple[Session, dict[tuple[str, str], Counter[str]]]:
    """Read a session back as it was written."""
    picked = []
    counts = {}
    for held in body["questions"]:
        how, options = held["how"], Counter(held["options"])
        item = ItemStats(**{key: value for key, value in held.items() if key not in {"how", "options"}})
        picked.append(Picked(item, how))
        counts[item.quiz_id, item.question_id] = options
    scene = HardScene(**body["scene"]) if body["scene"] is not None else None
    return Session(tuple(picked), scene), counts
