"""Put together the trainer's page of a group, and the plan of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from course.accounts.models import Group
from course.accounts.queries import trainee_ids_below
from course.chosen import People
from course.coaching import labels, queries, session, standing
from course.coaching.behaviours import BEHAVIOURS
from course.coaching.models import DONE, RoomPlan
from course.coaching.session import Picked, Session
from course.content.catalogue import Catalogue
from course.content.text import Text
from course.lessons.links import kept, resolver
from course.presentation import language
from course.quizzes.definition import Question
from course.quizzes.difficulty import LEAST_FOR_DISCRIMINATION, LEAST_PEOPLE, ItemStats
from course.quizzes.rendering import ShownOption, ShownQuestion, show_question
from course.roleplay.difficulty import LEAST_RUNS, HardScene
from course.roleplay.script import Choice, Scenario
from course.summaries import hardest

SHOWN = 5
FEWEST_IN_A_TRAP = 2  # what one person chose is that person's, not the question's
Counts = Mapping[tuple[str, str], Counter[str]]


@dataclass(frozen=True, slots=True)
class OptionCount:
    """Hold how many chose one option at their first attempt; `is_best` says that it earns, or helps to earn, full credit."""

    option: ShownOption
    is_best: bool
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class HardQuestion:
    """Hold one hard question as a page shows it; `trap` is the wrong option most people chose."""

    item: ItemStats
    quiz_title: Text
    shown: ShownQuestion
    options: tuple[OptionCount, ...]
    trap: OptionCount | None
    how: str = ""

    @property
    def percent(self) -> int:
        """Give the mean credit in percent."""
        return round(100 * self.item.facility)


@dataclass(frozen=True, slots=True)
class ShownScene:
    """Hold one hard scene as a page shows it: what is heard there first, the weak line most chose, and the others."""

    scene: HardScene
    scenario_title: Text
    title: Text
    heard: tuple[tuple[Text | None, Text], ...]
    weak: Choice
    others: tuple[Choice, ...]

    @property
    def percent(self) -> int:
        """Give the share of runs that left it by a weak line, in percent."""
        return round(100 * self.scene.share)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """Hold a session as a page shows it: minutes from the start, and where its rooms are opened (None: nowhere yet)."""

    minutes: int
    questions: tuple[HardQuestion, ...]
    scene: ShownScene | None
    quiz_room: str | None
    scene_room: str | None
    starts: tuple[int, ...]


def group(found: Group, catalogue: Catalogue) -> dict[str, Any]:
    """Gather the trainer's page of a group."""
    people = trainee_ids_below(found)
    number = queries.number_of(people)
    items, scenes = _present(people, catalogue)
    suggested = session.suggest(items, scenes)
    hard = [item for item in items if item.facility < session.EASY][:SHOWN]
    picked = [one.item for one in suggested.questions] if suggested else []
    counts = hardest.option_counts(people, {(item.quiz_id, item.question_id) for item in (*hard, *picked)})
    users, written = queries.people_and_entries(people)
    return {
        "group": found,
        "session": shown_session(suggested, counts, catalogue) if suggested else None,
        "questions": [_question(item, counts, catalogue) for item in hard],
        "measured": len(items),
        "scenes": [_scene(one, catalogue) for one in scenes[:SHOWN]],
        "waiting": queries.unreviewed_count(people),
        "requests": queries.open_requests(people),
        "people": [(user, _done(written.get(user.id, []))) for user in users],
        "behaviours": BEHAVIOURS,
        "plans": queries.plans(found),
        "least_people": LEAST_PEOPLE,
        "least_for_discrimination": LEAST_FOR_DISCRIMINATION,
        "least_runs": LEAST_RUNS,
        "sampled": hardest.counted(number),
        "more_people": number - len(users),
        "ways": labels.WAYS,
        "short_ways": labels.SHORT_WAYS,
    }


def _done(entries: Sequence[Any]) -> int:
    """Count the behaviours that stand as done."""
    stands = standing.fold(entries).values()
    return sum(one.latest is not None and one.latest.result == DONE for one in stands)


def _present(people: People, catalogue: Catalogue) -> tuple[list[ItemStats], list[HardScene]]:
    """Give the figures of what the course still has."""
    items = [item for item in hardest.questions(people) if _asked(catalogue, item) is not None]
    scenes = [one for one in hardest.scenes(people) if _weak_line(catalogue, one) is not None]
    return items, scenes


def suggestion(found: Group, catalogue: Catalogue) -> dict[str, Any] | None:
    """Give the present suggestion for a group as a plan that can be kept; None while too little is known."""
    people = trainee_ids_below(found)
    items, scenes = _present(people, catalogue)
    suggested = session.suggest(items, scenes)
    if suggested is None:
        return None
    keys = {(one.item.quiz_id, one.item.question_id) for one in suggested.questions}
    return session.to_body(suggested, hardest.option_counts(people, keys))


def plan(kept_plan: RoomPlan, catalogue: Catalogue) -> dict[str, Any]:
    """Gather the page of a plan: the figures as they were, the texts as they are; what is gone is left out."""
    suggested, counts = session.from_body(kept_plan.body)
    questions = tuple(one for one in suggested.questions if _asked(catalogue, one.item) is not None)
    scene = suggested.scene
    if scene is not None and _weak_line(catalogue, scene) is None:
        scene = None
    whole = len(questions) == len(suggested.questions) and scene == suggested.scene
    return {
        "plan": kept_plan,
        "group": kept_plan.group,
        "session": shown_session(Session(questions, scene), counts, catalogue),
        "whole": whole,
        "ways": labels.WAYS,
        "short_ways": labels.SHORT_WAYS,
    }


def shown_session(suggested: Session, counts: Counts, catalogue: Catalogue) -> ShownSession:
    """Lay a session out."""
    questions = tuple(_question(one.item, counts, catalogue, one) for one in suggested.questions)
    scene = _scene(suggested.scene, catalogue) if suggested.scene is not None else None
    quiz_room = scene_room = None
    if suggested.quiz_id is not None:
        ids = ",".join(one.item.question_id for one in suggested.questions)
        quiz_room = _room(kind="quiz", item=suggested.quiz_id, questions=ids)
    if suggested.scene is not None:
        scene_room = _room(kind="scenario", item=suggested.scene.scenario_id, scene=suggested.scene.scene_id)
    starts = tuple(session.OPENING + session.A_QUESTION * number for number in range(len(questions) + 1))
    return ShownSession(suggested.minutes, questions, scene, quiz_room, scene_room, starts)


def _room(**what: str) -> str:
    """Give the address that opens a live room with something."""
    return url_for("live.new", **what)  # type: ignore[arg-type]


def _asked(catalogue: Catalogue, item: ItemStats) -> Question | None:
    entry = catalogue.quizzes.get(item.quiz_id)
    return entry.item.question(item.question_id) if entry is not None else None


def _question(
    item: ItemStats, counts: Counts, catalogue: Catalogue, picked: Picked | None = None
) -> HardQuestion:
    entry, asked = catalogue.quizzes[item.quiz_id], _asked(catalogue, item)
    assert asked is not None
    spoken = language()
    shown: ShownQuestion = kept(
        catalogue,
        ("question", entry.version, asked.id, spoken),
        lambda: show_question(asked, spoken, resolver(catalogue, "quizzes")),
    )
    chosen = counts.get((item.quiz_id, item.question_id), Counter())
    options = tuple(
        OptionCount(
            option, option.id in asked.best, chosen[option.id], round(100 * chosen[option.id] / item.n)
        )
        for option in shown.options
    )
    wrong = [option for option in options if not option.is_best and option.count >= FEWEST_IN_A_TRAP]
    trap = max(wrong, key=lambda option: option.count, default=None)
    return HardQuestion(item, entry.item.title, shown, options, trap, picked.how if picked else "")


def _weak_line(catalogue: Catalogue, one: HardScene) -> Choice | None:
    entry = catalogue.scenarios.get(one.scenario_id)
    scene = entry.item.scenes.get(one.scene_id) if entry is not None else None
    if scene is None:
        return None
    return next((choice for choice in scene.choices if choice.id == one.choice_id), None)


def _scene(one: HardScene, catalogue: Catalogue) -> ShownScene:
    scenario: Scenario = catalogue.scenarios[one.scenario_id].item
    scene, weak = scenario.scenes[one.scene_id], _weak_line(catalogue, one)
    assert weak is not None
    heard = tuple(
        (scenario.person(line.speaker).name if line.speaker not in {None, "me"} else None, line.text)
        for line in scene.lines
        if line.condition is None
    )
    others = tuple(choice for choice in scene.choices if choice.id != weak.id)
    return ShownScene(one, scenario.title, scene.title, heard, weak, others)
