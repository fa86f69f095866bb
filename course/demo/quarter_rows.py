"""Write a quarter that was played as the rows of somebody's own. PURE."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from course.demo.clock import Clock
from course.demo.played_quarters import Played

UNFINISHED = 9  # events of a quarter that was left


class Written(NamedTuple):
    """Hold the row of a quarter, those of its events, and the minute of the last."""

    row: tuple[Any, ...]
    events: list[tuple[Any, ...]]
    until: int


def quarter_rows(
    played: Played, number: int, user_id: int, begin: int, clock: Clock, *, ends: bool
) -> Written:
    """Give the rows of a quarter begun at a minute, an event a minute; left early when it does not end."""
    bodies = _texts(played)
    taken = played.events if ends else played.events[:UNFINISHED]
    events = [
        (number, seq, event.week, event.kind, bodies[2 + seq], clock.text(begin + 1 + seq))
        for seq, event in enumerate(taken)
    ]
    until = begin + len(taken)
    came = (clock.text(until), played.net, played.money, played.skill, played.brier, bodies[1])
    row = (number, user_id, played.territory, played.seed, bodies[0], played.simulator, clock.text(begin))
    return Written(row + (came if ends else (None,) * 6), events, until)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_kept: dict[int, tuple[Played, list[str]]] = {}


def _texts(played: Played) -> list[str]:
    """Write accounts, report and the bodies of the events, once for each quarter played."""
    if id(played) not in _kept:
        texts = [
            _text(played.accounts),
            _text(played.report),
            *(_text(event.body) for event in played.events),
        ]
        _kept[id(played)] = (played, texts)
    return _kept[id(played)][1]
