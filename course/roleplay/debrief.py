"""Put together the look back on a finished run: what was hidden, and what each line did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from course.roleplay import counterfactual, engine, labels, scoring
from course.roleplay.conversation import Conversation, Moment, converse
from course.roleplay.effects import Effect, effects
from course.roleplay.events import fold
from course.roleplay.models import Run
from course.roleplay.prose import prose
from course.roleplay.script import Choice, Scenario
from course.skills.labels import LABELS, Shown
from course.skills.mastery import SKILLS
from course.versions.queries import load

FACE_OF_BUYER = {-1: "cold", 0: "neutral", 1: "warm"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold one skill mark of a line."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Way:
    """Hold one line that was on offer at a decision: what it is worth, and what it would have done."""

    choice: Choice
    chosen: bool
    kind: str
    marks: tuple[Mark, ...]
    changes: tuple[str, ...]
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold one decision, looked back on."""

    number: int
    scene_id: str  # "" where the talk came to the scene once more later
    heading: Any
    words: str | None
    ways: tuple[Way, ...]


def view(run: Run) -> dict[str, Any]:
    """Gather what the debrief of a finished run shows."""
    scenario: Scenario = load(run.version)
    talk = converse(scenario, fold(run.events), run.seed)
    result = scoring.result(scenario, talk.logs)
    return {
        "run": run,
        "scenario": scenario,
        "bounds": scoring.bounds(scenario),
        "verdict": _verdict(run),
        "truth_html": prose(scenario.reveal),
        "levels": _levels(result),
        "variables": [str(labels.VARIABLES.get(name, name)) for name in scenario.variables],
        "trail": _trail(scenario, talk),
        "questions": _questions(scenario, talk),
        "moments": _looked(scenario, run.seed, talk.moments),
        "futures": f"{counterfactual.FUTURES:,}",
    }


def _verdict(run: Run) -> dict[str, Any]:
    assert run.outcome is not None and run.buyer is not None and run.score is not None
    if run.score >= 80:
        heading = _("相手の時計が、よく見えていました")
    elif run.score >= 60:
        heading = _("要所は押さえました。あと一つか二つです")
    elif run.score >= 35:
        heading = _("惜しい分かれ道がありました")
    else:
        heading = _("別の道が、まだたくさん残っています")
    return {
        "heading": heading,
        "outcome": labels.OUTCOMES[run.outcome],
        "tone": labels.OUTCOME_TONES[run.outcome],
        "buyer": labels.BUYER[run.buyer],
        "mood": FACE_OF_BUYER[(run.buyer > 0) - (run.buyer < 0)],
    }


def _levels(result: scoring.Result) -> list[Shown]:
    """Show each skill as the mean place of the lines chosen, where the lines on offer differed."""
    return [
        Shown(skill, str(LABELS[skill]), round(100 * sum(seen) / len(seen)) if seen else None, None)
        for skill in SKILLS
        for seen in [result.skills.get(skill, [])]
    ]


def _trail(scenario: Scenario, talk: Conversation) -> list[dict[str, Any]]:
    """List the hidden variables before the first decision and after each one."""
    rows = [{"label": _("はじめ"), "values": engine.begin(scenario).values}]
    rows += [{"label": str(moment.number), "values": moment.after.values} for moment in talk.moments]
    return rows


def _questions(scenario: Scenario, talk: Conversation) -> list[str]:
    """Ask what an experienced colleague would ask, about this very run."""
    asked = [_("この人の「決める人・時期・予算」のうち、最後まで聞けなかったのはどれですか。")]
    lost = min(talk.moments, key=_place, default=None)
    if lost is not None and _place(lost) < 1:
        asked.append(
            _("%(n)d つめの場面で、もう一度同じ相手に会うなら、何を確かめてから話しますか。", n=lost.number)
        )
    if talk.state.card.hours:
        asked.append(
            _(
                "この会話に %(h)s 時間を使いました。同じ時間で新しく会えた人の数と比べて、どう思いますか。",
                h=f"{talk.state.card.hours:g}",
            )
        )
    return asked


def _place(moment: Moment) -> float:
    """Place the chosen line among those on offer by its skill marks: 1 the best, 0 the worst."""
    totals = {choice.id: sum(choice.marks.values()) for choice in moment.offered}
    low, high = min(totals.values()), max(totals.values())
    return 1.0 if high == low else (totals[moment.chosen.id] - low) / (high - low)


def _looked(scenario: Scenario, seed: int, moments: Sequence[Moment]) -> list[Looked]:
    last = {moment.scene.id: moment.number for moment in moments}
    return [
        _look(scenario, seed, moment, moment.scene.id if last[moment.scene.id] == moment.number else "")
        for moment in moments
    ]


def _look(scenario: Scenario, seed: int, moment: Moment, scene_id: str) -> Looked:
    found = effects(scenario, seed, moment)
    ways = tuple(
        Way(
            choice=choice,
            chosen=choice.id == moment.chosen.id,
            kind=str(labels.KINDS[choice.kind]) if choice.kind else "",
            marks=tuple(Mark(str(LABELS[skill]), value) for skill, value in choice.marks.items() if value),
            changes=_changes(scenario, choice),
            effect=found.get(choice.id),
        )
        for choice in moment.offered
    )
    return Looked(moment.number, scene_id, moment.scene.title, moment.words, ways)


def _changes(scenario: Scenario, choice: Choice) -> tuple[str, ...]:
    """Say what a line does to the hidden variables: 信頼 +2."""
    totals: dict[str, int] = defaultdict(int)
    for variable, delta in choice.effects:
        totals[variable] += delta
    return tuple(f"{labels.VARIABLES.get(name, name)} {delta:+d}" for name, delta in totals.items() if delta)
