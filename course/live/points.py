"""Give votes their worth: for teams, for the leaderboard, and for what to revisit. PURE. Speed never counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.live import agenda
from course.live.agenda import Item
from course.live.rounds import Round
from course.quizzes.grading import AnswerRefused, grade
from course.roleplay.script import Scenario


@dataclass(frozen=True, slots=True)
class Cast:
    """Hold one vote as it counts: whose, in which round and ballot, for what."""

    participant: int
    round: int
    ballot: int
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one line of a ranking: `points` is the mean credit in percent over `rounds` rounds."""

    participant: int
    points: float
    rounds: int


def worth(item: Item, held: Round, seed: int) -> dict[str, float] | None:
    """Give the credit (0–1) of each option on its own; None where nothing is right or wrong.

    A line of a scenario is worth its place among those on offer: 1 the highest sum of skill marks, 0 the lowest.
    """
    if held.kind == "question":
        asked = agenda.question_of(item, held.ref)
        return {option.id: grade(asked, [option.id]) for option in asked.options} if asked else None
    if held.kind == "scene" and isinstance(item, Scenario):
        totals = {choice.id: sum(choice.marks.values()) for choice in agenda.lines(item, held.path, seed)}
        low, high = min(totals.values()), max(totals.values())
        return {key: 1.0 if high == low else (total - low) / (high - low) for key, total in totals.items()}
    return None


def credit(item: Item, held: Round, seed: int, chosen: Sequence[str]) -> float | None:
    """Give the credit of one vote; None where nothing is right or wrong."""
    if held.kind == "question":
        asked = agenda.question_of(item, held.ref)
        try:
            return grade(asked, chosen) if asked is not None else None
        except AnswerRefused:
            return None
    options = worth(item, held, seed)
    return options.get(chosen[0]) if options is not None and chosen else None


def finals(casts: Iterable[Cast]) -> dict[tuple[int, int], Cast]:
    """Give the vote that stands in the end, by participant and round: the later ballot's."""
    standing: dict[tuple[int, int], Cast] = {}
    for cast in casts:
        key = (cast.participant, cast.round)
        if key not in standing or cast.ballot > standing[key].ballot:
            standing[key] = cast
    return standing


def ranking(credits: Mapping[tuple[int, int], float]) -> list[Place]:
    """Rank people by the credit they have earned in all rounds; equals keep the order in which they came."""
    by_person: dict[int, list[float]] = defaultdict(list)
    for (participant, _round), value in credits.items():
        by_person[participant].append(value)
    places = [
        Place(participant, 100 * sum(values) / len(values), len(values))
        for participant, values in by_person.items()
    ]
    return sorted(places, key=lambda place: (-place.points * place.rounds, place.participant))


def team_scores(credits: Mapping[tuple[int, int], float], teams: Mapping[int, int]) -> dict[int, float]:
    """Give each team the mean credit of its members' votes, in percent; `teams` says who is in which."""
    by_team: dict[int, list[float]] = defaultdict(list)
    for (participant, _round), value in credits.items():
        if participant in teams:
            by_team[teams[participant]].append(value)
    return {team: 100 * sum(values) / len(values) for team, values in by_team.items()}


def changed(casts: Iterable[Cast], number: int) -> int:
    """Count who voted in both ballots of a round, and differently."""
    by_person: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for cast in casts:
        if cast.round == number:
            by_person[cast.participant][cast.ballot] = cast.chosen
    return sum(len(held) == 2 and held[1] != held[2] for held in by_person.values())
