"""Put together the pages of choosing, playing and replaying a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.accounts.models import User
from course.content.catalogue import Catalogue, Entry
from course.content.text import Text
from course.roleplay import labels, queries, tank
from course.roleplay.conversation import Conversation, converse, still_to_come
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.roleplay.prose import prose
from course.roleplay.script import Scenario
from course.versions.queries import load

IN_VIEW = 2  # decisions shown unfolded above the present lines


def cards(user: User, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the scenarios with the reader's scores and whether one is under way."""
    scores = queries.scores([user.id])[user.id]
    under_way = {run.scenario_id for run in queries.open_runs(user.id)}
    return [
        {"scenario": entry.item, "scores": scores.get(entry.id), "open_run": entry.id in under_way}
        for entry in sorted(catalogue.scenarios.values(), key=lambda entry: (entry.item.level, entry.id))
    ]


def introduction(user: User, entry: Entry[Scenario], catalogue: Catalogue) -> dict[str, Any]:
    """Gather what the page before a run shows."""
    scenario = entry.item
    lesson = catalogue.lessons.get(scenario.lesson)
    return {
        "scenario": scenario,
        "brief_html": prose(scenario.brief),
        "trainer_html": prose(scenario.trainer) if scenario.trainer and user.leads_a_group else None,
        "lesson": lesson.item if lesson else None,
        "open_runs": queries.open_runs(user.id, scenario.id),
        "runs": queries.ended_runs(user.id, scenario.id, limit=20),
        "scores": queries.scores([user.id])[user.id].get(scenario.id),
        "outcomes": labels.OUTCOMES,
    }


def view(run: Run) -> dict[str, Any]:
    """Gather what the page of a run shows: the talk so far, what is on offer now, and the tank."""
    scenario: Scenario = load(run.version)
    path = fold(run.events)
    talk = converse(scenario, path, run.seed)
    return {
        "run": run,
        "scenario": scenario,
        "path": path,
        "talk": talk,
        "seq": len(run.events),
        "asking_words": run.say_first and not path.seen and not talk.ended,
        "board": tank.view(scenario, run.seed, talk),
        **_shown(scenario, talk),
    }


def replay(run: Run, decision: int) -> dict[str, Any] | None:
    """Gather what a run looked like before its decision number `decision` (from 0); None when it has none such."""
    scenario: Scenario = load(run.version)
    path = fold(run.events)
    if decision > len(path.decisions):
        return None
    talk = converse(scenario, path, run.seed, decision)
    chosen = path.decisions[decision] if decision < len(path.decisions) else None
    return {
        "run": run,
        "scenario": scenario,
        "talk": talk,
        "decision": decision,
        "last": len(path.decisions),
        "chosen": chosen,
        "board": tank.view(scenario, run.seed, talk),
        **_shown(scenario, talk),
    }


def titles(runs: Sequence[Run]) -> dict[int, Text]:
    """Give the title of each run's scenario as it was when the run began."""
    return {run.id: load(run.version).title for run in runs}


def _shown(scenario: Scenario, talk: Conversation) -> dict[str, Any]:
    cut = max(0, len(talk.moments) - IN_VIEW)
    return {
        "older": talk.moments[:cut],
        "recent": talk.moments[cut:],
        "remaining": still_to_come(scenario, talk.scene.id),
    }
