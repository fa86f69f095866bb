"""Read the choices of a scene."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.content.faults import Param, Reporter, clip, did_you_mean
from course.content.items import Body, Item, Located, Pair
from course.content.keywords import JAPANESE, SKILLS
from course.content.text import Text
from course.content.translations import item_text, pair_text
from course.roleplay.conditions import Compare, Condition, ConditionError, Flag, atoms, parse_condition
from course.roleplay.notation import entries, fold_width, read_change, read_hours
from course.roleplay.story import Choice, Move
from course.roleplay.vocabulary import (
    DEFAULT_HOURS,
    HORIZONS,
    KINDS,
    MOST_CHANGE,
    MOST_HOURS,
    MOST_MARK,
    MOVES,
    PLAIN_MOVES,
)

KEYS = ("kind", "if", "effect", "set", "skill", "pipeline", "coach", "truth")
_TRUE = {"yes": True, "true": True, "はい": True, "no": False, "false": False, "いいえ": False}


@dataclass(frozen=True, slots=True)
class Names:
    """Hold the names that conditions and effects may use."""

    variables: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass
class _Draft:
    """What has been read of a choice so far."""

    names: Names
    report: Reporter
    values: dict[str, Any] = field(default_factory=dict)


def read_choice(bodies: Mapping[str, Body], item: Item, names: Names, report: Reporter) -> Choice:
    """Read one choice; whatever is wrong is reported."""
    draft = _Draft(names, report)
    seen: set[str] = set()
    for pair in item.pairs:
        if pair.key not in KEYS:
            options = [*(JAPANESE[key] for key in KEYS), *KEYS]
            hint = did_you_mean(pair.name, options)
            report("item-key-unknown", pair.line, pair.column, key=clip(pair.name), hint=hint)
        elif pair.key in seen:
            report("item-key-repeated", pair.line, pair.column, key=pair.name)
        elif pair.key in _READERS:
            _READERS[pair.key](draft, pair)
        seen.add(pair.key)
    _check_whole(item, pair_text(bodies, item, "coach"), report)
    return Choice(
        id=item.id,
        label=item_text(bodies, item),
        target=item.target.text if item.target else "",
        coach=pair_text(bodies, item, "coach"),
        truth=pair_text(bodies, item, "truth"),
        once="once" in item.attributes.classes,
        line=item.line,
        column=item.text_column,
        target_place=(item.target.line, item.target.column) if item.target else (item.line, item.text_column),
        **draft.values,
    )


def _check_whole(item: Item, coach: Text, report: Reporter) -> None:
    place = item.line, item.text_column
    if not item.id:
        report("scenario-choice-without-id", *place, text=clip(item.text))
        return
    if not item.text:
        report("scenario-choice-empty", *place)
    if item.target is None or not item.target.text:
        report("scenario-choice-without-target", *place, choice=clip(item.id))
    if item.checked is not None:
        report("scenario-choice-with-box", item.line, 3)
    if not coach.to("ja"):
        report("scenario-choice-without-coach", *item.id_place, choice=clip(item.id))
    for name in item.attributes.classes:
        if name != "once":
            column = item.attributes.column_of("." + name)
            hint = did_you_mean(name, ("once",))
            report("class-unknown", item.attributes.line, column, name=clip(name), hint=hint)
    for name in item.attributes.values:
        hint = Text({"ja": "消してください。", "en": "Delete it."})
        report(
            "attribute-unknown",
            item.attributes.line,
            item.attributes.column_of(name),
            name=clip(name),
            hint=hint,
        )


def _kind(draft: _Draft, pair: Pair) -> None:
    kind = fold_width(pair.value).strip()
    if kind in KINDS:
        draft.values["kind"] = kind
    else:
        draft.report(
            "scenario-kind-unknown",
            pair.line,
            pair.value_column,
            kind=clip(pair.value),
            hint=did_you_mean(kind, KINDS),
        )


def _if(draft: _Draft, pair: Pair) -> None:
    place = pair.line, pair.value_column
    if len(pair.lines) > 1:
        place = pair.lines[0].line, pair.lines[0].column
    draft.values["condition"] = read_condition(pair.value, *place, draft.names, draft.report)
    draft.values["condition_place"] = place


def read_condition(text: str, line: int, column: int, names: Names, report: Reporter) -> Condition | None:
    """Parse a condition and check its names; None when it has a fault."""
    try:
        condition = parse_condition(text, column)
    except ConditionError as problem:
        params = {
            key: clip(value) if isinstance(value, str) else value for key, value in problem.params.items()
        }
        report(problem.code, line, problem.column, **params)
        return None
    sound = True
    for atom in atoms(condition):
        sound = _check_atom(atom, line, names, report) and sound
    return condition if sound else None


def _check_atom(atom: Compare | Flag, line: int, names: Names, report: Reporter) -> bool:
    own, other = (
        (names.variables, names.flags) if isinstance(atom, Compare) else (names.flags, names.variables)
    )
    if atom.name in own:
        return True
    if atom.name in other:
        code = (
            "scenario-condition-flag-compared"
            if isinstance(atom, Compare)
            else "scenario-condition-variable-bare"
        )
        report(code, line, atom.column, name=atom.name)
    else:
        hint = did_you_mean(atom.name, (*names.variables, *names.flags))
        report("scenario-condition-name-unknown", line, atom.column, name=clip(atom.name), hint=hint)
    return False


def _effect(draft: _Draft, pair: Pair) -> None:
    changes = _changes(draft, pair, draft.names.variables, "scenario-variable-unknown", "name", MOST_CHANGE)
    draft.values["effects"] = tuple(changes.items())


def _skill(draft: _Draft, pair: Pair) -> None:
    draft.values["marks"] = _changes(draft, pair, SKILLS, "skill-unknown", "skill", MOST_MARK)


def _changes(
    draft: _Draft, pair: Pair, known: Iterable[str], unknown: str, param: str, most: int
) -> dict[str, int]:
    """Read `name +2, other -1` where each name is known and comes once."""
    result: dict[str, int] = {}
    for entry in entries(pair):
        change = read_change(entry.text)
        if change is None:
            draft.report("scenario-change-malformed", entry.line, entry.column, text=clip(entry.text))
            continue
        name, amount = change
        if name not in known:
            params: dict[str, Param] = {param: clip(name), "hint": did_you_mean(name, known)}
            draft.report(unknown, entry.line, entry.column, **params)
        elif name in result:
            draft.report("scenario-entry-repeated", entry.line, entry.column, name=name)
        elif not 0 < abs(amount) <= most:
            draft.report("scenario-change-range", entry.line, entry.column, text=clip(entry.text), most=most)
        else:
            result[name] = amount
    return result


def _set(draft: _Draft, pair: Pair) -> None:
    result: dict[str, bool] = {}
    for entry in entries(pair):
        name, equals, value = (part.strip() for part in fold_width(entry.text).partition("="))
        if equals and value not in _TRUE:
            draft.report("scenario-set-malformed", entry.line, entry.column, text=clip(entry.text))
        elif name not in draft.names.flags:
            hint = did_you_mean(name, draft.names.flags)
            draft.report("scenario-flag-unknown", entry.line, entry.column, name=clip(name), hint=hint)
        elif name in result:
            draft.report("scenario-entry-repeated", entry.line, entry.column, name=name)
        else:
            result[name] = _TRUE[value] if equals else True
    draft.values["sets"] = tuple(result.items())


def _pipeline(draft: _Draft, pair: Pair) -> None:
    moves: list[Move] = []
    hours = DEFAULT_HOURS
    seen: set[str] = set()
    for entry in entries(pair):
        kind, _, rest = fold_width(entry.text).partition(" ")
        if kind in seen:
            draft.report("scenario-entry-repeated", entry.line, entry.column, name=kind)
        seen.add(kind)
        if kind == "hours":
            hours = _hours(draft, entry, rest)
        elif kind == "horizon" and rest.strip() in HORIZONS:
            moves.append(Move("horizon", rest.strip()))
        elif kind in PLAIN_MOVES and not rest.strip():
            moves.append(Move(kind))
        else:
            options = HORIZONS if kind == "horizon" else (*MOVES, "hours")
            hint = did_you_mean(rest.strip() if kind == "horizon" else kind, options)
            draft.report("scenario-move-unknown", entry.line, entry.column, text=clip(entry.text), hint=hint)
    draft.values["moves"] = tuple(moves)
    draft.values["hours"] = hours


def _hours(draft: _Draft, entry: Located, text: str) -> float:
    hours = read_hours(text)
    if hours is None or hours > MOST_HOURS:
        draft.report(
            "scenario-hours-range", entry.line, entry.column, text=clip(entry.text), most=int(MOST_HOURS)
        )
        return DEFAULT_HOURS
    return hours


_READERS: Mapping[str, Callable[[_Draft, Pair], None]] = {
    "kind": _kind,
    "if": _if,
    "effect": _effect,
    "set": _set,
    "skill": _skill,
    "pipeline": _pipeline,
}
