"""Put together the step of a guided experiment that a run is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from course.content.catalogue import Catalogue
from course.content.text import Text
from course.laboratory.guide import OTHER_TOWN, Guide
from course.laboratory.guides import GUIDES
from course.laboratory.permalink import compact, write
from course.laboratory.settings import Settings

WAS, GUIDE, STEP, GUESS = "was", "guide", "step", "guess"
CARRIED = (GUIDE, STEP, GUESS, WAS)


def link(settings: Settings, **carried: str) -> str:
    """Give the address of a run."""
    query: dict[str, Any] = write(settings) | carried
    return url_for("laboratory.index", **query)


def cards() -> list[dict[str, Any]]:
    """List the guided experiments, each with the link to its first step."""
    return [
        {"guide": guide, "href": link(guide.settings(1), guide=guide.id, step="1")}
        for guide in GUIDES.values()
    ]


def view(query: Mapping[str, str], settings: Settings, catalogue: Catalogue) -> dict[str, Any] | None:
    """Gather the step of a guided experiment that this run is; None when it is none (any more)."""
    guide = GUIDES.get(query.get(GUIDE, ""))
    number = _step(query.get(STEP, ""))
    step = guide.step_of(settings, number) if guide is not None else None
    if guide is None or step is None:
        return None
    town = settings.town
    guess = query.get(GUESS, "")
    guess = guess if guess in dict(guide.options) else ""
    carried = {"guess": guess} if guess else {}

    def step_link(to: int, **more: str) -> str:
        came_from = {WAS: compact(guide.settings(to - 1, town))} if to > 1 else {}
        return link(guide.settings(to, town), guide=guide.id, step=str(to), **came_from, **more)

    last = len(guide.steps)
    following = guide.settings(number + 1, town) if number < last else None
    lesson = guide.lesson(catalogue.lessons)
    return {
        "guide": guide,
        "place": list(GUIDES).index(guide.id) + 1,
        "step": step,
        "number": number,
        "last": last,
        "previous": step_link(number - 1, **carried) if number > 1 else None,
        "next": step_link(number + 1, **carried) if number < last else None,
        "asks": following is not None and number == 1,
        "hidden": _hidden(following, guide, settings) if following is not None and number == 1 else {},
        "guess": guess,
        "guessed": dict(guide.options).get(guess) if number == 2 else None,
        "right": guess == guide.answer,
        "answer": dict(guide.options)[guide.answer],
        "tries": [(words, link(wanted, was=compact(settings))) for words, wanted in _tries(guide, town)],
        "lesson": catalogue.lessons[lesson].item if lesson else None,
        "elsewhere": _elsewhere(guide, town),
        "following": _after(guide),
    }


def _hidden(following: Settings, guide: Guide, now: Settings) -> dict[str, str]:
    """Give what the form with the guess sends besides: the next step, and this one as the run before."""
    return write(following) | {GUIDE: guide.id, STEP: "2", WAS: compact(now)}


def _tries(guide: Guide, town: str) -> list[tuple[Text, Settings]]:
    return [(words, guide.moved(wanted, town)) for words, wanted in guide.tries]


def _elsewhere(guide: Guide, town: str) -> str | None:
    """Link to the first step of the same experiment in the other preset's territory."""
    if not guide.moves or town == OTHER_TOWN:
        return None
    return link(guide.settings(1, OTHER_TOWN), guide=guide.id, step="1")


def _after(guide: Guide) -> dict[str, Any] | None:
    """Name the next guided experiment."""
    ids = list(GUIDES)
    place = ids.index(guide.id) + 1
    if place == len(ids):
        return None
    other = GUIDES[ids[place]]
    return {"guide": other, "href": link(other.settings(1), guide=other.id, step="1")}


def _step(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 1
