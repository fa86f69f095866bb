"""Put together what the screens of a room show, whichever of them asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from course.content.catalogue import Catalogue
from course.lessons.catalog import Lesson
from course.lessons.links import kept, resolver
from course.lessons.rendering import ShownSection, show_lesson
from course.live import agenda, points, queries, rounds
from course.live.agenda import Item
from course.live.models import Room
from course.live.rounds import Round
from course.presentation import language, say
from course.quizzes.definition import Quiz
from course.quizzes.rendering import ShownQuestion, show_question
from course.roleplay import figures, tank
from course.roleplay.conversation import Conversation, converse
from course.roleplay.events import Decision, Path
from course.roleplay.prose import prose
from course.roleplay.script import Choice, Scenario


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one option with its votes: percentages of the people who voted, now and before the discussion.

    `best` marks what earns full credit, `taken` the line the trainer went on with; both are empty until they are due.
    """

    number: int
    id: str
    html: Markup
    coach: Markup
    votes: int
    percent: int
    before: int | None
    best: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold the present round as the screens show it. `bars` carry votes only when `counted`."""

    round: Round
    title: str
    question: ShownQuestion | None
    bars: tuple[Bar, ...]
    many: bool
    counted: bool
    voters: int
    changed: int | None
    majority: str | None
    explain: Markup


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold one way the talk went from the same decision: the line, and what is expected of it."""

    label: str
    contracts: str
    now: bool


@dataclass(frozen=True, slots=True)
class SoFar:
    """Hold what happened before a talk that begins in the middle: the scenes passed, with the line said in each."""

    scene: str
    passed: tuple[tuple[str, str], ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """List the scenes passed."""
        return tuple(title for title, _line in self.passed)

    @property
    def last(self) -> str:
        """Give the line said last."""
        return self.passed[-1][1]


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold everything the screens may show of a room at one moment."""

    room: Room
    item: Item
    state: rounds.State
    catalogue: Catalogue

    @property
    def title(self) -> str:
        """Give the title of what is run."""
        return say(self.item.title)

    @property
    def scenario(self) -> Scenario | None:
        """Give the scenario, when the room runs one."""
        return self.item if isinstance(self.item, Scenario) else None


def stage(room: Room, catalogue: Catalogue) -> Stage:
    """Read a room as it stands."""
    return Stage(room, queries.item_of(room), queries.state_of(room), catalogue)


def folder(item: Item) -> str:
    """Name the content folder an item is from, for its links."""
    if isinstance(item, Scenario):
        return "roleplay"
    return "quizzes" if isinstance(item, Quiz) else "lessons"


def asked(held: Stage, *, results: bool) -> Asked | None:
    """Give the present round; with `results`, the votes and what is right, whether revealed or not."""
    now = held.state.round
    if now is None:
        return None
    first = queries.tally(held.room.id, now.tally_of, 1) if results else None
    last = queries.tally(held.room.id, now.tally_of, 2) if results and now.ballot == 2 else None
    return lay_out(held, now, first, last, changed=_changed(held, now) if last else None)


def lay_out(
    held: Stage,
    now: Round,
    first: queries.Tally | None,
    last: queries.Tally | None,
    *,
    changed: int | None,
    best_line: bool = False,
) -> Asked:
    """Lay one round out; without tallies, without a word of what is right. `best_line` marks it in a scene, too."""
    shown = question(held, now.ref) if now.kind == "question" else None
    results, present = first is not None, last or first
    best = _best(held, now) if results and (now.kind == "question" or best_line) else frozenset()
    bars = tuple(
        Bar(
            number=number,
            id=option,
            html=html,
            coach=coach if results else Markup(),
            votes=present.counts[option] if present else 0,
            percent=_percent(present, option),
            before=_percent(first, option) if last else None,
            best=option in best,
            taken=now.taken == option,
        )
        for number, (option, html, coach) in enumerate(_options(held, now, shown), start=1)
    )
    return Asked(
        round=now,
        title=_title(held, now, shown),
        question=shown,
        bars=bars,
        many=agenda.many(held.item, now),
        counted=results,
        voters=present.voters if present else 0,
        changed=changed,
        majority=majority(present.counts, bars) if present else None,
        explain=shown.explain if shown is not None and results else Markup(),
    )


def _best(held: Stage, now: Round) -> frozenset[str]:
    """Name what earns full credit: every key of a question that has several, else each option that does so alone."""
    asked = agenda.question_of(held.item, now.ref) if now.kind == "question" else None
    if asked is not None:
        return frozenset(asked.best)
    worth = points.worth(held.item, now, held.room.seed) or {}
    return frozenset(option for option, value in worth.items() if value >= 1.0)


def majority(counts: Counter[str], bars: tuple[Bar, ...]) -> str | None:
    """Name the option with the most votes, the first of several; None without any vote."""
    best = max(bars, key=lambda bar: counts[bar.id], default=None)
    return best.id if best is not None and counts[best.id] else None


def question(held: Stage, ref: str) -> ShownQuestion | None:
    """Render a question of the room's item."""
    found = agenda.question_of(held.item, ref)
    if found is None:
        return None
    spoken = language()
    return kept(
        held.catalogue,
        ("live-question", held.room.version, ref, spoken),
        lambda: show_question(found, spoken, resolver(held.catalogue, folder(held.item))),
    )


def talk(held: Stage, path: tuple[str, ...] | None = None) -> Conversation | None:
    """Give the talk of a scenario's room after a path (the present one by default)."""
    if held.scenario is None:
        return None
    taken = held.state.path if path is None else path
    return converse(
        held.scenario, Path(tuple(Decision(choice, None) for choice in taken), None, False), held.room.seed
    )


def so_far(scenario: Scenario, path: Sequence[str]) -> SoFar:
    """Tell how a talk came to the scene it begins with; there must be a line that led there."""
    spoken = converse(scenario, Path(tuple(Decision(choice, None) for choice in path), None, False), seed=0)
    passed = tuple((say(moment.scene.title), say(moment.chosen.label)) for moment in spoken.moments)
    return SoFar(say(spoken.scene.title), passed)


def begun(held: Stage) -> SoFar | None:
    """Tell what was taken as given in this room; None where its talk began at the beginning."""
    if held.scenario is None or not held.state.given:
        return None
    return so_far(held.scenario, held.state.path[: held.state.given])


def board(held: Stage, spoken: Conversation | None) -> tank.Tank | None:
    """Give the tank after the last line taken."""
    if held.scenario is None or spoken is None:
        return None
    return tank.view(held.scenario, held.room.seed, spoken)


def branches(held: Stage, spoken: Conversation | None) -> tuple[Branch, ...]:
    """Compare the ways that were run from the last decision; empty when there was just one."""
    path = held.state.path
    if not path or held.scenario is None or spoken is None:
        return ()
    before = path[:-1]
    ways = dict.fromkeys(
        trip.path[len(before)]
        for trip in held.state.trips
        if len(trip.path) > len(before) and trip.path[: len(before)] == before
    )
    if not set(ways) - {path[-1]}:
        return ()
    return tuple(_branch(held, before, line, path[-1]) for line in dict.fromkeys((*ways, path[-1])))


def _branch(held: Stage, before: tuple[str, ...], line: str, now: str) -> Branch:
    spoken = talk(held, (*before, line))
    assert spoken is not None
    return Branch(say(spoken.moments[-1].chosen.label), expected(held, spoken), line == now)


def expected(held: Stage, spoken: Conversation) -> str:
    """Write how many contracts of the next twelve weeks are expected where a talk stands."""
    assert held.scenario is not None
    return figures.shown(figures.panel_of(held.scenario, held.room.seed, spoken), spoken)[0].after


def _options(held: Stage, now: Round, shown: ShownQuestion | None) -> list[tuple[str, Markup, Markup]]:
    if shown is not None:
        return [(option.id, option.html, option.coach) for option in shown.options]
    if now.kind == "scene" and held.scenario is not None:
        return [_line(choice) for choice in agenda.lines(held.scenario, now.path, held.room.seed)]
    return [(str(number), escape(label), Markup()) for number, label in enumerate(now.options, start=1)]


def _line(choice: Choice) -> tuple[str, Markup, Markup]:
    return choice.id, escape(say(choice.label)), escape(say(choice.coach))


def _title(held: Stage, now: Round, shown: ShownQuestion | None) -> str:
    if shown is not None:
        return shown.title
    return _("どう返しますか") if now.kind == "scene" else now.prompt


def _percent(tally: queries.Tally | None, option: str) -> int:
    return round(100 * tally.counts[option] / tally.voters) if tally is not None and tally.voters else 0


def _changed(held: Stage, now: Round) -> int:
    casts = [
        points.Cast(vote.participant_id, vote.round, vote.ballot, tuple(vote.chosen))
        for vote in queries.votes_of_round(held.room, now.tally_of)
    ]
    return points.changed(casts, now.tally_of)


def section(held: Stage) -> ShownSection | None:
    """Give the section of a lesson that is being shown."""
    lesson = held.item
    if not isinstance(lesson, Lesson) or held.state.section is None:
        return None
    spoken = language()
    shown = kept(
        held.catalogue,
        ("live-lesson", held.room.version, spoken),
        lambda: show_lesson(lesson, spoken, resolver(held.catalogue, "lessons")),
    )
    return next((one for one in shown.sections if one.id == held.state.section), None)


def reveal(held: Stage) -> Markup | None:
    """Give the truth of a scenario, for when it is due."""
    return prose(held.scenario.reveal) if held.scenario is not None else None


def in_section(held: Stage) -> bool:
    """Tell whether a lesson's section came after the last round, so that it is what the room looks at."""
    now = held.state.round
    return held.state.section is not None and (now is None or held.state.section_after == now.number)
