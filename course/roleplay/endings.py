"""Know which endings a talk can still come to. PURE."""

from __future__ import annotations

from functools import lru_cache

from course.roleplay.story import Scenario, Scene


@lru_cache(maxsize=4096)
def endings_from(scenario: Scenario, scene_id: str) -> tuple[Scene, ...]:
    """List the ends that the choices lead to from a scene, in the order of the file; conditions are not looked at.

    So an ending that is missing here cannot be reached; one that is listed may still be barred in some states.
    """
    seen = {scene_id}
    waiting = [scene_id]
    while waiting:
        for choice in scenario.scenes[waiting.pop()].choices:
            if choice.target not in seen:
                seen.add(choice.target)
                waiting.append(choice.target)
    return tuple(scene for scene in scenario.ends if scene.id in seen)


def only(scenario: Scenario, scene_id: str, outcomes: frozenset[str]) -> bool:
    """Tell whether every ending from a scene is one of these outcomes."""
    return all(
        scene.end is not None and scene.end.outcome in outcomes for scene in endings_from(scenario, scene_id)
    )
