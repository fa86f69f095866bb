"""Render questions: Markdown to safe HTML, talk to bubbles, in one language. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from course.content.dialogue import Dialogue
from course.content.markup import LinkResolver, to_html, to_inline_html
from course.content.talk import Kind
from course.content.text import Text
from course.lessons.talks import OWN_NAMES, bubbles
from course.quizzes.definition import Question


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one line of talk as a page shows it."""

    kind: Kind
    side: Literal["me", "them"]
    name: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownOption:
    """Hold an option as a page shows it; `coach`, `right` and `points` are for after the answer only."""

    id: str
    html: Markup
    coach: Markup
    right: bool
    points: int


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """Hold a question as a page shows it; `talk` when somebody speaks in the situation, else `situation`."""

    id: str
    kind: str
    many: bool
    title: str
    situation: Markup
    talk: tuple[Spoken, ...]
    options: tuple[ShownOption, ...]
    explain: Markup
    skills: tuple[str, ...]

    def in_order(self, ids: tuple[str, ...]) -> tuple[ShownOption, ...]:
        """Give the options in another order."""
        by_id = {option.id: option for option in self.options}
        return tuple(by_id[option_id] for option_id in ids)


def spoken(
    dialogue: Dialogue, language: str, resolve: LinkResolver | None, own: frozenset[str] = OWN_NAMES
) -> tuple[Spoken, ...]:
    """Render a talk; `own` holds the Japanese names of the learner's side."""
    return tuple(
        Spoken(bubble.kind, bubble.side, bubble.name, to_inline_html(bubble.text, resolve))
        for bubble in bubbles(dialogue, language, own)
    )


def show_question(question: Question, language: str, resolve: LinkResolver | None = None) -> ShownQuestion:
    """Render a question with everything that belongs to it; the page decides what is due."""

    def inline(text: Text) -> Markup:
        return to_inline_html(text.to(language), resolve)

    talk = spoken(question.dialogue, language, resolve) if question.dialogue is not None else ()
    return ShownQuestion(
        id=question.id,
        kind=question.kind,
        many=question.many,
        title=question.title.to(language),
        situation=Markup() if talk else to_html(question.situation.to(language), resolve),
        talk=talk,
        options=tuple(
            ShownOption(option.id, inline(option.text), inline(option.coach), option.right, option.points)
            for option in question.options
        ),
        explain=inline(question.explain) if question.explain else Markup(),
        skills=question.skills,
    )
