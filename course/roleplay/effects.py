"""Say what each line of a decision would have done, with the truth in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from course.roleplay import counterfactual
from course.roleplay.conversation import Moment
from course.roleplay.counterfactual import Compared
from course.roleplay.endings import endings_from
from course.roleplay.figures import MEANS_SOMETHING, signed
from course.roleplay.script import Scenario

AXIS = 200.0  # width of the drawing, in its own units
MARGIN = 8.0
REGRET = -2  # of the buyer's scale from −3 to 3
NARROWEST = 0.02  # contracts: the axis shows at least this much either side


@dataclass(frozen=True, slots=True)
class Effect:
    """Hold one line's effect: the figure, the words, the tone (better, worse or empty), and where to draw its band."""

    figure: str
    words: str
    more: str
    tone: str
    zero_x: float
    low_x: float
    high_x: float
    dot_x: float


def effects(scenario: Scenario, seed: int, moment: Moment) -> dict[str, Effect]:
    """Give the effect of every line that was on offer at a decision, by the choice's id."""
    case = counterfactual.case_of(scenario, seed)
    options = counterfactual.options_of(scenario, moment.before)
    compared = counterfactual.compare(case, options, moment.chosen.id)
    harmful = {choice.id for choice in moment.offered if _harms(scenario, choice.target)}
    low, high = _axis(compared)

    def x(value: float) -> float:
        return round(MARGIN + (AXIS - 2 * MARGIN) * (value - low) / (high - low), 1)

    return {
        line.id: Effect(
            figure=f"{line.contracts:.2f}" if line.id == moment.chosen.id else signed(line.difference.mean),
            words=_words(line, line.id == moment.chosen.id, line.id in harmful),
            more=_more(line),
            tone="worse" if line.id in harmful else _tone(line),
            zero_x=x(0.0),
            low_x=x(line.difference.low),
            high_x=x(line.difference.high),
            dot_x=x(line.difference.mean),
        )
        for line in compared
    }


def _axis(compared: Sequence[Compared]) -> tuple[float, float]:
    low = min(0.0, *(line.difference.low for line in compared))
    high = max(0.0, *(line.difference.high for line in compared))
    return min(low, -NARROWEST), max(high, NARROWEST)


def _harms(scenario: Scenario, scene_id: str) -> bool:
    """Tell whether everything a line can still come to leaves the buyer with regret or worse."""
    return all(
        scene.end is not None and scene.end.buyer <= REGRET for scene in endings_from(scenario, scene_id)
    )


def _words(line: Compared, chosen: bool, harms: bool) -> str:
    if harms:
        return _("この先は、買い手に後悔が残る終わりだけです。契約の数では測れない損があります。")
    if chosen:
        return _("この一言を 0 として、ほかの一言を比べます。")
    if abs(line.difference.mean) < MEANS_SOMETHING:
        return _("契約の数はほぼ同じ。違うのは、かかる時間と相手の中身です。")
    band = _("帯 %(low)s〜%(high)s", low=signed(line.difference.low), high=signed(line.difference.high))
    if not line.difference.clear:
        return _("差ははっきりしません(%(band)s)", band=band)
    if line.difference.mean > 0:
        return _("選んだ一言より良い(%(band)s)", band=band)
    return _("選んだ一言より悪い(%(band)s)", band=band)


def _more(line: Compared) -> str:
    """Say what the line costs in hours, and how likely a contract from it would be undone."""
    hours = _("この人にかかる時間 %(h)s 時間", h=f"{line.hours:.1f}")
    if line.regret >= 0.01:
        return _("%(hours)s ・ 取り消し %(p)s", hours=hours, p=f"{100 * line.regret:.0f}%")
    return hours


def _tone(line: Compared) -> str:
    if not line.difference.clear or abs(line.difference.mean) < MEANS_SOMETHING:
        return ""
    return "better" if line.difference.mean > 0 else "worse"
