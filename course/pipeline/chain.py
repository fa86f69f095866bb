"""Work out a simplified model exactly, to hold the engine to it.

With trust frozen, nobody asked, time without limit and one stage a week, a potential customer is an absorbing
Markov chain: five hidden kinds by three stages (fresh, presented, estimated), absorbed in won or lost. Each
week nature moves first, then the rep takes everyone a stage further (the kernel's ONE_STAGE).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.pipeline.codes import WEEKS_A_MONTH
from course.pipeline.parameters import fit_share, place, values

Floats = NDArray[np.float64]

TRUST = 0.4
NEW_HOURS = 11.25  # hours a week for new people
SIMPLIFIED = {
    "hours": 1e6,
    "new_hours": NEW_HOURS,
    "trust_first": TRUST,
    **dict.fromkeys(
        (
            "decay", "gain_nurture", "gain_touch", "gain_present", "gain_estimate", "gain_test", "cost_early",
            "cost_close", "hand", "naive", "tell", "market_sd", "regret", "regret_unready",
        ),
        0.0,
    ),
}  # fmt: skip

_KINDS = ("unfit", "soon", "late", "open", "dead")
_STAGES = ("fresh", "presented", "estimated")
_STATES = [(kind, stage) for kind in _KINDS for stage in _STAGES]
_WON, _LOST = len(_STATES), len(_STATES) + 1


@dataclass(frozen=True, slots=True)
class Exact:
    """Hold the exact figures. `weeks_if_won`: mean weeks from first contact to signature of those who sign."""

    potentials_per_week: float
    win_chance: float
    contracts_per_month: float
    listed: float
    weeks_if_won: float


def simplified(preset: str = "few-large") -> Floats:
    """Give the parameters of the simplified model."""
    return values(preset, SIMPLIFIED)


def solve(p: Floats) -> Exact:
    """Solve the chain for parameters made by `simplified`."""
    transient = len(_STATES)
    step = _nature(p) @ _act(p)
    inside = step[:transient, :transient]
    visits = np.linalg.inv(np.eye(transient) - inside)
    to_won = step[:transient, _WON]
    begin = _begin(p)
    win = float(begin @ visits @ to_won)
    arrivals = _value(p, "new_hours") / _value(p, "h_contact") * _value(p, "p_potential")
    return Exact(
        potentials_per_week=arrivals,
        win_chance=win,
        contracts_per_month=WEEKS_A_MONTH * arrivals * win,
        listed=arrivals * float(begin @ visits.sum(1)),
        weeks_if_won=float(begin @ visits @ (visits @ to_won)) / win,
    )


def _value(p: Floats, name: str) -> float:
    return float(p[place(name)])


def _at(kind: str, stage: str) -> int:
    return _STATES.index((kind, stage))


def _begin(p: Floats) -> Floats:
    start = np.zeros(len(_STATES))
    fit = fit_share(p)
    start[_at("unfit", "fresh")] = 1.0 - fit
    start[_at("soon", "fresh")] = fit * _value(p, "soon")
    start[_at("late", "fresh")] = fit * (1.0 - _value(p, "soon"))
    return start


def _nature(p: Floats) -> Floats:
    """Give the week's first half: windows open and shut, needs die."""
    matrix = np.eye(len(_STATES) + 2)
    shuts = _value(p, "window_loss") * (1.0 - _value(p, "window_trust") * TRUST)
    for stage in _STAGES:
        for kind in ("soon", "late"):
            opens, dies = 1.0 / _value(p, f"weeks_{kind}"), _value(p, "death")
            row = matrix[_at(kind, stage)]
            row[_at(kind, stage)] = 1.0 - opens - dies
            row[_at("open", stage)], row[_at("dead", stage)] = opens, dies
        row = matrix[_at("open", stage)]
        row[_at("open", stage)], row[_at("dead", stage)] = 1.0 - shuts, shuts
    return matrix


def _act(p: Floats) -> Floats:
    """Give the second half: invite the fresh, estimate for the presented, close the estimated."""
    matrix = np.eye(len(_STATES) + 2)
    win = _value(p, "win") + _value(p, "win_trust") * TRUST
    win += _value(p, "win_presented") + _value(p, "win_estimated")
    lose = _value(p, "lose")
    accepts = {"open": _value(p, "accept_open")} | dict.fromkeys(("soon", "late"), _value(p, "accept_later"))
    for kind in _KINDS:
        yes = accepts.get(kind, _value(p, "accept_never"))
        fresh, presented, estimated = (_at(kind, stage) for stage in _STAGES)
        matrix[fresh, [presented, fresh]] = yes, 1.0 - yes
        matrix[presented, [estimated, presented]] = 1.0, 0.0
        if kind in ("unfit", "dead"):
            matrix[estimated, [_LOST, estimated]] = 1.0, 0.0
        elif kind == "open":
            matrix[estimated, [_WON, _LOST, estimated]] = win, (1.0 - win) * lose, (1.0 - win) * (1.0 - lose)
    return matrix
