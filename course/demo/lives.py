"""Let one person live: read, answer, review, play, over a year, as rows to be written. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from course.demo.clock import DAY, OFFICE_BEHIND
from course.demo.life import Life, Person, World, ability_of, answer_to, edition, observe
from course.demo.life_quizzes import review, take_test, write_card
from course.demo.life_talks import play_quarter, talk_once
from course.demo.material import Reading

RETAKES = 0.2  # share of tests and talks that are taken again although new ones are left
MOST_REVIEWS = 5
# Minutes of the office's day at which people sit down, and how often: evening, midday, early, late.
SITTINGS = ((1_050, 1_200, 0.60), (720, 780, 0.82), (420, 540, 0.93), (1_350, 1_439, 1.0))


Act = Callable[[Life, Any, bool], None]


def live(person: Person, world: World, chance: Random) -> None:
    """Add the rows of a person's life."""
    life = Life(person, world, chance)
    tests, plays = len(world.material.tests), len(world.material.plays)
    acts: Sequence[tuple[Act, Sequence[Any]]] = (
        (_read, world.material.lessons[: person.lessons]),
        (take_test, _course(chance, tests, person.tests)),
        (talk_once, _course(chance, plays, person.talks)),
        (play_quarter, [None] * person.quarters),
    )
    units = [(at, act, what) for act, things in acts for at, what in _when(life, things)]
    units.sort(key=lambda unit: unit[0])
    for number, (at, act, what) in enumerate(units):
        life.now = max(life.now + 1, at)
        if life.now >= person.end:
            break
        act(life, what, number == len(units) - 1)
    for key, card in life.cards.items():
        review(life, card, person.end)
        write_card(life, key, card)


def _when(life: Life, things: Sequence[Any]) -> list[tuple[int, Any]]:
    """Spread things over a person's time, each at a sitting."""
    person, chance = life.person, life.chance
    span = (person.end - person.begin) / max(len(things), 1)
    found = []
    for number, thing in enumerate(things):
        day = int(person.begin + (number + chance.random()) * span) // DAY
        draw = chance.random()
        first, last, _ = next(sitting for sitting in SITTINGS if draw < sitting[2])
        found.append((day * DAY + chance.randrange(first, last) - OFFICE_BEHIND, thing))
    return found


def _course(chance: Random, number: int, times: int) -> list[int]:
    """Draw which of so many items is taken each time: mostly the next new one, else one again."""
    taken, found = 0, []
    for _ in range(times if number else 0):
        if taken < number and (not taken or chance.random() >= RETAKES):
            found.append(taken)
            taken += 1
        else:
            found.append(chance.randrange(taken))
    return found


def _read(life: Life, pair: tuple[Reading, ...], last: bool) -> None:
    reading: Reading = edition(life, pair)
    chance, clock, rows, user_id = life.chance, life.world.clock, life.world.rows, life.person.user_id
    whole = not last and chance.random() < 0.9
    began, ability = life.now, ability_of(life)
    checks = reading.checks if whole else reading.checks[:1]
    for check in checks:
        life.now += 3
        chosen, credit, _ = answer_to(life, check, ability)
        number, at = life.world.numbers.take("check_answer"), clock.text(life.now)
        rows["check_answer"].append(
            (number, user_id, reading.lesson_id, reading.version, check.id, chosen, credit, at)
        )
        observe(life, check.skills, credit, at, "check", number)
    life.now += 2
    section, percent = reading.places[-1] if whole else chance.choice(reading.places)
    at = clock.text(life.now)
    rows["lesson_progress"].append(
        (
            user_id,
            reading.lesson_id,
            reading.version,
            section,
            100 if whole else percent,
            clock.text(began),
            at,
            at if whole else None,
        )
    )
