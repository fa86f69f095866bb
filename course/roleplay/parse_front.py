"""Read the front matter of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from course.content.faults import clip
from course.content.fields import Fields
from course.content.keywords import LOCAL_ID, VARIABLE
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading
from course.roleplay.story import CUSTOMER, Person, Prospect, Truth
from course.roleplay.vocabulary import (
    AVATARS,
    HORIZONS,
    LANES,
    LEAST_VALUE,
    MOST_FLAGS,
    MOST_VALUE,
    MOST_VARIABLES,
    PRESETS,
    REQUIRED_VARIABLES,
    RESERVED_NAMES,
)

_MOST_YEN = 10**11
_MOST_WEEKS = 520
_FLAGS = Text({"ja": "旗（flags）", "en": "flags"})
_VARIABLES = Text({"ja": "変数（state）", "en": "variables (state)"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPart:
    """Hold what the front matter says; what could not be read has its emptiest value and a fault."""

    id: str
    title: Text
    lesson: str
    minutes: int
    level: int
    preset: str
    customer: Person
    cast: dict[str, Person]
    prospect: Prospect
    truth: Truth
    state: dict[str, int]
    flags: tuple[str, ...]
    start: str
    start_place: tuple[int, int]


def read_front(reading: Reading) -> FrontPart:
    """Read and check every key of the front matter."""
    fields = Fields(reading.outline.front, reading.report)
    fields.text("title")
    state = _state(fields)
    part = FrontPart(
        id=fields.identifier("id"),
        title=reading.front("title"),
        lesson=fields.identifier("lesson", required=False),
        minutes=fields.integer("minutes", low=1, high=60),
        level=fields.integer("level", low=1, high=3, default=1),
        preset=fields.choice("preset", PRESETS, default=PRESETS[0]),
        customer=_person(reading, fields.mapping("customer"), CUSTOMER, (CUSTOMER,)),
        cast=_cast(reading, fields),
        prospect=_prospect(fields.mapping("prospect")),
        truth=_truth(reading, fields.mapping("truth")),
        state=state,
        flags=_flags(fields, state),
        start=fields.identifier("start", pattern=LOCAL_ID),
        start_place=fields.place("start"),
    )
    fields.finish()
    _check_names(reading, part)
    return part


def _person(reading: Reading, fields: Fields, key: str, path: tuple[str, ...]) -> Person:
    fields.text("name", most=30)
    fields.text("company", required=False, most=60)
    fields.text("role", required=False, most=60)
    avatar = fields.choice("avatar", AVATARS)
    fields.finish()
    return Person(
        key=key,
        name=reading.front(*path, "name"),
        avatar=avatar,
        company=reading.front(*path, "company"),
        role=reading.front(*path, "role"),
    )


def _cast(reading: Reading, fields: Fields) -> dict[str, Person]:
    inside = fields.mapping("cast", required=False)
    people = {}
    for key in inside.values:
        if not LOCAL_ID.fullmatch(key) or key == CUSTOMER:
            reading.report("id-malformed", *reading.outline.front.key_place("cast", key), id=clip(key))
            continue
        people[key] = _person(reading, inside.mapping(key), key, ("cast", key))
    return people


def _prospect(fields: Fields) -> Prospect:
    prospect = Prospect(
        horizon=fields.choice("horizon", HORIZONS),
        amount=fields.integer("amount", low=1, high=_MOST_YEN),
        age_weeks=fields.integer("age_weeks", low=0, high=_MOST_WEEKS),
        lane=fields.choice("lane", LANES, default="prospect"),
    )
    fields.finish()
    return prospect


def _truth(reading: Reading, fields: Fields) -> Truth:
    will_buy = fields.boolean("will_buy")
    # Someone who will not buy need not be given a week in which they would.
    weeks = fields.integer("ready_in_weeks", low=0, high=_MOST_WEEKS, default=None if will_buy else 0)
    budget = fields.integer("budget", low=0, high=_MOST_YEN)
    fields.text("decides", most=60)
    fields.finish()
    return Truth(
        will_buy=will_buy, ready_in_weeks=weeks, budget=budget, decides=reading.front("truth", "decides")
    )


def _state(fields: Fields) -> dict[str, int]:
    inside = fields.mapping("state")
    state = {
        name: inside.integer(name, low=LEAST_VALUE, high=MOST_VALUE)
        for name in dict.fromkeys((*REQUIRED_VARIABLES, *inside.values))
    }
    for name in inside.values:
        if not VARIABLE.fullmatch(name) or name in RESERVED_NAMES:
            fields.report("id-malformed", *fields.front.key_place("state", name), id=clip(name))
    _check_count(fields, "state", _VARIABLES, len(state), MOST_VARIABLES)
    return state


def _flags(fields: Fields, state: dict[str, int]) -> tuple[str, ...]:
    flags = fields.texts("flags", required=False)
    for index, name in enumerate(flags):
        place = fields.front.place("flags", index)
        if not VARIABLE.fullmatch(name) or name in RESERVED_NAMES:
            fields.report("id-malformed", *place, id=clip(name))
        elif name in state or name in flags[:index]:
            fields.report("scenario-name-taken", *place, name=name)
    _check_count(fields, "flags", _FLAGS, len(flags), MOST_FLAGS)
    return tuple(dict.fromkeys(flags))


def _check_count(fields: Fields, key: str, what: Text, count: int, most: int) -> None:
    if count > most:
        fields.report("scenario-too-many", *fields.place(key), what=what, count=count, most=most)


def _check_names(reading: Reading, part: FrontPart) -> None:
    """Report two speakers with one name, in any language: their lines could not be told apart."""
    for language in (SOURCE_LANGUAGE, *reading.translations):
        seen = {part.customer.name.to(language): CUSTOMER}
        for key, person in part.cast.items():
            name = person.name.to(language)
            if not name:
                continue
            if name in seen:
                in_source = language not in reading.translations
                front = reading.outline.front if in_source else reading.translations[language].front
                report = reading.report if in_source else reading.reports[language]
                report("scenario-name-taken", *front.place("cast", key, "name"), name=clip(name))
            seen[name] = key
