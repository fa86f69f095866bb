"""Say what a guided experiment is: a question, one thing changed at a time, what to notice, and a caveat."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from course.content.text import Text
from course.laboratory.settings import Settings

OTHER_TOWN = "many-small"  # where an experiment can be followed besides its own: the other preset


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step: the settings to run, and what to look at."""

    settings: Settings
    look: Text


@dataclass(frozen=True, slots=True)
class Guide:
    """Hold a guided experiment.

    `asks` and `options` are the guess before the second step, `answer` the option that the model bears out;
    `tries`: settings worth a look afterwards; `lessons`: ids, the first that exists is the one it belongs to;
    `moves`: whether it can be followed in another territory as well.
    """

    id: str
    title: Text
    question: Text
    asks: Text
    options: tuple[tuple[str, Text], ...]
    answer: str
    steps: tuple[Step, ...]
    notice: Text
    caveat: Text
    tries: tuple[tuple[Text, Settings], ...]
    lessons: tuple[str, ...]
    moves: bool = True

    def settings(self, number: int, town: str = "") -> Settings:
        """Give the settings of a step (from 1), in another territory if it can be followed there."""
        return self.moved(self.steps[number - 1].settings, town)

    def moved(self, settings: Settings, town: str) -> Settings:
        """Take settings to another territory, if the experiment can be followed there."""
        return replace(settings, town=town) if town and self.moves else settings

    def step_of(self, settings: Settings, number: int) -> Step | None:
        """Give step `number` (from 1) if these settings are its own, in its own territory or the other preset's."""
        if not 1 <= number <= len(self.steps):
            return None
        step = self.steps[number - 1]
        followed = settings.town in {step.settings.town, OTHER_TOWN}
        return step if followed and self.settings(number, settings.town) == settings else None

    def lesson(self, existing: Container[str]) -> str | None:
        """Give the lesson it belongs to: the first of its lessons that exists."""
        return next((lesson for lesson in self.lessons if lesson in existing), None)
