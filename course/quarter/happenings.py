"""Say what happened in a week, from how it was before and after: as data, in the order it is told. PURE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.pipeline import codes
from course.pipeline.weeks import Act, Moment, Played
from course.quarter.people import BITS, UNKNOWNS, Register, key_of

Records = NDArray[np.void]

# What can happen with one person, most important first.
KINDS = (
    "signed", "cancelled", "railroaded", "lost", "said-no", "refused", "raised-hand", "not-now", "can-buy", "learnt",
    "early", "vague", "met", "declined", "estimated", "half-done", "no-time", "kept-up", "called", "let-go",
    "inquiry-lost", "fair", "came",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Hold one thing that happened: its kind, the person's key (empty for `came`), and what its sentence needs."""

    kind: str
    key: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def of_week(before: Moment, acts: Sequence[Act], played: Played, register: Register) -> tuple[Happening, ...]:
    """Tell a week: what came of the acts, then what people did of themselves, then who is new."""
    told = [
        _of_act(before.people, played.end, act, result)
        for act, result in zip(acts, played.results, strict=True)
    ]
    told += _unasked(played.end, played.next)
    told += _newcomers(before, played.next, register)
    return tuple(sorted((one for one in told if one), key=lambda one: KINDS.index(one.kind)))


def of_channels(exhibition: bool, lost: float) -> Iterable[Happening]:
    """Tell what was done for new people and does not show yet, and what came too late."""
    if lost >= 1.0:
        yield Happening("inquiry-lost", details={"number": int(lost)})
    if exhibition:
        yield Happening("fair")


def of_meetings(before: Moment, after: Moment, register: Register) -> tuple[Happening, ...]:
    """Tell what the meetings held in roleplays brought at once: contracts, made or undone, and partings."""
    told = []
    for spot in before.places:
        was, now = before.people["on"][0, spot], after.people["on"][0, spot]
        if was == now:
            continue
        kind = {codes.SIGNED: "signed", codes.CANCELLED: "cancelled"}.get(int(now), "let-go")
        told.append(Happening(kind, key_of(after.people, spot), {"meeting": True}))
    return tuple(told)


def _of_act(before: Records, end: Records, act: Act, result: int) -> Happening | None:
    """Tell the most telling thing that came of one act."""
    spot, key = act.place, key_of(end, act.place)
    details: dict[str, Any] = {
        "asked": bool(act.kinds & codes.ASK),
        "came": bool(result & codes.CAME),
        "early": bool(result & codes.EARLY),
    }
    for rule in (_of_leaving, _of_refusal, _of_contact, _of_question):
        told = rule(before, end, act, result)
        if told is not None:
            kind, more = told
            return Happening(kind, key, {**details, **more})
    if end["estimated"][0, spot] and not before["estimated"][0, spot]:
        return Happening("estimated", key, details)
    if not result & codes.DONE:
        return None
    return Happening("called" if act.kinds & codes.TOUCH else "kept-up", key, details)


_Told = tuple[str, dict[str, Any]] | None


def _asked_for_contract(end: Records, act: Act) -> bool:
    return bool(act.kinds & (codes.CLOSE | codes.ONWARD)) and bool(end["estimated"][0, act.place])


def _of_leaving(before: Records, end: Records, act: Act, result: int) -> _Told:
    """Tell of a contract (one nobody had asked for was railroaded), or of somebody let go."""
    on = int(end["on"][0, act.place])
    if on == codes.DROPPED:
        return "let-go", {}
    if on not in (codes.SIGNED, codes.CANCELLED):
        return None
    stands = on == codes.SIGNED
    if not _asked_for_contract(end, act):
        return "railroaded", {"stands": stands}
    return ("signed" if stands else "cancelled"), {}


def _of_refusal(before: Records, end: Records, act: Act, result: int) -> _Told:
    """Tell of somebody who turned out not to buy."""
    spot = act.place
    if end["knows"][0, spot] != codes.NEVER or before["knows"][0, spot] == codes.NEVER:
        return None
    could = before["open"][0, spot] and before["fit"][0, spot] and not before["dead"][0, spot]
    lost = _asked_for_contract(end, act) and could
    return ("lost" if lost else "said-no"), _why(end, spot)


def _of_contact(before: Records, end: Records, act: Act, result: int) -> _Told:
    """Tell of hours that ran out, an invitation declined, a contract not given yet, a meeting held."""
    if result & codes.NO_TIME:
        return ("half-done" if result & codes.DONE else "no-time"), {}
    if result & codes.DECLINED:
        return "declined", {}
    if act.kinds & codes.CLOSE and _asked_for_contract(end, act):
        return "not-now", {}
    if result & codes.CAME and not act.kinds & codes.ASK:
        return "met", {}
    return None


def _of_question(before: Records, end: Records, act: Act, result: int) -> _Told:
    """Tell what a test close brought out, and whether it came too early."""
    spot = act.place
    if not act.kinds & codes.ASK:
        return None
    fresh = int(end["known"][0, spot]) & ~int(before["known"][0, spot])
    learnt = [name for name, bit in zip(UNKNOWNS, BITS, strict=True) if fresh & bit]
    if end["knows"][0, spot] == codes.HOT and before["knows"][0, spot] != codes.HOT:
        return "can-buy", {"learnt": learnt}
    if learnt:
        later = bool(end["knows"][0, spot] == codes.FUTURE)
        return "learnt", {"learnt": learnt, "later": later, "soon": bool(end["told"][0, spot])}
    return ("early" if result & codes.EARLY else "vague"), {}


def _why(end: Records, spot: int) -> dict[str, Any]:
    """Say which unknown ruled the person out."""
    bits = int(end["known"][0, spot])
    values = (
        end["need"][0, spot],
        end["budget"][0, spot],
        end["authority"][0, spot],
        not end["dead"][0, spot],
    )
    lacking = [
        name for name, bit, good in zip(UNKNOWNS, BITS, values, strict=True) if bits & bit and not good
    ]
    return {"lacking": lacking}


def _unasked(end: Records, following: Moment) -> Iterable[Happening]:
    """Tell who raised a hand, or refused, when the next week began."""
    spots = {
        key_of(end, spot): spot for spot in range(int(end["top"][0])) if end["on"][0, spot] == codes.LISTED
    }
    for spot in following.places:
        key = key_of(following.people, spot)
        if key not in spots:
            continue
        was, now = int(end["knows"][0, spots[key]]), int(following.people["knows"][0, spot])
        if was != now and now == codes.HOT:
            yield Happening("raised-hand", key)
        elif was != now and now == codes.NEVER:
            yield Happening("refused", key)


def _newcomers(before: Moment, following: Moment, register: Register) -> Iterable[Happening]:
    """Count who is new, by the way they came."""
    known = {key_of(before.people, spot) for spot in before.places}
    fresh = [key for spot in following.places if (key := key_of(following.people, spot)) not in known]
    counted = Counter(register.profiles[key].channel for key in fresh)
    yield Happening("came", details={"channels": dict(counted), "number": len(fresh)})
