"""Reckon from a room's votes how it went: each round, each person, what to revisit. PURE.

Votes of people who were shown out count, as they did on the screens. A person's own mean is of what they thought before
the room talked; `last` is the vote that stood in the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from course.live.points import Cast

Chosen = tuple[str, ...]
Credit = Callable[
    [int, Chosen], float | None
]  # round and answer to credit, 0–1; None: nothing is right or wrong
Mark = Literal["right", "partly", "wrong", "given", "missed", "later"]
Way = Literal["", "better", "worse", "other"]
Reason = Literal["majority_wrong", "weak_line", "low"]

LOW = 60  # percent of best answers: below this a question is worth coming back to
CONFIDENT = 60  # percent of one answer: from here on a majority is sure of itself
WRONG_BELOW = 0.5  # credit
FEWEST_GRADED = 2  # answers, before anything is said about a person


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what the reckoning needs to know of a round; `twice` when it had a second ballot."""

    number: int
    kind: str
    twice: bool


@dataclass(frozen=True, slots=True)
class Sitter:
    """Hold what the reckoning needs to know of somebody in the room."""

    id: int
    from_round: int
    team: int | None = None
    out: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """Hold one ballot: votes per option, who voted, and how many gave a best answer (None: there is none)."""

    counts: Mapping[str, int]
    voters: int
    best: int | None

    @property
    def percent(self) -> int | None:
        """Give the share of best answers, in percent."""
        return round(100 * self.best / self.voters) if self.best is not None and self.voters else None


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Hold how a round went. `answer` is the commonest answer in the end, `share` its percent of the voters."""

    number: int
    kind: str
    first: Ballot
    second: Ballot | None
    changed: int
    better: int
    worse: int
    answer: Chosen
    share: int
    credit: float | None

    @property
    def last(self) -> Ballot:
        """Give the ballot that stood in the end."""
        return self.second if self.second is not None and self.second.voters else self.first


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one person in one round: the first answer, the one that stood, its credit, and which way it moved."""

    first: Chosen
    last: Chosen
    credit: float | None
    mark: Mark
    way: Way


@dataclass(frozen=True, slots=True)
class PersonResult:
    """Hold one person: a cell per round, how many of the rounds open to them they answered, mean credits in percent."""

    id: int
    cells: tuple[Cell, ...]
    answered: int
    open: int
    graded: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Revisit:
    """Hold a round worth coming back to, why, and the percent that says so."""

    number: int
    reason: Reason
    percent: int


Votes = dict[int, dict[int, dict[int, Chosen]]]  # round, person, ballot


def by_round(casts: Iterable[Cast]) -> Votes:
    """Sort votes by round, person and ballot."""
    found: Votes = defaultdict(lambda: defaultdict(dict))
    for cast in casts:
        found[cast.round][cast.participant][cast.ballot] = cast.chosen
    return found


def rounds(asked: Sequence[Asked], casts: Iterable[Cast], credit: Credit) -> tuple[RoundResult, ...]:
    """Reckon every round."""
    votes = by_round(casts)
    return tuple(_round(one, votes.get(one.number, {}), credit) for one in asked)


def _round(one: Asked, votes: Mapping[int, Mapping[int, Chosen]], credit: Credit) -> RoundResult:
    first = _ballot(one.number, [held[1] for held in votes.values() if 1 in held], credit)
    second = _ballot(one.number, [held[2] for held in votes.values() if 2 in held], credit)
    ways = Counter(_way(one.number, held.get(1, ()), held.get(2, ()), credit) for held in votes.values())
    ballot = 2 if one.twice and second.voters else 1
    answers = Counter(held[ballot] for held in votes.values() if ballot in held)
    # Of equally common answers the first in the alphabet, so that a page read twice says the same.
    answer = min(answers, key=lambda chosen: (-answers[chosen], chosen), default=())
    voters = sum(answers.values())
    return RoundResult(
        number=one.number,
        kind=one.kind,
        first=first,
        second=second if one.twice else None,
        changed=ways["better"] + ways["worse"] + ways["other"],
        better=ways["better"],
        worse=ways["worse"],
        answer=answer,
        share=round(100 * answers[answer] / voters) if voters else 0,
        credit=credit(one.number, answer) if answer else None,
    )


def _ballot(number: int, answers: Sequence[Chosen], credit: Credit) -> Ballot:
    credits = [credit(number, chosen) for chosen in answers]
    known = [value for value in credits if value is not None]
    counts = Counter(option for chosen in answers for option in chosen)
    return Ballot(counts, len(answers), sum(value >= 1.0 for value in known) if known else None)


def _way(number: int, first: Chosen, second: Chosen, credit: Credit) -> Way:
    if not first or not second or first == second:
        return ""
    before, after = credit(number, first), credit(number, second)
    if before is None or after is None or before == after:
        return "other"
    return "better" if after > before else "worse"


def people(
    asked: Sequence[Asked],
    sitters: Sequence[Sitter],
    casts: Iterable[Cast],
    credit: Credit,
    wrote: Collection[tuple[int, int]] = (),
) -> tuple[PersonResult, ...]:
    """Reckon every person; `wrote` names who wrote for which wall: person and round."""
    votes = by_round(casts)
    return tuple(_person(sitter, asked, votes, credit, frozenset(wrote)) for sitter in sitters)


def _person(
    sitter: Sitter, asked: Sequence[Asked], votes: Votes, credit: Credit, wrote: frozenset[tuple[int, int]]
) -> PersonResult:
    cells, firsts, lasts = [], list[float](), list[float]()
    for one in asked:
        held = votes.get(one.number, {}).get(sitter.id, {})
        cell = _cell(sitter, one, held, credit, (sitter.id, one.number) in wrote)
        cells.append(cell)
        if held and cell.credit is not None:
            first = credit(one.number, held[min(held)])
            firsts.append(first if first is not None else cell.credit)
            lasts.append(cell.credit)
    return PersonResult(
        id=sitter.id,
        cells=tuple(cells),
        answered=sum(cell.mark not in {"missed", "later"} for cell in cells),
        open=sum(cell.mark != "later" for cell in cells),
        graded=len(firsts),
        before=mean_percent(firsts),
        after=mean_percent(lasts),
    )


def _cell(sitter: Sitter, one: Asked, held: Mapping[int, Chosen], credit: Credit, wrote: bool) -> Cell:
    if not held:
        mark: Mark = "given" if wrote else "later" if one.number < sitter.from_round else "missed"
        return Cell((), (), None, mark, "")
    first, last = held.get(1, ()), held[max(held)]
    value = credit(one.number, last)
    mark = "given" if value is None else "right" if value >= 1 else "partly" if value > 0 else "wrong"
    return Cell(first, last, value, mark, _way(one.number, first, held.get(2, ()), credit))


def mean_percent(values: Sequence[float]) -> float | None:
    """Give the mean of credits, in percent; None without any."""
    return 100 * sum(values) / len(values) if values else None


def finals(asked: Sequence[Asked], found: Sequence[PersonResult]) -> dict[tuple[int, int], float]:
    """Give the credit that stood in the end, by person and round, as teams are scored by it."""
    return {
        (person.id, one.number): cell.credit
        for person in found
        for one, cell in zip(asked, person.cells, strict=True)
        if cell.credit is not None
    }


def revisit(found: Sequence[RoundResult], same: Mapping[int, str]) -> tuple[Revisit, ...]:
    """List what to come back to, the most pressing first.

    `same` names what each round asked: of several rounds that asked the same, only the last with votes counts.
    """
    latest = {same[one.number]: one for one in found if one.first.voters or one.last.voters}
    named = [reason for one in latest.values() if (reason := _reason(one)) is not None]
    return tuple(sorted(named, key=lambda one: (one.reason == "low", one.percent, one.number)))


def _reason(one: RoundResult) -> Revisit | None:
    percent = one.last.percent
    if percent is None or one.credit is None:
        return None
    if one.credit < WRONG_BELOW and one.kind == "scene":
        return Revisit(one.number, "weak_line", percent)
    if one.credit < WRONG_BELOW and one.share >= CONFIDENT:
        return Revisit(one.number, "majority_wrong", percent)
    return Revisit(one.number, "low", percent) if percent < LOW else None


def in_need(found: Sequence[PersonResult], known: Collection[int]) -> tuple[int, ...]:
    """Name who of `known` stood below half of the room's mean before the room talked, the lowest first."""
    means = [person.before for person in found if person.before is not None]
    if not means:
        return ()
    half = sum(means) / len(means) / 2
    low = [
        (person.before, person.id)
        for person in found
        if person.id in known
        and person.before is not None
        and person.graded >= FEWEST_GRADED
        and person.before < half
    ]
    return tuple(number for _mean, number in sorted(low))
